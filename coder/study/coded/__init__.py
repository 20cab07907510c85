"""Codings as tables: out of a study row by row, and back in from a table made elsewhere."""
