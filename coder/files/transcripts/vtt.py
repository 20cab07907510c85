"""WebVTT captions (.vtt), as Zoom, Teams and YouTube write them."""

from __future__ import annotations

import re

from coder.files.transcripts import captions, cues
from coder.files.transcripts.captions import Shown
from coder.files.transcripts.source import Source, Talk

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?$")


def read(source: Source) -> Talk:
    """The turns of a WebVTT file.

    Raises:
        CoderError: The header is missing, a cue's times cannot be read, or nothing is said.
    """
    shown = _shown(source.clean(captions.unescaped(source.decoded())), source)
    found = captions.cues(shown, source)
    if not found:
        raise source.bad("the file has no cues with words; export the captions again.")
    return cues.talk(found, source)


def _shown(text: str, source: Source) -> list[Shown]:
    """The cues; what belongs to none (notes, styles, regions, names of cues) is no talk."""
    lines = text.split("\n")
    if not _HEADER.match(lines[0]):
        raise source.bad("line 1: the file does not begin with WEBVTT; export the captions as WebVTT.")
    shown: list[Shown] = []
    inside = False
    for number, line in enumerate(lines, start=1):
        if "-->" in line:
            found = captions.times(line)
            if found is None:
                raise source.bad(
                    f"line {number}: the times of the cue cannot be read; correct or delete the cue."
                )
            shown.append(Shown(*found, []))
            inside = True
        elif not line.strip():
            inside = False
        elif inside:
            shown[-1].lines.append(line)
    return shown
