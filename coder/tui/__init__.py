"""The terminal app: a key becomes an intent, the answer of the study is shown."""
