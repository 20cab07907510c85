"""Sharing and merging as people type them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coder.study import assigning
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

Run = Callable[..., Any]


@pytest.fixture
def shared(coder: Run, place: Path, kit: Kit) -> Path:
    """A copy for Bea in which she has worked."""
    copy = Path(coder("share", "bea", "--for", "Bea").out.strip())
    with Study.open(copy, "Bea") as bea:
        kit.apply(bea, "pay")
    return copy


def test_a_copy_goes_out_and_comes_back(coder: Run, shared: Path, place: Path) -> None:
    assert shared == Path("bea.db")
    dry = coder("merge", "bea.db", "--dry-run", "--format", "json")
    assert dry.json["files"][0]["coming"]["codings"] == 1
    assert "nothing was changed" in dry.err
    assert coder("quotes", "--format", "csv").rows == []
    done = coder("merge", "bea.db", "--yes")
    assert "new coding" in done.out
    assert done.err.startswith("merged; undo takes it back; as it was before: ")
    assert [each["coder"] for each in coder("quotes", "--format", "csv").rows] == ["Bea"]
    again = coder("merge", "bea.db", "--yes")
    assert again.err == "nothing to merge: the study has all of it.\n"
    assert [each["action"] for each in coder("log", "--format", "csv").rows][:2] == ["merge", "share"]
    assert coder("check").err.endswith("sound.\n")
    coder("undo")
    assert coder("quotes", "--format", "csv").rows == []


def test_sharing_says_what_is_in_the_copy(coder: Run, place: Path) -> None:
    done = coder("share", "copies.db", "--for", "Ann")
    assert done.out == "copies.db\n"
    assert done.err.splitlines() == [
        "copies.db: 2 interviews for Ann, with 0 codings of Ann's own.",
        "Ann works in it with: coder --study copies.db",
    ]


def test_nothing_is_merged_without_a_yes(coder: Run, shared: Path) -> None:
    assert coder("merge", "bea.db", code=1).err.splitlines() == [
        "bea.db: Bea: 1 new coding.",
        "coder: Merge this? There is nobody here to ask; say --yes. Nothing was changed.",
    ]


def test_every_format_holds_counts_and_conflicts(coder: Run, shared: Path, place: Path, kit: Kit) -> None:
    with Study.open(shared) as copy:
        assigning.assign(copy, ["first"], ["Bea"])
    with Study.open(shared, "Bea") as bea:
        from coder.study import finishing

        finishing.finish(bea, "first", none_applies=True)
    rows = coder("merge", "bea.db", "--dry-run", "--format", "csv").rows
    assert [(row["kind"], row["n"]) for row in rows] == [
        ("codings", "1"),
        ("decisions", "2"),
        ("assignment", ""),
    ]
    assert rows[2]["resolution"] == "the codings come, the assignment does not"
    assert "What does not go together" in coder("merge", "bea.db", "--dry-run").out


def test_nothing_is_settled_in_a_copy(fails: Run, shared: Path) -> None:
    for command in (("take-agreed", "--yes"), ("settle", "first:3/alpha", "--accept", "none")):
        said = fails("review", *command, "--study", shared)
        assert said.startswith("this is the copy made for Bea: what is settled in it would not come back")


def test_a_merge_says_how_many_interviews_it_opens(coder: Run, place: Path, kit: Kit) -> None:
    coder("assign", "first", "second", "--to", "Ann,Bea")
    for name in ("Ann", "Bea"):
        coder("share", f"{name}.db", "--for", name)
        coder("finish", "first", "--none-applies", "--study", f"{name}.db")
    files = ("Ann.db", "Bea.db")
    said = "All their coders have finished 1 interview, which {} to Ann, Bea."
    dry, done = (" ".join(coder("merge", *files, how).out.split()) for how in ("--dry-run", "--yes"))
    assert said.format("would open") in dry
    assert said.format("is open now") in done
    [merge] = coder("log", "-n", "1", "--format", "json").json
    assert merge["summary"] == (
        "merge 2 files of Ann, Bea: 6 decisions, 2 interviews finished; all have finished 1 interview, "
        "open to Ann, Bea"
    )


def test_work_that_would_stay_behind_is_said_and_skipped_on_demand(
    coder: Run, shared: Path, place: Path, kit: Kit
) -> None:
    from coder.study import transcripts

    with Study.open(shared) as copy:
        transcripts.add(copy, [kit.interview("third", [("R", "A third one.")])])
    with Study.open(shared, "Bea") as bea:
        kit.apply(bea, "third", "alpha", "third")
    refused = coder("merge", "bea.db", "--yes", code=1)
    assert "third: the study has no such interview (any more); so some work would stay" in refused.err
    assert "left out: 1 thing stays in the copy" in refused.out
    assert coder("quotes", "--format", "csv").rows == []
    coder("merge", "bea.db", "--yes", "--skip-conflicts")
    assert len(coder("quotes", "--format", "csv").rows) == 1


def test_a_file_of_another_study_is_matched_by_a_table(
    coder: Run, fails: Run, shared: Path, place: Path, kit: Kit, template: Path
) -> None:
    with Study.open(shared) as copy, copy.write() as connection:
        connection.exec_driver_sql("UPDATE study SET guid = 'another', shared_for_id = NULL")
    assert "this is a file of another study" in fails("merge", "bea.db", "--yes")
    Path("map.csv").write_text("kind,theirs,ours\ncoder,Bea,Ann\n", "utf-8")
    coder("merge", "bea.db", "--yes", "--map", "map.csv", "--match-codes")
    assert [row["coder"] for row in coder("quotes", "--format", "csv").rows] == ["Ann"]
    Path("map.csv").write_text("kind,theirs,ours\nfriend,Bea,Ann\n", "utf-8")
    assert "map.csv, line 2: the kind 'friend' is none of" in fails("merge", "bea.db", "--map", "map.csv")
