"""What is typed about a code before it is kept: the form's memory, without a form.

A list of a code (when to use it, when not, examples) is kept entry by entry, each with its
texts in every language, so that writing in one language never touches another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, get_args

from coder.model import Code, Example, ExampleKind, Exclusion, Texts
from coder.study.revision import Edits

KINDS: tuple[ExampleKind, ...] = get_args(ExampleKind)


@dataclass(slots=True)
class Entry:
    """One line of a code's guidance: its texts, and what else belongs to it."""

    texts: dict[str, str] = field(default_factory=dict)
    see: str | None = None
    """For a case in which the code is not used: the better one."""


@dataclass(slots=True)
class Sample:
    """An example."""

    text: str = ""
    kind: ExampleKind = "typical"
    language: str = ""


@dataclass(slots=True)
class Draft:
    """A code as the form has it."""

    label: dict[str, str] = field(default_factory=dict)
    brief: dict[str, str] = field(default_factory=dict)
    definition: dict[str, str] = field(default_factory=dict)
    use_when: list[Entry] = field(default_factory=list)
    not_when: list[Entry] = field(default_factory=list)
    examples: list[Sample] = field(default_factory=list)
    aliases: str = ""
    """One a line."""

    @classmethod
    def of(cls, code: Code) -> Draft:
        """The draft that says what the code says."""
        return cls(
            dict(code.label),
            dict(code.brief),
            dict(code.definition),
            [Entry(dict(each)) for each in code.use_when],
            [Entry(dict(each.text), each.see) for each in code.not_when],
            [Sample(each.text, each.kind, each.language) for each in code.examples],
            "\n".join(code.aliases),
        )

    def edits(self, code: Code) -> Edits:
        """What is different from the code; entries without words are left out."""
        now = self.values()
        known = Draft.of(code).values()
        given: dict[str, Any] = {}
        for name in ("label", "brief", "definition"):
            given[name] = _changed(known[name], now[name]) or None
        for name in ("use_when", "not_when", "examples", "aliases"):
            given[name] = now[name] if now[name] != known[name] else None
        return Edits(**given)

    def differs(self, code: Code) -> bool:
        """Whether anything is different from the code."""
        return self.edits(code) != Edits()

    def values(self) -> dict[str, Any]:
        """What the code would say, without what is empty."""
        return {
            "label": _texts(self.label),
            "brief": _texts(self.brief),
            "definition": _texts(self.definition),
            "use_when": [found for each in self.use_when if (found := _texts(each.texts))],
            "not_when": [
                Exclusion(found, each.see)
                for each in self.not_when
                if (found := _texts(each.texts)) or each.see
            ],
            "examples": [
                Example(each.text.strip(), each.kind, each.language)
                for each in self.examples
                if each.text.strip()
            ],
            "aliases": [each.strip() for each in self.aliases.splitlines() if each.strip()],
        }


def _texts(texts: Texts) -> dict[str, str]:
    return {language: words.strip() for language, words in texts.items() if words.strip()}


def _changed(known: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    """The texts that are new or different; empty for a language that has gone."""
    return {
        language: now.get(language, "")
        for language in {**known, **now}
        if now.get(language, "") != known.get(language, "")
    }
