"""What is searched for, and what was found as lines of a list; without a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

from rich.text import Text

from coder.model import Role
from coder.study.search import Hit, Mode, Query, Where
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.wrapping import shown
from coder.tui.widgets.line_list import Passage

MODES: tuple[Mode, ...] = ("exact", "regex", "fuzzy")
MODE_WORDS: Mapping[Mode, str] = {
    "exact": N_("exact"),
    "regex": N_("regex"),
    "fuzzy": N_("fuzzy"),
}
ROLES: tuple[Role, ...] = ("respondent", "interviewer", "other")
ROLE_WORDS: Mapping[Role, str] = {
    "respondent": N_("respondents"),
    "interviewer": N_("interviewers"),
    "other": N_("others"),
}
KEPT = 20_000
"""Passages that are listed; those beyond are counted."""
_NOTHING = Text()
_SPEAKER = 12
"""Cells of a speaker in the list."""

Place = tuple[int, int, int]
"""A transcript, and the start and end of the words found."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its switches and filters."""

    text: str = ""
    mode: Mode = "exact"
    whole_word: bool = False
    where: Where = field(default_factory=Where)

    @property
    def query(self) -> Query:
        """What to look for."""
        return Query(self.text, self.mode, self.whole_word)

    def next_mode(self) -> Asked:
        """Looked for in the next way."""
        return replace(self, mode=MODES[(MODES.index(self.mode) + 1) % len(MODES)])


def where_words(where: Where, label: Callable[[int], str]) -> str:
    """Where is looked, in a few words.

    Args:
        where: the filters.
        label: the name of a code.
    """
    said = [_(ROLE_WORDS[each]) for each in where.roles]
    said += [*where.speakers, *(f"{name}={value}" for name, value in where.attributes.items())]
    if len(where.transcripts) == 1:
        said += where.transcripts
    elif where.transcripts:
        n = len(where.transcripts)
        said.append(ngettext("{n} interview", "{n} interviews", n).format(n=n))
    if where.units_only:
        said.append(_("units"))
    if where.coded is not None:
        said.append(_("coded") if where.coded else _("not coded"))
    said += [label(each) for each in where.code_ids]
    return ", ".join(said)


def place_of(hit: Hit) -> Place:
    """Which words a hit is about."""
    return hit.transcript_id, hit.span.start, hit.span.end


class Results:
    """What a search has brought so far, and what of it is marked."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.hits: list[Hit] = []
        self.total = self.interviews = 0
        """How many there are, with those that are not listed; in how many interviews."""
        self.done = self.of = 0
        """Interviews searched, of how many."""
        self.complete = False
        self.marked: dict[Place, None] = {}

    def more(self, hits: Sequence[Hit], total: int, interviews: int) -> None:
        """Some more were found; in a fuzzy search the nearest come first.

        Args:
            hits: what is to be listed.
            total: how many there are by now, with those that are not.
            interviews: in how many interviews.
        """
        self.hits += hits
        if self.asked.mode == "fuzzy":
            self.hits.sort(key=lambda hit: -hit.score)
        del self.hits[KEPT:]
        self.total, self.interviews = total, interviews

    def mark(self, index: int) -> None:
        """Mark a hit, or take its mark away."""
        place = place_of(self.hits[index])
        if place in self.marked:
            del self.marked[place]
        else:
            self.marked[place] = None

    def mark_all(self) -> None:
        """Mark all that are listed; when they all are, none."""
        everything = dict.fromkeys(map(place_of, self.hits))
        self.marked = {} if len(self.marked) == len(everything) else everything

    def chosen(self, index: int) -> list[Hit]:
        """The marked ones in the order of interviews and text; without any, the one at ``index``."""
        found = [hit for hit in self.hits if place_of(hit) in self.marked] or self.hits[index : index + 1]
        return sorted(found, key=place_of)

    def said(self) -> str:
        """How many were found, and how far the search is."""
        found = ngettext("{n} found", "{n} found", self.total).format(n=f"{self.total:,}")
        if not self.complete:
            words = _("searched {done} of {of} interviews, {found}").format(
                done=self.done, of=self.of, found=found
            )
        elif not self.total:
            words = ngettext("Nothing found in {n} interview.", "Nothing found in {n} interviews.", self.of)
            return words.format(n=self.of)
        else:
            words = ngettext("{found} in {n} interview", "{found} in {n} interviews", self.interviews)
            words = words.format(found=found, n=self.interviews)
            if self.total > len(self.hits):
                more = _("(the first {n} are listed; more words find fewer)")
                words += " " + more.format(n=f"{len(self.hits):,}")
        if n := len(self.marked):
            words += " · " + ngettext("{n} marked", "{n} marked", n).format(n=f"{n:,}")
        return words


class Lines(Sequence[Passage]):
    """Results as the lines of a list, each made when it is looked at."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def __len__(self) -> int:
        return len(self.results.hits)

    @overload
    def __getitem__(self, at: int) -> Passage: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Passage]: ...
    def __getitem__(self, at: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(at, slice):
            return [self._line(each) for each in self.results.hits[at]]
        return self._line(self.results.hits[at])

    def _line(self, hit: Hit) -> Passage:
        cells = (
            f"{hit.transcript}:{hit.position + 1}",
            (hit.speaker or "")[:_SPEAKER],
            hit.before + hit.words + hit.after,
        )
        return Passage(
            cells,
            hit.transcript,
            hit.position + 1,
            _NOTHING,
            (len(hit.before), len(hit.before) + len(hit.words)),
            place_of(hit) in self.results.marked,
        )


def in_full(hit: Hit, fuzzy: bool) -> Text:
    """All that is told of a hit."""
    text = Text()
    text.append(shown(f"{hit.transcript}:{hit.position + 1}"), style="bold")
    text.append("  " + shown(hit.speaker or ""))
    if hit.respondent:
        text.append("  " + _("respondent {name}").format(name=shown(hit.respondent)), style="dim")
    if fuzzy:
        text.append("  " + _("{score} of 100 alike").format(score=f"{hit.score:.0f}"), style="dim")
    text.append("\n" + shown(hit.before))
    text.append(shown(hit.words), style="bold underline")
    text.append(shown(hit.after))
    return text
