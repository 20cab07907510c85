"""Merge a code into another: first what it would do, then, in the background, the merge."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Input, Static

from coder.model import Code, Codebook
from coder.study import regrouping, usage
from coder.study.study import Study
from coder.tui.labels import label_in
from coder.tui.screens.codebook.asking import Asks
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.wrapping import shown
from coder.tui.widgets.choice import Choice

NAMES = 5
"""Names that the preview says; the rest is not counted on."""


class Merge(Asks[int]):
    """Answers with the number of codings that moved."""

    keys = N_("Enter merges   Tab next field   Esc leaves both as they are")

    def __init__(self, study: Study, source: Code, target: Code, book: Codebook, language: str) -> None:
        super().__init__(study)
        self.source, self.target, self.book, self.language = source, target, book, language
        self.revisit = False
        self.ready = False

    def fields(self) -> Iterator[Widget]:
        words = _("Merge {source} into {target}?").format(
            source=label_in(self.source.label, self.language),
            target=label_in(self.target.label, self.language),
        )
        yield Static(Text(shown(words), style="bold"))
        yield Static("", id="merge-preview")
        yield Choice("", id="merge-revisit")
        yield from self.reason()

    def on_mount(self) -> None:
        self._say_revisit()
        self.query_one("#why", Input).focus()
        source, target = self.source.id, self.target.id
        self.begin(
            _("counting what would move …"),
            lambda study: usage.merge_preview(study, source, target),
            self._show,
        )

    def _show(self, found: usage.MergePreview) -> None:
        self.ready = True
        text = Text("\n".join(f"· {each}" for each in self._lines(found)))
        self.query_one("#merge-preview", Static).update(text)

    def _lines(self, found: usage.MergePreview) -> Iterator[str]:
        source = shown(label_in(self.source.label, self.language))
        target = shown(label_in(self.target.label, self.language))
        interviews = ngettext("{n} interview", "{n} interviews", found.interviews).format(n=found.interviews)
        coders = ngettext("{n} coder", "{n} coders", found.coders).format(n=found.coders)
        if found.codings or found.twins:
            words = ngettext("{n} coding moves", "{n} codings move", found.codings).format(
                n=f"{found.codings:,}"
            )
            yield _("{codings} ({interviews}, {coders}).").format(
                codings=words, interviews=interviews, coders=coders
            )
        else:
            yield _("No codings stand under it; none move.")
        if found.twins:
            yield ngettext(
                "{n} stands on the very same passage under both codes; one is kept.",
                "{n} stand on the very same passages under both codes; one of each two is kept.",
                found.twins,
            ).format(n=f"{found.twins:,}")
        if found.coding_memos:
            yield ngettext(
                "{n} memo goes to the coding that is kept.",
                "{n} memos go to the codings that are kept.",
                found.coding_memos,
            ).format(n=found.coding_memos)
        if found.code_memos:
            yield ngettext(
                "{n} memo on {code} stays with it.", "{n} memos on {code} stay with it.", found.code_memos
            ).format(n=found.code_memos, code=source)
        if found.names:
            names = shown(", ".join(found.names[:NAMES])) + (" …" if len(found.names) > NAMES else "")
            yield _("{code} is also found as: {names}.").format(code=target, names=names)
        below = [each for each in self.book.codes if each.parent == self.source.slug]
        if below:
            yield ngettext(
                "{n} code under it goes under {code}.", "{n} codes under it go under {code}.", len(below)
            ).format(n=len(below), code=target)
        yield _(
            "The definition of {target} stays as it is; {source} keeps its own, marked as merged."
        ).format(target=target, source=source)

    def _say_revisit(self) -> None:
        self.query_one("#merge-revisit", Choice).say(
            _("{code} now means something else: look at its codings again").format(
                code=label_in(self.target.label, self.language)
            )
            if self.revisit
            else _("{code} means what it meant").format(code=label_in(self.target.label, self.language))
        )

    def on_choice_wanted(self) -> None:
        self.revisit = not self.revisit
        self._say_revisit()

    def accept(self) -> None:
        if not self.ready or self.busy:
            return
        source, target, why, revisit = self.source.id, self.target.id, self.why, self.revisit
        self.write(
            _("merging … Esc stops it, and nothing is changed"),
            lambda study: regrouping.merge(study, source, target, why, revisit, self.halted.is_set),
        )
