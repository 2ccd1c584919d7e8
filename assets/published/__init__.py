"""The publication: what people use. Snapshot, Parquet, page, workbook and manifest, whole and at once."""
