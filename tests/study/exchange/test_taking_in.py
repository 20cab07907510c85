"""A project comes into a study once, whole, matched with what is there, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coder.files import refi
from coder.files.refi.guids import made
from coder.files.refi.values import (
    Applied,
    Case,
    Note,
    Project,
    Selection,
    TextSource,
    TreeCode,
    User,
    Variable,
)
from coder.model import CoderError
from coder.study import codebook, coding, counts, history, memos, people, transcripts
from coder.study.exchange import preview, take_in
from coder.study.safety.backups import backups_of
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.study.exchange.conftest import Exchange

SAMPLES = Path(__file__).parents[4] / "shared" / "refi-qda" / "samples"
TEXT = "I: What comes first?\nR: The first thing is pay 😀.\n\nI: Why?\nR: Nobody asked."
ANN, BEN = User(made("ann"), "Ann"), User(made("ben"), "Ben")
THEME = TreeCode(made("theme"), "Theme", codable=False)
PAY = TreeCode(made("pay"), "Pay", THEME.guid, "#0a0", description="Money.\n\nUse when: it is about money")
PATH = Path("p.qdpx")


def passage(words: str, *users: User, number: int = 0, text: str = TEXT, **more: Any) -> Selection:
    """These words, coded with ``Pay`` by these users."""
    start = text.index(words)
    codings = tuple(
        Applied(made(words, each.guid), PAY.guid, each.guid, "2020-01-02T03:04:05Z") for each in users
    )
    return Selection(made(words, number), start, start + len(words), codings=codings, **more)


def project(*selections: Selection, **more: Any) -> Project:
    """A project with two users, a code under a heading, and one text."""
    source = TextSource(made("one"), "one", TEXT, selections=tuple(selections))
    values: dict[str, Any] = {"users": (ANN, BEN), "codes": (THEME, PAY), "sources": (source,)}
    return Project(**({"name": "A project"} | values | more))


def codings(study: Study) -> list[tuple[str, str, str]]:
    return [(each.coder, each.code, each.quote) for each in counts.quotes(study)]


def test_people_codes_texts_and_codings(study: Study) -> None:
    """Ann and Ben are coders of the study already and are known by their names."""
    taken = take_in(study, project(passage("pay 😀", ANN, BEN), passage("Nobody", BEN)), PATH)
    assert sorted(codings(study)) == [
        ("Ann", "pay", "pay 😀"),
        ("Ben", "pay", "Nobody"),
        ("Ben", "pay", "pay 😀"),
    ]
    assert taken.came["codings"] == 3
    assert taken.codings_by_coder == {"Ann": 1, "Ben": 2}
    assert taken.new["coders"] == 0
    [book] = codebook.codebooks(study, "a-project")
    theme, pay = book.codes
    assert (theme.codable, pay.codable, pay.parent, pay.color) == (False, True, "theme", "#0a0")
    assert (pay.definition, pay.use_when) == ({"en": "Money."}, ({"en": "it is about money"},))
    read = transcripts.load(study, "one")
    assert [each.speaker.role if each.speaker else None for each in read.segments] == [
        *("interviewer", "respondent", "interviewer", "respondent")
    ]
    assert check(study) == []


def test_it_is_one_change_with_a_backup_before_it(study: Study, kit: Kit) -> None:
    before, events = kit.live_rows(study), len(history.log(study))
    taken = take_in(study, project(passage("pay", ANN), notes=(Note(made("n"), "n", "a memo"),)), PATH)
    after = kit.live_rows(study)
    assert len(history.log(study)) == events + 1
    assert taken.backup is not None
    assert next(each.why for each in backups_of(study.path or PATH)) == "before-import"
    history.undo(study)
    assert kit.live_rows(study) == before
    history.redo(study)
    assert kit.live_rows(study) == after
    assert kit.dangling(study) == []
    assert not take_in(study, project(passage("pay", ANN)), PATH).anything


def test_what_was_taken_back_comes_again(study: Study) -> None:
    given = project(passage("pay", ANN), notes=(Note(made("n"), "n", "a memo"),))
    for _ in range(3):
        take_in(study, given, PATH)
        assert codings(study) == [("Ann", "pay", "pay")]
        assert len(memos.memos(study)) == 1
        assert not take_in(study, given, PATH).anything
        history.undo(study)
    assert check(study) == []


def test_what_a_coder_removed_stays_removed(study: Study, ann: Study) -> None:
    given = project(passage("pay", ANN), passage("Nobody", BEN))
    take_in(study, given, PATH)
    [mine] = coding.codings_of(ann, transcripts.load(study, "one").id, ann.acting().id)
    coding.remove(ann, mine.id)
    taken = take_in(study, given, PATH)
    assert not taken.anything
    assert taken.skipped == {"codings_removed_in_study": 1}


def test_a_later_state_of_a_project_brings_what_was_added(study: Study) -> None:
    take_in(study, project(passage("pay", ANN)), PATH)
    more = TreeCode(made("more"), "More", PAY.guid)
    said = replace(passage("asked", BEN), codings=(Applied(made("new"), more.guid, BEN.guid),))
    taken = take_in(study, project(passage("pay", ANN), said, codes=(THEME, PAY, more)), PATH)
    assert {key: n for key, n in taken.new.items() if n} == {"codes": 1, "codings": 1}
    [book] = codebook.codebooks(study, "a-project")
    assert (book.version, [each.slug for each in book.codes]) == (2, ["theme", "pay", "more"])
    assert book.codes[2].parent == "pay"
    assert check(study) == []


def test_a_look_changes_nothing(study: Study, kit: Kit) -> None:
    before = kit.live_rows(study)
    assert preview(study, project(passage("pay", ANN)), PATH).came["codings"] == 1
    assert kit.live_rows(study) == before
    assert not backups_of(study.path or PATH)


def test_only_who_leads_imports(ann: Study) -> None:
    with pytest.raises(CoderError, match=r"Ann \(coder\) cannot import a project"):
        take_in(ann, project(), PATH)


def test_cases_become_respondents_with_attributes(study: Study) -> None:
    age, side = Variable(made("age"), "age", "Integer"), Variable(made("side"), "side")
    case = Case(made("case"), "E01", "", {age.guid: "42", side.guid: "internal"}, (made("one"),))
    taken = take_in(study, project(cases=(case,), variables=(age, side)), PATH)
    found = {each.ref: dict(each.attributes) for each in people.respondents(study)}
    assert found["E01"] == {"age": "42", "side": "internal"}
    assert "one" not in found, "the case is whose words these are"
    assert (taken.came["respondents"], taken.came["attributes"]) == (1, 2)
    speakers = {each.speaker for each in transcripts.load(study, "one").segments if each.speaker}
    assert {each.respondent for each in speakers if each.role == "respondent"} == {"E01"}


def test_a_case_may_point_to_what_somebody_says(exchange: Exchange) -> None:
    text = "Anna: I go first.\nBoris: I am second.\nAnna: So there.\nBoris: Yes."
    picked = [Selection(made(n), text.index(n), text.index(n) + 3) for n in ("I go", "I am")]
    source = TextSource(made("g"), "group", text, selections=tuple(picked))
    cases = tuple(
        Case(made("c", n), f"P{n}", sources=(source.guid,), selections=(picked[n].guid,)) for n in (0, 1)
    )
    study = exchange.study()
    take_in(study, Project("p", sources=(source,), cases=cases), PATH)
    speakers = {each.speaker for each in transcripts.load(study, "group").segments if each.speaker}
    assert {each.label: each.respondent for each in speakers} == {"Anna": "P0", "Boris": "P1"}


def test_memos_go_where_they_belong(study: Study) -> None:
    notes = tuple(
        Note(made(n), n, f"on {n}", ANN.guid) for n in ("coding", "passage", "text", "code", "study")
    )
    coded = passage("pay", ANN, description="why pay")
    coded = replace(coded, codings=(replace(coded.codings[0], notes=(made("coding"),)),))
    bare = passage("Nobody asked.", notes=(made("passage"),))
    source = TextSource(
        made("one"), "one", TEXT, "a good one", selections=(coded, bare), notes=(made("text"),)
    )
    given = project(codes=(THEME, replace(PAY, notes=(made("code"),))), sources=(source,), notes=notes)
    take_in(study, replace(given, description="about"), PATH)
    found = {(each.kind, each.text) for each in memos.memos(study)}
    assert found == {
        ("coding", "coding\non coding"),
        ("coding", "why pay"),
        ("segment", "passage\non passage"),
        ("transcript", "text\non text"),
        ("transcript", "a good one"),
        ("code", "code\non code"),
        ("study", "study\non study"),
        ("study", "about"),
    }


def test_a_coding_without_words_becomes_a_memo(study: Study) -> None:
    at = TEXT.index("asked")
    empty = Selection(made("e"), at, at, codings=(Applied(made("x"), PAY.guid, ANN.guid),))
    taken = take_in(study, project(empty), PATH)
    [memo] = memos.memos(study)
    assert (memo.kind, memo.coder, memo.position) == ("segment", "Ann", 3)
    assert memo.text == "Code “Pay” was set here, at a place without words."
    assert taken.skipped == {"codings_without_words": 1}
    assert codings(study) == []


def test_headings_that_are_coded_become_codes(study: Study) -> None:
    said = replace(passage("pay"), codings=(Applied(made("x"), THEME.guid, ANN.guid),))
    taken = take_in(study, project(said), PATH)
    assert codings(study) == [("Ann", "theme", "pay")]
    assert taken.warnings == ("1 heading(s) have codings and so became codes: Theme.",)


def test_texts_are_known_by_their_words_and_told_apart_by_name(study: Study) -> None:
    """The template has ``first`` and ``second``; a third text has a name that is taken."""
    known = TextSource(made("k"), "other name", transcripts.load(study, "first").text)
    twice = TextSource(made("w"), "one again", TEXT, selections=(passage("asked", BEN),))
    taken_name = TextSource(made("t"), "first", "Other words.")
    blank = TextSource(made("b"), "blank", " \n ")
    given = project()
    taken = take_in(study, replace(given, sources=(*given.sources, known, twice, taken_name, blank)), PATH)
    assert transcripts.names(study) == ["first", "second", "one", "first (2)"]
    assert codings(study) == [("Ben", "pay", "asked")]
    assert taken.skipped == {"texts_known_by_another_name": 1, "texts_twice": 1, "empty_texts": 1}


def test_a_label_that_is_coded_gets_a_segment(study: Study) -> None:
    taken = take_in(study, project(passage("R:", ANN)), PATH)
    assert codings(study) == [("Ann", "pay", "R:")]
    assert taken.skipped == {}
    assert check(study) == []


def test_users_without_names_and_rules_names(exchange: Exchange) -> None:
    users = (User(made("1"), ""), User(made("2"), "any"), User(made("3"), "Ann"), User(made("4"), "Ann"))
    nobody = replace(passage("pay"), codings=(Applied(made("x"), PAY.guid),))
    stranger = replace(passage("asked"), codings=(Applied(made("y"), PAY.guid, made("stranger")),))
    study = exchange.study()
    take_in(study, project(nobody, stranger, users=users), PATH)
    names = [each.name for each in people.coders(study)]
    assert names == [
        f"user {made('1')[:8]}",
        "any (coder)",
        "Ann",
        "Ann (2)",
        "unknown coder",
        f"user {made('stranger')[:8]}",
    ]


def test_missing_texts_are_stood_in_for(exchange: Exchange) -> None:
    path = SAMPLES / "atlasti-mac-8.4_standard-example.qdpx"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    study = exchange.study()
    taken = exchange.bring(study, path)
    assert {key: n for key, n in taken.came.items() if n} == {
        "users": 3,
        "codes": 14,
        "transcripts": 6,
        "codings": 7,
        "respondents": 6,
        "memos": 4,
        "sets": 4,
    }
    assert {quote for who, _, quote in codings(study) if quote.startswith("damage")} == {
        "damage done by fatty foods"
    }
    assert not exchange.bring(study, path).anything
    assert check(study) == []


def test_the_nvivo_sample_comes_whole(exchange: Exchange) -> None:
    path = SAMPLES / "nvivo-win-12.6_masked.qdpx"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    study = exchange.study()
    taken = exchange.bring(study, path)
    assert [taken.came[each] for each in ("users", "codes", "transcripts", "codings")] == [2, 152, 2, 303]
    assert taken.codings_by_coder == {"Coder A": 303}
    assert check(study) == []
    texts = [each.text for each in refi.read(path).sources]
    assert {transcripts.load(study, each).text for each in transcripts.names(study)} == set(texts)
