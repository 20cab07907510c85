"""Looking through folders for files, without a screen."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from coder.tui.speech import _
from coder.tui.state.roster import natural
from coder.tui.state.wrapping import shown

Kind = Literal["recent", "all", "up", "folder", "file", "other"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: a file used lately, all files that fit, the folder above, a folder, a file, another file."""

    kind: Kind
    path: Path
    number: int = 0
    """How many files ``all`` means."""


@dataclass(slots=True)
class Browser:
    """A folder, what is in it, and what has been marked, here and in other folders."""

    endings: Sequence[str]
    """Of the files that can be chosen, in lower case."""
    folder: Path = field(default_factory=Path.cwd)
    several: bool = False
    """Whether more than one thing can be chosen."""
    marked: dict[Path, None] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    cursor: int = 0
    fault: str = ""

    @property
    def entry(self) -> Entry | None:
        """What the cursor is on."""
        return self.entries[self.cursor] if self.cursor < len(self.entries) else None

    def fits(self, path: Path) -> bool:
        """Whether a file is of a kind that can be chosen."""
        return path.suffix.lower() in self.endings and not path.name.startswith((".", "~$"))

    def open(self, folder: Path, at: Path | None = None) -> None:
        """Look into a folder; one that cannot be read is said and not entered."""
        try:
            found = _inside(folder)
        except OSError as error:
            self.fault = _("{folder}: cannot be read ({why}).").format(
                folder=name_of(folder), why=error.strerror or error
            )
            return
        self.fault = ""
        folders = [path for path, is_folder in found if is_folder and not path.name.startswith(".")]
        files = [path for path, is_folder in found if not is_folder and not path.name.startswith(".")]
        fit = [path for path in files if self.fits(path)]
        self.folder = folder
        self.entries = [
            *([Entry("all", folder, len(fit))] if self.several and len(fit) > 1 else []),
            *([Entry("up", folder.parent)] if folder.parent != folder else []),
            *(Entry("folder", path) for path in folders),
            *(Entry("file", path) for path in fit),
            *(Entry("other", path) for path in files if not self.fits(path)),
        ]
        here = [i for i, each in enumerate(self.entries) if each.path == at and each.kind != "up"]
        first = [i for i, each in enumerate(self.entries) if each.kind in ("all", "file")]
        self.cursor = (here or first or [0])[0]

    def up(self) -> None:
        """Look into the folder above; the cursor is on the one left."""
        if self.folder.parent != self.folder:
            self.open(self.folder.parent, self.folder)

    def move(self, by: int) -> None:
        """Move the cursor."""
        self.cursor = max(min(self.cursor + by, len(self.entries) - 1), 0)

    def mark(self) -> None:
        """Mark what the cursor is on, or take the mark away, and go on."""
        entry = self.entry
        if not self.several or entry is None or entry.kind in ("up", "other"):
            return
        paths = self.files() if entry.kind == "all" else [entry.path]
        if all(path in self.marked for path in paths):
            for path in paths:
                del self.marked[path]
        else:
            self.marked.update(dict.fromkeys(paths))
        self.move(1)

    def files(self) -> list[Path]:
        """The files of this folder that can be chosen."""
        return [each.path for each in self.entries if each.kind == "file"]

    def choose(self) -> list[Path] | None:
        """What Enter means: the files chosen, or None after going into a folder."""
        if self.marked:
            return list(self.marked)
        entry = self.entry
        if entry is None or entry.kind == "other":
            return None
        if entry.kind == "all":
            return self.files()
        if entry.kind in ("file", "recent"):
            return [entry.path]
        self.enter()
        return None

    def enter(self) -> None:
        """Go into the folder at the cursor."""
        entry = self.entry
        if entry is not None and entry.kind == "up":
            self.up()
        elif entry is not None and entry.kind == "folder":
            self.open(entry.path)

    # --- a path that is typed ---------------------------------------------------------------------------

    def path(self, typed: str) -> Path:
        """What a typed path means: ``~`` is home, a relative one begins in the folder shown.

        A terminal puts quotes around the path of a file that is dropped on it.
        """
        typed = typed.strip()
        if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"":
            typed = typed[1:-1]
        try:
            return self.folder / Path(typed).expanduser()
        except RuntimeError:  # there is no such user
            return self.folder / typed

    def complete(self, typed: str) -> tuple[str, list[str]]:
        """The typed path, as far as the names there agree on how it goes on, and these names."""
        head, _slash, start = typed.rpartition("/")
        base = self.path(f"{head}/") if head or typed.startswith("/") else self.folder
        try:
            found = _inside(base)
        except OSError:
            return typed, []
        fit = [
            path.name + ("/" if is_folder else "")
            for path, is_folder in found
            if path.name.casefold().startswith(start.casefold())
            and (start.startswith(".") or not path.name.startswith("."))
            and (is_folder or self.fits(path))
        ]
        if not fit:
            return typed, []
        common = _common_start([name.casefold() for name in fit])
        longer = fit[0][:common] if common > len(start) or len(fit) == 1 else start
        return typed[: len(typed) - len(start)] + longer, fit


def name_of(path: Path | str) -> str:
    """A path as it can be shown: without what would move the cursor, half characters replaced."""
    return shown(str(path).encode("utf-8", "replace").decode())


def _common_start(names: Sequence[str]) -> int:
    """How many letters all names have in common at the start."""
    for n, letters in enumerate(zip(*names, strict=False)):
        if len(set(letters)) > 1:
            return n
    return min(map(len, names))


def _inside(folder: Path) -> list[tuple[Path, bool]]:
    """What is in a folder, and whether it is a folder, in natural order."""
    with os.scandir(folder) as found:
        inside = [(Path(each.path), _is_folder(each)) for each in found]
    return sorted(inside, key=lambda each: natural(each[0].name))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def kinds(endings: Collection[str]) -> str:
    """The endings as they are told."""
    return " ".join(endings)
