"""What the agreement tables of a study and of a file share: columns, cells, notes, the JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coder.analysis.reading import is_paradox, krippendorff, landis_koch
from coder.analysis.resampling import Sampling
from coder.analysis.rounding import show
from coder.analysis.unitizing import NO_TRANSCRIPT, OVERLAP
from coder.analysis.values import TWO_CODERS_ONLY, YES_NO_ONLY, Agreement, CodeAgreement, Value
from coder.report.table import Cell, Column, Undefined

FORM = (
    "percent_agreement",
    "krippendorff_alpha",
    "fleiss_kappa",
    "gwet_ac1",
    "brennan_prediger",
    "light_kappa",
    "cohen_kappa",
    "positive_agreement",
    "prevalence",
    "prevalence_index",
    "bias_index",
    "pabak",
)
"""The keys of a code in the JSON form, in order; of characters ``u_alpha`` follows."""
_MORE: dict[str, str] = {
    "fleiss_kappa": "Fleiss' kappa",
    "brennan_prediger": "Brennan-Prediger",
    "positive_agreement": "positive agr.",
    "prevalence_index": "prevalence index",
    "bias_index": "bias index",
    "pabak": "PABAK",
}


def columns(coders: int, interval: bool, more: bool, spans: bool = False) -> tuple[Column, ...]:
    """The columns after the code's name; with ``spans`` also u-alpha."""
    kappa = "Cohen's kappa" if coders == 2 else "kappa (mean of pairs)"
    found = [Column("units", "count"), Column("prevalence", "percent"), Column("agreement", "percent")]
    found += [Column(kappa, "coefficient"), Column("AC1", "coefficient")]
    found += [Column("Krippendorff's alpha", "coefficient")]
    if interval:
        found += [Column("95% from", "coefficient"), Column("to", "coefficient")]
    found += [Column("reading")]
    found += [Column("u-alpha", "coefficient")] if spans else []
    if more:
        found += [Column(header, "coefficient") for header in _MORE.values()]
        found += [Column("P(alpha < .667)", "percent")] if interval else []
        found += [Column("kappa in words")]
    return tuple(found)


def cells(found: CodeAgreement, interval: bool, more: bool) -> tuple[Cell, ...]:
    """The cells after the code's name."""
    alpha = found.krippendorff_alpha
    row: list[Cell] = [
        found.percent_agreement.n,
        _cell(found.prevalence, 100),
        _cell(found.percent_agreement, 100),
    ]
    row += [_cell(found.light_kappa), _cell(found.gwet_ac1), _cell(alpha)]
    if interval:
        row += list(alpha.ci) if alpha.ci else [None, None]
    row += [krippendorff(alpha.value)]
    if found.u_alpha is not None:
        known = found.u_alpha.reason in (alpha.reason, NO_TRANSCRIPT)  # said by alpha, or in a note
        row += [None if found.u_alpha.value is None and known else _cell(found.u_alpha)]
    if more:
        row += [_cell(getattr(found, name)) for name in _MORE]
        if interval:
            row += [None if found.alpha_below is None else 100 * found.alpha_below]
        row += [landis_koch(found.light_kappa.value)]
    return tuple(row)


_ELSEWHERE = (TWO_CODERS_ONLY, YES_NO_ONLY)
"""Reasons that the line itself makes plain: the figure is not meant for such data at all."""


def _cell(figure: Value, times: int = 1) -> Cell:
    if figure.value is None:
        return None if figure.reason in _ELSEWHERE else Undefined(figure.reason or "")
    return times * figure.value


def record(found: CodeAgreement) -> dict[str, Any]:
    """A line of the CSV, after the code's names; ``cohen_kappa`` is the mean over the pairs."""
    alpha = found.krippendorff_alpha
    return {
        "units": found.percent_agreement.n,
        "prevalence": found.prevalence.value,
        "percent_agreement": found.percent_agreement.value,
        "cohen_kappa": found.light_kappa.value,
        "krippendorff_alpha": alpha.value,
        "alpha_from": alpha.ci[0] if alpha.ci else None,
        "alpha_to": alpha.ci[1] if alpha.ci else None,
        "alpha_below_667": found.alpha_below,
        "reading": krippendorff(alpha.value),
        "gwet_ac1": found.gwet_ac1.value,
        **{name: getattr(found, name).value for name in _MORE},
        **({"u_alpha": found.u_alpha.value} if found.u_alpha is not None else {}),
        "undefined": alpha.reason or found.light_kappa.reason or "",
    }


def value_form(figure: Value) -> dict[str, Any]:
    """A figure in JSON, in full precision."""
    return {
        "value": figure.value,
        "reason": figure.reason,
        "se": figure.se,
        "ci": None if figure.ci is None else list(figure.ci),
        "n": figure.n,
    }


def code_form(found: CodeAgreement, names: Mapping[int, str]) -> dict[str, Any]:
    """A code in JSON."""
    form: dict[str, Any] = {}
    for key in FORM:
        if key == "cohen_kappa":
            form[key] = [
                {"coders": [names[i] for i in pair.coders], **value_form(pair.figure)}
                for pair in found.cohen_kappa
            ]
        else:
            form[key] = value_form(getattr(found, key))
    if found.u_alpha is not None:
        form["u_alpha"] = value_form(found.u_alpha)
    return form


def codes_form(found: Agreement, names: Mapping[int, str], keys: Sequence[str]) -> dict[str, Any]:
    """All codes in JSON."""
    return {key: code_form(each, names) for key, each in zip(keys, found.codes, strict=True)}


_FORMS = {"percentile": "percentiles", "bca": "BCa", "t": "standard error and Student's t"}


def interval_words(sampling: Sampling, drawn: str, clusters: int) -> str:
    """The sentence that says how the intervals were made.

    Args:
        sampling: how.
        drawn: what is drawn by the interview bootstrap, in the plural.
        clusters: how many of them there are.
    """
    if sampling.method == "none":
        return ""
    if sampling.method == "gwet":
        return "95% intervals: Gwet's standard error, units taken as independent."
    if sampling.method == "interview" and clusters < 2:
        return f"No intervals: they are made by drawing {drawn}, and there is only one."
    what, how = ("units", "percentiles") if sampling.method == "unit" else (drawn, _FORMS[sampling.form])
    return (
        f"95% intervals: bootstrap of {what}, {sampling.replicates} replicates, seed {sampling.seed}, {how}."
    )


def show_value(name: str, figure: Value, decimal: str = ".") -> str:
    """``alpha 0.276 (0.100 to 0.420)`` or why there is none."""
    if figure.value is None:
        return f"{name} n/a: {figure.reason}"
    ends = (
        ""
        if figure.ci is None
        else f" ({show(figure.ci[0], 3, decimal)} to {show(figure.ci[1], 3, decimal)})"
    )
    return f"{name} {show(figure.value, 3, decimal)}{ends}"


def reading_words(decimal: str = ".") -> str:
    """How Krippendorff reads alpha."""
    words = "Krippendorff: .800 and above reliable, .667 to .800 tentative, below that not."
    return words.replace(" .", f" {decimal}")


def left_out(found: Agreement, interval: bool) -> tuple[str, ...]:
    """How many codes have no alpha, and how many no interval."""
    alphas = [each.krippendorff_alpha for each in found.codes]
    n = sum(each.value is None for each in alphas)
    notes = [f"{n} of {len(alphas)} codes have no alpha; the reason stands in their line."] if n else []
    few = sum(each.value is not None and each.ci is None for each in alphas)
    if interval and few and (found.interviews > 1 or any(each.ci for each in alphas)):
        notes.append(
            f"{few} of {len(alphas)} codes have no interval: they are so rare that more than a tenth of the "
            "draws had none of them."
        )
    return tuple(notes)


def pairs_left_out(lines: Sequence[CodeAgreement]) -> tuple[str, ...]:
    """In how many lines the mean kappa is not of all pairs of coders."""
    n = sum(
        each.light_kappa.value is not None and any(pair.figure.value is None for pair in each.cohen_kappa)
        for each in lines
    )
    if not n:
        return ()
    words = (
        f"In {n} of {len(lines)} lines kappa is the mean of fewer than {len(lines[0].cohen_kappa)} pairs of "
        "coders: pairs without one (no variation, or no unit of both) are left out."
    )
    return (words,)


def spans_words(overall: Mapping[str, Any], decimal: str = ".") -> str:
    """The figures for spans in sentences, from their JSON form."""
    named = (
        ("u-alpha", "u_alpha"),
        ("binary u-alpha", "u_alpha_binary"),
        ("cu-alpha", "cu_alpha"),
        ("alpha_U of 1995", "alpha_u_1995"),
    )
    figures = [
        f"{name} {show(overall[key]['value'], 3, decimal)}"
        for name, key in named
        if overall[key]["value"] is not None
    ]
    why = overall["u_alpha"]["reason"]
    if why:
        figures.insert(0, f"u-alpha n/a ({why})")
    words = f"Where codes begin and end, all codes together: {', '.join(figures)}."
    return words + (" The column u-alpha has each code by itself." if why == OVERLAP else "")


_NAMED = 3


def paradox(labels: Sequence[str], codes: Sequence[CodeAgreement], decimal: str = ".") -> tuple[str, ...]:
    """Why agreement is high and alpha low, where it is so."""
    struck = [(label, each) for label, each in zip(labels, codes, strict=True) if is_paradox(each)]
    if not struck:
        return ()
    struck.sort(key=lambda pair: pair[1].krippendorff_alpha.value or 0)
    label, each = struck[0]
    share, percent = each.prevalence.value or 0.0, each.percent_agreement.value or 0.0
    alpha, ac1 = each.krippendorff_alpha.value, each.gwet_ac1.value
    first = (
        f"{label}: coders agree on {show(100 * percent, 1, decimal)}% of units, and alpha is only "
        f"{show(alpha, 2, decimal)}, because {'almost all' if share > 0.5 else 'few'} units have the code "
        f"(prevalence {show(100 * share, 1, decimal)}%): much of the agreement is expected by chance, "
        f"and few disagreements weigh much. AC1, which allows for this, is {show(ac1, 2, decimal)}."
    )
    more = [label for label, _ in struck[1:]]
    rest = (
        ""
        if not more
        else (
            f" The same holds for {', '.join(more[:_NAMED])}"
            + (f" and {len(more) - _NAMED} more." if len(more) > _NAMED else ".")
        )
    )
    return (first + rest,)
