"""One module a format: tables in, a text or the bytes of a file out.

:mod:`coder.report.render` knows them all. A module imports its library (XlsxWriter,
python-docx) only when it is asked for a file, since most commands print text.
"""
