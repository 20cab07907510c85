"""What a person types to correct how a file is read, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.text import Text

from coder.files.transcripts import Corrections, profiles
from coder.model import CoderError, ReadTranscript
from coder.study import intake
from coder.study.intake import Candidate
from coder.tui.speech import _, ngettext
from coder.tui.state.browsing import name_of
from coder.tui.state.wrapping import shown

NOBODY = "-"
"""What is typed where there are no speakers."""
FIELDS = ("form", "encoding", "speakers", "cut", "language")
_SHOWN = 12
_LETTERS = 200


def values(asked: Corrections) -> dict[str, str]:
    """Corrections as they are typed; empty where nothing was said."""
    said = ", ".join(f"{label}={role}" if role else label for label, role in asked.speakers.items())
    return {
        "form": asked.form or "",
        "encoding": asked.encoding or "",
        "speakers": NOBODY if asked.no_speakers else said,
        "cut": "" if asked.cut == "turn" else asked.cut,
        "language": asked.language,
    }


def read(typed: Mapping[str, str], before: Corrections) -> Corrections:
    """The corrections that were typed, over those that cannot be typed here.

    Raises:
        CoderError: a word means nothing.
    """
    said = {key: value.strip() for key, value in typed.items()}
    nobody = said["speakers"] == NOBODY
    cut = next((each for each in ("turn", "paragraph", "sentence") if each == said["cut"].lower()), None)
    if said["cut"] and cut is None:
        raise CoderError(
            _("{word}: a segment is a turn, a paragraph or a sentence.").format(word=shown(said["cut"]))
        )
    return profiles.checked(
        replace(
            before,
            form=said["form"].lower() or None,
            encoding=said["encoding"] or None,
            speakers=profiles.speakers([said["speakers"]]) if said["speakers"] and not nobody else {},
            no_speakers=nobody,
            interviewers=() if nobody else before.interviewers,
            cut=cut or "turn",
            language=said["language"].lower(),
        )
    )


def preview(found: Sequence[Candidate]) -> Text:
    """What comes of a file: facts, speakers, what to look at, and its beginning."""
    each = found[0]
    if each.read is None:
        return Text(name_of(each.why), style="bold")
    transcript = each.read
    text = Text(_facts(transcript, len(found)), style="bold")
    for sentence in (*transcript.warnings, *transcript.cleaned):
        text.append("\n" + shown(sentence), style="italic not bold")
    labels = [f"{shown(s.label)} ({s.turns})" for s in transcript.speakers]
    text.append("\n" + (", ".join(labels) or _("No speakers found.")), style="not bold")
    for segment in transcript.segments[:_SHOWN]:
        words = " ".join(segment.span.of(transcript.text[: segment.span.start + _LETTERS]).split())
        mark = f"{shown(segment.speaker)}: " if segment.speaker else "· " if segment.kind == "note" else ""
        text.append("\n" + mark, style="bold")
        text.append(shown(words), style="dim not bold" if segment.kind == "note" else "not bold")
    return text


def _facts(transcript: ReadTranscript, many: int) -> str:
    units = intake.units(transcript)
    facts = [
        transcript.format,
        transcript.encoding,
        transcript.language,
        ngettext("{n} unit to code", "{n} units to code", units).format(n=units),
    ]
    if many > 1:
        facts.insert(0, ngettext("{n} transcript", "{n} transcripts", many).format(n=many))
    return ", ".join(each for each in facts if each)
