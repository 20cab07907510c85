"""One value of a codebook file at a time: each function answers with something usable and notes a fault."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date as calendar
from typing import TypeVar

from coder.files.codebooks.faults import Faults, listed, meant, shown
from coder.files.codebooks.tree import Items, Node, Pairs, Scalar

_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false"})
_NOTHING = frozenset({"~", "null"})
_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
    r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.inf)|\.nan",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)?"
)
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_WHOLE = re.compile(r"[0-9]{1,9}")

Choice = TypeVar("Choice", bound=str)


def guess(scalar: Scalar) -> str | None:
    """What some YAML reader would make of an unquoted scalar that is not a text."""
    if not scalar.plain:
        return None
    if scalar.value.lower() in _BOOLEANS:
        return "true or false"
    if scalar.value.lower() in _NOTHING:
        return "nothing"
    if _NUMBER.fullmatch(scalar.value):
        return "a number"
    return "a date" if _DATE.fullmatch(scalar.value) else None


def text(node: Node, what: str, faults: Faults, *, one_line: bool = False) -> str:
    """A text; empty, with a fault noted, where there is none."""
    if not isinstance(node, Scalar):
        faults.add(node.line, f"{what} must be a text, not {_shape(node)}")
    elif not node.value.strip():
        faults.add(node.line, f"{what} is empty")
    elif mistaken := guess(node):
        way_out = f'quote it, "{node.value}", since unquoted it can be read as {mistaken}'
        faults.add(node.line, f"{what} is {shown(node.value)} without quotes; {way_out}")
    elif one_line and "\n" in node.value:
        faults.add(node.line, f"{what} has more than one line")
    else:
        return node.value
    return ""


def pairs(node: Node, what: str, faults: Faults) -> list[tuple[str, Scalar, Node]]:
    """Keys, with the node that names each, and their values; a key that comes again is left out."""
    if not isinstance(node, Pairs):
        faults.add(node.line, f"{what} must be keys with values, not {_shape(node)}")
        return []
    found: list[tuple[str, Scalar, Node]] = []
    first: dict[str, int] = {}
    for key, value in node.pairs:
        if not isinstance(key, Scalar):
            faults.add(key.line, f"a key of {what} must be a word, not {_shape(key)}")
        elif key.value in first:
            faults.add(
                key.line,
                f"the key {shown(key.value)} of {what} stands here again, first on line {first[key.value]}",
            )
        else:
            first[key.value] = key.line
            found.append((key.value, key, value))
    return found


def keyed(node: Node, what: str, known: Collection[str], faults: Faults) -> dict[str, Node]:
    """The values of a mapping by key; keys that are not known are faults."""
    found: dict[str, Node] = {}
    for name, key, value in pairs(node, what, faults):
        if name in known:
            found[name] = value
        else:
            faults.add(key.line, f"unknown key {shown(name)} of {what}{meant(name, known)}")
    return found


def items(node: Node | None, what: str, faults: Faults) -> list[Node]:
    """The entries of a list; nothing for an absent or an empty one."""
    if isinstance(node, Items):
        return node.items
    if node is not None and not (isinstance(node, Scalar) and node.is_null):
        faults.add(node.line, f"{what} must be a list, not {_shape(node)}; begin each entry with a dash")
    return []


def line_texts(node: Node | None, what: str, faults: Faults) -> tuple[str, ...]:
    """A list of one-line texts."""
    entry = f"an entry of {what}"
    return tuple(text(each, entry, faults, one_line=True) for each in items(node, what, faults))


def choice(
    node: Node | None, what: str, allowed: Sequence[Choice], default: Choice, faults: Faults
) -> Choice:
    """One of a few words."""
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return default
    word = node.value if isinstance(node, Scalar) else ""
    for each in allowed:
        if each == word:
            return each
    value = shown(word) if isinstance(node, Scalar) else _shape(node)
    faults.add(node.line, f"{what} is {value}; it must be {listed(allowed)}{meant(word, allowed)}")
    return default


def flag(node: Node | None, what: str, default: bool, faults: Faults) -> bool:
    """True or false, without quotes; YAML 1.1's yes and no are refused, for YAML 1.2 reads them as texts."""
    if node is None or (isinstance(node, Scalar) and node.is_empty):
        return default
    if isinstance(node, Scalar) and node.plain and node.value in {"true", "True", "TRUE"}:
        return True
    if isinstance(node, Scalar) and node.plain and node.value in {"false", "False", "FALSE"}:
        return False
    value = shown(node.value) if isinstance(node, Scalar) else _shape(node)
    faults.add(node.line, f"{what} is {value}; it must be true or false, without quotes")
    return default


def whole(node: Node | None, what: str, default: int, faults: Faults) -> int:
    """A whole number from 1."""
    if node is None:
        return default
    if isinstance(node, Scalar) and _WHOLE.fullmatch(node.value) and int(node.value) > 0:
        return int(node.value)
    value = shown(node.value) if isinstance(node, Scalar) else _shape(node)
    faults.add(node.line, f"{what} is {value}; it must be a whole number from 1")
    return default


def day(node: Node | None, what: str, faults: Faults) -> str:
    """A date as it was written: a year, a month or a day; empty where there is none."""
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return ""
    if isinstance(node, Scalar) and _DAY.fullmatch(node.value):
        try:
            calendar.fromisoformat(node.value + "-01-01"[len(node.value) - 4 :])
        except ValueError:
            pass
        else:
            return node.value
    value = shown(node.value) if isinstance(node, Scalar) else _shape(node)
    faults.add(node.line, f"{what} is {value}; write it as 2024-03-12")
    return ""


def _shape(node: Node) -> str:
    if isinstance(node, Items):
        return "a list"
    return "keys with values" if isinstance(node, Pairs) else shown(node.value)
