"""How far each interview is, counted once and kept up to date while the coder works; without a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from coder.model import TranscriptLine


@dataclass(slots=True)
class Rounds:
    """The interviews with the progress of one coder, in the order of the study."""

    lines: list[TranscriptLine] = field(default_factory=list)
    coder_id: int = 0
    """Whose progress it is; 0 while nothing has been counted."""
    seen: int = 0
    """The newest event of the study when all of it was counted."""

    changed: bool = False
    """Whether something is different that has not been shown yet."""

    def of(self, coder_id: int) -> bool:
        """Whether this is known of a coder."""
        return self.coder_id == coder_id

    def counted(self, lines: Sequence[TranscriptLine], coder_id: int, seen: int) -> None:
        """All of it has been counted."""
        self.lines, self.coder_id, self.seen = list(lines), coder_id, seen

    def update(self, name: str, decided: int, units: int, codings: int) -> None:
        """One interview is so far by now."""
        if (at := self.index(name)) is not None:
            self.lines[at] = replace(self.lines[at], decided=decided, units=units, codings=codings)

    def renew(self, line: TranscriptLine) -> None:
        """One interview has been counted anew."""
        if (at := self.index(line.name)) is not None and self.lines[at] != line:
            self.lines[at] = line
            self.changed = True

    def forget(self) -> None:
        """All of it is to be counted anew."""
        self.coder_id = 0
        self.changed = True

    def index(self, name: str) -> int | None:
        """Where an interview is in the list; None where it is not."""
        return next((i for i, line in enumerate(self.lines) if line.name == name), None)

    def next_open(self, after: str) -> TranscriptLine | None:
        """The next interview with undecided units, round the end, this one left out; None without any."""
        at = self.index(after)
        start = -1 if at is None else at
        n = len(self.lines)
        for by in range(1, n + (at is None)):
            line = self.lines[(start + by) % n]
            if line.decided < line.units:
                return line
        return None

    @property
    def open(self) -> int:
        """How many interviews have undecided units."""
        return sum(line.decided < line.units for line in self.lines)
