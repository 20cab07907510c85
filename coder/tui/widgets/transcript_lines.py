"""How the lines of a transcript look: words under codes, letters in the gutter, the cursor."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from rich.cells import set_cell_size
from rich.segment import Segment as Ink
from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from coder.model import Coding, Segment, Span
from coder.tui.colors import color_of
from coder.tui.state.notes import MARK
from coder.tui.state.workspace import Workspace, letter
from coder.tui.state.wrapping import graphemes, shown

GUTTER = 6
"""Cells before the words: the cursor's bar, the decided mark, up to three letters, a space."""


class PaintedTranscript(ScrollView):
    """Paints the lines in sight; what was painted is kept until somebody takes it away."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's way
        "transcript--words",
        "transcript--asking",
        "transcript--note",
        "transcript--speaker",
        "transcript--asker",
        "transcript--bar",
        "transcript--decided",
        "transcript--letter",
        "transcript--cursor",
        "transcript--chosen",
        "transcript--others",
    }

    cursor: reactive[int] = reactive(0, repaint=False)
    language = ""
    """Of the labels of others' codes."""

    def __init__(self, workspace: Workspace, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.workspace = workspace
        self._rows: list[tuple[tuple[int, int], ...]] = []
        """The lines of each segment; tuples, in which no look for garbage is needed."""
        self._tops: list[int] = [0]
        """The line on which each segment begins, and the one after the last."""
        self._strips: dict[int, Strip] = {}
        self._chosen: Span | None = None

    def _has_head(self, segment: Segment) -> int:
        return int(segment.speaker is not None)

    def render_line(self, y: int) -> Strip:
        y += self.scroll_offset.y
        if not self._rows or y >= self._tops[-1]:
            return Strip.blank(self.size.width, self.get_component_rich_style("transcript--words"))
        strip = self._strips.get(y)
        if strip is None:
            if len(self._strips) > 600:
                self._strips.clear()
            strip = self._strips[y] = self._paint(y)
        return strip

    def _paint(self, y: int) -> Strip:
        index = bisect_right(self._tops, y) - 1
        segment = self.workspace.segments[index]
        row = y - self._tops[index]
        here = index == self.cursor
        if self._has_head(segment):
            if row == 0:
                return self._head(index, segment, here)
            row -= 1
        if row == len(self._rows[index]):
            return self._others_line(index, segment, here)
        start, end = self._rows[index][row]
        base = self._base(segment, here)
        codings = self.workspace.codings_at(index)
        lead = [
            Ink(
                ("▌" if here else " ") + self._memo_mark(index, row),
                base + self.get_component_rich_style("transcript--bar", partial=True),
            ),
            Ink(
                self._letters(codings, start, end),
                base + self.get_component_rich_style("transcript--letter", partial=True),
            ),
        ]
        ink = [*lead, *self._words(codings, start, end, base)]
        return Strip(ink).adjust_cell_length(self.size.width, base)

    def _head(self, index: int, segment: Segment, here: bool) -> Strip:
        """The line above a turn: its number, the speaker, and whether it is decided."""
        base = self._base(segment, here)
        bar = base + self.get_component_rich_style("transcript--bar", partial=True)
        voice = "speaker" if segment.is_unit else "asker"
        speaker = base + self.get_component_rich_style(f"transcript--{voice}", partial=True)
        mark = ""
        if segment.is_unit:
            mark = "✓" if self.workspace.is_decided(index) else "·"
        decided = base + self.get_component_rich_style("transcript--decided", partial=True)
        who = shown(segment.speaker.label) if segment.speaker else ""
        ink = [
            Ink("▌" if here else " ", bar),
            Ink(set_cell_size(mark, 1), decided),
            Ink(f"{segment.position + 1:>{GUTTER - 3}} ", speaker),
            Ink(who, speaker),
        ]
        return Strip(ink).adjust_cell_length(self.size.width, base)

    def _others_line(self, index: int, segment: Segment, here: bool) -> Strip:
        """The line below a turn: what other coders gave it, each by name."""
        base = self._base(segment, here)
        bar = base + self.get_component_rich_style("transcript--bar", partial=True)
        style = base + self.get_component_rich_style("transcript--others", partial=True)
        words = self.workspace.others.words(index, self.workspace.codes, self.language)
        text = Text(words)
        text.truncate(max(self.size.width - GUTTER, 1), overflow="ellipsis")
        ink = [Ink("▌" if here else " ", bar), Ink(" " * (GUTTER - 1), style), Ink(text.plain, style)]
        return Strip(ink).adjust_cell_length(self.size.width, base)

    def _base(self, segment: Segment, here: bool) -> Style:
        kind = "words" if segment.is_unit else "note" if segment.kind == "note" else "asking"
        style = self.get_component_rich_style(f"transcript--{kind}")
        if here:
            style += self.get_component_rich_style("transcript--cursor", partial=True)
        return style

    def _memo_mark(self, index: int, row: int) -> str:
        """Whether memos stand here, on the first line of a segment's words."""
        return MARK if row == 0 and self.workspace.memos_at(index) else " "

    def _letters(self, codings: list[Coding], start: int, end: int) -> str:
        """The letters of the codings on this line; the fourth and further ones show as +."""
        on = [letter(i) for i, c in enumerate(codings) if c.span.start < end and c.span.end > start]
        text = "".join(on) if len(on) <= 3 else "".join(on[:2]) + "+"
        return f"{text:<{GUTTER - 2}}"

    def _words(self, codings: list[Coding], start: int, end: int, base: Style) -> list[Ink]:
        """The words of a line, cut where a coding begins or ends."""
        words = shown(self.workspace.transcript.text[start:end])
        ink = []
        chosen = self._chosen
        spans = [c.span for c in codings] + ([chosen] if chosen is not None else [])
        for a, b in pairwise(_cuts(spans, start, words)):
            covering = [c for c in codings if c.span.start < b and a < c.span.end]
            part = words[a - start : b - start]
            style = base + self._over(covering)
            if chosen is not None and chosen.start < b and a < chosen.end:
                style += self.get_component_rich_style("transcript--chosen")
            ink.append(Ink(part.rstrip(" ") if b == end else part, style))
        return ink

    def _over(self, covering: list[Coding]) -> Style:
        """The look of words under codings: the colour of the last to begin, underlined where several meet."""
        if not covering:
            return Style.null()
        code = self.workspace.codes[covering[-1].code_id]
        tint = self.tint(code.color)
        bold = True if self.app.no_color else None  # without colours the words are told by their weight
        return Style(bgcolor=tint.rich_color, underline=len(covering) > 1, bold=bold)

    def tint(self, color: str) -> Color:
        """A code's colour, thinned so that words on it stay readable on a light or dark ground."""
        _, ground = self.background_colors
        return ground.blend(color_of(color), 0.38)


def _cuts(spans: list[Span], start: int, words: str) -> list[int]:
    """Where the look of a line changes; an edge within what stands as one letter moves to its sides."""
    end = start + len(words)
    cuts = {start, end}
    cuts.update(x for s in spans for x in (s.start, s.end) if start < x < end)
    if len(cuts) > 2:
        for a, b, _ in graphemes(words):
            within = {x for x in cuts if start + a < x < start + b}
            if within:
                cuts = (cuts - within) | {start + a, start + b}
    return sorted(cuts)
