"""Repair puts right what can be put right without loss, says what it did, and leaves the rest alone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from coder.model import CoderError
from coder.study import coding, history, memos, people
from coder.study import tables as t
from coder.study.database import DamagedError
from coder.study.safety import backups, checking, repairing, salvaging
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

ROW = (
    'guid, transcript_id, start, "end", segment_first_id, segment_last_id, code_id, coder_id, '
    "codebook_version, quote, context_before, context_after, created_at"
)


def corrupt(place: Path, *statements: str) -> None:
    with closing(sqlite3.connect(place)) as file:
        file.execute("PRAGMA ignore_check_constraints = 1")
        for each in statements:
            file.execute(each)
        file.commit()


@pytest.fixture
def coded(ann: Study, ben: Study, place: Path, kit: Kit) -> Path:
    """Four codings of Ann's, with a memo on the first, and one of Ben's; everybody has left."""
    for words in ("pay", "training", "Nobody"):
        kit.apply(ann, words)
    kit.apply(ann, "letter", "beta", "second")
    kit.apply(ben, "pay")
    memos.add(ann, "why?", "coding", 1)
    ann.close()
    ben.close()
    return place


def places(study: Study) -> dict[int, tuple[str, bool]]:
    """By id the words at the place of each coding, and whether it stands."""
    with study.read() as connection:
        texts = {r.id: r.text for r in connection.execute(select(t.transcript))}
        rows = connection.execute(select(t.coding)).all()
    return {r.id: (texts[r.transcript_id][r.start : r.end], r.removed_at is None) for r in rows}


@pytest.mark.parametrize(
    ("statements", "left"),
    [
        (["UPDATE coding SET segment_first_id = 1 WHERE id = 2"], 5),
        (['UPDATE coding SET start = start - 3, "end" = "end" - 3 WHERE id = 2'], 5),
        (['UPDATE coding SET start = 90000, "end" = 90008 WHERE id = 2'], 5),
        (["UPDATE coding SET quote = 'nonsense' WHERE id = 2"], 4),
        (["UPDATE coding SET context_before = 'x', start = start - 1 WHERE id = 2"], 4),
        (
            [
                "DROP INDEX uq_coding_live",
                f"INSERT INTO coding ({ROW}) SELECT 'g', {ROW[6:]} FROM coding WHERE id = 2",
            ],
            5,
        ),
        (["DROP INDEX uq_coding_live", "DROP INDEX ix_coding_code_id"], 5),
    ],
)
def test_what_can_be_repaired_is(
    coded: Path, open_study: Callable[..., Study], statements: list[str], left: int
) -> None:
    """Afterwards the study is sound, and as many codings as can be stand where they stood, or wait."""
    with Study.open(coded) as study:
        before = places(study)
    corrupt(coded, *statements)
    study = open_study()
    faults = checking.faults(study)
    assert any(each.repairable for each in faults)
    planned = repairing.plan(study, faults)
    steps, kept = repairing.repair(study, faults)
    assert [each.what for each in steps] == [each.what for each in planned], "what was shown is what was done"
    assert checking.check(study) == []
    after = places(study)
    standing = {id_: words for id_, (words, stands) in after.items() if stands}
    assert len(standing) == left
    assert all(before[id_][0] == words for id_, words in standing.items())
    assert kept is not None
    assert backups.backups_of(coded)[0].why == "before-repair"
    event = history.log(study)[0]
    assert (event.action, event.summary) == (
        "repair",
        f"repair: {len(steps)} thing{'s' * (len(steps) > 1)} put right",
    )
    with study.read() as connection:
        waiting = connection.execute(select(t.lost_coding).where(t.lost_coding.c.removed_at.is_(None))).all()
    assert len(waiting) == 5 - left


def test_an_index_that_does_not_match_is_built_anew(coded: Path, open_study: Callable[..., Study]) -> None:
    with closing(sqlite3.connect(coded)) as file:
        file.execute("PRAGMA writable_schema = 1")
        file.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'removed_at IS NULL', 'removed_at IS NOT NULL') "
            "WHERE name = 'uq_coding_live'"
        )
        file.commit()
    study = open_study()
    faults = checking.faults(study)
    assert {each.kind for each in faults} == {"index"}
    repairing.repair(study, faults)
    assert checking.check(study) == []


def test_a_repair_is_one_change_and_can_be_taken_back(
    coded: Path, open_study: Callable[..., Study], kit: Kit
) -> None:
    corrupt(coded, "UPDATE coding SET segment_first_id = 1 WHERE id IN (1, 2)")
    study = open_study()
    before = kit.live_rows(study)
    repairing.repair(study, checking.faults(study))
    after = kit.live_rows(study)
    assert history.undo(study) == "repair: 2 things put right"
    assert kit.live_rows(study) == before
    assert {each.kind for each in checking.faults(study)} >= {"wrong-segment"}
    history.redo(study)
    assert kit.live_rows(study) == after
    assert not [each for each in checking.faults(study) if each.kind != "log"]


def test_what_cannot_be_repaired_is_explained_and_left_alone(
    coded: Path, open_study: Callable[..., Study]
) -> None:
    corrupt(coded, "UPDATE transcript SET text = text || 'x' WHERE id = 1")
    study = open_study()
    faults = checking.faults(study)
    assert [(each.kind, each.repairable) for each in faults] == [("text", False)]
    assert "coder restore" in faults[0].way_out
    assert repairing.plan(study, faults) == []


@pytest.mark.parametrize("name", ["Ann", "Bea"])
def test_who_does_not_lead_repairs_nothing(coded: Path, open_study: Callable[..., Study], name: str) -> None:
    for ask in (repairing.repair, repairing.plan):
        with pytest.raises(CoderError, match=r"\(coder\) cannot repair the study"):
            ask(open_study(name), [])


def test_a_removed_coding_without_a_place_bothers_nobody(
    coded: Path, open_study: Callable[..., Study]
) -> None:
    """It is in no list, since it was removed already, and does not come up again."""
    with Study.open(coded, "Ben") as ben:
        coding.remove(ben, 5)
    corrupt(coded, "UPDATE coding SET quote = 'nonsense' WHERE id = 5")
    study = open_study()
    repairing.repair(study, checking.faults(study))
    assert checking.check(study) == []
    with study.read() as connection:
        assert connection.execute(select(t.lost_coding.c.removed_at)).scalar_one() is not None


# --- pages that cannot be read --------------------------------------------------------------------------


def wreck(place: Path, *tables: str, leaf: bool = False) -> None:
    """Make pages of these tables unreadable: the root, or the first leaf."""
    with closing(sqlite3.connect(place)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
        roots = dict(file.execute("SELECT name, rootpage FROM sqlite_master"))
    data = bytearray(place.read_bytes())
    for table in tables:
        page = roots[table]
        if leaf:
            start = 4096 * (page - 1) + 12
            first = int.from_bytes(data[start : start + 2], "big")
            page = int.from_bytes(data[start - 12 + first : start - 8 + first], "big")
        data[4096 * (page - 1) : 4096 * page] = b"\x07" * 4096
    place.write_bytes(data)


@pytest.fixture(scope="module")
def big(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study with enough coders that their table takes several pages."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("big") / "study.db"))
    with Study.open(path) as study, study.change("coders add") as change:
        rows = [
            {"guid": f"g{n}", "name": f"Coder number {n} " + "x" * 60, "role": "coder", "blind": False}
            for n in range(200)
        ]
        change.insert_all(t.coder, rows)
        change.summary = "200 coders"
    return path


def test_an_unreadable_index_loses_nothing(big: Path, tmp_path: Path) -> None:
    place = Path(shutil.copy(big, tmp_path / "study.db"))
    wreck(place, "uq_coder_name")
    with Study.open(place) as study:
        assert {each.kind for each in checking.faults(study)} >= {"pages"}
    done = salvaging.salvage(place)
    assert done.whole
    assert done.lost is None
    with Study.open(place) as study:
        assert checking.check(study) == []
        assert len(people.coders(study)) == 203
        assert "repair: read into a new file, nothing was lost" in history.log(study)[0].summary


def test_what_is_lost_with_a_page_is_said_exactly(big: Path, tmp_path: Path) -> None:
    place = Path(shutil.copy(big, tmp_path / "study.db"))
    wreck(place, "coder", leaf=True)
    damaged = place.read_bytes()
    done = salvaging.salvage(place)
    (table,) = (each for each in done.tables if each.unread)
    ((first, last),) = table.unread
    assert (table.table, first) == ("coder", 1)
    assert str(table) == f"coder: {table.rows} rows; unreadable: rows 1-{last}"
    with Study.open(place) as study:
        assert sorted(each.id for each in people.coders(study)) == list(range(last + 1, 204))
        faults = checking.faults(study)
    assert {each.kind for each in faults} == {"log"}
    assert f"{last} rows that stand in the log are not in the table" in faults[0].what
    assert done.kept is not None
    assert done.kept.read_bytes()[100:] == damaged[100:]


def test_rows_without_their_base_are_kept_in_a_file(coded: Path) -> None:
    wreck(coded, "coder")
    done = salvaging.salvage(coded)
    assert done.lost is not None
    kept = [json.loads(line) for line in done.lost.read_text("utf-8").splitlines()]
    assert {each["row"]["quote"] for each in kept if each["table"] == "coding"} >= {"pay", "training"}
    assert done.lost.stat().st_mode & 0o777 == 0o600
    with Study.open(coded) as study:
        assert not [each for each in checking.faults(study) if each.kind in ("pages", "missing-row")]


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000])
def test_where_nothing_can_be_read_nothing_is_changed(coded: Path, content: bytes) -> None:
    coded.write_bytes(content)
    with pytest.raises(CoderError):
        salvaging.salvage(coded)
    assert coded.read_bytes() == content
    assert not list(coded.parent.glob("*.part"))


def test_a_damaged_study_is_said_to_be_one(coded: Path) -> None:
    wreck(coded, "study")
    with pytest.raises(DamagedError, match=r"coder check --repair.*coder restore"):
        Study.open(coded)
