"""What in another study is what in this one, as CSV."""

from __future__ import annotations

from pathlib import Path

from coder.files.tables import read_table
from coder.model import CoderError

KINDS = ("coder", "code", "transcript")


def read_matches(path: Path) -> dict[str, dict[str, str]]:
    """Read ``kind,theirs,ours``: for each of :data:`KINDS`, names there and here.

    A code is ``codebook/id``.

    Raises:
        CoderError: a column is missing, a kind is unknown, or a line says nothing or what another denies.
    """
    header, lines = read_table(path)
    if missing := {"kind", "theirs", "ours"} - set(header):
        raise CoderError(
            f"{path}, line 1: no column is called “{min(missing)}”; expected: kind, theirs, ours."
        )
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for number, values in lines:
        kind, theirs, ours = (values[name] for name in ("kind", "theirs", "ours"))
        if kind not in found:
            raise CoderError(f"{path}, line {number}: the kind {kind!r} is none of {', '.join(KINDS)}.")
        if not theirs or not ours:
            raise CoderError(f"{path}, line {number}: “theirs” and “ours” must both name something.")
        if found[kind].setdefault(theirs, ours) != ours:
            raise CoderError(f"{path}, line {number}: {kind} {theirs} is {found[kind][theirs]} already.")
    return found
