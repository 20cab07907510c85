"""Copies come back: what comes, what does not go together, and that it is all or nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coder.model import CoderError, Span
from coder.study import (
    assigning,
    codebook,
    coding,
    finishing,
    history,
    memos,
    people,
    recoding,
    regrouping,
    revision,
    transcripts,
    versions,
)
from coder.study import tables as t
from coder.study.apart import merging
from coder.study.apart.matched import Matched
from coder.study.apart.merging import merge, preview
from coder.study.apart.outcome import Coming
from coder.study.rewriting import replacing
from coder.study.safety.backups import backups_of
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.study.apart.conftest import Apart

Copy = Callable[..., Study]


def brought(study: Study, copy: Study, **how: Any) -> Coming:
    """Merge one copy, as it lies there while its coder has it open."""
    assert copy.path is not None
    [coming] = merge(study, [copy.path], **how).files
    assert check(study) == []
    return coming


def counts(coming: Coming) -> dict[str, int]:
    return {name: n for name, n in coming.counts.items() if n}


def quotes(study: Study, coder: str = "Ann", transcript_id: int = 1) -> list[str]:
    who = people.coder_named(study, coder).id
    return [each.quote for each in coding.codings_of(study, transcript_id, who)]


def codes_of(study: Study, coder: str = "Ann") -> list[str]:
    slugs = {code.id: code.slug for book in codebook.codebooks(study) for code in book.codes}
    return [slugs[each.code_id] for each in coding.codings_of(study, 1, people.coder_named(study, coder).id)]


def work(ann: Study, kit: Kit) -> None:
    """One of everything that can come."""
    id_ = kit.apply(ann, "pay")
    memos.add(ann, "why pay", "coding", id_)
    memos.add(ann, "about the first", "transcript", 1)
    revision.add_code(ann, 1, revision.NewCode({"en": "Housing"}, codebook.find_code(ann, "theme").id))
    kit.apply(ann, "training", "housing")
    revision.edit(ann, codebook.find_code(ann, "beta").id, revision.Edits(brief={"en": "the second"}))
    coding.decide(ann, [kit.segment(ann, 6)])
    finishing.finish(ann, "first", none_applies=True)


# --- what comes -------------------------------------------------------------------------------------


def test_everything_comes_once_and_one_undo_takes_it_back(
    study: Study, copy_for: Copy, kit: Kit, apart: Apart
) -> None:
    assigning.assign(study, ["first", "second"], ["Ann"])
    copy = copy_for("Ann")
    work(copy, kit)
    before, state = kit.live_rows(study), apart.state(study)
    assert copy.path is not None
    seen = preview(study, [copy.path])
    assert (apart.state(study), backups_of(study.path or Path())) == (state, [])
    coming = brought(study, copy)
    assert counts(coming) == counts(seen.files[0])
    assert counts(coming) == {
        "codings": 2,
        "decisions": 1,
        "memos": 2,
        "codes": 1,
        "codes_changed": 1,
        "finished": 1,
    }
    assert coming.conflicts == []
    after = apart.state(study)
    assert after == apart.state(copy)
    assert len(backups_of(study.path or Path())) == 1
    said = history.log(study)[0]
    assert (said.action, said.coder) == ("merge", None)
    assert said.summary.startswith("merge Ann-0.db of Ann: 2 new codings, 1 decision, ")
    again = merge(study, [copy.path])
    assert (again.written, again.total, again.backup) == (False, 0, None)
    assert (history.log(study)[0].id, apart.state(study)) == (said.id, after)
    history.undo(study)
    assert kit.live_rows(study) == before
    assert check(study) == []
    assert brought(study, copy).total == coming.total  # what was taken back comes again
    assert apart.state(study) == after
    history.undo(study)
    history.redo(study)
    assert apart.state(study) == after
    assert brought(study, copy).total == 0


def test_what_goes_on_in_the_copy_comes_with_the_next_merge(
    study: Study, copy_for: Copy, kit: Kit, apart: Apart
) -> None:
    copy = copy_for("Ann")
    first, second = kit.apply(copy, "pay"), kit.apply(copy, "training")
    memo = memos.add(copy, "hm", "coding", first)
    coding.decide(copy, [kit.segment(copy, 6)])
    brought(study, copy)
    recoding.resize(copy, second, Span(20, 24))
    recoding.recode(copy, second, codebook.find_code(copy, "beta").id)
    memos.edit(copy, memo, "aha")
    coding.decide(copy, [kit.segment(copy, 6)], decided=False)
    assert counts(brought(study, copy)) == {
        "codings_changed": 1,
        "decisions_taken_back": 1,
        "memos_changed": 1,
    }
    coding.remove(copy, first)
    assert counts(brought(study, copy)) == {"codings_removed": 1, "memos_removed": 1}
    history.undo(copy)
    assert counts(brought(study, copy)) == {"codings": 1, "memos": 1}
    assert apart.state(study) == apart.state(copy)


def test_two_codings_that_change_places(study: Study, copy_for: Copy, kit: Kit, apart: Apart) -> None:
    copy = copy_for("Ann")
    one, other = kit.apply(copy, "pay"), kit.apply(copy, "pay", "beta")
    third = kit.apply(copy, "training")
    brought(study, copy)
    alpha, beta = (codebook.find_code(copy, slug).id for slug in ("alpha", "beta"))
    recoding.resize(copy, one, Span(0, 3))
    recoding.recode(copy, other, alpha)
    recoding.recode(copy, one, beta)
    here = transcripts.load(copy, "first").text.index("pay")
    recoding.resize(copy, one, Span(here, here + 3))
    recoding.resize(copy, third, Span(0, 3))
    before = kit.live_rows(study)
    assert counts(brought(study, copy)) == {"codings_changed": 3}
    assert apart.state(study) == apart.state(copy)
    history.undo(study)
    assert kit.live_rows(study) == before


def test_a_memo_without_a_name_in_a_copy_is_its_coders(study: Study, copy_for: Copy) -> None:
    copy = copy_for("Ann")
    assert copy.path is not None
    with Study.open(copy.path) as nobody:
        memos.add(nobody, "forgot to say who")
    brought(study, copy)
    assert [(each.coder, each.text) for each in memos.memos(study)] == [("Ann", "forgot to say who")]


def test_others_rows_in_a_copy_do_not_come(
    study: Study, ann: Study, copy_for: Copy, kit: Kit, apart: Apart
) -> None:
    from coder.study import opening

    memos.add(ann, "for all")
    kit.apply(ann, "pay")
    opening.open_up(study, opening.to_open(study, ["first"], ["Bea"]))
    copy = copy_for("Bea", with_opened=True)
    assert copy.path is not None
    with Study.open(copy.path, "Ann") as intruder:
        coding.remove(intruder, coding.codings_of(intruder, 1, intruder.acting().id)[0].id)
        kit.apply(intruder, "training")
        memos.edit(intruder, memos.memos(intruder, "study")[0].id, "changed")
    before = apart.state(study)
    assert brought(study, copy).total == 0
    assert apart.state(study) == before


def test_the_last_to_finish_opens_the_interview(study: Study, copy_for: Copy, kit: Kit) -> None:
    assigning.assign(study, ["first"], ["Ann", "Bea"])
    copies = [copy_for(name) for name in ("Ann", "Bea")]
    for copy in copies:
        finishing.finish(copy, "first", none_applies=True)
    done = [merge(study, [copy.path]) for copy in copies if copy.path]
    assert [each.opened_to for each in done] == [(), ("Ann", "Bea")]
    assert history.log(study)[0].summary.endswith("; all have finished 1 interview, open to Ann, Bea")


def test_a_whole_file_of_the_study_brings_everybodys_work(
    study: Study, place: Path, tmp_path: Path, kit: Kit, apart: Apart
) -> None:
    """Somebody has copied the file as it is, and both have gone on."""
    with Study.open(place, "Ann") as ann:
        gone = kit.apply(ann, "pay")
    other = study.backup(tmp_path / "other.db")
    with Study.open(other) as lead:
        memos.add(lead, "from the other side")
        people.add_coder(lead, "Zoe")
    for name, words in (("Ann", "training"), ("Ben", "first"), ("Zoe", "Nobody")):
        with Study.open(other, name) as session:
            kit.apply(session, words)
    with Study.open(other, "Ann") as ann:
        coding.remove(ann, gone)
    with Study.open(place, "Ben") as ben:
        kit.apply(ben, "asked")
    with Study.open(other) as lead:
        coming = brought(study, lead)
        assert counts(coming) == {"codings": 3, "codings_removed": 1, "memos": 1}
        assert [quotes(study, name) for name in ("Ann", "Ben", "Zoe")] == [
            ["training"],
            ["first", "asked"],
            ["Nobody"],
        ]
        assert brought(study, lead).total == 0


def test_what_was_settled_elsewhere_is_left_out_and_said(study: Study, tmp_path: Path, kit: Kit) -> None:
    people.add_coder(study, "consensus", "consensus")
    other = study.backup(tmp_path / "other.db")
    with Study.open(other, "consensus") as settled:
        kit.apply(settled, "pay")
    with Study.open(other) as lead:
        coming = brought(study, lead, skip=True)
    assert (coming.total, [each.where for each in coming.left_out]) == (0, ["consensus"])


def test_a_clock_that_is_behind_does_not_undo_what_came_after_it(
    study: Study, copy_for: Copy, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done in a copy knows what was there when it was made."""
    with Study.open(study.path or "", "Ann") as ann:
        id_ = kit.apply(ann, "pay")
    copy = copy_for("Ann")
    monkeypatch.setattr("coder.study.change.now", lambda: "2001-01-01T00:00:00.000000Z")
    coding.remove(copy, id_)
    monkeypatch.undo()
    assert counts(brought(study, copy)) == {"codings_removed": 1}


# --- what does not go together ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "code"),
    [("newest", "beta"), ("ours", "beta"), ("theirs", "draft")],
)
def test_the_same_coder_here_and_there(
    study: Study, ann: Study, copy_for: Copy, kit: Kit, keep: Any, code: str
) -> None:
    """All of both comes; what was changed on both sides is as it was said to be."""
    kit.apply(ann, "pay")
    copy = copy_for("Ann")
    mine, theirs = (coding.codings_of(each, 1, each.acting().id)[0].id for each in (ann, copy))
    draft = codebook.find_code(copy, "draft").id
    recoding.recode(copy, theirs, draft)
    recoding.recode(ann, mine, codebook.find_code(ann, "beta").id)  # later
    kit.apply(copy, "training")
    kit.apply(ann, "first")
    assert copy.path is not None
    [coming] = merge(study, [copy.path], keep).files
    assert sorted(quotes(study)) == ["first", "pay", "training"]
    assert codes_of(study)[1] == code
    [conflict] = coming.conflicts
    assert (conflict.kind, conflict.where, conflict.left_out) == ("both sides", "first", False)
    assert conflict.what == "one thing was changed here and in the copy"
    again = merge(study, [copy.path], keep)
    assert (again.written, again.files[0].conflicts) == (False, [])
    assert merge(study, [copy.path]).written is False
    assert check(study) == []


def test_of_two_just_alike_one_stands_and_the_other_when_it_goes(
    study: Study, ann: Study, copy_for: Copy, kit: Kit, apart: Apart
) -> None:
    """The older one stands, whichever came first; memos on the other are on it."""
    copy, other = copy_for("Ann"), copy_for("Ann")
    older = kit.apply(other, "pay")
    memos.add(copy, "on the younger", "coding", kit.apply(copy, "pay"))
    brought(study, copy)
    assert counts(brought(study, other)) == {"codings": 1}
    assert (quotes(study), len(memos.memos(study, "coding"))) == (["pay"], 1)
    assert kit.dangling(study) == []
    assert brought(study, copy).total == brought(study, other).total == 0
    coding.remove(other, older)
    brought(study, other)
    assert quotes(study) == ["pay"]
    assert apart.state(study)["codings"] == apart.state(copy)["codings"]
    for _ in range(3):
        history.undo(study)
    assert (quotes(study), check(study)) == ([], [])


def test_an_id_given_to_two_codes_is_kept_by_the_older(study: Study, copy_for: Copy, kit: Kit) -> None:
    copy = copy_for("Ann")
    revision.add_code(copy, 1, revision.NewCode({"en": "Housing"}))
    kit.apply(copy, "pay", "housing")
    younger = revision.add_code(study, 1, revision.NewCode({"en": "Housing too"}, slug="housing"))
    coming = brought(study, copy)
    slugs = {code.label["en"]: code.slug for code in codebook.codebooks(study)[0].codes}
    with study.read() as connection:
        guid = connection.execute(t.code.select().where(t.code.c.id == younger)).one().guid
    assert (slugs["Housing"], slugs["Housing too"]) == ("housing", f"housing-{guid[:8]}")
    [conflict] = coming.conflicts
    assert (conflict.kind, conflict.where) == ("code id", "book/housing")
    assert "merge them" in conflict.resolution
    assert codes_of(study) == ["housing"]


@pytest.mark.parametrize("keep", ["newest", "ours", "theirs"])
def test_a_code_edited_here_and_there(study: Study, copy_for: Copy, keep: Any) -> None:
    copy = copy_for("Ann")
    beta = codebook.find_code(study, "beta").id
    revision.edit(study, beta, revision.Edits(brief={"en": "ours"}))
    revision.edit(copy, beta, revision.Edits(brief={"en": "theirs"}, aliases=["b"]))
    [conflict] = brought(study, copy, keep=keep).conflicts
    assert (conflict.kind, conflict.where) == ("code", "book/beta")
    assert conflict.what == "changed here and in the copy: brief"
    found = codebook.find_code(study, "beta")
    assert found.brief["en"] == ("ours" if keep == "ours" else "theirs")
    assert found.aliases == ("b",)


def test_codings_follow_a_code_that_was_merged_and_keep_one_that_was_retired(
    study: Study, copy_for: Copy, kit: Kit
) -> None:
    draft = codebook.find_code(study, "draft").id
    copy = copy_for("Ann")
    for words, code in (("pay", "beta"), ("pay", "alpha"), ("training", "beta"), ("asked", "draft")):
        kit.apply(copy, words, code)
    alpha, beta = (codebook.find_code(study, slug).id for slug in ("alpha", "beta"))
    regrouping.merge(study, beta, alpha)
    revision.retire(study, draft)
    coming = brought(study, copy)
    assert codes_of(study) == ["alpha", "alpha", "draft"]  # two on “pay” have become one
    assert {(each.where, each.resolution) for each in coming.conflicts} == {
        ("book/beta", "its codings come as alpha"),
        ("book/draft", "its codings keep it"),
    }
    assert brought(study, copy).total == 0


def test_a_merge_of_codes_in_a_copy_is_the_teams_to_decide(study: Study, copy_for: Copy, kit: Kit) -> None:
    copy = copy_for("Ann")
    kit.apply(copy, "pay", "beta")
    alpha, beta = (codebook.find_code(copy, slug).id for slug in ("alpha", "beta"))
    regrouping.merge(copy, beta, alpha)
    coming = brought(study, copy)
    assert codebook.find_code(study, "beta").status == "active"
    assert codes_of(study) == ["alpha"]
    assert [each.where for each in coming.conflicts] == ["book/beta"]


def test_codings_made_before_a_code_changed_its_meaning_are_to_be_looked_at_again(
    study: Study, copy_for: Copy, kit: Kit
) -> None:
    """Whatever version numbers the two have given meanwhile."""
    copy = copy_for("Ann")
    revision.edit(study, codebook.find_code(study, "alpha").id, revision.Edits(brief={"en": "new here"}))
    revision.add_code(copy, 1, revision.NewCode({"en": "Housing"}))
    revision.edit(copy, codebook.find_code(copy, "beta").id, revision.Edits(brief={"en": "new there"}))
    for words, code in (("pay", "alpha"), ("training", "beta"), ("asked", "housing")):
        kit.apply(copy, words, code)
    with Study.open(study.path or "", "Ben") as ben:
        kit.apply(ben, "training", "beta")
    brought(study, copy)
    older = [(each.coder, each.code) for each in versions.older_codings(study)]
    assert older == [("Ann", "alpha"), ("Ben", "beta")]
    assert len(versions.changes(study, "book")) == 4


def replaced(study: Study, kit: Kit, turns: list[tuple[str | None, str]]) -> None:
    replacing.replace(study, replacing.preview(study, "first", kit.interview("first", turns)))


NEW: list[tuple[str | None, str]] = [
    ("#", "Interview 1, May"),
    ("I", "So, what comes first?"),
    ("R", "The first thing is pay."),
    ("R", "And then the training we never got."),
    ("I", "Why?"),
]


def test_codings_go_along_to_the_text_that_took_the_place_of_theirs(
    study: Study, copy_for: Copy, kit: Kit
) -> None:
    copy = copy_for("Ann")
    kit.apply(copy, "And then the training we never got.")
    kit.apply(copy, "Nobody asked.", "beta")
    coding.decide(copy, [kit.segment(copy, 4), kit.segment(copy, 6)])
    replaced(study, kit, NEW)
    coming = brought(study, copy, skip=True)
    assert quotes(study) == ["And then the training we never got."]
    assert counts(coming) == {"codings": 1, "codings_lost": 1, "decisions": 1}
    with study.read() as connection:
        assert len(connection.execute(t.lost_coding.select()).all()) == 1
    assert brought(study, copy, skip=True).total == 0
    history.undo(study)
    assert (quotes(study), check(study)) == ([], [])


def test_a_text_that_the_study_never_had_is_left_out_and_never_silently(
    study: Study, copy_for: Copy, kit: Kit
) -> None:
    copy = copy_for("Ann")
    with Study.open(copy.path or "") as lead:
        replaced(lead, kit, NEW)
    kit.apply(copy, "And then")
    kit.apply(copy, "A letter", "alpha", "second")
    assert copy.path is not None
    before = kit.live_rows(study)
    with pytest.raises(
        CoderError, match=r"some work would stay.* first: the copy has a text .*--skip-conflicts"
    ):
        merge(study, [copy.path])
    assert (kit.live_rows(study), backups_of(study.path or Path())) == (before, [])
    coming = brought(study, copy, skip=True)
    [conflict] = coming.left_out
    assert (conflict.kind, conflict.where) == ("text", "first")
    assert conflict.resolution == "left out: 1 thing stays in the copy"
    assert (quotes(study), quotes(study, "Ann", 2)) == ([], ["A letter"])


def test_an_interview_that_is_gone_is_left_out(study: Study, kit: Kit, copy_for: Copy) -> None:
    transcripts.add(study, [kit.interview("third", [("R", "A third one.")])])
    copy = copy_for("Ann")
    kit.apply(copy, "third", "alpha", "third")
    history.undo(study)
    coming = brought(study, copy, skip=True)
    assert [(each.kind, each.where) for each in coming.left_out] == [("interview", "third")]
    history.redo(study)
    assert counts(brought(study, copy)) == {"codings": 1}


def test_a_code_that_was_taken_back_here_comes_again_with_its_codings(
    study: Study, kit: Kit, copy_for: Copy
) -> None:
    revision.add_code(study, 1, revision.NewCode({"en": "Housing"}))
    copy = copy_for("Ann")
    kit.apply(copy, "pay", "housing")
    history.undo(study)
    coming = brought(study, copy)
    assert codes_of(study) == ["housing"]
    assert [each.resolution for each in coming.conflicts] == ["it comes back"]


def test_a_study_that_was_put_back_says_so(study: Study, tmp_path: Path, kit: Kit, copy_for: Copy) -> None:
    earlier = study.backup(tmp_path / "earlier.db")
    memos.add(study, "lost with the disk")
    copy = copy_for("Ann")
    kit.apply(copy, "pay")
    with Study.open(earlier) as back:
        coming = brought(back, copy)
        assert (counts(coming), [each.kind for each in coming.conflicts]) == ({"codings": 1}, ["study"])


def test_a_finished_interview_that_was_taken_away(study: Study, kit: Kit, copy_for: Copy) -> None:
    assigning.assign(study, ["first"], ["Ann"])
    copy = copy_for("Ann")
    finishing.finish(copy, "first", none_applies=True)
    assigning.take_back(study, ["first"], ["Ann"])
    coming = brought(study, copy)
    assert counts(coming) == {"decisions": 3}
    assert [each.kind for each in coming.conflicts] == ["assignment"]


# --- files that are none ---------------------------------------------------------------------------


def test_what_cannot_be_merged_is_refused_with_a_sentence(
    study: Study, bea: Study, copy_for: Copy, kit: Kit, tmp_path: Path, place: Path
) -> None:
    copy = copy_for("Ann")
    kit.apply(copy, "pay")
    path = copy.path or Path()
    text, database, newer = tmp_path / "words.txt", tmp_path / "other.db", tmp_path / "newer.db"
    text.write_text("no database, but words " * 40)
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE a (b)")
    copy.close()
    shutil.copy(path, newer)
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = kit.live_rows(study)
    for session, files, match in (
        (study, [tmp_path / "none.db"], "there is no such file"),
        (study, [place], "this is the study itself"),
        (study, [path, path], "named twice"),
        (study, [path, text], r"words.txt: .*not a study of coder"),
        (study, [database], r"other.db: .*not a study of coder"),
        (study, [newer], r"newer.db: .*newer version of coder"),
        (bea, [path], "cannot merge"),
    ):
        with pytest.raises(CoderError, match=match):
            merge(session, files)
    with Study.open(path) as apart_, pytest.raises(CoderError, match="this is the copy made for Ann"):
        merge(apart_, [place])
    assert kit.live_rows(study) == before


def test_a_file_of_another_study_needs_to_be_matched(
    study: Study, template: Path, tmp_path: Path, kit: Kit
) -> None:
    """Interviews are known by their texts, codes and coders by what is said of them."""
    path = tmp_path / "other.db"
    with Study.create(path, "Another one") as other:
        codebook.add(other, kit.book("theirs"))
        people.add_coder(other, "Anna")
        turns: list[tuple[str | None, str]] = [
            (None, "A letter without speakers."),
            (None, "Its second paragraph."),
        ]
        transcripts.add(other, [kit.interview("letter", turns), kit.interview("more", [("R", "More.")])])
    with Study.open(path, "Anna") as anna:
        kit.apply(anna, "letter", "alpha", "letter")
        kit.apply(anna, "second", "beta", "letter")
        kit.apply(anna, "More", "alpha", "more")
    with pytest.raises(CoderError, match="a file of another study, “Another one”"):
        merge(study, [path])
    said = Matched(as_coder="Ann", codes={"theirs/alpha": "book/alpha"})
    coming = merge(study, [path], skip=True, matched=said).files[0]
    assert (counts(coming), quotes(study, "Ann", 2)) == ({"codings": 1}, ["letter"])
    assert {(each.kind, each.where) for each in coming.left_out} == {
        ("code", "theirs/beta"),
        ("interview", "more"),
    }
    assert merge(study, [path], skip=True, matched=said).written is False
    assert check(study) == []
    for wrong, match in (
        (Matched(coders={"Zoe": "Ann"}), "the file has no coder 'Zoe'"),
        (Matched(coders={"Anna": "Zoe"}), "the study has no coder 'Zoe'"),
        (Matched(as_coder="Ann", codes={"theirs/x": "book/alpha"}), "the file has no code"),
    ):
        with pytest.raises(CoderError, match=match):
            merge(study, [path], matched=wrong)


def test_a_coder_who_is_gone(
    study: Study, kit: Kit, copy_for: Copy, open_study: Callable[..., Study]
) -> None:
    people.add_coder(study, "Zoe")
    copy = copy_for("Zoe")
    kit.apply(copy, "pay")
    history.undo(study)
    assert copy.path is not None
    with pytest.raises(CoderError, match="Zoe, whose copy this is, is not a coder of this study"):
        merge(study, [copy.path])


# --- all or nothing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["bring_codings", "bring_memos", "open_where_all_finished", "backup_before"])
def test_a_merge_that_breaks_off_leaves_nothing(
    study: Study, copy_for: Copy, kit: Kit, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    assigning.assign(study, ["first"], ["Ann"])
    copies = [copy_for(name) for name in ("Ann", "Ben")]
    for copy in copies:
        kit.apply(copy, "pay")
    finishing.finish(copies[0], "first", none_applies=True)
    before, log = kit.live_rows(study), history.log(study)
    calls = []

    def fail(*_: object) -> None:
        calls.append(1)
        if step not in ("bring_codings", "bring_memos") or len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(merging, step, fail)
    with pytest.raises(KeyboardInterrupt):
        merge(study, [copy.path for copy in copies if copy.path])
    assert (kit.live_rows(study), history.log(study)) == (before, log)
    monkeypatch.undo()
    done = merge(study, [copy.path for copy in copies if copy.path])
    assert [counts(each)["codings"] for each in done.files] == [1, 1]
    assert history.log(study)[0].summary == (
        "merge 2 files of Ann, Ben: 2 new codings, 2 decisions, 1 interview finished"
    )
