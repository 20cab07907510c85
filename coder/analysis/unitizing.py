"""Agreement on where codes begin and end: Krippendorff's alphas for unitizing.

* u-alpha, |u-alpha (binary), cu-alpha, (k)u-alpha: Krippendorff, Mathet, Bouvry and Widloecher
  (2016), "On the reliability of unitizing textual continua: Further developments", Quality &
  Quantity 50; Krippendorff (2019), Content Analysis, 4th ed., ch. 12.
* alpha_U of 1995: Krippendorff, "On the reliability of unitizing continuous data", Sociological
  Methodology 25; another number, under its own name.

Coders' codes must not overlap here (take one code at a time where they do). Transcripts are
continua of their own whose sums add up; the intervals resample transcripts. alpha_U, whose
differences are over squares of the whole length, sees them laid end to end, and only those that
every coder went through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from coder.analysis.continua import Continuum, joined, overlapping
from coder.analysis.resampling import Sampling, all_but_one, draws, interval
from coder.analysis.sums import Floats
from coder.analysis.values import NO_VARIATION, Value
from coder.model import Span

NO_TRANSCRIPT = "no transcript coded by two coders"
OVERLAP = "codes of one coder overlap"
NOT_USED = "nobody's spans of this code meet a coded span"
_NO_SAMPLING = Sampling("none")
_ENTRIES = 1 << 22
Figures = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Unitizing:
    """Agreement on spans; ``n`` of the values is the characters they rest on."""

    u_alpha: Value
    u_alpha_binary: Value
    cu_alpha: Value
    ku_alpha: Mapping[int, Value]
    """By code."""
    alpha_u_1995: Value
    uncoded: float | None
    """Share of the coders' characters that carry none of the codes."""


def unitizing(
    found: Sequence[Continuum],
    coder_ids: Sequence[int],
    code_ids: Sequence[int],
    sampling: Sampling = _NO_SAMPLING,
) -> Unitizing:
    """All figures over these codes; others count as uncoded."""
    parts = [_sections(each, coder_ids, code_ids) for each in found]
    parts = [part for part in parts if len(part.coders) >= 2]
    every = [part for part in parts if len(part.coders) == len(coder_ids)]
    old = _of_1995(every, len(code_ids))
    only = [Continuum(p.length, {}, dict(enumerate(p.spans))) for p in parts]
    if not parts or any(overlapping([each], list(each.spans)) for each in only):
        nothing = Value(None, OVERLAP if parts else NO_TRANSCRIPT)
        return Unitizing(nothing, nothing, nothing, dict.fromkeys(code_ids, nothing), old, _uncoded(parts))
    sums = _Sums(parts, len(code_ids))
    n = sum(part.length for part in parts)
    now = sums.figures(np.ones((1, len(parts))))
    spread = _Resampled(sums, len(parts), sampling, now)
    values = {name: _value(name, now, spread, n) for name in now if name != "ku"}
    ku = {code: _value("ku", now, spread, n, i, NOT_USED) for i, code in enumerate(code_ids)}
    return Unitizing(values["u"], values["binary"], values["cu"], ku, old, _uncoded(parts))


def _uncoded(parts: Sequence[_Part]) -> float | None:
    total = sum(part.length * len(part.coders) for part in parts)
    spans = [joined(span for _, span in own) for part in parts for own in part.spans]
    coded = sum(span.end - span.start for own in spans for span in own)
    return 1 - coded / total if total else None


@dataclass(frozen=True, slots=True)
class _Part:
    """A transcript as the coders who went through all of it cut it up; codes are numbered."""

    length: int
    coders: tuple[int, ...]
    spans: tuple[tuple[tuple[int, Span], ...], ...]


def _sections(each: Continuum, coder_ids: Sequence[int], code_ids: Sequence[int]) -> _Part:
    index = {code: i for i, code in enumerate(code_ids)}
    coders = each.whole(coder_ids) if each.length else []
    spans = [
        tuple((index[code], span) for code, span in each.spans.get(coder, ()) if code in index)
        for coder in coders
    ]
    return _Part(each.length, tuple(coders), tuple(spans))


def gaps(part: Sequence[tuple[int, Span]], length: int) -> list[Span]:
    """What lies between the spans."""
    found, at = [], 0
    for _, span in part:
        if span.start > at:
            found.append(Span(at, span.start))
        at = span.end
    return [*found, Span(at, length)] if at < length else found


class _Sums:
    """Sums of every transcript: coincidences of values and squares of lengths; the last value: gap."""

    def __init__(self, parts: Sequence[_Part], codes: int) -> None:
        self.codes = codes
        shape = (len(parts), codes + 1)
        self.together = np.zeros((*shape, codes + 1))
        self.squares, self.valued = np.zeros(shape), np.zeros((len(parts), codes))
        for number, part in enumerate(parts):
            self._add(number, part)

    def _add(self, number: int, part: _Part) -> None:
        m = len(part.coders)
        sections = [
            sorted([*spans, *((self.codes, gap) for gap in gaps(spans, part.length))], key=lambda s: s[1])
            for spans in part.spans
        ]
        met: dict[tuple[int, int], int] = {}
        for i, j in permutations(range(m), 2):
            for g, h, shared in _meeting(sections[i], sections[j]):
                one, two = sections[i][g][0], sections[j][h][0]
                self.together[number, one, two] += shared / (m - 1)
                if self.codes not in (one, two):
                    met[i, g] = met.get((i, g), 0) + shared
        for own in sections:
            for code, span in own:
                size = span.end - span.start
                self.squares[number, code] += size if code == self.codes else size * size
        for (i, g), shared in met.items():
            self.valued[number, sections[i][g][0]] += (shared / (m - 1)) ** 2

    def figures(self, times: Floats) -> Figures:
        """Of samples of transcripts: (samples), (k)u-alphas (codes, samples)."""
        together = np.einsum("rt,tck->ckr", times, self.together)
        squares, valued = (times @ self.squares).T, (times @ self.valued).T
        margin = together.sum(axis=1)
        expected = _expected(margin, squares)
        gap = self.codes
        diagonal = np.einsum("ccr->cr", together)
        own = together[:gap, :gap]
        own_margin = own.sum(axis=1)
        own_expected = _expected(own_margin, valued)
        own_diagonal, own_chance = np.einsum("ccr->cr", own), np.einsum("ccr->cr", own_expected)
        others = own_expected.sum(axis=0) - own_chance
        return {
            "u": 1 - _ratio((margin - diagonal).sum(axis=0), _off(expected)),
            "binary": 1 - _ratio(margin[gap] - diagonal[gap], expected[gap, :gap].sum(axis=0)),
            "cu": 1 - _ratio((own_margin - own_diagonal).sum(axis=0), _off(own_expected)),
            "ku": 1 - _ratio((own_margin - own_diagonal) * own_expected.sum(axis=0), own_margin * others),
        }


def _expected(margin: Floats, squares: Floats) -> Floats:
    """Expected coincidences: (values, values, samples)."""
    total = margin.sum(axis=0)
    product = margin[:, None] * margin[None, :]
    i = np.arange(len(margin))
    product[i, i] -= squares
    below = total**2 - squares.sum(axis=0)
    found: Floats = total * product / np.where(below > 0, below, np.nan)
    return found


def _off(table: Floats) -> Floats:
    """The sum off the diagonal."""
    found: Floats = table.sum(axis=(0, 1)) - np.einsum("ccr->r", table)
    return found


def _ratio(above: Floats, below: Floats) -> Floats:
    out = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    np.divide(above, below, out=out, where=below > 1e-12)
    return out


def _meeting(one: Sequence[tuple[int, Span]], two: Sequence[tuple[int, Span]]) -> list[tuple[int, int, int]]:
    """Which sections of two coders share how many characters; both cover the whole continuum."""
    found, g, h = [], 0, 0
    while g < len(one) and h < len(two):
        a, b = one[g][1], two[h][1]
        shared = min(a.end, b.end) - max(a.start, b.start)
        if shared > 0:
            found.append((g, h, shared))
        if a.end <= b.end:
            g += 1
        if b.end <= a.end:
            h += 1
    return found


class _Resampled:
    """Intervals from samples of transcripts."""

    def __init__(self, sums: _Sums, n: int, sampling: Sampling, now: Figures) -> None:
        self.spreads: dict[str, tuple[Floats, Floats, Floats]] = {}
        if sampling.method != "interview" or n < 2:
            return
        step = max(1, _ENTRIES // max(n, (sums.codes + 1) ** 2))
        parts = [
            sums.figures(
                draws(n, min(step, sampling.replicates - start), sampling.seed + start).astype(float)
            )
            for start in range(0, sampling.replicates, step)
        ]
        left = sums.figures(all_but_one(n).astype(float)) if sampling.form == "bca" else None
        for name, estimate in now.items():
            values = np.concatenate([part[name] for part in parts], axis=-1)
            self.spreads[name] = interval(values, estimate[..., 0], left[name] if left else None, sampling, n)


def _value(
    name: str, now: Figures, spread: _Resampled, n: int, at: int | None = None, why: str = NO_VARIATION
) -> Value:
    figure = now[name][..., 0] if at is None else now[name][at, 0]
    if np.isnan(figure):
        return Value(None, why, n)
    value = Value(float(figure), n=n)
    if name not in spread.spreads:
        return value
    se, low, high = (float(x if at is None else x[at]) for x in spread.spreads[name])
    return value.with_spread(se, low, high)


# --- the alpha of 1995 ----------------------------------------------------------------------------


def _of_1995(parts: Sequence[_Part], codes: int) -> Value:
    if not parts:
        return Value(None, "no transcript coded by all coders")
    length = sum(part.length for part in parts)
    m = len(parts[0].coders)
    observed = expected = 0.0
    for code in range(codes):
        own = [[[s for c, s in spans if c == code] for spans in part.spans] for part in parts]
        between = [
            [gaps([(code, s) for s in spans], part.length) for spans in mine]
            for part, mine in zip(parts, own, strict=True)
        ]
        observed += sum(_observed_1995(o, b) for o, b in zip(own, between, strict=True))
        units = np.array([s.end - s.start for mine in own for spans in mine for s in spans], dtype=float)
        free = np.array([s.end - s.start for rest in between for spans in rest for s in spans], dtype=float)
        expected += _expected_1995(units, free, m * length) * 2 / length
    if expected <= 0:
        return Value(None, NO_VARIATION, length)
    return Value(1 - observed / (m * (m - 1) * length**2) / expected, n=length)


def _observed_1995(own: Sequence[Sequence[Span]], between: Sequence[Sequence[Span]]) -> float:
    """Squared differences of all ordered pairs of coders' sections."""
    total = 0.0
    for i, j in permutations(range(len(own)), 2):
        for g in own[i]:
            total += sum((g.start - h.start) ** 2 + (g.end - h.end) ** 2 for h in own[j] if g.overlaps(h))
            inside = any(gap.start <= g.start and g.end <= gap.end for gap in between[j])
            total += 2 * (g.end - g.start) ** 2 if inside else 0  # once as (i, j), once as (j, i)
    return total


def _expected_1995(units: Floats, free: Floats, total: float) -> float:
    """One code's, before 2 / L: over all places that the units could take."""
    n = len(units)
    room = np.array([np.maximum(free - size + 1, 0)[free >= size].sum() for size in units])
    above = ((n - 1) / 3 * (2 * units**3 - 3 * units**2 + units) + units**2 * room).sum()
    below = total * (total - 1) - (units * (units - 1)).sum()
    return float(above / below) if below > 0 else 0.0
