"""Where a passage that was lost may stand: a suggestion for a person, never more."""

from __future__ import annotations

from coder.model import Span
from coder.study.rewriting.anchors import Placed, Places

_NEAR = 4000
"""Characters to each side of where the passage would be, in which it is looked for first."""
_LEAST = 60.0
_LONGEST = 600
"""Characters of a passage by which it is looked for."""
_RUN = 4
"""Letters in a row that are no accident."""


def guess(places: Places, span: Span) -> Placed | None:
    """The place most like a passage of the old text, the one nearest to where it was; None: nothing is.

    The score says how alike the words are, of 100; several places may be as good.
    """
    words = span.of(places.old)
    expected = _expected(places, span)
    found = _letter_for_letter(words, places.new, expected)
    if found is None:
        start = max(0, expected - _NEAR)
        found = _alike(words, places.new, start, expected + _NEAR) or _alike(
            words, places.new, 0, len(places.new)
        )
    if found is None:
        return None
    there, score = found
    return Placed("fuzzy", there, score, there.of(places.new))


def _expected(places: Places, span: Span) -> int:
    """About where the passage would be, by the nearest letter that is known."""
    to_new = places.alignment.to_new
    for distance in range(len(to_new)):
        for at in (span.start - distance, span.end + distance):
            if 0 <= at < len(to_new) and to_new[at] >= 0:
                return to_new[at]
    return 0


def _letter_for_letter(words: str, text: str, expected: int) -> tuple[Span, float] | None:
    best, at = None, text.find(words)
    while at >= 0:
        if best is None or abs(at - expected) < abs(best - expected):
            best = at
        at = text.find(words, at + 1)
    return None if best is None else (Span(best, best + len(words)), 100.0)


def _alike(words: str, text: str, start: int, end: int) -> tuple[Span, float] | None:
    from rapidfuzz import fuzz

    part = text[start:end]
    if not part.strip() or not words.strip():
        return None
    found = fuzz.partial_ratio_alignment(words[:_LONGEST], part, score_cutoff=_LEAST)
    if found is None or found.dest_start >= found.dest_end:
        return None
    first = start + found.dest_start
    last = min(start + found.dest_end + max(0, len(words) - _LONGEST), len(text))
    first, last = _like(words, text, first, last)
    while first > 0 and text[first - 1].isalnum() and text[first].isalnum():
        first -= 1
    while last < len(text) and text[last - 1].isalnum() and text[last].isalnum():
        last += 1
    there = Span(first, last)
    score = float(fuzz.ratio(words, there.of(text)))
    return (there, round(score, 1)) if score >= _LEAST else None


def _like(words: str, text: str, first: int, last: int) -> tuple[int, int]:
    """From the first to the last run of letters of a stretch that are those of the words."""
    from rapidfuzz.distance import Indel

    runs = [
        op
        for op in Indel.opcodes(words, text[first:last])
        if op.tag == "equal" and op.src_end - op.src_start >= _RUN
    ]
    return (first + runs[0].dest_start, first + runs[-1].dest_end) if runs else (first, last)
