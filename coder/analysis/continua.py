"""Codes on stretches of text: the continua that coders cut up, and their characters as units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from coder.analysis.categories import Categories
from coder.analysis.patterns import Patterns
from coder.model import Span, Stretch


@dataclass(frozen=True, slots=True)
class Continuum:
    """One transcript: its characters to be decided about, laid end to end and counted from 0."""

    length: int
    decided: Mapping[int, tuple[Span, ...]]
    """What each coder decided; spans in order, without overlap."""
    spans: Mapping[int, tuple[tuple[int, Span], ...]] = field(default_factory=dict)
    """(code, span) of each coder, in what the coder decided; as :func:`unified` leaves them."""

    def whole(self, coder_ids: Sequence[int]) -> list[int]:
        """Those of the coders who decided all of it."""
        full = (Span(0, self.length),)
        return [coder for coder in coder_ids if self.decided.get(coder) == full]


def continua(stretches: Iterable[Stretch], counted_as: Mapping[int, int] | None = None) -> list[Continuum]:
    """The transcripts of a study, without what is no unit (an interviewer's words).

    ``counted_as`` rolls codes up; codes it does not name are left out.
    """
    by_transcript: dict[int, list[Stretch]] = {}
    for each in stretches:
        by_transcript.setdefault(each.transcript_id, []).append(each)
    return [_continuum(by_transcript[id_], counted_as) for id_ in sorted(by_transcript)]


def _continuum(stretches: Sequence[Stretch], counted_as: Mapping[int, int] | None) -> Continuum:
    units = joined(each.span for each in stretches if each.coder_id is None)
    starts, length = [], 0
    for unit in units:
        starts.append(length)
        length += unit.end - unit.start

    def placed(span: Span) -> list[Span]:
        """The parts of a span that lie in units, where these stand end to end."""
        parts = [
            Span(max(span.start, unit.start) - unit.start + at, min(span.end, unit.end) - unit.start + at)
            for unit, at in zip(units, starts, strict=True)
            if span.overlaps(unit)
        ]
        return [Span(parts[0].start, parts[-1].end)] if parts else []

    decided: dict[int, list[Span]] = {}
    spans: dict[int, list[tuple[int, Span]]] = {}
    for each in stretches:
        if each.coder_id is None:
            continue
        if each.code_id is None:
            decided.setdefault(each.coder_id, []).extend(placed(each.span))
        elif counted_as is None or each.code_id in counted_as:
            code = each.code_id if counted_as is None else counted_as[each.code_id]
            spans.setdefault(each.coder_id, []).extend((code, span) for span in placed(each.span))
    return Continuum(
        length,
        {coder: tuple(joined(parts)) for coder, parts in decided.items()},
        {coder: tuple(unified(parts)) for coder, parts in spans.items()},
    )


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order; those that overlap or touch become one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def unified(spans: Iterable[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """Spans in order; those of one code that overlap become one, those that touch stay two."""
    by_code: dict[int, list[Span]] = {}
    for code, span in sorted(spans, key=lambda each: each[1]):
        known = by_code.setdefault(code, [])
        if known and span.start < known[-1].end:
            known[-1] = Span(known[-1].start, max(known[-1].end, span.end))
        else:
            known.append(span)
    return sorted(((code, span) for code, known in by_code.items() for span in known), key=_in_text)


def _in_text(each: tuple[int, Span]) -> tuple[Span, int]:
    return each[1], each[0]


@dataclass(frozen=True, slots=True)
class Part:
    """A transcript as the coders who went through all of it cut it up; codes are numbered."""

    length: int
    coders: tuple[int, ...]
    spans: tuple[tuple[tuple[int, Span], ...], ...]
    """(number of the code, span) of each of these coders."""


def part_of(each: Continuum, coder_ids: Sequence[int], code_ids: Sequence[int]) -> Part:
    """A transcript of these coders and codes, which are numbered in this order."""
    index = {code: i for i, code in enumerate(code_ids)}
    coders = each.whole(coder_ids) if each.length else []
    spans = [
        tuple((index[code], span) for code, span in each.spans.get(coder, ()) if code in index)
        for coder in coders
    ]
    return Part(each.length, tuple(coders), tuple(spans))


def gaps(part: Sequence[tuple[int, Span]], length: int) -> list[Span]:
    """What lies between the spans."""
    found, at = [], 0
    for _, span in part:
        if span.start > at:
            found.append(Span(at, span.start))
        at = span.end
    return [*found, Span(at, length)] if at < length else found


def overlapping(found: Sequence[Continuum], coder_ids: Sequence[int]) -> bool:
    """Whether some coder has two codes on the same character."""
    return any(
        one[1].overlaps(two[1])
        for each in found
        for coder in coder_ids
        for one, two in pairwise(each.spans.get(coder, ()))
    )


def uncoded(found: Sequence[Continuum], coder_ids: Sequence[int]) -> float | None:
    """Share of the characters these coders decided that carry no span; None where none was decided."""
    decided = coded = 0
    for each in found:
        for coder in coder_ids:
            decided += sum(span.end - span.start for span in each.decided.get(coder, ()))
            coded += sum(s.end - s.start for s in joined(span for _, span in each.spans.get(coder, ())))
    return 1 - coded / decided if decided else None


def character_patterns(
    found: Sequence[Continuum], coder_ids: Sequence[int], code_ids: Sequence[int]
) -> Patterns:
    """The tally of :func:`coder.analysis.patterns.patterns`, with every character as a unit."""
    index = {code: i for i, code in enumerate(code_ids)}
    cells: dict[tuple[int, int, int, int], int] = {}
    units = 0
    for number, each in enumerate(found):
        decided = _edges(
            [(bit, span) for bit, coder in enumerate(coder_ids) for span in each.decided.get(coder, ())]
        )
        units += sum(end - start for start, end, mask in _pieces(decided) if mask)
        by_code: dict[int, list[tuple[int, Span]]] = {code: [] for code in index}
        for bit, coder in enumerate(coder_ids):
            for code, span in each.spans.get(coder, ()):
                if code in by_code:
                    by_code[code].append((bit, span))
        for code, spans in by_code.items():
            for rated, yes, n in _patterns(decided, spans):
                cell = (index[code], number, rated, rated & yes)
                cells[cell] = cells.get(cell, 0) + n
    rows = np.array([(*cell, n) for cell, n in sorted(cells.items())], dtype=np.int64).reshape(-1, 5)
    return Patterns(
        tuple(coder_ids), tuple(code_ids), units, *(np.ascontiguousarray(column) for column in rows.T)
    )


Edges = list[tuple[int, int]]
"""(where, the bits that change there)."""


def _edges(spans: Iterable[tuple[int, Span]]) -> Edges:
    """Where each bit changes; touching spans of one bit cancel out."""
    found: dict[int, int] = {}
    for bit, span in spans:
        for at in (span.start, span.end):
            found[at] = found.get(at, 0) ^ 1 << bit
    return sorted(found.items())


def _pieces(edges: Edges) -> Iterable[tuple[int, int, int]]:
    mask = 0
    for (start, change), (end, _) in pairwise(edges):
        mask ^= change
        yield start, end, mask


def _patterns(decided: Edges, spans: list[tuple[int, Span]]) -> Iterable[tuple[int, int, int]]:
    """(who rated, who said yes, how many characters)."""
    said = dict(_edges(spans))
    rated = dict(decided)
    places = sorted(set(said) | set(rated))
    who = yes = 0
    for start, end in pairwise(places):
        who ^= rated.get(start, 0)
        yes ^= said.get(start, 0)
        if who:
            yield who, yes, end - start


def character_categories(
    found: Sequence[Continuum], coder_ids: Sequence[int], names: Mapping[int, str]
) -> Categories:
    """A table of characters in which every character has one code or none; stretches as rows.

    For codes that do not overlap. The last category is "no code".
    """
    place = {code: i for i, code in enumerate(names)}
    rows, weights, interviews = [], [], []
    for number, each in enumerate(found):
        edges = {0, each.length}
        for coder in coder_ids:
            edges |= {at for span in each.decided.get(coder, ()) for at in (span.start, span.end)}
            edges |= {at for _, span in each.spans.get(coder, ()) for at in (span.start, span.end)}
        places = sorted(edges)
        table = np.full((len(places) - 1, len(coder_ids)), -1, dtype=np.int64)
        at = {where: i for i, where in enumerate(places)}
        for i, coder in enumerate(coder_ids):
            for span in each.decided.get(coder, ()):
                table[at[span.start] : at[span.end], i] = len(place)
            for code, span in each.spans.get(coder, ()):
                part = table[at[span.start] : at[span.end], i]
                part[part >= 0] = place[code]
        rows.append(table)
        weights.append(np.diff(places))
        interviews.append(np.full(len(table), number, dtype=np.int64))
    empty = np.empty((0, len(coder_ids)), dtype=np.int64)
    none = np.empty(0, dtype=np.int64)
    return Categories(
        np.concatenate([empty, *rows]),
        (*names.values(), ""),
        np.concatenate([none, *interviews]),
        np.concatenate([none, *weights]),
    )
