"""SubRip captions (.srt): numbered or not, commas or dots, labels mostly only where the speaker changes."""

from __future__ import annotations

import re

from coder.files.transcripts import captions, cues
from coder.files.transcripts.captions import Shown
from coder.files.transcripts.source import Source, Talk

_NUMBER = re.compile(r"\s*\d{1,9}\s*$")


def read(source: Source) -> Talk:
    """The turns of a SubRip file.

    Raises:
        CoderError: A caption's times cannot be read, or nothing is said.
    """
    shown = _shown(source.clean(captions.unescaped(source.decoded())), source)
    if not shown:
        raise source.bad("the file has no captions (lines such as 00:00:01,000 --> 00:00:02,000).")
    return cues.talk(captions.cues(shown, source), source)


def _shown(text: str, source: Source) -> list[Shown]:
    """The captions: everything between two lines of times but the number before the second."""
    lines = text.split("\n")
    timed = [number for number, line in enumerate(lines) if "-->" in line]
    numbered = sum(1 for at in timed if at and _NUMBER.match(lines[at - 1])) * 2 > len(timed)
    shown = []
    for at, following in zip(timed, (*timed[1:], None), strict=False):
        found = captions.times(lines[at])
        if found is None:
            raise source.bad(
                f"line {at + 1}: the times of the caption cannot be read; correct or delete the caption."
            )
        end = len(lines) if following is None else following
        if following is not None and numbered and _NUMBER.match(lines[end - 1]) and end - 1 > at:
            end -= 1
        shown.append(Shown(*found, [line for line in lines[at + 1 : end] if line.strip()]))
    return shown
