"""Which reader reads a file: by what it holds, by its ending, or as a person says.

A reader is a module of this package with ``read(source: Source) -> Paragraphs |
Talk | list[Talk]`` and a row in ``READERS``:

* ``name``: the word of ``--as`` and of the report's ``format``;
* ``endings``: those it is for, with their full stops, in lower case;
* ``module``: imported when a file needs it, so that heavy libraries cost nobody else;
* ``looks``: whether the file certainly is of this format, by its content alone. It
  is given a :class:`Peek` and must not import anything heavy. Without it the
  reader takes whatever has its ending and looks like nothing else.

A file goes to the first reader that has its ending and knows its content, else to
the first that knows its content whatever the ending (with a warning), else to
the first with its ending and no ``looks``, else to the first with its ending,
which then says what is wrong. Rows stand from the particular to the
general: a format inside JSON before JSON as such.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

from coder.files.transcripts import looks
from coder.files.transcripts.source import Paragraphs, Source, Talk
from coder.model import CoderError

_HEAD = 16_384


class Peek:
    """A first look at a file's bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def head(self) -> str:
        """The beginning as letters, without a byte order mark; what is not UTF-8 or UTF-16 is not right."""
        start = self.data[:_HEAD]
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return start.decode("utf-16", "replace")
        if start[1:2] == b"\0" or start[:1] == b"\0":
            return start.decode("utf-16-le" if start[1:2] == b"\0" else "utf-16-be", "replace").removeprefix(
                "\ufeff"
            )
        return start.decode("utf-8", "replace").removeprefix("\ufeff")

    @cached_property
    def root(self) -> str:
        """The name of the first element of XML or HTML, in lower case without prefix; else empty."""
        match = _ROOT.match(self.head)
        return match["name"].lower() if match else ""

    @cached_property
    def entries(self) -> frozenset[str]:
        """The names of a zip archive's entries, in lower case; empty if it is none."""
        if not self.data.startswith(b"PK"):
            return frozenset()
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as pack:
                return frozenset(name.lower() for name in pack.namelist()[:10_000])
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            return frozenset()


_ROOT = re.compile(
    r"\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?:[^-]|-(?!->))*+-->\s*+)?(?:<!doctype[^>]*>\s*+)?"
    r"(?:<!--(?:[^-]|-(?!->))*+-->\s*+)?<(?:\w+:)?(?P<name>[A-Za-z][\w.-]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A row of the registry."""

    name: str
    endings: tuple[str, ...]
    module: str
    looks: Callable[[Peek], bool] | None = None
    in_folders: bool = True
    """Whether files with these endings are taken from a folder, or only when they are named."""

    def read(self, source: Source) -> Paragraphs | Talk | list[Talk]:
        """What the file holds."""
        read: Callable[[Source], Paragraphs | Talk | list[Talk]]
        read = import_module(f"coder.files.transcripts.{self.module}").read
        return read(source)


def _is_docx(peek: Peek) -> bool:
    return any(name.startswith("word/") for name in peek.entries)


def _is_odt(peek: Peek) -> bool:
    return {"content.xml", "mimetype"} <= peek.entries and b"opendocument.text" in peek.data[:200]


READERS: tuple[Reader, ...] = (
    Reader("docx", (".docx", ".docm"), "docx", _is_docx),
    Reader("odt", (".odt",), "odt", _is_odt),
    Reader("rtf", (".rtf",), "rtf", lambda peek: peek.data.lstrip()[:5] == b"{\\rtf"),
    Reader("pdf", (".pdf",), "pdf", lambda peek: b"%PDF-" in peek.data[:1024]),
    Reader("vtt", (".vtt",), "vtt", lambda peek: bool(re.match(r"WEBVTT(?:\s|$)", peek.head))),
    Reader("html", (".html", ".htm", ".xhtml"), "html", lambda peek: peek.root in {"html", "body", "head"}),
    Reader("srt", (".srt",), "srt", looks.srt),
    Reader("otranscribe", (".otr",), "otr", looks.otr),
    Reader("json", (".json",), "jsons", looks.json),
    Reader("elan", (".eaf",), "eaf", looks.eaf),
    Reader("exmaralda", (".exb",), "exb", looks.exb),
    Reader("chat", (".cha",), "cha", looks.chat),
    Reader("survey", (".csv", ".tsv", ".xlsx"), "survey", looks.workbook, in_folders=False),
    Reader("markdown", (".md", ".markdown"), "plain"),
    Reader("text", (".txt", ".text"), "plain"),
)

NAMES = tuple(dict.fromkeys(reader.name for reader in READERS))
"""The words that ``--as`` takes."""
KINDS = tuple(dict.fromkeys(ending for reader in READERS for ending in reader.endings))
"""The endings of the files that are read."""
IN_FOLDERS = frozenset(ending for reader in READERS if reader.in_folders for ending in reader.endings)
"""The endings of the files that are taken when a folder is named."""


def choose(source: Source) -> Reader:
    """The reader of a file.

    Raises:
        CoderError: No reader knows the file.
    """
    if source.asked.form is not None:
        return named(source.asked.form)
    ending = source.path.suffix.lower()
    peek = Peek(source.data)
    mine = [reader for reader in READERS if ending in reader.endings]
    for reader in mine:
        if reader.looks is not None and reader.looks(peek):
            return reader
    for reader in READERS:
        if reader.looks is not None and reader.looks(peek):
            if ending in KINDS:
                source.warn(f"The file is called {ending} but holds {reader.name}; it was read as that.")
            return reader
    if mine:
        return next((reader for reader in mine if reader.looks is None), mine[0])
    raise CoderError(f"{source.path}: files of this kind are not read; {kinds_read()}.")


def named(name: str) -> Reader:
    """The reader of a name."""
    for reader in READERS:
        if reader.name == name.lower():
            return reader
    raise CoderError(f"there is no format {name!r}; the formats read are {', '.join(NAMES)}.")


def kinds_read() -> str:
    """The endings in words."""
    return f"the kinds read are {' '.join(KINDS)}"


def is_read(path: Path) -> bool:
    """Whether a file's ending is one of those read."""
    return path.suffix.lower() in KINDS
