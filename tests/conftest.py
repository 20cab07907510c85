"""Builders that tests share: a small study made by hand, copied for every test that asks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Engine, Table, create_engine, select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from coder.analysis.rules import Rule
from coder.model import (
    Code,
    Codebook,
    Columns,
    Example,
    Exclusion,
    Marks,
    ReadSegment,
    ReadSpeaker,
    ReadTranscript,
    Role,
    Span,
    Unit,
)
from coder.study import codebook, coding, history, people, transcripts
from coder.study import tables as t
from coder.study.columns import columns
from coder.study.study import Study

ROLES: dict[str, Role] = {"I": "interviewer", "O": "other"}
"""What a label stands for in :meth:`Kit.interview`; any other label is a respondent's."""

CODERS = {"Ann": False, "Ben": False, "Bea": True}
"""The coders of the study of the tests, and who of them is blind."""


def pytest_xdist_auto_num_workers() -> int:
    """Two workers a core: half of the time tests wait, for the disk and for the app."""
    return 2 * (os.cpu_count() or 1)


def pytest_configure() -> None:
    """Statements are compiled once for all the engines that a worker opens, not once for each.

    An app opens one engine, a test several; compiling was a quarter of what tests of a study took.
    """
    compiled, patch = LRUCache[Any, Any](3000), pytest.MonkeyPatch()

    def create(url: Any, **options: Any) -> Engine:
        shared = {**options.pop("execution_options", {}), "compiled_cache": compiled}
        return create_engine(url, execution_options=shared, **options)

    patch.setattr(SQLiteDialect_pysqlite, "__eq__", lambda one, other: type(one) is type(other))
    patch.setattr(SQLiteDialect_pysqlite, "__hash__", lambda one: hash(type(one)))
    patch.setattr("coder.study.database.create_engine", create)


class Kit:
    """Makes the materials of a study and tells two states of a study apart."""

    @staticmethod
    def interview(name: str, turns: Sequence[tuple[str | None, str]], **more: Any) -> ReadTranscript:
        """A transcript whose lines are ``label: words``; label None: no label; ``#``: a note."""
        text, segments, counts = "", [], dict[str, int]()
        for label, words in turns:
            speaker = None if label in (None, "#") else label
            text += f"{speaker}: " if speaker else ""
            span = Span(len(text), len(text) + len(words))
            segments.append(ReadSegment(span, speaker, "note" if label == "#" else "turn"))
            text += words + "\n"
            if speaker:
                counts[speaker] = counts.get(speaker, 0) + 1
        speakers = tuple(ReadSpeaker(s, ROLES.get(s, "respondent"), n) for s, n in counts.items())
        return ReadTranscript(name, f"{name}.txt", text, tuple(segments), speakers, "en", **more)

    @staticmethod
    def book(slug: str = "book", **more: Any) -> Codebook:
        """A heading with a code in use, another one, a draft, a retired and a merged one under it."""
        alpha = Code(
            "alpha",
            {"en": "Alpha", "ru": "Альфа"},
            "theme",
            "#00aa00",
            brief={"en": "the first"},
            definition={"en": "All that\nis first."},
            use_when=({"en": "it comes first", "ru": "первое"},),
            not_when=(Exclusion({"en": "it comes second"}, "beta"), Exclusion({"en": "never"})),
            examples=(Example("first of all", "typical", "en"), Example("at last", "close-but-no")),
            aliases=("a", "первый"),
        )
        codes = (
            Code("theme", {"en": "Theme"}, codable=False),
            alpha,
            Code("beta", {"en": "Beta"}, "theme", origin="in-vivo"),
            Code("draft", {"en": "Draft"}, "theme", status="draft"),
            Code("old", {"en": "Old"}, "theme", status="retired"),
            Code("gone", {"en": "Gone"}, status="merged", merged_into="alpha"),
        )
        values: dict[str, Any] = {
            "date": "2024-03-12",
            "authors": ("A. B.",),
            "level_of_coding": "turn",
            "sets": {"first": ("alpha", "beta")},
            "changes": ({"version": 1, "note": "начало"},),
        }
        return Codebook(slug, 2, {"en": "Book"}, ("en", "ru"), codes, **(values | more))

    @staticmethod
    def new(study: Study, words: str, code: str = "alpha", transcript: str = "first") -> coding.NewCoding:
        """The coding of these words, which stand once in the transcript."""
        found = transcripts.load(study, transcript)
        start = found.text.index(words)
        code_id = codebook.find_code(study, code).id
        return coding.NewCoding(found.id, Span(start, start + len(words)), code_id)

    def apply(self, study: Study, words: str, code: str = "alpha", transcript: str = "first") -> int:
        """Apply a code to these words."""
        new = self.new(study, words, code, transcript)
        return coding.apply(study, new.transcript_id, new.span, new.code_id)

    @staticmethod
    def segment(study: Study, number: int, transcript: str = "first") -> int:
        """The id of a transcript's segment, counting from 1."""
        return transcripts.load(study, transcript).segments[number - 1].id

    @staticmethod
    def events(study: Study) -> list[str]:
        """What the log says has been done, oldest first."""
        return [each.action for each in reversed(history.log(study))]

    @staticmethod
    def live_rows(study: Study) -> dict[str, list[tuple[Any, ...]]]:
        """Every live row of every table but ``event``: what a person sees as the study's state."""
        tables = [each for each in t.metadata.sorted_tables if each is not t.event]
        with study.read() as connection:
            return {
                table.name: sorted(
                    tuple(map(repr, row)) for row in connection.execute(select(table).where(_live(table)))
                )
                for table in tables
            }

    @staticmethod
    def dangling(study: Study) -> list[str]:
        """Links of live rows to rows that are not live: there must never be one."""
        found = []
        with study.read() as connection:
            for table in t.metadata.sorted_tables:
                for link in table.foreign_keys if table is not t.event else ():
                    if (table.name, link.parent.name) in t.WAITING:
                        continue
                    target = link.column.table.alias("target")
                    alive = select(target.c.id).where(_live(link.column.table, target))
                    query = select(table).where(_live(table), link.parent.is_not(None))
                    rows = connection.execute(query.where(link.parent.not_in(alive))).all()
                    found += [f"{table.name}.{link.parent.name}: {row}" for row in rows]
        return found


class Plain:
    """What the product counts with columns and arrays, said plainly: marks as sets of rows, and loops."""

    @staticmethod
    def marks(found: Study | Columns) -> Marks:
        """The columns a study hands out, as marks: rows once, and only of segments that are there."""
        rows = columns(found) if isinstance(found, Study) else found

        def table(flat: Sequence[int], width: int) -> list[tuple[int, ...]]:
            return [tuple(flat[at : at + width]) for at in range(0, len(flat), width)]

        units = [Unit(a, b, c or None, bool(d)) for a, b, c, d in table(rows.units, 4)]
        known = {unit.segment_id for unit in units}
        codings = {(a, b, c) for a, b, c in table(rows.codings, 3) if a in known}
        decided = {(a, b) for a, b in table(rows.decided, 2) if a in known}
        return Marks(units, sorted(codings), sorted(decided | {(a, c) for a, _, c in codings}))

    @staticmethod
    def spans(study: Study) -> set[tuple[int, int, int, int]]:
        """(segment, code, coder, coding) of what a coder may see, from the characters each coding has."""
        found = set()
        me = study.coder if study.coder is not None and study.coder.blind else None
        for name in transcripts.names(study):
            whole = transcripts.load(study, name)
            with study.read() as connection:
                query = select(t.coding).where(
                    t.coding.c.transcript_id == whole.id, t.coding.c.removed_at.is_(None)
                )
                rows = connection.execute(query).all()
            found |= {
                (segment.id, row.code_id, row.coder_id, row.id)
                for row in rows
                for segment in whole.segments
                if segment.span.start < row.end and row.start < segment.span.end
                if me is None or row.coder_id == me.id
            }
        return found

    @staticmethod
    def standing(marks: Marks, rule: Rule) -> set[tuple[int, int]]:
        """The (segment, code) pairs at which a code stands under the rule, one segment at a time."""
        found = set()
        for segment, code in {(segment, code) for segment, code, _ in marks.codings}:
            yes = {who for s, c, who in marks.codings if (s, c) == (segment, code)} & set(rule.coder_ids)
            decided = {who for s, who in marks.decided if s == segment} & set(rule.coder_ids)
            enough = {
                "one": len(yes) > 0,
                "any": len(yes) > 0,
                "majority": len(yes) > len(decided) / 2,
                "all": yes == decided and len(yes) > 0,
            }
            if enough[rule.kind]:
                found.add((segment, code))
        return found


@pytest.fixture(scope="session")
def plain() -> Plain:
    """Counts in plain loops."""
    return Plain()


def _live(table: Table, named: Any = None) -> ColumnElement[bool]:
    """Neither removed nor part of something removed."""
    named = table if named is None else named
    if "removed_at" in table.c:
        return named.c.removed_at.is_(None)  # type: ignore[no-any-return]
    owner = t.OWNED_BY.get(table.name)
    if owner is None:
        return named.c[next(iter(table.primary_key.columns)).name].is_not(None)  # type: ignore[no-any-return]
    whole = t.metadata.tables[owner].alias("whole")
    return named.c[f"{owner}_id"].in_(select(whole.c.id).where(whole.c.removed_at.is_(None)))  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def kit() -> Kit:
    """The builders."""
    return Kit()


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new study with nothing in it; copied, never opened."""
    path = tmp_path_factory.mktemp("template") / "study.db"
    Study.create(path, "Tested").close()
    return path


@pytest.fixture(scope="session")
def template(kit: Kit, empty_template: Path) -> Path:
    """A study with a codebook, coders and two interviews; copied, never opened."""
    path = empty_template.with_name("full.db")
    shutil.copy(empty_template, path)
    with Study.open(path) as study:
        codebook.add(study, kit.book())
        for name, blind in CODERS.items():
            people.add_coder(study, name, blind=blind)
        turns = [
            ("#", "Interview 1, May"),
            ("I", "What comes first?"),
            ("R", "The first thing is pay."),
            ("R", "And then the training we never got."),
            ("I", "Why?"),
            ("R", "Nobody asked."),
        ]
        plain = [(None, "A letter without speakers."), (None, "Its second paragraph.")]
        transcripts.add(study, [kit.interview("first", turns), kit.interview("second", plain)])
    return path


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Path:
    """The file of a study of the test's own."""
    return Path(shutil.copy(template, tmp_path / "study.db"))


@pytest.fixture
def open_study(place: Path) -> Iterator[Callable[..., Study]]:
    """Opens the test's study, for a coder when named; everything is closed after the test."""
    opened: list[Study] = []

    def open_(coder: str | None = None, at: Path | None = None) -> Study:
        opened.append(Study.open(at or place, coder))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


@pytest.fixture
def study(open_study: Callable[..., Study]) -> Study:
    """The test's study, seen by whoever leads it."""
    return open_study()


@pytest.fixture
def ann(open_study: Callable[..., Study]) -> Study:
    """The test's study, seen by Ann, who codes and is not blind."""
    return open_study("Ann")


@pytest.fixture
def ben(open_study: Callable[..., Study]) -> Study:
    """The test's study, seen by Ben, who codes and is not blind."""
    return open_study("Ben")


@pytest.fixture
def bea(open_study: Callable[..., Study]) -> Study:
    """The test's study, seen by Bea, who codes blind."""
    return open_study("Bea")
