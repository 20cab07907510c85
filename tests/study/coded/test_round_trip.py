"""Codings go out as a table and come in again as they were, and never as anything else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.files.codings.reading import read
from coder.model import CoderError
from coder.report import coded_files
from coder.report.coded_files import Form
from coder.study import codebook, coding, history, memos, people, transcripts
from coder.study.coded.bringing import bring
from coder.study.coded.plan import Asked
from coder.study.coded.rows import COLUMNS, CodedRow, Wanted, rows
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

TRICKY = "=SUM(A1) 😀 said: «да»,\t\"no\"\nand 'more' -- @home +1; e\u0301 \u00a0end"
EVERYTHING = Wanted(decisions=True)


def bare(study: Study) -> list[CodedRow]:
    return list(rows(study, EVERYTHING))


@pytest.fixture(scope="module")
def materials(tmp_path_factory: pytest.TempPathFactory, kit: Kit, template: Path) -> Path:
    """A study with a text of everything that trips a table, in which nobody has coded yet."""
    path = tmp_path_factory.mktemp("tricky") / "study.db"
    shutil.copy(template, path)
    with Study.open(path) as study:
        transcripts.add(study, [kit.interview("tricky", [("R", TRICKY), ("R", TRICKY)])])
    return path


def copy(path: Path, to: Path) -> Path:
    return Path(shutil.copy(path, to))


@pytest.mark.parametrize("form", coded_files.FORMS)
def test_what_goes_out_comes_in_as_it_was(
    materials: Path, tmp_path: Path, kit: Kit, form: Form, open_study: Callable[..., Study]
) -> None:
    first, second = copy(materials, tmp_path / "a.db"), copy(materials, tmp_path / "b.db")
    ann, bea = open_study("Ann", first), open_study("Bea", first)
    tricky = transcripts.load(ann, "tricky")
    code = codebook.find_code(ann, "alpha").id
    for segment in tricky.segments:  # the same words twice: offsets tell them apart
        coding.apply(ann, tricky.id, segment.span, code)
    one = kit.apply(ann, "pay", "beta")
    for words in ("=1+1", "'-quoted", "two\nlines"):
        memos.add(ann, words, "coding", one)
    coding.decide(bea, [kit.segment(bea, 6), kit.segment(bea, 1, "second")])
    lead = open_study(at=first)
    path = tmp_path / f"out.{form}"
    coded_files.write(path, rows(lead, EVERYTHING), form)

    target = open_study(at=second)
    found = bring(target, read(path))
    assert (len(found.new), found.decided, found.problems) == (3, 2, [])

    def known(study: Study) -> set[tuple[object, ...]]:
        """All a row says, but for when a decision was taken; of the study with all memos as one."""
        return {
            (*(getattr(row, name) for name in COLUMNS if name != "created_at"),)
            + ((row.created_at,) if row.code else ())
            for row in bare(study)
        }

    assert known(target) == known(lead)
    assert kit.dangling(target) == []
    before = kit.live_rows(target), len(kit.events(target))
    assert not bring(target, read(path)).new, "a second time nothing is new"
    assert (kit.live_rows(target), len(kit.events(target))) == before
    history.undo(target)
    assert bare(target) == []
    history.redo(target)
    assert known(target) == known(lead)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), raw=st.booleans(), form=st.sampled_from(["csv", "json"]))
def test_any_cell_survives_a_file(tmp_path: Path, data: st.DataObject, raw: bool, form: Form) -> None:
    """Quotes and memos with signs of formulas, line ends, apostrophes, separators and emoji."""
    texts = st.text("='\"+-@,;|\t\n\r😀яқ a", min_size=1, max_size=8)
    given_rows = [
        CodedRow("t", None, None, 1, "book", "alpha", "Alpha", "Ann", n, n + 1, quote, memo, "", None)
        for n, (quote, memo) in enumerate(
            data.draw(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
        )
    ]
    path = tmp_path / f"any.{form}"
    coded_files.write(path, given_rows, form, raw=raw)
    found = read(path, raw=raw or form == "json").lines
    kept = [(each.quote if each.quote.strip() else "", each.memo) for each in given_rows if each.quote]
    assert [(each.quote, each.memo) for each in found] == kept


def test_no_cell_of_a_csv_runs_unless_it_is_asked_for(tmp_path: Path) -> None:
    row = CodedRow("=t", "@r", None, 1, "b", "-c", "+L", "=A", 0, 1, "=1+1", "\tx", "", None)
    safe, raw = tmp_path / "safe.csv", tmp_path / "raw.csv"
    coded_files.write(safe, [row], "csv")
    coded_files.write(raw, [row], "csv", raw=True)
    import csv

    with safe.open(encoding="utf-8-sig", newline="") as file:
        assert not any(
            cell.startswith(("=", "+", "-", "@", "\t")) for line in csv.reader(file) for cell in line
        )
    assert ",=1+1," in raw.read_text(encoding="utf-8-sig")


def test_a_blind_coder_gets_the_own_rows_alone(ann: Study, bea: Study, study: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    mine = kit.apply(bea, "training", "beta")
    memos.add(bea, "mine", "coding", mine)
    coding.decide(ann, [kit.segment(ann, 6)])
    assert [(row.coder, row.quote, row.memo) for row in bare(bea)] == [("Bea", "training", "mine")]
    assert len(bare(study)) == 3
    with pytest.raises(CoderError, match="codes blind"):
        list(rows(bea, Wanted(coder="Ann")))


def test_a_memo_of_somebody_else_stays_at_home(ann: Study, study: Study, kit: Kit) -> None:
    """Or it would come back as the coder's own."""
    memos.add(study, "the lead's", "coding", kit.apply(ann, "pay"))
    assert [row.memo for row in bare(study)] == [None]


def test_only_what_is_asked_for(ann: Study, ben: Study, study: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    kit.apply(ben, "letter", "beta", "second")

    def quotes(**wanted: object) -> list[str | None]:
        return [row.quote for row in rows(study, Wanted(**wanted))]  # type: ignore[arg-type]

    assert quotes() == ["pay", "letter"]
    assert quotes(coder="Ben") == quotes(transcript="second") == ["letter"]
    assert quotes(code_ids=[codebook.find_code(study, "alpha").id]) == ["pay"]
    with pytest.raises(CoderError, match="no transcript 'third'"):
        quotes(transcript="third")


def test_only_who_leads_brings_in(ann: Study, study: Study, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("transcript,coder,code,quote\nfirst,Ann,alpha,pay\n", encoding="utf-8")
    with pytest.raises(CoderError, match="whoever leads"):
        bring(ann, read(path))
    people.add_coder(study, "Lea", "lead")
    assert study.path is not None
    with Study.open(study.path, "Lea") as lead:
        assert len(bring(lead, read(path), Asked()).new) == 1
    with pytest.raises(CoderError, match="nothing to undo"):
        history.undo(ann)
