"""Tables of codings that were made elsewhere: in R, in pandas, in a spreadsheet, by another program.

``headers.py`` knows what columns are called, ``reading.py`` makes lines of a file,
``placing.py`` finds in a text the passage that a line speaks of.
"""
