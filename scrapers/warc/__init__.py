"""The format in which answers are kept: WARC/1.1 (ISO 28500), one gzip member a record."""
