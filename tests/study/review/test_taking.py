"""Agreement is taken over in bulk: everything that is agreed, nothing else, and nothing twice."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.files import shipped
from coder.model import CoderError
from coder.report.frequencies import Wanted as Asked
from coder.report.frequencies import frequency_table
from coder.study import assigning, codebook, coding, counts, demo, demo_words, history, people, transcripts
from coder.study.review import settling, taking, units
from coder.study.review.items import Item
from coder.study.review.settling import Choice
from coder.study.review.taking import Among
from coder.study.review.units import Wanted
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.study.review.conftest import Table, Undo

PAY, TRAINING, NOBODY = 3, 4, 6
"""The numbers of the units of the interview ``first``."""


def test_the_preview_says_what_is_taken_and_changes_nothing(coded: Table) -> None:
    before = coded.kit.live_rows(coded.lead)
    found = taking.agreed_so_far(coded.lead)
    assert [(x.position + 1, x.code_id) for x in found.taken] == [(PAY, coded.code())]
    assert found.nothing == [(1, coded.unit(NOBODY))]
    assert (found.left, found.otherwise, found.single) == (2, 0, [])
    assert found.by_code() == {coded.code(): 1}
    assert found.by_interview() == {1: (1, 1)}
    assert coded.kit.live_rows(coded.lead) == before


def test_what_is_agreed_is_taken_over(coded: Table) -> None:
    found = coded.take()
    assert (len(found.taken), len(found.nothing), found.decided, found.new_holder) == (1, 1, 1, True)
    assert coded.consensus() == {("alpha", "pay")}
    assert coded.sources() == {("pay", "Ann"), ("pay", "Ben")}
    assert coded.decided() == {NOBODY}, "beta is open on the first one, alpha on the second"
    assert coded.item(PAY).state == "settled"
    assert history.log(coded.lead)[0].summary == (
        "take over 1 code that coders agree on, 1 unit without a code"
    )


def test_it_is_one_change_taken_back_row_for_row(coded: Table, undoable: Undo) -> None:
    people.add_coder(coded.lead, "consensus", "consensus")
    undoable(coded.lead, coded.take)


def test_again_takes_only_what_is_new(coded: Table) -> None:
    coded.take()
    rows = coded.kit.live_rows(coded.lead)
    assert not coded.take()
    assert coded.kit.live_rows(coded.lead) == rows
    coded.kit.apply(coded.ann, "training")
    coded.kit.apply(coded.ben, "asked", "beta")
    coded.kit.apply(coded.ann, "asked", "beta")
    found = coded.take()
    assert sorted((x.position + 1) for x in found.taken) == [TRAINING, NOBODY]
    assert coded.consensus() == {("alpha", "pay"), ("alpha", "training"), ("beta", "asked")}
    assert coded.decided() == {TRAINING, NOBODY}


def test_what_all_share_by_now_is_confirmed_and_what_is_not_waits(coded: Table) -> None:
    coded.settle(TRAINING, Choice("all"), "said outright")
    coded.kit.apply(coded.ann, "training we")
    found = coded.take()
    assert [x.position + 1 for x in found.confirmed] == [TRAINING]
    item = coded.item(TRAINING)
    assert item.settlement is not None
    assert (item.state, item.settlement.reason, len(item.settlement.seen)) == ("settled", "said outright", 2)
    assert ("the training we never got", "Ann") in coded.sources()
    coded.settle(TRAINING, Choice("none"))
    coded.kit.apply(coded.ann, "never got")
    assert not coded.take(), "settled against all of them: a person looks"
    for each in coding.codings_of(coded.lead, 1, coded.id("Ann")):
        if each.span.start > 80:
            coding.remove(coded.ann, each.id)
    for each in coding.codings_of(coded.lead, 1, coded.id("Ben")):
        if "training" in each.quote:
            coding.remove(coded.ben, each.id)
    assert [x.kind for x in coded.take().confirmed] == ["gone"]


def test_what_the_holder_decided_otherwise_is_left_alone(coded: Table) -> None:
    people.add_coder(coded.lead, "consensus", "consensus")
    with Study.open(coded.lead.path or "", "consensus") as holder:
        coding.decide(holder, [coded.unit(PAY)])
    found = coded.take()
    assert (found.taken, found.otherwise) == ([], 1)
    assert coded.consensus() == set()
    assert (PAY, coded.code()) in coded.waiting()


def test_an_interview_of_one_coder_is_taken_over_when_asked(table: Table) -> None:
    table.kit.apply(table.ann, "pay")
    table.kit.apply(table.ann, "thing is", "beta")
    table.done(table.ann, TRAINING)
    assert not table.take()
    assert taking.agreed_so_far(table.lead).single == [1]
    found = table.take(single=True)
    assert (len(found.taken), len(found.nothing), found.decided) == (2, 1, 2)
    assert table.consensus() == {("alpha", "pay"), ("beta", "thing is")}
    assert table.decided() == {PAY, TRAINING}
    assert not table.take(single=True)


def test_an_interview_that_waits_for_another_coder_is_not_one_coders(table: Table) -> None:
    table.kit.apply(table.ann, "pay")
    assigning.assign(table.lead, ["first"], ["Ann", "Ben"])
    assert taking.agreed_so_far(table.lead, Among(single=True)).single == []
    assert not table.take(single=True)


def test_it_can_be_taken_over_in_part(coded: Table) -> None:
    coded.kit.apply(coded.ann, "asked", "beta")
    coded.kit.apply(coded.ben, "asked", "beta")
    found = taking.take_agreed(coded.lead, Among(code_ids=(coded.code("beta"),)))
    assert [x.code_id for x in found.taken] == [coded.code("beta")]
    assert not taking.agreed_so_far(coded.lead, Among(transcript_ids=(2,)))


def test_who_only_codes_is_refused(coded: Table, bea: Study) -> None:
    for who in (coded.ann, bea):
        for do in (taking.agreed_so_far, taking.take_agreed):
            with pytest.raises(CoderError, match="cannot settle"):
                do(who)


# --- the demonstration, to the end ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with two coders and without a consensus."""
    path = tmp_path_factory.mktemp("demonstration") / "two.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "CODERS", demo_words.CODERS[:2])
        demo.build(path).close()
    return path


def _published() -> set[tuple[str, str, str]]:
    """(interview, code, quote) of the published consensus."""
    path = shipped.folder("transcripts") / "codings" / "consensus.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {(r["transcript"], r["code"], r["quote"]) for r in csv.DictReader(file) if r["code"]}


def test_the_demonstration_settled_to_the_end_gives_the_published_table(
    demonstration: Path, tmp_path: Path
) -> None:
    """A reviewer who settles as the published consensus says, which no part of the program reads."""
    with Study.open(shutil.copy(demonstration, tmp_path / "two.db")) as study:
        found = taking.take_agreed(study)
        assert (len(found.taken), found.left, found.otherwise) == (171, 129, 0)
        names, keys = counts.transcript_names(study), _keys(study)
        ids = {slug: id_ for id_, slug in keys.items()}
        wanted = _placed(study)
        everything = units.items(study, Wanted("all"))
        more = wanted - {(names[x.transcript_id], x.position, keys[x.code_id]) for x in everything}
        assert more == ADDED
        by_unit: dict[int, list[Item]] = {}
        for item in units.items(study):
            by_unit.setdefault(item.segment_id, []).append(item)
        for segment_id, items in by_unit.items():
            place = (names[items[0].transcript_id], items[0].position)
            yes = [x.code_id for x in items if (*place, keys[x.code_id]) in wanted]
            no = [x.code_id for x in items if x.code_id not in yes]
            other = [code for name, position, code in more if (name, position) == place]
            if yes:
                settling.settle(study, segment_id, yes, Choice("all"))
            if no:
                how = Choice("other", code_id=ids[other[0]]) if other else Choice("none")
                settling.settle(study, segment_id, no, how)
        last = transcripts.load(study, "E21").segments[14].id
        settling.settle(study, last, [], Choice("other", code_id=ids["oecd-pslc/mobility"]))
        assert units.items(study) == []
        assert all(each.finished for each in units.progress(study)[0].values())
        everything = units.items(study, Wanted("all"))
        assert {
            (names[x.transcript_id], x.position, keys[x.code_id]) for x in everything if x.stands
        } == wanted
        assert check(study) == []
        table = frequency_table(study, Asked(codebook="reform-directions"))
        shares = {r["code"]: (r["n"], r["of"], r["percent"]) for r in table.records}
        assert {code: shares[code] for code in DIRECTIONS} == DIRECTIONS
        assert "Rule: consensus." in table.caption


ADDED = {
    ("E02", 12, "oecd-pslc/attract-retain"),
    ("E21", 14, "oecd-pslc/mobility"),
    ("E22", 12, "reform-directions/systematic-approach"),
}
"""Codes of the published consensus that neither coder had given the unit."""

DIRECTIONS = {
    "systematic-approach": (7, 24, 29.2),
    "aversion-to-change": (3, 24, 12.5),
    "human-capital": (4, 24, 16.7),
    "delegation-unused": (2, 24, 8.3),
    "weak-evidence": (2, 24, 8.3),
}
"""Figure 1 of the article."""


def _keys(study: Study) -> dict[int, str]:
    return {code.id: f"{book.slug}/{code.slug}" for book in codebook.codebooks(study) for code in book.codes}


def _placed(study: Study) -> set[tuple[str, int, str]]:
    """(interview, position of the unit, code) of the published consensus."""
    found = set()
    texts = {name: transcripts.load(study, name) for name in transcripts.names(study)}
    for name, code, quote in _published():
        start = texts[name].text.index(quote)
        found |= {
            (name, each.position, code)
            for each in texts[name].segments
            if each.span.start < start + len(quote) and start < each.span.end
        }
    return found
