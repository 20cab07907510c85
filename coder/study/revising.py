"""What every change of a codebook has in common: one version, one reason, one event.

:func:`revising` opens the change; what happens inside is one new version of the codebook
with a row of ``codebook_change``, which one undo takes back. The tree is kept as the file
has it: ``position`` counts the codes of a codebook in reading order, parents first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, func, select

from coder.model import CoderError, Texts
from coder.study import tables as t
from coder.study.change import Change
from coder.study.study import Study, live
from coder.study.texts import clean, one_line

DEEPEST = 50
"""Levels of codes; a codebook's file may have no more either."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Revision:
    """A change of one codebook under way. Made by :func:`revising`, which commits it."""

    def __init__(self, change: Change, book: Any) -> None:
        self.change = change
        self.book_id: int = book.id
        self.book_slug: str = book.slug
        self.languages: list[str] = list(book.languages)
        self.version = _next_version(change.connection, book)
        """The version this change makes."""

    @property
    def connection(self) -> Connection:
        """Where the change happens."""
        return self.change.connection

    def codes(self) -> list[Any]:
        """The rows of the codebook's codes, in reading order."""
        query = select(t.code).where(t.code.c.codebook_id == self.book_id, live(t.code))
        return list(self.connection.execute(query.order_by(t.code.c.position, t.code.c.id)))

    def code(self, code_id: int) -> Any:
        """The row of one of the codebook's codes."""
        for row in self.codes():
            if row.id == code_id:
                return row
        raise CoderError(f"codebook {self.book_slug} has no code number {code_id} (any more).")

    def update(self, code_id: int, **values: Any) -> None:
        """Set columns of a code."""
        self.change.update(t.code, {"id": code_id}, **values)

    def arrange(self, code_id: int, parent_id: int | None, place: int | None) -> None:
        """Put a code under a parent, before the sibling that is number ``place`` now (None: last)."""
        rows = self.codes()
        parents = {row.id: row.parent_id for row in rows}
        if parent_id in under(parents, code_id) | {code_id}:
            raise CoderError("a code cannot stand under itself or under one of its own codes.")
        parents[code_id] = parent_id
        order = [row.id for row in rows if row.id != code_id]
        siblings = [each for each in order if parents[each] == parent_id]
        at = len(siblings) if place is None else min(max(place, 0), len(siblings))
        order.insert(order.index(siblings[at]) if at < len(siblings) else len(order), code_id)
        if _depth(parents) > DEEPEST:
            raise CoderError(f"codes would stand more than {DEEPEST} levels deep; choose another place.")
        self.update(code_id, parent_id=parent_id)
        positions = {row.id: row.position for row in rows}
        for position, each in enumerate(_reading_order(order, parents)):
            if positions[each] != position:
                self.update(each, position=position)

    def texts(
        self, given: Texts, what: str, known: Texts | None = None, *, line: bool = False
    ) -> dict[str, str]:
        """Texts by language, the codebook's default first: those known, with those given in their place.

        An empty text takes its language out. A language new to the codebook is added to it.
        """
        found = dict(known or {})
        for language, words in given.items():
            if not _LANGUAGE.fullmatch(language):
                raise CoderError(f"{what}: {language!r} is not a language; write it as en, ru or kk.")
            text = one_line(words, what) if line else clean(words)
            if text:
                found[language] = text
            else:
                found.pop(language, None)
        self._add_languages(found)
        return {language: found[language] for language in self.languages if language in found}

    def label(self, given: Texts, known: Texts | None = None) -> dict[str, str]:
        """A label; where the default language has none, the first one given stands in for it."""
        label = self.texts(given, "a label", known, line=True)
        if not label:
            raise CoderError("a code needs a label.")
        default = self.languages[0]
        return {default: label.get(default, next(iter(label.values()))), **label}

    def _add_languages(self, texts: Mapping[str, str]) -> None:
        if new := [each for each in texts if each not in self.languages]:
            self.languages += new
            self.change.update(t.codebook, {"id": self.book_id}, languages=list(self.languages))

    def finish(self, who: int | None, why: str) -> None:
        """Write the new version and its reason."""
        self.change.update(t.codebook, {"id": self.book_id}, version=self.version)
        self.change.insert(
            t.codebook_change,
            codebook_id=self.book_id,
            version=self.version,
            at=self.change.at,
            coder_id=who,
            what=self.change.summary,
            why=clean(why),
        )


@contextmanager
def revising(study: Study, book_id: int, action: str, why: str) -> Iterator[Revision]:
    """A change of a codebook: a new version with its reason, unless nothing was changed."""
    with study.change(action) as change:
        query = select(t.codebook).where(t.codebook.c.id == book_id, live(t.codebook))
        book = change.connection.execute(query).one_or_none()
        if book is None:
            raise CoderError(f"there is no codebook number {book_id} in this study.")
        under_way = Revision(change, book)
        yield under_way
        if change.noted:
            under_way.finish(study.coder.id if study.coder else None, why)


def book_of(study: Study, code_id: int) -> int:
    """The id of the codebook that a code is in."""
    with study.read() as connection:
        query = select(t.code.c.codebook_id).where(t.code.c.id == code_id, live(t.code))
        found = connection.execute(query).scalar()
    if found is None:
        raise CoderError(f"there is no code number {code_id} in this study.")
    return int(found)


def under(parents: Mapping[int, int | None], code_id: int) -> set[int]:
    """The codes below a code, at any depth."""
    found: set[int] = set()
    level = {code_id}
    while level := {each for each, parent in parents.items() if parent in level} - found:
        found |= level
    return found


def _next_version(connection: Connection, book: Any) -> int:
    """One more than there ever was: a version that was taken back keeps its number."""
    query = select(func.max(t.codebook_change.c.version)).where(t.codebook_change.c.codebook_id == book.id)
    return max(int(book.version), connection.execute(query).scalar() or 0) + 1


def _reading_order(order: list[int], parents: Mapping[int, int | None]) -> list[int]:
    """Parents first, each followed by what is under it; siblings as in ``order``."""
    children: dict[int | None, list[int]] = {}
    for each in order:
        children.setdefault(parents[each] if parents[each] in parents else None, []).append(each)
    found: list[int] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])[::-1]
    return found


def _depth(parents: Mapping[int, int | None]) -> int:
    deepest = 0
    for each in parents:
        steps, at = 0, each if each in parents else None
        while at is not None:
            steps, at = steps + 1, parents.get(at)
        deepest = max(deepest, steps)
    return deepest
