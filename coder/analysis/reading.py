"""Figures in words, and the paradox that makes two of them disagree."""

from __future__ import annotations

from coder.analysis.values import CodeAgreement

RELIABLE, TENTATIVE = 0.8, 0.667
_LANDIS = ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight"))


def krippendorff(alpha: float | None) -> str:
    """Krippendorff (2019), ch. 12: .800 and above reliable, .667 to .800 tentative, below that not."""
    if alpha is None:
        return ""
    if alpha >= RELIABLE:
        return "reliable"
    return "tentative" if alpha >= TENTATIVE else "not reliable"


def landis_koch(kappa: float | None) -> str:
    """Landis and Koch (1977), "The measurement of observer agreement for categorical data", Biometrics 33.

    Their words are for whole hundredths (.41 to .60 moderate); a kappa in between goes up.
    """
    if kappa is None:
        return ""
    return next((word for above, word in _LANDIS if kappa > above or (above == 0 and kappa == 0)), "poor")


def is_paradox(found: CodeAgreement) -> bool:
    """High agreement and low alpha: almost all units are alike (Feinstein and Cicchetti 1990).

    Cicchetti and Feinstein leave open how far apart is far; here AC1, which does not fall with
    the prevalence, must be .2 above alpha, and alpha below what Krippendorff would rely on.
    """
    percent, alpha, ac1, share = (
        each.value
        for each in (found.percent_agreement, found.krippendorff_alpha, found.gwet_ac1, found.prevalence)
    )
    if percent is None or alpha is None or ac1 is None or share is None:
        return False
    return percent >= 0.85 and alpha < TENTATIVE and ac1 - alpha >= 0.2 and not 0.2 <= share <= 0.8
