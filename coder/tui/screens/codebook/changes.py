"""What the codebook screen changes: each a new version of the codebook, with who and why."""

from __future__ import annotations

from rich.text import Text

from coder.model import Code, Codebook
from coder.study import history, revision
from coder.study.revision import Edits, NewCode
from coder.study.study import Study
from coder.tui.colors import swatch
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.codebook.asking import Confirm, Pick
from coder.tui.screens.codebook.browsing import Browsing
from coder.tui.screens.codebook.code_form import CodeForm
from coder.tui.screens.codebook.merging import Merge
from coder.tui.screens.codebook.naming import NewName, Rename, places
from coder.tui.screens.codebook.splitting import SplitOff
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.finding import Finder
from coder.tui.state.wrapping import shown
from coder.tui.widgets.book_tree import state

NO_BOOK = N_("No codebook yet: b on the first screen adds one.")
PALETTE = (
    (N_("red"), "#E6443A"),
    (N_("orange"), "#F08A24"),
    (N_("amber"), "#E5B700"),
    (N_("olive"), "#8A9A2B"),
    (N_("green"), "#2E9E4F"),
    (N_("teal"), "#1F9E97"),
    (N_("sky"), "#35A7E0"),
    (N_("blue"), "#2F6FDE"),
    (N_("indigo"), "#5B53C6"),
    (N_("violet"), "#9B4DCA"),
    (N_("pink"), "#E05A9C"),
    (N_("brown"), "#9A6440"),
    (N_("slate"), "#5F7387"),
    (N_("no colour"), ""),
)


class Changing(Browsing):
    """The part of the codebook screen that changes codes; see :class:`CodebookScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("a", "add", N_("add"), id="codebook.add", tooltip=N_("add a code under one you choose")),
        bind("r", "rename", N_("name"), id="codebook.rename", tooltip=N_("other labels, one a language")),
        bind("e", "edit", N_("edit"), id="codebook.edit", tooltip=N_("definition, when to use it, examples")),
        bind("v", "move", N_("move"), id="codebook.move", tooltip=N_("put it under another code")),
        bind(
            "alt+up", "shift(-1)", N_("up"), id="codebook.up", show=False, tooltip=N_("before its neighbour")
        ),
        bind(
            "alt+down",
            "shift(1)",
            N_("down"),
            id="codebook.down",
            show=False,
            tooltip=N_("after its neighbour"),
        ),
        bind("i", "merge", N_("merge"), id="codebook.merge", tooltip=N_("merge it into another code")),
        bind("s", "split", N_("split"), id="codebook.split", tooltip=N_("give some passages to a new code")),
        bind(
            "t",
            "retire",
            N_("retire"),
            id="codebook.retire",
            tooltip=N_("take it out of use, or back into use"),
        ),
        bind("c", "recolour", N_("colour"), id="codebook.recolour"),
        bind("u,ctrl+z", "undo", N_("undo"), id="codebook.undo", key_display="u"),
        bind("ctrl+r", "redo", N_("redo"), id="codebook.redo", show=False),
    ]

    def _label(self, code: Code) -> str:
        return shown(label_in(code.label, self.language))

    def action_add(self) -> None:
        """Add a code; to begin with under the heading at the cursor, or beside the code there."""
        book, code = self.codes.book, self.codes.code
        if book is None:
            self.tell(_(NO_BOOK))
        elif self.may_change():
            by_slug = {each.slug: each for each in book.codes}
            parent = code if code is None or not code.codable else by_slug.get(code.parent or "")
            if parent is not None and parent.status in ("merged", "retired"):
                parent = None
            known = {each.id for one in self.books for each in one.codes}

            def make(study: Study, book_id: int, new: NewCode, why: str) -> int:
                return revision.add_code(study, book_id, new, why)

            def made(code_id: int | None) -> None:
                if code_id is None:
                    return
                words = _("This one is there already; e edits it.") if code_id in known else _("Added.")
                self.changed(words, at=code_id)

            self.app.push_screen(
                NewName(self.study, self.books, self.language, _("A new code"), make, book, parent), made
            )

    def action_rename(self) -> None:
        """Give the code other labels."""
        if (here := self.code_here()) is not None:
            code, book = here

            def act(labels: dict[str, str], why: str) -> None:
                revision.edit(self.study, code.id, Edits(label=labels or None), why)

            self.app.push_screen(Rename(self.study, self.books, self.language, code, book, act), self._after)

    def action_edit(self) -> None:
        """Write the code's guidance."""
        if (here := self.code_here()) is not None:
            code, book = here

            def keep(edits: Edits, why: str, meaning: bool | None) -> None:
                revision.edit(self.study, code.id, edits, why, meaning)

            finder = Finder([book], self.language)

            def done(kept: bool | None) -> None:
                if kept:
                    self.changed(_("Kept, as a new version of the codebook."), count=True)

            self.app.push_screen(CodeForm(self.study, code, book, finder, self.language, keep), done)

    def _after(self, answer: object) -> None:
        if answer is None:
            return
        before = [book.version for book in self.books]
        self.changed(_("Done, as a new version of the codebook; u takes it back."))
        if before == [book.version for book in self.books]:
            self.tell(_("It is so already; nothing was changed."))

    def action_move(self) -> None:
        """Put the code under another one."""
        if (here := self.code_here()) is None:
            return
        code, book = here
        below = {code.slug}
        for each in book.codes:
            if each.parent in below:
                below.add(each.slug)
        lines = places(book, self.language, frozenset(below))
        at = next(
            (
                i
                for i, (_text, (_b, parent)) in enumerate(lines)
                if (parent.slug if parent else None) == code.parent
            ),
            0,
        )

        def act(place: tuple[Codebook, Code | None], why: str) -> None:
            parent = place[1]
            revision.move(self.study, code.id, parent.id if parent else None, None, why)

        question = _("Put {code}, with all that is under it, under which one?").format(code=self._label(code))
        self.app.push_screen(Pick(self.study, question, lines, act, at), self._after)

    def action_shift(self, by: int) -> None:
        """Move the code before or after its neighbour."""
        if (here := self.code_here()) is None:
            return
        code, book = here
        siblings = [each.id for each in book.codes if each.parent == code.parent]
        at = siblings.index(code.id) + by
        if not 0 <= at < len(siblings):
            self.tell(
                _("It is the first one here; v puts it elsewhere.")
                if by < 0
                else _("It is the last one here; v puts it elsewhere.")
            )
            return
        parent = next((each.id for each in book.codes if each.slug == code.parent), None)
        self.change(lambda: revision.move(self.study, code.id, parent, at), _("Moved; u takes it back."))

    def action_merge(self) -> None:
        """Merge the code into another one of its codebook."""
        if (here := self.code_here()) is None:
            return
        code, book = here

        def chosen(target: Code) -> None:
            def merged(moved: int | None) -> None:
                if moved is None:
                    return
                words = ngettext(
                    "Merged; {n} coding moved. u takes it back.",
                    "Merged; {n} codings moved. u takes it back.",
                    moved,
                ).format(n=f"{moved:,}")
                self.changed(words, at=target.id, count=True)

            self.app.push_screen(Merge(self.study, code, target, book, self.language), merged)

        finder = Finder([book], self.language)
        finder_words = _("merge {code} into which code?").format(code=self._label(code))
        self.find_code(finder_words, chosen, finder)

    def action_split(self) -> None:
        """Give some of the code's codings to a new code."""
        if (here := self.code_here()) is None:
            return
        code, book = here
        if not code.codable:
            self.tell(_("This is a heading; it has no codings to split off."))
            return

        def done(split: bool | None) -> None:
            if split:
                self.changed(_("Split, or coded, meanwhile; u takes the last change back."), count=True)

        self.app.push_screen(
            SplitOff(self.study, code, book, Finder(self.books, self.language), self.language), done
        )

    def action_retire(self) -> None:
        """Take the code out of use, or back into use."""
        if (here := self.code_here()) is None:
            return
        code, book = here
        label = self._label(code)
        if code.status in ("active", "draft"):
            question = _("Retire {code}?").format(code=label)
            preview = _(
                "It keeps its codings and its place and cannot be applied any more; t takes it back into use."
            )

            def act(why: str) -> None:
                revision.retire(self.study, code.id, why)
        else:
            question = _("Take {code} back into use?").format(code=label)
            preview = _(
                "It is {state}. It can be applied again; codings that a merge has moved stay where they are."
            ).format(state=state(code, book, self.language))

            def act(why: str) -> None:
                revision.reactivate(self.study, code.id, why)

        self.app.push_screen(Confirm(self.study, question, preview, act), self._after)

    def action_recolour(self) -> None:
        """Give the code another colour."""
        if (here := self.code_here()) is None:
            return
        code, book = here
        used: dict[str, list[str]] = {}
        for each in book.codes:
            if each.color and each.id != code.id:
                used.setdefault(each.color.lower(), []).append(self._label(each))
        own = (
            [(N_("as it is"), code.color)]
            if code.color.lower() not in {x.lower() for _n, x in PALETTE}
            else []
        )
        lines = []
        for name, color in (*own, *PALETTE):
            text = Text("■ ", style=swatch(color), no_wrap=True, overflow="ellipsis")
            text.append(f"{_(name):<12}", style="bold").append(f"{shown(color):<9}", style="not bold")
            if color.lower() == code.color.lower():
                text.append(_("now") + "  ", style="not bold italic")
            if others := used.get(color.lower()):
                text.append(_("also {codes}").format(codes=", ".join(others)), style="not bold dim")
            lines.append((text, color))
        at = next((i for i, (_text, color) in enumerate(lines) if color.lower() == code.color.lower()), 0)

        def act(color: str, why: str) -> None:
            if color != code.color:
                revision.recolour(self.study, code.id, color, why)

        pick = Pick(self.study, _("Which colour for {code}?").format(code=self._label(code)), lines, act, at)
        pick.SEARCHED = len(lines) + 1
        self.app.push_screen(pick, self._after)

    # --- taking back --------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Take back the newest change, of a codebook or of codings."""
        if self.may_change():
            stop = self.halted.is_set
            self.write(
                _("taking it back … Esc stops it"),
                lambda study: _("undone: {what}").format(what=history.undo(study, stop)),
            )

    def action_redo(self) -> None:
        """Repeat what was undone."""
        if self.may_change():
            stop = self.halted.is_set
            self.write(
                _("repeating it … Esc stops it"),
                lambda study: _("redone: {what}").format(what=history.redo(study, stop)),
            )
