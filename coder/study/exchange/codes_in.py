"""The codes of a project become a codebook; those that the study has already are left as they are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from coder.files.refi.descriptions import taken_apart
from coder.files.refi.values import TreeCode
from coder.files.transcripts import language
from coder.model import Code, Codebook, Exclusion
from coder.study import tables as t
from coder.study.codebook import insert_book, values_of
from coder.study.exchange.arriving import Arriving, line
from coder.study.revising import DEEPEST, Revision
from coder.study.study import live
from coder.study.texts import clean, slug_of

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(slots=True)
class _Fresh:
    """Codes that are not in the study yet."""

    codes: list[TreeCode]
    coded: set[str]
    """Those that are applied, which no heading is."""
    guids: dict[str, str]
    """The identities they get, by those they have."""
    spoken: str = "en"
    """The language of their texts."""
    slugs: dict[str, str] = field(default_factory=dict)
    """By guid, of codes that are in the codebook already too."""


def bring_codes(a: Arriving) -> None:
    """Match the codes by their guids; the others go to a new codebook, or to the one that has the rest.

    A heading that stands for a codebook of the study, as an export of several has them, is no code.
    """
    coded = _coded(a)
    books = set(a.change.connection.execute(select(t.codebook.c.guid).where(live(t.codebook))).scalars())
    codes = [each for each in a.project.codes if each.guid not in books or each.guid in coded]
    if not codes:
        return
    stands = a.stands(t.code, [each.guid for each in codes])
    here = {each.id: guid for guid, each in stands.items() if each.id is not None}
    c = t.code.c
    query = select(c.id, c.codebook_id, c.codable, c.slug, t.codebook.c.version).join(
        t.codebook, t.codebook.c.id == c.codebook_id
    )
    found = a.change.connection.execute(query.where(live(t.code), live(t.codebook)))
    rows = [row for row in found if row.id in here]
    for row in rows:
        a.codes[here[row.id]] = (row.id, row.version)
        if not row.codable and here[row.id] in coded:
            a.change.update(t.code, {"id": row.id}, codable=True)
            a.warn(f"{row.slug} was a heading in the study and has codings now, so it became a code.")
    new = [each for each in codes if each.guid not in a.codes]
    a.new["codes"] += len(new)
    a.came["codes"] = len(codes)
    if not new:
        return
    fresh = _Fresh(new, coded, {each.guid: stands[each.guid].guid for each in new})
    if rows:
        _add(a, Counter(row.codebook_id for row in rows).most_common(1)[0][0], fresh)
    else:
        _new_book(a, fresh)
    if names := [each.name for each in new if not each.codable and each.guid in coded]:
        listed = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
        a.warn(f"{len(names)} heading(s) have codings and so became codes: {listed}.")


def _coded(a: Arriving) -> set[str]:
    """The codes that are applied somewhere."""
    found = {applied.code for source in a.sources for applied in source.codings}
    return found | {
        applied.code
        for source in a.sources
        for selection in source.selections
        for applied in selection.codings
    }


def _new_book(a: Arriving, fresh: _Fresh) -> None:
    taken = set(a.change.connection.execute(select(t.codebook.c.slug).where(live(t.codebook))).scalars())
    fresh.spoken = _language(a)
    title = line(a.project.name, "Project")
    codes = tuple(_values(fresh))
    book = Codebook(
        slug=slug_of(title, taken),
        version=1,
        title={fresh.spoken: title},
        languages=(fresh.spoken,),
        codes=codes,
        sets=_sets(a, fresh.slugs),
    )
    _, ids = insert_book(a.change, book)
    a.codes.update((guid, (ids[slug], 1)) for guid, slug in fresh.slugs.items())
    a.new["codebooks"] += 1


def _add(a: Arriving, book_id: int, fresh: _Fresh) -> None:
    """Add codes to a codebook that is there; this makes a new version of it."""
    connection = a.change.connection
    book = connection.execute(select(t.codebook).where(t.codebook.c.id == book_id)).one()
    revision = Revision(a.change, book)
    rows = revision.codes()
    ids = {row.slug: row.id for row in rows}
    by_id = {row.id: row.slug for row in rows}
    fresh.slugs = {guid: by_id[id_] for guid, (id_, _) in a.codes.items() if id_ in by_id}
    fresh.spoken = revision.languages[0]
    codes = _values(fresh, set(ids))
    slugs = {slug: guid for guid, slug in fresh.slugs.items()}
    for place, code in enumerate(codes, len(rows)):
        ids[code.slug] = a.change.insert(
            t.code,
            guid=code.guid,
            codebook_id=book_id,
            parent_id=None,
            position=place,
            **values_of(code),
            since_version=revision.version,
        )
        a.codes[slugs[code.slug]] = (ids[code.slug], revision.version)
        if code.parent:
            revision.arrange(ids[code.slug], ids[code.parent], None)
    a.change.summary = f"{len(codes)} codes of the project {line(a.project.name, 'without a name', 60)}"
    revision.finish(None, "")
    for guid, (id_, _) in list(a.codes.items()):
        if id_ in by_id:
            a.codes[guid] = (id_, revision.version)


def _values(fresh: _Fresh, others: set[str] | None = None) -> list[Code]:
    """The codes as the model has them, parents first; slugs of ``others`` are taken."""
    taken = set(fresh.slugs.values()) | (others or set())
    depth: dict[str, int] = {}
    lifted: dict[str, str | None] = {}
    found = []
    for each in fresh.codes:
        parent = each.parent if each.parent in fresh.slugs else None
        while parent is not None and depth.get(parent, 0) >= DEEPEST:
            parent = lifted.get(parent)
        depth[each.guid] = depth.get(parent, 0) + 1 if parent else 1
        lifted[each.guid] = parent
        label = line(each.name, "code without a name")
        slug = slug_of(label, taken)
        taken.add(slug)
        fresh.slugs[each.guid] = slug
        found.append((each, label, slug, fresh.slugs[parent] if parent else None))
    known = set(fresh.slugs.values())
    return [_code(each, label, slug, parent, fresh, known) for each, label, slug, parent in found]


def _code(each: TreeCode, label: str, slug: str, parent: str | None, fresh: _Fresh, known: set[str]) -> Code:
    said, spoken = taken_apart(clean(each.description)), fresh.spoken
    return Code(
        slug=slug,
        label={spoken: label},
        parent=parent,
        color=each.color if _COLOR.fullmatch(each.color) else "",
        codable=each.codable or each.guid in fresh.coded,
        origin="inductive",
        brief={spoken: said.brief} if said.brief else {},
        definition={spoken: said.definition} if said.definition else {},
        use_when=tuple({spoken: words} for words in said.use_when),
        not_when=tuple(
            Exclusion({spoken: words}, see if see in known else None) for words, see in said.not_when
        ),
        examples=said.examples,
        aliases=said.aliases,
        guid=fresh.guids[each.guid],
    )


def _language(a: Arriving) -> str:
    """The language of most texts, else English."""
    guessed = (language.guess(each.text) for each in a.sources[:50] if each.text)
    found = Counter(each for each in guessed if each)
    return found.most_common(1)[0][0] if found else "en"


def _sets(a: Arriving, slugs: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in a.project.sets:
        members = tuple(dict.fromkeys(slugs[code] for code in each.codes if code in slugs))
        if members:
            found[slug_of(line(each.name, "set"), found)] = members
    a.came["sets"] = len(found)
    return found
