"""The review in tables: what waits for a person, how far it has come, what can be taken over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from coder.model import CoderError, in_language
from coder.report.levels import Place, places
from coder.report.lists import branches
from coder.report.source import source_of
from coder.report.table import Column, Row, Section, Table
from coder.report.whose import named
from coder.study import codebook, counts, people, transcripts
from coder.study.review import units
from coder.study.review.items import Item
from coder.study.review.taking import Agreement, Among
from coder.study.review.units import Count, Order, Wanted, Which
from coder.study.study import Study

_ITEM = re.compile(r"(?P<transcript>.+):(?P<number>\d+)(?:/(?P<code>.+))?", re.DOTALL)
_NAMES = {
    "open": ("disagreements wait for a person", "disagreement waits for a person"),
    "settled": ("disagreements are settled", "disagreement is settled"),
    "stale": ("settlements since which codings have changed", "settlement since which codings have changed"),
    "agreed": ("codes on which coders agree", "code on which coders agree"),
    "all": ("codes on units", "code on a unit"),
}
"""What is listed: several, one."""


def wanted(
    study: Study,
    which: Which = "open",
    codes: Sequence[str] = (),
    interviews: Sequence[str] = (),
    coders: Sequence[str] = (),
) -> Wanted:
    """What is asked for by names; a heading means the codes under it."""
    return Wanted(which, *_ids(study, codes, interviews, coders))


def among(
    study: Study,
    codes: Sequence[str] = (),
    interviews: Sequence[str] = (),
    coders: Sequence[str] = (),
    single: bool = False,
) -> Among:
    """Where agreement is taken over, by names."""
    return Among(*_ids(study, codes, interviews, coders), single=single)


def _ids(
    study: Study, codes: Sequence[str], interviews: Sequence[str], coders: Sequence[str]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...] | None]:
    known = {name: id_ for id_, name in counts.transcript_names(study).items()}
    for name in interviews:
        if name not in known:
            raise CoderError(f"there is no transcript {name!r} among the {len(known)} of this study.")
    who = tuple(each.id for each in named(people.coders(study), coders)) if coders else None
    return tuple(branches(study, codes)), tuple(known[name] for name in interviews), who


def item_named(study: Study, name: str) -> tuple[int, list[int]]:
    """The segment that ``E01:12`` or ``E01:12/code`` names, and the code; without it all that wait."""
    found = _ITEM.fullmatch(name)
    if found is None:
        raise CoderError(f"{name!r} names no item: say E01:12/code, as coder review list does, or E01:12.")
    text = transcripts.load(study, found["transcript"])
    number = int(found["number"])
    if not 1 <= number <= len(text.segments):
        raise CoderError(f"{name}: {text.name} has the segments 1 to {len(text.segments)}.")
    segment = text.segments[number - 1]
    if found["code"] is not None:
        return segment.id, [codebook.find_code(study, found["code"]).id]
    waiting = units.items(study, Wanted(transcript_ids=(text.id,)))
    codes = [each.code_id for each in waiting if each.segment_id == segment.id]
    if not codes:
        raise CoderError(
            f"{name}: nothing there waits for a person. To settle a code anew, name it: {name}/code"
        )
    return segment.id, codes


def items_table(study: Study, asked: Wanted, order: Order = "interview", language: str = "en") -> Table:
    """The items asked for, with the words they are about."""
    found = units.ordered(units.items(study, asked), order)
    known = _Known(study, language)
    records = known.records(found)
    rows = tuple(
        Row((known.short(r), r["label"], r["yes"], r["no"], r["state"], r["consensus"], _begin(r["text"])))
        for r in records
    )
    names = ("item", "code", "yes", "no", "state", "consensus", "text")
    return Table(
        title="Review",
        columns=tuple(Column(name) for name in names),
        sections=(Section("", rows),),
        records=records,
        caption=f"{len(found)} {_NAMES[asked.which][len(found) == 1]}.",
        notes=("Settle one: coder review settle ITEM --accept NAME.",)
        if asked.which == "open" and found
        else (),
        keys=_KEYS,
    )


_BEGINNING = 60
"""Characters of a unit that the list shows; all of them stand in CSV and JSON, and in the review itself."""


def _begin(words: str) -> str:
    """How a unit begins, in as many whole words as a list has room for."""
    if len(words) <= _BEGINNING:
        return words
    return words[: words[: _BEGINNING + 1].rfind(" ") if " " in words[:_BEGINNING] else _BEGINNING] + " …"


_KEYS = (
    *("item", "transcript", "segment", "speaker", "codebook", "code", "label", "kind", "yes", "no"),
    *("state", "outcome", "reason", "settled_by", "settled_at", "consensus", "text"),
)


class _Known:
    """The names behind the ids."""

    def __init__(self, study: Study, language: str) -> None:
        self.study = study
        self.language = language
        self.places: dict[int, Place] = {p.code.id: p for p in places(codebook.codebooks(study))}
        self.coders = {each.id: each.name for each in people.coders(study)}
        self.transcripts = counts.transcript_names(study)

    def short(self, record: Mapping[str, Any]) -> str:
        """What names an item, without the codebook where the code's id is enough."""
        slug = record["code"]
        if sum(place.code.slug == slug for place in self.places.values()) != 1:
            return str(record["item"])
        return f"{record['transcript']}:{record['segment']}/{slug}"

    def label(self, code_id: int) -> str:
        place = self.places.get(code_id)
        return in_language(place.code.label, self.language) if place else f"code number {code_id}"

    def who(self, ids: Sequence[int]) -> str:
        return ", ".join(self.coders[id_] for id_ in ids)

    def records(self, found: Sequence[Item]) -> list[dict[str, Any]]:
        """One record an item; every interview is read once, one at a time."""
        words: dict[int, tuple[str | None, str]] = {}
        wanted_ids = {item.segment_id for item in found}
        for id_ in dict.fromkeys(sorted(item.transcript_id for item in found)):
            text = transcripts.load(self.study, self.transcripts[id_])
            words |= {
                each.id: (each.speaker.label if each.speaker else None, each.span.of(text.text))
                for each in text.segments
                if each.id in wanted_ids
            }
        return [self._record(item, *words[item.segment_id]) for item in found]

    def _record(self, item: Item, speaker: str | None, words: str) -> dict[str, Any]:
        place = self.places.get(item.code_id)
        name = self.transcripts[item.transcript_id]
        settled = item.settlement
        by = None if settled is None else self.coders.get(settled.coder_id or 0, "lead")
        return {
            "item": f"{name}:{item.position + 1}/{place.key if place else item.code_id}",
            "transcript": name,
            "segment": item.position + 1,
            "speaker": speaker,
            "codebook": place.book.slug if place else None,
            "code": place.code.slug if place else None,
            "label": self.label(item.code_id),
            "kind": item.kind,
            "yes": self.who(item.yes),
            "no": self.who(item.no),
            "state": item.state,
            "outcome": None if settled is None else "applied" if settled.applied else "not-applied",
            "reason": "" if settled is None else settled.reason,
            "settled_by": by,
            "settled_at": None if settled is None else settled.settled_at,
            "consensus": {None: "", True: "applied", False: "not applied"}[item.stands],
            "text": words,
        }


def progress_tables(
    study: Study, by: str | None = None, language: str = "en", today: date | None = None
) -> list[Table]:
    """How far the review has come, by interview and by code; ``by`` wants one of the two."""
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    known = _Known(study, language)
    by_interview, by_code = units.progress(study)
    done, of = sum(e.settled for e in by_interview.values()), sum(e.of for e in by_interview.values())
    words = f"{done} of {of} disagreements settled. {source_of(study, today)}"
    tables = []
    if by != "code":
        names = [known.transcripts[id_] for id_ in by_interview]
        tables.append(
            _progress("Review by interview", "interview", names, list(by_interview.values()), words)
        )
    if by != "interview":
        codes = sorted(by_code, key=lambda id_: (-by_code[id_].open - by_code[id_].stale, id_))
        keys = [known.places[id_].key if id_ in known.places else "" for id_ in codes]
        counted = [by_code[id_] for id_ in codes]
        names = [known.label(id_) for id_ in codes]
        tables.append(_progress("Review by code", "code", names, counted, words, keys))
    return tables


def _progress(
    title: str,
    what: str,
    names: Sequence[str],
    counted: Sequence[Count],
    words: str,
    keys: Sequence[str] = (),
) -> Table:
    by_interview = what == "interview"
    heads = ["settled", "open", "stale", "agreed"] + (["decided", "of"] if by_interview else [])
    records: list[dict[str, Any]] = []
    for i, (name, each) in enumerate(zip(names, counted, strict=True)):
        record: dict[str, Any] = {"interview": name} if by_interview else {"code": keys[i], "label": name}
        record |= {"settled": each.settled}
        record |= {"open": each.open, "stale": each.stale, "agreed": each.agreed}
        if by_interview:
            record |= {"decided": each.decided, "of": each.units, "finished": each.finished}
        records.append(record)
    rows = tuple(
        Row((name, *(record[head] for head in heads))) for name, record in zip(names, records, strict=True)
    )
    return Table(
        title=title,
        columns=(Column(what), *(Column(head, "count") for head in heads)),
        sections=(Section("", rows),),
        records=records,
        caption=words,
        notes=(
            "Settled, open: disagreements. Stale: settled, but coders have changed their minds since. "
            "Agreed: not taken over yet (coder review take-agreed)."
            + (" Decided: units of the interview that the consensus has decided." if by_interview else ""),
        ),
    )


def agreed_table(study: Study, found: Agreement, language: str = "en") -> Table:
    """What taking over comes to, by code and by interview."""
    known = _Known(study, language)
    n: dict[tuple[int, int | None], int] = {}
    for item in found.taken:
        n[item.transcript_id, item.code_id] = n.get((item.transcript_id, item.code_id), 0) + 1
    for transcript_id, _segment in found.nothing:
        n[transcript_id, None] = n.get((transcript_id, None), 0) + 1
    by_code = sorted(found.by_code().items(), key=lambda each: -each[1])
    none = len(found.nothing)
    codes = [Row((known.label(id_), many, None)) for id_, many in by_code]
    if none:
        codes.append(Row(("no code applies", None, none)))
    return Table(
        title="Agreement to take over",
        columns=(Column(""), Column("codes", "count"), Column("units without a code", "count")),
        sections=(
            Section("By code", tuple(codes)),
            Section(
                "By interview",
                tuple(Row((known.transcripts[id_], *both)) for id_, both in found.by_interview().items()),
            ),
        ),
        records=[
            {
                "transcript": known.transcripts[transcript_id],
                "code": None if code_id is None else known.places[code_id].key,
                "n": many,
            }
            for (transcript_id, code_id), many in n.items()
        ],
        caption=agreed_words(found),
        keys=("transcript", "code", "n"),
    )


def agreed_words(found: Agreement) -> str:
    """What taking over comes to, in sentences."""
    n, none = len(found.taken), len(found.nothing)
    codes, units_ = "code" if n == 1 else "codes", "unit" if none == 1 else "units"
    parts = [f"{n} {codes} that coders agree on, {none} {units_} on which they say that none applies."]
    if again := len(found.confirmed):
        parts.append(f"{again} settled before and agreed by now.")
    if found.left:
        parts.append(f"{found.left} left to settle: coders differ.")
    if found.otherwise:
        parts.append(f"{found.otherwise} left alone: the consensus has been decided otherwise by hand.")
    return " ".join(parts)
