"""Codebooks of a study."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from coder.model import Code, Codebook, CoderError, Example, Exclusion
from coder.study import tables as t
from coder.study.change import Change, new_guid
from coder.study.study import Study, live


def add(study: Study, book: Codebook) -> bool:
    """Add a codebook; False where the study has the very same one already.

    Raises:
        CoderError: the study has another codebook of that id, or a code with the guid of one of these.
    """
    with study.change("codebook add") as change:  # nobody adds one between the look and the change
        for known in codebooks(study):
            if known.slug != book.slug:
                continue
            if is_same(study, known, book):
                return False
            raise CoderError(
                f"the study has a codebook {book.slug!r} already (version {known.version}), and this one "
                f"(version {book.version}) differs from it. Nothing was changed; give it an id of its own."
            )
        _refuse_taken_guids(change.connection, book)
        insert_book(change, book)
        change.summary = f"add codebook {book.slug}"
    return True


def codebooks(study: Study, slug: str | None = None) -> list[Codebook]:
    """The codebooks of the study (or the one with this id), in the order they were added.

    Raises:
        CoderError: there is none with this id.
    """
    with study.read() as connection:
        books = connection.execute(select(t.codebook).where(live(t.codebook)).order_by(t.codebook.c.id)).all()
        codes = connection.execute(
            select(t.code).where(live(t.code)).order_by(t.code.c.codebook_id, t.code.c.position)
        ).all()
    slug_of = {row.id: row.slug for row in codes}
    by_book: dict[int, list[Code]] = {}
    for row in codes:
        by_book.setdefault(row.codebook_id, []).append(_code(row, slug_of))
    found = [_codebook(row, by_book.get(row.id, [])) for row in books if slug in (None, row.slug)]
    if slug is not None and not found:
        known = ", ".join(row.slug for row in books) or "none yet"
        raise CoderError(f"no codebook is called {slug!r} in this study (codebooks: {known}).")
    return found


def find_code(study: Study, name: str) -> Code:
    """The code called ``slug`` or ``codebook/slug``.

    Raises:
        CoderError: there is none, or the slug stands in several codebooks.
    """
    book_slug, _, slug = name.rpartition("/")
    found = [
        (book, code)
        for book in codebooks(study)
        for code in book.codes
        if code.slug == slug and book_slug in ("", book.slug)
    ]
    if not found:
        raise CoderError(f"no code is called {name!r} in this study; see: coder codebook show")
    if len(found) > 1:
        names = " or ".join(f"{book.slug}/{code.slug}" for book, code in found)
        raise CoderError(f"{name!r} stands in several codebooks; say {names}.")
    return found[0][1]


def _refuse_taken_guids(connection: Connection, book: Codebook) -> None:
    given = {each.guid: each.slug for each in book.codes if each.guid}
    taken = connection.execute(
        select(t.code.c.guid, t.code.c.slug, t.codebook.c.slug.label("book"))
        .join(t.codebook, t.codebook.c.id == t.code.c.codebook_id)
        .where(t.code.c.guid.in_(given), live(t.code))
    ).first()
    if taken is not None:
        raise CoderError(
            f"codebook {book.slug!r}: {given[taken.guid]} has the guid of {taken.book}/{taken.slug}, "
            "which is in the study. Nothing was changed; take the guids out of a copied file, "
            "and it gets new ones."
        )


def insert_book(change: Change, book: Codebook) -> tuple[int, dict[str, int]]:
    """Add a codebook as part of a change; returns its id, and its codes' ids by slug."""
    book_id = change.insert(
        t.codebook,
        guid=new_guid(),
        slug=book.slug,
        version=book.version,
        title=dict(book.title),
        languages=list(book.languages),
        details={
            "date": book.date,
            "authors": list(book.authors),
            "level_of_coding": book.level_of_coding,
            "sets": {name: list(codes) for name, codes in book.sets.items()},
            "changes": [dict(each) for each in book.changes],
        },
        added_at=change.at,
    )
    ids: dict[str, int] = {}
    for position, code in enumerate(book.codes):
        ids[code.slug] = change.insert(
            t.code,
            guid=code.guid or new_guid(),
            codebook_id=book_id,
            parent_id=ids[code.parent] if code.parent else None,
            position=position,
            **values_of(code),
        )
    for code in book.codes:
        if code.merged_into:
            change.update(t.code, {"id": ids[code.slug]}, merged_into_id=ids[code.merged_into])
    return book_id, ids


def values_of(code: Code) -> dict[str, Any]:
    """The columns of a code's row that say what the code is, not where it stands."""
    return {
        "slug": code.slug,
        "label": dict(code.label),
        "color": code.color,
        "codable": code.codable,
        "origin": code.origin,
        "brief": dict(code.brief),
        "definition": dict(code.definition),
        "use_when": [dict(each) for each in code.use_when],
        "not_when": [{"text": dict(each.text), "see": each.see} for each in code.not_when],
        "examples": [{"text": e.text, "kind": e.kind, "language": e.language} for e in code.examples],
        "aliases": list(code.aliases),
        "status": code.status,
    }


def _code(row: Any, slug_of: dict[int, str]) -> Code:
    return Code(
        slug=row.slug,
        label=row.label,
        parent=slug_of.get(row.parent_id),
        color=row.color,
        codable=row.codable,
        origin=row.origin,
        brief=row.brief,
        definition=row.definition,
        use_when=tuple(row.use_when),
        not_when=tuple(Exclusion(each["text"], each["see"]) for each in row.not_when),
        examples=tuple(Example(e["text"], e["kind"], e["language"]) for e in row.examples),
        aliases=tuple(row.aliases),
        status=row.status,
        merged_into=slug_of.get(row.merged_into_id),
        guid=row.guid,
        id=row.id,
    )


def _codebook(row: Any, codes: list[Code]) -> Codebook:
    return Codebook(
        slug=row.slug,
        version=row.version,
        title=row.title,
        languages=tuple(row.languages),
        codes=tuple(codes),
        date=row.details["date"],
        authors=tuple(row.details["authors"]),
        level_of_coding=row.details["level_of_coding"],
        sets={name: tuple(slugs) for name, slugs in row.details["sets"].items()},
        changes=tuple(row.details["changes"]),
        id=row.id,
    )


def is_same(study: Study, known: Codebook, book: Codebook) -> bool:
    """Whether a codebook is one of the study, as it was added or as it was written to a file since."""
    return _content(known) in (_content(book), _content(replace(book, changes=known.changes))) and (
        not book.changes or book.changes in (known.changes, with_changes(study, known).changes)
    )


def with_changes(study: Study, book: Codebook) -> Codebook:
    """The codebook with what the study's coders changed in it, as its file should tell."""
    c = t.codebook_change.c
    query = (
        select(c.version, c.at, t.coder.c.name, c.what, c.why)
        .outerjoin(t.coder, t.coder.c.id == c.coder_id)
        .where(c.codebook_id == book.id, live(t.codebook_change))
        .order_by(c.version)
    )
    with study.read() as connection:
        rows = connection.execute(query).all()
    own = [
        {"version": row.version, "date": row.at[:10]}
        | ({"by": row.name} if row.name else {})
        | {"what": f"{row.what}: {row.why}" if row.why else row.what}
        for row in rows
    ]
    return replace(book, changes=(*book.changes, *own))


def _content(book: Codebook) -> Codebook:
    """The codebook without what the study gave it: what makes two codebooks the same."""
    codes = tuple(replace(each, id=0, guid=None) for each in book.codes)
    return replace(book, id=0, codes=codes)
