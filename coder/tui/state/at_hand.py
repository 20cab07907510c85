"""A passage to be coded, and what has been done to it since it was taken up; without a screen."""

from __future__ import annotations

from collections.abc import Callable

from coder.model import Coding, Span
from coder.study import revision
from coder.tui.labels import label_in
from coder.tui.speech import N_, _
from coder.tui.state.workspace import Workspace, letter
from coder.tui.state.wrapping import shown

Changed = Callable[[int | None, str], None]
"""Told of a change made in a dialog: the code applied (None: one was taken back), and words."""
MADE = N_("The new code is made and applied: u takes back the coding, u again the code.")


class AtHand:
    """Several codes can go on it, one after the other; each is a change of its own."""

    def __init__(self, workspace: Workspace, index: int, span: Span | None = None) -> None:
        """Take up a passage.

        Args:
            workspace: where it is.
            index: the segment at the cursor.
            span: the passage chosen; None: the whole segment.
        """
        self.workspace = workspace
        self.index = index
        self.span = span or workspace.segments[index].span
        self.steps = 0
        """Changes made here that :meth:`take_back` can still take back."""
        self.applied = False
        """Whether any code was applied here."""

    @property
    def words(self) -> str:
        """The words of the passage."""
        return self.span.of(self.workspace.transcript.text)

    def stands(self, code_id: int) -> str:
        """The letter under which a code stands on exactly this passage; empty where it does not."""
        return next((a for a, each, exact in self.standing() if exact and each.code_id == code_id), "")

    def standing(self) -> list[tuple[str, Coding, bool]]:
        """The codings that touch the passage: the letter, the coding, whether on exactly these words."""
        return [
            (letter(i), each, each.span == self.span)
            for i, each in enumerate(self.workspace.codings_at(self.index))
            if each.span.overlaps(self.span)
        ]

    def marks(self) -> dict[int, tuple[str, bool]]:
        """By code: its letter on the passage, and whether it stands on exactly these words."""
        found: dict[int, tuple[str, bool]] = {}
        for mark, each, exact in self.standing():
            if exact or each.code_id not in found:
                found[each.code_id] = (mark, exact)
        return found

    def here_already(self, code_id: int, language: str) -> str:
        """That a code is here already, in words; empty where it is not."""
        if not (mark := self.stands(code_id)):
            return ""
        label = shown(label_in(self.workspace.codes[code_id].label, language))
        return _("{code} is here already ({letter}).").format(code=label, letter=mark)

    def apply(self, code_id: int) -> None:
        """Apply a code to the passage; one that is here already stays as it is."""
        if self.stands(code_id):
            return
        self.workspace.apply(self.index, code_id, self.span)
        self.steps += 1
        self.applied = True

    def take_back(self) -> str:
        """Take back what was done here last; says what it was, or that there is nothing."""
        if not self.steps:
            return _("Nothing has been applied here yet.")
        what = self.workspace.undo()
        self.steps -= 1
        return _("taken back: {what}").format(what=shown(what))


def add_code(workspace: Workspace, book_id: int, new: revision.NewCode) -> int:
    """Add a code to a codebook and read the codebooks anew; returns its id."""
    why = _WHY["in-vivo" if new.origin == "in-vivo" else "inductive"]
    made = revision.add_code(workspace.study, book_id, new, why)
    workspace.refresh()
    return made


_WHY = {"inductive": "it came up while coding", "in-vivo": "a respondent's own words"}
"""The reason that the history of the codebook keeps; not where, since blind coders read it, too."""


def language_of(words: str, languages: tuple[str, ...], wanted: str) -> str:
    """The language that a label is written in: as its letters say, among those of the codebook.

    Args:
        words: the label.
        languages: of the codebook, the default one first.
        wanted: the language it is likely to be in, where its letters do not tell.
    """
    lower = words.lower()
    if any("\u0400" <= each <= "\u04ff" for each in lower):
        kazakh = any(each in "әіңғүұқөһ" for each in lower)
        likely = "kk" if kazakh else wanted if wanted in ("ru", "kk") else "ru"
    else:
        likely = wanted if wanted not in ("ru", "kk") else "en"
    return likely if likely in languages else languages[0] if languages else likely
