"""The publication: what people use. Snapshot, Parquet, page and manifest, whole and at once."""
