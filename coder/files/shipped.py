"""Where the codebooks and the demonstration study are that come with the program."""

from __future__ import annotations

from pathlib import Path

import coder
from coder.model import CoderError


def folder(name: str) -> Path:
    """``codebooks`` or ``transcripts``: inside the installed package, else beside it in a checkout."""
    package = Path(coder.__file__).parent
    for place in (package / "shipped" / name, package.parent / name):
        if place.is_dir():
            return place
    raise CoderError(f"the folder {name} that comes with coder is missing; install coder again.")


def codebooks() -> dict[str, Path]:
    """The shipped codebooks by id."""
    return {path.stem: path for path in sorted(folder("codebooks").glob("*.yaml"))}
