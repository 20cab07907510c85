"""The memos of a study as a list shows them: which, in what order, and as what lines."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from coder.model import Codebook, Memo, MemoKind
from coder.tui.speech import N_, _
from coder.tui.state import notes
from coder.tui.state.finding import fold
from coder.tui.widgets.line_list import Passage

KINDS: tuple[MemoKind | None, ...] = (None, "coding", "segment", "transcript", "code", "study")
OF_KIND = {
    None: N_("all"),
    "coding": N_("on codings"),
    "segment": N_("on segments"),
    "transcript": N_("on interviews"),
    "code": N_("on codes"),
    "study": N_("on the study"),
}
ORDERS = (N_("newest first"), N_("by place"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoLine(Passage):
    """A memo in the list."""

    memo: Memo


class MemoList:
    """All memos that may be read, and what is asked for of them."""

    def __init__(self) -> None:
        self.memos: list[Memo] = []
        self.labels: dict[str, str] = {}
        """Of codes, by ``codebook/slug``."""
        self.kind: MemoKind | None = None
        """On what kind of thing; None: on all."""
        self.by_place = False
        """By place; else the newest first."""
        self.words = ""
        """What each of the memos shown has in it."""
        self._folded: dict[int, str] = {}
        self._lines: dict[int, MemoLine] = {}

    def fill(self, memos: list[Memo], books: list[Codebook], language: str) -> None:
        """Take these memos, and the labels of the codes that they speak of."""
        self.memos = memos
        self.labels = notes.labels_of(books, language)
        self._folded.clear()
        self._lines.clear()

    def next_kind(self) -> None:
        """On to the next kind of thing, and after the last one to all."""
        self.kind = KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)]

    def lines(self) -> list[MemoLine]:
        """The memos asked for, in the order asked for."""
        wanted = fold(self.words).split()
        found = [
            each
            for each in self.memos
            if self.kind in (None, each.kind) and all(word in self._text(each) for word in wanted)
        ]
        if self.by_place:
            found.sort(key=_by_place)
        else:
            found.sort(key=lambda each: (each.edited_at or each.created_at, each.id), reverse=True)
        for each in found:
            if each.id not in self._lines:
                self._lines[each.id] = _line(each, self.labels)
        return [self._lines[each.id] for each in found]

    def _text(self, memo: Memo) -> str:
        """What the words are looked for in."""
        if memo.id not in self._folded:
            parts = (
                memo.text,
                memo.words,
                notes.label(memo, self.labels),
                notes.place(memo),
                memo.coder or "",
            )
            self._folded[memo.id] = fold(" ".join(parts))
        return self._folded[memo.id]


def _by_place(memo: Memo) -> tuple[object, ...]:
    """Interviews by name, in each what is on it first; then codes, then the study."""
    rank = 0 if memo.transcript is not None else 1 if memo.kind == "code" else 2
    span = memo.span
    where = (memo.position, span.start if span else 0) if memo.position is not None else (-1, 0)
    return rank, memo.transcript or "", *where, memo.code or "", memo.created_at, memo.id


def _line(memo: Memo, labels: dict[str, str]) -> MemoLine:
    """The memo as a line."""
    what = {
        "coding": f"{notes.place(memo)} {notes.label(memo, labels)}",
        "segment": notes.place(memo),
        "transcript": _("interview {name}").format(name=notes.place(memo)),
        "code": _("code {code}").format(code=notes.label(memo, labels)),
        "study": _("the study"),
    }[memo.kind]
    cells = (what, notes.when(memo)[:10], notes.who(memo), notes.first_line(memo))
    number = memo.position + 1 if memo.position is not None else 1
    return MemoLine(cells, memo.transcript or "", number, Text(), memo=memo)
