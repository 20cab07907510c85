"""A project on its way into a study: what is known by which identity, and what has come so far."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Table, select

from coder.files.refi.guids import made
from coder.files.refi.values import Project, TextSource
from coder.study import tables as t
from coder.study.change import Change
from coder.study.safety.checking_texts import Filed
from coder.study.texts import clean

_AT_ONCE = 400
_DAY = re.compile(r"\d{4}-\d\d-\d\dT")


@dataclass(frozen=True, slots=True)
class Stand:
    """How a thing of the project stands to the study."""

    id: int | None
    """Its row, where it is there."""
    guid: str
    """The identity it has or gets."""
    removed: bool = False
    """It was there and was removed since."""


@dataclass(slots=True)
class Landed:
    """A text of the project in the study."""

    id: int
    name: str
    text: str
    new: bool
    filed: Filed
    moved: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of a text that stands in for a missing one: where the selections are in it, by guid."""
    stand_in: bool = False


@dataclass(slots=True)
class Arriving:
    """What the steps of an import share."""

    change: Change
    project: Project
    path: Path
    sources: tuple[TextSource, ...] = ()
    skipped: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)
    """What was not in the study before, by what it is."""
    came: Counter[str] = field(default_factory=Counter)
    """What of the project is in the study now."""
    by_coder: Counter[str] = field(default_factory=Counter)
    coders: dict[str, int] = field(default_factory=dict)
    """By a user's guid, the coder."""
    names: dict[int, str] = field(default_factory=dict)
    """The coders' names."""
    codes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By a code's guid, the code and the version of its codebook."""
    landed: dict[str, Landed] = field(default_factory=dict)
    """By a source's guid, its transcript."""
    codings: dict[str, int] = field(default_factory=dict)
    """By a coding's guid, the coding."""
    refs: dict[str, str] = field(default_factory=dict)
    """By a case's guid, the respondent's ref."""

    def stands(self, table: Table, guids: Iterable[str]) -> dict[str, Stand]:
        """How things of a kind stand to the study.

        What was taken back with an earlier import has the identity still; it gets another one, made of
        that, and is known by it the next time.
        """
        found: dict[str, Stand] = {}
        waiting = {each: each for each in guids}
        gone = set[str]()
        while waiting:
            rows = self._rows(table, set(waiting.values()))
            later = {}
            for guid, at in waiting.items():
                if at not in rows:
                    found[guid] = Stand(None, at, guid in gone)
                elif rows[at][1] is None:
                    found[guid] = Stand(rows[at][0], at)
                else:
                    gone.add(guid)
                    later[guid] = made(at, "again")
            waiting = later
        return found

    def _rows(self, table: Table, guids: Collection[str]) -> dict[str, tuple[int, str | None]]:
        """The ids and marks of removal of rows by guid; of a guid that stands twice, the live one's."""
        wanted, rows = list(guids), dict[str, tuple[int, str | None]]()
        for at in range(0, len(wanted), _AT_ONCE):
            query = select(*table.c["guid", "id", "removed_at"]).where(
                table.c.guid.in_(wanted[at : at + _AT_ONCE])
            )
            for guid, id_, removed in self.change.connection.execute(query):
                if removed is None or guid not in rows:
                    rows[guid] = (id_, removed)
        return rows

    def moment(self, written: str) -> str:
        """When something was done, as the tables keep it; now where the file does not say."""
        try:
            at = datetime.fromisoformat(written.strip()) if _DAY.match(written.strip()) else None
            if at is None:
                return self.change.at
            at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            return self.change.at
        return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at.year >= 1000 else self.change.at

    def warn(self, sentence: str) -> None:
        """What a person should look at."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def line(words: str, instead: str, longest: int = 200) -> str:
    """A name as one line that is not too long."""
    found = " ".join(clean(words).split())
    return (found if len(found) <= longest else found[: longest - 1] + "…") or instead


def free(name: str, taken: Collection[str]) -> str:
    """The name, with a number where it is taken."""
    found, n = name, 1
    while found in taken:
        n += 1
        found = f"{name} ({n})"
    return found


def live_codings(a: Arriving, transcript_id: int) -> dict[tuple[int, int, int, int], int]:
    """The codings of a transcript by coder, code, start and end."""
    c = t.coding.c
    query = select(c.coder_id, c.code_id, c.start, c.end, c.id).where(
        c.transcript_id == transcript_id, c.removed_at.is_(None)
    )
    return {(who, code, start, end): id_ for who, code, start, end, id_ in a.change.connection.execute(query)}
