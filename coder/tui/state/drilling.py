"""What stands behind a figure: the passages of a code, and the units its coders differ about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from coder.model import Code, Codebook, Quote
from coder.study import codebook, counts, people
from coder.study.study import Study
from coder.tui.labels import label_in
from coder.tui.speech import _, ngettext
from coder.tui.state.figures import Key
from coder.tui.state.wrapping import shown
from coder.tui.widgets.line_list import Passage

_LINE = 400
"""Code points of a passage that a line may need."""


def passages(study: Study, key: Key, rule: str | None, language: str) -> tuple[str, list[Passage]]:
    """The coded passages of a code and its branch, of the coders whose codings the rule counts.

    Returns:
        A heading, and the passages in the order of the interviews.
    """
    from coder.analysis.presence import Sheet
    from coder.report.denominators import rule_among
    from coder.study.columns import columns

    found_rule = rule_among(study, Sheet.of(columns(study)).deciders(), rule)
    names = {each.name for each in people.coders(study) if each.id in found_rule.coder_ids}
    book, branch = _branch(study, key)
    labels = {each.slug: label_in(each.label, language) for each in branch}
    quotes = counts.quotes(study, [each.id for each in branch])
    found = [_passage(each, labels, len(branch) > 1) for each in quotes if each.coder in names]
    n = ngettext("{n} passage", "{n} passages", len(found)).format(n=f"{len(found):,}")
    return f"{labels[key[1]]}: {n}, {found_rule.words} ({book.slug})", found


def _branch(study: Study, key: Key) -> tuple[Codebook, list[Code]]:
    (book,) = codebook.codebooks(study, key[0])
    slugs = {key[1]}
    for code in book.codes:
        if code.parent in slugs:
            slugs.add(code.slug)
    return book, [code for code in book.codes if code.slug in slugs]


def _passage(quote: Quote, labels: dict[str, str], several: bool) -> Passage:
    label = labels[quote.code]
    respondent = _("respondent {name}").format(name=shown(quote.respondent or _("unknown")))
    full = Text()
    full.append(f"{quote.transcript}:{quote.segment}", style="bold")
    full.append(f"  {shown(quote.speaker or '')}  {respondent}")
    coded_by = _("coded by {coder}").format(coder=shown(quote.coder))
    full.append(f"\n{label}", style="bold").append(f"  {coded_by}\n")
    full.append(shown("…" + quote.context_before if quote.context_before else ""), style="dim")
    full.append(shown(quote.quote), style="bold underline")
    full.append(shown(quote.context_after + "…" if quote.context_after else ""), style="dim")
    return Passage(
        (
            f"{quote.transcript}:{quote.segment}",
            quote.respondent or "",
            quote.coder,
            *((label,) if several else ()),
            quote.quote[:_LINE],
        ),
        quote.transcript,
        quote.segment,
        full,
    )


def differences(study: Study, key: Key, language: str) -> tuple[str, list[Passage]]:
    """The units about which coders differ on a code, with who said what.

    Returns:
        A heading, and the units in the order of the interviews.
    """
    from coder.report.disagreements import Wanted, disagreements_table

    code = _branch(study, key)[1][0]
    table = disagreements_table(study, Wanted(codes=(f"{key[0]}/{key[1]}",), language=language))
    found = [_difference(record) for record in table.records]
    words = ngettext(
        "{code}: {n} unit on which coders differ ({book})",
        "{code}: {n} units on which coders differ ({book})",
        len(found),
    )
    code_name = label_in(code.label, language)
    return words.format(code=code_name, n=f"{len(found):,}", book=key[0]), found


def _difference(record: Mapping[str, Any]) -> Passage:
    place = f"{record['transcript']}:{record['segment']}"
    full = Text(shown(place), style="bold")
    full.append(f"  {shown(record['speaker'] or '')}", style="not bold")
    says = {"yes": _("yes"), "no": _("no")}
    room = max(map(len, says.values())) + 1
    for word, said in says.items():
        full.append(f"\n{said:<{room}}").append(shown(record[word]), style="not bold")
    if record["memos"]:
        full.append("\n" + _("memo") + " ").append(shown(record["memos"]), style="not bold")
    full.append("\n" + shown(record["text"]), style="not bold")
    cells = (place, *(f"{said}: {record[word]}" for word, said in says.items()), record["text"][:_LINE])
    return Passage(cells, record["transcript"], record["segment"], full)
