"""From drafts of codes to a codebook: ids, languages, pointers; what was guessed or left out is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from coder.files.codebooks.drafts import UNSAID, Asked, Draft, Told, cleaned, line
from coder.files.codebooks.tree import MAX_CODE_DEPTH
from coder.files.slugs import slug_of
from coder.files.transcripts import language as languages
from coder.model import Code, Codebook, CoderError, CodeStatus, Exclusion, Origin, Texts

MOST_CODES = 10_000
_LONGEST_LABEL = 200
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_ID = re.compile(r"[a-z0-9-]{1,60}")
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _spoken(draft: Draft) -> list[str]:
    """The languages of a draft's texts."""
    texts = [
        draft.label,
        draft.brief,
        draft.definition,
        *draft.use_when,
        *(each for each, _ in draft.not_when),
    ]
    return [language for each in texts for language in each]


def made(drafts: Sequence[Draft], told: Told, path: Path, asked: Asked) -> Codebook:
    """The codebook of some drafts; warnings are added to ``told``.

    Raises:
        CoderError: there are no codes, or more than can be.
    """
    if not drafts:
        raise CoderError(f"{path}: the file has no codes; nothing to read as a codebook.")
    if len(drafts) > MOST_CODES:
        raise CoderError(f"{path}: the file has {len(drafts)} codes; {MOST_CODES} are the most.")
    return _Maker(drafts, told, path, asked).codebook()


class _Maker:
    def __init__(self, drafts: Sequence[Draft], told: Told, path: Path, asked: Asked) -> None:
        self.drafts, self.told, self.path, self.asked = drafts, told, path, asked
        self.languages = self._languages()
        self.default = self.languages[0]
        self.slugs = self._slugs()
        self.by_name: dict[str, str] = {}
        for draft, slug in zip(drafts, self.slugs, strict=True):
            for name in (slug, *draft.label.values()):
                self.by_name.setdefault(line(name).casefold(), slug)

    def codebook(self) -> Codebook:
        self._depths()
        taken: set[str] = set()
        codes = tuple(self._code(place, taken) for place in range(len(self.drafts)))
        codes = self._mended(codes)
        told, asked, stem = self.told, self.asked, line(self.path.stem) or "codebook"
        members = {
            name: tuple(dict.fromkeys(self.slugs[each] for each in places))
            for name, places in told.sets.items()
        }
        if told.more is not None:
            known = {code.slug for code in codes}
            kept = {n: tuple(s for s in inside if s in known) for n, inside in told.more.sets.items()}
            book = replace(told.more, codes=codes, sets=kept)
            book = replace(book, slug=asked.slug, title={self.default: asked.slug}) if asked.slug else book
            return replace(book, title={self.default: asked.title}) if asked.title else book
        slug = asked.slug or slug_of(stem, ())
        title = asked.title or stem
        return Codebook(slug, 1, {self.default: title}, self.languages, codes, sets=members)

    # --- languages -------------------------------------------------------------------------------

    def _languages(self) -> tuple[str, ...]:
        if self.told.more is not None and not self.asked.language:
            return self.told.more.languages
        said = list(dict.fromkeys(each for draft in self.drafts for each in _spoken(draft) if each))
        unsaid = any(UNSAID in draft.label for draft in self.drafts)
        if self.asked.language:
            return (self.asked.language, *(each for each in said if each != self.asked.language))
        if said and not unsaid:
            return tuple(said)
        words = "\n".join(
            each
            for draft in self.drafts
            for each in (draft.label.get(UNSAID, ""), draft.definition.get(UNSAID, ""))
        )
        guessed = languages.guess(words)
        self.told.warnings.append(
            f"The file does not say its language; it was taken as {guessed or 'en'}. --language says another."
        )
        return (guessed or "en", *(each for each in said if each != (guessed or "en")))

    def _texts(self, texts: Mapping[str, str], *, one_line: bool = False) -> Texts:
        tidy = line if one_line else cleaned
        found = {each or self.default: tidy(text) for each, text in texts.items()}
        return {each: found[each] for each in self.languages if found.get(each)}

    # --- ids -------------------------------------------------------------------------------------

    def _slugs(self) -> list[str]:
        """Ids that the file gives are kept; the others are made of the labels and keep out of their way."""
        given = [each.slug if _ID.fullmatch(each.slug) else "" for each in self.drafts]
        taken: set[str] = set()
        kept = []
        for slug in given:
            kept.append(slug if slug and slug not in taken else "")
            taken.add(slug)
        found = []
        for draft, slug in zip(self.drafts, kept, strict=True):
            own = slug or slug_of(line(draft.slug or self._name(draft)), taken)
            taken.add(own)
            found.append(own)
        return found

    def _name(self, draft: Draft) -> str:
        return draft.label.get(self.default) or next(iter(draft.label.values()), "")

    def _depths(self) -> None:
        depth: list[int] = []
        for draft in self.drafts:
            depth.append(1 if draft.parent is None else depth[draft.parent] + 1)
        if max(depth) > MAX_CODE_DEPTH:
            raise CoderError(
                f"{self.path}: codes stand more than {MAX_CODE_DEPTH} levels deep; flatten the tree."
            )

    # --- codes -----------------------------------------------------------------------------------

    def _code(self, place: int, guids: set[str]) -> Code:
        draft, slug = self.drafts[place], self.slugs[place]
        status: CodeStatus = next((each for each in get_args(CodeStatus) if each == draft.status), "active")
        origin: Origin = next((each for each in get_args(Origin) if each == draft.origin), "deductive")
        merged = self._pointed(draft.merged_into, slug) if draft.merged_into else None
        return Code(
            slug=slug,
            label=self._label(draft, slug),
            parent=self.slugs[draft.parent] if draft.parent is not None else None,
            color=self._color(draft, slug),
            codable=draft.codable,
            origin=origin,
            brief=self._texts(draft.brief),
            definition=self._texts(draft.definition),
            use_when=tuple(t for each in draft.use_when if (t := self._texts(each))),
            not_when=tuple(Exclusion(t, see) for texts, see in draft.not_when if (t := self._texts(texts))),
            examples=tuple(
                replace(each, text=text, language=each.language if _CODE.fullmatch(each.language) else "")
                for each in draft.examples
                if (text := cleaned(each.text))
            ),
            aliases=tuple(dict.fromkeys(each for alias in draft.aliases if (each := line(alias)))),
            status="retired" if status == "merged" and merged is None else status,
            merged_into=merged if status == "merged" else None,
            guid=self._guid(draft, slug, guids),
        )

    def _label(self, draft: Draft, slug: str) -> Texts:
        label = dict(self._texts(draft.label, one_line=True))
        for language, text in label.items():
            if len(text) > _LONGEST_LABEL:
                label[language] = text[: _LONGEST_LABEL - 1] + "…"
                self._warn(draft, slug, f"the name of {len(text)} characters was cut")
        if self.default not in label:
            other = next(iter(label.values()), "")
            label = {self.default: other or slug} | label
            why = f"has no name in {self.default}" if other else "has no name"
            self._warn(draft, slug, f"{why}; it is called {label[self.default]!r}")
        return label

    def _color(self, draft: Draft, slug: str) -> str:
        color = draft.color.strip()
        if color and not _COLOR.fullmatch(color):
            self._warn(draft, slug, f"the colour {line(color)[:40]!r} was left out")
            return ""
        return color

    def _guid(self, draft: Draft, slug: str, taken: set[str]) -> str | None:
        if not draft.guid.strip():
            return None
        found = _GUID.fullmatch(draft.guid.strip())
        if found is None:
            self._warn(draft, slug, "its guid is none; it gets another")
            return None
        bare = found[1].lower()
        if bare in taken:
            self._warn(draft, slug, "its guid stands in the file twice; it gets another")
            return None
        taken.add(bare)
        return bare

    def _pointed(self, name: str, slug: str) -> str | None:
        to = self.by_name.get(line(name).casefold())
        return None if to == slug else to

    def _mended(self, codes: tuple[Code, ...]) -> tuple[Code, ...]:
        """The codes with pointers to codes that are there and can be applied; of others the words stay."""
        by_slug = {code.slug: code for code in codes}

        def ends(code: Code) -> bool:
            seen: set[str] = set()
            at: Code | None = code
            while at is not None and at.merged_into:
                if at.slug in seen:
                    return False
                seen.add(at.slug)
                at = by_slug.get(at.merged_into)
            return True

        mended = []
        for code, draft in zip(codes, self.drafts, strict=True):
            rules = []
            for each in code.not_when:
                to = self._pointed(each.see, code.slug) if each.see else None
                if each.see and (to is None or not by_slug[to].codable):
                    text = {lang: f"{words} (see {each.see})" for lang, words in each.text.items()}
                    rules.append(Exclusion(text))
                    what = "cannot be applied" if to else "is no other code of the file"
                    self._warn(draft, code.slug, f"“see {line(each.see)}” stays in the words: that {what}")
                else:
                    rules.append(replace(each, see=to))
            into = by_slug.get(code.merged_into or "")
            if into is not None and (not into.codable or not ends(code)):
                self._warn(draft, code.slug, "it was merged into what cannot be applied; it is retired")
                code = replace(code, status="retired", merged_into=None)
            mended.append(replace(code, not_when=tuple(rules)))
        return tuple(mended)

    def _warn(self, draft: Draft, slug: str, sentence: str) -> None:
        place = f"{draft.place}: " if draft.place else ""
        self.told.warnings.append(f"{place}code {slug}: {sentence}.")
