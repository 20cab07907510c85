"""A new study with all that is needed to begin."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from coder.model import Codebook, CoderError
from coder.study import codebook, people
from coder.study.study import Study


def begin(place: Path, name: str, coder: str, books: Sequence[Codebook] = ()) -> None:
    """Make a study with a coder and codebooks; all of it or, where anything is refused, nothing.

    Args:
        place: the file to make.
        name: of the study, for captions; empty: the folder's.
        coder: who codes.
        books: the codebooks to add.
    """
    if not coder.strip():
        raise CoderError("a coder needs a name.")
    study = Study.create(place, name.strip() or None)
    try:
        people.add_coder(study, coder)
        for book in books:
            codebook.add(study, book)
    except BaseException:
        study.close()
        for each in (place, place.with_name(place.name + "-wal"), place.with_name(place.name + "-shm")):
            with suppress(OSError):
                each.unlink()
        raise
    study.close()
