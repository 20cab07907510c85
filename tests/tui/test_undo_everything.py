"""Every kind of change that the app makes: undone and redone, row for row, over restarts.

A new kind of change without a case here fails :func:`test_every_kind_of_change_of_the_code_has_a_case`.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import coder
from coder.files import shipped
from coder.files import transcripts as transcript_files
from coder.model import Code, CoderError, Example, ExampleKind, MemoKind, RespondentRecord, Span
from coder.study import (
    assigning,
    coding,
    coding_found,
    finishing,
    history,
    intake,
    memos,
    people,
    pins,
    recoding,
    regrouping,
    revision,
    search,
    similar,
    versions,
)
from coder.study.review import settling, taking
from coder.study.revision import NewCode
from coder.study.rewriting import lost, replacing, resegmenting, speakers
from coder.study.safety.checking import check
from coder.study.study import Study
from coder.tui.state import notes
from coder.tui.state.at_hand import AtHand, add_code
from coder.tui.state.drafting import Draft, Entry, Sample
from coder.tui.state.notes import Target
from coder.tui.state.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import Content

PAY, TRAINING, NOBODY = 2, 3, 5
"""The indices of the units of the interview ``first``."""
TALK = "I: So?\nR: So.\nI: And?\nR: And so on."


class Desk:
    """A coder at an interview, with the files that come in."""

    def __init__(self, place: Path, folder: Path, coder: str = "Ann") -> None:
        self.place, self.folder, self.coder = place, folder, coder
        self.study = Study.open(place, coder)
        self.work = Workspace(self.study, "first")

    def restart(self) -> None:
        """The app is closed and opened again."""
        self.study.close()
        self.study = Study.open(self.place, self.coder)
        self.work = Workspace(self.study, "first")

    def code(self, slug: str) -> Code:
        return next(each for each in self.work.codes.values() if each.slug == slug)

    def id(self, slug: str) -> int:
        return self.code(slug).id

    def coding(self, slug: str, index: int = PAY) -> int:
        return next(x.id for x in self.work.codings_at(index) if self.work.codes[x.code_id].slug == slug)

    def span(self, words: str) -> Span:
        start = self.work.transcript.text.index(words)
        return Span(start, start + len(words))

    def memo(self, kind: MemoKind) -> int:
        """The coder's own memo of a kind."""
        return next(x.id for x in memos.memos(self.study, kind) if notes.is_own(self.study, x))

    def write(self, target: Target, memo_id: int | None, words: str) -> None:
        self.work.change(notes.keep, target, memo_id, words)

    def edit(self, slug: str, change: Callable[[Draft], None], meaning: bool | None = None) -> None:
        """Fill in the form of a code."""
        draft = Draft.of(self.code(slug))
        change(draft)
        revision.edit(self.study, self.id(slug), draft.edits(self.code(slug)), "it was not clear", meaning)

    def file(self, name: str, words: str) -> Path:
        """A file with words in it."""
        path = self.folder / name
        path.write_text(words, "utf-8")
        return path

    def bring(self, path: Path) -> None:
        """A file comes in."""
        assert intake.take_in(self.study, intake.look(self.study, path)).standing == "taken in"


def shows(work: Workspace) -> dict[str, Any]:
    """What the coding screen shows of a workspace."""
    everywhere = range(len(work.segments))
    return {
        "transcript": work.transcript,
        "codings": work.codings,
        "marked": work.marked,
        "pins": work.pins,
        "counts": dict(+work.counts),
        "progress": work.progress(),
        "next": [work.next_undecided(i) for i in everywhere],
        "at": [work.codings_at(i) for i in everywhere],
        "books": work.books,
        "memos": [work.memos_at(i) for i in everywhere],
        "on the interview": [*work.notes.on(Target("transcript", work.transcript.id))],
        "on the study": [*work.notes.on(Target())],
        "on codes": [[*work.notes.on(Target("code", each))] for each in work.codes],
    }


# --- the cases -------------------------------------------------------------------------------------

Do = Callable[[Desk], Iterator[None]]


@dataclass(frozen=True)
class Case:
    """What is done (a ``yield`` after each change), and what the log calls it."""

    name: str
    actions: tuple[str, ...]
    do: Do

    def __str__(self) -> str:
        return self.name


CASES: list[Case] = []


def case(*actions: str) -> Callable[[Do], Do]:
    """The case of a change, or of several that belong together."""

    def keep(do: Do) -> Do:
        CASES.append(Case(do.__name__, actions, do))
        return do

    return keep


def simple(name: str, action: str, do: Callable[[Desk], object]) -> None:
    """A case with one change."""

    def once(desk: Desk) -> Iterator[None]:
        do(desk)
        yield

    CASES.append(Case(name, (action,), once))


simple("apply_to_a_segment", "apply", lambda d: AtHand(d.work, TRAINING).apply(d.id("pay")))
simple("apply_to_a_passage", "apply", lambda d: AtHand(d.work, PAY, d.span("thing")).apply(d.id("pay")))
simple("apply_over_a_border", "apply", lambda d: d.work.apply(PAY, d.id("pay"), d.span("pay.\nR: And")))
simple("remove", "remove", lambda d: d.work.remove(d.coding("pay")))
simple("remove_with_its_memos", "remove", lambda d: d.work.remove(d.coding("housing")))
simple("decide", "decide", lambda d: d.work.decide(NOBODY))
simple("undecide", "undecide", lambda d: coding.decide(d.study, [d.work.segments[TRAINING].id], False))
simple(
    "resize",
    "resize",
    lambda d: d.work.change(recoding.resize, d.coding("housing"), d.span("first thing is pay.\nR: And")),
)
simple("recode", "recode", lambda d: d.work.change(recoding.recode, d.coding("housing"), d.id("rental")))
simple("pin", "pin", lambda d: d.work.pin(9, d.id("draft")))
simple("pin_in_the_place_of_another", "pin", lambda d: d.work.pin(1, d.id("draft")))
simple("pin_what_is_pinned_elsewhere", "pin", lambda d: d.work.pin(2, d.id("housing")))
simple("unpin", "unpin", lambda d: pins.unpin(d.study, 1))
simple("finish", "finish", lambda d: finishing.finish(d.study, "first", none_applies=True))


@case("finish", "reopen")
def finish_and_take_up_again(desk: Desk) -> Iterator[None]:
    finishing.finish(desk.study, "first", none_applies=True)
    yield
    finishing.reopen(desk.study, "first")
    yield


@case("apply", "apply", "remove")
def several_codes_on_one_passage(desk: Desk) -> Iterator[None]:
    at_hand = AtHand(desk.work, NOBODY)
    for slug in ("rental", "draft"):
        at_hand.apply(desk.id(slug))
        yield
    desk.work.remove(desk.coding("rental", NOBODY))
    yield


@case("code add", "apply")
def a_new_code_on_the_spot(desk: Desk) -> Iterator[None]:
    book, housing = desk.work.books[0], desk.code("housing")
    new = NewCode({"ru": "Новый код"}, desk.id(housing.parent or ""), brief={"kk": "жаңа"})
    made = add_code(desk.work, book.id, new)
    yield
    AtHand(desk.work, NOBODY).apply(made)
    yield


@case("code add", "apply")
def a_code_in_vivo(desk: Desk) -> Iterator[None]:
    words = "the training we never got"
    made = add_code(desk.work, desk.work.books[0].id, NewCode({"en": words}, origin="in-vivo"))
    yield
    AtHand(desk.work, TRAINING, desk.span(words)).apply(made)
    yield


@case("apply")
def a_suggestion_taken(desk: Desk) -> Iterator[None]:
    at_hand = AtHand(desk.work, NOBODY)
    found = similar.look_through(desk.study, desk.work.transcript.id, at_hand.span, cutoff=1)
    at_hand.apply(found.passages[0].codes[0][0])
    yield


@case("apply")
def everything_found_is_coded(desk: Desk) -> Iterator[None]:
    found = list(search.hits(desk.study, search.Query("e")))
    planned = coding_found.plan(desk.study, found, desk.id("patriotism"), "words")
    assert len(planned.codings) > 50
    coding_found.code_all(desk.study, planned, desk.id("patriotism"))
    yield


# --- the codebook


def put(name: str, **values: Any) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        getattr(draft, name).update(values)

    return change


def listed(name: str, entry: object) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        setattr(draft, name, [*getattr(draft, name), entry] if entry is not None else [])

    return change


simple(
    "add_a_code",
    "code add",
    lambda d: revision.add_code(d.study, d.work.books[0].id, NewCode({"en": "Inserted"}, d.id("society"), 0)),
)
simple(
    "add_a_heading",
    "code add",
    lambda d: revision.add_code(
        d.study, d.work.books[0].id, NewCode({"kk": "Тақырып"}, codable=False), "why"
    ),
)
for _name, _edit in {
    "label": put("label", en="Home", ru="Дом", kk=""),
    "a_label_in_a_new_language": put("label", de="Wohnen"),
    "brief": put("brief", en="otherwise"),
    "definition": put("definition", en="Otherwise\nsaid.", kk="Басқаша."),
    "use_when": listed("use_when", Entry({"en": "roofs leak"})),
    "not_when": listed("not_when", Entry({"en": "it is about the rent"}, "rental")),
    "example": listed("examples", Sample("a roof", "close-but-no", "en")),
    "aliases": lambda draft: setattr(draft, "aliases", "roof\nкров"),
}.items():
    simple(f"edit_{_name}", "code edit", lambda d, e=_edit: d.edit("housing", e))  # type: ignore[misc]
simple("edit_no_examples", "code edit", lambda d: d.edit("markup", listed("examples", None)))
simple(
    "edit_without_another_meaning",
    "code edit",
    lambda d: d.edit("housing", put("definition", en="The same, said better."), False),
)
simple("move", "code move", lambda d: revision.move(d.study, d.id("housing"), d.id("pay")))
simple("move_to_the_top", "code move", lambda d: revision.move(d.study, d.id("housing"), None, 0))
simple("reorder", "code move", lambda d: revision.move(d.study, d.id("housing"), d.id("society"), 2))
simple("recolour", "code recolour", lambda d: revision.recolour(d.study, d.id("housing"), "#E6443A"))
simple("no_colour", "code recolour", lambda d: revision.recolour(d.study, d.id("housing"), "", "why"))
simple("retire", "code retire", lambda d: revision.retire(d.study, d.id("housing"), "hardly used"))
simple("reactivate", "code reactivate", lambda d: revision.reactivate(d.study, d.id("old")))
simple("reactivate_a_merged_one", "code reactivate", lambda d: revision.reactivate(d.study, d.id("gone")))
simple(
    "merge",
    "code merge",
    lambda d: regrouping.merge(d.study, d.id("housing"), d.id("pay"), "one and the same"),
)
simple(
    "merge_into_one_below",
    "code merge",
    lambda d: regrouping.merge(d.study, d.id("pay"), d.id("patriotism"), "", True),
)
simple(
    "split_off",
    "code split",
    lambda d: regrouping.split_off(
        d.study,
        d.id("housing"),
        NewCode({"en": "Mortgages"}, d.id("society"), 1),
        [each.id for each in versions.codings_of_code(d.study, d.id("housing"))][:2],
    ),
)
simple(
    "split_off_everything",
    "code split",
    lambda d: regrouping.split_off(
        d.study,
        d.id("housing"),
        NewCode({"en": "Mortgages"}),
        [each.id for each in versions.codings_of_code(d.study, d.id("housing"))],
    ),
)
for _kind in ("typical", "atypical", "close-but-no"):
    simple(
        f"add_an_example_{_kind}",
        "code example",
        lambda d, kind=_kind: revision.add_example(d.study, d.id("pay"), Example("so [b]it[/b] is", kind)),  # type: ignore[misc]
    )
simple("confirm", "confirm", lambda d: versions.confirm(d.study, d.coding("markup", NOBODY)))


@case("code merge", "code reactivate", "code edit", "confirm")
def one_after_the_other(desk: Desk) -> Iterator[None]:
    regrouping.merge(desk.study, desk.id("housing"), desk.id("pay"), "", True)
    yield
    revision.reactivate(desk.study, desk.id("housing"))
    yield
    desk.work.refresh()
    desk.edit("pay", put("definition", en="Pay and roofs."))
    yield
    versions.confirm(
        desk.study, *(each.id for each in versions.older_codings(desk.study, desk.id("pay"), mine=True))
    )
    yield


# --- memos


def targets(desk: Desk) -> dict[MemoKind, Target]:
    """One thing of each kind that a memo can be on."""
    return {
        "coding": Target("coding", desk.coding("housing")),
        "segment": Target("segment", desk.work.segments[PAY].id),
        "transcript": Target("transcript", desk.work.transcript.id),
        "code": Target("code", desk.id("housing")),
        "study": Target(),
    }


def first_words(kind: MemoKind) -> Callable[[Desk], None]:
    return lambda d: d.write(targets(d)[kind], None, "a\n[b]thought[/b]")


def words_again(kind: MemoKind, words: str) -> Callable[[Desk], None]:
    return lambda d: d.write(targets(d)[kind], d.memo(kind), words)


for _on in memos.KINDS:
    simple(f"a_memo_on_a_{_on}", "memo add", first_words(_on))
    simple(f"other_words_on_a_{_on}", "memo edit", words_again(_on, "ёлка\u2028x"))
    simple(f"no_words_on_a_{_on}", "memo remove", words_again(_on, " "))


# --- the first screen

simple("a_coder", "coders add", lambda d: people.add_coder(d.study, "Zoe"))
simple("a_second_round", "coders add", lambda d: people.add_coder(d.study, "Ann again", repeats="Ann"))
simple(
    "a_codebook",
    "codebook add",
    lambda d: d.bring(shipped.codebooks()["reform-directions"]),
)
simple("a_transcript", "import", lambda d: d.bring(d.file("New [x].txt", TALK)))
simple(
    "respondents",
    "respondents import",
    lambda d: people.import_respondents(
        d.study,
        [
            RespondentRecord("R1", "first", {"group": "new", "age": "40"}),
            RespondentRecord("tall", "tall", {"group": "a"}),
            RespondentRecord("R3", None, {}),
        ],
        "r.csv",
    ),
)


@case("import", "import", "respondents import", "apply", "decide", "memo add")
def work_on_what_came_in(desk: Desk) -> Iterator[None]:
    for n in (1, 2):
        desk.bring(desk.file(f"E{n}.txt", f"{TALK} {n}"))
        yield
    people.import_respondents(desk.study, [RespondentRecord("P1", "E1", {"side": "in"})], "r.csv")
    yield
    there = Workspace(desk.study, "E1", desk.work.sitting)
    there.apply(1, desk.id("pay"))
    yield
    there.decide(3)
    yield
    there.change(notes.keep, Target("segment", there.segments[3].id), None, "odd")
    yield


def by_the_lead(desk: Desk) -> Iterator[None]:
    """What the demonstration brings in."""
    text = desk.work.transcript.id
    new = [coding.NewCoding(text, desk.span("thing"), desk.id("draft"))]
    desk.study.coder = None
    cid = people.coder_named(desk.study, "[b]Ben[/b]")
    coding.bring_in(desk.study, cid, new, [desk.work.segments[NOBODY].id], "brought in")
    yield


# --- a text that changes


def leading(desk: Desk) -> Study:
    """The session, as one of a coder who leads."""
    assert desk.study.coder is not None
    desk.study.coder = replace(desk.study.coder, role="lead")
    return desk.study


@case(
    *("transcript replace", "transcript place", "transcript drop"),
    *("transcript segment", "transcript speakers"),
)
def a_text_that_changes(desk: Desk) -> Iterator[None]:
    study = leading(desk)
    words = desk.work.transcript.text.replace("Nobody asked [b]us[/b].", "No. We were not asked.")
    words = "R: A word ahead.\n" + words.replace("\nR: And then the training we never got.", "")
    read = transcript_files.read(desk.file("first.txt", words), interviewers=["I"], name="first")
    replacing.replace(study, replacing.preview(study, "first", read))
    yield
    waiting = [each for each in lost.lost(study, "first") if each.coder == "Ann"]
    assert len(waiting) == 2
    lost.place(study, waiting[0].id, lost.span_of(study, waiting[0].id, "not asked"))
    yield
    lost.drop(study, waiting[1].id)
    yield
    resegmenting.divide(study, resegmenting.preview(study, "first", "sentence"))
    yield
    speakers.fix(study, "first", speakers.Fixes({"R": "Rae"}, {"I": "other"}, {"R": "E05"}))
    yield


# --- what is done to each ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def busy_template(template: Path) -> Path:
    """The study with work of two coders, one of them blind, on what the cases change; copied for each."""
    place = Path(shutil.copy(template, template.with_name("busy.db")))
    with Study.open(place) as lead:
        assigning.assign(lead, ["first"], ["Ann", "Bea"])
    with Study.open(place, "Ann") as ann, Study.open(place, "Bea") as bea:
        for study, name in ((ann, "Ann"), (bea, "Bea")):
            work = Workspace(study, "first")
            id_ = {code.slug: code.id for code in work.codes.values()}
            thing = Span(work.segments[PAY].span.start + 4, work.segments[PAY].span.start + 15)
            for slug in ("housing", "pay"):  # a merge of the two leaves one of each pair
                work.apply(PAY, id_[slug])
            twin = next(each.id for each in work.codings if each.code_id == id_["housing"])
            work.apply(PAY, id_["housing"], thing)
            work.apply(NOBODY, id_["markup"])
            work.decide(TRAINING)
            work.remove(next(each.id for each in work.codings if each.span == thing))
            work.apply(TRAINING, id_["housing"])
            work.remove(next(each.id for each in work.codings_at(TRAINING)))
            work.apply(TRAINING, id_["housing"], Span(work.segments[TRAINING].span.start, thing.end + 40))
            for slot, slug in enumerate(("housing", "pay", "rental"), 1):
                work.pin(slot, id_[slug])
            for target in (
                Target("coding", twin),
                Target("segment", work.segments[PAY].id),
                Target("transcript", work.transcript.id),
                Target("code", id_["housing"]),
                Target(),
            ):
                work.change(notes.keep, target, None, f"{name} on a {target.kind}")
            tall = Workspace(study, "tall")
            tall.apply(0, id_["housing"])
            tall.decide(2)
        finishing.finish(bea, "first")  # so that Ann, who comes next, opens it to both
        revision.move(ann, id_["patriotism"], id_["pay"])
        draft = Draft.of(next(each for each in work.books[0].codes if each.slug == "markup"))
        draft.definition["en"] = "Something else."
        revision.edit(ann, id_["markup"], draft.edits(work.codes[id_["markup"]]))
        people.import_respondents(ann, [RespondentRecord("first", "first", {"group": "old"})], "r.csv")
        people.add_coder(ann, "Cid")
    return place


@pytest.fixture
def busy(busy_template: Path, tmp_path: Path) -> Path:
    """The busy study, for the test alone."""
    return Path(shutil.copy(busy_template, tmp_path / "study.db"))


def the_log(study: Study) -> list[tuple[str, str]]:
    """What was done and its words, oldest first."""
    return [(each.action, each.summary) for each in reversed(history.log(study))]


def whole(study: Study, before: Content, now: Content) -> None:
    """Nothing that was removed before is different now, and the study is sound."""
    assert now.came_from(before) == ""
    assert check(study) == []


def run(chosen: Case, desk: Desk, beneath: Workspace, content_of: Callable[[Path], Content]) -> None:
    """Do it, then back over restarts step by step, and forward again, as often as one likes."""

    def seen() -> None:
        """A screen that was open all the while shows what one opened now shows."""
        if beneath.stale():
            beneath.refresh()
        with Study.open(desk.place, desk.coder) as other:
            assert shows(beneath) == shows(Workspace(other, "first"))

    seen()
    states, began = [content_of(desk.place)], len(the_log(desk.study))
    for _ in chosen.do(desk):
        desk.work.refresh()
        states.append(content_of(desk.place))
        assert states[-1].differs(states[-2]), "nothing was changed"
        seen()
    done = the_log(desk.study)[began:]
    assert tuple(action for action, _ in done) == chosen.actions
    assert len(states) == len(done) + 1
    for _ in range(2):
        for n in range(len(done), 0, -1):
            desk.restart()
            assert desk.work.undo() == done[n - 1][1]
            now = content_of(desk.place)
            assert now.differs(states[n - 1]) == ""
            whole(desk.study, states[n - 1], now)
            seen()
        for n in range(len(done)):
            desk.restart()
            assert desk.work.redo() == done[n][1]
            now = content_of(desk.place)
            assert now.differs(states[n + 1]) == ""
            whole(desk.study, states[n + 1], now)
            seen()
        assert content_of(desk.place) == states[-1]


@pytest.fixture
def desk(busy: Path, tmp_path: Path) -> Iterator[Desk]:
    """Ann at the study."""
    found = Desk(busy, tmp_path)
    yield found
    found.study.close()


@pytest.mark.parametrize("chosen", CASES, ids=str)
def test_it_is_taken_back_and_repeated_row_for_row(
    desk: Desk, opened: Callable[..., Study], content_of: Callable[[Path], Content], chosen: Case
) -> None:
    run(chosen, desk, Workspace(opened(desk.place), "first"), content_of)


def test_what_a_reviewer_settles_is_taken_back_too(
    desk: Desk, opened: Callable[..., Study], content_of: Callable[[Path], Content]
) -> None:
    """No coder settles; the reviewer's undo takes back the settling and the taking over, and no other's."""
    lead = opened(desk.place, None)
    people.add_coder(lead, "Rita", "reviewer")
    people.add_coder(lead, "consensus", "consensus")
    rita, states = opened(desk.place, "Rita"), [content_of(desk.place)]
    unit = desk.work.segments[NOBODY].id
    settling.settle(rita, unit, [], settling.Choice("other", code_id=desk.id("rental")), "overlooked")
    states.append(content_of(desk.place))
    assert taking.take_agreed(rita, taking.Among(single=True))
    states.append(content_of(desk.place))
    with pytest.raises(CoderError, match=r"nothing to undo by|cannot undo"):
        history.undo(opened(desk.place, "[b]Ben[/b]"))
    for before in reversed(states[:-1]):
        history.undo(rita)
        assert content_of(desk.place).differs(before) == ""
    for after in states[1:]:
        history.redo(rita)
        assert content_of(desk.place).differs(after) == ""


def test_what_whoever_leads_brings_in_is_taken_back_too(
    desk: Desk, opened: Callable[..., Study], content_of: Callable[[Path], Content]
) -> None:
    """It is no coder's, and no coder's undo reaches it."""
    lead, before = opened(desk.place, None), content_of(desk.place)
    for _ in by_the_lead(desk):
        pass
    after = content_of(desk.place)
    with Study.open(desk.place, "[b]Ben[/b]") as ben, pytest.raises(CoderError, match="nothing to undo by"):
        history.undo(ben)
    assert history.undo(lead) == "brought in"
    assert content_of(desk.place).differs(before) == ""
    assert history.redo(lead) == "brought in"
    assert content_of(desk.place) == after


OWN = ("assignment", "coding", "decision", "memo", "pin")


def of_coder(found: Content, coder_id: int) -> dict[Any, Any]:
    """What is one coder's alone."""
    return {at: row for at, row in found.standing.items() if at[0] in OWN and row["coder_id"] == coder_id}


@pytest.mark.parametrize("chosen", CASES, ids=str)
def test_the_undo_of_a_blind_coder_never_touches_anothers_work(
    desk: Desk, opened: Callable[..., Study], content_of: Callable[[Path], Content], chosen: Case
) -> None:
    """Bea takes back all she can; the rest is refused in words that tell nothing of others' work."""
    for _ in chosen.do(desk):
        desk.work.refresh()
    bea, before, done = opened(desk.place, "Bea"), content_of(desk.place), the_log(desk.study)
    words = ""
    while not words:
        try:
            history.undo(bea)
        except CoderError as error:
            words = str(error)
    assert not any(each.isdigit() for each in words.rpartition("”")[2]), words
    now = content_of(desk.place)
    me = bea.acting().id
    changed = {
        at for at in {**before.standing, **now.standing} if before.standing.get(at) != now.standing.get(at)
    }
    assert changed == {at for at in {**of_coder(before, me), **of_coder(now, me)} if at in changed}, (
        "others' rows are different"
    )
    ann = desk.study.acting().id
    assert of_coder(now, ann) == of_coder(before, ann)
    assert [each for each in the_log(desk.study) if each[0] not in ("undo", "redo")] == done


# --- nothing is forgotten here ------------------------------------------------------------------------


def actions_of(file: Path) -> set[str]:
    """The names that a file gives to changes: what ``change`` and ``revising`` are called with."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name == "study.change" or name.endswith(".study.change"):
            said = node.args[0]
        elif name == "revising":
            said = node.args[2]
        else:
            continue
        words = {x.value for x in ast.walk(said) if isinstance(x, ast.Constant) and isinstance(x.value, str)}
        assert words or ast.unparse(said) == "action", f"{file.name}: {ast.unparse(node)}"
        found |= words
    return found


BY_THE_LEAD = {"codings import", "assign", "unassign", "open", "settle", "take agreed", "share", "merge"}
BY_THE_LEAD |= {"project import"}
BY_THE_LEAD |= {"repair", "pseudonymise"}
"""No coder's undo reaches these. Tested above, and row for row in ``tests/study``."""


def test_every_kind_of_change_of_the_code_has_a_case() -> None:
    files = sorted(Path(coder.__file__).parent.rglob("*.py"))
    found = {action for each in files for action in actions_of(each)}
    assert len(found) > 20
    covered = {action for each in CASES for action in each.actions}
    assert found == covered | BY_THE_LEAD, "which whoever leads makes; they have tests of their own"


def test_nothing_is_written_but_by_a_change() -> None:
    """Undo and redo alone write without one; and a new study's first rows."""
    found = set()
    for file in sorted(Path(coder.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name.endswith("study.write") or name in ("self.write", "database.writing"):
                found.add((file.name, name))
    assert {file for file, name in found if name != "self.write"} == {"history.py", "study.py"}


def test_an_example_of_every_kind_is_among_the_cases() -> None:
    kinds: tuple[ExampleKind, ...] = ("typical", "atypical", "close-but-no")
    assert {f"add_an_example_{each}" for each in kinds} <= {each.name for each in CASES}
    assert {f"a_memo_on_a_{each}" for each in memos.KINDS} <= {each.name for each in CASES}
