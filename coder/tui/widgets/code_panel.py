"""What stands beside the transcript: the codes of the segment, and what a code means."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.color import Color
from textual.containers import VerticalScroll
from textual.widgets import Static

from coder.model import Code, Codebook, Texts, in_language
from coder.tui.workspace import Workspace, letter
from coder.tui.wrapping import shown

_WORDS = {
    "en": ("Use when", "Not when", "Examples", "typical", "atypical", "close, but no", "better"),
    "ru": ("Когда применять", "Когда нет", "Примеры", "типичный", "нетипичный", "близко, но нет", "лучше"),
    "kk": ("Қашан қолдану", "Қашан емес", "Мысалдар", "типтік", "типтік емес", "жақын, бірақ емес", "дұрысы"),
}

_QUOTED = 200
"""Code points of a quote that are worth handing to the screen, which shows one line of them."""


class SegmentCodes(Static):
    """The codings of the segment at the cursor, by letter, as the gutter names them."""

    def show(
        self, workspace: Workspace, index: int, language: str, room: int, tint: Callable[[str], Color]
    ) -> None:
        """List the codings of a segment.

        Args:
            workspace: where it stands.
            index: which segment.
            language: of the labels.
            room: codings listed; a longer list says how many more there are.
            tint: the ground of the words under a code of that colour.
        """
        codings, span = workspace.codings_at(index), workspace.segments[index].span
        text = Text()
        text.append(_state(workspace, index), style="bold" if codings else "italic")
        if len(codings) > room:
            room -= room > 1
            text.append(f", {len(codings) - room} not shown here (x lists them)", style="dim")
        for i, coding in enumerate(codings[:room]):
            code = workspace.codes[coding.code_id]
            text.append("\n")
            text.append(f" {letter(i)} ", style=Style(bgcolor=tint(code.color).rich_color))
            text.append(" " + in_language(code.label, language))
            if span.start < coding.span.start or coding.span.end < span.end:
                text.append(f"  “{shown(coding.quote[:_QUOTED])}", style="dim")
        self.update(text)


def _state(workspace: Workspace, index: int) -> str:
    segment = workspace.segments[index]
    if not segment.is_unit:
        return "the interviewer's words are not coded" if segment.kind == "turn" else "not part of the talk"
    if codings := workspace.codings_at(index):
        return f"{len(codings)} code" + ("s" if len(codings) > 1 else "")
    return "done, no code applies" if workspace.is_decided(index) else "not decided yet"


class Definition(VerticalScroll):
    """A code's definition: brief, full, when to use it and when not, examples."""

    DEFAULT_CSS = """
    Definition { height: 1fr; scrollbar-size-vertical: 1; }
    """
    can_focus = False

    def compose(self) -> ComposeResult:
        yield Static(id="definition-text")

    def show(self, code: Code | None, book: Codebook | None, language: str) -> None:
        """Show a code; without one, how to find one."""
        body = self.query_one("#definition-text", Static)
        if code is None or book is None:
            body.update(Text("Enter or / finds a code.", style="dim"))
            return
        body.update(describe(code, book, language))
        self.scroll_home(animate=False)


def describe(code: Code, book: Codebook, language: str) -> Text:
    """Everything a coder needs to decide on a code, as text."""
    words = _WORDS.get(language, _WORDS["en"])
    kinds = dict(zip(("typical", "atypical", "close-but-no"), words[3:6], strict=True))
    text = Text()
    text.append(_say(code.label, language), style="bold")
    text.append(f"\n{book.slug}/{code.slug}", style="dim")
    if code.brief:
        text.append("\n\n" + _say(code.brief, language))
    if code.definition:
        text.append("\n\n" + _say(code.definition, language), style="dim")
    if code.use_when:
        text.append(f"\n\n{words[0]}\n", style="bold")
        text.append("\n".join("+ " + _say(each, language) for each in code.use_when))
    if code.not_when:
        text.append(f"\n\n{words[1]}\n", style="bold")
        labels = {each.slug: each.label for each in book.codes}
        for i, each in enumerate(code.not_when):
            text.append(("\n" if i else "") + "− " + _say(each.text, language))
            if each.see in labels:
                text.append(f" → {words[6]}: {_say(labels[each.see], language)}", style="italic")
    if code.examples:
        text.append(f"\n\n{words[2]}", style="bold")
        for example in code.examples:
            text.append(f"\n“{example.text}”", style="italic")
            text.append(f" ({kinds[example.kind]})", style="dim")
    return text


def _say(texts: Texts, language: str) -> str:
    """In the language asked for; where it is missing, in the default one and marked as such."""
    if language in texts or not texts:
        return in_language(texts, language)
    return f"{in_language(texts, language)} [{next(iter(texts))}]"
