"""The transcript: painted line by line, so that a long interview costs no more than a short one."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from textual.events import MouseDown, MouseMove, MouseUp, Resize
from textual.geometry import Region, Size
from textual.message import Message

from coder.model import Span, Transcript
from coder.tui.state.workspace import Workspace
from coder.tui.state.wrapping import graphemes, shown, wrap
from coder.tui.undisturbed import undisturbed
from coder.tui.widgets.transcript_lines import GUTTER, PaintedTranscript


class TranscriptView(PaintedTranscript, can_focus=True, inherit_bindings=False):
    """Segments with speakers, codings in colour with letters in the gutter, and a cursor."""

    DEFAULT_CSS = """
    TranscriptView { overflow-y: scroll; overflow-x: hidden; background: $background; }
    """
    ALLOW_SELECT = False  # a drag chooses a passage to code

    class Moved(Message):
        """The cursor stands in another transcript; within one, whoever shows it watches ``cursor``."""

    class Dragged(Message):
        """The mouse was dragged over a passage."""

        def __init__(self, span: Span) -> None:
            super().__init__()
            self.span = span

    def __init__(self, workspace: Workspace, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(workspace, id=id)
        self._width = 0
        self._others = 0
        """The edition of others' codes that there is room for."""
        self.laid: Transcript | None = None
        """The transcript as it was laid out."""
        self._anchor: int | None = None

    # --- laying out -------------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - Textual's signature
        self.lay_out()
        self.show_cursor()
        self.call_after_refresh(self.show_cursor)

    def lay_out(self) -> None:
        """Wrap the text for the present width."""
        width = self.scrollable_content_region.width - GUTTER
        edition = self.workspace.others.edition
        same = self.laid is self.workspace.transcript
        if width < 4 or (same and (width, edition) == (self._width, self._others)):
            return
        self._width, self._others, self.laid = width, edition, self.workspace.transcript
        text = self.laid.text
        with undisturbed():
            self._rows = [tuple(wrap(text, s.span.start, s.span.end, width)) for s in self.workspace.segments]
        heads = [self._has_head(segment) for segment in self.workspace.segments]
        more = [bool(self.workspace.others.at(i)) for i in range(len(heads))]
        heights = [len(rows) + head + n for rows, head, n in zip(self._rows, heads, more, strict=True)]
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

    def rearrange(self) -> None:
        """Make room for others' codes, or take it away; the cursor stays on its segment."""
        self.lay_out()
        self.repaint()
        self.show_cursor()

    def repaint_touched(self) -> None:
        """Paint those segments afresh whose codings, decisions or memos have changed."""
        touched = self.workspace.take_touched()
        if self._rows and self.laid is not self.workspace.transcript:
            self.set_reactive(TranscriptView.cursor, self.validate_cursor(self.cursor))
            self.rearrange()
        elif self._others != self.workspace.others.edition:
            self.rearrange()
        elif touched is None:
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
        start, end = self._rows[index][min(row, len(self._rows[index]) - 1)]
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


def _different(before: Span | None, after: Span | None) -> list[tuple[int, int]]:
    """The stretches that only one of two spans covers."""
    if before is None or after is None or not before.overlaps(after):
        return [(each.start, each.end) for each in (before, after) if each is not None]
    ends = sorted((before.start, after.start)), sorted((before.end, after.end))
    return [(a, b) for a, b in ends if a < b]
