"""What lines of codings mean in a study: which is a new coding, which is there, which cannot come in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from coder.analysis import rules
from coder.files.codings.placing import Places, Told
from coder.files.codings.values import CodedLine, CodedTable, LineProblem, Unit
from coder.model import CoderError, CoderRole, Coding, Span, Transcript
from coder.study import people, transcripts
from coder.study import tables as t
from coder.study.coded.naming import Codes, Named, named_transcripts
from coder.study.coded.times import stamp
from coder.study.study import Study, live
from coder.study.texts import clean


@dataclass(frozen=True, slots=True)
class Asked:
    """How a table is to be read into the study."""

    add_coders: bool = False
    decide_all: bool = False
    """Every unit of an interview counts as decided by each coder who has a line in it."""
    unit: Unit = "codepoint"
    from_one: bool = False
    """Offsets count from 1 and the end is the last character, as R's ``substr`` does."""


@dataclass(frozen=True, slots=True)
class Due:
    """A coding that is to come in."""

    transcript_id: int
    span: Span
    code_id: int
    version: int
    coder: str
    first_id: int
    last_id: int
    memo: str = ""
    created_at: str = ""
    guid: str = ""
    text: str = field(default="", repr=False)
    """The transcript's text, shared by all that stand in it."""


@dataclass(slots=True)
class Plan:
    """What a table would change."""

    new: list[Due] = field(default_factory=list)
    there: int = 0
    """Lines whose coding is in the study already, or stands twice in the table."""
    memos: list[tuple[int, str, str]] = field(default_factory=list)
    """Memos on codings that are there: the coding, the coder, the words."""
    decisions: dict[str, set[int]] = field(default_factory=dict)
    """Segments by the coder who decided them and has not said so yet."""
    coders: list[str] = field(default_factory=list)
    """Coders that are to be added."""
    placed: Counter[str] = field(default_factory=Counter)
    """How the passages were found."""
    unchecked: int = 0
    """Passages that have offsets alone, which no words confirm."""
    untimed: int = 0
    """Lines whose time cannot be read."""
    problems: list[LineProblem] = field(default_factory=list)
    transcripts: set[str] = field(default_factory=set)

    @property
    def decided(self) -> int:
        """How many decisions are new."""
        return sum(map(len, self.decisions.values()))


def plan(study: Study, table: CodedTable, asked: Asked | None = None) -> Plan:
    """Say what the lines of a table mean in the study as it is; nothing is written.

    Raises:
        CoderError: who asks does not lead the study.
    """
    people.refuse_unless_lead(study, "bring in codings from a table")
    return _Planner(study, asked or Asked()).go(table)


class _Planner:
    def __init__(self, study: Study, asked: Asked) -> None:
        self._study, self._asked = study, asked
        self._found = Plan()
        self._codes = Codes(study)
        self._coders = Named({each.name: each for each in people.coders(study)})
        self._new_coders: dict[str, str] = {}

    def go(self, table: CodedTable) -> Plan:
        by_transcript: dict[str, list[CodedLine]] = {}
        known = named_transcripts(self._study)
        for line in table.lines:
            name = known.find(line.transcript)
            if name is None:
                self._refuse(line, _unknown_transcript(line, known))
            else:
                by_transcript.setdefault(name, []).append(line)
        self._found.problems += table.problems
        for name, lines in by_transcript.items():
            self._in_one(transcripts.load(self._study, name), lines)
            self._found.transcripts.add(name)
        self._found.problems.sort(key=lambda each: each.line)
        self._found.coders = list(self._new_coders.values())
        return self._found

    def _in_one(self, whole: Transcript, lines: Sequence[CodedLine]) -> None:
        places = Places(whole.text)
        with self._study.read() as connection:
            there, noted = _there(connection, whole.id), _notes(connection, whole.id)
            decided = _decided(connection, whole.id)
        names = {each.id: each.name for each in self._coders.values()}
        known = {(names.get(c.coder_id), c.code_id, c.span): c.id for c in there}
        fresh: dict[tuple[str, int, Span], None] = {}
        marked: dict[str, set[int]] = {}
        for line in lines:
            try:
                coder = self._coder(line)
                code = self._codes.find(line.code) if line.code else None
                span = self._place(line, whole, places)
            except CoderError as fault:
                self._refuse(line, str(fault))
                continue
            touched = [s for s in whole.segments if s.span.overlaps(span)] if span else list(whole.segments)
            units = {s.id for s in touched if s.is_unit}
            if self._asked.decide_all:
                marked.setdefault(coder, set()).update(s.id for s in whole.segments if s.is_unit)
            if code is None:
                marked.setdefault(coder, set()).update(units)
                continue
            assert span is not None
            if not touched:
                self._refuse(line, "this passage lies outside every segment of the transcript")
                continue
            at = stamp(line.created_at)
            self._found.untimed += bool(line.created_at) and not at
            memo = clean(line.memo)
            key = (coder, code.id, span)
            if key in known:
                self._found.there += 1
                if memo and memo not in noted.setdefault((known[key], coder), set()):
                    noted[known[key], coder].add(memo)
                    self._found.memos.append((known[key], coder, memo))
            elif key in fresh:
                self._found.there += 1
            else:
                fresh[key] = None
                guid = _guid(line.guid)
                self._found.new.append(
                    Due(
                        *(whole.id, span, code.id, code.version, coder, touched[0].id, touched[-1].id),
                        *(memo, at, guid, whole.text),
                    )
                )
        for coder, ids in marked.items():
            if left := ids - decided.get(coder, set()):
                self._found.decisions.setdefault(coder, set()).update(left)

    def _place(self, line: CodedLine, whole: Transcript, places: Places) -> Span | None:
        """Where a line's passage stands; None: the line is about the whole interview."""
        within = None
        if line.segment is not None:
            if not 1 <= line.segment <= len(whole.segments):
                said = f"{line.segment}, and {whole.name} has {len(whole.segments)} segments"
                raise CoderError(f"segment is {said}; correct the number")
            within = whole.segments[line.segment - 1].span
        start, end = self._counted(line, places)
        nothing = not line.quote and start is None and within is None
        if not line.code and nothing:
            return None
        told = Told(start, end, within, line.before, line.after, line.occurrence)
        placed = places.find(line.quote, told)
        if placed.span is None:
            raise CoderError(f"{placed.fault}; {_way_out(placed.candidates, whole, line)}")
        self._found.unchecked += bool(line.code) and not line.quote
        if line.code:
            self._found.placed[placed.how] += 1
        return placed.span

    def _counted(self, line: CodedLine, places: Places) -> tuple[int | None, int | None]:
        if line.start is None or line.end is None:
            return None, None
        first = line.start - self._asked.from_one
        start = places.counted(first, self._asked.unit)
        end = places.counted(line.end, self._asked.unit)
        if start is None or end is None or start >= end:
            if line.quote:
                return -1, -1  # the words tell
            raise CoderError(
                f"{line.start}-{line.end} is no passage of the text; correct the offsets, or add a quote"
            )
        return start, end

    def _coder(self, line: CodedLine) -> str:
        if not line.coder:
            raise CoderError("no coder is named; fill in the column, or say --coder NAME for all such lines")
        name = " ".join(clean(line.coder).split())
        found = self._coders.find(name)
        if found is not None:
            return self._coders.name_of(found)
        key = name.casefold()
        if self._asked.add_coders:
            rules.refuse_name(name, role_of(name))
            return self._new_coders.setdefault(key, name)
        raise CoderError(f"no coder is called {name!r}; correct the name, or say --add-coders")

    def _refuse(self, line: CodedLine, why: str) -> None:
        self._found.problems.append(LineProblem(line.line, why.rstrip(".") + ".", line))


def _unknown_transcript(line: CodedLine, known: Named[str]) -> str:
    if not line.transcript:
        return "no transcript is named; fill in the column"
    return f"there is no transcript {line.transcript!r}{known.hint(line.transcript)}; import it first"


def _way_out(candidates: Sequence[Span], whole: Transcript, line: CodedLine) -> str:
    if not candidates:
        return "quote it letter for letter" + (", or give start and end" if line.start is None else "")
    where = [_segment_number(whole, each) for each in candidates[:8]]
    named = ", ".join(str(each) for each in dict.fromkeys(where) if each)
    more = " ..." if len(candidates) > 8 else ""
    return f"say which with a column segment ({named}{more}), occurrence, or start and end"


def _segment_number(whole: Transcript, span: Span) -> int | None:
    return next((s.position + 1 for s in whole.segments if s.span.overlaps(span)), None)


def _there(connection: Connection, transcript_id: int) -> list[Coding]:
    columns = t.coding.c["id", "guid", "transcript_id", "start", "end", "code_id", "coder_id"]
    query = select(*columns).where(t.coding.c.transcript_id == transcript_id, live(t.coding))
    return [
        Coding(id_, guid, of, Span(start, end), code, coder, "")
        for id_, guid, of, start, end, code, coder in connection.execute(query)
    ]


def _notes(connection: Connection, transcript_id: int) -> dict[tuple[int, str], set[str]]:
    """What a coder has noted on a coding: each memo, and all together."""
    query = (
        select(t.memo.c.coding_id, t.coder.c.name, t.memo.c.text)
        .join(t.coding, t.coding.c.id == t.memo.c.coding_id)
        .join(t.coder, t.coder.c.id == t.memo.c.coder_id)
        .where(t.coding.c.transcript_id == transcript_id, live(t.memo), live(t.coding))
        .order_by(t.memo.c.id)
    )
    lists: dict[tuple[int, str], list[str]] = {}
    for coding_id, name, text in connection.execute(query):
        lists.setdefault((coding_id, name), []).append(text)
    return {key: {*texts, "\n\n".join(texts)} for key, texts in lists.items()}


def _decided(connection: Connection, transcript_id: int) -> dict[str, set[int]]:
    query = (
        select(t.coder.c.name, t.decision.c.segment_id)
        .join(t.decision, t.decision.c.coder_id == t.coder.c.id)
        .join(t.segment, t.segment.c.id == t.decision.c.segment_id)
        .where(t.segment.c.transcript_id == transcript_id)
    )
    found: dict[str, set[int]] = {}
    for name, segment_id in connection.execute(query):
        found.setdefault(name, set()).add(segment_id)
    return found


def role_of(name: str) -> CoderRole:
    """The role of a coder who is added under this name."""
    return "consensus" if name == "consensus" else "coder"


def _guid(said: str) -> str:
    """A guid as we write it; empty where it is none."""
    try:
        return str(UUID(said))
    except ValueError:
        return ""


def taken_guids(connection: Connection, guids: Sequence[str]) -> set[str]:
    """Those of some guids that codings of the study have, removed ones among them."""
    found: set[str] = set()
    for at in range(0, len(guids), 400):
        query: Any = select(t.coding.c.guid).where(t.coding.c.guid.in_(guids[at : at + 400]))
        found.update(connection.execute(query).scalars())
    return found
