"""The methods paragraph: what the study itself can say of a COREQ checklist, and what it cannot.

COREQ: A. Tong, P. Sainsbury, J. Craig (2007), "Consolidated criteria for reporting qualitative
research", Int J Qual Health Care 19, 349-357. The numbers in parentheses are its items, in its order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import coder
from coder.analysis.rounding import show
from coder.analysis.rules import independent
from coder.model import Code, Codebook, Origin, in_language
from coder.report.document import Gap, Paragraph, Words
from coder.report.study_figures import StudyFigures, show_percent

_FEW = 12
"""Values an attribute may have to be a description of the sample."""

_COUNTED = "Respondents are counted, not passages."
_TRACED = (
    "Every percentage is given with its numerator and denominator, and every coding keeps its place in the "
    "transcript, so that findings can be traced to the data"
)

_ORIGINS: dict[Origin, str] = {
    "deductive": "were set before the analysis (deductive)",
    "inductive": "were derived from the data (inductive)",
    "in-vivo": "were named in respondents' own words (in vivo)",
    "structural": "were given by the interview guide (structural)",
}


def methods(
    figures: StudyFigures,
    pooled: Mapping[str, Any] | str,
    language: str,
    decimal: str,
    saturation: str = "",
) -> list[Paragraph]:
    """Three paragraphs: the sample, the analysis, the findings.

    Args:
        figures: the study's.
        pooled: ``overall`` of the agreement's JSON form, or the sentence why there is none.
        language: of the labels.
        decimal: the decimal sign.
        saturation: a sentence without its full stop, where it has been computed; a gap otherwise.
    """
    judged = (
        (f" {saturation} (22).",)
        if saturation
        else _gap(" ", "whether and how data saturation was judged", "22")
    )
    sample: Words = (
        *_sample(figures, decimal),
        *_gap(" ", "interview guide, recording, field notes and duration", "17-21"),
        *judged,
        *_gap(" ", "whether transcripts were returned to respondents", "23"),
    )
    analysis: Words = (
        _coders(figures),
        _agreement(pooled, decimal),
        " (24). ",
        *_training(figures),
        _tree(figures.books, language),
        " (25). ",
        _derivation(figures.books),
        " (26). ",
        f"The interviews were coded and counted with coder {coder.__version__} (27).",
        *_gap(" ", "whether respondents gave feedback on the findings", "28"),
    )
    findings: Words = (
        _quotations(figures),
        " (29). ",
        f"{_COUNTED} Rule: {figures.rule.words}. {_TRACED} (30). ",
        _themes(figures, language, decimal),
        *_gap(" ", "how diverse and deviant cases were treated", "32"),
    )
    return [Paragraph(words) for words in (sample, analysis, findings)]


def _gap(before: str, words: str, items: str) -> tuple[str, Gap, str]:
    return before, Gap(words[:1].upper() + words[1:]), f" ({items})."


def _sample(figures: StudyFigures, decimal: str) -> Iterator[str | Gap]:
    yield from _gap("", "how respondents were chosen and approached", "10, 11")
    n, of = len(figures.transcripts), len(figures.respondents)
    yield f" The data are {_n(n, 'transcript')} of {_n(of, 'respondent')} (12)."
    yield from _gap(" ", "how many refused or dropped out, and why", "13")
    described = []
    for name in figures.attributes:
        values = Counter(r.attributes.get(name) or "not given" for r in figures.respondents)
        if len(values) <= _FEW:
            shares = (f"{value} {k} ({show_percent(k, of, decimal)})" for value, k in values.items())
            described.append(f"by {name}: {', '.join(shares)}")
    if described:
        yield f" Respondents {'; '.join(described)} (16)."
    else:
        yield from _gap(" ", "what respondents are like", "16")


def _coders(figures: StudyFigures) -> str:
    working = [each for each in figures.work if independent(each.coder) and each.decided]
    holder = next((w.coder.name for w in figures.work if w.coder.role == "consensus" and w.decided), None)
    names = _listed([each.coder.name for each in working])
    blind = [each.coder.name for each in working if each.coder.blind]
    said = f"The data were coded by {_n(len(working), 'coder')} ({names})" if working else "Nobody has coded"
    if len(working) > 1:
        share = f"{figures.decided_twice} of {figures.units}"
        said += f"; {share} units, each a segment of a respondent's words, were decided by two or more"
    if blind:
        said += f"; {_listed(blind)} could not see the others' codings"
    said += _again(figures)
    if holder is not None:
        said += "; the coding of record is the consensus" + (f" ({holder})" if holder != "consensus" else "")
    return said + ". "


def _again(figures: StudyFigures) -> str:
    """Who coded a second time; the figure itself is that of ``coder drift``."""
    names = {each.coder.id: each.coder.name for each in figures.work}
    again = [
        f"{names[each.coder.repeats_id]} coded {_n(each.decided, 'unit')} a second time"
        for each in figures.work
        if each.coder.repeats_id is not None and each.decided
    ]
    if not again:
        return ""
    return f"; {_listed(again)}, without seeing the first coding, and is counted once"


def _agreement(pooled: Mapping[str, Any] | str, decimal: str) -> str:
    if isinstance(pooled, str):
        return f"No agreement is reported: {pooled.rstrip('.')}"
    said = []
    for key, words in (("pooled_alpha", "Krippendorff's alpha"), ("pooled_kappa", "kappa")):
        figure = pooled.get(key) or {}
        if figure.get("value") is not None:
            said.append(f"{words} {show(figure['value'], 3, decimal)}")
        elif figure.get("reason"):
            said.append(f"{words} n/a ({figure['reason']})")
    return f"Agreement, all codes pooled: {', '.join(said)}" if said else "Agreement could not be pooled"


def _training(figures: StudyFigures) -> tuple[Gap, str] | tuple[()]:
    consensus = any(each.coder.role == "consensus" and each.decided for each in figures.work)
    words = "How coders were trained" + (" and how they settled disagreements" if consensus else "")
    return (Gap(words), " (24). ") if any(each.decided for each in figures.work) else ()


def _tree(books: Sequence[Codebook], language: str) -> str:
    said = []
    for book in books:
        codes = [code for code in book.codes if code.codable]
        levels = 1 + max((book.depth(code) for code in book.codes), default=0)
        title = in_language(book.title, language)
        said.append(f"“{title}” (version {book.version}: {_n(len(codes), 'code')}, {_n(levels, 'level')})")
    begin = "The coding tree is" if len(books) == 1 else f"The coding tree has {len(books)} codebooks:"
    return f"{begin} {_listed(said)}; it is given in full above, with definitions"


def _derivation(books: Sequence[Codebook]) -> str:
    origins = Counter(code.origin for book in books for code in book.codes if code.codable)
    n = origins.total()
    said = [f"{origins[origin]} {words}" for origin, words in _ORIGINS.items() if origins[origin]]
    if len(said) < 2:
        return f"All codes {said[0].partition(' ')[2]}" if said else "The codebooks have no codes"
    return f"Of {_n(n, 'code')}, {_listed(said)}"


def _quotations(figures: StudyFigures) -> str:
    codes = [code for _, code in codable(figures)]
    shown = sum(bool(figures.examples[code.id]) for code in codes)
    return (
        f"Quotations illustrate {shown} of {_n(len(codes), 'code')}, each with its respondent, transcript "
        "and segment"
    )


def _themes(figures: StudyFigures, language: str, decimal: str) -> str:
    ranked = sorted(codable(figures), key=lambda each: -figures.mentions[each[1].id])
    major = [
        f"“{in_language(code.label, language)}” "
        f"({figures.of_respondents(figures.mentions[code.id], decimal, plain=True)})"
        for _, code in ranked[:3]
        if figures.mentions[code.id]
    ]
    once = sum(figures.mentions[code.id] == 1 for _, code in ranked)
    never = sum(figures.mentions[code.id] == 0 for _, code in ranked)
    first = (
        f"Mentioned by most respondents: {_listed(major)} (31)." if major else "No code is mentioned (31)."
    )
    return f"{first} Codes mentioned by one respondent only: {once}; by none: {never} (32)."


def codable(figures: StudyFigures) -> list[tuple[Codebook, Code]]:
    """The codes that can be applied, with their codebooks."""
    return [(book, code) for book in figures.books for code in book.codes if code.codable]


def _n(n: int, word: str) -> str:
    return f"{n} {word}" + ("s" if n != 1 else "")


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
