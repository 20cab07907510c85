"""Words and places: what a thing may be, a sentence for a fault, texts in languages, a stretch of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["interviewer", "respondent", "other"]
"""What a speaker is in a transcript. An interviewer's segments are shown but are not units."""

SegmentKind = Literal["turn", "note"]
"""``turn``: something said (or a paragraph of a text without speakers); ``note``: headings,
dates and other text around the talk, which is shown and never a unit."""

CoderRole = Literal["coder", "reviewer", "lead", "consensus"]
"""``reviewer``: settles disagreements; ``lead``: assigns, opens, merges; both may code as well.
``consensus`` holds the coding of record after adjudication and is nobody in particular."""

CodeStatus = Literal["active", "draft", "merged", "retired"]

Origin = Literal["deductive", "inductive", "in-vivo", "structural"]

ExampleKind = Literal["typical", "atypical", "close-but-no"]

MemoKind = Literal["coding", "segment", "transcript", "code", "study"]
"""What a memo is about."""

Texts = Mapping[str, str]
"""The same text in several languages, by language code; the first is the default."""


class CoderError(Exception):
    """A fault of the study or of the input, said in one sentence.

    The sentence names the file or thing, the place in it and the way out. The
    command line prints it to stderr and exits with 1; the app shows it.
    What it quotes may be of any length; of a very long sentence the middle is left out.
    """

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence if len(sentence) <= 4_000 else f"{sentence[:3_000]} … {sentence[-500:]}")


def in_language(texts: Texts, language: str) -> str:
    """The text in ``language``, else in the default (first) language; empty when there is none."""
    if language in texts:
        return texts[language]
    return next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: code points ``start`` to ``end``, the end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end
