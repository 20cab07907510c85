"""The transcript: painted line by line, so that a long interview costs no more than a short one."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise

from rich.cells import set_cell_size
from rich.segment import Segment as Ink
from rich.style import Style
from textual.color import Color
from textual.events import MouseDown, MouseMove, MouseUp, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from coder.model import Coding, Segment, Span
from coder.tui.colors import color_of
from coder.tui.notes import MARK
from coder.tui.undisturbed import undisturbed
from coder.tui.workspace import Workspace, letter
from coder.tui.wrapping import graphemes, shown, wrap

GUTTER = 6
"""Cells before the words: the cursor's bar, the decided mark, up to three letters, a space."""


class TranscriptView(ScrollView, can_focus=True, inherit_bindings=False):
    """Segments with speakers, codings in colour with letters in the gutter, and a cursor."""

    DEFAULT_CSS = """
    TranscriptView { overflow-y: scroll; overflow-x: hidden; background: $background; }
    """
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
    }
    ALLOW_SELECT = False  # a drag chooses a passage to code

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor stands in another transcript; within one, whoever shows it watches ``cursor``."""

    class Dragged(Message):
        """The mouse was dragged over a passage."""

        def __init__(self, span: Span) -> None:
            super().__init__()
            self.span = span

    def __init__(self, workspace: Workspace, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.workspace = workspace
        self._width = 0
        self._rows: list[list[tuple[int, int]]] = []
        self._tops: list[int] = [0]
        self._strips: dict[int, Strip] = {}
        self._chosen: Span | None = None
        self._anchor: int | None = None

    # --- laying out -------------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - Textual's signature
        self.lay_out()
        self.call_after_refresh(self.show_cursor)

    def lay_out(self) -> None:
        """Wrap the text for the present width."""
        width = self.scrollable_content_region.width - GUTTER
        if width < 4 or width == self._width:
            return
        self._width = width
        text = self.workspace.transcript.text
        with undisturbed():
            self._rows = [wrap(text, s.span.start, s.span.end, width) for s in self.workspace.segments]
        heads = [self._has_head(segment) for segment in self.workspace.segments]
        heights = [len(rows) + head for rows, head in zip(self._rows, heads, strict=True)]
        self._tops = [0, *accumulate(heights)]
        self._strips.clear()
        self.virtual_size = Size(width + GUTTER, self._tops[-1])

    def open(self, workspace: Workspace, cursor: int) -> None:
        """Show another transcript in the place of this one, with the cursor on this segment."""
        self.workspace = workspace
        self._width, self._chosen, self._anchor = 0, None, None
        self._rows, self._tops = [], [0]
        self.set_reactive(TranscriptView.cursor, max(0, min(len(workspace.segments) - 1, cursor)))
        self.lay_out()
        self.repaint()
        self.show_cursor()

    def _has_head(self, segment: Segment) -> int:
        return int(segment.speaker is not None)

    def _region_of(self, index: int) -> Region:
        top = self._tops[index]
        return Region(0, top, self._width + GUTTER, self._tops[index + 1] - top)

    def show_cursor(self) -> None:
        """Bring the segment at the cursor into sight; a tall one that fills the view stays as it is."""
        if self._rows:
            self.scroll_to_region(self._region_of(self.cursor), animate=False, force=True)

    def repaint(self) -> None:
        """Paint afresh after the codings or the colours have changed."""
        self._strips.clear()
        self.refresh()

    def repaint_touched(self) -> None:
        """Paint those segments afresh whose codings, decisions or memos have changed."""
        touched = self.workspace.take_touched()
        if touched is None:
            self.repaint()
        elif self._rows:
            for index in touched:
                self._renew(self._tops[index], self._tops[index + 1])

    def _renew(self, top: int, bottom: int) -> None:
        """Paint some lines afresh, counted from the top of the transcript."""
        for y in range(top, bottom):
            self._strips.pop(y, None)
        shown_from = self.scroll_offset.y
        top, bottom = max(top, shown_from), min(bottom, shown_from + self.size.height)
        if top < bottom:
            self.refresh(Region(0, top - shown_from, self._width + GUTTER, bottom - top))

    def notify_style_update(self) -> None:
        """A new theme: nothing painted before holds."""
        super().notify_style_update()
        self._strips.clear()

    # --- moving -----------------------------------------------------------------------------------

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(len(self.workspace.segments) - 1, cursor))

    def watch_cursor(self, before: int, after: int) -> None:
        if not self._rows:
            return
        for index in (before, after):
            self._renew(self._tops[index], self._tops[index + 1])
        self.show_cursor()

    def move(self, by: int) -> None:
        """Move the cursor by some segments."""
        self.cursor += by

    def page(self, direction: int) -> None:
        """Move the cursor by a screenful; over a segment taller than the screen, scroll through it."""
        height = self.scrollable_content_region.height
        region = self._region_of(self.cursor)
        below = region.bottom - (self.scroll_offset.y + height)
        above = self.scroll_offset.y - region.y
        if (direction > 0 and below > 0) or (direction < 0 and above > 0):
            self.scroll_relative(y=direction * max(height - 2, 1), animate=False)
            return
        y = max(region.y + height, region.bottom) if direction > 0 else region.y - height
        self.cursor = bisect_right(self._tops, max(0, min(y, self._tops[-1] - 1))) - 1

    # --- choosing ---------------------------------------------------------------------------------

    def select(self, span: Span | None) -> None:
        """Show a passage as chosen (None: none), and bring its end into sight."""
        before, self._chosen = self._chosen, span
        if self._rows:
            for start, end in _different(before, span):
                self._renew(self._row_of(start), self._row_of(end - 1) + 1)
        if span is not None and self._rows:
            y = self._row_of(span.end - 1)
            self.scroll_to_region(Region(0, y, 1, 1), animate=False, force=True)

    def _row_of(self, offset: int) -> int:
        """The line, counted from the top of the transcript, on which an offset stands."""
        index = self.workspace.segment_at(offset)
        row = bisect_right([start for start, _ in self._rows[index]], offset) - 1
        return self._tops[index] + self._has_head(self.workspace.segments[index]) + max(row, 0)

    def offset_at(self, x: int, y: int) -> int | None:
        """The code point under a cell of the widget; None where no words stand."""
        y += self.scroll_offset.y
        if not (self._rows and 0 <= y < self._tops[-1]):
            return None
        index = bisect_right(self._tops, y) - 1
        row = y - self._tops[index] - self._has_head(self.workspace.segments[index])
        if row < 0:
            return self.workspace.segments[index].span.start
        start, end = self._rows[index][row]
        cells = x - GUTTER
        for a, _, wide in graphemes(shown(self.workspace.transcript.text[start:end])):
            if cells < wide:
                return start + a
            cells -= wide
        return end - 1

    def on_mouse_down(self, event: MouseDown) -> None:
        """Begin to drag; the cursor goes to the segment under the pointer."""
        y = event.y + self.scroll_offset.y
        if event.button != 1 or not (self._rows and 0 <= y < self._tops[-1]):
            return
        self.cursor = bisect_right(self._tops, y) - 1
        self._anchor = self.offset_at(event.x, event.y)
        self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Choose from where the drag began to here."""
        if self._anchor is None:
            return
        here = self.offset_at(event.x, event.y)
        if here is not None and here != self._anchor:
            self.post_message(self.Dragged(Span(min(here, self._anchor), max(here, self._anchor) + 1)))

    def on_mouse_up(self, event: MouseUp) -> None:  # noqa: ARG002 - Textual's signature
        """End the drag."""
        self._anchor = None
        self.release_mouse()

    # --- painting ---------------------------------------------------------------------------------

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
        return Style(bgcolor=tint.rich_color, underline=len(covering) > 1)

    def tint(self, color: str) -> Color:
        """A code's colour, thinned so that words on it stay readable on a light or dark ground."""
        _, ground = self.background_colors
        return ground.blend(color_of(color), 0.38)


def _different(before: Span | None, after: Span | None) -> list[tuple[int, int]]:
    """The stretches that only one of two spans covers."""
    if before is None or after is None or not before.overlaps(after):
        return [(each.start, each.end) for each in (before, after) if each is not None]
    ends = sorted((before.start, after.start)), sorted((before.end, after.end))
    return [(a, b) for a, b in ends if a < b]


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
