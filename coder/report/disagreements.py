"""Where coders differ: units with who said what, codes taken for one another, drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from coder.analysis.differences import Differing, Stage, differing, drift, taken_for
from coder.analysis.raw import Raw, raw
from coder.analysis.reading import krippendorff
from coder.model import Codebook, Coder, Transcript, in_language
from coder.report.denominators import few
from coder.report.levels import Place, places
from coder.report.source import source_of
from coder.report.table import Column, Row, Section, Table, Undefined
from coder.report.whose import chosen_coders, rounds_left_out
from coder.study import codebook, people, transcripts
from coder.study.columns import columns
from coder.study.counts import transcript_names
from coder.study.memos import memos
from coder.study.moments import moments
from coder.study.others import opened_transcripts
from coder.study.study import Study

Sort = Literal["text", "code", "split"]
SORTS: tuple[Sort, ...] = ("text", "code", "split")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose differences about what."""

    codebook: str | None = None
    coders: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """``code`` or ``codebook/code``; empty for all."""
    transcript: str | None = None
    language: str = "en"
    sort: Sort = "text"
    """By place in the text, by code, or the most evenly split first."""
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class _Known:
    books: list[Codebook]
    places: list[Place]
    rows: Raw
    coders: list[Coder]
    without: tuple[str, ...]
    """The notes on what is left out: second rounds, and interviews that are closed to who looks."""

    @property
    def code_ids(self) -> list[int]:
        return [place.code.id for place in self.places]

    @property
    def coder_ids(self) -> list[int]:
        return [coder.id for coder in self.coders]

    @property
    def names(self) -> dict[int, str]:
        return {coder.id: coder.name for coder in self.coders}


def _known(study: Study, wanted: Wanted, what: str) -> _Known:
    only = _only_open(study, wanted) if what == "disagreements" else ()
    if what != "disagreements":
        study.refuse_blind(what)
    books = codebook.codebooks(study, wanted.codebook)
    rows = raw(columns(study))
    everybody = people.coders(study)
    coders = chosen_coders(everybody, rows.coders(), wanted.coders)
    found = places(books)
    if wanted.codes:
        ids = {codebook.find_code(study, code).id for code in wanted.codes}
        found = [place for place in found if place.code.id in ids]
    without = rounds_left_out(everybody, rows.coders(), wanted.coders)
    return _Known(books, found, rows, coders, (*only, *without))


def _only_open(study: Study, wanted: Wanted) -> tuple[str, ...]:
    """The note that a blind coder's session reads the interviews open to the coder alone, as the store does.

    Raises:
        CoderError: none of them is, or not the one that is asked for.
    """
    if study.coder is None or not study.coder.blind:
        return ()
    names = transcript_names(study)
    asked = next((id_ for id_, name in names.items() if name == wanted.transcript), None)
    opened = opened_transcripts(study)
    if asked is not None or not opened:
        study.refuse_blind("disagreements", asked)
    if asked is not None or len(opened) == len(names):
        return ()
    return (f"Only interviews that are open to {study.coder.name}: {few(opened)}.",)


def _caption(study: Study, known: _Known, words: str, today: date | None) -> str:
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    names = ", ".join(known.names.values())
    return f"{words} Coders: {names}. {source_of(study, today)}"


def disagreements_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """Every unit and code about which coders differ, with the text, who said what, and memos."""
    wanted = wanted or Wanted()
    known = _known(study, wanted, "disagreements")
    found = differing(known.rows, known.coder_ids, known.code_ids)
    records = _in_order(_records(study, known, found, wanted), wanted.sort)
    rows = tuple(
        Row((f"{r['transcript']}:{r['segment']}", r["label"], r["yes"], r["no"], r["text"], r["memos"]))
        for r in records
    )
    units = len({(r["transcript"], r["segment"]) for r in records})
    return Table(
        title="Where coders differ",
        columns=tuple(Column(name) for name in ("unit", "code", "yes", "no", "text", "memos")),
        sections=(Section("", rows),),
        records=records,
        caption=_caption(
            study,
            known,
            f"{len(records)} disagreement{'s' * (len(records) != 1)} in {units} unit{'s' * (units != 1)} "
            "that two coders or more decided.",
            today,
        ),
        notes=known.without,
    )


def _records(study: Study, known: _Known, found: Sequence[Differing], wanted: Wanted) -> list[dict[str, Any]]:
    by_segment: dict[int, list[Differing]] = {}
    for each in found:
        by_segment.setdefault(each.segment, []).append(each)
    interview = {int(s): int(i) for s, i in zip(known.rows.segment, known.rows.interview, strict=True)}
    titles = transcript_names(study)
    notes = _notes(study)
    labels = {place.code.id: place for place in known.places}
    records = []
    for id_, name in titles.items():
        if wanted.transcript not in (None, name) or not any(interview[s] == id_ for s in by_segment):
            continue
        text: Transcript = transcripts.load(study, name)
        for number, segment in enumerate(text.segments, 1):
            for each in by_segment.get(segment.id, ()):
                place = labels[each.code]
                records.append(
                    {
                        "transcript": name,
                        "segment": number,
                        "speaker": segment.speaker.label if segment.speaker else None,
                        "codebook": place.book.slug,
                        "code": place.code.slug,
                        "label": in_language(place.code.label, wanted.language),
                        "yes": ", ".join(known.names[coder] for coder in each.yes),
                        "no": ", ".join(known.names[coder] for coder in each.no),
                        "text": segment.span.of(text.text),
                        "memos": "; ".join(notes.get((name, number), ())),
                    }
                )
    return records


def _notes(study: Study) -> dict[tuple[str, int], list[str]]:
    """Memos on segments, and on codings in them, by transcript and number of the segment."""
    found: dict[tuple[str, int], list[str]] = {}
    for memo in memos(study):
        if memo.transcript is not None and memo.position is not None and memo.kind in ("segment", "coding"):
            found.setdefault((memo.transcript, memo.position + 1), []).append(
                f"{memo.coder or 'lead'}: {memo.text}"
            )
    return found


def _in_order(records: list[dict[str, Any]], sort: Sort) -> list[dict[str, Any]]:
    if sort == "code":
        return sorted(records, key=lambda r: (r["codebook"], r["label"]))
    if sort == "split":
        return sorted(records, key=lambda r: abs(len(r["yes"].split(", ")) - len(r["no"].split(", "))))
    return records


def confusion_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """Which codes stand against which where two coders differ about a unit."""
    wanted = wanted or Wanted()
    known = _known(study, wanted, "disagreements")
    found = taken_for(known.rows, known.coder_ids, known.code_ids)
    label = {p.code.id: in_language(p.code.label, wanted.language) for p in known.places}
    key = {p.code.id: p.key for p in known.places}
    total = sum(each.n for each in found)
    return Table(
        title="Codes taken for one another",
        columns=(
            Column("one coder"),
            Column("the other"),
            Column("times", "count"),
            Column("share", "percent"),
        ),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (
                            label[each.code],
                            "no other code" if each.other is None else label[each.other],
                            each.n,
                            100 * each.n / total,
                        )
                    )
                    for each in found
                ),
            ),
        ),
        records=[
            {"code": key[e.code], "other": None if e.other is None else key[e.other], "n": e.n, "of": total}
            for e in found
        ],
        caption=_caption(
            study,
            known,
            "Counted: pairs of coders and units where the one gave the first code and not the second, the "
            "other the second and not the first; “no other code” where the other gave nothing instead. What "
            f"both gave is left out. Share: of all {total}.",
            today,
        ),
        notes=known.without,
    )


def drift_table(
    study: Study, wanted: Wanted | None = None, parts: int = 4, today: date | None = None
) -> Table:
    """How each coder agrees with the others over the order of coding."""
    wanted = wanted or Wanted()
    known = _known(study, wanted, "agreement")
    times = moments(study)
    found = drift(known.rows, known.coder_ids, known.code_ids, times, parts)
    return Table(
        title="Agreement over the order of coding",
        columns=(
            Column("coder"),
            Column("part", "count"),
            Column("units", "count"),
            Column("codes a unit", "coefficient"),
            Column("the others'", "coefficient"),
            Column("alpha with the others", "coefficient"),
            Column("reading"),
        ),
        sections=(Section("", tuple(_stage(each, known.names) for each in found)),),
        records=[
            {
                "coder": known.names[each.coder],
                "part": each.part,
                "units": each.units,
                "codes_per_unit": each.own,
                "others_codes_per_unit": each.others,
                "alpha": each.alpha.value,
                "undefined": each.alpha.reason or "",
            }
            for each in found
        ],
        caption=_caption(
            study,
            known,
            f"Each coder's units that another coder decided too, in {parts} parts in the order of that "
            "coder's work. Alpha: pooled over the codes, mean over the other coders.",
            today,
        ),
        notes=(*brought_in_at_once(times, known.names, "order"), *known.without),
    )


def brought_in_at_once(
    times: Mapping[tuple[int, int], str], names: Mapping[int, str], what: Literal["order", "time"]
) -> tuple[str, ...]:
    """The note on coders whose work bears one time, so that there is no order, or no time between rounds."""
    at_once = [
        name
        for coder, name in names.items()
        if len({at for (_, who), at in times.items() if who == coder}) <= 1
    ]
    if not at_once:
        return ()
    why = {
        "order": "so the order is that of the interviews, not of the work",
        "time": "so neither its order nor the days between the rounds are those of the work",
    }
    return (f"All that {', '.join(at_once)} coded bears one time: it was brought in at once, {why[what]}.",)


def _stage(each: Stage, names: dict[int, str]) -> Row:
    alpha = each.alpha.value
    return Row(
        (
            names[each.coder],
            each.part,
            each.units,
            each.own,
            each.others,
            alpha if alpha is not None else Undefined(each.alpha.reason or ""),
            krippendorff(alpha),
        )
    )
