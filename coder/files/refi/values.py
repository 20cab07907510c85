"""What a REFI-QDA project holds, of what coder can take or give.

Identities are GUIDs without braces in small letters. Offsets are code points of a text with LF
line ends, the end exclusive: other ways of counting end at the border.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

VariableType = Literal["Text", "Boolean", "Integer", "Float", "Date", "DateTime"]


@dataclass(frozen=True, slots=True)
class User:
    """A person who worked in the project."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True)
class TreeCode:
    """A code with its place in the tree."""

    guid: str
    name: str
    parent: str | None = None
    color: str = ""
    codable: bool = True
    description: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A property that cases or sources have."""

    guid: str
    name: str
    type: VariableType = "Text"


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody or something the project is about: mostly a respondent."""

    guid: str
    name: str
    description: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """By the variable's guid."""
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A memo; what it is on, says what points to it."""

    guid: str
    name: str
    text: str
    user: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A code on a selection: what coder calls a coding."""

    guid: str
    code: str
    user: str | None = None
    at: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A passage of a text."""

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    user: str | None = None
    at: str = ""
    codings: tuple[Applied, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text with what is selected in it."""

    guid: str
    name: str
    text: str | None
    """None: the file names a text that is not in it."""
    description: str = ""
    user: str | None = None
    at: str = ""
    selections: tuple[Selection, ...] = ()
    codings: tuple[Applied, ...] = ()
    """Codes on the text as a whole."""
    notes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Codes that belong together across the tree."""

    guid: str
    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """A project that was read, or is to be written."""

    name: str
    origin: str = ""
    guid_of_creator: str | None = None
    at: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[TreeCode, ...] = ()
    """Parents before their children."""
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: Iterable[TextSource] = ()
    """A tuple of what was read; what is to be written may come one by one."""
    notes: Iterable[Note] = ()
    sets: tuple[CodeSet, ...] = ()
    description: str = ""
    project_notes: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=Counter)
    """What the file has and coder does not take, with its number."""
    warnings: tuple[str, ...] = ()
    counted: str = ""
    """How the file counts characters, and how that was found out."""
