"""ELAN's annotation files (.eaf): the tiers on which somebody's words stand, in the order of their times.

ELAN does not say what a tier is for. Of each participant the tier with the words is
taken: not those whose names speak of translation, glosses or notes, not those with
values of a fixed list, and not those that only cut or describe what another taken
tier says. What is left out is named in a warning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coder.files import hostile
from coder.files.transcripts import cues
from coder.files.transcripts.cues import Cue
from coder.files.transcripts.source import Source, Talk

if TYPE_CHECKING:
    from lxml import etree

_NO_WORDS = re.compile(
    r"transl|gloss|\bfree\b|\bft\d?\b|\bge\b|\bmb\b|\bps\b|\bpos\b|morph|phon|\bipa\b|gestur|gaze|note|comment"
    r"|remark|lemma|syntax|label|\btype\b|\blang(?:uage)?\b|topic|marker|noise|music|section|перевод|коммент"
    r"|примеч|аударма|ескертпе",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:tx|txt|text|transcript|transcription|utterances?|utt|orth|speech|words?|default)\b", re.IGNORECASE
)
_PARTS = re.compile(r"[_\-.@:/ ]+|(?<=[a-z])(?=[A-Z])")
_Times = tuple[int | None, int | None]
_NUMBER = re.compile(r"[\w.\-]*\d[\w.\-]*$")


@dataclass(slots=True)
class _Tier:
    name: str
    participant: str
    type: str
    parent: str
    fixed: bool
    """Whether its values come from a list."""
    annotations: list[tuple[str, int | None, int | None]] = field(default_factory=list)
    """What is said, from when to when."""

    @property
    def told(self) -> str:
        """The words of its name and type."""
        return " ".join(_PARTS.split(f"{self.name} {self.type}"))


def read(source: Source) -> Talk:
    """The turns of an ELAN file.

    Raises:
        CoderError: It is damaged, no ELAN file, or has no tier with words.
    """
    root = hostile.xml(source.data, source.path, "ELAN file", "save it in ELAN again")
    if root.tag != "ANNOTATION_DOCUMENT":
        raise source.bad("the file is not ELAN's (no ANNOTATION_DOCUMENT); save it in ELAN again.")
    tiers = [tier for tier in _tiers(root) if tier.annotations]
    chosen = _chosen(tiers)
    left = [f"{tier.name} ({len(tier.annotations)})" for tier in tiers if tier not in chosen]
    if left:
        kept = ", ".join(tier.name for tier in chosen) or "none"
        others = ", ".join(left)
        source.warn(f"The words were taken from the tier(s) {kept}; left out (annotations): {others}.")
    named = _names(chosen)
    found = [
        Cue(value, name, start, end)
        for tier, name in zip(chosen, named, strict=True)
        for value, start, end in tier.annotations
    ]
    last = -1
    ordered = []
    for number, cue in enumerate(found):  # what has no time goes on after what stands before it
        last = cue.start_ms if cue.start_ms is not None else last
        ordered.append((last, number, cue))
    return cues.talk([cue for _, _, cue in sorted(ordered, key=lambda each: each[:2])], source)


def _tiers(root: etree._Element) -> list[_Tier]:
    times = _times(root)
    fixed = {
        str(each.get("LINGUISTIC_TYPE_ID"))
        for each in root.iter("LINGUISTIC_TYPE")
        if each.get("CONTROLLED_VOCABULARY_REF")
    }
    tiers: list[tuple[_Tier, etree._Element]] = []
    spans: dict[str, _Times] = {}
    waiting: dict[str, str] = {}
    for element in root.iter("TIER"):
        type_ = str(element.get("LINGUISTIC_TYPE_REF") or "")
        name = str(element.get("TIER_ID") or "")
        participant = str(element.get("PARTICIPANT") or "").strip()
        tier = _Tier(name, participant, type_, str(element.get("PARENT_REF") or ""), type_ in fixed)
        for each in element.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            id_ = str(each.get("ANNOTATION_ID"))
            if each.tag == "REF_ANNOTATION":
                waiting[id_] = str(each.get("ANNOTATION_REF"))
            else:
                slots = (str(each.get(f"TIME_SLOT_REF{end}")) for end in (1, 2))
                spans[id_] = (times.get(next(slots)), times.get(next(slots)))
        tiers.append((tier, element))
    for tier, element in tiers:
        for each in element.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            value = each.findtext("ANNOTATION_VALUE") or ""
            if value.strip():
                tier.annotations.append((value, *_span(str(each.get("ANNOTATION_ID")), spans, waiting)))
    return [tier for tier, _ in tiers]


def _times(root: etree._Element) -> dict[str, int]:
    """The times of the slots; a slot without one lies where the one before it does."""
    times: dict[str, int] = {}
    last: int | None = None
    for slot in root.iter("TIME_SLOT"):
        value = str(slot.get("TIME_VALUE") or "")
        if value.isdecimal() and len(value) <= 12 and int(value) <= cues.LATEST_MS:
            last = int(value)
        if last is not None:
            times[str(slot.get("TIME_SLOT_ID"))] = last
    return times


def _span(id_: str, spans: Mapping[str, _Times], waiting: Mapping[str, str]) -> _Times:
    """From when to when an annotation is, by itself or by the one it belongs to; rings lead nowhere."""
    for _ in range(64):
        if id_ in spans:
            return spans[id_]
        if id_ not in waiting:
            break
        id_ = waiting[id_]
    return None, None


def _chosen(tiers: Sequence[_Tier]) -> list[_Tier]:
    """The tiers with the words: of each family of tiers those that are likeliest."""
    by_name = {tier.name: tier for tier in tiers}
    families: dict[str, list[_Tier]] = {}
    for tier in tiers:
        families.setdefault(_root(tier, by_name), []).append(tier)
    chosen: list[_Tier] = []
    for family in families.values():
        able = [tier for tier in family if not (tier.fixed or _NO_WORDS.search(tier.told) or _numbers(tier))]
        chosen += _highest(able, by_name)[:1]
    if not chosen and tiers:
        chosen = [max(tiers, key=lambda tier: sum(len(value) for value, _, _ in tier.annotations))]
    return [tier for tier in tiers if tier in chosen]


def _root(tier: _Tier, by_name: Mapping[str, _Tier]) -> str:
    name = tier.name
    for _ in range(64):
        above = by_name[name].parent if name in by_name else ""
        if not above or above == name:
            break
        name = above
    return name


def _highest(tiers: Sequence[_Tier], by_name: Mapping[str, _Tier]) -> list[_Tier]:
    """The tiers, those that hang on the fewest others first; among equals, those called after words."""

    def depth(tier: _Tier) -> tuple[int, bool]:
        steps, at = 0, tier
        while at.parent in by_name and steps < 64:
            at, steps = by_name[at.parent], steps + 1
        return steps, not _WORDS.search(tier.told)

    return sorted(tiers, key=depth)


def _numbers(tier: _Tier) -> bool:
    """Whether a tier only numbers what stands on another."""
    values = (value.strip() for value, _, _ in tier.annotations)
    numbers = sum(len(value) <= 40 and bool(_NUMBER.match(value)) for value in values)
    return numbers * 10 > len(tier.annotations) * 9


def _names(chosen: Sequence[_Tier]) -> list[str | None]:
    """Who speaks on each tier: its participant, else its name without the words that speak of tiers.

    A single tier that names no participant is nobody's; labels may stand in its words.
    """
    if len(chosen) == 1 and not chosen[0].participant:
        return [None]
    names: list[str | None] = []
    for tier in chosen:
        kept = [part for part in _PARTS.split(tier.name) if part and not _WORDS.fullmatch(part)]
        names.append(tier.participant or " ".join(kept) or tier.name.strip() or None)
    return names
