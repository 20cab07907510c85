"""A codebook's YAML file brought up to date: what did not change stays letter for letter, comments too.

The file is cut into the lines of each key and each code. A comment belongs to what stands under it.
Lines of what is the same are taken over, only the others are written anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coder.files.codebooks import canonical
from coder.model import Code, Codebook

_TEXTS = ("title", "label", "brief", "definition")


class _ShapeError(Exception):
    """The file is written in a way that this cannot keep."""


@dataclass(slots=True, eq=False)
class _Key:
    """A key with the lines of its value."""

    name: str
    line: int
    column: int
    value: Any
    lead: list[str] = field(default_factory=list)
    """The comments and empty lines above it."""
    lines: list[str] = field(default_factory=list)
    languages: list[_Key] = field(default_factory=list)
    """Of texts in several languages: a key for each."""
    comment: str = ""
    """What stands behind a value of one line."""

    def all_lines(self) -> list[str]:
        """The lines with those of the languages."""
        inside = [row for each in self.languages for row in (*each.lead, *each.lines)]
        return [*self.lines, *inside]


@dataclass(slots=True, eq=False)
class _Item:
    """A code as it stands in the file."""

    slug: str
    column: int
    """Of the dash."""
    keys: list[_Key]
    children: list[_Item] = field(default_factory=list)
    whole: bool = False
    """Written on one line in braces."""


def rewritten(text: str, old: Codebook, new: Codebook) -> str | None:
    """The text of a file that holds ``old``, changed to hold ``new``; None where its shape cannot be kept."""
    try:
        return _Rewriter(text, old, new).text()
    except _ShapeError:
        return None


class _Rewriter:
    def __init__(self, text: str, old: Codebook, new: Codebook) -> None:
        self.lines = text.split("\n")
        self.old = {code.slug: code for code in old.codes}
        self.inside: dict[str | None, list[Code]] = {}
        for code in new.codes:
            self.inside.setdefault(code.parent, []).append(code)
        self.before = canonical.head(old) | canonical.tail(old)
        self.after = canonical.head(new) | canonical.tail(new)
        self.items: dict[str, _Item] = {}
        self.anchors: list[_Key] = []
        self.root, self.tops = self._read(text)
        self.footer = self._cut()

    # --- reading ---------------------------------------------------------------------------------

    def _read(self, text: str) -> tuple[list[_Key], list[_Item]]:
        from ruamel.yaml import YAML
        from ruamel.yaml.nodes import MappingNode

        if any(getattr(event, "anchor", None) for event in YAML(typ="safe", pure=True).parse(text)):
            raise _ShapeError
        root = YAML(typ="safe", pure=True).compose(text)
        if not isinstance(root, MappingNode) or root.flow_style:
            raise _ShapeError
        keys, tops = [], list[_Item]()
        for name, value in root.value:
            key = self._key(name, value)
            keys.append(key)
            if key.name == "codes":
                tops = list(self._items(value))
        return keys, tops

    def _key(self, name: Any, value: Any) -> _Key:
        from ruamel.yaml.nodes import MappingNode

        key = _Key(str(name.value), name.start_mark.line, name.start_mark.column, value)
        if self.anchors and self.anchors[-1].line >= key.line:
            raise _ShapeError  # two keys on one line
        self.anchors.append(key)
        if key.name in _TEXTS and isinstance(value, MappingNode) and not value.flow_style:
            key.languages = [self._key(*each) for each in value.value]
        return key

    def _items(self, sequence: Any) -> Iterator[_Item]:
        from ruamel.yaml.nodes import MappingNode, SequenceNode

        if not isinstance(sequence, SequenceNode) or sequence.flow_style:
            raise _ShapeError
        for node in sequence.value:
            at = node.start_mark
            dash = self.lines[at.line][: at.column]
            if not isinstance(node, MappingNode) or dash.strip() != "-":
                raise _ShapeError
            names = {key.value: value for key, value in node.value}
            item = _Item(str(names["id"].value), dash.index("-"), [], whole=bool(node.flow_style))
            if item.whole:
                if names.get("children") is not None and getattr(names["children"], "value", None):
                    raise _ShapeError
                key = _Key("", at.line, at.column, node)
                self.anchors.append(key)
                item.keys = [key]
            else:
                for key_node, value in node.value:
                    key = self._key(key_node, value)
                    item.keys.append(key)
                    if key.name == "children" and isinstance(value, SequenceNode) and value.value:
                        item.children = list(self._items(value))
            self.items[item.slug] = item
            yield item

    def _cut(self) -> list[str]:
        """Give every key its lines and the comments above it; what is left at the end is returned."""
        first = self.anchors[0]
        first.lead = self.lines[: first.line]
        rest: list[str] = []
        for key, following in zip(self.anchors, [*self.anchors[1:], None], strict=True):
            end = len(self.lines) if following is None else following.line
            stop = self._stop(key, end)
            key.lines = self.lines[key.line : stop]
            rest = self.lines[stop:end]
            if following is not None:
                following.lead = rest
            mark = key.value.end_mark
            if len(key.lines) == 1 and mark.line == key.line:
                behind = key.lines[0][mark.column :].strip()
                key.comment = behind if behind.startswith("#") else ""
        return rest

    def _stop(self, key: _Key, end: int) -> int:
        """Where the lines of a value end and comments of what follows begin."""
        deepest = key.value
        while isinstance(deepest.value, list) and deepest.value and not deepest.flow_style:
            last = deepest.value[-1]
            deepest = last[1] if isinstance(last, tuple) else last
        inner = None
        if getattr(deepest, "style", None) in ("|", ">"):
            body = self.lines[deepest.start_mark.line + 1 : end]
            inner = next((len(row) - len(row.lstrip()) for row in body if row.strip()), None)
        stop = end
        while stop > key.line + 1:
            row = self.lines[stop - 1]
            if row.strip() and not row.lstrip().startswith("#"):
                break
            if row.strip() and inner is not None and len(row) - len(row.lstrip()) >= inner:
                break
            stop -= 1
        return stop

    # --- writing ---------------------------------------------------------------------------------

    def text(self) -> str:
        found: list[str] = []
        for key, lines in self._merged(self.root, self.before, self.after, 0, ("codes",)):
            found += lines
            if key == "codes":
                column = self.tops[0].column if self.tops else 2
                for code in self.inside.get(None, []):
                    found += self._code(code, column)
        text = "\n".join([*found, *self.footer])
        return text if text.endswith("\n") else text + "\n"

    def _code(self, code: Code, column: int) -> list[str]:
        item = self.items.get(code.slug)
        after = canonical.of_code(code)
        below = self.inside.get(code.slug, [])
        if item is None:
            found = [row for key, value in after.items() for row in canonical.rows(key, value, column + 2)]
            found[0] = f"{' ' * column}- {found[0].lstrip()}"
            return [*found, *self._children(None, below, column + 2)]
        before = canonical.of_code(self.old[code.slug])
        shift = column - item.column
        first = item.keys[0]
        lead = _shifted(first.lead, shift)
        if item.whole:
            if before == after and not below:
                return lead + _shifted(first.lines, shift)
            note = [f"{' ' * column}{first.comment}"] if first.comment else []
            found = [row for key, value in after.items() for row in canonical.rows(key, value, column + 2)]
            found[0] = f"{' ' * column}- {found[0].lstrip()}"
            return [*lead, *note, *found, *self._children(None, below, column + 2)]
        inner = first.column
        found = []
        for key, lines in self._merged(item.keys, before, after, inner, ("children",), first):
            if key == "children":
                if below:
                    found += _shifted(lines if item.children else [f"{' ' * inner}children:"], shift)
                    found += self._children(item, below, inner + shift)
                elif not item.children:
                    found += _shifted(lines, shift)
            else:
                found += _shifted(lines, shift)
        if below and not any(key.name == "children" for key in item.keys):
            found += self._children(None, below, inner + shift)
        bare = found[0].lstrip().removeprefix("- ").lstrip()
        found[0] = f"{' ' * column}-{' ' * (inner - item.column - 1)}{bare}"
        return lead + found

    def _children(self, item: _Item | None, below: Sequence[Code], column: int) -> list[str]:
        if not below:
            return []
        step = item.children[0].column - item.keys[0].column if item is not None and item.children else 2
        found = [] if item is not None else [f"{' ' * column}children:"]
        for code in below:
            found += self._code(code, column + step)
        return found

    def _merged(
        self,
        keys: Sequence[_Key],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        column: int,
        apart: Sequence[str],
        first: _Key | None = None,
    ) -> Iterator[tuple[str, list[str]]]:
        """The keys in the order of the file with their lines; new ones after those they follow by custom."""
        order = list(after)
        names = {key.name for key in keys}
        waiting = [name for name in order if name not in names]
        for key in keys:
            lead = [] if key is first else key.lead
            if key.name in apart:
                yield from (
                    (name, canonical.rows(name, after[name], column)) for name in _due(waiting, order, None)
                )
                yield key.name, [*lead, *key.lines]
                continue
            if key.name not in after:
                if key.name not in before:  # said though it goes without saying
                    yield key.name, [*lead, *key.all_lines()]
            elif before.get(key.name) == after[key.name]:
                yield key.name, [*lead, *key.all_lines()]
            elif key.languages and isinstance(after[key.name], dict):
                was, now = before.get(key.name, {}), after[key.name]
                parts = self._merged(key.languages, was, now, key.languages[0].column, ())
                inner = [row for _, lines in parts for row in lines]
                yield key.name, [*lead, *key.lines, *inner]
            else:
                lines = canonical.rows(key.name, after[key.name], column)
                if key.comment and len(lines) == 1:
                    lines = [f"{lines[0]}  {key.comment}"]
                elif key.comment and key is not first:
                    lines = [f"{' ' * column}{key.comment}", *lines]
                yield key.name, [*lead, *lines]
            for name in _due(waiting, order, key.name):
                yield name, canonical.rows(name, after[name], column)
        for name in waiting:
            yield name, canonical.rows(name, after[name], column)


def _due(waiting: list[str], order: Sequence[str], after: str | None) -> list[str]:
    """The new keys that come right after one of the file, taken off those that wait."""
    due: list[str] = []
    if after is None or after not in order:
        return due
    for name in order[order.index(after) + 1 :]:
        if name not in waiting:
            break
        waiting.remove(name)
        due.append(name)
    return due


def _shifted(lines: Sequence[str], by: int) -> list[str]:
    if by >= 0:
        return [" " * by + row if row.strip() else row for row in lines]
    return [row[min(-by, len(row) - len(row.lstrip())) :] for row in lines]
