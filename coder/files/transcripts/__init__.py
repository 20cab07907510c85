"""Readers of transcripts: a file in, a text cut into segments out.

>>> from coder.files import transcripts
>>> files = transcripts.find([Path("interviews")])
>>> read = transcripts.read(files[0], interviewers=["Anna"])

``formats.py`` is the registry: which reader reads a file. A new format is a module
with ``read(source)`` and a row there; what it is given and gives back is in
``source.py``. Zip archives and XML are opened through ``files/hostile.py`` alone.
``encodings.py`` and ``text.py`` make letters of bytes, ``frontmatter.py`` reads the
head; ``marks.py`` finds what may be a label, ``labels.py`` decides which are,
``segments.py`` cuts, ``speakers.py`` says who asks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from coder.files.transcripts import cutting, formats, text
from coder.files.transcripts.formats import IN_FOLDERS, KINDS, kinds_read
from coder.files.transcripts.source import Corrections, Paragraphs, Source
from coder.model import CoderError, ReadTranscript

__all__ = ["KINDS", "Corrections", "find", "passed_over", "read", "read_all"]

_DIGITS = re.compile(r"(\d+)")


def find(paths: Iterable[Path], *, any_kind: bool = False) -> list[Path]:
    """The transcript files that some paths mean, each once.

    A folder means its own transcript files in natural order (E2 before E10),
    without README files, hidden ones and tables; folders in it are not entered.

    Args:
        paths: Files and folders.
        any_kind: Named files may have any ending: what they are was said.

    Raises:
        CoderError: A named file is missing or of a kind that is not read, or a folder holds none.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_in_folder(path)))
        elif not path.exists():
            raise CoderError(f"{path}: there is no such file or folder; {kinds_read()}.")
        elif not any_kind and not formats.is_read(path):
            raise CoderError(f"{path}: files of this kind are not read; {kinds_read()}.")
        else:
            found[path] = None
    return list(found)


def read(
    path: Path,
    *,
    interviewers: Collection[str] = (),
    name: str | None = None,
    asked: Corrections | None = None,
) -> ReadTranscript:
    """Read a file that holds one transcript and cut it into segments.

    Args:
        path: The file; its content and its ending tell its kind.
        interviewers: Labels, in any case, of who asks; known words ("Interviewer", "И") need no telling.
        name: The transcript's name in the study, else the file's stem.
        asked: What a person says about the file against what would be guessed.

    Raises:
        CoderError: The file cannot be read as what it says it is, holds no text or several
            transcripts, or has no such interviewer.
    """
    asked = asked or Corrections()
    found = read_all(path, replace(asked, interviewers=(*asked.interviewers, *interviewers)), name)
    if len(found) > 1:
        raise CoderError(f"{path}: the file holds {len(found)} transcripts, where one is expected.")
    return found[0]


def read_all(path: Path, asked: Corrections | None = None, name: str | None = None) -> list[ReadTranscript]:
    """Read a file: one transcript, or from a table one for each row.

    Raises:
        CoderError: As :func:`read`.
    """
    source = Source(path, text.read_bytes(path), asked or Corrections())
    reader = formats.choose(source)
    got = reader.read(source)
    if isinstance(got, Paragraphs):
        return [cutting.of_paragraphs(got, source, reader.name, name)]
    if isinstance(got, list):
        if not got:
            raise source.bad("there is no text in the file; check that it is the transcript.")
        return [cutting.of_talk(each, source, reader.name, name if len(got) == 1 else None) for each in got]
    return [cutting.of_talk(got, source, reader.name, name)]


def passed_over(paths: Iterable[Path]) -> Counter[str]:
    """The endings of the files in these folders that a folder's name does not mean, with their number.

    Recordings, pictures, codebooks; and tables, which may be of respondents: they are to be named.
    """
    counts: Counter[str] = Counter()
    for folder in paths:
        try:
            files = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
        except OSError:  # said where its files are looked for
            continue
        for path in files:
            hidden = path.name.startswith((".", "~$")) or path.name.lower().startswith("readme")
            if not hidden and path.suffix.lower() not in IN_FOLDERS:
                counts[path.suffix.lower() or path.name] += 1
    return counts


def _in_folder(folder: Path) -> list[Path]:
    try:
        files = [path for path in folder.iterdir() if path.is_file()]
    except OSError as fault:
        raise CoderError(
            f"{folder}: the folder cannot be read ({fault.strerror}); check its rights."
        ) from fault
    kept = [
        path
        for path in files
        if path.suffix.lower() in IN_FOLDERS
        and not path.name.startswith((".", "~$"))
        and not path.name.lower().startswith("readme")
    ]
    if not kept:
        raise CoderError(f"{folder}: there are no transcripts in the folder; {kinds_read()}.")
    return sorted(kept, key=_natural)


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    """A key that sorts numbers within names by their value."""
    parts = _DIGITS.split(path.name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], path.name
