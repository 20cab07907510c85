"""What other programs know of codes, before it is a codebook.

A reader of a foreign file hands over drafts, in the order of the file and parents first;
:mod:`coder.files.codebooks.making` makes codes of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coder.model import Codebook, Example

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

UNSAID = ""
"""The language of a text of which the file does not say it: the codebook's own, once that is known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says about a file, against what would be guessed."""

    form: str | None = None
    """The name of a format, as in ``kinds.READERS``."""
    slug: str = ""
    title: str = ""
    language: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: the header of the column that holds a field."""
    encoding: str | None = None


@dataclass(slots=True)
class Draft:
    """A code as a file tells of it."""

    label: dict[str, str]
    parent: int | None = None
    """The place of its parent among the drafts, which is before its own."""
    slug: str = ""
    color: str = ""
    codable: bool = True
    origin: str = ""
    status: str = ""
    merged_into: str = ""
    guid: str = ""
    brief: dict[str, str] = field(default_factory=dict)
    definition: dict[str, str] = field(default_factory=dict)
    use_when: list[dict[str, str]] = field(default_factory=list)
    not_when: list[tuple[dict[str, str], str | None]] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    place: str = ""
    """Where it stands in the file, for warnings: ``row 12``."""


@dataclass(slots=True)
class Told:
    """What a reader found besides the codes."""

    form: str
    """The name of the format."""
    warnings: list[str] = field(default_factory=list)
    sets: dict[str, list[int]] = field(default_factory=dict)
    """Members by their places among the drafts."""
    head: dict[str, str] = field(default_factory=dict)
    """``id``, ``version``, ``date`` ... where the file has them."""
    more: Codebook | None = None
    """A codebook of which everything but the codes is taken over."""


def cleaned(text: str) -> str:
    """A text without what cannot be kept; LF line ends, no white space around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", lines).replace("\u2028", "\n").strip()


def line(text: str) -> str:
    """A text brought to one line."""
    return " ".join(cleaned(text).split())
