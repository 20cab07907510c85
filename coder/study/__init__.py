"""The one place that opens, reads and writes a study."""
