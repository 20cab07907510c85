"""A figure or the reason why there is none, with what is known of its error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan

NO_VARIATION = "no variation"
NO_PAIRS = "no unit rated by two coders"
NO_UNIT_OF_BOTH = "no unit rated by both coders"
NO_YES = "nobody said yes"
TWO_CODERS_ONLY = "defined for two coders"
YES_NO_ONLY = "defined for a yes/no code"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure, or the reason why there is none."""

    value: float | None
    reason: str | None = None
    n: int = 0
    """Units it rests on."""
    se: float | None = None
    """Standard error."""
    ci: tuple[float, float] | None = None
    """95% interval."""

    def with_spread(self, se: float, low: float, high: float) -> Value:
        """With an interval, where there is a figure and the interval is defined."""
        if self.value is None or isnan(se):
            return self
        return replace(
            self, se=float(se), ci=None if isnan(low) or isnan(high) else (float(low), float(high))
        )


@dataclass(frozen=True, slots=True)
class PairValue:
    """A figure of two coders."""

    coders: tuple[int, int]
    """Coder ids."""
    figure: Value


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """Agreement on one code (or, with ``code_id`` None, on a nominal table as a whole)."""

    code_id: int | None
    percent_agreement: Value
    krippendorff_alpha: Value
    cohen_kappa: tuple[PairValue, ...]
    light_kappa: Value
    """Mean of the pairs' kappas that are defined; of two coders simply their kappa."""
    prevalence: Value
    """Share of yes among the ratings of units rated twice or more."""
    fleiss_kappa: Value
    gwet_ac1: Value
    brennan_prediger: Value
    positive_agreement: Value
    """Of two coders; the mean over the pairs of more."""
    prevalence_index: Value
    bias_index: Value
    pabak: Value
    alpha_below: float | None = None
    """Share of the bootstrap's alphas that are below .667."""
    u_alpha: Value | None = None
    """Of spans, the code by itself (:mod:`coder.analysis.unitizing`); None where units are no characters."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of some coders on some codes."""

    coder_ids: tuple[int, ...]
    units: int
    """Units rated by at least one of the coders."""
    codes: tuple[CodeAgreement, ...]
    pooled_alpha: Value
    pooled_kappa: Value
    interviews: int = 0
    """Interviews these units are from."""
