"""Which codes come together: in a segment, with a respondent, on overlapping words.

For two codes a and b: n with both, and Jaccard's coefficient, n with both / n with either
(P. Jaccard 1901, Bulletin de la Société vaudoise des sciences naturelles 37, 547-579). On
overlapping words n counts pairs of passages that share at least one character, and Jaccard's
coefficient is that of the characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from coder.analysis.presence import Bools, Ints, Tree
from coder.model import Span, Stretch

_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes, by their rows."""

    first: int
    second: int
    n_first: int
    n_second: int
    both: int
    jaccard: float | None
    """None where neither occurs."""


def together(table: Bools) -> Ints:
    """Codes by codes: how many subjects have both; on the diagonal how many have the code."""
    found = np.zeros((table.shape[0], table.shape[0]), dtype=np.int64)
    for start in range(0, table.shape[1], _BLOCK):  # a float counts exactly as far as a block goes
        block = table[:, start : start + _BLOCK].astype(np.float32)
        found += (block @ block.T).astype(np.int64)
    return found


def pairs(tree: Tree, rows: Sequence[int], counted: Ints, shared: Ints | None = None) -> list[Pair]:
    """The pairs of the codes in ``rows``, most often together first.

    A code and a heading over it are no pair: who mentions the one mentions the other.

    Args:
        tree: the codes.
        rows: which of them.
        counted: codes by codes, as from :func:`together`.
        shared: what Jaccard's coefficient is taken of, where it is not ``counted``.
    """
    base = counted if shared is None else shared
    found = []
    above = {row: set(tree.above(row)) for row in rows}
    for i, a in enumerate(rows):
        for b in rows[i + 1 :]:
            if a in above[b] or b in above[a]:
                continue
            either = int(base[a, a] + base[b, b] - base[a, b])
            jaccard = int(base[a, b]) / either if either else None
            found.append(Pair(a, b, int(counted[a, a]), int(counted[b, b]), int(counted[a, b]), jaccard))
    return sorted(found, key=lambda pair: (-pair.both, -(pair.jaccard or 0.0)))


def overlaps(stretches: Iterable[Stretch], tree: Tree, coder_ids: Sequence[int]) -> tuple[Ints, Ints]:
    """Codes by codes: pairs of passages that overlap, and characters with both.

    Passages of one code (or of codes under it) that overlap each other are one passage. On the
    diagonal: the code's passages and its characters.
    """
    k = len(tree.ids)
    rows = {id_: row for row, id_ in enumerate(tree.ids)}
    chosen = set(coder_ids)
    spans: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for each in stretches:
        if each.code_id in rows and each.coder_id in chosen:
            row = rows[each.code_id]
            for at in (row, *tree.above(row)):
                spans[each.transcript_id][at].append(each.span)
    counted, shared = np.zeros((k, k), dtype=np.int64), np.zeros((k, k), dtype=np.int64)
    for by_code in spans.values():
        passages = sorted((span, row) for row, found in by_code.items() for span in merged(found))
        open_: list[tuple[Span, int]] = []
        for span, row in passages:
            counted[row, row] += 1
            shared[row, row] += span.end - span.start
            open_ = [(other, at) for other, at in open_ if other.end > span.start]
            for other, at in open_:
                common = min(span.end, other.end) - span.start
                for a, b in ((row, at), (at, row)):
                    counted[a, b] += 1
                    shared[a, b] += common
            open_.append((span, row))
    return counted, shared


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans with those that overlap made one; spans that only touch stay two."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found
