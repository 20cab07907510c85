"""Agreement on characters: the same figures with every character as a unit, and those for spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coder.analysis.categories import category_agreement
from coder.analysis.continua import (
    Continuum,
    character_categories,
    character_patterns,
    continua,
    overlapping,
    uncoded,
    unified,
)
from coder.analysis.patterns import Patterns
from coder.analysis.resampling import Sampling
from coder.analysis.rounding import show
from coder.analysis.unitizing import OVERLAP, Unitizing, unitizing
from coder.analysis.values import Agreement, Value
from coder.model import Stretch
from coder.report.agreement_parts import value_form
from coder.report.levels import Place


@dataclass(frozen=True, slots=True)
class CharacterFigures:
    """A study's text as continua, and whose figures are asked for."""

    continua: list[Continuum]
    coder_ids: tuple[int, ...]

    def of(self, coder_ids: Sequence[int]) -> CharacterFigures:
        """The same text, other coders."""
        return replace(self, coder_ids=tuple(coder_ids))

    def _rolled(self, rows: Sequence[Place]) -> list[Continuum]:
        lift = {code: row.code.id for row in rows for code in row.codes}
        return [
            replace(
                each,
                spans={
                    coder: tuple(unified((lift[code], span) for code, span in own if code in lift))
                    for coder, own in each.spans.items()
                },
            )
            for each in self.continua
        ]

    def patterns(self, rows: Sequence[Place]) -> Patterns:
        """Counts of characters by code."""
        return character_patterns(self._rolled(rows), self.coder_ids, [row.code.id for row in rows])

    def spans(self, rows: Sequence[Place], sampling: Sampling) -> SpanFigures:
        """The figures for spans."""
        names = {row.code.id: row.key for row in rows}
        return span_figures(self._rolled(rows), self.coder_ids, names, sampling)


def character_figures(stretches: Sequence[Stretch], coder_ids: Sequence[int]) -> CharacterFigures:
    """The text of a study with what these coders did to it."""
    return CharacterFigures(continua(stretches), tuple(coder_ids))


def uncoded_words(share: float | None, decimal: str = ".") -> tuple[str, ...]:
    """Why percent and kappa over characters are not to be read alone."""
    if share is None:
        return ()
    words = (
        f"Of the characters decided, {show(100 * share, 1, decimal)}% carry none of these codes. They count "
        "as agreement wherever coders leave them alike, so read percent and kappa of characters only beside "
        "alpha."
    )
    return (words,)


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """Agreement on where codes begin and end."""

    overall: dict[str, Any]
    """Over all codes, in JSON."""
    of_codes: tuple[Value, ...]
    """u-alpha of each code by itself, in the codes' order."""
    uncoded: float | None
    """Share of the characters decided that carry none of the codes."""

    def beside(self, found: Agreement) -> Agreement:
        """Agreement on the characters of these codes, with each code's u-alpha."""
        pairs = zip(found.codes, self.of_codes, strict=True)
        return replace(found, codes=tuple(replace(each, u_alpha=alone) for each, alone in pairs))


def span_figures(
    found: Sequence[Continuum], coder_ids: Sequence[int], names: Mapping[int, str], sampling: Sampling
) -> SpanFigures:
    """Figures for spans; ``names`` are the codes' keys."""
    sampling = replace(sampling, method="none") if sampling.method in ("unit", "gwet") else sampling
    spans: Unitizing = unitizing(found, coder_ids, list(names), sampling)
    if overlapping(found, coder_ids):
        percent = kappa = alpha = Value(None, OVERLAP)
    else:
        figures = category_agreement(character_categories(found, coder_ids, names), "nominal", sampling)
        percent, kappa, alpha = figures.percent_agreement, figures.light_kappa, figures.krippendorff_alpha
    overall = {
        "u_alpha": value_form(spans.u_alpha),
        "u_alpha_binary": value_form(spans.u_alpha_binary),
        "cu_alpha": value_form(spans.cu_alpha),
        "ku_alpha": {names[code]: value_form(value) for code, value in spans.ku_alpha.items()},
        "alpha_u_1995": value_form(spans.alpha_u_1995),
        "char_percent_agreement": value_form(percent),
        "char_kappa": value_form(kappa),
        "char_alpha": value_form(alpha),
    }
    return SpanFigures(overall, tuple(spans.u_alpha_of[code] for code in names), uncoded(found, coder_ids))
