"""What people call transcripts, coders and codes: by name, by id, by label in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from sqlalchemy import select

from coder.model import CoderError
from coder.study import codebook
from coder.study import tables as t
from coder.study.folding import plain
from coder.study.study import Study, live

V = TypeVar("V")
_STEPS = re.compile(r"\s*(?:>|\\|::|/)\s*")


class Named(Generic[V]):
    """Values found by their name: exactly, else whatever the case and white space."""

    def __init__(self, values: Mapping[str, V], also: Mapping[str, V] | None = None) -> None:
        """The values by name; ``also`` by other names, which count where they are not ambiguous."""
        self._exact = dict(values)
        self._loose: dict[str, list[V]] = {}
        for name, value in [*values.items(), *(also or {}).items()]:
            found = self._loose.setdefault(plain(name), [])
            if value not in found:
                found.append(value)

    def find(self, name: str) -> V | None:
        """The value of that name; None where there is none, or several."""
        if name in self._exact:
            return self._exact[name]
        found = self._loose.get(plain(name), [])
        return found[0] if len(found) == 1 else None

    def name_of(self, value: V) -> str:
        """What a value is called."""
        return next(name for name, each in self._exact.items() if each is value)

    def values(self) -> Iterable[V]:
        """All of them."""
        return self._exact.values()

    def hint(self, name: str) -> str:
        """A name like this one, as a part of a sentence."""
        close = get_close_matches(name, self._exact, 1)
        return f" (did you mean {close[0]!r}?)" if close else ""


def named_transcripts(study: Study) -> Named[str]:
    """The transcripts by their names, and by the files they came from."""
    query = select(*t.transcript.c["name", "source"]).where(live(t.transcript)).order_by(t.transcript.c.id)
    with study.read() as connection:
        rows = connection.execute(query).all()
    names = {row.name: row.name for row in rows}
    files: dict[str, set[str]] = {}
    for row in rows:
        file = PurePosixPath(row.source.replace("\\", "/")).name
        for known in (file, f"{row.name}{PurePosixPath(file).suffix}", row.name + ".txt"):
            files.setdefault(known, set()).add(row.name)
    return Named(names, {file: next(iter(of)) for file, of in files.items() if len(of) == 1})


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code that can be applied."""

    id: int
    version: int
    """The codebook's."""


class Codes:
    """The codes of a study, by anything they may be called."""

    def __init__(self, study: Study) -> None:
        """Look once."""
        self._exact: dict[str, list[str]] = {}
        self._loose: dict[str, list[str]] = {}
        self._known: dict[str, FoundCode | CoderError] = {}
        self._of: dict[str, tuple[bool, str, FoundCode]] = {}
        for book in codebook.codebooks(study):
            by_slug = {each.slug: each for each in book.codes}
            for code in book.codes:
                full = f"{book.slug}/{code.slug}"
                self._of[full] = (code.codable, code.status, FoundCode(code.id, book.version))
                for name in (full, code.guid or full, code.slug):
                    self._put(self._exact, name, full)
                labels = [*code.label.values(), *code.aliases]
                for name in (code.slug, *labels):
                    self._put(self._loose, plain(name), full)
                above = [code]
                while (parent := above[0].parent) is not None:
                    above.insert(0, by_slug[parent])
                for language in code.label:
                    steps = [each.label.get(language) or each.slug for each in above]
                    self._put(self._loose, _path(steps), full)
                self._put(self._loose, _path([each.slug for each in above]), full)

    @staticmethod
    def _put(into: dict[str, list[str]], name: str, full: str) -> None:
        known = into.setdefault(name, [])
        if full not in known:
            known.append(full)

    def find(self, name: str) -> FoundCode:
        """The code of that id, guid, label, alias or path of labels.

        Raises:
            CoderError: there is none, there are several, or it cannot be applied.
        """
        found = self._known.get(name)
        if found is None:
            try:
                found = self._find(name)
            except CoderError as fault:
                found = fault
            self._known[name] = found
        if isinstance(found, CoderError):
            raise found
        return found

    def _find(self, name: str) -> FoundCode:
        found = self._exact.get(name) or self._loose.get(plain(name)) or []
        found = found or self._loose.get(_path(_STEPS.split(name)), [])
        usable = [full for full in found if self._of[full][0] and self._of[full][1] in ("active", "draft")]
        if len(usable) == 1:
            return self._of[usable[0]][2]
        if len(usable) > 1:
            raise CoderError(f"several codes are called {name!r}; say {' or '.join(usable)}")
        if found:
            codable, status, _ = self._of[found[0]]
            why = f"is {status}" if codable else "is a heading, not a code"
            raise CoderError(f"{found[0]} {why} and cannot be applied; name another code")
        close = get_close_matches(name, [*self._exact, *self._loose], 1)
        meant = f" (did you mean {close[0]!r}?)" if close else ""
        raise CoderError(f"no code is called {name!r}{meant}; add it to the codebook, or correct it")


def _path(steps: Iterable[str]) -> str:
    return " / ".join(plain(each) for each in steps)
