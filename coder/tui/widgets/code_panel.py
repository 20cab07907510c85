"""What stands beside the transcript: the codes of the segment, and what a code means."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from coder.model import Code, Codebook
from coder.tui.labels import label_in
from coder.tui.speech import _, ngettext
from coder.tui.state import notes
from coder.tui.state.workspace import Workspace, letter
from coder.tui.state.wrapping import shown

_WORDS = {
    "en": ("Use when", "Not when", "Examples", "typical", "atypical", "close, but no", "better"),
    "ru": ("Когда применять", "Когда нет", "Примеры", "типичный", "нетипичный", "близко, но нет", "лучше"),
    "kk": ("Қашан қолдану", "Қашан емес", "Мысалдар", "типтік", "типтік емес", "жақын, бірақ емес", "дұрысы"),
}

_QUOTED = 200
"""Code points of a quote that are worth handing to the screen, which shows one line of them."""

_TALL = 36
"""Lines of a screen that has room for all the codes that the panel lists, from the start."""


class SegmentCodes(Static):
    """The codings of the segment at the cursor, by letter, as the gutter names them.

    The panel keeps the lines that it has needed once, so that the transcript above it does not
    jump from one segment to the next.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._needed: dict[int, int] = {}
        """The lines needed once, by the codings that there was room for."""
        self._lines = 0

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
        codings, span, given = workspace.codings_at(index), workspace.segments[index].span, room
        text = Text()
        text.append(_state(workspace, index), style="bold" if codings else "italic")
        if n := len(workspace.memos_at(index)):
            text.append(f"  {notes.MARK} {notes.count(n)}", style="bold not italic")
            text.append(" (m)", style="dim not bold")
        if len(codings) > room:
            room -= room > 1
            more = _(", {n} not shown here (x lists them)").format(n=len(codings) - room)
            text.append(more, style="dim")
        for i, coding in enumerate(codings[:room]):
            code = workspace.codes[coding.code_id]
            text.append("\n")
            text.append(f" {letter(i)} ", style=Style(bgcolor=tint(code.color).rich_color))
            text.append(" " + label_in(code.label, language))
            if span.start < coding.span.start or coding.span.end < span.end:
                text.append(f"  “{shown(coding.quote[:_QUOTED])}", style="dim")
        lines = max(text.plain.count("\n"), given if self.screen.size.height >= _TALL else 0) + 1
        lines = self._needed[given] = max(lines, self._needed.get(given, 0))
        if changes := lines != self._lines:
            self._lines = lines
            self.styles.min_height = lines + self.gutter.height
        self.update(text, layout=changes)


def _state(workspace: Workspace, index: int) -> str:
    segment = workspace.segments[index]
    if not segment.is_unit:
        asks = segment.kind == "turn"
        return _("the interviewer's words are not coded") if asks else _("not part of the talk")
    if n := len(workspace.codings_at(index)):
        return ngettext("{n} code", "{n} codes", n).format(n=n)
    return _("done, no code applies") if workspace.is_decided(index) else _("not decided yet")


class Definition(ScrollView, can_focus=False):
    """A code's definition: brief, full, when to use it and when not, examples.

    It is painted line by line: another code costs its own lines, and no layout of the screen.
    """

    DEFAULT_CSS = """
    Definition { height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shows: tuple[Code | None, Codebook | None, str] | None = None
        self._text = Text()
        self._lines: list[Text] = []
        self._strips: list[Strip] | None = None
        self._ground = Style.null()

    def on_resize(self) -> None:
        self._lay_out()

    def notify_style_update(self) -> None:
        """A new theme: nothing painted before holds."""
        super().notify_style_update()
        self._strips = None

    def show(self, code: Code | None, book: Codebook | None, language: str) -> None:
        """Show a code; without one, how to find one."""
        if self._shows == (code, book, language):
            return
        self._shows = (code, book, language)
        if code is None or book is None:
            self._text = Text(_("Enter or / finds a code."), style="dim")
        else:
            self._text = describe(code, book, language)
        self.scroll_home(animate=False)
        self._lay_out()

    def tell(self, words: str) -> None:
        """Show some words instead of a code."""
        self._shows = None
        self._text = Text(words)
        self.scroll_home(animate=False)
        self._lay_out()

    def _lay_out(self) -> None:
        """Wrap the words for the present width."""
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        self._strips = None
        self._lines = list(self._text.wrap(self.app.console, width))
        size = Size(width, len(self._lines))
        self.set_reactive(Definition.virtual_size, size)  # setting it would lay out the whole screen
        self._scroll_update(size)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if self._strips is None:
            console, style = self.app.console, self.rich_style
            self._ground = style
            self._strips = [Strip(line.render(console)).apply_style(style) for line in self._lines]
        style = self._ground  # asking for it anew takes longer than the line
        y += self.scroll_offset.y
        strip = self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, style)
        return strip.adjust_cell_length(self.size.width, style)


def describe(code: Code, book: Codebook, language: str) -> Text:
    """Everything a coder needs to decide on a code, as text."""
    words = _WORDS.get(language, _WORDS["en"])
    kinds = dict(zip(("typical", "atypical", "close-but-no"), words[3:6], strict=True))
    text = Text()
    text.append(label_in(code.label, language), style="bold")
    text.append(f"\n{book.slug}/{code.slug}", style="dim")
    if code.brief:
        text.append("\n\n" + label_in(code.brief, language))
    if code.definition:
        text.append("\n\n" + label_in(code.definition, language), style="dim")
    if code.use_when:
        text.append(f"\n\n{words[0]}\n", style="bold")
        text.append("\n".join("+ " + label_in(each, language) for each in code.use_when))
    if code.not_when:
        text.append(f"\n\n{words[1]}\n", style="bold")
        labels = {each.slug: each.label for each in book.codes}
        for i, each in enumerate(code.not_when):
            text.append(("\n" if i else "") + "− " + label_in(each.text, language))
            if each.see in labels:
                text.append(f" → {words[6]}: {label_in(labels[each.see], language)}", style="italic")
    if code.examples:
        text.append(f"\n\n{words[2]}", style="bold")
        for example in code.examples:
            text.append(f"\n“{example.text}”", style="italic")
            text.append(f" ({kinds[example.kind]})", style="dim")
    return text
