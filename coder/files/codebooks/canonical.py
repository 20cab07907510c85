"""A codebook as YAML, in one form: the same codebook gives the same lines, a change few others."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from coder.files.codebooks.building import SCHEMA
from coder.files.codebooks.tree import Scalar
from coder.files.codebooks.values import guess
from coder.model import Code, Codebook

WIDTH = 100
_WORD = re.compile(r"[a-z][a-z0-9-]*")
"""What stands without quotes: ids, and texts that look like one."""
_SHORT = 96
_CHANGE = ("version", "date", "by", "what")
_UNSAFE = re.compile("[\t\x85\u2028\u2029\ufeff]")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")

Value = Any
"""str, int, bool, or lists and mappings of them."""


class Bare(str):
    """A text that is written without quotes: a language, a date, a word of ours."""

    __slots__ = ()


def head(book: Codebook) -> dict[str, Value]:
    """What a file says of the codebook as a whole, key by key, but for the codes."""
    found: dict[str, Value] = {"schema": SCHEMA, "id": book.slug, "version": book.version}
    if book.date:
        found["date"] = Bare(book.date) if _DAY.fullmatch(book.date) else book.date
    found["languages"] = [Bare(each) for each in book.languages]
    if dict(book.title) != {book.languages[0]: book.slug}:
        found["title"] = dict(book.title)
    if book.authors:
        found["authors"] = list(book.authors)
    if book.level_of_coding != "segment":
        found["level_of_coding"] = Bare(book.level_of_coding)
    return found


def tail(book: Codebook) -> dict[str, Value]:
    """What stands after the codes: sets and changes."""
    found: dict[str, Value] = {}
    if book.sets:
        found["sets"] = [{"id": name, "codes": list(codes)} for name, codes in book.sets.items()]
    changes = [
        {key: _change(key, each[key]) for key in _CHANGE if each.get(key) not in (None, "")}
        for each in book.changes
    ]
    if any(changes):
        found["changes"] = [each for each in changes if each]
    return found


def _change(key: str, value: object) -> Value:
    if key == "version":
        return int(str(value))
    return Bare(str(value)) if key == "date" else str(value)


def of_code(code: Code) -> dict[str, Value]:
    """A code's own keys in their order, without its children and without what goes without saying."""
    found: dict[str, Value] = {"id": code.slug, "label": dict(code.label)}
    if code.color:
        found["color"] = code.color
    if not code.codable:
        found["codable"] = False
    if code.origin != "deductive":
        found["origin"] = Bare(code.origin)
    for name in ("brief", "definition"):
        if texts := dict(getattr(code, name)):
            found[name] = texts
    found |= _rules(code)
    if code.aliases:
        found["aliases"] = list(code.aliases)
    if code.status != "active":
        found["status"] = Bare(code.status)
    if code.merged_into:
        found["merged_into"] = code.merged_into
    if code.guid:
        found["guid"] = Bare(code.guid) if not code.guid.startswith("{") else code.guid
    return found


def _rules(code: Code) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if code.use_when:
        found["use_when"] = [dict(each) for each in code.use_when]
    if code.not_when:
        found["not_when"] = [
            dict(each.text) | ({"see": each.see} if each.see else {}) for each in code.not_when
        ]
    if code.examples:
        found["examples"] = [
            {"text": each.text}
            | ({"lang": Bare(each.language)} if each.language else {})
            | ({"kind": Bare(each.kind)} if each.kind != "typical" else {})
            for each in code.examples
        ]
    return found


def written(book: Codebook) -> bytes:
    """The whole file."""
    lines = [row for key, value in head(book).items() for row in rows(key, value, 0)]
    lines += ["", "codes:"]
    inside: dict[str | None, list[Code]] = {}
    for code in book.codes:
        inside.setdefault(code.parent, []).append(code)
    for code in inside.get(None, []):
        lines += item(code, inside, 2)
    for key, value in tail(book).items():
        lines += ["", *rows(key, value, 0)]
    return ("\n".join(lines) + "\n").encode()


def item(code: Code, inside: Mapping[str | None, Sequence[Code]], column: int) -> list[str]:
    """A code with its children as an entry of a list whose dashes stand in a column."""
    lines = [row for key, value in of_code(code).items() for row in rows(key, value, column + 2)]
    lines[0] = f"{' ' * column}- {lines[0].lstrip()}"
    if below := inside.get(code.slug):
        lines.append(f"{' ' * (column + 2)}children:")
        for each in below:
            lines += item(each, inside, column + 4)
    return lines


def rows(key: str, value: Value, column: int) -> list[str]:
    """A key with its value, as lines that begin in a column."""
    lead = " " * column
    if key == "title" or not isinstance(value, dict | list):
        short = _flow(value)
    else:
        short = _flow(value) if not _is_long(value) else ""
    if short and len(lead) + len(key) + 2 + len(short) <= _SHORT and "\n" not in short:
        return [f"{lead}{key}: {short}"]
    if isinstance(value, Mapping):
        return [f"{lead}{key}:", *(row for k, v in value.items() for row in rows(k, v, column + 2))]
    if isinstance(value, list):
        found = [f"{lead}{key}:"]
        for each in value:
            found += _entry(each, column + 2)
        return found
    return [f"{lead}{key}: {first}" if not i else first for i, first in enumerate(_text(value, column + 2))]


def _entry(value: Value, column: int) -> list[str]:
    """An entry of a list."""
    lead = " " * column
    short = _flow(value)
    if len(lead) + 2 + len(short) <= _SHORT:
        return [f"{lead}- {short}"]
    if isinstance(value, Mapping):
        found = [row for k, v in value.items() for row in rows(k, v, column + 2)]
        return [f"{lead}- {found[0].lstrip()}", *found[1:]]
    return [f"{lead}- {first}" if not i else first for i, first in enumerate(_text(value, column + 2))]


def _is_long(value: Value) -> bool:
    """Whether a list or mapping holds what reads better on lines of its own."""
    if isinstance(value, list):
        return any(isinstance(each, dict | list) for each in value)
    return any(isinstance(each, dict | list) for each in value.values())


def _flow(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return scalar(value)


def scalar(value: Value) -> str:
    """A text, number or truth on one line, in quotes wherever a reader might see something else in it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    seen_as = guess(Scalar(value, 0, plain=True))
    if value and seen_as in (None, "a date") and (isinstance(value, Bare) or _WORD.fullmatch(value)):
        return str(value)
    return _quoted(value)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted.replace("\x7f", "\\u007f"))


def _text(text: str, column: int) -> list[str]:
    """A long text: folded where it is one line, as it stands where it has several; else in quotes."""
    whole = text == text.strip() and not _UNSAFE.search(text) and bool(text)
    lines = text.split("\n")
    if not whole or any(row and not row.strip() for row in lines):
        return [_quoted(text)]
    lead = " " * column
    if len(lines) > 1:
        return ["|-", *(lead + row if row else "" for row in lines)]
    if "  " in text or " " not in text or any(c.isspace() and c != " " for c in text):
        return [_quoted(text)]
    found, row = [">-"], ""
    for word in text.split(" "):
        if row and len(lead) + len(row) + 1 + len(word) > WIDTH:
            found.append(lead + row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return [*found, lead + row]
