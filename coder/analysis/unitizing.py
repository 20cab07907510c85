"""Agreement on where codes begin and end: Krippendorff's alphas for unitizing.

* u-alpha, |u-alpha (binary), cu-alpha, (k)u-alpha: Krippendorff, Mathet, Bouvry and Widloecher
  (2016), "On the reliability of unitizing textual continua: Further developments", Quality &
  Quantity 50; Krippendorff (2019), Content Analysis, 4th ed., ch. 12.

Over several codes, those of one coder must not overlap here; u-alpha of each code by itself stands
beside, for a continuum of this code and gaps alone, where it equals |u-alpha. Transcripts are
continua of their own whose sums add up; the intervals resample transcripts. The alpha_U of 1995
is in :mod:`coder.analysis.alpha_u_1995`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coder.analysis.alpha_u_1995 import alpha_u_1995
from coder.analysis.continua import Continuum, Part, gaps, overlapping, part_of
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
    u_alpha_of: Mapping[int, Value]
    """u-alpha of each code by itself; defined where codes overlap, too."""
    alpha_u_1995: Value


def unitizing(
    found: Sequence[Continuum],
    coder_ids: Sequence[int],
    code_ids: Sequence[int],
    sampling: Sampling = _NO_SAMPLING,
) -> Unitizing:
    """All figures over these codes; others count as uncoded."""
    parts = [part_of(each, coder_ids, code_ids) for each in found]
    parts = [part for part in parts if len(part.coders) >= 2]
    every = [part for part in parts if len(part.coders) == len(coder_ids)]
    old = alpha_u_1995(every, len(code_ids))
    only = [Continuum(p.length, {}, dict(enumerate(p.spans))) for p in parts]
    alone = _of_each(parts, code_ids, sampling)
    if not parts or any(overlapping([each], list(each.spans)) for each in only):
        nothing = Value(None, OVERLAP if parts else NO_TRANSCRIPT)
        ku = dict.fromkeys(code_ids, nothing)
        return Unitizing(nothing, nothing, nothing, ku, alone, old)
    sums = _Sums(parts, len(code_ids))
    n = sum(part.length for part in parts)
    now = sums.figures(np.ones((1, len(parts))))
    spread = _Resampled(sums, len(parts), sampling, now)
    values = {name: _value(name, now, spread, n) for name in now if name != "ku"}
    ku = {code: _value("ku", now, spread, n, i, NOT_USED) for i, code in enumerate(code_ids)}
    return Unitizing(values["u"], values["binary"], values["cu"], ku, alone, old)


def _of_each(parts: Sequence[Part], code_ids: Sequence[int], sampling: Sampling) -> dict[int, Value]:
    """u-alpha of each code by itself."""
    if not parts:
        return dict.fromkeys(code_ids, Value(None, NO_TRANSCRIPT))
    sums = _SumsOfEach(parts, len(code_ids))
    n = sum(part.length for part in parts)
    now = sums.figures(np.ones((1, len(parts))))
    spread = _Resampled(sums, len(parts), sampling, now)
    return {code: _value("u", now, spread, n, i) for i, code in enumerate(code_ids)}


class _Sums:
    """Sums of every transcript: coincidences of values and squares of lengths; the last value: gap."""

    def __init__(self, parts: Sequence[Part], codes: int) -> None:
        self.codes = codes
        shape = (len(parts), codes + 1)
        self.together = np.zeros((*shape, codes + 1))
        self.squares, self.valued = np.zeros(shape), np.zeros((len(parts), codes))
        for number, part in enumerate(parts):
            self._add(number, part)

    def _add(self, number: int, part: Part) -> None:
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
            "u": _u_alpha(margin, diagonal, expected),
            "binary": 1 - _ratio(margin[gap] - diagonal[gap], expected[gap, :gap].sum(axis=0)),
            "cu": 1 - _ratio((own_margin - own_diagonal).sum(axis=0), _off(own_expected)),
            "ku": 1 - _ratio((own_margin - own_diagonal) * own_expected.sum(axis=0), own_margin * others),
        }


class _SumsOfEach:
    """Sums of every transcript and code by itself: a continuum with this value and gaps."""

    def __init__(self, parts: Sequence[Part], codes: int) -> None:
        self.codes = codes
        self.lengths = np.array([part.length * len(part.coders) for part in parts], dtype=float)
        shape = (len(parts), codes)
        found = [
            (number * codes + code, span.start, span.end)
            for number, part in enumerate(parts)
            for spans in part.spans
            for code, span in spans
        ]
        key, start, end = np.array(found, dtype=np.int64).reshape(-1, 3).T

        def summed(at: NDArray[np.int64], values: NDArray[np.int64]) -> Floats:
            return np.bincount(at, values, shape[0] * shape[1]).astype(np.float64).reshape(shape)

        size = end - start
        self.own, self.squares = summed(key, size), summed(key, size * size)
        keys, places = np.concatenate([key, key]), np.concatenate([start, end])
        order = np.lexsort((places, keys))
        keys, places = keys[order], places[order]
        coders: NDArray[np.int64] = np.cumsum(np.repeat([1, -1], len(key))[order])[:-1]
        others = np.array([[len(part.coders) - 1] for part in parts])
        pairs = coders * (coders - 1)  # 0 from the last place of a key to the first of the next
        self.alike = summed(keys[:-1], pairs * np.diff(places)) / others

    def figures(self, times: Floats) -> Figures:
        """Of samples of transcripts: u-alphas (codes, samples)."""
        alike, own, squares = ((times @ each).T for each in (self.alike, self.own, self.squares))
        gap = times @ self.lengths - own
        margin = np.array([own, gap])
        diagonal = np.array([alike, gap - (own - alike)])
        return {"u": _u_alpha(margin, diagonal, _expected(margin, np.array([squares, gap])))}


def _u_alpha(margin: Floats, diagonal: Floats, expected: Floats) -> Floats:
    """Krippendorff and others (2016), u-alpha: observed and expected coincidences of unlike values."""
    return 1 - _ratio((margin - diagonal).sum(axis=0), _off(expected))


def _expected(margin: Floats, squares: Floats) -> Floats:
    """Expected coincidences: (values, values, ..., samples)."""
    total = margin.sum(axis=0)
    product = margin[:, None] * margin[None, :]
    i = np.arange(len(margin))
    product[i, i] -= squares
    below = total**2 - squares.sum(axis=0)
    found: Floats = total * product / np.where(below > 0, below, np.nan)
    return found


def _off(table: Floats) -> Floats:
    """The sum off the diagonal."""
    found: Floats = table.sum(axis=(0, 1)) - np.einsum("cc...->...", table)
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


class _Summed(Protocol):
    """Sums of transcripts, and figures of samples of these."""

    codes: int

    def figures(self, times: Floats) -> Figures: ...


class _Resampled:
    """Intervals from samples of transcripts."""

    def __init__(self, sums: _Summed, n: int, sampling: Sampling, now: Figures) -> None:
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
