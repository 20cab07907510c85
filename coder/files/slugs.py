"""Ids made from labels: Latin letters, digits and hyphens."""

from __future__ import annotations

import re
from collections.abc import Collection
from unicodedata import combining, normalize

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
