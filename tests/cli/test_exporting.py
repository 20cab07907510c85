"""coder export, and coder import of a project: what is asked, said and written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.cli.exporting import KINDS
from coder.files import refi
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.cli.conftest import Coder

Fails = Callable[..., str]


def test_export_says_what_is_written_and_what_is_lost(coder: Coder, here: Path) -> None:
    done = coder("export", "out.qdpx")
    assert done.out == ""
    assert done.err.startswith("written: out.qdpx: ")
    assert "What a project cannot hold: " in done.err
    assert "the log, assignments" in done.err
    assert refi.read(Path("out.qdpx")).warnings == ()


def test_the_project_makes_a_study_of_its_own(coder: Coder, here: Path, tmp_path: Path) -> None:
    coder("export", "out.qdpx", "--profile", "nvivo")
    (tmp_path / "other").mkdir()
    shutil.move("out.qdpx", tmp_path / "other")
    looked = coder("--study", "other/study.db", "import", "other/out.qdpx", "--dry-run", "--format", "json")
    assert not (tmp_path / "other" / "study.db").exists()
    done = coder("--study", "other/study.db", "import", "other/out.qdpx", "--yes", "--format", "json")
    assert "made the study other/study.db" in done.err
    assert done.json == looked.json
    with Study.open(here) as study, Study.open(tmp_path / "other" / "study.db") as new:
        assert new.name == study.name
    assert done.json["codings"] == sum(done.json["codings_by_coder"].values()) > 0
    assert done.json["skipped"] == {}
    again = coder("--study", "other/study.db", "import", "other/out.qdpx", "--yes")
    assert again.err.endswith("Nothing was changed: all of it is in the study already.\n")


def test_a_study_knows_its_own_project_again(coder: Coder, here: Path) -> None:
    """Three codebooks go out as three headings, which are no new codes when they come back."""
    coder("export", "out.qdpx")
    assert "Nothing was changed: all of it" in coder("import", "out.qdpx", "--yes").err


@pytest.fixture
def exported(coder: Coder, demonstration: Path, tmp_path: Path) -> Path:
    """The demonstration as a project."""
    path = tmp_path / "demonstration.qdpx"
    shutil.copy(demonstration, tmp_path / "demonstration.db")
    coder("--study", "demonstration.db", "export", path)
    (tmp_path / "demonstration.db").unlink()
    return path


def test_without_an_answer_nothing_is_imported(coder: Coder, exported: Path, tmp_path: Path) -> None:
    said = coder("import", exported, code=1).err.splitlines()
    assert "written by coder" in said[0]
    assert said[-1].endswith("There is nobody here to ask; say --yes. Nothing was changed.")
    assert not (tmp_path / "study.db").exists()


def test_the_project_comes_into_a_study_that_is_there(coder: Coder, exported: Path, new: Path) -> None:
    codings = coder("import", exported, "--yes", "--format", "json").json["codings"]
    assert codings > 100
    done = coder("import", exported, "--yes", "--format", "csv")
    assert {row["what"]: row["new"] for row in done.rows}["codings"] == "0"
    assert "written" not in done.err
    coder("check")


def test_options_that_mean_nothing_are_refused(fails: Fails, exported: Path, new: Path) -> None:
    assert "--speakers is for transcripts" in fails("import", exported, "--speakers", "A")
    assert "a project is imported alone" in fails("import", exported, exported)
    assert "nothing of this ending can be exported" in fails("export", "x.doc")
    assert "there is no folder none" in fails("export", "none/x.qdpx")
    Path("x.qdpx").write_text("mine")
    assert "x.qdpx is there already. Replace it?" in fails("export", "x.qdpx")
    assert Path("x.qdpx").read_text() == "mine"


def test_a_bad_project_leaves_no_study_behind(fails: Fails, tmp_path: Path) -> None:
    Path("bad.qdpx").write_bytes(b"PK no")
    assert "bad.qdpx: the file is not a REFI-QDA project, or is damaged" in fails(
        "import", "bad.qdpx", "--yes"
    )
    assert not (tmp_path / "study.db").exists()


def test_every_kind_has_a_writer() -> None:
    from importlib import import_module

    for ending, kind in KINDS.items():
        module, name = kind.writer.split(":")
        assert callable(getattr(import_module(module), name)), ending
