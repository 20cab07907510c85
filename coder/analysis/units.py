"""Larger units than a segment: whole transcripts, or all that a respondent says."""

from __future__ import annotations

from typing import Literal

import numpy as np

from coder.analysis.raw import Ints, Raw

UnitKind = Literal["segment", "transcript", "respondent", "character"]
UNITS: tuple[UnitKind, ...] = ("segment", "transcript", "respondent", "character")


def grouped(rows: Raw, kind: UnitKind) -> Raw:
    """Segments put together to transcripts or respondents; segments themselves stay as they are.

    A coder gave a code to the larger unit who gave it to one of its segments, and rated the
    larger unit who decided all of them: of a transcript coded by half a "no" is not known yet.
    What no respondent is credited with belongs to no respondent's unit. A respondent heard in
    several transcripts counts to the first of them in a bootstrap by interview.
    """
    if kind not in ("transcript", "respondent"):
        return rows
    key = rows.interview if kind == "transcript" else rows.respondent
    there = np.flatnonzero(key)
    _, first, place = np.unique(key[there], return_index=True, return_inverse=True)
    of = np.full(rows.n + 1, -1, dtype=np.int32)  # one more, for the -1 of rows about no unit
    of[there] = place
    size = np.bincount(place, minlength=len(first))
    coders = np.unique(np.concatenate([rows.coded_coder, rows.decided_coder]))
    whole: dict[int, Ints] = {}
    for coder in coders:
        decided = rows.rated([int(coder)])
        whole[int(coder)] = np.flatnonzero(np.bincount(place, decided[there], len(first)) == size)
    coded_unit = of[rows.coded_unit]
    for who, units in whole.items():
        coded_unit[(rows.coded_coder == who) & ~np.isin(coded_unit, units)] = -1
    begins = there[first]
    return Raw(
        len(first),
        rows.segment[begins],
        rows.interview[begins],
        rows.respondent[begins],
        coded_unit,
        rows.coded_code,
        rows.coded_coder,
        np.concatenate([np.empty(0, dtype=np.int32), *(u.astype(np.int32) for u in whole.values())]),
        np.concatenate(
            [np.empty(0, dtype=np.int32), *(np.full(len(u), c, dtype=np.int32) for c, u in whole.items())]
        ),
    )
