"""What the app remembers from one start to the next: the studies opened lately, whether the tour was offered.

A small file in the folder that the system has for such things; without it, or where it cannot
be written, the app works the same and remembers nothing. No words of any study are in it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from coder.files.whole import write_whole

KEPT = 9
"""Studies kept as lately opened."""


@dataclass(slots=True)
class Remembered:
    """What is remembered, and in which file; without a file, while the app is open."""

    file: Path | None = None
    studies: list[str] = field(default_factory=list)
    """The files of studies, the one opened last first."""
    tour_offered: bool = False

    @classmethod
    def load(cls, file: Path | None = None) -> Remembered:
        """Read the file; by default the one of this user. What cannot be read is forgotten."""
        if file is None:
            from platformdirs import user_state_path

            try:
                file = user_state_path("interview-coder", appauthor=False) / "app.json"
            except RuntimeError:  # nobody's account, without a home
                return cls()
        found = cls(file)
        with suppress(OSError, ValueError):
            kept = json.loads(file.read_text("utf-8"))
            if isinstance(kept, dict):
                studies = kept.get("studies")
                if isinstance(studies, list):
                    found.studies = [each for each in studies if isinstance(each, str)][:KEPT]
                found.tour_offered = kept.get("tour_offered") is True
        return found

    def opened(self, place: Path) -> None:
        """A study was opened."""
        name = str(place.absolute())
        self.studies = [name, *(each for each in self.studies if each != name)][:KEPT]
        self._save()

    def offered(self) -> None:
        """The tour was offered."""
        self.tour_offered = True
        self._save()

    def there(self) -> list[Path]:
        """The studies opened lately that are still there."""
        return [path for each in self.studies if (path := Path(each)).is_file()]

    def _save(self) -> None:
        if self.file is None:
            return
        kept = json.dumps({"studies": self.studies, "tour_offered": self.tour_offered}, indent=1)
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.file, kept.encode())
