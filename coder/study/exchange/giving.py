"""A study, or one coder's part of it, as a project that other QDA programs open.

Whoever looks gives what she sees: a blind coder her own codings, and others' in the interviews that
are open to her. Texts and codings are handed out one interview at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

import coder
from coder.files.refi import descriptions, writing
from coder.files.refi.guids import made
from coder.files.refi.values import (
    Applied,
    Case,
    CodeSet,
    Note,
    Project,
    Selection,
    TextSource,
    TreeCode,
    User,
    Variable,
    VariableType,
)
from coder.model import Codebook, Coder, in_language
from coder.study import codebook, memos, people
from coder.study import tables as t
from coder.study.exchange.losses import lost_words
from coder.study.study import Study, live

_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_NAME = 60


@dataclass(frozen=True, slots=True)
class Given:
    """What a project that was written holds, and what of the study it cannot hold."""

    counts: Counter[str]
    lost: tuple[str, ...]
    """In sentences."""


def give(
    study: Study,
    path: Path,
    profile: writing.ProfileName = "standard",
    of: str | None = None,
    book: str | None = None,
) -> Given:
    """Write the study as a REFI-QDA project.

    Args:
        study: seen by whom it is.
        path: the file, replaced if it stands there.
        profile: the program it is for.
        of: the coder whose codings alone go out; None: everybody's that can be seen.
        book: the codebook whose codes alone go out; None: all.

    Raises:
        CoderError: there is no such coder or codebook, or that coder's work is not to be seen.
    """
    books = codebook.codebooks(study, book)
    whose = None if of is None else people.coder_named(study, of)
    if whose is not None and study.coder is not None and whose.id != study.coder.id:
        study.refuse_blind(f"the codings of {whose.name}")
    with study.read() as connection:
        giving = _Giving(study, connection, whose, books, alone=book is not None)
        writing.write(path, giving.project(profile), profile)
        lost = lost_words(study, connection, books)
    return Given(giving.counts, lost)


@dataclass(slots=True)
class _Giving:
    study: Study
    connection: Connection
    whose: Coder | None
    books: Sequence[Codebook]
    alone: bool
    """Only the codes of these codebooks go out."""
    counts: Counter[str] = field(default_factory=Counter)
    coders: dict[int, str] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    notes: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    """By what memos are on and its id, their guids."""
    speakers: dict[int, dict[int, str]] = field(default_factory=dict)
    """By a transcript in which several answer, the respondents' guids by id."""

    def project(self, profile: str) -> Project:
        users = [c for c in people.coders(self.study) if self.whose in (None, c)]
        self.coders = {each.id: each.guid for each in people.coders(self.study)}
        tree = list(self._tree())
        self._memos()
        variables = self._variables()
        cases = tuple(self._cases(variables))
        self.counts.update(
            users=len(users), codes=len(self.codes), respondents=len(cases), attributes=len(variables)
        )
        created = self.connection.execute(select(t.study.c.created_at)).scalar_one()
        return Project(
            name=self.study.name,
            origin=f"coder {coder.__version__} ({profile})",
            at=created,
            users=tuple(User(each.guid, each.name) for each in users),
            codes=tuple(tree),
            variables=tuple(each for each, _ in variables.values()),
            cases=cases,
            sources=self._sources(),
            notes=self._notes(),
            sets=tuple(self._sets()),
            project_notes=tuple(self.notes["study"].get(0, ())),
        )

    # --- codes --------------------------------------------------------------------------------------

    def _tree(self) -> Iterator[TreeCode]:
        """The codes; where there are several codebooks, each under a heading of its own."""
        several = len(self.books) > 1
        memos_on = self._memo_guids("code")
        own = {row.id: row.guid for row in self.connection.execute(select(*t.codebook.c["id", "guid"]))}
        for book in self.books:
            spoken = book.languages[0] if book.languages else "en"
            guids = {each.slug: each.guid or made(book.id, each.slug) for each in book.codes}
            if several:
                bookguid = own[book.id]
                yield TreeCode(bookguid, in_language(book.title, spoken) or book.slug, codable=False)
            for each in book.codes:
                self.codes[each.id] = guids[each.slug]
                yield TreeCode(
                    guid=guids[each.slug],
                    name=in_language(each.label, spoken) or each.slug,
                    parent=guids[each.parent] if each.parent else bookguid if several else None,
                    color=each.color,
                    codable=each.codable,
                    description=descriptions.put_together(each, spoken),
                    notes=tuple(memos_on.get(each.id, ())),
                )

    def _sets(self) -> Iterator[CodeSet]:
        for book in self.books:
            guids = {each.slug: self.codes[each.id] for each in book.codes}
            for name, slugs in book.sets.items():
                members = tuple(guids[each] for each in slugs if each in guids)
                yield CodeSet(made("set", self.study.name, book.slug, name), name, members)

    # --- memos --------------------------------------------------------------------------------------

    def _memo_condition(self) -> ColumnElement[bool]:
        """The memos that go out: those seen, on what goes out, of the coder if it is about one."""
        m = t.memo.c
        shown = and_(live(t.memo), memos.to_be_seen(self.study))
        coded = select(t.coding.c.id).where(self._coding_condition())
        team = and_(*(m[f"{each}_id"].is_(None) for each in ("coding", "segment", "transcript")))
        own = true() if self.whose is None else or_(m.coder_id == self.whose.id, team)
        of_book = or_(m.code_id.is_(None), m.code_id.in_(list(self.codes))) if self.alone else true()
        return and_(shown, own, of_book, or_(m.coding_id.is_(None), m.coding_id.in_(coded)))

    def _memo_guids(self, kind: str) -> dict[int, list[str]]:
        column = t.memo.c[f"{kind}_id"]
        query = select(column, t.memo.c.guid).where(
            column.is_not(None), live(t.memo), memos.to_be_seen(self.study)
        )
        found: dict[int, list[str]] = {}
        for id_, guid in self.connection.execute(query.order_by(t.memo.c.id)):
            found.setdefault(id_, []).append(guid)
        return found

    def _memos(self) -> None:
        kinds = ("coding", "segment", "transcript", "code")
        self.notes = {each: {} for each in (*kinds, "study")}
        query = select(*t.memo.c["guid", *(f"{each}_id" for each in kinds)]).where(self._memo_condition())
        for guid, *targets in self.connection.execute(query.order_by(t.memo.c.id)):
            kind, target = next(
                ((k, id_) for k, id_ in zip(kinds, targets, strict=True) if id_ is not None), ("study", 0)
            )
            self.notes[kind].setdefault(target, []).append(guid)

    def _notes(self) -> Iterator[Note]:
        columns = t.memo.c["guid", "text", "coder_id", "created_at"]
        query = select(*columns).where(self._memo_condition()).order_by(t.memo.c.id)
        for guid, text, who, at in self.connection.execute(query, execution_options={"yield_per": 1000}):
            self.counts["memos"] += 1
            first = " ".join(text.partition("\n")[0].split())
            name = first if len(first) <= _NAME else first[: _NAME - 1] + "…"
            yield Note(guid, name, text, self.coders.get(who), at)

    # --- respondents --------------------------------------------------------------------------------

    def _variables(self) -> dict[str, tuple[Variable, str]]:
        """The attributes by name; numbers only where every value is one."""
        a, v = t.attribute.c, t.attribute_value.c
        values: dict[str, set[str]] = {}
        rows = self.connection.execute(select(a.name, a.type).order_by(a.id)).all()
        query = select(a.name, v.value).join(t.attribute_value, v.attribute_id == a.id).distinct()
        for name, value in self.connection.execute(query):
            values.setdefault(name, set()).add(value)
        found = {}
        for name, kind in rows:
            given, type_ = values.get(name, set()), "Text"
            if kind == "number":
                whole = all(_INTEGER.fullmatch(each) for each in given)
                decimal = all(_DECIMAL.fullmatch(each) for each in given)
                type_ = "Integer" if whole else "Float" if decimal else "Text"
            chosen: VariableType = "Text" if type_ == "Text" else "Integer" if type_ == "Integer" else "Float"
            found[name] = (Variable(made("attribute", name), name, chosen), kind)
        return found

    def _cases(self, variables: dict[str, tuple[Variable, str]]) -> Iterator[Case]:
        tr, s = t.transcript.c, t.speaker.c
        guids, answering = dict[int, str](), dict[int, dict[int, None]]()
        for id_, guid, respondent in self.connection.execute(
            select(tr.id, tr.guid, tr.respondent_id).where(live(t.transcript)).order_by(tr.id)
        ):
            guids[id_] = guid
            if respondent is not None:
                answering.setdefault(id_, {})[respondent] = None
        query = select(s.transcript_id, s.respondent_id).where(s.respondent_id.is_not(None))
        for id_, respondent in self.connection.execute(query.order_by(s.id)):
            if id_ in guids:
                answering.setdefault(id_, {})[respondent] = None
        everybody = people.respondents(self.study)
        named = {each.id: each.guid for each in everybody}
        self.speakers = {
            id_: {each: named[each] for each in who} for id_, who in answering.items() if len(who) > 1
        }
        of: dict[int, list[int]] = {}
        for id_, who in answering.items():
            for each in who:
                of.setdefault(each, []).append(id_)
        for person in everybody:
            here = of.get(person.id, [])
            yield Case(
                guid=person.guid,
                name=person.ref,
                values={variables[name][0].guid: value for name, value in person.attributes.items() if value},
                sources=tuple(guids[each] for each in here),
                selections=tuple(
                    made("speaker", guids[each], person.guid) for each in here if each in self.speakers
                ),
            )

    # --- texts --------------------------------------------------------------------------------------

    def _sources(self) -> Iterator[TextSource]:
        c = t.transcript.c
        ids = list(self.connection.execute(select(c.id).where(live(t.transcript)).order_by(c.id)).scalars())
        for id_ in ids:
            row = self.connection.execute(select(c.guid, c.name, c.text, c.added_at).where(c.id == id_)).one()
            self.counts["transcripts"] += 1
            yield TextSource(
                guid=row.guid,
                name=row.name,
                text=row.text,
                at=row.added_at,
                selections=tuple(self._selections(id_, row.guid, row.text)),
                notes=tuple(self.notes["transcript"].get(id_, ())),
            )

    def _coding_condition(self) -> ColumnElement[bool]:
        c = t.coding.c
        seen = and_(live(t.coding), self.study.sees(c.coder_id, c.transcript_id))
        of = true() if self.whose is None else c.coder_id == self.whose.id
        return and_(seen, of, c.code_id.in_(list(self.codes)) if self.alone else true())

    def _selections(self, id_: int, guid: str, text: str) -> Iterator[Selection]:
        """The passages of a text, each once, with the codings on it."""
        c, on = t.coding.c, self.notes["coding"]
        query = (
            select(c.start, c.end, c.guid, c.code_id, c.coder_id, c.created_at, c.id)
            .where(c.transcript_id == id_, self._coding_condition())
            .order_by(c.start, c.end, c.id)
        )
        rows: Iterable[Any] = self.connection.execute(query).all()
        for (start, end), here in groupby(rows, key=lambda row: (row[0], row[1])):
            codings = tuple(
                Applied(own, self.codes[code], self.coders.get(who), at, tuple(on.get(row_id, ())))
                for _, _, own, code, who, at, row_id in here
            )
            self.counts["codings"] += len(codings)
            passage = made("passage", guid, start, end)
            yield Selection(
                passage,
                start,
                end,
                _quoted(text[start:end]),
                user=codings[0].user,
                at=codings[0].at,
                codings=codings,
            )
        yield from self._noted(id_, guid, text)
        yield from self._speaking(id_, guid, text)

    def _noted(self, id_: int, guid: str, text: str) -> Iterator[Selection]:
        """The segments that have memos."""
        s, on = t.segment.c, self.notes["segment"]
        if not on:
            return
        query = select(s.id, s.start, s.end).where(s.transcript_id == id_).order_by(s.position)
        for segment, start, end in self.connection.execute(query):
            if segment in on:
                passage = made("segment", guid, start, end)
                yield Selection(passage, start, end, _quoted(text[start:end]), notes=tuple(on[segment]))

    def _speaking(self, id_: int, guid: str, text: str) -> Iterator[Selection]:
        """The first turn of each respondent, where there are several: their cases point to it."""
        waiting = dict(self.speakers.get(id_, ()))
        if not waiting:
            return
        s = t.segment.c
        query = (
            select(s.start, s.end, t.speaker.c.respondent_id)
            .join(t.speaker, t.speaker.c.id == s.speaker_id)
            .where(s.transcript_id == id_, s.kind == "turn")
        )
        for start, end, respondent in self.connection.execute(query.order_by(s.position)):
            if (who := waiting.pop(respondent, None)) is not None:
                yield Selection(made("speaker", guid, who), start, end, _quoted(text[start:end]))


def _quoted(words: str) -> str:
    """The words of a passage as the name of its selection."""
    return " ".join(words[: 2 * writing.NAME_LENGTH].split())[: writing.NAME_LENGTH]
