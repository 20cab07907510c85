"""Codes that are nearly what somebody is about to add: better one code used than two split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from coder.model import Code, Codebook
from coder.study import codebook
from coder.study.folding import bare
from coder.study.study import Study

CUTOFF = 70.0


@dataclass(frozen=True, slots=True)
class NearCode:
    """A code that is there already, and what makes it look like the new one."""

    code: Code
    codebook: str
    name: str
    """The label, id or alias that is close."""
    score: float
    """How close, of 100."""


def near_duplicates(study: Study, name: str, limit: int = 5) -> list[NearCode]:
    """The codes with a label in any language, an alias or an id close to ``name``, closest first.

    A code that was merged lends its names to the one it was merged into; retired codes count,
    since they can be taken into use again.
    """
    return near_in(codebook.codebooks(study), name, limit)


def near_in(books: Iterable[Codebook], name: str, limit: int = 5) -> list[NearCode]:
    """As :func:`near_duplicates`, in codebooks that have been read already."""
    wanted = bare(name)
    if not wanted:
        return []
    best: dict[int, NearCode] = {}
    for book in books:
        by_slug = {code.slug: code for code in book.codes}
        for code in book.codes:
            meant = _standing(code, by_slug)
            close = max(_names(code), key=lambda each: _closeness(wanted, each))
            score = _closeness(wanted, close)
            known = best.get(meant.id)
            if score >= CUTOFF and (known is None or score > known.score):
                best[meant.id] = NearCode(meant, book.slug, close, round(score, 1))
    return sorted(best.values(), key=lambda each: -each.score)[:limit]


def _names(code: Code) -> list[str]:
    return [*code.label.values(), *code.aliases, code.slug]


def _standing(code: Code, by_slug: dict[str, Code]) -> Code:
    """The code, or what it was in the end merged into."""
    seen = set()
    while code.status == "merged" and code.merged_into in by_slug and code.slug not in seen:
        seen.add(code.slug)
        code = by_slug[code.merged_into]
    return code


def _closeness(wanted: str, name: str) -> float:
    other = bare(name)
    together = max(fuzz.ratio(wanted, other), fuzz.token_sort_ratio(wanted, other))
    return max(together, 0.95 * fuzz.token_set_ratio(wanted, other))
