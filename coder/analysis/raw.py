"""What the study hands over, as numpy arrays, with the units numbered from 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coder.model import Columns, Marks

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Masks = NDArray[np.unsignedinteger]
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Raw:
    """Units and, in any order and with repetitions, what coders did to them.

    Only units that coders decide about are here; ``unit`` is -1 in rows about anything else.
    """

    n: int
    """How many units."""
    segment: Ints
    """The segment behind each unit (its first one, where a unit is more than a segment)."""
    interview: Ints
    """Transcript id of each unit."""
    respondent: Ints
    """Respondent id of each unit; 0: nobody's."""
    coded_unit: Small
    coded_code: Small
    coded_coder: Small
    decided_unit: Small
    decided_coder: Small

    def coders(self) -> set[int]:
        """Who decided any unit."""
        found = (self.coded_coder[self.coded_unit >= 0], self.decided_coder[self.decided_unit >= 0])
        return {int(coder) for each in found for coder in np.unique(each)}

    def rated(self, coder_ids: Sequence[int]) -> Ints:
        """Bit masks of the coders who decided each unit."""
        masks = np.zeros(self.n, dtype=np.int64)
        for i, coder in enumerate(coder_ids):
            for unit, who in ((self.coded_unit, self.coded_coder), (self.decided_unit, self.decided_coder)):
                here = unit[who == coder]
                flags = np.zeros(self.n, dtype=bool)
                flags[here[here >= 0]] = True
                masks |= flags.astype(np.int64) << i
        return masks

    def said(self, coder_ids: Sequence[int], place: Mapping[int, int]) -> Said:
        """The codings of these coders and codes alone; ``place`` numbers the codes."""
        code = _numbered(self.coded_code, place)
        coder = _numbered(self.coded_coder, {coder: i for i, coder in enumerate(coder_ids)})
        there = np.flatnonzero((code >= 0) & (coder >= 0) & (self.coded_unit >= 0))
        return Said(self.n, self.coded_unit[there], code[there], coder[there], len(coder_ids))


@dataclass(frozen=True, slots=True)
class Said:
    """Codings as numbers of units, codes and coders."""

    n: int
    unit: Small
    code: Small
    coder: Small
    coders: int

    @property
    def mask_bytes(self) -> int:
        """How many bytes a mask of coders takes."""
        return next(width for width in (1, 2, 4, 8) if self.coders <= 8 * width)

    def table(self, first: int, end: int) -> Masks:
        """For the codes from ``first`` to ``end`` (exclusive) and every unit, the mask of who said yes."""
        kind = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}[self.mask_bytes]
        found = np.zeros((end - first) * self.n, dtype=kind)
        for start in range(0, len(self.unit), _CHUNK):
            part = slice(start, start + _CHUNK)
            unit, code, coder = self.unit[part], self.code[part], self.coder[part]
            if first > 0 or end <= int(code.max()):
                here = (code >= first) & (code < end)
                unit, code, coder = unit[here], code[here], coder[here]
            cell = (code.astype(np.int64) - first) * self.n + unit
            for i in range(self.coders):
                found[cell[coder == i]] |= kind(1 << i)
        return found.reshape(end - first, self.n)


def raw(marks: Marks | Columns | Raw) -> Raw:
    """The same in arrays."""
    if isinstance(marks, Raw):
        return marks
    if isinstance(marks, Columns):
        units, codings, decided = (
            np.frombuffer(rows, dtype=np.dtype(f"i{rows.itemsize}")).reshape(-1, width)
            for rows, width in ((marks.units, 4), (marks.codings, 3), (marks.decided, 2))
        )
    else:
        units = np.array(
            [(u.segment_id, u.transcript_id, u.respondent_id or 0, u.is_unit) for u in marks.units],
            dtype=np.int32,
        ).reshape(-1, 4)
        codings = np.array(marks.codings, dtype=np.int32).reshape(-1, 3)
        decided = np.array(marks.decided, dtype=np.int32).reshape(-1, 2)
    units = units[units[:, 3] == 1]
    order = np.argsort(units[:, 0], kind="stable")
    known = units[order, 0]

    def number(segments: NDArray[np.signedinteger]) -> Small:
        if not len(known):
            return np.full(len(segments), -1, dtype=np.int32)
        at = np.minimum(np.searchsorted(known, segments), len(known) - 1)
        return np.where(known[at] == segments, order[at], -1).astype(np.int32)

    return Raw(
        len(units),
        units[:, 0].astype(np.int64),
        units[:, 1].astype(np.int64),
        units[:, 2].astype(np.int64),
        number(codings[:, 0]),
        codings[:, 1].astype(np.int32),
        codings[:, 2].astype(np.int32),
        number(decided[:, 0]),
        decided[:, 1].astype(np.int32),
    )


def by_unit(rows: Raw) -> Raw:
    """Every unit as an interview of its own, to be drawn for itself."""
    return replace(rows, interview=np.arange(rows.n, dtype=np.int64))


def _numbered(ids: NDArray[np.signedinteger], place: Mapping[int, int]) -> Small:
    """The place of each id; -1 for one that has none."""
    if not len(ids) or not place:
        return np.full(len(ids), -1, dtype=np.int32)
    known = np.array(sorted(place), dtype=np.int64)
    to = np.array([place[int(each)] for each in known], dtype=np.int32)
    at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    return np.where(known[at] == ids, to[at], -1).astype(np.int32)
