"""What only shows once the whole tree is known: whether codes that are named exist and fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coder.files.codebooks.faults import Faults, meant, shown
from coder.model import Code


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in the file that names a code."""

    what: str
    """``see``, ``merged_into``, or the set."""
    code: str | None
    """The code that points; ``None`` for a set."""
    to: str
    line: int


def follow(pointers: Iterable[Pointer], codes: Mapping[str, Code], faults: Faults) -> None:
    """Note every pointer that leads nowhere, back to its own code, or to what cannot be applied."""
    circles = _circles(codes)
    for pointer in pointers:
        with faults.about(pointer.code):
            if wrong := _wrong(pointer, codes, circles):
                faults.add(pointer.line, f"{pointer.what} points to {wrong}")
            elif pointer.what == "see" and codes[pointer.to].status in {"merged", "retired"}:
                gone = f"{shown(pointer.to)}, which is {codes[pointer.to].status}"
                faults.warn(pointer.line, f"see points to {gone}; name the code to use now")


def _wrong(pointer: Pointer, codes: Mapping[str, Code], circles: set[str]) -> str | None:
    target = codes.get(pointer.to)
    if target is None:
        return f"{shown(pointer.to)}, which is no code of this codebook{meant(pointer.to, codes)}"
    if pointer.code is None:
        return None
    if pointer.to == pointer.code:
        return "the code itself; name another one"
    if not target.codable:
        return f"the folder {shown(pointer.to)}, which cannot be applied; name one of its codes"
    if pointer.what == "merged_into" and pointer.code in circles:
        return f"{shown(pointer.to)}, which is in the end merged back into this code"
    return None


def _circles(codes: Mapping[str, Code]) -> set[str]:
    """The codes that are in the end merged back into themselves."""
    found: set[str] = set()
    passed: set[str] = set()
    for slug in codes:
        way: dict[str, None] = {}
        at: str | None = slug
        while at is not None and at in codes and at not in passed:
            passed.add(at)
            way[at] = None
            at = codes[at].merged_into
        if at in way:
            steps = list(way)
            found.update(steps[steps.index(at) :])
    return found
