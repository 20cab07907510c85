"""What stands beside the transcript: the codes of the segment, and what a code means."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from coder.model import Code, Codebook, Coding, Texts, in_language
from coder.tui.wrapping import shown

_WORDS = {
    "en": ("Use when", "Not when", "Examples", "typical", "atypical", "close, but no", "better"),
    "ru": ("Когда применять", "Когда нет", "Примеры", "типичный", "нетипичный", "близко, но нет", "лучше"),
    "kk": ("Қашан қолдану", "Қашан емес", "Мысалдар", "типтік", "типтік емес", "жақын, бірақ емес", "дұрысы"),
}


class SegmentCodes(Static):
    """The codings of the segment at the cursor, by letter, as the gutter names them."""

    def show(
        self,
        codings: Sequence[tuple[str, Code, Coding, Style]],
        language: str,
        state: str,
        width: int,
        whole: Sequence[bool],
    ) -> None:
        """List the codings.

        Args:
            codings: letter, code, coding and the look of its words.
            language: of the labels.
            state: what to say of the segment itself (decided or not).
            width: cells a line may take.
            whole: for each coding, whether it covers the whole segment (then no quote is shown).
        """
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(state, style="bold" if codings else "italic")
        for (letter, code, coding, style), full in zip(codings, whole, strict=True):
            text.append("\n")
            text.append(f" {letter} ", style=style)
            text.append(" " + in_language(code.label, language))
            if not full:
                quote = shown(coding.quote)
                text.append(f"  “{quote[: max(width, 20)]}", style="dim")
        self.update(text)


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
