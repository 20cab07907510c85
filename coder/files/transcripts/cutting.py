"""From what a reader gives back to a transcript: who speaks, where segments begin and end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from coder.files import sentences
from coder.files.transcripts import labels, language, meetings, segments, speakers, stamps
from coder.files.transcripts.frontmatter import FrontMatter
from coder.files.transcripts.source import Corrections, Cut, Paragraphs, Source, Talk
from coder.model import ReadSegment, ReadSpeaker, ReadTranscript, Span


def of_paragraphs(got: Paragraphs, source: Source, form: str, name: str | None) -> ReadTranscript:
    """The transcript of a text in which the labels are still to be found."""
    asked, front, lines = source.asked, got.front, got.lines
    respondents = [front.respondent] if front.respondent else []
    named = [*asked.named, *front.interviewers, *respondents]
    if not (asked.no_speakers or asked.speakers or asked.form):
        told = meetings.recognised(lines, source)
        if told is not None:
            return _made(_with_facts(told[1], front), source, told[0], name, front.interviewers)
    lines, found = stamps.taken_out(lines, source, plain=form in ("text", "markdown"))
    form = "f4" if found and form == "text" else form
    if asked.no_speakers:
        marks = {}
    elif asked.speakers:
        marks = labels.accepted(lines, asked.speakers, only=True)
    else:
        marks = labels.accepted(lines, named)
    cutter = segments.Cutter(lines, marks)
    cutter.cut()
    body = "\n".join(line.text for line in lines)
    timed = stamps.timed(cutter.segments, [*got.stamps, *found])
    talk = _with_facts(Talk(body, tuple(timed), cutter.turns), front)
    opens = {line.start for line in lines if line.opens} if asked.cut != "turn" else None
    return _made(talk, source, form, name, front.interviewers, opens)


def _with_facts(talk: Talk, front: FrontMatter) -> Talk:
    """The talk with what the front matter says of the interview."""
    return replace(talk, language=front.language, respondent=front.respondent, attributes=front.attributes)


def of_talk(talk: Talk, source: Source, form: str, name: str | None) -> ReadTranscript:
    """The transcript of a file that says itself who speaks when."""
    asked = source.asked
    if asked.no_speakers or asked.speakers:
        kept = set() if asked.no_speakers else {labels.plain(each) for each in asked.speakers}
        gone = {label for label in talk.turns if labels.plain(label) not in kept}
        talk = replace(
            talk,
            turns=Counter({label: n for label, n in talk.turns.items() if label not in gone}),
            segments=tuple(replace(s, speaker=None) if s.speaker in gone else s for s in talk.segments),
        )
    return _made(talk, source, form, talk.name or name)


def _made(
    talk: Talk,
    source: Source,
    form: str,
    name: str | None,
    front: Sequence[str] = (),
    opens: Collection[int] | None = None,
) -> ReadTranscript:
    asked = source.asked
    if not talk.segments:
        raise source.bad("there is no text in the file; check that it is the transcript.")
    found = speakers.read(
        talk.text, talk.segments, talk.turns, source.path, interviewers=asked.interviewers, front=front
    )
    found = _with_roles(found, talk, asked)
    if asked.speakers and not found:
        source.warn(f"None of the speakers named is in the file: {', '.join(asked.speakers)}.")
    language_ = asked.language or talk.language or language.guess(talk.text)
    return ReadTranscript(
        name=name or source.path.stem,
        path=str(source.path),
        text=talk.text,
        segments=_cut(talk, asked.cut, language_, opens),
        speakers=found,
        language=language_,
        respondent=talk.respondent,
        attributes=talk.attributes,
        cleaned=source.said,
        counts={key: n for key, n in source.counts.items() if n},
        warnings=tuple(source.warnings),
        format=form,
        encoding=source.encoding,
    )


def _with_roles(found: Sequence[ReadSpeaker], talk: Talk, asked: Corrections) -> tuple[ReadSpeaker, ...]:
    """The speakers with the roles that the file states, and those that a person does."""
    said = {labels.plain(label): role for label, role in asked.speakers.items() if role is not None}
    stated = {labels.plain(label): role for label, role in talk.roles.items()} | said
    if not stated:
        return tuple(found)
    of = {each.label: stated.get(labels.plain(each.label)) for each in found}
    made = []
    for each in found:
        role = of[each.label] or of.get(each.same_as or "")
        made.append(replace(each, role=role, asks=False) if role is not None else each)
    return tuple(made)


def _cut(talk: Talk, cut: Cut, language_: str, opens: Collection[int] | None) -> tuple[ReadSegment, ...]:
    """The segments, those that are turns cut smaller where that is asked for.

    Args:
        talk: What was read.
        cut: What a segment is to be.
        language_: Of the talk, for its sentences.
        opens: Where paragraphs begin; None: at every line.
    """
    if cut == "turn":
        return talk.segments
    made: list[ReadSegment] = []
    for each in talk.segments:
        if each.kind != "turn":
            made.append(each)
            continue
        pieces = _paragraphs(talk.text, each.span, opens)
        if cut == "sentence":
            pieces = [
                (start + one, start + two)
                for start, end in pieces
                for one, two in sentences.sentences(talk.text[start:end], language_)
            ]
        for number, (start, end) in enumerate(pieces):
            made.append(replace(each, span=Span(start, end), time_ms=each.time_ms if not number else None))
    return tuple(made)


def _paragraphs(text: str, span: Span, opens: Collection[int] | None) -> list[tuple[int, int]]:
    """The paragraphs within a span, without white space around them."""
    found: list[tuple[int, int]] = []
    start = span.start
    fresh = True
    for line in span.of(text).split("\n"):
        begin = start + len(line) - len(line.lstrip())
        end = start + len(line.rstrip())
        if begin >= end:
            fresh = True
        elif fresh or opens is None or start in opens:
            found.append((begin, end))
            fresh = False
        else:
            found[-1] = (found[-1][0], end)
        start += len(line) + 1
    return found
