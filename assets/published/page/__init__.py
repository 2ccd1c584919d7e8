"""The page: one HTML file for people who look, made from the snapshot of the publication that it lies in."""
