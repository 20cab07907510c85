"""Plain lists: quotes, codes, people, the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coder.model import Codebook, Coder, Quote, Respondent, TranscriptLine, in_language
from coder.report.table import Column, Row, Section, Table
from coder.study import codebook, counts, history, people
from coder.study.study import Study


def quotes_table(
    study: Study, codes: Sequence[str] = (), coder: str | None = None, transcript: str | None = None
) -> Table:
    """Coded passages with where they stand and who coded them; a heading brings its branch."""
    ids = branches(study, codes) if codes else None
    if coder is not None:
        people.coder_named(study, coder)  # an unknown name is a mistake, not an empty list
    found = counts.quotes(study, ids, coder, transcript)
    return Table(
        title=f"{len(found)} coded passages" if len(found) != 1 else "1 coded passage",
        columns=(
            Column("transcript"),
            Column("respondent"),
            Column("code"),
            Column("coder"),
            Column("quote"),
        ),
        sections=(Section("", tuple(Row(_quote(each)) for each in found)),),
        records=[
            {
                "transcript": q.transcript,
                "respondent": q.respondent,
                "speaker": q.speaker,
                "codebook": q.codebook,
                "code": q.code,
                "coder": q.coder,
                "segment": q.segment,
                "start": q.start,
                "end": q.end,
                "quote": q.quote,
            }
            for q in found
        ],
        keys=(
            "transcript",
            "respondent",
            "speaker",
            "codebook",
            "code",
            "coder",
            "segment",
            "start",
            "end",
            "quote",
        ),
    )


def _quote(each: Quote) -> tuple[str, ...]:
    return (f"{each.transcript}:{each.segment}", each.respondent or "", each.code, each.coder, each.quote)


def branches(study: Study, names: Sequence[str]) -> list[int]:
    """The ids of the codes named and of all codes under them."""
    chosen: set[int] = set()
    for name in names:
        code = codebook.find_code(study, name)
        book = next(b for b in codebook.codebooks(study) if any(c.id == code.id for c in b.codes))
        branch = {code.slug}
        chosen.add(code.id)
        for each in book.codes:
            if each.parent in branch:
                branch.add(each.slug)
                chosen.add(each.id)
    return sorted(chosen)


def codebook_table(book: Codebook, language: str) -> Table:
    """The tree of codes with their brief definitions."""
    return Table(
        title=f"{in_language(book.title, language)} ({book.slug}, version {book.version})",
        columns=(Column("code"), Column("id"), Column("brief")),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (in_language(c.label, language), c.slug, in_language(c.brief, language)),
                        book.depth(c),
                    )
                    for c in book.codes
                ),
            ),
        ),
        records=[
            {
                "codebook": book.slug,
                "code": c.slug,
                "label": in_language(c.label, language),
                "parent": c.parent,
                "depth": book.depth(c),
                "codable": c.codable,
                "status": c.status,
                "brief": in_language(c.brief, language),
                "definition": in_language(c.definition, language),
            }
            for c in book.codes
        ],
        keys=("codebook", "code", "label", "parent", "depth", "codable", "status", "brief", "definition"),
    )


def codebooks_table(books: Sequence[Codebook], language: str) -> Table:
    """The codebooks of a study."""
    return Table(
        title="Codebooks",
        columns=(Column("id"), Column("title"), Column("version", "count"), Column("codes", "count")),
        sections=(
            Section(
                "",
                tuple(
                    Row((b.slug, in_language(b.title, language), b.version, sum(c.codable for c in b.codes)))
                    for b in books
                ),
            ),
        ),
        records=[
            {
                "codebook": b.slug,
                "title": in_language(b.title, language),
                "version": b.version,
                "languages": list(b.languages),
                "codes": sum(c.codable for c in b.codes),
            }
            for b in books
        ],
        keys=("codebook", "title", "version", "languages", "codes"),
    )


def coders_table(coders: Sequence[Coder], given: Mapping[int, tuple[int, int]] | None = None) -> Table:
    """Who codes, and of whom it is known, how many interviews are assigned and finished, by the id."""
    names = {c.id: c.name for c in coders}
    done = given or {}
    return Table(
        title="Coders",
        columns=(
            *(Column("name"), Column("role"), Column("blind")),
            *((Column("assigned", "count"), Column("finished", "count")) if done else ()),
        ),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (
                            *(c.name, role_words(c, names), "yes" if c.blind else "no"),
                            *(done.get(c.id, (None, None)) if done else ()),
                        )
                    )
                    for c in coders
                ),
            ),
        ),
        records=[
            {
                "name": c.name,
                "role": c.role,
                "repeats": None if c.repeats_id is None else names[c.repeats_id],
                "blind": c.blind,
                "assigned": done.get(c.id, (None, None))[0],
                "finished": done.get(c.id, (None, None))[1],
                "guid": c.guid,
            }
            for c in coders
        ],
        keys=("name", "role", "repeats", "blind", "assigned", "finished", "guid"),
    )


def role_words(coder: Coder, names: Mapping[int, str]) -> str:
    """A coder's role, or whose second round this is."""
    return coder.role if coder.repeats_id is None else f"second round of {names[coder.repeats_id]}"


def respondents_table(study: Study, respondents: Sequence[Respondent]) -> Table:
    """Respondents with their attributes."""
    names = people.attributes(study)
    return Table(
        title="Respondents",
        columns=(Column("respondent"), *(Column(name) for name in names)),
        sections=(
            Section(
                "", tuple(Row((r.ref, *(r.attributes.get(name, "") for name in names))) for r in respondents)
            ),
        ),
        records=[
            {"respondent": r.ref, **{name: r.attributes.get(name) for name in names}} for r in respondents
        ],
        keys=("respondent", *names),
        notes=(f"{len(respondents)} respondents.",),
    )


def log_table(events: Sequence[history.Event]) -> Table:
    """What was done, newest first."""
    return Table(
        title="Log, newest first (times are UTC)",
        columns=(Column("event", "count"), Column("when"), Column("coder"), Column("what"), Column("")),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (
                            *(e.id, e.at[:19].replace("T", " "), e.coder or "", _what(e)),
                            "undone" if e.undone else "",
                        )
                    )
                    for e in events
                ),
            ),
        ),
        records=[
            {
                "id": e.id,
                "at": e.at,
                "coder": e.coder,
                "action": e.action,
                "summary": e.summary,
                "undone": e.undone,
            }
            for e in events
        ],
        keys=("id", "at", "coder", "action", "summary", "undone"),
    )


def _what(event: history.Event) -> str:
    return f"{event.action}: {event.summary}" if event.action in ("undo", "redo") else event.summary


def transcripts_table(lines: Sequence[TranscriptLine], touched: Mapping[int, str] | None = None) -> Table:
    """The interviews with their progress and, by the id of the interview, when they were last touched."""
    when = touched or {}
    return Table(
        title="Transcripts",
        columns=(
            Column("transcript"),
            Column("respondent"),
            Column("language"),
            Column("units", "count"),
            Column("decided", "count"),
            *([Column("last touched (UTC)")] if when else []),
        ),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (
                            *(x.name, ", ".join(x.respondents), x.language, x.units, x.decided),
                            *([when.get(x.id, "")[:16].replace("T", " ")] if when else []),
                        )
                    )
                    for x in lines
                ),
            ),
        ),
        records=[
            {
                "transcript": x.name,
                "respondents": list(x.respondents),
                "language": x.language,
                "units": x.units,
                "decided": x.decided,
                "codings": x.codings,
                "touched": when.get(x.id),
            }
            for x in lines
        ],
        keys=("transcript", "respondents", "language", "units", "decided", "codings", "touched"),
    )
