"""The publication: what people use. Snapshot, Parquet and manifest, whole and at once."""
