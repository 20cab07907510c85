"""Readers of transcripts: a file in, a text cut into segments out.

>>> from coder.files import transcripts
>>> files = transcripts.find([Path("interviews")])
>>> read = transcripts.read(files[0], interviewers=["Anna"])

``text.py`` makes letters of bytes, ``frontmatter.py`` reads the head, ``docx.py``
and ``vtt.py`` their formats; ``marks.py`` finds what may be a label,
``labels.py`` decides which are, ``segments.py`` cuts, ``speakers.py`` says who asks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.files.transcripts import frontmatter, labels, language, segments, speakers, text, vtt
from coder.files.transcripts.frontmatter import FrontMatter
from coder.files.transcripts.text import Line
from coder.model import CoderError, ReadTranscript

__all__ = ["KINDS", "find", "read"]

KINDS = (".md", ".markdown", ".txt", ".docx", ".vtt")
"""The endings of the files that are read."""

_DIGITS = re.compile(r"(\d+)")


def find(paths: Iterable[Path]) -> list[Path]:
    """The transcript files that some paths mean, each once.

    A folder means its own transcript files in natural order (E2 before E10),
    without README files and hidden ones; folders in it are not entered.

    Raises:
        CoderError: A named file is missing or of a kind that is not read, or a folder holds none.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_in_folder(path)))
        elif not path.exists():
            raise CoderError(f"{path}: there is no such file or folder; {_kinds_read()}.")
        else:
            _check_kind(path)
            found[path] = None
    return list(found)


def read(path: Path, *, interviewers: Collection[str] = (), name: str | None = None) -> ReadTranscript:
    """Read a transcript file and cut it into segments.

    Args:
        path: The file; its ending tells its kind.
        interviewers: Labels, in any case, of who asks; known words ("Interviewer", "И") need no telling.
        name: The transcript's name in the study, else the file's stem.

    Raises:
        CoderError: The file cannot be read as what it says it is, holds no text, or has no such interviewer.
    """
    _check_kind(path)
    data = text.read_bytes(path)
    asked = _Asked(path, tuple(interviewers), name or path.stem)
    kind = path.suffix.lower()
    if kind == ".docx":
        return _read_docx(data, asked)
    decoded, guessed = text.decode(data, path)
    if kind == ".vtt":
        cleaned, changed = text.clean(vtt.unescape(decoded))
        return _read_vtt(cleaned, (*guessed, *changed), asked)
    cleaned, changed = text.clean(decoded)
    front, body = frontmatter.split(cleaned, path)
    return _cut(text.cut_lines(body), front, (*guessed, *changed), asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the caller of :func:`read` said."""

    path: Path
    interviewers: tuple[str, ...]
    name: str


def _read_docx(data: bytes, asked: _Asked) -> ReadTranscript:
    from coder.files.transcripts import docx

    lines = docx.read(data, asked.path)
    body, changed = text.clean("\n".join(line.text for line in lines))
    cleaned = [replace(line, text=body[line.start : line.start + len(line.text)]) for line in lines]
    return _cut(cleaned, FrontMatter(), changed, asked)


def _read_vtt(source: str, changed: tuple[str, ...], asked: _Asked) -> ReadTranscript:
    talk = vtt.read(source, asked.path, asked.interviewers)
    found = speakers.read(talk.text, talk.segments, talk.turns, asked.path, interviewers=asked.interviewers)
    return ReadTranscript(
        name=asked.name,
        path=str(asked.path),
        text=talk.text,
        segments=talk.segments,
        speakers=found,
        language=language.guess(talk.text),
        cleaned=(*changed, *talk.said),
    )


def _cut(
    lines: Sequence[Line], front: FrontMatter, cleaned: tuple[str, ...], asked: _Asked
) -> ReadTranscript:
    """A transcript from the lines of a text."""
    respondents = [front.respondent] if front.respondent else []
    cutter = segments.Cutter(
        lines, labels.accepted(lines, [*asked.interviewers, *front.interviewers, *respondents])
    )
    cutter.cut()
    if not cutter.segments:
        raise CoderError(f"{asked.path}: there is no text in the file; check that it is the transcript.")
    body = "\n".join(line.text for line in lines)
    found = speakers.read(
        body,
        cutter.segments,
        cutter.turns,
        asked.path,
        interviewers=asked.interviewers,
        front=front.interviewers,
    )
    return ReadTranscript(
        name=asked.name,
        path=str(asked.path),
        text=body,
        segments=tuple(cutter.segments),
        speakers=found,
        language=front.language or language.guess(body),
        respondent=front.respondent,
        attributes=front.attributes,
        cleaned=cleaned,
    )


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
        if path.suffix.lower() in KINDS
        and not path.name.startswith((".", "~$"))
        and not path.name.lower().startswith("readme")
    ]
    if not kept:
        raise CoderError(f"{folder}: there are no transcripts in the folder; {_kinds_read()}.")
    return sorted(kept, key=_natural)


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    """A key that sorts numbers within names by their value."""
    parts = _DIGITS.split(path.name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], path.name


def _check_kind(path: Path) -> None:
    if path.suffix.lower() not in KINDS:
        raise CoderError(f"{path}: files of this kind are not read; {_kinds_read()}.")


def _kinds_read() -> str:
    return f"the kinds read are {' '.join(KINDS)}"
