"""The interviews as Home lists them: in which order, which of them, and which comes next."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from coder.model import Respondent, TranscriptLine
from coder.tui.speech import N_, _, ngettext

ORDERS = {
    "imported": N_("as imported"),
    "name": N_("by name"),
    "progress": N_("by progress"),
    "touched": N_("by last touched"),
    "group": N_("by group"),
}
"""The orders of the list, in the order in which one key goes through them."""
GROUP = "group"
"""The attribute of respondents that the list shows."""
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Interview:
    """A line of the list."""

    line: TranscriptLine
    group: str = ""
    touched: str = ""
    """When the coder last worked on it; empty: never."""
    counted: bool = True
    """Whether the figures are known yet."""
    status: str = ""
    """How it stands with the coder: ``open``, ``finished``; empty: it is not assigned to the coder."""

    @property
    def left(self) -> int:
        """Units that are not decided."""
        return self.line.units - self.line.decided

    @property
    def share(self) -> float:
        """How much of it is decided."""
        return self.line.decided / self.line.units if self.line.units else 1.0


@dataclass(slots=True)
class Roster:
    """The list of interviews with the cursor on one of them; the cursor stays on its interview."""

    interviews: list[Interview] = field(default_factory=list)
    order: str = "imported"
    words: str = ""
    """Only interviews with all of these words are shown."""
    assigned_only: bool = True
    """Only the interviews that the coder has been given are shown, where there are any."""
    shown: list[Interview] = field(default_factory=list)
    cursor: int = 0
    _texts: dict[int, str] = field(default_factory=dict)

    @property
    def at(self) -> Interview | None:
        """The interview at the cursor."""
        return self.shown[self.cursor] if self.cursor < len(self.shown) else None

    @property
    def assigned(self) -> list[Interview]:
        """The interviews that the coder has been given."""
        return [each for each in self.interviews if each.status]

    def fill(self, interviews: Sequence[Interview]) -> None:
        """Take these interviews, in the order of their import."""
        self.interviews = list(interviews)
        self._texts = {}
        self.arrange()

    def replace(self, line: TranscriptLine, touched: str) -> None:
        """One interview has changed."""
        for i, each in enumerate(self.interviews):
            if each.line.id == line.id:
                self.interviews[i] = replace(each, line=line, touched=touched or each.touched, counted=True)
        self.arrange()

    def turn(self) -> None:
        """The next order."""
        names = list(ORDERS)
        self.order = names[(names.index(self.order) + 1) % len(names)]
        self.arrange()

    def find(self, words: str) -> None:
        """Show the interviews with all of these words in name, respondent, group or language."""
        self.words = words
        self.arrange()

    def arrange(self) -> None:
        """Bring what is shown in order; the cursor stays on its interview, where that is still shown."""
        before = self.at.line.id if self.at is not None else None
        from coder.study.folding import plain

        wanted = plain(self.words).split()
        found = self.interviews
        if self.assigned_only and self.assigned:
            found = [each for each in found if each.status]
        if wanted:
            for each in found:
                if each.line.id not in self._texts:
                    self._texts[each.line.id] = plain(_said_of(each))
            found = [e for e in found if all(word in self._texts[e.line.id] for word in wanted)]
        self.shown = _in_order(found, self.order)
        ids = [each.line.id for each in self.shown]
        at = ids.index(before) if before in ids else min(self.cursor, len(ids) - 1)
        self.cursor = max(at, 0)

    def go_to(self, id_: int) -> None:
        """Put the cursor on an interview, where it is shown."""
        for i, each in enumerate(self.shown):
            if each.line.id == id_:
                self.cursor = i

    def next_open(self) -> int | None:
        """The row of the next interview with undecided units, from the cursor on and round the end."""
        n = len(self.shown)
        rows = ((self.cursor + step) % n for step in range(n))
        return next((row for row in rows if self.shown[row].left), None)

    def last_touched(self) -> Interview | None:
        """Where the coder left off; the first of several at the same moment."""
        touched = [each for each in self.interviews if each.touched]
        return max(touched, key=lambda each: each.touched, default=None)


def interviews_of(
    lines: Sequence[TranscriptLine],
    respondents: Sequence[Respondent],
    touched: Mapping[int, str],
    statuses: Mapping[int, str] | None = None,
) -> list[Interview]:
    """The lines of the list from what the study says."""
    given = statuses or {}
    by_ref = {each.ref: each for each in respondents}

    def group(line: TranscriptLine) -> str:
        who = (by_ref[ref] for ref in line.respondents if ref in by_ref)
        groups = dict.fromkeys(each.attributes.get(GROUP, "") for each in who)
        return ", ".join(each for each in groups if each)

    return [
        Interview(line, group(line), touched.get(line.id, ""), status=given.get(line.id, ""))
        for line in lines
    ]


def when(at: str, now: datetime | None = None) -> str:
    """A moment (UTC, as the study writes it) as a person says it, in the time of this place."""
    if not at:
        return ""
    then = datetime.fromisoformat(at).astimezone()
    now = now or datetime.now().astimezone()
    days = (now.date() - then.date()).days
    if days == 0:
        return _("today {time}").format(time=f"{then:%H:%M}")
    if days == 1:
        return _("yesterday")
    if 1 < days < 7:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    return f"{then:%Y-%m-%d}"


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts numbers within names by their value."""
    parts = _DIGITS.split(name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _said_of(each: Interview) -> str:
    line = each.line
    return " ".join((line.name, *line.respondents, each.group, line.language))


def _in_order(found: Sequence[Interview], order: str) -> list[Interview]:
    keys: dict[str, Callable[[Interview], Any]] = {
        "name": lambda each: natural(each.line.name),
        "progress": lambda each: each.share,
        "group": lambda each: (not each.group, natural(each.group)),
    }
    if order == "touched":
        return sorted(found, key=lambda each: each.touched, reverse=True)
    return sorted(found, key=keys[order]) if order in keys else list(found)
