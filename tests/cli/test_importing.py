"""import: corrections, profiles, the report, many files, and what is said of those that fail."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coder.cli import importing
from coder.files.transcripts import Corrections, profiles
from coder.model import CoderError

Run = Callable[..., Any]
RU = "И: Что мешает реформе?\n\nР: Прежде всего оплата труда.\n\nИ: А ещё?\n\nР: Учёба, которой не было.\n"
TALK = "Anna: Why?\n\nBob: Dr. Lee left. He said so.\n\nMore.\n\nAnna: And?\n\nBob: Training.\n"


@pytest.fixture
def talk(new: Path, tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


def found(coder: Run, *arguments: object, code: int = 0) -> Any:
    """The reports of a dry run."""
    return coder("import", "--dry-run", "--format", "json", *arguments, code=code).json


# --- the report -----------------------------------------------------------------------------------------


def test_a_dry_run_reports_every_key_and_needs_no_study(coder: Run, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "alt.txt").write_bytes(RU.replace("\n", "\r\n").encode("cp1251"))
    [report] = found(coder, "alt.txt")
    warning = report.pop("warnings")
    assert "cp1251" in warning[0]
    assert report == {
        "file": "alt.txt",
        "name": "alt",
        "format": "text",
        "encoding": "cp1251",
        "language": "ru",
        "turns": 4,
        "speakers": [
            {"label": "И", "role": "interviewer", "turns": 2},
            {"label": "Р", "role": "respondent", "turns": 2},
        ],
        "segments": 4,
        "units": 2,
        "characters": len(RU),
        "cleaned": {"line_ends": 7},
        "result": "to import",
        "problem": None,
    }
    assert [path.name for path in tmp_path.iterdir()] == ["alt.txt"]


def test_a_dry_run_writes_nothing_and_an_import_reports_what_it_did(coder: Run, talk: Path) -> None:
    assert found(coder, "talk.txt")[0]["result"] == "to import"
    assert coder("transcripts", "--format", "json").json == []
    assert coder("import", "--yes", "--format", "json", "talk.txt").json[0]["result"] == "imported"
    [again] = found(coder, "talk.txt")
    assert (again["result"], again["problem"]) == ("in the study already", None)


def test_the_report_as_a_file_and_as_csv(coder: Run, talk: Path, tmp_path: Path) -> None:
    coder("import", "--dry-run", "--output", "report.csv", "talk.txt")
    assert "Anna (respondent, 2); Bob (respondent, 2)" in (tmp_path / "report.csv").read_text("utf-8-sig")


def test_many_files_come_in_with_few_changes_and_the_table_names_those_that_did_not(
    coder: Run, talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_FILES_AT_ONCE", 20)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(45):
        (folder / f"T{number}.txt").write_text(f"{TALK}{number}", encoding="utf-8")
    (folder / "bad.docx").write_bytes(b"PK")
    (folder / "none.txt").write_bytes(b"")
    (folder / "sound.mp3").write_bytes(b"ID3")
    done = coder("import", "--yes", "many", code=1)
    assert "passed over in the folder: 1 .mp3." in done.err
    assert "47 file(s): 2 not imported, 45 imported." in done.out
    assert "bad.docx" in done.out
    assert "T1.txt" not in done.out
    assert done.err.splitlines()[-1].startswith("coder: 2 of 47 could not be imported; the others are in")
    assert "Anna" not in done.err  # with so many, only the table
    assert len(coder("log", "--format", "json").json) == 3


def test_a_bar_only_on_a_terminal(coder: Run, talk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    found_ = importing._Found([Path("a.txt"), Path("b.txt")], Corrections(), None, None)
    for stream, bar in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        assert len(list(found_)) == 2
        assert ("reading" in stream.getvalue()) == bar


# --- corrections ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--segment", "turn"), ["Why?", "Dr. Lee left. He said so.\n\nMore.", "And?", "Training."]),
        (("--segment", "paragraph"), ["Why?", "Dr. Lee left. He said so.", "More.", "And?", "Training."]),
        (
            ("--segment", "sentence"),
            ["Why?", "Dr. Lee left.", "He said so.", "More.", "And?", "Training."],
        ),
    ],
)
def test_segments_by_turn_paragraph_or_sentence(
    coder: Run, talk: Path, option: tuple[str, str], words: list[str]
) -> None:
    [report] = found(coder, *option, "talk.txt")
    assert report["segments"] == len(words)
    assert report["turns"] == 4
    coder("import", "--yes", *option, "talk.txt")
    listed = coder("search", "e", "--format", "json").json
    assert {each["segment"] for each in listed} <= set(range(1, len(words) + 1))


def test_speakers_said_are_the_only_ones_with_their_roles(coder: Run, talk: Path) -> None:
    talk.write_text(TALK + "\nNote: none.\n\nCy: once.\n\nNote: again.\n", encoding="utf-8")
    [report] = found(coder, "--speakers", "anna=interviewer, Bob", "--speakers", "Cy=other", "talk.txt")
    assert report["speakers"] == [
        {"label": "Anna", "role": "interviewer", "turns": 2},
        {"label": "Bob", "role": "respondent", "turns": 2},
        {"label": "Cy", "role": "other", "turns": 1},
    ]


def test_labels_of_any_shape_can_be_said(coder: Run, talk: Path) -> None:
    talk.write_text("the man in the corner, far left: Yes.\n\n№ 7\nNo.\n", encoding="utf-8")
    said = ("--speakers", "№ 7=interviewer", "--speakers", "THE MAN IN THE CORNER")
    assert found(coder, *said, "talk.txt")[0]["turns"] == 1
    talk.write_text("the man in the corner: Yes.\n\n№ 7\nNo.\n", encoding="utf-8")
    [report] = found(coder, *said, "talk.txt")
    assert [each["label"] for each in report["speakers"]] == ["the man in the corner", "№ 7"]


def test_speakers_that_are_not_there_are_said(coder: Run, talk: Path) -> None:
    [report] = found(coder, "--speakers", "Zoe", "talk.txt")
    assert report["speakers"] == []
    assert "None of the speakers named is in the file: Zoe." in report["warnings"]


def test_no_speakers_leaves_paragraphs(coder: Run, talk: Path) -> None:
    [report] = found(coder, "--no-speakers", "talk.txt")
    assert (report["turns"], report["speakers"], report["units"]) == (0, [], 5)
    talk.with_suffix(".vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Yes.\n", encoding="utf-8")
    assert found(coder, "--no-speakers", "talk.vtt")[0]["speakers"] == []


def test_a_format_by_as_and_by_format(coder: Run, talk: Path) -> None:
    talk.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Yes.\n", encoding="utf-8")
    assert found(coder, "talk.txt")[0]["format"] == "vtt"
    assert found(coder, "--as", "text", "talk.txt")[0]["format"] == "text"
    assert "format vtt" not in coder("import", "--dry-run", "--format", "text", "talk.txt").err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--as", "wordperfect"), "there is no format 'wordperfect'; the formats read are docx, odt"),
        (("--format", "yaml"), "there is no format 'yaml'"),
        (("--encoding", "klingon"), "there is no encoding 'klingon'; common ones are utf-8"),
        (
            ("--speakers", "Anna=boss"),
            "Anna: 'boss' is no role; the roles are interviewer, respondent, other.",
        ),
        (("--speakers", "=interviewer"), "'=interviewer' names no speaker"),
        (("--speakers", "A", "--no-speakers"), "speakers are named and said not to be there"),
        (("--language", "Latin!"), "'latin!' is no language"),
        (("--profile", "gone.toml"), "gone.toml: the profile cannot be read"),
    ],
)
def test_a_correction_that_means_nothing_is_a_sentence(
    fails: Run, talk: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    assert fails("import", "--dry-run", *arguments, "talk.txt").startswith(sentence)


# --- profiles -------------------------------------------------------------------------------------------


def test_a_saved_profile_says_the_same_again_and_options_win(coder: Run, talk: Path, tmp_path: Path) -> None:
    talk.write_bytes(RU.encode("koi8_r"))
    said = ("--encoding", "koi8-r", "--speakers", "И=interviewer,Р", "--segment", "sentence")
    first = found(coder, *said, "--save-profile", "old.toml", "talk.txt")
    assert found(coder, "--profile", "old.toml", "talk.txt") == first
    [other] = found(coder, "--profile", "old.toml", "--speakers", "Р", "talk.txt")
    assert [each["label"] for each in other["speakers"]] == ["Р"]


EVERYTHING = Corrections(
    form="text",
    encoding="cp1251",
    language="kk",
    speakers={'A "quoted" \\ = name': "interviewer", "Б": None, "]": "other"},
    cut="sentence",
    interviewers=("Zoe", "Ж"),
    columns=("Q1, or so", "Q2"),
    respondent_column="id",
)


@pytest.mark.parametrize(
    "asked",
    [EVERYTHING, Corrections(), Corrections(no_speakers=True), Corrections(speakers={"\x7f\n": None})],
)
def test_a_profile_comes_back_as_it_was(tmp_path: Path, asked: Corrections) -> None:
    path = tmp_path / "p.toml"
    path.write_text(profiles.written(asked), encoding="utf-8")
    assert profiles.read(path) == asked


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("encoding = ", "not TOML"),
        ("color = 'red'", "no 'color' in a profile; the keys are as, encoding"),
        ("encoding = 5", "'encoding' holds what it cannot"),
        ("interviewers = 'A'", "'interviewers' holds"),
        ("speakers = ['A']", "'speakers' holds"),
        ("[speakers]\nA = 'boss'", "no role"),
        ("encoding = 'klingon'", "no encoding 'klingon'"),
        ("segment = 'word'", "no kind of segment"),
        ("no_speakers = 1", "'no_speakers' holds"),
    ],
)
def test_a_broken_profile_is_refused_by_name(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CoderError, match=rf"p\.toml.*{reason}"):
        profiles.read(path)
