"""The command line: thin commands, one file a group.

At import these modules need nothing but click and :mod:`coder.model`, so that ``--help``
and completion are instant; what a command works with is imported when it runs.
"""
