"""The memos of an interview by what they are on, and how they are told, without a screen."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from coder.model import Codebook, Coding, Memo, MemoKind
from coder.study import memos
from coder.study.study import Study
from coder.tui.labels import label_in
from coder.tui.speech import _, ngettext
from coder.tui.state.wrapping import shown

MARK = "¶"
"""Stands in the gutter and wherever there are memos; one cell, and in every font."""
_QUOTE = 60
"""Code points of what a memo is on that its heading quotes."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a memo is on."""

    kind: MemoKind = "study"
    id: int = 0
    """Of the coding, segment, transcript or code; 0 for the study."""

    @classmethod
    def of(cls, memo: Memo) -> Target:
        """What this memo is on."""
        return cls(memo.kind, memo.target_id)


class Notes:
    """The memos on a transcript, on its segments and on the codings in it, read once for all."""

    def __init__(self, study: Study, transcript: str, mine: Container[int]) -> None:
        """Nothing is read yet.

        Args:
            study: where they are.
            transcript: its name.
            mine: the ids of the codings that the coder looks at, kept up to date.
        """
        self.study = study
        self.transcript = transcript
        self._mine = mine
        self._on: dict[Target, list[Memo]] | None = None
        self._others: dict[int, list[Memo]] = {}
        self._team: dict[Target, list[Memo]] = {}

    def forget(self) -> None:
        """Read them afresh when they are next asked for."""
        self._on = None
        self._team.clear()

    def _known(self) -> dict[Target, list[Memo]]:
        if self._on is None:
            self._on, self._others = {}, {}
            for memo in memos.memos(self.study, transcript=self.transcript):
                self._on.setdefault(Target.of(memo), []).append(memo)
                if memo.kind == "coding" and memo.position is not None and memo.target_id not in self._mine:
                    self._others.setdefault(memo.position, []).append(memo)
        return self._on

    def on(self, target: Target) -> Sequence[Memo]:
        """The memos on one thing, oldest first."""
        if target.kind in ("code", "study"):
            if target not in self._team:
                self._team[target] = memos.memos(self.study, target.kind, target.id)
            return self._team[target]
        return self._known().get(target, ())

    def at(self, index: int, segment_id: int, codings: Iterable[Coding]) -> list[Memo]:
        """The memos on a segment, on the coder's codings that touch it, and on others' that begin there."""
        known = self._known()
        if not known:
            return []
        found = [*known.get(Target("segment", segment_id), ())]
        for each in codings:
            found += known.get(Target("coding", each.id), ())
        return found + self._others.get(index, [])

    def elsewhere(self, index: int) -> Sequence[Memo]:
        """The memos on others' codings that begin in a segment."""
        self._known()
        return self._others.get(index, ())


def keep(study: Study, target: Target, memo_id: int | None, words: str) -> None:
    """Write a memo, or give it other words; one of which no words are left is removed."""
    if memo_id is None:
        memos.add(study, words, target.kind, target.id)
    elif words.strip():
        memos.edit(study, memo_id, words)
    else:
        memos.remove(study, memo_id)


def is_own(study: Study, memo: Memo) -> bool:
    """Whether whoever looks wrote the memo."""
    return memo.coder == (study.coder.name if study.coder else None)


# --- how they are told ------------------------------------------------------------------------


def count(n: int) -> str:
    """So many memos, in words."""
    return ngettext("{n} memo", "{n} memos", n).format(n=n)


def on_this(n: int) -> str:
    """So many memos on the interview as a whole."""
    return f"{MARK} " + ngettext("{n} memo on the interview", "{n} memos on the interview", n).format(n=n)


def who(memo: Memo) -> str:
    """Who wrote a memo."""
    return shown(memo.coder) if memo.coder is not None else _("the lead")


def when(memo: Memo) -> str:
    """When a memo was written or last changed, by the clock of this computer."""
    moment = datetime.fromisoformat(memo.edited_at or memo.created_at).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")


def first_line(memo: Memo) -> str:
    """The first words of a memo, for a list."""
    return shown(" ".join(memo.text[:400].split()))


def lines(text: str) -> str:
    """A memo's text as the screen can show it, its lines kept."""
    return "\n".join(shown(line) for line in text.split("\n"))


def label(memo: Memo, labels: Mapping[str, str]) -> str:
    """The code a memo speaks of, in words."""
    return shown(labels.get(memo.code or "", memo.code or ""))


def labels_of(books: Iterable[Codebook], language: str) -> dict[str, str]:
    """The labels of codes by ``codebook/slug``."""
    return {
        f"{book.slug}/{code.slug}": label_in(code.label, language) for book in books for code in book.codes
    }


def place(memo: Memo) -> str:
    """Where a memo stands: ``interview:12``; empty for one on a code or on the study."""
    if memo.position is not None:
        return shown(f"{memo.transcript}:{memo.position + 1}")
    return shown(memo.transcript or "")


def quoted(words: str) -> str:
    """The first words of a passage, in one line."""
    line = shown(" ".join(words[: 2 * _QUOTE].split()))
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1] + "…"


def heading(memo: Memo, labels: Mapping[str, str]) -> Text:
    """What a memo is on, in a line."""
    text = Text(no_wrap=True, overflow="ellipsis")
    words = quoted(memo.words)
    if memo.kind == "coding":
        text.append(_("coding {code}").format(code=label(memo, labels)), style="bold")
    elif memo.kind == "segment":
        text.append(_("segment {place}").format(place=place(memo)), style="bold")
    elif memo.kind == "transcript":
        text.append(_("interview {name}").format(name=place(memo)), style="bold")
    elif memo.kind == "code":
        text.append(_("code {code}").format(code=label(memo, labels)), style="bold")
    else:
        text.append(_("the study"), style="bold")
    if memo.kind in ("coding", "segment") and words:
        text.append(f"  “{words}”", style="dim")
    return text


def full(memo: Memo, longest: int | None = None) -> Text:
    """A memo: who and when, and its words, as many as are asked for."""
    text = Text()
    text.append(who(memo), style="bold")
    text.append(f"  {when(memo)}", style="dim")
    if memo.edited_at:
        text.append(" " + _("(edited)"), style="dim")
    words = memo.text if longest is None else memo.text[:longest]
    text.append("\n" + lines(words))
    if len(words) < len(memo.text):
        text.append("…")
    return text
