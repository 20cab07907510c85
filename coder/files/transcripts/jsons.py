"""Transcripts as JSON: what Whisper and its relatives write, and the form that podcasts publish.

Which program wrote a file is told by its keys. A segment without a speaker among
others that have one is kept without; it is nobody's, and the count is reported.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from coder.files.transcripts import captions, cues
from coder.files.transcripts.cues import Cue
from coder.files.transcripts.language_names import code
from coder.files.transcripts.source import Source, Talk

_Reader = Callable[[Mapping[str, Any]], Iterable[Cue]]

MOST_NESTS = 1_000_000
MOST_VALUES = 4_000_000
"""How many objects and lists, and how many values, a file may hold: each costs memory."""

_KNOWN = (
    "Whisper and WhisperX (segments), whisper.cpp (transcription), the podcast namespace (segments with "
    "body), AssemblyAI and Deepgram (utterances), oTranscribe (text)"
)


def load(source: Source) -> Any:
    """What a JSON file holds.

    Raises:
        CoderError: It is no JSON, or nested as no transcript is.
    """
    text = source.decoded()
    if text.count("{") + text.count("[") > MOST_NESTS or text.count(",") > MOST_VALUES:
        raise source.bad("the JSON holds more than a transcript can; export the transcript alone.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        raise source.bad(
            f"line {fault.lineno}, column {fault.colno}: the file is not JSON ({fault.msg}); export it again."
        ) from fault
    except (RecursionError, ValueError) as fault:
        raise source.bad("the JSON is nested or written as no transcript is; export it again.") from fault


def read(source: Source) -> Talk:
    """The turns of a JSON transcript.

    Raises:
        CoderError: It is no JSON, of no form that is known, or says nothing.
    """
    loaded = load(source)
    known: Mapping[str, Any] = loaded if isinstance(loaded, dict) else {"segments": loaded}
    rows, reader = _rows(known, source)
    found = [cue for each in rows if isinstance(each, dict) for cue in reader(each)]
    if len(found) < len(rows):
        source.counts["empty_segments"] += len(rows) - len(found)
    if any(cue.speaker is None for cue in found) and any(cue.speaker is not None for cue in found):
        nobody = sum(cue.speaker is None for cue in found)
        source.warn(f"{nobody} of {len(found)} segments have no speaker; they are kept as nobody's.")
    language = known.get("language") or _at(known, "result.language") or known.get("language_code")
    return cues.talk(found, source, language=code(language))


def _rows(known: Mapping[str, Any], source: Source) -> tuple[list[Any], _Reader]:
    """The list of segments, and what reads one of them."""
    for path, reader in _READERS.items():
        rows = _at(known, path)
        if isinstance(rows, list) and any(isinstance(each, dict) for each in rows):
            return rows, reader
    raise source.bad(f"the JSON has none of the forms that are read: {_KNOWN}.")


def _at(loaded: Mapping[str, Any], path: str) -> Any:
    at: Any = loaded
    for key in path.split("."):
        at = at.get(key) if isinstance(at, dict) else None
    return at


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(value: object) -> str | None:
    """A speaker's name; services that number speakers from 0 mean "Speaker 1" by 0."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int) and 0 <= value < 1000:
        return f"Speaker {value + 1}"
    name = _text(value).strip()
    return f"Speaker {name}" if len(name) == 1 and name.isalpha() else name or None


def _segment(each: Mapping[str, Any]) -> Iterable[Cue]:
    """A segment of Whisper, WhisperX or of the podcast namespace."""
    listed = each.get("words")
    words = [word for word in listed if isinstance(word, dict)] if isinstance(listed, list) else []
    text = _text(each.get("text")) or _text(each.get("body"))
    if not text.strip():
        text = " ".join(_text(word.get("word") or word.get("text")).strip() for word in words)
    speaker = _name(each.get("speaker"))
    if speaker is None:
        said = Counter(name for word in words if (name := _name(word.get("speaker"))) is not None)
        speaker = said.most_common(1)[0][0] if said else None
    start = cues.milliseconds(each.get("start", each.get("startTime")))
    if start is None:
        begun = (cues.milliseconds(word.get("start")) for word in words)
        start = next((time for time in begun if time is not None), None)
    if text.strip():
        yield Cue(text, speaker, start, cues.milliseconds(each.get("end", each.get("endTime"))))


def _cpp(each: Mapping[str, Any]) -> Iterable[Cue]:
    """A segment of whisper.cpp, whose times are in milliseconds."""
    text = _text(each.get("text"))
    offsets = each.get("offsets")
    start = end = None
    if isinstance(offsets, dict):
        start, end = _thousandth(offsets.get("from")), _thousandth(offsets.get("to"))
    elif isinstance(stamps := each.get("timestamps"), dict):
        found = captions.times(f"{stamps.get('from')} --> {stamps.get('to')}")
        start, end = found or (None, None)
    if text.strip():
        yield Cue(text, _name(each.get("speaker")), start, end)


def _utterance(each: Mapping[str, Any]) -> Iterable[Cue]:
    """An utterance of AssemblyAI (milliseconds) or of Deepgram (seconds, in "transcript")."""
    text = _text(each.get("text"))
    convert: Callable[[object], int | None] = _thousandth
    if not text:
        text, convert = _text(each.get("transcript")), cues.milliseconds
    if text.strip():
        yield Cue(text, _name(each.get("speaker")), convert(each.get("start")), convert(each.get("end")))


def _chunk(each: Mapping[str, Any]) -> Iterable[Cue]:
    """A chunk of a Transformers pipeline: its times are a pair."""
    pair = each.get("timestamp")
    start, end = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
    if _text(each.get("text")).strip():
        speaker = _name(each.get("speaker"))
        yield Cue(_text(each["text"]), speaker, cues.milliseconds(start), cues.milliseconds(end))


def _thousandth(value: object) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= cues.LATEST_MS:
        return round(value)
    return None


_READERS: Mapping[str, _Reader] = {
    "segments": _segment,
    "transcription": _cpp,
    "utterances": _utterance,
    "results.utterances": _utterance,
    "speakers": _chunk,
    "chunks": _chunk,
}
