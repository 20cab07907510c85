"""What the columns of a table of codings are called, by people and by programs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coder.model import CoderError

KNOWN: dict[str, tuple[str, ...]] = {
    "transcript": (
        *("transcript", "document", "documentname", "interview", "source", "sourcename", "file", "filename"),
        *("mediatitle", "doc", "транскрипт", "стенограмма", "интервью", "документ", "файл", "источник"),
        *("сұхбат", "құжат", "транскрипция", "дереккөз"),
    ),
    "coder": (
        *("coder", "codername", "owner", "user", "username", "annotator", "rater", "codedby", "createdby"),
        *("excerptcreator", "creator", "кодер", "кодировщик", "кодировщица", "аннотатор", "кодтаушы"),
    ),
    "codebook": ("codebook", "книгакодов", "кодификатор", "кодкітабы"),
    "code": (
        *("code", "codeid", "codename", "tag", "tagname", "tagpath", "node", "theme", "codelabel", "label"),
        *("код", "кодыid", "тег", "тема", "метка", "тақырып", "белгі"),
    ),
    "codes": ("codes", "tags", "codesapplied", "codesappliedcombined", "коды", "теги", "кодтар"),
    "quote": (
        *("quote", "quotation", "quotationcontent", "quotationtext", "quotedtext", "codedtext", "coded"),
        *("seltext", "selectedtext", "plaintextselection", "highlight", "content", "excerpt", "passage"),
        *("text", "codedsegment", "цитата", "отрывок", "фрагмент", "высказывание", "текст"),
        *("дәйексөз", "үзінді", "мәтін"),
    ),
    "start": ("start", "startoffset", "startposition", "startpos", "pos0", "начало", "басы", "басталуы"),
    "end": ("end", "endoffset", "endposition", "endpos", "stop", "pos1", "конец", "соңы", "аяқталуы"),
    "segment": ("segment", "unit", "turn", "segmentnumber", "сегмент", "реплика", "бірлік"),
    "before": ("contextbefore", "before", "prefix", "контекстдо", "контекстдейін"),
    "after": ("contextafter", "after", "suffix", "контекстпосле", "контексткейін"),
    "occurrence": ("occurrence", "occurence", "nth", "вхождение", "кездесуі"),
    "memo": (
        *("memo", "codedmemo", "note", "notes", "comment", "comments", "мемо", "заметка", "примечание"),
        *("комментарий", "ескерту", "жазба", "түсініктеме"),
    ),
    "created_at": (
        *("createdat", "created", "creationdatetime", "codedat", "datetime", "date", "создано", "дата"),
        *("құрылған", "күні"),
    ),
    "guid": ("guid", "codingguid"),
}
"""Our name of a column, and what it may be called: letters and digits of the header, in small letters."""

_SIGNS = re.compile(r"[^\w]|_")


def squeezed(header: str) -> str:
    """A header without spaces, dashes and capitals: ``Created by`` is ``createdby``."""
    return _SIGNS.sub("", header.casefold())


def recognised(
    header: Sequence[str], said: Mapping[str, str], where: str
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each of our columns stands in a header, and the columns that stay unread.

    Args:
        header: the file's, in order.
        said: what a person says: our name of a column, and the file's.
        where: the file, for complaints.

    Raises:
        CoderError: a column that was named is not there, or one that is needed is missing.
    """
    plain = [squeezed(each) for each in header]
    found: dict[str, int] = {}
    for ours, theirs in said.items():
        if ours not in KNOWN:
            raise CoderError(f"there is no column {ours!r} to be named; there are: {', '.join(KNOWN)}.")
        if theirs not in header:
            raise CoderError(f"{where}: no column is called {theirs!r} (columns: {', '.join(header)}).")
        found[ours] = header.index(theirs)
    for ours, names in KNOWN.items():
        if ours in found:
            continue
        at = next(
            (plain.index(n) for n in names if n in plain and plain.index(n) not in found.values()), None
        )
        if at is not None:
            found[ours] = at
    ignored = tuple(each for i, each in enumerate(header) if each and i not in found.values())
    _refuse_lacking(found, header, where)
    return found, ignored


def _refuse_lacking(found: Mapping[str, int], header: Sequence[str], where: str) -> None:
    there = f"(columns: {', '.join(header)})"
    way_out = "Name it with --column, as in --column transcript='Document title'."
    if "transcript" not in found:
        raise CoderError(f"{where}: no column names the transcript {there}. {way_out}")
    if "code" not in found and "codes" not in found:
        raise CoderError(f"{where}: no column names the code {there}. {way_out}")
    placed = "quote" in found or {"start", "end"} <= set(found) or "segment" in found
    if not placed:
        raise CoderError(
            f"{where}: no column says which passage is coded {there}; a quote is needed, or start and end. "
            + way_out
        )
