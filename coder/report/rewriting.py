"""What a new text for an interview means, as lines and tables: the difference, and where codings go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from coder.report.table import Column, Row, Section, Table
from coder.study.rewriting.lost import Lost
from coder.study.rewriting.planning import Plan
from coder.study.rewriting.replacing import Line, Preview, Version
from coder.study.rewriting.resegmenting import Division
from coder.study.rewriting.speakers import Effect, Speaking

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_AROUND = 40
"""Characters left standing around a change within a long turn."""
_LONGEST = 200
HOW_TO_PLACE = (
    "Place one with coder transcript place ID --guess, or --at and the words; "
    "give it up with coder transcript drop ID."
)
KINDS = ("same", "moved", "fuzzy", "lost")


def difference(seen: Preview) -> Iterator[str]:
    """The changed turns in their order, with their new numbers: ``[-taken out-]`` and ``{+put in+}``."""
    old = {each.id: each for each in seen.old_segments}
    came = {number: id_ for id_, number in seen.plan.kept.items()}
    of_label = {each.label: seen.plan.renamed.get(each.speaker_id or 0, each.label) for each in old.values()}
    for was, now in of_label.items():
        if was != now:
            yield f"       every [-{was}:-] is {{+{now}:+}}"
    gone: dict[int, list[str]] = {}
    for id_ in seen.plan.gone:
        gone.setdefault(_follower(seen, id_), []).append(f"    -  [-{_short(old[id_].words)}-]")
    for number, each in enumerate(seen.plan.segments):
        yield from gone.pop(number, ())
        words = each.span.of(seen.read.text)
        if number not in came:
            yield f"{number + 1:>5}  {{+{_short(words)}+}}"
            continue
        before = old[came[number]]
        marked = _marked(before.words, words)
        if of_label[before.label] != each.speaker:
            marked = f"[-{before.label or ''}:-]{{+{each.speaker or ''}:+}} {marked or _short(words, 60)}"
        if marked:
            yield f"{number + 1:>5}  {marked}"
    for lines in gone.values():
        yield from lines


def _follower(seen: Preview, gone: int) -> int:
    """The number of the new segment before which one that goes would stand."""
    ids = [each.id for each in seen.old_segments]
    for id_ in ids[ids.index(gone) + 1 :]:
        if id_ in seen.plan.kept:
            return seen.plan.kept[id_]
    return len(seen.plan.segments)


def _marked(was: str, now: str) -> str:
    """One text with what changed in it marked; empty where nothing did."""
    from rapidfuzz.distance import Indel

    if was == now:
        return ""
    old, new = _TOKEN.findall(was), _TOKEN.findall(now)
    parts: list[str] = []
    operations = list(Indel.opcodes(old, new))
    for at in range(len(operations) - 1):  # what went before what came
        if (operations[at].tag, operations[at + 1].tag) == ("insert", "delete"):
            operations[at : at + 2] = operations[at + 1], operations[at]
    for at, op in enumerate(operations):
        if op.tag == "equal":
            parts.append(_elided("".join(old[op.src_start : op.src_end]), at > 0, at + 1 < len(operations)))
        elif op.tag == "delete":
            parts.append(f"[-{_short(''.join(old[op.src_start : op.src_end]))}-]")
        else:
            parts.append(f"{{+{_short(''.join(new[op.dest_start : op.dest_end]))}+}}")
    return _flat("".join(parts))


def _elided(words: str, before: bool, after: bool) -> str:
    """Unchanged words: only those next to a change."""
    left, right = words[:_AROUND] if before else "", words[-_AROUND:] if after else ""
    return words if len(words) <= len(left) + len(right) + 3 else f"{left}…{right}"


def _short(words: str, longest: int = _LONGEST) -> str:
    words = _flat(words)
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _flat(words: str) -> str:
    return words.replace("\n", " ⏎ ")


def moves_table(seen: Preview, done: bool = False) -> Table:
    """Where the codings go: those that are not word for word the same, one by one."""
    counted = ", ".join(f"{len(seen.of_kind(kind))} {kind}" for kind in KINDS)
    rows = [each for kind in ("lost", "fuzzy") for each in seen.of_kind(kind)]
    went = "went" if done else "would go"
    return Table(
        title=f"{seen.name}: where {_many(len(seen.lines), 'coding')} {went}: {counted}",
        columns=tuple(map(Column, ("kind", "score", "coder", "code", "was", "now"))),
        sections=(Section("", tuple(Row(_cells(each)) for each in rows)),),
        records=[
            {
                "transcript": seen.name,
                "coding": each.coding_id,
                "kind": each.kind,
                "score": each.score,
                "coder": each.coder,
                "code": each.code,
                "quote": each.was,
                "new_quote": each.now or None,
                "reason": each.why or None,
            }
            for each in seen.lines
        ],
        keys=(*("transcript", "coding", "kind", "score", "coder", "code", "quote", "new_quote", "reason"),),
        notes=tuple(plan_notes(seen.plan)),
    )


def _cells(each: Line) -> tuple[Any, ...]:
    score = "" if each.kind == "lost" else f"{each.score:.0f}"
    now = each.why if each.kind == "lost" else each.now
    return each.kind, score, each.coder, each.code, _short(each.was), _short(now)


def plan_notes(plan: Plan) -> Iterator[str]:
    """What becomes of everything but codings, a sentence each where there is something to say."""
    new = len(plan.segments) - len(plan.kept)
    yield (f"Segments: {len(plan.kept)} go on, {new} are new, {len(plan.gone)} go.")
    if plan.units_undecided:
        yield (
            f"Decisions: {_many(plan.units_undecided, 'time')} a coder has to decide a unit again, "
            "since part of it was not decided or what was decided is lost."
        )
    if plan.memos:
        yield f"{_many(len(plan.memos), 'memo')} on segments that go: on the nearest segment then."
    if plan.settlements:
        yield f"{_many(len(plan.settlements), 'settlement')} of segments that go: taken back."
    for label in plan.renamed.values():
        yield f"A speaker goes on as {label}."
    if plan.new_speakers:
        yield "New speakers: " + ", ".join(f"{each.label} ({each.role})" for each in plan.new_speakers) + "."
    if plan.gone_speakers:
        yield f"{_many(len(plan.gone_speakers), 'speaker')} of the old text: not in the new one."


def versions_table(name: str, versions: Sequence[Version]) -> Table:
    """The texts an interview has and had."""
    return Table(
        title=f"{name}: {_many(len(versions), 'version')}",
        columns=tuple(map(Column, ("version", "read from", "until", "characters", "SHA-256"))),
        sections=(
            Section(
                "",
                tuple(
                    Row((str(v.version), v.source, _moment(v.until), f"{v.characters}", v.sha256[:12]))
                    for v in versions
                ),
            ),
        ),
        records=[
            {
                "transcript": name,
                "version": v.version,
                "source": v.source,
                "replaced_at": v.until,
                "characters": v.characters,
                "sha256": v.sha256,
            }
            for v in versions
        ],
    )


def _moment(at: str | None) -> str:
    return "" if at is None else at[:19].replace("T", " ") + " UTC"


def lost_table(waiting: Sequence[Lost]) -> Table:
    """Codings that wait for a place."""
    keys = (
        *("id", "transcript", "coder", "code", "quote", "before", "after", "version"),
        *("guess", "guess_start", "guess_end", "guess_score"),
    )
    return Table(
        title=f"{_many(len(waiting), 'lost coding')}",
        columns=tuple(map(Column, ("id", "transcript", "coder", "code", "quote", "most like it now"))),
        sections=(Section("", tuple(Row(_lost_cells(each)) for each in waiting)),),
        records=[
            {
                "id": each.id,
                "transcript": each.transcript,
                "coder": each.coder,
                "code": each.code,
                "quote": each.quote,
                "before": each.context_before,
                "after": each.context_after,
                "version": each.version,
                "guess": each.guess.quote if each.guess else None,
                "guess_start": each.guess.span.start if each.guess and each.guess.span else None,
                "guess_end": each.guess.span.end if each.guess and each.guess.span else None,
                "guess_score": each.guess.score if each.guess else None,
            }
            for each in waiting
        ],
        keys=keys,
        notes=(HOW_TO_PLACE,) if waiting else (),
    )


def _lost_cells(each: Lost) -> tuple[str, ...]:
    guess = "nothing" if each.guess is None else f"{_short(each.guess.quote, 80)} ({each.guess.score:.0f})"
    return str(each.id), each.transcript, each.coder, each.code, _short(each.quote, 80), guess


def speakers_table(name: str, speakers: Sequence[Speaking]) -> Table:
    """The labels of an interview and what they stand for."""
    return Table(
        title=f"{name}: {_many(len(speakers), 'speaker')}",
        columns=(
            *map(Column, ("label", "role", "respondent")),
            Column("turns", "count"),
            Column("characters", "count"),
        ),
        sections=(
            Section(
                "",
                tuple(Row((s.label, s.role, s.respondent or "", s.turns, s.characters)) for s in speakers),
            ),
        ),
        records=[
            {
                "transcript": name,
                "label": s.label,
                "role": s.role,
                "respondent": s.respondent,
                "turns": s.turns,
                "characters": s.characters,
            }
            for s in speakers
        ],
        keys=("transcript", "label", "role", "respondent", "turns", "characters"),
    )


def effect_words(effect: Effect) -> str:
    """What a change of role means for the work."""
    n = _many(abs(effect.units), "segment")
    work = f"{_many(effect.codings, 'coding')} and {_many(effect.decisions, 'decision')} on them stay"
    if effect.units > 0:
        return f"{effect.label}: {n} become units, which every coder has to decide; {work}."
    return f"{effect.label}: {n} will be no units any more; {work}, and are not counted."


def division_words(seen: Division) -> list[str]:
    """What dividing an interview anew would do."""
    said = [f"{seen.name} by {seen.by}: {_many(seen.units, 'unit')} now, {seen.units_then} then."]
    if seen.decided:
        said.append(f"{_many(seen.decided, 'decision')} are made for parts of what was decided.")
    if seen.anew:
        said.append(
            f"{_many(seen.anew, 'time')} a coder has to decide a unit again: "
            "not every part of it was decided."
        )
    if seen.plan.settlements:
        said.append(f"{_many(len(seen.plan.settlements), 'settlement')} of segments that go: taken back.")
    if seen.plan.memos:
        said.append(f"{_many(len(seen.plan.memos), 'memo')} go to the segment that has most of theirs.")
    said.append("Codings stay on their characters.")
    return said


def _many(n: int, what: str) -> str:
    return f"{n} {what}" + ("" if n == 1 else "s")
