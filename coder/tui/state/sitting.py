"""What stays with a coder from one interview to the next while the app is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coder.tui.state.rounds import Rounds

if TYPE_CHECKING:
    from coder.tui.state.asking import Asked

REMEMBERED = 9
"""Codes kept as lately used."""


@dataclass(slots=True)
class Sitting:
    """The codes applied since the app was opened, newest first."""

    recent: list[int] = field(default_factory=list)
    asked: Asked | None = None
    """What was searched for last."""
    rounds: Rounds = field(default_factory=Rounds)
    """How far each interview is."""
    folded: bool = False
    """Whether the panels beside the transcript are away."""
    others: bool = False
    """Whether others' codes are shown, in the interviews where they may be seen."""

    @property
    def last_code(self) -> int | None:
        """The code applied last."""
        return self.recent[0] if self.recent else None

    def used(self, code_id: int) -> None:
        """A code was applied."""
        self.recent = [code_id, *(each for each in self.recent if each != code_id)][:REMEMBERED]
