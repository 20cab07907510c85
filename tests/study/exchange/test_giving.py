"""What goes out: by the schema, of whom it is asked for, and no more than whoever looks may see."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coder.files import refi
from coder.files.refi import PROFILES
from coder.model import CoderError
from coder.study import codebook, coding, memos, people
from coder.study import tables as t
from coder.study.exchange import give
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

SCHEMA = Path(__file__).parents[4] / "shared" / "refi-qda" / "Project.xsd"


@pytest.fixture
def worked(study: Study, ann: Study, ben: Study, kit: Kit) -> Study:
    """Codings of two coders on the same words, memos of every kind, attributes, two codebooks."""
    codebook.add(study, kit.book("another", sets={}))
    for who in (ann, ben):
        id_ = kit.apply(who, "The first thing is pay.", "book/alpha")
        memos.add(who, "on a coding", "coding", id_)
    kit.apply(ann, "pay", "another/beta")
    memos.add(ann, "on a segment", "segment", kit.segment(study, 4))
    memos.add(study, "on the study\nwith <marks> & 😀 \ufffe")
    memos.add(study, "on a code", "code", codebook.find_code(study, "book/alpha").id)
    with study.change("test") as change:
        id_ = people.respondent_ids(change, ["first"])["first"]
        people.set_attributes(change, id_, {"age": "42", "side": "внутри"})
        change.update(t.attribute, {"id": 1}, type="number")
    return study


def xml(path: Path) -> Any:
    from lxml import etree

    with zipfile.ZipFile(path) as file:
        assert [each for each in file.namelist() if not each.startswith("sources/")] == ["project.qde"]
        return etree.fromstring(file.read("project.qde"))


@pytest.mark.parametrize("profile", [*PROFILES])
@pytest.mark.parametrize("empty", [False, True])
def test_a_project_is_valid(
    worked: Study, empty_template: Path, tmp_path: Path, profile: Any, empty: bool
) -> None:
    from lxml import etree

    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA} is not here, so nothing was validated")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    path = tmp_path / "out.qdpx"
    if empty:
        (tmp_path / "empty.db").write_bytes(empty_template.read_bytes())
        with Study.open(tmp_path / "empty.db") as study:
            give(study, path, profile)
    else:
        give(worked, path, profile)
    schema.assertValid(xml(path))


@pytest.mark.parametrize(
    ("profile", "begins", "ends"),
    [
        ("standard", b"I", b"\n"),
        ("nvivo", b"\xef\xbb\xbf", b"\r\n"),
        ("maxqda", b"I", b"\r\n"),
        ("atlas", b"I", b"\n"),
    ],
)
def test_texts_are_as_the_program_wants_them(
    worked: Study, tmp_path: Path, profile: Any, begins: bytes, ends: bytes
) -> None:
    path = tmp_path / "out.qdpx"
    give(worked, path, profile)
    with zipfile.ZipFile(path) as file:
        text = next(file.read(each) for each in file.namelist() if each.startswith("sources/"))
    assert text.startswith(begins)
    assert text.endswith(ends)
    assert text.count(b"\r\n") == (text.count(b"\n") if ends == b"\r\n" else 0)


def test_what_is_given_is_what_there_is(worked: Study, tmp_path: Path) -> None:
    path = tmp_path / "out.qdpx"
    given = give(worked, path)
    read = refi.read(path)
    sources = list(read.sources)
    selections = [x for each in sources for x in each.selections]
    assert [len(x.codings) for x in selections] == [2, 1, 0], "the same words are one selection"
    assert [x.name for x in selections][:2] == ["The first thing is pay.", "pay"]
    assert {each.name for each in read.users} == {"Ann", "Ben", "Bea"}
    assert [each.name for each in read.codes if each.parent is None] == ["Book", "Book"], "two codebooks"
    assert {each.name: each.type for each in read.variables} == {"age": "Integer", "side": "Text"}
    assert (given.counts["codings"], given.counts["memos"]) == (3, 5)
    assert read.warnings == ()
    assert dict(read.skipped) == {}


def test_one_coders_part(worked: Study, tmp_path: Path) -> None:
    path = tmp_path / "out.qdpx"
    give(worked, path, of="Ben")
    read = refi.read(path)
    codings = [applied for each in read.sources for x in each.selections for applied in x.codings]
    assert [each.name for each in read.users] == ["Ben"]
    assert {each.user for each in codings} == {read.users[0].guid}
    assert sorted(each.text for each in read.notes) == [
        "on a code",
        "on a coding",
        "on the study\nwith <marks> & 😀 \ufffd",
    ]
    with pytest.raises(CoderError, match="no coder is called 'Nobody'"):
        give(worked, path, of="Nobody")


def test_one_codebook(worked: Study, tmp_path: Path) -> None:
    path = tmp_path / "out.qdpx"
    give(worked, path, book="another")
    read = refi.read(path)
    assert "Theme" in {each.name for each in read.codes if each.parent is None}
    assert [x.name for each in read.sources for x in each.selections if x.codings] == ["pay"]
    with pytest.raises(CoderError, match="no codebook is called 'none'"):
        give(worked, path, book="none")


def test_a_blind_coder_gives_the_own_work_alone(worked: Study, bea: Study, kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "out.qdpx"
    kit.apply(bea, "training", "book/beta")
    give(bea, path)
    read = refi.read(path)
    assert [x.name for each in read.sources for x in each.selections] == ["training"]
    assert {each.text for each in read.notes} == {"on a code", "on the study\nwith <marks> & 😀 \ufffd"}
    for name in ("Ann", "Ben"):
        with pytest.raises(CoderError, match="Bea codes blind and cannot see the codings of"):
            give(bea, tmp_path / "other.qdpx", of=name)
    assert not (tmp_path / "other.qdpx").exists()


def test_what_stays_behind_is_said(worked: Study, ann: Study, kit: Kit, tmp_path: Path) -> None:
    coding.decide(ann, [kit.segment(worked, 6)])
    lost = give(worked, tmp_path / "out.qdpx").lost
    assert lost[0] == "1 decision(s) that no further code applies"
    assert any("further languages" in each for each in lost)
    assert any("drafts, merged or retired" in each for each in lost)


def test_the_same_study_gives_the_same_bytes_and_a_failed_write_leaves_what_was_there(
    worked: Study, tmp_path: Path
) -> None:
    one, two = tmp_path / "1.qdpx", tmp_path / "2.qdpx"
    give(worked, one)
    give(worked, two)
    assert one.read_bytes() == two.read_bytes()
    with pytest.raises(CoderError, match="cannot be written"):
        give(worked, tmp_path / "none" / "x.qdpx")
    assert sorted(each.name for each in tmp_path.glob("*.part")) == []
