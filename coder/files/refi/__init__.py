"""REFI-QDA projects (.qdpx), the format in which QDA programs exchange whole studies.

>>> from coder.files import refi
>>> project = refi.read(Path("study.qdpx"))

``values.py`` says what a project is; ``reading.py`` makes it of a file, ``elements.py`` of its
XML; ``offsets.py`` finds out how a program counts characters; ``writing.py`` writes one;
``guids.py`` compares identities, ``descriptions.py`` puts a code's guidance in one text and takes
it apart again, ``segmenting.py`` cuts a text without changing a letter of it.
"""

from __future__ import annotations

from coder.files.refi.reading import read
from coder.files.refi.writing import PROFILES, write

__all__ = ["PROFILES", "read", "write"]
