"""A code in full: what it means, how it is used, and how it came to be."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from coder.model import Code, Codebook
from coder.study.usage import Use
from coder.study.versions import CodebookChange, of_code
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.speech import _, ngettext
from coder.tui.state.wrapping import shown
from coder.tui.widgets.book_tree import state
from coder.tui.widgets.code_panel import describe


class CodeCard(VerticalScroll, can_focus=True):
    """Scrolled by keyboard."""

    DEFAULT_CSS = """
    CodeCard { height: 1fr; scrollbar-size-vertical: 1; padding: 0 1; }
    CodeCard > Static { height: auto; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("j", "scroll_down", show=False),
        bind("k", "scroll_up", show=False),
        bind("g", "scroll_home", show=False),
        bind("G", "scroll_end", show=False),
    ]

    def compose(self) -> ComposeResult:
        yield Static(id="code-card-text")

    def show(self, text: Text, afresh: bool) -> None:
        """Show a text, from its beginning where it is about something else than before."""
        self.query_one("#code-card-text", Static).update(text)
        if afresh:
            self.scroll_home(animate=False)


def card(
    code: Code, book: Codebook, use: Use | None, changes: Sequence[CodebookChange], language: str
) -> Text:
    """Everything about a code."""
    text = describe(code, book, language)
    if words := state(code, book, language):
        text.append(f"\n\n{words}", style="italic")
    if code.aliases:
        text.append("\n\n" + _("Also called") + "\n", style="bold")
        text.append(shown(", ".join(code.aliases)))
    text.append("\n\n" + _("Use") + "\n", style="bold")
    text.append(_used(use) if use is not None else _("counting …"))
    text.append("\n" + _("of the code itself, without those under it"), style="dim")
    text.append("\n\n" + _("History") + "\n", style="bold")
    since = use.since_version if use is not None else 1
    text.append(
        _("means what it means since version {since}; the codebook is at version {version}").format(
            since=since, version=book.version
        ),
        style="dim",
    )
    for each in of_code(changes, code.slug):
        text.append("\n")
        text.append_text(line_of(each))
    return text


def book_card(book: Codebook, changes: Sequence[CodebookChange], language: str) -> Text:
    """Everything about a codebook."""
    text = Text(shown(label_in(book.title, language)), style="bold")
    text.append(f"\n{book.slug}", style="dim not bold")
    codable = [each for each in book.codes if each.codable]
    n = sum(each.status in ("active", "draft") for each in codable)
    text.append("\n\n" + ngettext("{n} code in use", "{n} codes in use", n).format(n=n), style="not bold")
    if out := len(codable) - n:
        text.append(", " + ngettext("{n} out of use", "{n} out of use", out).format(n=out), style="not bold")
    words = _("version {version}; languages: {languages}")
    text.append(
        "\n" + words.format(version=book.version, languages=", ".join(book.languages)), style="not bold"
    )
    if book.authors:
        text.append("\n" + shown(", ".join(book.authors)), style="not bold")
    text.append("\n\n" + _("History"))
    for each in changes:
        text.append("\n")
        text.append_text(line_of(each))
    return text


def line_of(change: CodebookChange) -> Text:
    """A change in words: version, when, who, what, why."""
    text = Text(f"{change.version}  ", style="not bold")
    text.append(when(change.at), style="dim")
    text.append(f"  {shown(change.coder or _('the lead'))}: {shown(change.what)}")
    if change.why:
        text.append(f"\n   {shown(change.why)}", style="italic")
    return text


def when(at: str) -> str:
    """A moment as it is shown: day, hour and minute, UTC."""
    return shown(at[:16].replace("T", " "))


def _used(use: Use) -> str:
    codings = ngettext("{n} coding", "{n} codings", use.codings).format(n=f"{use.codings:,}")
    people = ngettext("{n} respondent", "{n} respondents", use.respondents).format(n=f"{use.respondents:,}")
    words = _("{codings}, {people}").format(codings=codings, people=people)
    if use.older:
        words += "\n" + ngettext(
            "{n} was made before the code came to mean what it means now (o)",
            "{n} were made before the code came to mean what it means now (o)",
            use.older,
        ).format(n=f"{use.older:,}")
    return words
