"""``check`` sees whatever is wrong with a file, and says what and where."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import RespondentRecord
from coder.study import coding, history, people, transcripts
from coder.study.safety import checking
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def corrupt(place: Path, statement: str) -> None:
    """Change a closed study behind the program's back, foreign keys off."""
    connection = sqlite3.connect(place)
    connection.execute("PRAGMA ignore_check_constraints = 1")
    assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.close()


def test_a_study_much_worked_on_is_sound(study: Study, ann: Study, ben: Study, kit: Kit) -> None:
    kit.apply(ann, "training we never got.\nI: Why?\nR: Nobody")
    coding.remove(ann, kit.apply(ann, "pay"))
    coding.decide(ben, [kit.segment(ben, 3)])
    kit.apply(ben, "letter", transcript="second")
    people.import_respondents(study, [RespondentRecord("R1", "first", {"a": "b"})], "r.csv")
    transcripts.add(study, [kit.interview("third", [("R", "Новое 👩‍👧.")])])
    history.undo(study)
    history.undo(ben)
    assert check(study) == []
    assert kit.dangling(study) == []


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        (
            "UPDATE transcript SET text = 'P' || substr(text, 2) WHERE name = 'second'",
            ["transcript second: its text is not the text that was imported"],
        ),
        (
            "UPDATE transcript SET text = replace(text, 'pay', 'PAY')",
            ["first: its text is not", "first, coding 1: its quote is not what stands there"],
        ),
        ("UPDATE coding SET quote = 'way'", ["first, coding 1: its quote is not what stands there"]),
        (
            "UPDATE coding SET start = start + 1",
            ["first, coding 1: its quote is not what stands there"],
        ),
        ('UPDATE coding SET "end" = 9999', ["coding 1: it reaches beyond the text", "wrong segment"]),
        ("UPDATE coding SET segment_first_id = segment_first_id - 1", ["coding 1: .* the wrong segment"]),
        ("UPDATE coding SET segment_last_id = segment_last_id + 1", ["coding 1: .* the wrong segment"]),
        (
            "UPDATE coding SET transcript_id = 2",
            ["second, coding 1: it reaches beyond the text", "second, coding 1: .* wrong segment"],
        ),
        ('UPDATE segment SET "end" = 9999 WHERE id = 8', ["second: segment 2 is out of place"]),
        ("UPDATE segment SET start = 3 WHERE id = 8", ["second: segment 2 is out of place"]),
        ("UPDATE coder SET removed_at = 'now' WHERE name = 'Ann'", ["1 live codings rest on a removed"]),
        (
            "UPDATE code SET removed_at = 'now' WHERE slug = 'alpha'",
            ["1 live codings rest on a removed", "1 live code rests on a removed code"],
        ),
        ("UPDATE transcript SET removed_at = 'now'", ["1 live codings rest on a removed"]),
        ("DELETE FROM coder WHERE name = 'Ann'", ["of coding points to a coder", "of event points to a"]),
        ("DELETE FROM code WHERE slug = 'alpha'", ["of code points to a code ", "of coding points to a c"]),
        ("UPDATE coding SET coder_id = 99", ["of coding points to a coder that is not there"]),
        ("DELETE FROM segment WHERE id = 3", ["of coding points to a segment", "wrong segment"]),
    ],
)
def test_every_kind_of_fault_is_named(
    place: Path, ann: Study, kit: Kit, statement: str, faults: list[str]
) -> None:
    kit.apply(ann, "pay")
    ann.close()
    corrupt(place, statement)
    with Study.open(place) as study:
        found = [each.what for each in checking.faults(study) if each.kind != "log"]
        assert set(found) <= set(check(study))
    for each in faults:
        assert any(re.search(each, said) for said in found), found
    extra = [said for said in found if not any(re.search(each, said) for each in faults)]
    assert extra == []


def test_a_damaged_index_is_named(place: Path, ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    ann.close()
    connection = sqlite3.connect(place)
    connection.execute("PRAGMA writable_schema = 1")
    connection.execute(
        "UPDATE sqlite_master SET sql = replace(sql, 'removed_at IS NULL', 'removed_at IS NOT NULL') "
        "WHERE name = 'uq_coding_live'"
    )
    connection.commit()
    connection.close()
    with Study.open(place) as study:
        assert any("the file is damaged: " in each for each in check(study))


def test_a_removed_codings_quote_is_looked_at_too(place: Path, ann: Study, kit: Kit) -> None:
    """Its row may come back by undo."""
    coding.remove(ann, kit.apply(ann, "pay"))
    ann.close()
    corrupt(place, "UPDATE coding SET quote = 'way'")
    with Study.open(place) as study:
        assert check(study) == ["transcript first, coding 1: its quote is not what stands there"]
