"""Which words the consensus takes where coders agree on a code and not on its passage.

The words that all of them marked, since nobody disputes these. Where no word is common to all,
they marked different passages of the unit for the same reason: then the passages of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.model import Span


@dataclass(frozen=True, slots=True)
class Given:
    """A live coding of a coder, as far as the review needs it."""

    id: int
    guid: str
    coder_id: int
    code_id: int
    span: Span
    version: int
    """The codebook version it was made with."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A coding that the consensus is to have."""

    span: Span
    source_ids: tuple[int, ...]
    version: int = 0
    """The codebook version it counts as made with; 0: the present one."""


def within(span: Span, limits: Span) -> Span | None:
    """What of a span lies within limits; None where nothing does."""
    start, end = max(span.start, limits.start), min(span.end, limits.end)
    return Span(start, end) if start < end else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """The stretches that spans cover, in order; those that overlap are one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def common(several: Sequence[Sequence[Span]], text: str) -> list[Span]:
    """The stretches with a letter or digit that each of several lists of stretches covers."""
    found = list(several[0]) if several else []
    for other in several[1:]:
        found = [both for one in found for two in other if (both := within(one, two)) is not None]
    return [span for span in found if any(map(str.isalnum, span.of(text)))]


def agreed(given: Sequence[Given], limits: Span, text: str) -> list[Piece]:
    """The codings that stand for those of several coders who applied one code to a unit."""
    by_coder: dict[int, list[Span]] = {}
    for each in given:
        if (part := within(each.span, limits)) is not None:
            by_coder.setdefault(each.coder_id, []).append(part)
    lists = [merged(spans) for spans in by_coder.values()]
    if len(lists) == 1:
        spans = sorted({span for spans in by_coder.values() for span in spans})  # his own, as they are
    else:
        spans = common(lists, text) or merged(span for spans in lists for span in spans)
    return [piece_of(span, given) for span in spans]


def piece_of(span: Span, given: Sequence[Given]) -> Piece:
    """A coding made from all that overlap it, else from all there are; as old as the oldest of them."""
    sources = [each for each in given if each.span.overlaps(span)] or list(given)
    return Piece(
        span, tuple(sorted(each.id for each in sources)), min((each.version for each in sources), default=0)
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and the unit it lies in."""

    segment_id: int
    piece: Piece


def joined(
    placed: Sequence[Placed], units: Sequence[int], spans: dict[int, Span], given: Sequence[Given]
) -> list[Piece]:
    """Pieces of one code in the order of the text; what was one coding over several units is one again.

    Two pieces are joined where one ends with its unit, the other begins with the next one, and every
    coder behind them has a coding that goes on over the border.
    """
    order = {id_: i for i, id_ in enumerate(units)}
    by_id = {each.id: each for each in given}
    found: list[tuple[int, Piece]] = []
    for each in placed:
        piece = each.piece
        if found:
            last, before = found[-1]
            if (
                order[each.segment_id] == order[last] + 1
                and before.span.end == spans[last].end
                and piece.span.start == spans[each.segment_id].start
                and _goes_on(before, piece, by_id)
            ):
                sources = tuple(sorted({*before.source_ids, *piece.source_ids}))
                whole = Span(before.span.start, piece.span.end)
                found[-1] = (each.segment_id, Piece(whole, sources, min(before.version, piece.version)))
                continue
        found.append((each.segment_id, piece))
    return [piece for _, piece in found]


def _goes_on(before: Piece, after: Piece, by_id: dict[int, Given]) -> bool:
    """Whether every coder behind two pieces has a coding that goes from the one to the other."""
    behind = {by_id[id_].coder_id for id_ in (*before.source_ids, *after.source_ids)}
    going = {
        by_id[id_].coder_id
        for id_ in set(before.source_ids) & set(after.source_ids)
        if by_id[id_].span.start < before.span.end and after.span.start < by_id[id_].span.end
    }
    return behind == going
