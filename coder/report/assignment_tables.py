"""Who codes what, how far everybody is, and what a plan comes to, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from coder.analysis.rounding import percent
from coder.report.lists import role_words
from coder.report.table import Column, Row, Section, Table
from coder.study.assigning import Plan
from coder.study.finishing import Undecided
from coder.study.workload import Assignment, Workload


def assignments_table(given: Sequence[Assignment]) -> Table:
    """Interviews and the coders who have them, with how far they are."""
    return Table(
        title="Assignments",
        columns=(
            *(Column("transcript"), Column("coder"), Column("status")),
            *(Column("units", "count"), Column("decided", "count"), Column("percent", "percent")),
            Column("sees others"),
        ),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (
                            *(x.transcript, x.coder, x.status, x.units, x.decided),
                            *(percent(x.decided, x.units), "yes" if x.opened else ""),
                        )
                    )
                    for x in given
                ),
            ),
        ),
        records=[
            {
                "transcript": x.transcript,
                "coder": x.coder,
                "status": x.status,
                "units": x.units,
                "decided": x.decided,
                "percent": percent(x.decided, x.units),
                "opened": x.opened,
            }
            for x in given
        ],
        caption=_counted(given),
        keys=("transcript", "coder", "status", "units", "decided", "percent", "opened"),
    )


def _counted(given: Sequence[Assignment]) -> str:
    if not given:
        return "Give interviews to coders with coder assign, by hand or with --plan."
    finished = sum(x.status == "finished" for x in given)
    interviews = len({x.transcript_id for x in given})
    return (
        f"{finished} of {len(given)} assignments finished, {interviews} interviews. Percent: units the coder "
        "has decided, of the units of the interview. Sees others: the interview is open to the coder, who "
        "sees others' work in it although blind."
    )


def progress_table(loads: Sequence[Workload]) -> Table:
    """What each coder has to do and has done."""
    names = {x.coder.id: x.coder.name for x in loads}
    return Table(
        title="Progress of the coders",
        columns=(
            *(Column("coder"), Column("role"), Column("blind")),
            *(Column("assigned", "count"), Column("finished", "count"), Column("doubles", "count")),
            *(Column("units", "count"), Column("decided", "count"), Column("left", "count")),
            *(Column("percent", "percent"), Column("open", "count")),
        ),
        sections=(
            Section(
                "",
                tuple(
                    Row(
                        (
                            *(x.coder.name, role_words(x.coder, names), "yes" if x.coder.blind else "no"),
                            *(x.interviews, x.finished, x.doubles),
                            *(x.units, x.decided, x.units - x.decided, percent(x.decided, x.units)),
                            x.opened,
                        )
                    )
                    for x in loads
                ),
            ),
        ),
        records=[
            {
                "coder": x.coder.name,
                "role": x.coder.role,
                "blind": x.coder.blind,
                "assigned": x.interviews,
                "finished": x.finished,
                "doubles": x.doubles,
                "units": x.units,
                "decided": x.decided,
                "left": x.units - x.decided,
                "percent": percent(x.decided, x.units),
                "opened": x.opened,
            }
            for x in loads
        ],
        caption=(
            "Assigned: interviews. Doubles: of them, those that others have too. Units: of the assigned "
            "interviews; decided: of these, what the coder has coded or marked as done. Open: interviews in "
            "which the coder sees others' work."
        ),
        keys=(
            *("coder", "role", "blind", "assigned", "finished", "doubles", "units", "decided", "left"),
            *("percent", "opened"),
        ),
    )


def plan_table(plan: Plan) -> Table:
    """Who would have which interview, and how evenly that is dealt out."""
    has: dict[str, list[str]] = {}
    new: dict[str, list[str]] = {}
    units: dict[str, int] = {}
    for found, given in ((has, plan.kept), (new, plan.new)):
        for x in given:
            found.setdefault(x.transcript, []).append(x.coder)
            units[x.transcript] = x.units
    ids = {x.transcript: x.transcript_id for x in (*plan.kept, *plan.new)}
    names = sorted(units, key=ids.__getitem__)
    return Table(
        title=f"Plan for {plan.interviews} interviews, {plan.doubles} of them double coded",
        columns=(Column("transcript"), Column("units", "count"), Column("has"), Column("gets")),
        sections=(
            Section(
                "",
                tuple(
                    Row((name, units[name], ", ".join(has.get(name, ())), ", ".join(new.get(name, ()))))
                    for name in names
                ),
            ),
        ),
        records=[
            {
                "transcript": name,
                "units": units[name],
                "has": has.get(name, []),
                "gets": new.get(name, []),
                "double": len(has.get(name, ())) + len(new.get(name, ())) > plan.wanted.each,
            }
            for name in names
        ],
        caption=f"Seed {plan.wanted.seed}: the same plan comes out again with the same seed.",
        notes=(*_loads(plan), *_pairs(plan)),
        keys=("transcript", "units", "has", "gets", "double"),
    )


def _loads(plan: Plan) -> list[str]:
    interviews: Counter[str] = Counter()
    units: Counter[str] = Counter()
    for each in (*plan.kept, *plan.new):
        interviews[each.coder] += 1
        units[each.coder] += each.units
    everybody = dict.fromkeys((*plan.wanted.coders, *interviews))
    words = [f"{name} {interviews[name]} interviews, {units[name]} units" for name in everybody]
    return [f"Each coder's share: {'; '.join(words)}."]


def _pairs(plan: Plan) -> list[str]:
    """How often two coders meet."""
    coders: dict[int, list[str]] = {}
    for each in (*plan.kept, *plan.new):
        coders.setdefault(each.transcript_id, []).append(each.coder)
    met = Counter(pair for names in coders.values() for pair in combinations(sorted(names), 2))
    words = [f"{one} and {other} {n}" for (one, other), n in sorted(met.items())]
    return [f"Interviews that two coders both code: {'; '.join(words)}."] if words else []


def undecided_table(left: Sequence[Undecided], transcript: str) -> Table:
    """The units of an interview that are still to be decided."""
    return Table(
        title=f"Undecided in {transcript}: {len(left)}",
        columns=(Column("unit"), Column("speaker"), Column("words")),
        sections=(
            Section(
                "",
                tuple(
                    Row((f"{transcript}:{x.position + 1}", x.speaker or "", " ".join(x.words.split())))
                    for x in left
                ),
            ),
        ),
        records=[
            {
                "transcript": transcript,
                "segment": x.position + 1,
                "speaker": x.speaker,
                "words": x.words,
            }
            for x in left
        ],
        keys=("transcript", "segment", "speaker", "words"),
    )
