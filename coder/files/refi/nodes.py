"""Elements of a project's XML that have ended, and what they mean.

Positions stay as they are in the file; :mod:`coder.files.refi.reading` makes places of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coder.files.refi.guids import plain
from coder.files.refi.values import Applied, Case, TreeCode, User


@dataclass(slots=True)
class Passage:
    """A selection as the file has it."""

    guid: str
    start: int | None
    end: int | None
    name: str
    description: str
    user: str | None
    at: str
    codings: tuple[Applied, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Text:
    """A source or a note as the file has it."""

    guid: str
    name: str
    path: str
    content: str | None
    rich: bool
    description: str
    user: str | None
    at: str
    passages: list[Passage]
    codings: tuple[Applied, ...]
    notes: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(slots=True)
class Node:
    """An element with what its children became."""

    tag: str
    attributes: Mapping[str, str]
    words: list[str] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)
    """What its children became; a child that means nothing here is not among them."""

    def of(self, kind: type[Any]) -> list[Any]:
        """The parts of a kind."""
        return [each for each in self.parts if isinstance(each, kind)]

    def text(self, tag: str) -> str | None:
        """The words of the first child of this name."""
        return next((words for name, words in self.of(tuple) if name == tag), None)

    def references(self, tag: str) -> tuple[str, ...]:
        """The guids that children of this name point to."""
        return tuple(target for name, target in self.of(tuple) if name == tag and target)

    def guid(self) -> str:
        """Its own guid; empty where it has none."""
        written = self.attributes.get("guid", "")
        return plain(written) if written.strip() else ""

    def user(self) -> str | None:
        """The guid of whoever made it."""
        written = self.attributes.get("creatingUser", "")
        return plain(written) if written.strip() else None

    def at(self) -> str:
        """When it was made, as it is written."""
        return self.attributes.get("creationDateTime", "")


@dataclass(slots=True)
class Tree:
    """A code with the codes under it."""

    code: TreeCode
    children: list[Tree]


@dataclass(slots=True)
class Value:
    """A value of a variable."""

    variable: str
    value: str


def under(code: TreeCode, parent: str | None) -> TreeCode:
    """The code with its parent."""
    return TreeCode(code.guid, code.name, parent, code.color, code.codable, code.description, code.notes)


def reference(node: Node) -> tuple[str, str]:
    """What points to something, and the guid it points to."""
    written = node.attributes.get("targetGUID", "") or node.attributes.get("guid", "")
    return node.tag, plain(written) if written.strip() else ""


def user(node: Node) -> User:
    """A user by name, else by initials."""
    name = node.attributes.get("name", "").strip() or node.attributes.get("id", "").strip()
    return User(node.guid(), name)


def code(node: Node) -> Tree:
    """A code with those under it."""
    said = node.attributes
    code = TreeCode(
        guid=node.guid(),
        name=said.get("name", ""),
        color=said.get("color", "").strip(),
        codable=said.get("isCodable", "true").strip() not in ("false", "0"),
        description=(node.text("Description") or "").strip(),
        notes=node.references("NoteRef"),
    )
    return Tree(code, node.of(Tree))


def value(node: Node) -> Value | None:
    """A value of a variable; None where it is empty."""
    variable = next(iter(node.references("VariableRef")), None)
    value = next((words for name, words in node.of(tuple) if name.endswith("Value")), "").strip()
    return Value(variable, value) if variable and value else None


def _values(node: Node) -> dict[str, str]:
    return {each.variable: each.value for each in node.of(Value)}


def case(node: Node) -> Case:
    """A case."""
    return Case(
        guid=node.guid(),
        name=node.attributes.get("name", ""),
        description=(node.text("Description") or "").strip(),
        values=_values(node),
        sources=node.references("SourceRef"),
        selections=node.references("SelectionRef"),
    )


def applied(node: Node) -> Applied | None:
    """A coding."""
    codes = node.references("CodeRef")
    return Applied(node.guid(), codes[0] if codes else "", node.user(), node.at(), node.references("NoteRef"))


def passage(node: Node) -> Passage:
    """A selection in a text."""
    said = node.attributes
    return Passage(
        guid=node.guid(),
        start=_number(said.get("startPosition", "")),
        end=_number(said.get("endPosition", "")),
        name=said.get("name", ""),
        description=(node.text("Description") or "").strip(),
        user=node.user(),
        at=node.at(),
        codings=tuple(node.of(Applied)),
        notes=node.references("NoteRef"),
    )


def text(node: Node) -> Text:
    """A text source or a note."""
    said = node.attributes
    return Text(
        guid=node.guid(),
        name=said.get("name", ""),
        path=said.get("plainTextPath", "").strip(),
        content=node.text("PlainTextContent"),
        rich=bool(said.get("richTextPath", "").strip()),
        description=(node.text("Description") or "").strip(),
        user=node.user(),
        at=node.at(),
        passages=node.of(Passage),
        codings=tuple(node.of(Applied)),
        notes=node.references("NoteRef"),
        values=_values(node),
    )


def _number(written: str) -> int | None:
    bare = written.strip()
    return int(bare) if re.fullmatch(r"[+-]?[0-9]{1,15}", bare) else None
