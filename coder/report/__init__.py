"""Tables as people want them: made once as values, shown in every format.

A report function takes a study, asks it for counts, lets the analysis compute, and
returns a :class:`coder.report.table.Table`; a renderer turns that into a file. The
command line and the app show the same table.
"""
