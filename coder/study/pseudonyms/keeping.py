"""The table of names a person has looked through, and the key: which name has which replacement."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from coder.model import CoderError
from coder.study.change import now
from coder.study.pseudonyms.names import Names

YES = frozenset(("yes", "y", "true", "1", "x", "да", "иә", "+"))
"""What counts as a confirmation, in small letters."""
KEY = ("name", "replacement", "interviews", "at")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets would run; our tables put an apostrophe before it."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a person has said about names."""

    path: Path
    confirmed: Mapping[str, str]
    unconfirmed: int
    """Lines that are left alone."""


def read_table(path: Path) -> Table:
    """Read a table of names.

    Raises:
        CoderError: it is no table with the columns ``name``, ``replacement`` and ``confirmed``, or the
            same name is confirmed with two replacements.
    """
    confirmed: dict[str, str] = {}
    unconfirmed = 0
    for number, row in enumerate(_rows(path, ("name", "replacement", "confirmed")), 2):
        name, other = row["name"], row["replacement"]
        if row["confirmed"].lower() not in YES:
            unconfirmed += 1
            continue
        if not name:
            raise CoderError(f"{path}, line {number}: it is confirmed and has no name.")
        if confirmed.setdefault(name, other) != other:
            raise CoderError(
                f"{path}, line {number}: {name!r} is confirmed twice, as {confirmed[name]!r} and as "
                f"{other!r}."
            )
    return Table(path, confirmed, unconfirmed)


def _rows(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CoderError(f"{path}: this is not UTF-8; save the table as “CSV UTF-8”.") from error
    except OSError as error:
        raise CoderError(f"{path}: the table could not be read ({error.strerror}).") from error
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    for column in columns:
        if column not in (reader.fieldnames or ()):
            raise CoderError(
                f"{path}: there is no column “{column}”; make a table with coder pseudonymise --propose."
            )
    try:
        return [{key: _cell(value) for key, value in row.items() if key} for row in reader]
    except csv.Error as error:
        raise CoderError(f"{path}: this is no table ({error}).") from error


def _cell(value: str | None) -> str:
    words = (value or "").strip()
    return words[1:] if words.startswith("'") and words[1:].startswith(_FORMULA) else words


def refuse_place(key: Path, study: Path | None, here: bool) -> None:
    """Refuse a key in the study's folder, or below it, unless that is said to be meant."""
    folder = key.absolute().parent
    if not folder.is_dir():
        raise CoderError(f"{key}: the folder {folder} does not exist; make it first.")
    if study is None or here:
        return
    if folder.resolve().is_relative_to(study.resolve().parent):
        raise CoderError(
            f"{key}: this is in the folder of the study, and whoever is given the study would be given the "
            "key. Name a file elsewhere; if it is meant to be here, say --key-here."
        )


@contextmanager
def key_first(path: Path, names: Names, interviews: Iterable[str] | None) -> Iterator[None]:
    """Write the key, then do what it is for; where that fails, the key is as it was before."""
    before = path.read_bytes() if path.exists() else None
    write_key(path, names, interviews)
    try:
        yield
    except BaseException:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)
        raise


def write_key(path: Path, names: Names, interviews: Iterable[str] | None) -> int:
    """Add names to a key, readable by its owner alone; returns how many came.

    Raises:
        CoderError: the file is something else, says otherwise about one of the names, or may not
            be written.
    """
    where = "; ".join(interviews or ())
    known = _rows(path, KEY) if path.exists() else []
    new = []
    for name, other in names.replacements.items():
        lines = [row for row in known if row["name"] == name and row["interviews"] in ("", where)]
        if against := next((row for row in lines if row["replacement"] != other), None):
            raise CoderError(
                f"{path}: this key says that {name!r} is {against['replacement']!r}, and the table says "
                f"{other!r}. Put one of the two right, or name another key."
            )
        if not lines:
            new.append((name, other, where, now()))
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(KEY)
    for row in known:
        writer.writerow([_safe(row[column]) for column in KEY])
    for line in new:
        writer.writerow(map(_safe, line))
    part = path.with_name(f".{path.name}.new")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(out.getvalue())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CoderError(
            f"{path}: the key could not be written ({error.strerror}). Nothing was changed."
        ) from error
    return len(new)


def _safe(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words
