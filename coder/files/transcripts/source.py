"""What a reader is given, and what it gives back.

A reader is a small module with ``read(source)``. It is given a :class:`Source`
and gives back either :class:`Paragraphs` (a text in which labels are still to be
found), a :class:`Talk` (the file itself tells who speaks when), or several talks
(a table with a respondent in each row).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from coder.files.transcripts import text as texts
from coder.files.transcripts.frontmatter import FrontMatter
from coder.files.transcripts.text import Line
from coder.model import CoderError, ReadSegment, Role

Cut = Literal["turn", "paragraph", "sentence"]
CUTS: tuple[Cut, ...] = ("turn", "paragraph", "sentence")

MOST_LETTERS = 5_000_000
MOST_LINES = 150_000
"""The longest text that is read as one transcript: a week of talk."""

SAID = {
    "line_ends": "{n} line end(s) written as CR LF or CR became LF.",
    "controls": "{n} control character(s) became U+FFFD.",
    "directions": "{n} mark(s) that reverse the direction of writing became U+FFFD.",
    "surrogates": "{n} half surrogate pair(s) became U+FFFD.",
    "invalid_bytes": "{n} byte(s) that are no letter in this encoding became U+FFFD.",
    "repeated_lines": "{n} repeated line(s) of rolling captions were left out.",
    "deletions": "{n} deletion(s) of tracked changes were left out.",
    "insertions": "{n} insertion(s) of tracked changes were kept.",
    "headers": "{n} header(s) and footer(s) of the pages were left out.",
    "footnotes": "{n} footnote(s) and endnote(s) were left out.",
    "comments": "{n} comment(s) in the margin were left out.",
    "page_lines": "{n} page number(s) and line(s) repeated on every page were left out.",
    "hyphens": "{n} word(s) broken at a line's end were put together again.",
    "scripts": "{n} script(s), style(s) and hidden part(s) were left out.",
    "time_stamps": "{n} time stamp(s) were taken out of the words and kept as times.",
    "chat_codes": "{n} code(s) of CHAT were taken out of the words or put in words.",
    "chat_tiers": "{n} line(s) of CHAT with analyses (%mor and the like) were left out.",
    "events_outside": "{n} event(s) outside the timeline were left out.",
    "empty_segments": "{n} segment(s) without words were left out.",
    "empty_answers": "{n} empty answer(s) were left out.",
    "empty_rows": "{n} row(s) without any answer were left out.",
}
"""The sentence for each thing that is counted on the way in. A reader's own counts have theirs here."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says about files, against what would be guessed."""

    form: str | None = None
    """The name of the reader, as in ``formats.READERS``."""
    encoding: str | None = None
    language: str = ""
    speakers: Mapping[str, Role | None] = field(default_factory=dict)
    """If not empty: the only labels there are, with their roles; None leaves the role to be guessed."""
    no_speakers: bool = False
    """Nothing is a label: the text is its paragraphs."""
    cut: Cut = "turn"
    interviewers: tuple[str, ...] = ()
    """Labels of who asks; each must be a label of the file."""
    columns: tuple[str, ...] = ()
    """Of a table: the columns that hold answers."""
    respondent_column: str | None = None
    """Of a table: the column that says who answers."""

    @property
    def named(self) -> tuple[str, ...]:
        """Every label that was named: it is one, however rare."""
        return (*self.interviewers, *self.speakers)


@dataclass(slots=True)
class Source:
    """A file on its way in, and what is noted about it while it is read."""

    path: Path
    data: bytes
    asked: Corrections = field(default_factory=Corrections)
    encoding: str = ""
    """The encoding of the letters, once they were made; empty for files that have their own way."""
    counts: Counter[str] = field(default_factory=Counter)
    """How often each thing in ``SAID`` was done."""
    warnings: list[str] = field(default_factory=list)

    def decoded(self, declared: str | None = None) -> str:
        """The letters of the bytes, not cleaned yet.

        Args:
            declared: The encoding that the file itself names, tried before any is guessed.
        """
        found = texts.decode(self.data, self.path, self.asked.encoding, declared)
        self.encoding = found.encoding
        self.warnings += found.warnings
        self.counts["invalid_bytes"] += found.invalid
        return found.text

    def clean(self, text: str) -> str:
        """A text with LF line ends and without dangerous characters; what was changed is counted."""
        text, counts = texts.clean(text)
        self.counts.update(counts)
        return text

    def text(self) -> str:
        """The file as clean text."""
        return self.clean(self.decoded())

    def fit(self, text: str) -> str:
        """A text, if it is no longer than a transcript can be: every line of it costs memory.

        Raises:
            CoderError: It is longer.
        """
        self.refuse_long(len(text), text.count("\n"))
        return text

    def refuse_long(self, letters: int, lines: int = 0) -> None:
        """As :meth:`fit`, of a text that is still being gathered."""
        if letters > MOST_LETTERS or lines > MOST_LINES:
            raise self.bad(
                f"the text has more than {MOST_LETTERS // 1_000_000} million letters or {MOST_LINES:,} "
                "lines; split the transcript."
            )

    def warn(self, sentence: str) -> None:
        """Note what a person should look at."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def bad(self, sentence: str) -> CoderError:
        """The complaint that the file cannot be read: what is wrong, and the way out."""
        return CoderError(f"{self.path}: {sentence}")

    @property
    def said(self) -> tuple[str, ...]:
        """The counts in sentences."""
        return tuple(
            SAID.get(key, "{n} " + key.replace("_", " ") + ".").format(n=n)
            for key, n in self.counts.items()
            if n
        )


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A text in lines; who speaks is told by labels in it."""

    lines: Sequence[Line]
    front: FrontMatter = field(default_factory=FrontMatter)
    stamps: Sequence[tuple[int, int]] = ()
    """Where time stamps stood that are no part of the text, and their times in milliseconds."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A text whose file says who speaks when."""

    text: str
    """Clean, its segments' offsets are code points in it."""
    segments: tuple[ReadSegment, ...]
    turns: Counter[str] = field(default_factory=Counter)
    """How often each label stands in the file, in the order of first speaking."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Roles that the file itself states; the others are guessed from the labels."""
    language: str = ""
    respondent: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    """The transcript's name where a file holds several; else the file's."""


def of_text(text: str, front: FrontMatter | None = None) -> Paragraphs:
    """The paragraphs of a clean text."""
    return Paragraphs(texts.cut_lines(text), front or FrontMatter())
