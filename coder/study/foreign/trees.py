"""A tree of codes, whatever its links say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coder.files.refi.values import TreeCode


def parents_first(codes: Sequence[TreeCode]) -> tuple[list[TreeCode], int]:
    """The codes with every parent before its children, and how many links led nowhere or in a ring.

    A code whose parent is not there goes to the top.
    """
    known = {each.guid for each in codes}
    lost = 0
    below: dict[str | None, list[TreeCode]] = {}
    for each in codes:
        there = each.parent is None or each.parent in known
        lost += not there
        below.setdefault(each.parent if there else None, []).append(
            each if there else replace(each, parent=None)
        )
    found: list[TreeCode] = []
    done: set[str] = set()

    def walk(start: TreeCode) -> None:
        waiting = [start]
        while waiting:
            each = waiting.pop()
            if each.guid not in done:
                done.add(each.guid)
                found.append(each)
                waiting += reversed(below.get(each.guid, []))

    for each in below.get(None, []):
        walk(each)
    for each in codes:
        if each.guid not in done:  # a ring is cut open
            lost += 1
            walk(replace(each, parent=None))
    return found, lost
