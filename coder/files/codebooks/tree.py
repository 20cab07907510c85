"""YAML as a tree of nodes that remember their line and whether a scalar was quoted.

The parser's events are used rather than its values: what ``no``, ``0123`` or ``2024-03-12`` mean
differs between versions of YAML, so scalars stay as they were written and the builder decides.
Going by events also lets the limits stop a hostile file before anything of it is unfolded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.files.codebooks.faults import Faults, shown

MAX_BYTES = 5_000_000
MAX_ALIASES = 100
MAX_CODE_DEPTH = 50
MAX_DEPTH = 2 * MAX_CODE_DEPTH + 10
"""A level of codes is two levels of YAML: the list and the code."""
MAX_VALUES = 250_000
"""Counted with every alias unfolded; a code has about thirty."""


@dataclass(slots=True, eq=False)
class Scalar:
    """A text, a number or nothing; only the builder knows which it should be."""

    value: str
    line: int
    plain: bool
    """Written without quotes, so that a YAML reader is free to guess its type."""

    @property
    def is_empty(self) -> bool:
        """Nothing at all stands behind the colon or the dash."""
        return self.plain and not self.value

    @property
    def is_null(self) -> bool:
        """Empty, or YAML's word for nothing."""
        return self.plain and self.value in {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True, eq=False)
class Items:
    """A list."""

    line: int
    items: list[Node] = field(default_factory=list)
    size: int = 1
    closed: bool = False


@dataclass(slots=True, eq=False)
class Pairs:
    """Keys with their values, in the order of the file, repeated keys included."""

    line: int
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    size: int = 1
    closed: bool = False
    key: Node | None = None
    """While reading: the key whose value comes next."""


Node = Scalar | Items | Pairs

_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters and half surrogates: no terminal, XML file or database takes them."""

_TAGS = {Scalar: "str", Items: "seq", Pairs: "map"}
_YAML_TAG = "tag:yaml.org,2002:"

_PARSER_SLIPS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the parser raises besides its own errors when a file is far from YAML."""

_HINTS = {
    "mapping values are not allowed": "; a text that holds a colon and a space needs quotes",
    "that cannot start any token": "; indent with spaces, and quote a text that begins with such a sign",
}


class _RefusedError(Exception):
    """The file cannot be read on from here."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


def parse(path: Path, faults: Faults) -> Node | None:
    """The tree of a file; ``None``, with a fault noted, where there is none."""
    try:
        return _Gatherer().gather(_text(path))
    except _RefusedError as refused:
        faults.add(refused.line, str(refused))
        return None


def parse_text(text: str, faults: Faults) -> Node | None:
    """The tree of a text that has been read already, as for :func:`parse`."""
    try:
        return _Gatherer().gather(text)
    except _RefusedError as refused:
        faults.add(refused.line, str(refused))
        return None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _RefusedError(0, f"the file cannot be read: {reason}") from error
    if len(data) > MAX_BYTES:
        raise _RefusedError(0, f"the file is larger than {MAX_BYTES // 1_000_000} MB, which no codebook is")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _RefusedError(line, "the file is not UTF-8; save it in that encoding") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if bad := _UNPRINTABLE.search(text):
        raise _RefusedError(text.count("\n", 0, bad.start()) + 1, _control(bad.group()))
    return text


def _control(character: str) -> str:
    return f"the control character U+{ord(character):04X} does not belong in a codebook; remove it"


def _events(text: str) -> Iterator[Any]:
    """The parser's events; whatever goes wrong inside it becomes a refusal with a line."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    line = 1
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.start_mark.line + 1
            yield event
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(str(error.problem or error.context).split())
        hint = next((hint for start, hint in _HINTS.items() if start in problem), "")
        raise _RefusedError(mark.line + 1 if mark else line, f"this is not YAML: {problem}{hint}") from error
    except (YAMLError, *_PARSER_SLIPS) as error:
        raise _RefusedError(line, "this is not YAML; the parser stopped here") from error


class _Gatherer:
    """Builds the tree from events and keeps the limits."""

    def __init__(self) -> None:
        self._root: Node | None = None
        self._open: list[Items | Pairs] = []
        self._anchors: dict[str, Node] = {}
        self._marks = 0

    def gather(self, text: str) -> Node:
        from ruamel.yaml import events as kinds

        documents = 0
        for event in _events(text):
            line: int = event.start_mark.line + 1
            if isinstance(event, kinds.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(line, "a second document begins here; keep one codebook a file")
            elif isinstance(event, kinds.AliasEvent):
                self._put(self._meant_by(event.anchor, line), line)
            elif isinstance(event, kinds.ScalarEvent):
                self._scalar(event, line)
            elif isinstance(event, kinds.SequenceStartEvent):
                self._begin(Items(line), event)
            elif isinstance(event, kinds.MappingStartEvent):
                self._begin(Pairs(line), event)
            elif isinstance(event, kinds.CollectionEndEvent):
                self._end(line)
        if self._root is None:
            raise _RefusedError(0, "the file is empty")
        return self._root

    def _scalar(self, event: Any, line: int) -> None:
        if bad := _UNPRINTABLE.search(event.value):
            raise _RefusedError(line, _control(bad.group()))
        value: str = event.value
        if event.style in {"|", ">"}:
            value = value.rstrip("\n")  # the line end that closes a block is not part of the text
        node = Scalar(value, line, plain=not event.style and event.ctag is None)
        if node.is_empty and self._open and isinstance(self._open[-1], Pairs) and self._open[-1].key:
            node.line = self._open[-1].key.line  # the parser has already gone on to what follows
        self._note(node, event)
        self._put(node, line)

    def _begin(self, node: Items | Pairs, event: Any) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError(
                node.line, f"more than {MAX_DEPTH} lists and mappings inside each other; flatten this"
            )
        self._note(node, event)
        self._open.append(node)

    def _end(self, line: int) -> None:
        node = self._open.pop()
        node.closed = True
        self._put(node, line)

    def _note(self, node: Node, event: Any) -> None:
        tag = event.tag
        if tag is not None and tag not in {"!", _YAML_TAG + _TAGS[type(node)]}:
            name = tag.replace(_YAML_TAG, "!!")
            raise _RefusedError(node.line, f"the YAML tag {shown(name)} is not read in a codebook; remove it")
        if event.anchor is not None:
            self._count_mark(node.line)
            self._anchors[event.anchor] = node

    def _meant_by(self, anchor: str, line: int) -> Node:
        self._count_mark(line)
        node = self._anchors.get(anchor)
        if node is None:
            raise _RefusedError(
                line, f"the alias {shown('*' + anchor)} has no anchor {shown('&' + anchor)} before it"
            )
        if not isinstance(node, Scalar) and not node.closed:
            raise _RefusedError(line, f"the alias {shown('*' + anchor)} stands inside what it repeats")
        return node

    def _count_mark(self, line: int) -> None:
        self._marks += 1
        if self._marks > MAX_ALIASES:
            raise _RefusedError(
                line, f"more than {MAX_ALIASES} YAML anchors and aliases; write the values out"
            )

    def _put(self, node: Node, line: int) -> None:
        if not self._open:
            self._root = node
            return
        into = self._open[-1]
        into.size += 1 if isinstance(node, Scalar) else node.size
        if into.size > MAX_VALUES:
            raise _RefusedError(
                line, f"more than {MAX_VALUES:,} values, aliases counted each time they are used"
            )
        if isinstance(into, Items):
            into.items.append(node)
        elif into.key is None:
            into.key = node
        else:
            into.pairs.append((into.key, node))
            into.key = None
