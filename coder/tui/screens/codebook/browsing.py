"""What the parts of the codebook screen share: where the cursor is, and how a change is shown."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from coder.model import Code, Codebook
from coder.study.study import Study
from coder.tui.screens.background import Background
from coder.tui.state.finding import Finder
from coder.tui.widgets.book_tree import BookTree


class Browsing(Background[str]):
    """The codebooks, open to be read and changed; each part of :class:`CodebookScreen` builds on it."""

    books: list[Codebook]
    language: str
    writing = False
    """Whether a change is being written in the background."""

    def __init__(self, study: Study, language: str) -> None:
        super().__init__(study)
        self.language = language
        self.halted = Event()
        """Set when what is being written should stop."""

    @property
    def codes(self) -> BookTree:
        """The codebooks."""
        return self.query_one(BookTree)

    def code_here(self) -> tuple[Code, Codebook] | None:
        """The code at the cursor; says so where there is none, or where something is being written."""
        raise NotImplementedError

    def may_change(self) -> bool:
        """Whether nothing is being written at the moment; says so where something is."""
        raise NotImplementedError

    def tell(self, words: str) -> None:
        """Say something that stays until the cursor moves."""
        raise NotImplementedError

    def changed(self, words: str = "", at: int | None = None, count: bool = False) -> None:
        """Show the codebooks afresh after a change.

        Args:
            words: what was done.
            at: the code that the cursor goes to.
            count: whether codings have moved.
        """
        raise NotImplementedError

    def change(self, act: Callable[[], object], words: str, at: int | None = None) -> None:
        """Change the codebook at once and show it; a refusal is shown as its sentence."""
        raise NotImplementedError

    def write(self, words: str, work: Callable[[Study], str]) -> None:
        """Change the study in the background; what the work returns is said afterwards."""
        raise NotImplementedError

    def find_code(self, title: str, done: Callable[[Code], None], finder: Finder | None = None) -> None:
        """Ask for a code."""
        raise NotImplementedError
