"""What holds for every test."""

from assets import warehouse

# As many workers as cores run the tests; threads of DuckDB beside them would only get in each other's way.
warehouse.CONFIG["threads"] = 1
