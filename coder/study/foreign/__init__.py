"""Projects of other programs: QualCoder's folders, Taguette's databases, qc's corpora.

>>> from coder.study import foreign
>>> project = foreign.read(Path("study.qda"))

Each reader makes the same value as the one of REFI-QDA (``files/refi/values.py``), so that one
taking-in (``study/exchange``) serves all. They live in the study's package because it alone may
speak to databases, those of others among them. ``database.py`` opens other programs' SQLite
files, to read only; ``passages.py`` sees to it that a passage stands where its words are;
``pagetext.py`` makes a text of a page and counts its bytes; ``trees.py`` puts codes in order.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coder.model import CoderError

if TYPE_CHECKING:
    from coder.files.refi.values import Project

__all__ = ["is_project", "read"]

_SQLITE = (".sqlite3", ".sqlite")
_MAGIC = b"SQLite format 3\x00"


def is_project(path: Path) -> bool:
    """Whether a path is a project that is read here, as far as its name and its first bytes tell."""
    return _kind(path) is not None


def read(path: Path) -> Project:
    """The project in a file or folder.

    Raises:
        CoderError: It is none, or it is damaged, too large or open in its program.
    """
    from importlib import import_module

    kind = _kind(path)
    if kind is not None:
        project: Project = import_module(f"coder.study.foreign.{kind}").read(path)
        return project
    raise CoderError(
        f"{path}: this is no project of another program that is read here: QualCoder's folder (.qda), "
        "Taguette's database (.sqlite3), qc's folder (with settings.yaml), REFI-QDA (.qdpx)."
    )


def _kind(path: Path) -> str | None:
    if path.is_dir():
        if (path / "data.qda").is_file():
            return "qualcoder"
        if path.suffix.lower() == ".qda":
            return "qualcoder"
        if (path / "settings.yaml").is_file() and (path / "qualitative_coding.sqlite3").is_file():
            return "qc"
        return "qc" if (path / "settings.yaml").is_file() and (path / "corpus").is_dir() else None
    name = path.name.lower()
    if name == "data.qda":
        return "qualcoder"
    if path.suffix.lower() == ".qda":
        return "qualcoder" if _is_sqlite(path) else None
    if name == "settings.yaml" and path.is_file():
        return "qc"
    if name == "qualitative_coding.sqlite3" and (path.parent / "settings.yaml").is_file():
        return "qc"
    return "taguette" if path.suffix.lower() in _SQLITE and path.is_file() else None


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False
