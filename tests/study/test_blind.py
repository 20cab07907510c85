"""A blind coder's session cannot read another coder's work: the store refuses, not only the screen."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

import coder.study
from coder.model import CoderError, ReadSegment, ReadTranscript, Span
from coder.study import (
    assigning,
    codebook,
    coding,
    coding_found,
    columns,
    counts,
    finishing,
    history,
    logbook,
    logdetail,
    memos,
    moments,
    news,
    opening,
    others,
    people,
    progress,
    revision,
    search,
    similar,
    steps,
    transcripts,
    usage,
    versions,
    workload,
)
from coder.study import tables as t
from coder.study.coded import rows
from coder.study.exchange import giving
from coder.study.review import units, views
from coder.study.review.items import Item
from coder.study.rewriting import lost, replacing, speakers
from coder.study.safety import verifying
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit, Plain


def coded_with_any_code(study: Study) -> search.Where:
    return search.Where(code_ids=[each.id for each in codebook.codebooks(study)[0].codes])


def both_codes(study: Study) -> list[int]:
    return [codebook.find_code(study, slug).id for slug in ("alpha", "beta")]


def project_given(study: Study) -> Any:
    """What a session writes into a project for other programs."""
    assert study.path is not None
    path = study.path.with_name("given.qdpx")
    given = giving.give(study, path)
    with zipfile.ZipFile(path) as file:
        return given, file.read("project.qde")


def in_another_text(study: Study, read: Callable[[Study], Any]) -> Any:
    """What a session reads while the first interview has another text, in which nothing is found."""
    assert study.path is not None
    words = "Words that nobody coded."
    segments = (ReadSegment(Span(0, len(words)), None, "turn"),)
    with Study.open(study.path) as lead:
        replacing.replace(
            lead,
            replacing.preview(lead, "first", ReadTranscript("first", "first.txt", words, segments, ())),
        )
        try:
            return read(study)
        finally:
            history.undo(lead)


def lost_ones(study: Study) -> Any:
    return [(each.coder, each.code, each.quote) for each in lost.lost(study)]


NOTHING = verifying.Contents("", "", "", {}, 0, "")
"""What an empty backup holds."""

READERS: dict[str, Callable[[Study, int], Any]] = {
    "coding.codings_of": lambda study, other: coding.codings_of(study, 1, other),
    "coding.decided_of": lambda study, other: coding.decided_of(study, 1, other),
    "coding_found.plan": lambda study, _: [
        coding_found.plan(study, list(search.hits(study, search.Query("a"))), code)
        for code in both_codes(study)
    ],
    "columns.columns": lambda study, _: columns.columns(study),
    "columns.stretches": lambda study, _: columns.stretches(study),
    "counts.quotes": lambda study, _: counts.quotes(study),
    "counts.transcript_lines": lambda study, _: [
        (each.decided, each.codings) for each in counts.transcript_lines(study)
    ],
    "finishing.undecided": lambda study, _: finishing.undecided(study, "first"),
    "giving.give": lambda study, _: project_given(study),
    "history.log": lambda study, _: history.log(study),
    "lost.lost": lambda study, _: in_another_text(study, lost_ones),
    "lost.waiting": lambda study, _: in_another_text(study, lost.waiting),
    "memos.memos": lambda study, _: memos.memos(study),
    "news.news": lambda study, _: news.news(study, 0, 1),
    "moments.moments": lambda study, _: moments.moments(study),
    "logbook.entries": lambda study, _: [
        logbook.entries(study, asked)
        for asked in (logbook.Asked(), logbook.Asked(interview="first"), logbook.Asked(undone=True))
    ],
    "logdetail.detail": lambda study, _: [logdetail.detail(study, each.id) for each in history.log(study)],
    "others.codings_of_others": lambda study, _: others.codings_of_others(study, 1),
    "progress.last_touched": lambda study, _: progress.last_touched(study),
    "rows.rows": lambda study, _: list(rows.rows(study, rows.Wanted(decisions=True))),
    "search.hits": lambda study, _: list(search.hits(study, search.Query("a"), coded_with_any_code(study))),
    "search.search": lambda study, _: search.search(study, search.Query("a"), coded_with_any_code(study)),
    "similar.look_through": lambda study, _: similar.look_through(study, 3, Span(3, 35)),
    "similar.similar": lambda study, _: similar.similar(study, 3, Span(3, 35)),
    "speakers.effects": lambda study, _: speakers.effects(
        study, "first", speakers.Fixes(roles={"R": "interviewer"})
    ),
    "steps.step": lambda study, _: [steps.step(study, code, 1, Span(0, 0)) for code in both_codes(study)],
    "usage.usage": lambda study, _: usage.usage(study),
    "usage.merge_preview": lambda study, _: usage.merge_preview(
        study, *(codebook.find_code(study, slug).id for slug in ("beta", "alpha"))
    ),
    "units.items": lambda study, _: units.items(study, units.Wanted("all")),
    "units.progress": lambda study, _: units.progress(study),
    "views.views": lambda study, _: views.views(study, Item(1, 3, 2, 2, (), (), None, False, None)),
    "verifying.contents": lambda study, _: verifying.contents(study),
    "verifying.since": lambda study, _: verifying.since(study, NOTHING),
    "versions.codings_of_code": lambda study, _: [
        versions.codings_of_code(study, each.id) for each in codebook.codebooks(study)[0].codes
    ],
    "versions.older_codings": lambda study, _: versions.older_codings(study),
    "workload.assignments": lambda study, _: workload.assignments(study),
    "workload.counted": lambda study, _: workload.counted(study),
    "workload.own_statuses": lambda study, _: workload.own_statuses(study),
    "workload.workloads": lambda study, _: workload.workloads(study),
}
"""Every public function that reads codings, decisions, memos or events, and how the test calls it.

The answer must be the same whether other coders have worked or not, or be a refusal.
"""

OF_WHO_LOOKS = {
    "counts.transcript_lines",
    "finishing.undecided",
    "progress.last_touched",
    "workload.own_statuses",
}
"""Readers of the work of nobody but who looks; they ask for a coder."""

SHOWS_OPENED = {
    "columns.columns",
    "columns.stretches",
    "counts.quotes",
    "giving.give",
    "memos.memos",
    "moments.moments",
    "rows.rows",
    "search.hits",
    "search.search",
    "usage.usage",
    "versions.codings_of_code",
    "versions.older_codings",
}
"""Readers over the whole study, which show others' work in an interview that has been opened."""

WRITERS = {
    "assigning.assign",
    "assigning.carry_out",
    "assigning.plan",
    "assigning.take_back",
    "bringing.bring",
    "plan.plan",
    "finishing.finish",
    "finishing.reopen",
    "opening.open_up",
    "opening.to_open",
    "coding.apply",
    "coding.apply_all",
    "coding.bring_in",
    "coding.remove",
    "coding.decide",
    "history.undo",
    "history.is_long",
    "history.redo",
    "lost.drop",
    "lost.guess_of",
    "lost.place",
    "lost.span_of",
    "memos.add",
    "memos.edit",
    "memos.remove",
    "memos.to_be_seen",
    "copies.brought",
    "logbook.head",
    "losses.lost_words",
    "taking_in.preview",
    "taking_in.take_in",
    "repairing.plan",
    "repairing.repair",
    "sharing.share",
    "tampering.tampered",
    "verifying.contents",
    "verifying.since",
    "when.find",
    "news.newest_event",
    "recoding.recode",
    "recoding.resize",
    "regrouping.merge",
    "regrouping.split_off",
    "settling.settle",
    "taking.agreed_so_far",
    "taking.take_agreed",
    "versions.confirm",
}
"""Those that touch these tables without handing out their rows; tested one by one."""

PRIVATE = {f"t.{name}" for name in ("coding", "decision", "memo", "event", "assignment", "settlement")}
"""The tables that hold what coders did."""


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(coder.study.__path__, "coder.study.")
    names = [each.name for each in found if ".migrations" not in each.name]
    return [importlib.import_module(name) for name in names]


def functions(module: ModuleType) -> dict[str, ast.AST]:
    """The functions and methods of a module by name."""
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def reads_private(node: ast.AST, siblings: dict[str, ast.AST], seen: set[str]) -> bool:
    """Whether a function, or one of its module that it names, speaks of a private table."""
    for each in ast.walk(node):
        if ast.unparse(each) in PRIVATE:
            return True
        name = each.id if isinstance(each, ast.Name) else each.attr if isinstance(each, ast.Attribute) else ""
        if name in siblings and name not in seen:
            seen.add(name)
            if reads_private(siblings[name], siblings, seen):
                return True
    return False


def found_readers(module: ModuleType) -> set[str]:
    siblings = functions(module)
    short = module.__name__.rpartition(".")[2]
    return {
        f"{short}.{name}"
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
        if "study" in inspect.signature(value).parameters
        if reads_private(siblings[name], siblings, {name})
    }


def test_every_public_function_that_reads_coders_work_is_tested_here() -> None:
    """A new one has to be added to READERS, with a call, before it can go out."""
    found = {each for module in modules() for each in found_readers(module)}
    assert found <= set(READERS) | WRITERS
    known = {f"{m.__name__.rpartition('.')[2]}.{name}" for m in modules() for name in vars(m)}
    assert set(READERS) | WRITERS <= known, "what is not there any more"


def test_the_search_for_readers_sees_through_helpers() -> None:
    helpers = "def _q(): return t.coding\ndef open(study): return _q()\ndef other(study): return t.code"
    tree = ast.parse(helpers)
    siblings: dict[str, ast.AST] = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    assert [reads_private(siblings[name], siblings, {name}) for name in ("open", "other")] == [True, False]


def work(study: Study, kit: Kit, code: str) -> None:
    """A coding that stays, one that is removed, a decision, and something undone."""
    kit.apply(study, "pay", code)
    coding.remove(study, kit.apply(study, "training", code))
    coding.decide(study, [kit.segment(study, 6)])
    kit.apply(study, "What", code)
    history.undo(study)


def work_more(study: Study, kit: Kit, code: str) -> None:
    """As :func:`work`, with memos, on words of which some are coded with ``beta`` alone."""
    work(study, kit, code)
    kit.apply(study, "asked" if code == "beta" else "pay", code)
    id_ = kit.apply(study, "The first thing is pay.", code)
    memos.add(study, f"on a coding with {code}", "coding", id_)
    memos.add(study, f"on a segment with {code}", "segment", kit.segment(study, 4))
    memos.add(study, f"on a transcript with {code}", "transcript", 1)


@pytest.mark.parametrize("reader", READERS)
def test_a_blind_session_reads_the_same_whatever_others_did(
    bea: Study, ann: Study, study: Study, kit: Kit, reader: str
) -> None:
    other = people.coder_named(study, "Ann").id
    transcripts.add(study, [kit.interview("like it", [("R", "The first thing is always pay.")])])
    with study.write() as connection:  # every code has come to mean something else since
        connection.execute(t.code.update().values(since_version=9))

    def read(session: Study) -> Any:
        try:
            return READERS[reader](session, other)
        except CoderError as error:
            return str(error)

    assigning.assign(study, ["first", "second"], ["Bea"])
    work_more(bea, kit, "alpha")
    before, before_lead = read(bea), None if reader in OF_WHO_LOOKS else repr(READERS[reader](study, other))
    work_more(ann, kit, "beta")
    assigning.assign(study, ["first"], ["Ann"])
    finishing.finish(ann, "first", none_applies=True)
    assert read(bea) == before
    if before_lead is not None:
        assert repr(READERS[reader](study, other)) != before_lead, "the test would see a leak"


@pytest.mark.parametrize("reader", READERS)
def test_a_blind_session_reads_others_work_in_opened_interviews_alone(
    bea: Study, ann: Study, study: Study, kit: Kit, reader: str
) -> None:
    """``second`` is open to Bea, ``first`` is not, whatever Ben is allowed to see."""
    other = people.coder_named(study, "Ann").id
    transcripts.add(study, [kit.interview("like it", [("R", "The first thing is always pay.")])])
    with study.write() as connection:
        connection.execute(t.code.update().values(since_version=9))
    opening.open_up(study, opening.to_open(study, ["second"], ["Bea"]))
    opening.open_up(study, opening.to_open(study, ["first"], ["Ben"]))

    def read() -> Any:
        try:
            return READERS[reader](bea, other)
        except CoderError as error:
            return str(error)

    work_more(bea, kit, "alpha")
    before = read()
    id_ = kit.apply(ann, "A letter without speakers.", "beta", "second")
    coding.decide(ann, [kit.segment(ann, 2, "second")])
    for kind, target in (("coding", id_), ("segment", kit.segment(ann, 1, "second")), ("transcript", 2)):
        memos.add(ann, f"on the {kind}", kind, target)  # type: ignore[arg-type]
    there = read()
    if reader in SHOWS_OPENED:
        assert there != before
    work_more(ann, kit, "beta")
    assert read() == there


def test_opening_lets_a_blind_coder_read_and_answer_there(
    bea: Study, ann: Study, study: Study, kit: Kit
) -> None:
    id_ = kit.apply(ann, "pay", "beta")
    kit.apply(ann, "Its second", "beta", "second")
    memos.add(ann, "why pay", "coding", id_)
    with pytest.raises(CoderError, match="there is no coding number"):
        memos.add(bea, "I doubt it", "coding", id_)
    since = news.newest_event(bea)
    opening.open_up(study, opening.to_open(study, ["first"], ["Bea"]))
    told = news.news(bea, since, 1)
    assert told.others
    assert told.assignments
    assert not news.news(bea, since, 2).others
    assert [each.coder for each in others.codings_of_others(bea, 1)] == ["Ann"]
    assert [each.quote for each in coding.codings_of(bea, 1, ann.acting().id)] == ["pay"]
    assert [each.text for each in memos.memos(bea, transcript="first", coder="Ann")] == ["why pay"]
    assert [each.quote for each in counts.quotes(bea, coder="Ann", transcript="first")] == ["pay"]
    memos.add(bea, "I doubt it", "coding", id_)
    since = news.newest_event(bea)
    kit.apply(ann, "training", "beta")
    assert news.news(bea, since, 1).others
    for closed in (
        lambda: others.codings_of_others(bea, 2),
        lambda: coding.codings_of(bea, 2, ann.acting().id),
        lambda: memos.memos(bea, transcript="second", coder="Ann"),
        lambda: memos.memos(bea, coder="Ann"),
        lambda: counts.quotes(bea, coder="Ann", transcript="second"),
        lambda: counts.quotes(bea, coder="Ann"),
    ):
        with pytest.raises(CoderError, match="Bea codes blind and cannot see"):
            closed()
    opening.open_up(study, opening.to_open(study, coders=["Bea"]))
    assert len(counts.quotes(bea, coder="Ann")) == 3, "once all is open, nothing is refused"


def test_an_opening_that_is_taken_back_closes_again(bea: Study, ann: Study, study: Study, kit: Kit) -> None:
    kit.apply(ann, "pay", "beta")
    opening.open_up(study, opening.to_open(study, ["first"], ["Bea"]))
    history.undo(study)
    assert counts.quotes(bea) == []
    with pytest.raises(CoderError, match="cannot see others' codings: it is"):
        others.codings_of_others(bea, 1)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda bea, other: coding.codings_of(bea, 1, other),
        lambda bea, other: coding.decided_of(bea, 1, other),
        lambda bea, _: counts.quotes(bea, coder="Ann"),
        lambda bea, _: giving.give(bea, Path("never.qdpx"), of="Ann"),
    ],
)
def test_asking_for_anothers_work_by_name_is_refused(
    bea: Study, attempt: Callable[[Study, int], object]
) -> None:
    """Not answered with nothing, which would read as "Ann has not begun"."""
    other = people.coder_named(bea, "Ann").id
    with pytest.raises(CoderError, match="Bea codes blind and cannot see"):
        attempt(bea, other)


def test_a_blind_coder_reads_the_own_work(bea: Study, ann: Study, kit: Kit, plain: Plain) -> None:
    work(ann, kit, "beta")
    work(bea, kit, "alpha")
    me = bea.acting().id
    assert [each.quote for each in coding.codings_of(bea, 1, me)] == ["pay"]
    assert coding.decided_of(bea, 1, me) == {kit.segment(bea, 6)}
    marks = plain.marks(bea)
    assert {coder for _, _, coder in marks.codings} == {me}
    assert {coder for _, coder in marks.decided} == {me}
    assert [each.coder for each in counts.quotes(bea)] == ["Bea"]
    assert {each.coder for each in history.log(bea)} == {"Bea"}
    assert history.log(bea)[-1].summary == "apply alpha: first “pay”"


def test_who_is_not_blind_reads_everything(ann: Study, bea: Study, study: Study, kit: Kit) -> None:
    work(bea, kit, "alpha")
    for session in (ann, study):
        assert [each.coder for each in counts.quotes(session)] == ["Bea"]
        assert len(coding.codings_of(session, 1, bea.acting().id)) == 1
        assert "Bea" in {each.coder for each in history.log(session)}


def test_a_refusal_to_undo_tells_a_blind_coder_nothing_of_others_work(
    bea: Study, ann: Study, kit: Kit
) -> None:
    """Neither how many codings there are nor that it is codings; who is not blind is told."""
    book = codebook.codebooks(bea)[0].id
    said = {}
    for session, other in ((bea, ann), (ann, bea)):
        name = session.acting().name
        made = revision.add_code(session, book, revision.NewCode({"en": f"Code of {name}"}))
        new = kit.new(other, "training")
        coding.apply(other, new.transcript_id, new.span, made)
        with pytest.raises(CoderError) as refused:
            history.undo(session)
        said[name] = str(refused.value).rpartition("”: ")[2]
        history.undo(other)
        history.undo(session)
    assert said == {
        "Bea": "somebody's later work rests on it.",
        "Ann": "1 coding rests on it; undo that first.",
    }


def test_undo_and_remove_in_a_coders_session_never_touch_anothers(bea: Study, ann: Study, kit: Kit) -> None:
    id_ = kit.apply(ann, "pay")
    with pytest.raises(CoderError, match="nothing to undo by Bea"):
        history.undo(bea)
    with pytest.raises(CoderError, match="another coder's"):
        coding.remove(bea, id_)
    kit.apply(bea, "pay")
    kit.apply(ann, "training")
    assert history.undo(bea) == "apply alpha: first “pay”"
    history.undo(ann)
    with pytest.raises(CoderError, match="nothing to undo by Bea"):
        history.undo(bea)
    assert history.redo(bea) == "apply alpha: first “pay”"
    with pytest.raises(CoderError, match="nothing to redo by Bea"):
        history.redo(bea)
    assert [each.quote for each in coding.codings_of(ann, 1, ann.acting().id)] == ["pay"]
