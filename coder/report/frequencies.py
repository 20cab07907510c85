"""The frequency table: how many respondents mention each code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from coder.analysis.exact import DRAWN, fisher, holm
from coder.analysis.frequencies import Group, count
from coder.analysis.intervals import wilson
from coder.analysis.presence import Bools, Ints
from coder.analysis.rounding import show
from coder.analysis.tallies import codings_by_subject, segments_by_subject
from coder.model import Code, Codebook, CoderError, in_language
from coder.report.denominators import Basis, Denominator, basis, mentioned
from coder.report.frequency_lines import layout
from coder.report.table import Section, Table
from coder.study.study import Study

Further = Literal["codings", "segments"]
FURTHER: tuple[Further, ...] = ("codings", "segments")
SEED = 20240514
"""Of the draws for a test, unless the user gives another."""

_COUNTED = {
    "respondents": ("Respondents who mention each code", "respondents who mention the code at least once"),
    "transcripts": (
        "Transcripts that mention each code",
        "transcripts in which the code stands at least once",
    ),
    "segments": (
        "Units that carry each code",
        "units (segments that coders decide about) that carry the code",
    ),
}
_BRANCH = {"respondents": "respondents", "transcripts": "transcripts", "segments": "units"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to count and how to say it."""

    codebook: str | None = None
    """A codebook's id; None for all."""
    by: str | Sequence[str] | None = None
    """Attributes of respondents that make the groups: each for itself, unless :attr:`crossed`."""
    rule: str | None = None
    language: str = "en"
    decimal: str = "."
    of: Denominator = "respondents"
    crossed: bool = False
    interval: bool = False
    """Wilson's 95% interval beside every percentage."""
    further: tuple[Further, ...] = ()
    test: bool = False
    """Fisher's exact test of each code over the groups."""
    seed: int = SEED
    bars: bool = False

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes of :attr:`by`, each once."""
        return tuple(dict.fromkeys((self.by,) if isinstance(self.by, str) else self.by or ()))


def frequency_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """Count respondents by code, in the order of the codebook.

    Its records are also the JSON form, which ``docs/json.md`` describes.
    """
    wanted = wanted or Wanted()
    found = basis(study, wanted.codebook, wanted.rule, wanted.of, today)
    groups = found.subjects.groups(wanted.attributes, found.attributes, wanted.crossed)
    if wanted.test and len(groups) == 1:
        raise CoderError("a test compares groups: say --by ATTRIBUTE.")
    table = mentioned(found)
    counted = count(found.tree, table, groups, _further(found, wanted))
    if wanted.test:
        _test(counted, table, groups, wanted.seed)
    rows = iter(counted)
    records = {
        book.slug: [_record(book, code, next(rows), wanted) for code in book.codes for _ in groups]
        for book in found.books
    }
    shaped = layout(list(records.values()), groups, wanted)
    title, _ = _COUNTED[found.subjects.of]
    by = (" crossed with " if wanted.crossed else " and ").join(wanted.attributes)
    return Table(
        title=title + (f", by {by}" if by else ""),
        columns=shaped.columns,
        sections=tuple(
            Section(in_language(book.title, wanted.language), lines)
            for book, lines in zip(found.books, shaped.lines, strict=True)
        ),
        records=[record for each in records.values() for record in each],
        caption=_caption(found),
        notes=tuple(_notes(found, groups, wanted)),
    )


def _further(found: Basis, wanted: Wanted) -> dict[str, Ints]:
    tables: dict[str, Ints] = {}
    what = (found.tree, found.rule, found.subjects.of, found.subjects.ids)
    for name in wanted.further:
        counted = codings_by_subject if name == "codings" else segments_by_subject
        tables[name] = counted(found.sheet, *what)
    return tables


def _test(rows: list[dict[str, Any]], table: Bools, groups: Sequence[Group], seed: int) -> None:
    """Give every row ``p`` and ``p_holm``: of each attribute's test, in the lines of its groups."""
    for row in rows:
        row["p"] = row["p_holm"] = None
    for by in dict.fromkeys(group.by for group in groups if group.by is not None):
        parts = [list(group.members or ()) for group in groups if group.by == by and group.name]
        sizes = [len(part) for part in parts]
        values = [fisher([int(line[part].sum()) for part in parts], sizes, seed) for line in table]
        adjusted = holm(values)
        for place, row in enumerate(rows):
            if row["by"] == by:
                code = place // len(groups)
                row["p"], row["p_holm"] = values[code], adjusted[code]


def _record(book: Codebook, code: Code, counted: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """A record of a code, or of a code and a group (None: everybody)."""
    n, of, share = counted["n"], counted["of"], counted["percent"]
    row: dict[str, Any] = {
        "codebook": book.slug,
        "code": code.slug,
        "label": in_language(code.label, wanted.language),
        "parent": code.parent,
        "depth": book.depth(code),
        "codable": code.codable,
        "n": n,
        "of": of,
        "percent": share,
        "percent_text": show(share, 1, wanted.decimal) + ("%" if share is not None else ""),
    }
    if wanted.attributes:
        row["group"] = counted["group"]
    if len(wanted.attributes) > 1:
        row["by"] = counted["by"]
    if wanted.interval:
        around = wilson(n, of)
        row["ci_low"], row["ci_high"] = (None, None) if around is None else (100 * x for x in around)
    for column in wanted.further:
        row[column] = counted[column]
    if wanted.test:
        for name in ("p", "p_holm"):
            row[name] = counted[name]
    return row


# --- words ------------------------------------------------------------------------------------------


def _caption(found: Basis) -> str:
    _, counted = _COUNTED[found.subjects.of]
    return (
        f"n of {len(found.subjects.ids)} {counted}; a heading counts the distinct "
        f"{_BRANCH[found.subjects.of]} of its branch. Rule: {found.rule.words}. {found.source}"
    )


def _notes(found: Basis, groups: Sequence[Group], wanted: Wanted) -> list[str]:
    notes = found.gaps()
    if wanted.interval:
        notes.append(_interval_note(found))
    if "codings" in wanted.further:
        notes.append(
            "codings: passages marked by the coders of the rule, two coders on one passage being two; "
            "a heading has the sum of its branch."
        )
    if "segments" in wanted.further:
        notes.append("segments: different segments in which the code stands; of a branch each once.")
    if wanted.test:
        notes += _test_notes(found, groups, wanted)
    return notes


def _interval_note(found: Basis) -> str:
    note = "Interval: Wilson's, 95%, as for a random sample; respondents chosen on purpose are none."
    if found.subjects.of == "segments":
        note += " Units of one interview hang together, so that the interval is too narrow."
    return note


def _test_notes(found: Basis, groups: Sequence[Group], wanted: Wanted) -> list[str]:
    attributes = list(dict.fromkeys(group.by for group in groups if group.by is not None))
    drawn = [by for by in attributes if sum(bool(g.name) for g in groups if g.by == by) > 2]
    k = len(found.tree.ids)
    method = (
        "p: Fisher's exact test of whether the groups differ, for each code by itself; none where everybody "
        "or nobody mentions the code. Who has no group is left out of the test."
    )
    if drawn:
        method += (
            f" Of more than two groups ({', '.join(drawn)}) its Monte Carlo form, {DRAWN} tables drawn, "
            f"seed {wanted.seed}."
        )
    caution = (
        "Caution: codes are many and groups small. Respondents were chosen, not drawn, a test with few of "
        f"them finds only large differences, and of {k} codes about {show(k / 20)} fall below p = .05 by "
        "chance alone. Read p after Holm, which allows for all of an attribute's tests; call the rest "
        "exploratory."
    )
    return [method, caution]
