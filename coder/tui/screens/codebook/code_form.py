"""The form in which a code's guidance is written, one language at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from coder.model import Code, Codebook, CoderError, ExampleKind, in_language
from coder.study import reuse
from coder.study.revision import Edits
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.choose import Choose
from coder.tui.screens.codebook.asking import LONGEST
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.place import Place
from coder.tui.speech import LANGUAGES, N_, _
from coder.tui.state.drafting import KINDS, Draft, Entry, Sample
from coder.tui.state.finding import Finder
from coder.tui.state.wrapping import shown
from coder.tui.widgets.choice import Choice
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.words import Words
from coder.tui.widgets.writing import LONGEST as LONGEST_TEXT
from coder.tui.widgets.writing import Writing

KIND_WORDS: dict[ExampleKind, str] = {
    "typical": N_("typical"),
    "atypical": N_("atypical"),
    "close-but-no": N_("close, but no"),
}
MEANING = (
    (None, N_("older codings: looked at again if the meaning changed")),
    (True, N_("older codings: to be looked at again")),
    (False, N_("older codings: stay as they are")),
)
Keep = Callable[[Edits, str, bool | None], None]
"""Keeps what was written, given the reason and whether the code means something else now."""


class CodeForm(Place[bool]):
    """Answers with whether anything was kept. What is typed is kept or thrown away only when told so."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("ctrl+s", "keep", N_("keep it"), id="form.keep", key_display="Ctrl+S", priority=True),
        bind("f2", "language", N_("language"), id="form.language", key_display="F2", priority=True),
        bind("tab", "app.focus_next", N_("next field"), key_display="Tab", id="form.next"),
        bind("escape", "leave", N_("back"), id="form.leave", key_display="Esc"),
    ]

    def __init__(
        self, study: Study, code: Code, book: Codebook, finder: Finder, language: str, keep: Keep
    ) -> None:
        super().__init__()
        self.study = study
        self.code = code
        self.book = book
        self.finder = finder
        self.shown_in = language
        self.languages = list(dict.fromkeys([*book.languages, *code.label, *LANGUAGES]))
        self.language = language if language in self.languages else self.languages[0]
        self.keep = keep
        self.draft = Draft.of(code)
        self.meaning = 0
        self.why = ""
        self._warned_of = ""
        """The label whose near ones were shown; told again, it is kept."""

    # --- the fields --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Static(id="form-title")
        yield VerticalScroll(id="form", can_focus=False)
        yield Static(id="form-status")
        yield KeyLine()

    async def on_mount(self) -> None:
        self.app.call_later(self._build, "brief")

    async def _build(self, focus: str = "") -> None:
        """Make the fields of the present language; the focus goes to the one of this name."""
        self._make_room()
        form = self.query_one("#form", VerticalScroll)
        at = form.scroll_offset.y
        with self.app.batch_update():
            await form.remove_children()
            await form.mount_all(self._fields())
        written = LANGUAGES.get(self.language, self.language)
        title = Text(f" {written} ", style="bold reverse", no_wrap=True, overflow="ellipsis")
        title.append(f" {shown(label_in(self.code.label, self.shown_in))} ", style="bold not reverse")
        title.append(f"{self.book.slug}/{self.code.slug}", style="dim not bold not reverse")
        self.query_one("#form-title", Static).update(title)
        fields = [each for each in form.query("Words, Choice") if each.name == focus]
        self.say(_("You write in {language}; what is dimmed is another language's.").format(language=written))
        if fields:
            form.scroll_to(y=at, animate=False)
            fields[0].focus()

    def _make_room(self) -> None:
        """There is always an empty entry at the end of each list to write the next one in."""
        for entries in (self.draft.use_when, self.draft.not_when):
            if not entries or any(each.strip() for each in entries[-1].texts.values()) or entries[-1].see:
                entries.append(Entry())
        if not self.draft.examples or self.draft.examples[-1].text.strip():
            self.draft.examples.append(Sample(language=self.language))

    def _fields(self) -> Iterator[Widget]:
        draft = self.draft
        for name, word in (("label", _("Label")), ("brief", _("Brief: what it is, in a sentence"))):
            yield self._word(word)
            yield self._text(name, getattr(draft, name))
        yield self._word(_("Definition"))
        yield self._text("definition", draft.definition)
        yield self._word(_("Use when … (each in a field of its own; an empty one goes)"))
        for i, each in enumerate(draft.use_when):
            yield self._entry("+", [self._text(f"use:{i}", each.texts)])
        yield self._word(_("Do not use when … (and the code that is better)"))
        for i, each in enumerate(draft.not_when):
            yield self._entry("−", [self._text(f"not:{i}", each.texts), self._see(i, each)])
        yield self._word(_("Examples (in the words they were said in; Enter on the kind changes it)"))
        for i, sample in enumerate(draft.examples):
            kind = Choice(_(KIND_WORDS[sample.kind]), name=f"kind:{i}", classes="kind")
            yield self._entry("“", [Words(sample.text, f"example:{i}"), kind])
        yield self._word(_("Also called (one a line)"))
        yield Words(draft.aliases, "aliases")
        yield self._word(_("What this means for codings made so far, and why it is changed"))
        yield Choice(_(MEANING[self.meaning][1]), id="form-meaning")
        yield Input(self.why, placeholder=_("why? (optional)"), id="form-why", max_length=LONGEST)

    def _word(self, word: str) -> Static:
        return Static(Text(word), classes="form-word")

    def _text(self, name: str, texts: dict[str, str]) -> Words:
        """A field for the text in the present language, which shows, dimmed, what another one says."""
        other = in_language(texts, self.language) if self.language not in texts else ""
        return Words(texts.get(self.language, ""), name, shown(other))

    def _entry(self, sign: str, fields: list[Widget]) -> Horizontal:
        return Horizontal(
            Static(Text(sign), classes="entry-sign"), Vertical(*fields, classes="entry-body"), classes="entry"
        )

    def _see(self, i: int, entry: Entry) -> Choice:
        return Choice(self._see_words(entry), name=f"see:{i}", classes="see")

    def _see_words(self, entry: Entry) -> str:
        if entry.see is None:
            return _("no better code named; Enter names one")
        label = next((each.label for each in self.book.codes if each.slug == entry.see), {})
        return _("better: {code}").format(code=label_in(label, self.shown_in) or entry.see)

    # --- writing -----------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        name, _colon, number = (event.text_area.name or "").partition(":")
        words = event.text_area.text
        if name in ("label", "brief", "definition"):
            getattr(self.draft, name)[self.language] = words
        elif name in ("use", "not"):
            entries = self.draft.use_when if name == "use" else self.draft.not_when
            entries[int(number)].texts[self.language] = words
        elif name == "example":
            self.draft.examples[int(number)].text = words
        elif name == "aliases":
            self.draft.aliases = words
        if name in ("use", "not", "example") and words.strip():
            self._grow(name, int(number))

    def _grow(self, name: str, number: int) -> None:
        """Make a further empty entry where the last one has been begun."""
        draft = self.draft
        many = len({"use": draft.use_when, "not": draft.not_when, "example": draft.examples}[name])  # type: ignore[arg-type]
        if number != many - 1:
            return
        last = next(each for each in self.query(Words) if each.name == f"{name}:{number}")
        row = last.query_ancestor(".entry", Horizontal)
        if name == "example":
            draft.examples.append(Sample(language=self.language))
            kind = Choice(_(KIND_WORDS["typical"]), name=f"kind:{many}", classes="kind")
            new = self._entry("“", [Words("", f"example:{many}"), kind])
        elif name == "use":
            draft.use_when.append(Entry())
            new = self._entry("+", [Words("", f"use:{many}")])
        else:
            draft.not_when.append(Entry())
            new = self._entry("−", [Words("", f"not:{many}"), self._see(many, draft.not_when[-1])])
        self.query_one("#form").mount(new, after=row)

    @on(Writing.Refused)
    def _too_long(self, event: Writing.Refused) -> None:
        words = _("{n} characters are too many to paste here ({most} at most); what you wrote is as it was.")
        self.say(words.format(n=f"{event.n:,}", most=f"{LONGEST_TEXT:,}"))

    @on(Input.Changed, "#form-why")
    def _reason(self, event: Input.Changed) -> None:
        self.why = event.value

    @on(Choice.Wanted, ".kind")
    def _kind(self, event: Choice.Wanted) -> None:
        sample = self.draft.examples[int((event.choice.name or "").partition(":")[2])]
        sample.kind = KINDS[(KINDS.index(sample.kind) + 1) % len(KINDS)]
        event.choice.say(_(KIND_WORDS[sample.kind]))

    @on(Choice.Wanted, "#form-meaning")
    def _meaning(self, event: Choice.Wanted) -> None:
        self.meaning = (self.meaning + 1) % len(MEANING)
        event.choice.say(_(MEANING[self.meaning][1]))

    @on(Choice.Wanted, ".see")
    def _find_better(self, event: Choice.Wanted) -> None:
        entry = self.draft.not_when[int((event.choice.name or "").partition(":")[2])]
        slugs = {each.id: each.slug for each in self.book.codes if each.id != self.code.id}

        def found(code_id: int | None) -> None:
            if code_id in slugs:
                entry.see = slugs[code_id]
                event.choice.say(self._see_words(entry))
            elif code_id is not None:
                self.say(_("The better code must be another one of this codebook."))

        words = _("better than {code} here").format(code=label_in(self.code.label, self.shown_in))
        self.app.push_screen(CodeFinder(self.finder, self.shown_in, [], words), found)

    @on(Choice.Cleared, ".see")
    def _no_better(self, event: Choice.Cleared) -> None:
        entry = self.draft.not_when[int((event.choice.name or "").partition(":")[2])]
        entry.see = None
        event.choice.say(self._see_words(entry))

    async def action_language(self) -> None:
        """Write in the next language; what was typed stays."""
        at = self.languages.index(self.language)
        self.language = self.languages[(at + 1) % len(self.languages)]
        focus = self.focused.name if self.focused is not None else None
        await self._build(focus or "brief")

    # --- keeping -----------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Say something below the form."""
        self.query_one("#form-status", Static).update(Text(shown(words), style="bold"))

    def action_keep(self) -> None:
        """Keep what was written; a refusal is said and everything stays as typed."""
        edits = self.draft.edits(self.code)
        if edits == Edits():
            self.say(_("Nothing has been changed. Esc goes back."))
            return
        if self._warn_of_near(edits):
            return
        try:
            self.keep(edits, self.why, MEANING[self.meaning][0])
        except CoderError as error:
            self.say(str(error))
        else:
            self.dismiss(True)

    def _warn_of_near(self, edits: Edits) -> bool:
        """Show the codes close to a changed label, once, before it is kept."""
        for label in (edits.label or {}).values():
            near = [x for x in reuse.near_duplicates(self.study, label) if x.code.id != self.code.id]
            if near and self._warned_of != label:
                self._warned_of = label
                names = ", ".join(f"{x.name} ({x.codebook}/{x.code.slug})" for x in near)
                self.say(
                    _("Close to {label}: {names}. Ctrl+S again keeps it.").format(label=label, names=names)
                )
                return True
        return False

    def action_leave(self) -> None:
        """Go back; ask where something was written."""
        if not self.draft.differs(self.code):
            self.dismiss(False)
            return
        answers = [
            (Text(_("keep it")), "keep"),
            (Text(_("go on writing")), "stay"),
            (Text(_("throw it away")), "drop"),
        ]

        def answered(answer: str | None) -> None:
            if answer == "keep":
                self.action_keep()
            elif answer == "drop":
                self.dismiss(False)

        self.app.push_screen(Choose(_("What you wrote is not kept yet."), answers), answered)
