"""What can be wrong with a study, why that matters and what the way out is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "index",
    "pages",
    "missing-row",
    "schema",
    "text",
    "segments",
    "beyond-text",
    "quote",
    "wrong-segment",
    "duplicate",
    "rests-on-removed",
    "link",
    "log",
]

REPAIRED: frozenset[Kind] = frozenset(
    ("index", "pages", "beyond-text", "quote", "wrong-segment", "duplicate", "schema")
)
"""What ``coder check --repair`` takes on; whether it can be done without loss is seen one by one."""

WAYS_OUT: dict[Kind, str] = {
    "index": "An index does not match its table. The rows are all there; the repair builds the index anew.",
    "pages": (
        "Parts of the file cannot be read. The repair reads what can be read into a new file and says what "
        "was lost; a backup from before the damage has everything: coder restore"
    ),
    "missing-row": (
        "A row points to one that is not there. This program never deletes such rows; the file was changed "
        "by another one or is damaged. Go back to a backup from before: coder restore"
    ),
    "schema": "An index of the study is missing. The repair makes it again.",
    "text": (
        "The words of an interview were changed by another program, so that positions in them may be off. "
        "Go back to a backup from before: coder restore"
    ),
    "segments": (
        "The segments of an interview overlap or reach beyond its text. "
        "Go back to a backup from before: coder restore"
    ),
    "beyond-text": (
        "A coding has no place in its text. The repair looks for its quote and puts it back where that is "
        "found once with what stood around it; else it waits in the list of lost codings."
    ),
    "quote": (
        "A coding's quote is not what stands at its place. The repair puts it where the quote is found once "
        "with what stood around it; else it waits in the list of lost codings."
    ),
    "wrong-segment": "A coding counts for a segment that it does not touch. The repair files it anew.",
    "duplicate": "The same coding is there twice. The repair keeps the older one and removes the other.",
    "rests-on-removed": (
        "Something is there that belongs to something removed, and is counted in some places only. Undo the "
        "removal, or remove it as well; a backup from before has both: coder restore"
    ),
    "link": "Two records contradict each other. See coder log for what happened, or go back: coder restore",
    "log": (
        "The tables do not hold what the log says: somebody changed the file past this program. Compare with "
        "a backup (coder backup --list) and decide which one to trust."
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    kind: Kind
    what: str
    """In one sentence, with the place."""
    table: str = ""
    id: int | None = None
    """The row it is about, where it is about one."""

    @property
    def repairable(self) -> bool:
        """Whether ``coder check --repair`` does something about it."""
        return self.kind in REPAIRED

    @property
    def way_out(self) -> str:
        """What it means and what to do."""
        return WAYS_OUT[self.kind]

    def __str__(self) -> str:
        return self.what
