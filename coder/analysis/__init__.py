"""Pure numbers: counts in, figures and frames out; no database, no screen.

Every percentage and every coefficient that coder shows anywhere is computed here.
"""
