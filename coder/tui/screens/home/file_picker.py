"""Choose files or folders: by moving through folders, or by typing a path."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input, Static

from coder.tui.keys import bind
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.browsing import Browser, Entry, kinds, name_of


class FolderList(ScrollView, can_focus=True, inherit_bindings=False):
    """The lines of a folder, painted one by one."""

    DEFAULT_CSS = """
    FolderList { height: 1fr; overflow-y: scroll; overflow-x: hidden; background: $surface; }
    """
    COMPONENT_CLASSES = {"folder--line", "folder--other", "folder--cursor"}  # noqa: RUF012 - Textual's way

    class Clicked(Message):
        """A line was clicked a second time."""

    def __init__(self, browser: Browser) -> None:
        super().__init__()
        self.browser = browser

    def show(self) -> None:
        """Paint the folder afresh."""
        self.virtual_size = Size(0, len(self.browser.entries))
        self.scroll_to_region(Region(0, self.browser.cursor, 1, 1), animate=False, force=True)
        self.refresh()

    def on_resize(self) -> None:
        self.show()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        row = y + self.scroll_offset.y
        if row >= len(self.browser.entries):
            return Strip.blank(width, self.rich_style)
        entry = self.browser.entries[row]
        here = row == self.browser.cursor
        kind = "cursor" if here else "other" if entry.kind == "other" else "line"
        style = self.get_component_rich_style(f"folder--{kind}")
        marks = self.browser.files() if entry.kind == "all" else [entry.path]
        marked = entry.kind != "up" and bool(marks) and all(each in self.browser.marked for each in marks)
        text = Text(("▶ " if here else "  ") + ("✓ " if marked else "  ") + _words(entry))
        text.truncate(width, overflow="ellipsis")
        return Strip(text.render(self.app.console)).apply_style(style).adjust_cell_length(width, style)

    def on_click(self, event: Click) -> None:
        row = event.y + self.scroll_offset.y
        if row < len(self.browser.entries):
            again = row == self.browser.cursor
            self.browser.cursor = row
            self.show()
            if again:
                self.post_message(self.Clicked())


class FilePicker(Dialog[list[Path] | None]):
    """Answers with the paths chosen, or None."""

    AUTO_FOCUS = "FolderList"
    DEFAULT_CSS = """
    FilePicker { align: center middle; }
    #picker {
      width: 94%; max-width: 110; height: 90%; background: $surface; border: round $accent; padding: 0 1;
    }
    #picker-keys { height: auto; max-height: 3; color: $text-muted; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "close", N_("close"), id="picker.close", key_display="Esc"),
        bind("enter", "choose", N_("choose"), id="picker.choose", priority=True, show=False),
        bind("tab", "complete", N_("type a path; complete it"), id="picker.type", priority=True, show=False),
        bind("space", "mark", N_("mark"), id="picker.mark", show=False),
        bind("right", "into", N_("into the folder"), id="picker.into", show=False),
        bind("left,backspace", "up", N_("folder above"), id="picker.up", show=False),
        bind("down", "move(1)", N_("next line"), id="picker.down", show=False),
        bind("up", "move(-1)", N_("previous line"), id="picker.upwards", show=False),
        bind("pagedown", "move(10)", N_("a screen down"), id="picker.pagedown", show=False),
        bind("pageup", "move(-10)", N_("a screen up"), id="picker.pageup", show=False),
        bind("home", "move(-1000000)", N_("first line"), id="picker.first", show=False),
        bind("end", "move(1000000)", N_("last line"), id="picker.last", show=False),
    ]

    def __init__(self, question: str, browser: Browser, recent: list[Path] | None = None) -> None:
        """A picker.

        Args:
            question: what it is for.
            browser: where to begin, what fits, whether several may be chosen.
            recent: files offered before those of the folder.
        """
        super().__init__()
        self.question = question
        self.browser = browser
        browser.open(browser.folder)
        if recent:
            browser.entries[:0] = [Entry("recent", path) for path in recent]
            browser.cursor = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="picker"):
            yield Static(Text(self.question, style="bold"), id="picker-question")
            yield Input(
                placeholder=_("or type a path"),
                id="picker-path",
                classes="path-line",
                max_length=4096,
                select_on_focus=False,
            )
            yield Static(id="picker-said")
            yield FolderList(self.browser)
            yield Static(id="picker-keys")

    def on_mount(self) -> None:
        self._show()

    @property
    def _typing(self) -> bool:
        return self.focused is self.query_one(Input)

    def _show(self, names: list[str] | None = None) -> None:
        browser = self.browser
        said = Text(no_wrap=True, overflow="ellipsis")
        if browser.fault:
            said.append(browser.fault, style="bold")
        elif names is not None:
            said.append(
                "  ".join(map(name_of, names)) or _("Nothing there begins like this."), style="italic"
            )
        else:
            said.append(name_of(browser.folder) + "/", style="dim")
        self.query_one("#picker-said", Static).update(said)
        if self._typing:
            keys = _("Enter goes there   Tab completes   ↓ to the list   Esc closes")
        elif browser.marked:
            n = len(browser.marked)
            enter = ngettext("Enter takes the {n} marked", "Enter takes the {n} marked", n).format(n=n)
            keys = enter + "   " + _("Space marks   → ← folders   Esc closes")
        elif browser.several:
            keys = _(
                "Enter chooses or opens   Space marks several, folders too   → ← folders   "
                "Tab types a path   Esc closes"
            )
        else:
            keys = _("Enter chooses or opens   → ← folders   Tab types a path   Esc closes")
        self.query_one("#picker-keys", Static).update(Text(keys))
        self.query_one(FolderList).show()

    # --- typing -------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """A letter begins a path; the line for it takes its own letters, once it has the focus."""
        if event.is_printable and event.character and (self._typing or event.character != " "):
            event.stop()
            self._begin_path(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """A path that is pasted, or a file that is dropped on the terminal."""
        event.stop()
        self._begin_path(event.text.splitlines()[0] if event.text.strip() else "")

    def _begin_path(self, words: str) -> None:
        line = self.query_one(Input)
        self.set_focus(line)
        line.insert_text_at_cursor(words)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._complete_quietly()

    def _complete_quietly(self) -> None:
        """Show the names that the typed path may mean."""
        if self._typing:
            self.browser.fault = ""
            self._show(self.browser.complete(self.query_one(Input).value)[1][:20])

    def action_complete(self) -> None:
        """Into the line for a path; there, complete it."""
        line = self.query_one(Input)
        if not self._typing:
            self.set_focus(line)
            self._complete_quietly()
            return
        line.value, _names = self.browser.complete(line.value)
        line.cursor_position = len(line.value)

    def _go_to_typed(self) -> None:
        line = self.query_one(Input)
        path = self.browser.path(line.value)
        try:
            is_folder, is_file = path.is_dir(), path.is_file()
        except (OSError, ValueError):
            is_folder = is_file = False
        if is_folder:
            self.browser.open(path.resolve())
            line.value = ""
            self.set_focus(self.query_one(FolderList))
            self._show()
        elif is_file:
            self.dismiss([path])
        else:
            self.browser.fault = _("{path}: there is no such file or folder.").format(path=name_of(path))
            self._show()

    # --- moving -------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Through the list; from the line for a path, into the list."""
        if self._typing:
            self.set_focus(self.query_one(FolderList))
        else:
            self.browser.move(by)
        self._show()

    def action_mark(self) -> None:
        """Mark a file or a folder."""
        self.browser.mark()
        self._show()

    def action_into(self) -> None:
        """Into the folder at the cursor."""
        self.browser.enter()
        self._show()

    def action_up(self) -> None:
        """To the folder above."""
        self.browser.up()
        self._show()

    @on(FolderList.Clicked)
    def action_choose(self) -> None:
        """Take what is marked, else what the cursor is on; a folder is opened."""
        if self._typing:
            self._go_to_typed()
            return
        entry = self.browser.entry
        paths = self.browser.choose()
        if paths is not None:
            self.dismiss(paths)
            return
        if entry is not None and entry.kind == "other":
            self.browser.fault = _(
                "{name}: files of this kind are not read; the kinds read are {kinds}."
            ).format(name=name_of(entry.path.name), kinds=kinds(self.browser.endings))
        self._show()
        self.browser.fault = ""

    def action_close(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _words(entry: Entry) -> str:
    if entry.kind == "all":
        words = ngettext("all {n} file of this folder", "all {n} files of this folder", entry.number)
        return "● " + words.format(n=entry.number)
    if entry.kind == "recent":
        return _("lately: {path}").format(path=name_of(entry.path))
    if entry.kind == "up":
        return ".."
    if entry.kind == "folder":
        return name_of(entry.path.name) + "/"
    return name_of(entry.path.name)
