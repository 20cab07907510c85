"""Codings whose words a new text has not."""
