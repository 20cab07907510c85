"""Who the labels of a transcript stand for: who asks, who answers, and which labels are one person."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from coder.files.transcripts import marks, words
from coder.files.transcripts.labels import introduced, plain
from coder.model import CoderError, ReadSegment, ReadSpeaker

_WORDS = re.compile(r"[^\W\d_]{4,}")
_QUESTION = re.compile(r"[?？]")
LEAST_QUESTIONS = 4
"""A speaker with fewer turns is never said to ask."""


def read(
    text: str,
    segments: Sequence[ReadSegment],
    turns: Mapping[str, int],
    path: Path,
    *,
    interviewers: Collection[str] = (),
    front: Collection[str] = (),
) -> tuple[ReadSpeaker, ...]:
    """The speakers of a transcript, in the order in which they first speak.

    Args:
        text: The stored text.
        segments: Its segments.
        turns: How often each label stands in the file.
        path: The file, for complaints.
        interviewers: Who interviews, as the user says; each must be a label of the file.
        front: Who interviews, as the front matter says.

    Raises:
        CoderError: A name is no label of the file.
    """
    labels = list(turns)
    same = _same(labels)
    asking = _named(labels, interviewers, path)
    asking |= {label for label in labels if _is_interviewer(label, labels, same)}
    known = bool(asking)
    asking |= _named(labels, front, path, strict=bool(labels) and not known)
    persons = {same.get(label, label) for label in asking}
    questions = set() if persons else _questioners(text, segments, same)
    if len(questions) == 1 and _others_answer(labels, questions, same):
        persons, questions = questions, set()
    return tuple(
        ReadSpeaker(
            label=label,
            role="interviewer" if same.get(label, label) in persons else "respondent",
            turns=count,
            same_as=same.get(label),
            asks=same.get(label, label) in questions,
        )
        for label, count in turns.items()
    )


def _others_answer(labels: Sequence[str], asking: Collection[str], same: Mapping[str, str]) -> bool:
    """Whether all but those who ask carry a word for who answers: "Dan" beside "Participant" interviews."""
    others = [label for label in labels if same.get(label, label) not in asking]
    return bool(others) and all(marks.base(label) in words.ANSWERING_WORDS for label in others)


def _same(labels: Sequence[str]) -> dict[str, str]:
    """For initials and bare names, the longer label that introduces them."""
    by_name = {plain(label): label for label in labels}
    found: dict[str, str] = {}
    for label in labels:
        for part in introduced(label) or ():
            other = by_name.get(plain(part))
            if other is not None and other != label:
                found.setdefault(other, label)
    return found


def _named(labels: Sequence[str], names: Collection[str], path: Path, *, strict: bool = True) -> set[str]:
    """The labels some names mean: the label itself, or the name or initials within it."""
    found: set[str] = set()
    for name in names:
        meant = {label for label in labels if plain(name) in _ways(label)}
        if not meant and strict:
            listed = ", ".join(labels) or "none"
            raise CoderError(
                f"{path}: no speaker is labelled {name!r}; the labels found are: {listed}. "
                "Name the interviewer as the file does."
            )
        found |= meant
    return found


def _ways(label: str) -> set[str]:
    return {plain(label), *(plain(part) for part in introduced(label) or ())}


def _is_interviewer(label: str, labels: Sequence[str], same: Mapping[str, str]) -> bool:
    base = marks.base(label)
    if base in words.INTERVIEWER_WORDS or base in words.INTERVIEWER_LETTERS:
        return True
    if base in words.RESPONDENT_WORDS:
        return False
    if any(word in words.INTERVIEWER_WORDS for word in _WORDS.findall(label.casefold())):
        return True
    return base in words.EITHER_LETTERS and label not in same and _asks_by_letter(base, labels)


def _asks_by_letter(letter: str, labels: Sequence[str]) -> bool:
    """Whether R, M, С or Ж means who asks, which the other labels tell.

    It does only where every label is a role's and nobody else is an interviewer:
    M and М then moderate, R beside P is the researcher, С beside Ж the question;
    С or Ж without the other asks if anybody else answers.
    """
    others = {marks.base(label) for label in labels} - {letter}
    asking = words.INTERVIEWER_WORDS | words.INTERVIEWER_LETTERS
    if not others or others & asking or not others <= words.ROLE_WORDS | words.ROLE_LETTERS:
        return False
    if letter == "r":
        return "p" in others
    if letter == "ж":
        return "с" not in others
    return True


def _questioners(text: str, segments: Sequence[ReadSegment], same: Mapping[str, str]) -> set[str]:
    """The persons most of whose turns hold a question mark."""
    said: dict[str, list[bool]] = {}
    for segment in segments:
        if segment.speaker is not None and segment.kind == "turn":
            person = same.get(segment.speaker, segment.speaker)
            said.setdefault(person, []).append(bool(_QUESTION.search(segment.span.of(text))))
    return {
        who for who, asked in said.items() if len(asked) >= LEAST_QUESTIONS and sum(asked) * 2 > len(asked)
    }
