"""What the coding screen does with the codebook: open it at a code, and give a code an example."""

from __future__ import annotations

from rich.text import Text

from coder.model import Code, Coding, Example, ExampleKind
from coder.study import revision
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.coding.interview import Interview
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown

_KINDS: tuple[tuple[ExampleKind, str, str], ...] = (
    ("typical", N_("typical"), N_("this is what the code is")),
    ("atypical", N_("atypical"), N_("the code, in an unusual form")),
    ("close-but-no", N_("close, but no"), N_("looks like the code and is not")),
)


class Consulting(Interview):
    """The part of the coding screen that opens and enriches the codebook; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("b", "codebook", N_("codebook"), id="coding.codebook", show=False),
        bind(
            "a",
            "example",
            N_("example"),
            id="coding.example",
            show=False,
            tooltip=N_("add it to a code's examples"),
        ),
    ]

    looked_at: Code | None

    def action_codebook(self) -> None:
        """Open the codebook at the code looked at, else at the newest one of the segment."""
        from coder.tui.screens.codebook.screen import CodebookScreen

        codings = self.workspace.codings_at(self.view.cursor)
        at = self.looked_at.id if self.looked_at else codings[-1].code_id if codings else None
        self.app.push_screen(CodebookScreen(self.workspace.study, self.language, at), self._codebook_closed)

    def _codebook_closed(self, language: str | None) -> None:
        if language is not None and language != self.language:
            self.language = language
            self.workspace.editions += 1  # the same codes, to be shown in other words
            self.refresh_all()

    def action_example(self) -> None:
        """Add the passage chosen, else that of a coding, else the segment, to the examples of a code."""
        here = self.workspace.codings_at(self.view.cursor)
        if self.selection is not None:
            words, span = self.selection.span.of(self.workspace.transcript.text), self.selection.span
            codes = list(dict.fromkeys(each.code_id for each in here if each.span.overlaps(span)))
            if len(codes) == 1:
                self._ask_kind(codes[0], words)
            else:
                self._ask_code(words)
        elif here:
            self.pick_coding(_("Of which code is it an example?"), self._of_coding)
        elif self.may_code():
            self._ask_code(self.workspace.words(self.view.cursor))

    def _of_coding(self, coding: Coding) -> None:
        self._ask_kind(coding.code_id, coding.quote)

    def _ask_code(self, words: str) -> None:
        heading = _("an example of which code? {quote}").format(quote=shown(words))
        self.open_finder(heading, lambda code_id: self._ask_kind(code_id, words))

    def _ask_kind(self, code_id: int, words: str) -> None:
        from coder.tui.screens.codebook.asking import Pick

        code = self.workspace.codes[code_id]
        lines = []
        for kind, word, meaning in _KINDS:
            text = Text(f"{_(word):<16}", style="bold", no_wrap=True, overflow="ellipsis")
            lines.append((text.append(_(meaning), style="not bold"), kind))
        quote = " ".join(words.split())
        question = _("An example of {code}: “{quote}”").format(
            code=label_in(code.label, self.language),
            quote=quote if len(quote) <= 300 else quote[:299] + "…",
        )

        def act(kind: ExampleKind, why: str) -> None:
            example = Example(words, kind, self.workspace.transcript.language)
            revision.add_example(self.workspace.study, code_id, example, why)

        def done(kind: ExampleKind | None) -> None:
            if kind is None:
                return
            if self.selection is not None:
                self.leave_selection()
            label = label_in(code.label, self.language)
            words = _("{code} has the example; u takes it back.")
            if not self.workspace.stale():
                words = _("{code} has this example already.")
            self.workspace.refresh()
            self.carry_out(lambda: words.format(code=label))

        self.app.push_screen(Pick(self.workspace.study, question, lines, act), done)
