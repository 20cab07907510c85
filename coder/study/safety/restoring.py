"""Go back to a backup: one file takes the place of another, and nobody works on either meanwhile."""

from __future__ import annotations

from pathlib import Path

from coder.model import CoderError
from coder.study.safety import copying, exclusive, verifying
from coder.study.safety.faults import Fault

_DAMAGED = ("pages", "index")


def restore(place: Path, copy: Path) -> tuple[verifying.Contents, Path | None]:
    """Put a copy in the place of a study; answers what it holds, and the backup of what stood there.

    The study may be damaged or gone. What stood there is kept as a backup first, damage and all.

    Raises:
        CoderError: the copy is damaged or of another study, or somebody has the study open. Nothing
            was changed then.
    """
    place = place.resolve()
    if copy.resolve() == place:
        raise CoderError(f"{copy}: this is the study itself; name a backup of it.")
    found, faults = verifying.verify(copy)
    refuse_damaged(copy, faults)
    _refuse_another_study(place, copy, found)
    with copying.replacement(copy, place) as part:
        if not place.exists():
            exclusive.put(part, place)
            return found, None
        with exclusive.alone(place) as held:
            kept = held.keep("restore")
            held.replace(part)
            return found, kept


def refuse_damaged(copy: Path, faults: list[Fault]) -> None:
    """A sentence where a copy is damaged itself."""
    damage = [each for each in faults if each.kind in _DAMAGED]
    if damage:
        raise CoderError(f"{copy}: this copy is damaged itself ({damage[0].what}); choose another one.")


def _refuse_another_study(place: Path, copy: Path, found: verifying.Contents) -> None:
    try:
        with verifying.reading(place) as study:
            there = verifying.contents(study)
    except CoderError:
        return  # it is gone or damaged, which is why it is restored
    if there.guid != found.guid:
        raise CoderError(
            f"{copy}: this is a copy of another study, “{found.name}”, not of “{there.name}”. "
            "To work with it, name it: coder --study FILE"
        )
