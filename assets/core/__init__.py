"""Documents → core: which document is the newest revision of which report, and its facts into the tables."""
