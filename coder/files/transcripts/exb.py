"""EXMARaLDA's basic transcriptions (.exb): the transcription tiers of the speakers along a common timeline.

Only tiers of the type "t" hold what is said; descriptions ("d") and annotations
such as translations ("a") are left out and named in a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.files import hostile
from coder.files.transcripts import cues
from coder.files.transcripts.cues import Cue
from coder.files.transcripts.language_names import code
from coder.files.transcripts.source import Source, Talk

if TYPE_CHECKING:
    from lxml import etree


def read(source: Source) -> Talk:
    """The turns of an EXMARaLDA file.

    Raises:
        CoderError: It is damaged, no basic transcription, or has no tier with words.
    """
    root = hostile.xml(source.data, source.path, "EXMARaLDA file", "save it in the Partitur-Editor again")
    if root.tag != "basic-transcription":
        raise source.bad("the file is no basic transcription of EXMARaLDA; save it as .exb again.")
    slots = {str(each.get("id")): number for number, each in enumerate(root.iter("tli"))}
    times = {str(each.get("id")): cues.milliseconds(each.get("time")) for each in root.iter("tli")}
    tiers = list(root.iter("tier"))
    words = [tier for tier in tiers if tier.get("type") == "t"] or [
        tier for tier in tiers if tier.get("category") in ("v", "t")
    ]
    left = [
        f"{tier.get('display-name') or tier.get('id') or '?'} ({_count(tier)})"
        for tier in tiers
        if tier not in words and _count(tier)
    ]
    if left:
        source.warn(f"Descriptions and annotations were left out, tier (events): {', '.join(left)}.")
    names = _names(root)
    events: list[tuple[int, int, Cue]] = []
    for number, tier in enumerate(words):
        speaker = str(tier.get("speaker") or "")
        name = names.get(speaker) or str(tier.get("display-name") or "").rpartition("[")[0].strip() or speaker
        for each in tier.iter("event"):
            start, end = (str(each.get(key)) for key in ("start", "end"))
            if start not in slots or end not in slots:
                source.counts["events_outside"] += 1
                continue
            text = "".join(map(str, each.itertext()))
            events.append((slots[start], number, Cue(text, name or None, times[start], times[end])))
    events.sort(key=lambda each: each[:2])
    language = root.find(".//languages-used/language")
    stated = code(str(language.get("lang"))) if language is not None else ""
    return cues.talk(_joined([cue for _, _, cue in events]), source, language=stated)


def _count(tier: etree._Element) -> int:
    return sum(1 for each in tier.iter("event") if "".join(map(str, each.itertext())).strip())


def _names(root: etree._Element) -> dict[str, str]:
    """The abbreviations of the speakers, by their ids."""
    return {
        str(each.get("id")): (each.findtext("abbreviation") or "").strip()
        for each in root.iterfind(".//speakertable/speaker")
    }


def _joined(events: list[Cue]) -> list[Cue]:
    """Events of one speaker in a row put together letter by letter: an event may end within a word."""
    joined: list[Cue] = []
    parts: list[str] = []
    for cue, after in zip(events, (*events[1:], None), strict=False):
        if not parts:
            joined.append(cue)
        parts.append(cue.words)
        if after is None or after.speaker != cue.speaker:
            first = joined.pop()
            joined.append(Cue("".join(parts), first.speaker, first.start_ms, cue.end_ms))
            parts = []
    return joined
