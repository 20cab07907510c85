"""coder pseudonymise, as a person runs it."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def there(place: Path, tmp_path: Path) -> Path:
    """A study in a folder of its own, and an interview with names."""
    folder = tmp_path / "study"
    folder.mkdir()
    place.replace(folder / "study.db")
    os.chdir(folder)
    Path("talk.txt").write_text(
        "I: Who was it?\n\nR: It was Ivan Petrov in Astana.\n\nI: And then?\n\nR: Then Petrov left.\n",
        "utf-8",
    )
    return folder


def test_from_proposals_to_a_study_without_names(coder: Run, there: Path, tmp_path: Path) -> None:
    coder("import", "talk.txt", "--yes")
    coder("pseudonymise", "--propose", "--output", "names.csv")
    with Path("names.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"Ivan Petrov", "Petrov", "Astana"} <= {row["name"] for row in rows}
    assert {row["confirmed"] for row in rows} == {""}
    assert "no name is confirmed" in coder("pseudonymise", "names.csv", "--dry-run", code=1).sentence
    with Path("names.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"confirmed": "yes" if row["name"] != "Astana" else ""} for row in rows)
    seen = coder("pseudonymise", "names.csv", "--dry-run", "--format", "json")
    assert {"Ivan Petrov": 1, "Petrov": 1}.items() <= {
        each["name"]: each["count"] for each in seen.json
    }.items()
    assert "+ …" in seen.err
    assert "Nothing was changed." in seen.err
    here = coder("pseudonymise", "names.csv", "--key", "key.csv", "--yes", code=1)
    assert "whoever is given the study would be given the key" in here.sentence
    coder("pseudonymise", "names.csv", code=2)
    key = tmp_path / "key.csv"
    assert "nobody here to ask" in coder("pseudonymise", "names.csv", "--key", key, code=1).err
    assert not key.exists()
    done = coder("pseudonymise", "names.csv", "--key", key, "--yes")
    assert "with all names: " in done.err
    assert "Ivan Petrov" in key.read_text("utf-8")
    assert b"Petrov" not in Path("study.db").read_bytes()
    assert "Astana" in coder("transcript", "show", "talk").out
    assert "Petrov" not in coder("transcript", "show", "talk").out
    coder("check")
    assert "no undo brings them back" in coder("undo", code=1).sentence
    again = coder("pseudonymise", "names.csv", "--key", key, "--yes", "--delete-old-backups")
    assert "none of these names is in the study any more" in again.err
    assert "deleted: 1 backups" in again.err
    assert not list(Path("study.backups").iterdir())
    same = coder("import", "talk.txt", "--yes", "--dry-run")
    assert "unchanged" in same.out + same.err


def test_what_cannot_be_meant(coder: Run, there: Path) -> None:
    coder("pseudonymise", code=2)
    coder("pseudonymise", "names.csv", "--propose", code=2)
    assert "could not be read" in coder("pseudonymise", "names.csv", "--dry-run", code=1).sentence
    asked = coder("pseudonymise", "--propose", "--transcripts", "nowhere", code=1)
    assert "no transcript 'nowhere'" in asked.sentence
    assert "cannot look for names" in coder("pseudonymise", "--propose", "--coder", "Bea", code=1).sentence
