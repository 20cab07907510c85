"""Find a code by a few letters of its name in any language, however written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from rapidfuzz import fuzz, process, utils

from coder.model import Code, Codebook, in_language
from coder.tui.labels import label_in

CUTOFF = 55.0
"""Below this, what rapidfuzz calls similar is chance: two letters are found in half of all codes."""
BEHIND = 40.0
"""A code this far behind the best one is not what was meant."""


@dataclass(frozen=True, slots=True)
class Found:
    """A code that can be applied, with the words that lead to it."""

    code: Code
    book: Codebook
    path: tuple[str, ...]
    """The labels of its parents, outermost first, in the language asked for."""


class Finder:
    """Ranks the codes of some codebooks against what the coder types."""

    def __init__(self, books: Sequence[Codebook], language: str) -> None:
        self.language = language
        usable = [
            (book, code, parents) for book in books for code, parents in _with_parents(book) if _usable(code)
        ]
        self.entries = [
            Found(code, book, tuple(label_in(each.label, language) for each in parents))
            for book, code, parents in usable
        ]
        self._parents = [parents for _book, _code, parents in usable]
        self._names: list[str] = []
        self._weights: list[float] = []
        self._owner: list[int] = []

    def _index(self) -> None:
        """Fold all the names, when something is looked for first."""
        for i, entry in enumerate(self.entries):
            code = entry.code
            parents = [in_language(each.label, self.language) for each in self._parents[i]]
            for weight, texts in (
                (1.0, [*code.label.values()]),
                (0.95, [code.slug]),
                (0.9, [*code.aliases]),
                (0.75, [*code.brief.values(), *parents]),
            ):
                for text in texts:
                    self._names.append(fold(text))
                    self._weights.append(weight)
                    self._owner.append(i)

    def find(self, query: str, recent: Sequence[int] = ()) -> list[Found]:
        """The codes that fit, best first; without a query all of them, the recent ones first.

        Args:
            query: what was typed, in any language and any case.
            recent: ids of codes applied lately, newest first; they win ties.
        """
        newest = {code_id: -i for i, code_id in enumerate(recent)}
        wanted = fold(query)
        if not wanted:
            return sorted(self.entries, key=lambda e: -newest.get(e.code.id, -len(newest) - 1))
        if not self._names:
            self._index()
        best: dict[int, float] = {}
        for name, score, at in process.extract(wanted, self._names, scorer=_scorer(wanted), limit=None):
            i = self._owner[at]
            best[i] = max(best.get(i, 0.0), (score + _bonus(wanted, name)) * self._weights[at])
        floor = max(CUTOFF, max(best.values(), default=0.0) - BEHIND)
        ranked = [
            (score, newest.get(self.entries[i].code.id, -len(newest) - 1), -i)
            for i, score in best.items()
            if score >= floor
        ]
        return [self.entries[-i] for _, _, i in sorted(ranked, reverse=True)]


def fold(text: str) -> str:
    """Text as it is compared: composed, in lower case, punctuation as single spaces, Cyrillic ё as е."""
    return " ".join(utils.default_process(normalize("NFC", text)).replace("ё", "е").split())


def _scorer(wanted: str) -> Callable[..., float]:
    """Short queries are looked for inside names, longer ones may be misspelt and reordered."""
    return fuzz.partial_ratio if len(wanted) < 4 else fuzz.WRatio


def _bonus(wanted: str, name: str) -> float:
    """What counts more than likeness: the name begins so, a word begins so, it is in there."""
    if name.startswith(wanted):
        return 30.0
    if f" {wanted}" in name:
        return 20.0
    initials = "".join(word[0] for word in name.split())
    if len(wanted) > 1 and initials.startswith(wanted):
        return 15.0
    return 5.0 if wanted in name else -25.0 if len(wanted) < 4 else 0.0


def _usable(code: Code) -> bool:
    return code.codable and code.status in ("active", "draft")


def _with_parents(book: Codebook) -> Iterator[tuple[Code, list[Code]]]:
    by_slug = {each.slug: each for each in book.codes}
    for code in book.codes:
        yield code, _parents(by_slug, code)


def above(book: Codebook, code: Code) -> list[Code]:
    """The parents of a code, the outermost first."""
    return _parents({each.slug: each for each in book.codes}, code)


def _parents(by_slug: Mapping[str, Code], code: Code) -> list[Code]:
    found: list[Code] = []
    parent = code.parent
    while parent is not None:
        found.insert(0, by_slug[parent])
        parent = by_slug[parent].parent
    return found
