"""What is made, in the order in which it is made; a folder for each data product."""
