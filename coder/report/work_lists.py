"""Lists of a coder's working day: words found, memos, the history of a codebook, codings to revisit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.model import Codebook, Memo, in_language
from coder.report.table import Column, Row, Section, Table
from coder.study.reuse import NearCode
from coder.study.search import Found, Hit
from coder.study.usage import Use
from coder.study.versions import CodebookChange, PlacedCoding


def hits_table(found: Found, query: str) -> Table:
    """Words found, in their context."""
    shown = "" if len(found.hits) == found.total else f", {len(found.hits)} shown"
    return Table(
        title=f"“{query}”: {found.total} found{shown}" + ("" if found.complete else " (stopped early)"),
        columns=(Column("place"), Column("speaker"), Column("respondent"), Column("words")),
        sections=(Section("", tuple(Row(_hit(each)) for each in found.hits)),),
        records=[
            {
                "transcript": each.transcript,
                "segment": each.position + 1,
                "speaker": each.speaker,
                "respondent": each.respondent,
                "start": each.span.start,
                "end": each.span.end,
                "words": each.words,
                "before": each.before,
                "after": each.after,
                "score": each.score,
            }
            for each in found.hits
        ],
    )


def _hit(each: Hit) -> tuple[str, ...]:
    words = f"{each.before}[{each.words}]{each.after}"
    return f"{each.transcript}:{each.position + 1}", each.speaker or "", each.respondent or "", words


def memos_table(memos: Sequence[Memo]) -> Table:
    """Memos with what they are about."""
    return Table(
        title="Memos",
        columns=(Column("id"), Column("on"), Column("about"), Column("coder"), Column("memo")),
        sections=(
            Section("", tuple(Row((str(m.id), _on(m), _about(m), m.coder or "", m.text)) for m in memos)),
        ),
        records=[
            {
                "id": m.id,
                "guid": m.guid,
                "kind": m.kind,
                "transcript": m.transcript,
                "segment": None if m.position is None else m.position + 1,
                "start": m.span.start if m.span else None,
                "end": m.span.end if m.span else None,
                "code": m.code,
                "words": m.words,
                "coder": m.coder,
                "created_at": m.created_at,
                "edited_at": m.edited_at,
                "text": m.text,
            }
            for m in memos
        ],
    )


def _on(memo: Memo) -> str:
    if memo.position is not None:
        return f"{memo.kind} {memo.transcript}:{memo.position + 1}"
    return " ".join(part for part in (memo.kind, memo.transcript or memo.code) if part)


def _about(memo: Memo) -> str:
    return f"{memo.code}: {memo.words}" if memo.kind == "coding" else memo.words


def changes_table(changes: Sequence[CodebookChange], slug: str) -> Table:
    """The versions of a codebook, newest first."""
    return Table(
        title=f"Changes of {slug}, newest first (times are UTC)",
        columns=(Column("version", "count"), Column("when"), Column("by"), Column("what"), Column("why")),
        sections=(
            Section(
                "",
                tuple(
                    Row((c.version, c.at[:19].replace("T", " "), c.coder or "", c.what, c.why))
                    for c in changes
                ),
            ),
        ),
        records=[
            {"codebook": slug, "version": c.version, "at": c.at, "by": c.coder, "what": c.what, "why": c.why}
            for c in changes
        ],
    )


def placed_codings_table(codings: Sequence[PlacedCoding], title: str) -> Table:
    """Codings with their number and the codebook version they were made under."""
    return Table(
        title=title,
        columns=(
            *(Column("id"), Column("place"), Column("code"), Column("coder")),
            *(Column("version", "count"), Column("since", "count"), Column("quote")),
        ),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (
                            *(str(c.id), f"{c.transcript}:{c.segment}", c.code, c.coder),
                            *(c.version, c.since_version, c.quote),
                        )
                    )
                    for c in codings
                ),
            ),
        ),
        records=[
            {
                "id": c.id,
                "transcript": c.transcript,
                "segment": c.segment,
                "start": c.span.start,
                "end": c.span.end,
                "code": c.code,
                "coder": c.coder,
                "version": c.version,
                "since_version": c.since_version,
                "quote": c.quote,
            }
            for c in codings
        ],
    )


def near_table(near: Sequence[NearCode], language: str) -> Table:
    """Codes that are nearly what was asked for."""
    return Table(
        title="Codes that are close",
        columns=(Column("code"), Column("id"), Column("status"), Column("close to")),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (
                            in_language(each.code.label, language),
                            f"{each.codebook}/{each.code.slug}",
                            each.code.status,
                            each.name,
                        )
                    )
                    for each in near
                ),
            ),
        ),
        records=[
            {
                "codebook": each.codebook,
                "code": each.code.slug,
                "label": in_language(each.code.label, language),
                "status": each.code.status,
                "name": each.name,
                "score": each.score,
            }
            for each in near
        ],
    )


def usage_table(books: Sequence[Codebook], uses: Mapping[int, Use], language: str) -> Table:
    """How much each code of some codebooks is used."""
    found = [(book, code, uses.get(code.id, Use())) for book in books for code in book.codes]
    heads = ("code", "id", "status", "codings", "respondents", "older")
    return Table(
        title="Use of the codes (of each code itself, whoever coded it)",
        columns=tuple(Column(head, "count" if i > 2 else "text") for i, head in enumerate(heads)),
        sections=tuple(
            Section(
                in_language(book.title, language),
                tuple(
                    Row(
                        (
                            "  " * book.depth(code) + in_language(code.label, language),
                            *(code.slug, code.status, use.codings, use.respondents, use.older),
                        )
                    )
                    for owner, code, use in found
                    if owner is book
                ),
            )
            for book in books
        ),
        records=[
            {
                "codebook": book.slug,
                "code": code.slug,
                "label": in_language(code.label, language),
                "status": code.status,
                "origin": code.origin,
                "codings": use.codings,
                "respondents": use.respondents,
                "older": use.older,
                "since_version": use.since_version,
            }
            for book, code, use in found
        ],
    )
