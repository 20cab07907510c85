"""A codebook evolves: codes are added, edited, moved, recoloured, retired.

Every function makes a new version of the codebook that says who did what and why
(:func:`coder.study.versions.changes`), and is one change that one undo takes back.
Merging and splitting are in :mod:`coder.study.regrouping`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coder.model import CoderError, Example, Exclusion, Origin, Texts, in_language
from coder.study import tables as t
from coder.study.change import new_guid
from coder.study.revising import Revision, book_of, revising, under
from coder.study.study import Study
from coder.study.texts import clean, one_line, slug_of

_SLUG = re.compile(r"[a-z0-9-]{1,60}")
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_MEANING = ("brief", "definition", "use_when", "not_when")
"""What a code means is said here; its label, its other names and its examples only point to it."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to be made."""

    label: Texts
    parent_id: int | None = None
    place: int | None = None
    """Before which sibling, counting from 0; None: after the last."""
    slug: str | None = None
    """None: made from the label."""
    origin: Origin = "inductive"
    """``in-vivo``: the label is a respondent's own words."""
    brief: Texts = field(default_factory=dict)
    definition: Texts = field(default_factory=dict)
    color: str = ""
    codable: bool = True
    aliases: Sequence[str] = ()
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """What is to be different about a code; None leaves a thing as it is.

    Texts replace those of the languages they name, an empty one takes its language out;
    lists replace the whole list.
    """

    label: Texts | None = None
    brief: Texts | None = None
    definition: Texts | None = None
    use_when: Sequence[Texts] | None = None
    not_when: Sequence[Exclusion] | None = None
    aliases: Sequence[str] | None = None
    examples: Sequence[Example] | None = None


def add_code(study: Study, book_id: int, new: NewCode, why: str = "") -> int:
    """Add a code to a codebook; returns its id.

    Raises:
        CoderError: it has no label, its id is taken or not an id, or its parent is not there.
    """
    with revising(study, book_id, "code add", why) as revision:
        id_ = insert_code(revision, new)
        revision.change.summary = f"add code {named(revision.code(id_))}, {_ORIGIN[new.origin]}"
    return id_


_ORIGIN: Mapping[Origin, str] = {
    "deductive": "deductive",
    "inductive": "inductive",
    "in-vivo": "in vivo",
    "structural": "structural",
}
"""Where a code comes from, as the history of the codebook says it."""


def insert_code(revision: Revision, new: NewCode) -> int:
    """Add a code as part of a revision."""
    rows = revision.codes()
    if new.parent_id is not None:
        parent = revision.code(new.parent_id)
        if parent.status in ("merged", "retired"):
            raise CoderError(
                f"{parent.slug} is {parent.status}; choose another code to put the new one under."
            )
    label = revision.label(new.label)
    id_ = revision.change.insert(
        t.code,
        guid=new_guid(),
        codebook_id=revision.book_id,
        parent_id=None,
        position=len(rows),
        slug=_slug(new.slug, next(iter(label.values())), {row.slug for row in rows}),
        label=label,
        color=_color(new.color),
        codable=new.codable,
        origin=new.origin,
        brief=revision.texts(new.brief, "brief"),
        definition=revision.texts(new.definition, "definition"),
        use_when=[],
        not_when=[],
        examples=_examples([new.example] if new.example else []),
        aliases=_aliases(new.aliases),
        status="active",
        since_version=revision.version,
    )
    revision.arrange(id_, new.parent_id, new.place)
    return id_


def edit(study: Study, code_id: int, edits: Edits, why: str = "", meaning: bool | None = None) -> bool:
    """Change what a code says; False where it says all of it already.

    Args:
        study: the study.
        code_id: the code.
        edits: what is to be different.
        why: the reason, for the history of the codebook.
        meaning: whether the code now means something else, so that older codings should be
            revisited. None: it does when its brief, its definition or its guidance changed.
    """
    with revising(study, book_of(study, code_id), "code edit", why) as revision:
        row = revision.code(code_id)
        values = _edited(revision, row, edits)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            return False
        if meaning if meaning is not None else any(name in _MEANING for name in changed):
            values["since_version"] = revision.version
        revision.update(
            code_id, **{name: values[name] for name in (*changed, "since_version") if name in values}
        )
        words = ", ".join(name.replace("_", " ") for name in changed)
        revision.change.summary = f"edit {named(row)}: {words}"
    return True


def move(study: Study, code_id: int, parent_id: int | None, place: int | None = None, why: str = "") -> None:
    """Put a code, with all that is under it, under another parent or at another place.

    ``place`` counts the new siblings from 0; None: after the last.
    """
    with revising(study, book_of(study, code_id), "code move", why) as revision:
        row = revision.code(code_id)
        where = f"under {revision.code(parent_id).slug}" if parent_id is not None else "to the top"
        revision.arrange(code_id, parent_id, place)
        revision.change.summary = f"move {named(row)} {where}"


def recolour(study: Study, code_id: int, color: str, why: str = "") -> None:
    """Give a code another colour, ``#0A0`` or ``#00AA00``; an empty one takes it away."""
    with revising(study, book_of(study, code_id), "code recolour", why) as revision:
        row = revision.code(code_id)
        revision.update(code_id, color=_color(color))
        revision.change.summary = f"recolour {named(row)}" + (f": {color}" if color else "")


def retire(study: Study, code_id: int, why: str = "") -> None:
    """Take a code out of use. It keeps its codings and cannot be applied any more."""
    with revising(study, book_of(study, code_id), "code retire", why) as revision:
        row = revision.code(code_id)
        if row.status == "merged":
            raise CoderError(f"{row.slug} has been merged into another code and is out of use already.")
        rows = revision.codes()
        below = under({each.id: each.parent_id for each in rows}, code_id)
        if not row.codable and (used := [r.slug for r in rows if r.id in below and r.status in _USED]):
            raise CoderError(
                f"{row.slug} is a heading with codes in use ({', '.join(used[:5])}); retire those."
            )
        revision.update(code_id, status="retired")
        revision.change.summary = f"retire {named(row)}"


_USED = ("active", "draft")


def reactivate(study: Study, code_id: int, why: str = "") -> None:
    """Take a retired, merged or draft code into use. Codings that a merge has moved stay where they are."""
    with revising(study, book_of(study, code_id), "code reactivate", why) as revision:
        row = revision.code(code_id)
        revision.update(code_id, status="active", merged_into_id=None)
        revision.change.summary = f"take {named(row)} into use"


def add_example(study: Study, code_id: int, example: Example, why: str = "") -> None:
    """Add a passage to the examples of a code; one that is there already is left as it is."""
    with revising(study, book_of(study, code_id), "code example", why) as revision:
        row = revision.code(code_id)
        new = _examples([example])
        if not new:
            raise CoderError("an example needs words.")
        if new[0] in row.examples:
            return
        revision.update(code_id, examples=[*row.examples, *new])
        revision.change.summary = f"add an example to {named(row)}"


def named(row: Any) -> str:
    """A code in words: its id and its label."""
    return f"{row.slug} “{in_language(row.label, '')}”"


def _edited(revision: Revision, row: Any, edits: Edits) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if edits.label is not None:
        values["label"] = revision.label(edits.label, row.label)
    if edits.brief is not None:
        values["brief"] = revision.texts(edits.brief, "brief", row.brief)
    if edits.definition is not None:
        values["definition"] = revision.texts(edits.definition, "definition", row.definition)
    if edits.use_when is not None:
        values["use_when"] = [x for each in edits.use_when if (x := revision.texts(each, "use when"))]
    if edits.not_when is not None:
        values["not_when"] = [_exclusion(revision, row, each) for each in edits.not_when]
    if edits.aliases is not None:
        values["aliases"] = _aliases(edits.aliases)
    if edits.examples is not None:
        values["examples"] = _examples(edits.examples)
    return values


def _exclusion(revision: Revision, row: Any, each: Exclusion) -> dict[str, Any]:
    text = revision.texts(each.text, "not when")
    if not text:
        raise CoderError("a case in which a code is not used needs words.")
    if each.see is not None:
        meant = next((r for r in revision.codes() if r.slug == each.see), None)
        if meant is None or meant.id == row.id or not meant.codable:
            raise CoderError(f"“see {each.see}” must name another code of this codebook that can be applied.")
    return {"text": text, "see": each.see}


def _slug(given: str | None, label: str, taken: set[str]) -> str:
    if given is None:
        return slug_of(label, taken)
    if not _SLUG.fullmatch(given):
        raise CoderError(f"the id {given!r} may hold only a to z, 0 to 9 and the hyphen, 60 at most.")
    if given in taken:
        raise CoderError(f"the codebook has a code with the id {given!r} already.")
    return given


def _color(color: str) -> str:
    if color and not _COLOR.fullmatch(color):
        raise CoderError(f"the colour {color!r} must be written as #0A0 or #00AA00.")
    return color


def _examples(examples: Iterable[Example]) -> list[dict[str, str]]:
    rows = [{"text": clean(each.text), "kind": each.kind, "language": each.language} for each in examples]
    return [each for each in rows if each["text"]]


def _aliases(aliases: Iterable[str]) -> list[str]:
    lines = (one_line(each, "an alias") for each in aliases)
    return list(dict.fromkeys(each for each in lines if each))
