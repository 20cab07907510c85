"""The guidance of a code as one text, which other programs show, and back: as in codebooks (.qdc)."""

from __future__ import annotations

from dataclasses import dataclass

from coder.files.codebooks import description as texts
from coder.files.codebooks.drafts import UNSAID, Draft
from coder.model import Code, Example


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a description says, part by part, in one language."""

    brief: str = ""
    definition: str = ""
    use_when: tuple[str, ...] = ()
    not_when: tuple[tuple[str, str | None], ...] = ()
    examples: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = ()


def put_together(code: Code, language: str) -> str:
    """The guidance of a code in a language, as one text."""
    return texts.write(code, language, language)


def taken_apart(description: str) -> Guidance:
    """The parts of a description; one without labels is a definition as a whole."""
    draft = Draft({})
    texts.read(description, draft)
    return Guidance(
        draft.brief.get(UNSAID, ""),
        draft.definition.get(UNSAID, ""),
        tuple(each[UNSAID] for each in draft.use_when if UNSAID in each),
        tuple((text[UNSAID], see) for text, see in draft.not_when if UNSAID in text),
        tuple(draft.examples),
        tuple(dict.fromkeys(draft.aliases)),
    )
