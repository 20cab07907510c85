"""Texts become transcripts, segmented as a text file would be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from coder.files.refi.segmenting import segmented, stand_in, with_stand_in
from coder.files.refi.values import Case, Selection, TextSource
from coder.model import ReadTranscript, Span
from coder.study import tables as t
from coder.study.exchange.arriving import Arriving, Landed, free, line
from coder.study.safety.checking_texts import Filed, segments_of
from coder.study.study import live
from coder.study.transcripts import digest, insert_all, refs_of


@dataclass(frozen=True, slots=True)
class _New:
    """A text that is not in the study yet."""

    source: TextSource
    read: ReadTranscript
    guid: str
    moved: dict[str, tuple[int, int]]
    stand_in: bool


def bring_texts(a: Arriving) -> dict[str, list[str]]:
    """Bring the texts; returns the respondents of each, by the source's guid."""
    c = t.transcript.c
    rows = a.change.connection.execute(select(c.id, c.name, c.text_sha256).where(live(t.transcript))).all()
    names = {row.name for row in rows}
    by_id = {row.id: row for row in rows}
    by_text: dict[str, int | str] = {row.text_sha256: row.id for row in rows}
    stands = a.stands(t.transcript, [each.guid for each in a.sources])
    new: list[_New] = []
    same: dict[str, str] = {}
    for source in a.sources:
        stand = stands[source.guid]
        known = by_id[stand.id].name if stand.id is not None else None
        name = known or free(line(source.name, "text", 180), names)
        text, moved, lost = _text(a, source, name)
        if text is None:
            continue
        there = by_text.get(digest(text)) if stand.id is None else stand.id
        if stand.id is not None and by_id[stand.id].text_sha256 != digest(text):
            _refuse(a, source, known or "")
        elif isinstance(there, int):
            if stand.id is None:
                a.skipped["texts_known_by_another_name"] += source.name != by_id[there].name
            a.landed[source.guid] = _landed(a, there, by_id[there].name, text, False, moved, lost)
        elif isinstance(there, str):
            same[source.guid] = there
            a.skipped["texts_twice"] += 1
            a.warn(f"“{name}” has the very words of another text; what is coded in it went there.")
        else:
            names.add(name)
            by_text[digest(text)] = source.guid
            new.append(_New(source, _read(a, source, name, text, moved, lost), stand.guid, moved, lost))
    refs = _insert(a, new)
    _warn_of_stand_ins(a)
    for guid, other in same.items():
        a.landed[guid] = a.landed[other]
        refs[guid] = refs.get(other, [])
    a.came["transcripts"] = len({each.id for each in a.landed.values()})
    return refs | _known_refs(a, set(refs))


def _text(a: Arriving, source: TextSource, name: str) -> tuple[str | None, dict[str, tuple[int, int]], bool]:
    """The words of a source, where its selections are if they moved, and whether it stands in."""
    if source.text is not None:
        if not source.text.strip():
            a.skipped["empty_texts"] += 1
            return None, {}, False
        return source.text, {}, False
    quoted = [each for each in source.selections if each.name.strip()]
    a.skipped["selections_without_words"] += len(source.selections) - len(quoted)
    quotes = [each.name.strip() for each in sorted(quoted, key=_place)]
    text, spans = stand_in(name, quotes)
    moved = {
        each.guid: (span.start, span.end)
        for each, span in zip(sorted(quoted, key=_place), spans, strict=True)
    }
    return text, moved, True


def _warn_of_stand_ins(a: Arriving) -> None:
    names = [each.name for each in a.landed.values() if each.stand_in]
    if not names:
        return
    listed = ", ".join(f"“{each}”" for each in names[:5]) + (", …" if len(names) > 5 else "")
    a.warn(
        f"{len(names)} text(s) are not in the file: {listed}. In their stead stand transcripts with the "
        f"passages that were selected. Once you have a text, put it in its place: "
        f"coder transcript replace {names[0]!r} FILE"
    )


def _place(selection: Selection) -> tuple[int, int]:
    return selection.start, selection.end


def _read(
    a: Arriving,
    source: TextSource,
    name: str,
    text: str,
    moved: Mapping[str, tuple[int, int]],
    stands_in: bool,
) -> ReadTranscript:
    if stands_in:
        spans = [Span(*each) for each in moved.values()]
        return with_stand_in(segmented(text, name, a.path), spans)
    spans = [
        Span(each.start, each.end) for each in source.selections if each.codings and each.end > each.start
    ]
    return replace(segmented(text, name, a.path, spans), name=name)


def _refuse(a: Arriving, source: TextSource, name: str) -> None:
    many = len(source.codings) + sum(len(each.codings) for each in source.selections)
    a.skipped["texts_changed"] += 1
    a.skipped["codings_in_changed_texts"] += many
    a.warn(
        f"“{name}” has another text in the study than in the project; the {many} coding(s) of the "
        "project in it were left out."
    )


def _landed(
    a: Arriving,
    id_: int,
    name: str,
    text: str,
    new: bool,
    moved: dict[str, tuple[int, int]],
    stands_in: bool,
) -> Landed:
    filed = Filed(segments_of(a.change.connection, id_))
    return Landed(id_, name, text, new, filed, moved, stands_in)


def _insert(a: Arriving, new: list[_New]) -> dict[str, list[str]]:
    """Insert the new texts, with the respondents that their cases say."""
    by_source: dict[str, list[Case]] = {}
    by_selection: dict[str, list[Case]] = {}
    for case in a.project.cases:
        for guid in case.sources:
            by_source.setdefault(guid, []).append(case)
        for guid in case.selections:
            by_selection.setdefault(guid, []).append(case)
    refs = [_refs(a, each, by_source.get(each.source.guid, []), by_selection) for each in new]
    ids = insert_all(a.change, [each.read for each in new], [each.guid for each in new], refs)
    for id_, each in zip(ids, new, strict=True):
        a.landed[each.source.guid] = _landed(
            a, id_, each.read.name, each.read.text, True, each.moved, each.stand_in
        )
    a.new["transcripts"] += len(new)
    return {each.source.guid: list(dict.fromkeys(of.values())) for each, of in zip(new, refs, strict=True)}


def _refs(
    a: Arriving, new: _New, cases: list[Case], by_selection: Mapping[str, list[Case]]
) -> dict[str | None, str]:
    """The respondent behind each label: whose case says so, else as for any file."""
    usual = refs_of(new.read)
    found = dict(usual)
    persons = set(usual.values())
    if len(cases) == 1 and len(persons) == 1:
        return dict.fromkeys(usual, a.refs[cases[0].guid])
    spoken = _labels_of_cases(new, by_selection)
    placed = set[str]()
    for case in cases:
        ref = a.refs[case.guid]
        told = spoken.get(case.guid, set()) | {
            label for label in usual if label and case.name in (label, f"{new.read.name}: {label}")
        }
        for label in told & usual.keys():
            same = usual[label]
            found.update((each, ref) for each, other in usual.items() if other == same)
            placed.add(case.guid)
    for guid, labels in spoken.items():
        for label in labels & usual.keys():
            same = usual[label]
            found.update((each, a.refs[guid]) for each, other in usual.items() if other == same)
    left = [each for each in cases if each.guid not in placed]
    open_ = [label for label in usual if found[label] == usual[label]]
    if len(left) == 1 and len({usual[label] for label in open_}) == 1:
        found.update(dict.fromkeys(open_, a.refs[left[0].guid]))
    elif len(cases) == 1 and left:
        found.update(dict.fromkeys(usual, a.refs[cases[0].guid]))
    elif left:
        a.skipped["cases_without_speaker"] += len(left)
        a.warn(
            f"“{new.read.name}” belongs to {len(cases)} cases, and it does not say who of them speaks where; "
            "link its speakers with coder transcript speakers."
        )
    return found


def _labels_of_cases(new: _New, by_selection: Mapping[str, list[Case]]) -> dict[str, set[str | None]]:
    """Whose words the selections of cases are: by the case's guid, the labels of their speakers."""
    found: dict[str, set[str | None]] = {}
    segments = new.read.segments
    starts = [each.span.start for each in segments]
    for selection in new.source.selections:
        for case in by_selection.get(selection.guid, ()):
            start, end = new.moved.get(selection.guid, (selection.start, selection.end))
            at = max(0, bisect_right(starts, start) - 1)
            while at < len(segments) and segments[at].span.start < max(end, start + 1):
                if segments[at].span.end > start and segments[at].kind == "turn":
                    found.setdefault(case.guid, set()).add(segments[at].speaker)
                at += 1
    return found


def _known_refs(a: Arriving, known: set[str]) -> dict[str, list[str]]:
    """The respondents of texts that were in the study already."""
    found: dict[str, list[str]] = {}
    for guid, landed in a.landed.items():
        if guid in known:
            continue
        alone = (
            select(t.respondent.c.ref)
            .join(t.transcript, t.transcript.c.respondent_id == t.respondent.c.id)
            .where(t.transcript.c.id == landed.id)
        )
        speaking = (
            select(t.respondent.c.ref)
            .join(t.speaker, t.speaker.c.respondent_id == t.respondent.c.id)
            .where(t.speaker.c.transcript_id == landed.id)
        )
        refs = [
            *a.change.connection.execute(alone).scalars(),
            *a.change.connection.execute(speaking).scalars(),
        ]
        found[guid] = list(dict.fromkeys(refs))
    return found
