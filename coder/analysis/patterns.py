"""The sufficient statistic of agreement: who rated a unit, who said yes, and how often.

For a yes/no variable (one code) nothing else enters any coefficient. Coders become bits:
a pattern is a pair of bit masks, and a study of any size shrinks to one small table of
counts by code and interview.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.analysis.raw import Raw, raw
from coder.model import CoderError, Columns, Marks

Ints = NDArray[np.int64]
MAX_CODERS = 60
_TABLE = 1 << 26
"""Bytes of the table of units by codes that is filled at any one time."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Counts of units by code, interview and pattern; parallel arrays, one entry a cell.

    Only cells with at least one unit are kept. Units that nobody chosen rated are left out.
    """

    coder_ids: tuple[int, ...]
    """Coder ``i`` is bit ``1 << i`` of the masks."""
    code_ids: tuple[int, ...]
    units: int
    """Units rated by at least one of the coders."""
    code: Ints
    """Index into ``code_ids``; the cells come in this order."""
    interview: Ints
    """Transcript id."""
    rated: Ints
    """Mask of the coders who decided the unit."""
    yes: Ints
    """Mask of those who gave it the code; a part of ``rated``."""
    count: Ints


def patterns(
    marks: Marks | Columns | Raw,
    coder_ids: Sequence[int],
    code_ids: Sequence[int],
    counted_as: Mapping[int, int] | None = None,
) -> Patterns:
    """Tally the units (interviewers' segments are none) for the given coders and codes.

    Args:
        marks: what the study hands over.
        coder_ids: whose ratings; nobody else's leave a trace.
        code_ids: the codes to count.
        counted_as: the code (one of ``code_ids``) that a coding of another code is counted
            as, to roll a tree up; by default every code stands for itself.
    """
    if len(coder_ids) > MAX_CODERS:
        raise CoderError(f"agreement takes {MAX_CODERS} coders at most, not {len(coder_ids)}.")
    rows = raw(marks)
    rated = rows.rated(coder_ids)
    index = {code: i for i, code in enumerate(code_ids)}
    place = (
        index if counted_as is None else {code: index[to] for code, to in counted_as.items() if to in index}
    )
    said = rows.said(coder_ids, place)
    tally = _Tally(rows.interview, rated)
    cells = [np.empty((5, 0), dtype=np.int64)]
    step = max(1, _TABLE // (max(1, rows.n) * said.mask_bytes))
    for start in range(0, len(code_ids), step):
        table = said.table(start, min(start + step, len(code_ids)))
        cells += [tally.of(start + i, table[i]) for i in range(len(table))]
    return Patterns(
        tuple(coder_ids),
        tuple(code_ids),
        int((rated > 0).sum()),
        *(np.ascontiguousarray(column) for column in np.concatenate(cells, axis=1)),
    )


class _Tally:
    """Counts the patterns of one code after the other."""

    def __init__(self, interview: Ints, rated: Ints) -> None:
        there = np.flatnonzero(rated)
        looked = np.stack([interview[there], rated[there]])
        self._looked, inverse, self._n = _distinct(looked)
        self._kind = np.zeros(len(interview), dtype=np.int64)
        self._kind[there] = inverse

    def of(self, code: int, yes: NDArray[np.unsignedinteger]) -> Ints:
        """The cells of a code from everybody's masks: those with a yes, then what is left without."""
        where = np.flatnonzero(yes)
        kind = self._kind[where]
        said, _, count = _distinct(np.stack([kind, yes[where].astype(np.int64)]))
        left = self._n - np.bincount(kind, minlength=len(self._n))
        rest = np.flatnonzero(left)
        interview, rated = self._looked[:, np.concatenate([said[0], rest])]
        masks = np.concatenate([said[1], np.zeros(len(rest), dtype=np.int64)])
        return np.stack(
            [np.full(len(masks), code), interview, rated, masks, np.concatenate([count, left[rest]])]
        )


def _distinct(rows: Ints) -> tuple[Ints, Ints, Ints]:
    """The distinct columns of two rows in order, which of them each column is, and how many."""
    if rows.shape[1] == 0:
        none = np.empty(0, dtype=np.int64)
        return rows, none, none
    low, high = rows.min(axis=1), rows.max(axis=1)
    width = int(high[1] - low[1]) + 1
    if int(high[0] - low[0]) < (1 << 62) // width:  # both in one number: much faster to sort
        key, inverse, count = np.unique(
            (rows[0] - low[0]) * width + (rows[1] - low[1]), return_inverse=True, return_counts=True
        )
        return np.stack([key // width + low[0], key % width + low[1]]), inverse, count
    found, inverse, count = np.unique(rows, axis=1, return_inverse=True, return_counts=True)
    return found, inverse.reshape(-1), count
