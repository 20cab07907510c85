"""What people type, made fit to be kept: labels, definitions, memos, reasons.

Typed and pasted text may hold what would steer a terminal or cannot be stored. As in
an imported transcript it is replaced one for one; nothing is normalised.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from unicodedata import combining, normalize

from coder.model import CoderError

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls but tab and newline, marks that reverse the direction of writing, half surrogate pairs."""
_LONGEST_LINE = 200
_LONGEST_ID = 60

_LETTERS = dict(
    zip(
        "абвгдеёзийклмнопрстуфыэ" + "әғқңөұүһі",
        "abvgdeezijklmnoprstufye" + "agqnouuhi",
        strict=True,
    )
) | {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}
_LATIN = str.maketrans(_LETTERS | {"ß": "ss", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d"})


def clean(text: str) -> str:
    """A text of any length, without what must not reach a terminal; LF line ends, no blank edges."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str, what: str) -> str:
    """A text of one line: every run of white space, line ends and U+2028 among them, is one space."""
    line = " ".join(clean(text).split())
    if len(line) > _LONGEST_LINE:
        raise CoderError(f"{what} has {len(line)} characters; {_LONGEST_LINE} are the most.")
    return line


def slug_of(label: str, taken: Collection[str]) -> str:
    """An id made from a label, in Latin letters, that none of ``taken`` is: ``housing``, ``housing-2``."""
    composed = normalize("NFC", label.lower()).translate(_LATIN)
    plain = "".join(each for each in normalize("NFKD", composed) if not combining(each))
    words = re.findall(r"[a-z0-9]+", plain)
    slug = "-".join(words)
    if len(slug) > _LONGEST_ID:
        slug = slug[: _LONGEST_ID + 1].rpartition("-")[0] or slug[:_LONGEST_ID]
    slug = slug or "code"
    free, n = slug, 1
    while free in taken:
        n += 1
        free = f"{slug}-{n}"
    return free
