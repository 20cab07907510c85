"""The table a person filled in, and the key."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from coder.model import CoderError
from coder.study.pseudonyms.keeping import read_table, refuse_place, write_key
from coder.study.pseudonyms.names import Names

HEAD = "name,replacement,kind,count,example,confirmed\n"


def test_only_what_is_confirmed_counts(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        f"\ufeff{HEAD}Ivan,P1,,,,yes\nPetr,P2,,,,\nОля,P3,,,,Да\n'+7 701,phone,,,,x\nNo,P5,,,,no\n", "utf-8"
    )
    said = read_table(path)
    assert said.confirmed == {"Ivan": "P1", "Оля": "P3", "+7 701": "phone"}
    assert said.unconfirmed == 2
    path.write_text("name;replacement;confirmed\nIvan;P1;yes\n", "utf-8")
    assert read_table(path).confirmed == {"Ivan": "P1"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name,replacement\nIvan,P1\n", "no column “confirmed”"),
        (f"{HEAD}Ivan,P1,,,,yes\nIvan,P2,,,,yes\n".encode(), "line 3: 'Ivan' is confirmed twice"),
        (f"{HEAD},P1,,,,yes\n".encode(), "line 2: it is confirmed and has no name"),
        ("name,Иван".encode("cp1251"), "not UTF-8"),
        (None, "could not be read"),
    ],
)
def test_tables_that_are_none(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "names.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CoderError, match=sentence):
        read_table(path)


def test_the_key_is_the_owners_alone_and_grows(tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    assert write_key(key, Names({"Ivan": "P1", "+7 701": "phone"}), None) == 2
    assert write_key(key, Names({"Ivan": "P1", "Petr": "P2"}), None) == 1
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    lines = [line.split(",")[:2] for line in key.read_text("utf-8").splitlines()]
    assert lines == [["name", "replacement"], ["Ivan", "P1"], ["'+7 701", "phone"], ["Petr", "P2"]]
    before = key.read_bytes()
    with pytest.raises(CoderError, match="this key says that 'Ivan' is 'P1'"):
        write_key(key, Names({"Ivan": "P9"}), None)
    assert key.read_bytes() == before
    other = tmp_path / "other.csv"
    other.write_text("a,b\n", "utf-8")
    with pytest.raises(CoderError, match="no column “name”"):
        write_key(other, Names({"Ivan": "P9"}), None)


def test_the_key_stays_apart_from_the_study(tmp_path: Path) -> None:
    study = tmp_path / "study" / "study.db"
    (tmp_path / "study" / "more").mkdir(parents=True)
    refuse_place(tmp_path / "key.csv", study, here=False)
    refuse_place(tmp_path / "study" / "key.csv", study, here=True)
    for place in ("key.csv", "more/key.csv"):
        with pytest.raises(CoderError, match="whoever is given the study"):
            refuse_place(tmp_path / "study" / place, study, here=False)
    with pytest.raises(CoderError, match="does not exist"):
        refuse_place(tmp_path / "nowhere" / "key.csv", study, here=False)
