"""All that is said of a code as one text, for programs that have one field for it; and back again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import get_args

from coder.files.codebooks import entries, words
from coder.files.codebooks.drafts import UNSAID, Draft, cleaned, line
from coder.files.slugs import slug_of
from coder.model import Code, CodeStatus, ExampleKind, Origin, Texts

_LABEL = re.compile(r"(?P<space> *)(?P<label>[^\W\d_][^:\n]{1,40}?)\s*:(?:[ \t]+|$)(?P<rest>.*)")
_MARKED = re.compile(rf"Example \(((?:{'|'.join(get_args(ExampleKind))})(?:, [a-z]{{2,3}})?)\)")
"""The label of an example that says its kind and language."""
_FITS = {
    "id": r"[a-z0-9-]{1,60}",
    "merged_into": r"[a-z0-9-]{1,60}",
    "origin": "|".join(get_args(Origin)),
    "status": "|".join(get_args(CodeStatus)),
}
"""What may stand behind the labels that hold words of coder's own; any other line is text."""


def write(code: Code, language: str, default: str) -> str:
    """The text of a code in one language: unlabelled where there is only a definition.

    What the name does not tell (an id of its own, an origin, a status) stands at the end.
    """

    def said(texts: Texts) -> str:
        return texts.get(language) or texts.get(default) or next(iter(texts.values()), "")

    parts: list[str] = []
    if code.brief:
        parts.append(_labelled("brief", said(code.brief), language))
    if code.definition:
        text = said(code.definition)
        alone = not parts and not _starts(text)
        parts.append(_guarded(text) if alone else _labelled("definition", text, language))
    rules: Sequence[tuple[str, list[str]]] = (
        ("use_when", [said(each) for each in code.use_when]),
        ("not_when", [entries.with_see(said(each.text), each.see) for each in code.not_when]),
        ("examples", [entries.of_example(each) for each in code.examples]),
        ("aliases", list(code.aliases)),
    )
    for field, listed in rules:
        if listed:
            parts.append(f"{words.label(field, language)}:\n{_guarded(entries.joined(listed))}")
    name = said(code.label)
    rest = {
        "id": code.slug if slug_of(line(name), ()) != code.slug else "",
        "origin": code.origin if code.origin != "deductive" else "",
        "status": code.status if code.status != "active" else "",
        "merged_into": code.merged_into or "",
    }
    parts += [f"{words.label(field, language)}: {value}" for field, value in rest.items() if value]
    return "\n\n".join(parts)


def read(text: str, draft: Draft, language: str = UNSAID) -> None:
    """Give a draft what a text says of it: what is behind labels to the fields, the rest as definition."""
    text = cleaned(text)
    found: dict[str, str] = {}
    at, lines = "definition", list[str]()

    def close() -> None:
        said = "\n".join(lines).strip("\n")
        if said.strip():
            found[at] = f"{found[at]}\n\n{said}" if at in found else said

    for each in text.split("\n"):
        field = _starts(each)
        if field is None:
            lines.append(_unguarded(each))
            continue
        close()
        match = _LABEL.fullmatch(each)
        assert match is not None
        marked = _MARKED.fullmatch(match["label"])
        at, lines = field, [f"[{marked[1]}] {match['rest']}" if marked else match["rest"]]
    close()
    take(found, draft, language)


def take(found: Mapping[str, str], draft: Draft, language: str = UNSAID) -> None:
    """Give a draft the texts of fields, lists with an entry a line."""
    for field, said in found.items():
        if field in ("brief", "definition"):
            getattr(draft, field)[language] = said
        elif field == "use_when":
            _lift(draft.use_when, entries.parts(said), language)
        elif field == "not_when":
            _exclusions(draft, entries.parts(said), language)
        elif field == "examples":
            draft.examples += [entries.to_example(each) for each in entries.parts(said) if each.strip()]
        elif field == "aliases":
            draft.aliases += _several(said)
        elif field == "id":
            draft.slug = line(said)
        elif field in ("origin", "status", "merged_into"):
            setattr(draft, field, line(said) if field == "merged_into" else line(said).casefold())


def _lift(into: list[dict[str, str]], said: Sequence[str], language: str) -> None:
    """Add the entries of one language to those of the others, which stand in the same order."""
    for place, text in enumerate(said):
        if place == len(into):
            into.append({})
        if text.strip():
            into[place][language] = text


def _exclusions(draft: Draft, said: Sequence[str], language: str) -> None:
    for place, entry in enumerate(said):
        text, see = entries.without_see(entry)
        if place == len(draft.not_when):
            draft.not_when.append(({}, None))
        texts, known = draft.not_when[place]
        draft.not_when[place] = (texts | ({language: text} if text.strip() else {}), known or see)


def _several(said: str) -> list[str]:
    """Names behind bullets or a line each; on one line with semicolons or commas between them."""
    listed = entries.parts(said)
    if len(listed) == 1 and not said.startswith(entries.BULLET):
        return re.split(r"\s*;\s*" if ";" in listed[0] else r"\s*,\s*", listed[0])
    return listed


def _labelled(field: str, text: str, language: str) -> str:
    return f"{words.label(field, language)}: {_guarded(text)}"


def _starts(row: str) -> str | None:
    """The field whose label a line begins with."""
    match = _LABEL.match(row)
    if match is None or match["space"]:
        return None
    if _MARKED.fullmatch(match["label"]):
        return "examples"
    field = words.LABELS.get(match["label"].casefold())
    fits = _FITS.get(field or "")
    return field if fits is None or re.fullmatch(fits, match["rest"].strip()) else None


def _guarded(text: str) -> str:
    """The text with its lines that would be taken for a label moved in by two spaces."""
    return "\n".join(f"  {row}" if _starts(row.lstrip(" ")) else row for row in text.split("\n"))


def _unguarded(row: str) -> str:
    return row[2:] if row.startswith("  ") and _starts(row.lstrip(" ")) else row
