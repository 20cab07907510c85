"""What people type, made fit to be kept: labels, definitions, memos, reasons.

Typed and pasted text may hold what would steer a terminal or cannot be stored. As in
an imported transcript it is replaced one for one; nothing is normalised.
"""

from __future__ import annotations

import re

from coder.files.slugs import slug_of
from coder.model import CoderError

__all__ = ["clean", "one_line", "slug_of"]

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls but tab and newline, marks that reverse the direction of writing, half surrogate pairs."""
_LONGEST_LINE = 200


def clean(text: str) -> str:
    """A text of any length, without what must not reach a terminal; LF line ends, no blank edges."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str, what: str) -> str:
    """A text of one line: every run of white space, line ends and U+2028 among them, is one space."""
    line = " ".join(clean(text).split())
    if len(line) > _LONGEST_LINE:
        raise CoderError(f"{what} has {len(line)} characters; {_LONGEST_LINE} are the most.")
    return line
