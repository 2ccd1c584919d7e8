"""The reader: text in, facts out. No Dagster, DuckDB, pandas, clock, network or file."""
