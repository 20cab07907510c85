"""Lists within one text: what to use a code for, what not, and examples, an entry a line.

Other programs have one field for all that is said of a code, and a spreadsheet has one cell. An
entry stands behind a bullet there; what follows in it is put in brackets, so that it comes back
as it was: ``• The budget of a programme. [see: budget]``, ``• [close-but-no, ru] Денег не дали.``
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from coder.model import Example, ExampleKind

BULLET = "• "

_BULLET = re.compile(r"(?:[•◦▪·*–—-]|\d{1,2}[.)])[ \t]+")
_SEE = re.compile(
    r"\s*(?:\[see: ?([a-z0-9-]+)\]|\((?:see|см\.|қараңыз:?)\s+([^()]{1,80})\))\.?$", re.IGNORECASE
)
_KINDS: tuple[ExampleKind, ...] = get_args(ExampleKind)
_EXAMPLE = re.compile(rf"\[(?:({'|'.join(_KINDS)}))?(?:, ?)?([a-z]{{2,3}})?\] ")
NO_CODE = "-"
"""Stands where a text ends as if it named a code, but does not."""


def joined(entries: Sequence[str]) -> str:
    """A list as one text, the lines of an entry under each other; an empty entry is an empty bullet."""
    return "\n".join(BULLET + each.replace("\n", "\n  ") for each in entries)


def parts(text: str) -> list[str]:
    """The entries of a text: behind bullets where there are any, else a line each."""
    lines = text.strip("\n").split("\n")
    if not any(line.startswith(BULLET) or line == BULLET.strip() for line in lines):
        bare = [line.strip() for line in lines if line.strip()]
        if sum(bool(_BULLET.match(line)) for line in bare) == len(bare):
            bare = [_BULLET.sub("", line, count=1) for line in bare]
        return bare
    found: list[str] = []
    for line in lines:
        if line.startswith(BULLET) or line == BULLET.strip():
            found.append(line[len(BULLET) :])
        elif found:
            found[-1] += "\n" + (line.removeprefix("  "))
        elif line.strip():
            found.append(line)
    return found


def with_see(text: str, see: str | None) -> str:
    """An exclusion with the code to use instead."""
    return f"{text} [see: {see}]" if see else f"{text} [see: {NO_CODE}]" if _SEE.search(text) else text


def without_see(entry: str) -> tuple[str, str | None]:
    """An exclusion's text and the code it names: an id, or a name where a person wrote it."""
    found = _SEE.search(entry)
    if found is None or not entry[: found.start()]:
        return entry, None
    named = (found[1] or found[2]).strip()
    return entry[: found.start()], None if named == NO_CODE else named


def of_example(example: Example) -> str:
    """An example as an entry."""
    marks: list[str] = [] if example.kind == "typical" else [example.kind]
    if example.language:
        marks.append(example.language)
    if not marks and _EXAMPLE.match(example.text):
        marks = ["typical"]
    return f"[{', '.join(marks)}] {example.text}" if marks else example.text


def to_example(entry: str) -> Example:
    """The example that an entry is."""
    found = _EXAMPLE.match(entry)
    if found is None or not (found[1] or found[2]):
        return Example(entry)
    kind: ExampleKind = next((each for each in _KINDS if each == found[1]), "typical")
    return Example(entry[found.end() :], kind, found[2] or "")
