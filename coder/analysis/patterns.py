"""The sufficient statistic of agreement: who rated a unit, who said yes, and how often.

For a yes/no variable (one code) nothing else enters any coefficient. Coders become bits:
a pattern is a pair of bit masks, and a study of any size shrinks to one small table of
counts by code and interview.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.model import CoderError, Marks

Ints = NDArray[np.int64]
MAX_CODERS = 60


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
    """Index into ``code_ids``."""
    interview: Ints
    """Transcript id."""
    rated: Ints
    """Mask of the coders who decided the unit."""
    yes: Ints
    """Mask of those who gave it the code; a part of ``rated``."""
    count: Ints


def patterns(marks: Marks, coder_ids: Sequence[int], code_ids: Sequence[int]) -> Patterns:
    """Tally the units (interviewers' segments are none) for the given coders and codes."""
    if len(coder_ids) > MAX_CODERS:
        raise CoderError(f"agreement takes {MAX_CODERS} coders at most, not {len(coder_ids)}.")
    bit = {coder: 1 << i for i, coder in enumerate(coder_ids)}
    index = {code: i for i, code in enumerate(code_ids)}
    interview_of = {u.segment_id: u.transcript_id for u in marks.units if u.is_unit}
    rated: dict[int, int] = {}
    for segment, coder in marks.decided:
        if coder in bit and segment in interview_of:
            rated[segment] = rated.get(segment, 0) | bit[coder]
    yes: dict[tuple[int, int], int] = {}
    for segment, code, coder in marks.codings:
        if coder in bit and code in index and segment in interview_of:
            yes[segment, index[code]] = yes.get((segment, index[code]), 0) | bit[coder]

    tally: dict[tuple[int, int, int, int], int] = {}
    looked: dict[tuple[int, int], int] = {}
    for segment, mask in rated.items():
        cell = (interview_of[segment], mask)
        looked[cell] = looked.get(cell, 0) + 1
    for code in range(len(code_ids)):
        for (interview, mask), n in looked.items():
            tally[code, interview, mask, 0] = n
    for (segment, code), said in yes.items():
        interview, mask = interview_of[segment], rated[segment]
        tally[code, interview, mask, 0] -= 1
        full = (code, interview, mask, said)
        tally[full] = tally.get(full, 0) + 1
    cells = np.array([(*cell, n) for cell, n in tally.items() if n], dtype=np.int64).reshape(-1, 5)
    return Patterns(
        tuple(coder_ids), tuple(code_ids), len(rated), *(np.ascontiguousarray(column) for column in cells.T)
    )
