"""How much codes are used, what a merge would move, and what was done to one code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coder.model import Code, CoderError
from coder.study import codebook, coding, demo, history, memos, regrouping, revision, usage, versions
from coder.study.revision import Edits, NewCode
from coder.study.study import Study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Kit


def code(study: Study, slug: str) -> Code:
    return next(each for each in codebook.codebooks(study)[0].codes if each.slug == slug)


def used(study: Study, slug: str) -> usage.Use:
    return usage.usage(study)[code(study, slug).id]


def test_codings_respondents_and_older_ones_are_counted(ann: Study, ben: Study, kit: Kit) -> None:
    assert used(ann, "alpha") == usage.Use()
    for session, words in ((ann, "pay"), (ben, "pay"), (ann, "training")):
        kit.apply(session, words)
    gone = kit.apply(ann, "Nobody")
    coding.remove(ann, gone)
    assert used(ann, "alpha").codings == 3
    assert used(ann, "beta").codings == 0
    revision.edit(ann, code(ann, "alpha").id, Edits(definition={"en": "Another."}))
    kit.apply(ben, "Nobody")
    found = used(ben, "alpha")
    assert (found.codings, found.older) == (4, 3)
    assert found.since_version == codebook.codebooks(ann)[0].version


def test_a_blind_coder_counts_the_own_ones(ann: Study, bea: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    assert used(bea, "alpha") == usage.Use()
    kit.apply(bea, "pay")
    kit.apply(ann, "training")
    assert used(bea, "alpha").codings == 1
    assert used(ann, "alpha").codings == 3


def test_respondents_are_those_of_the_frequencies(tmp_path: Path) -> None:
    from coder.report.frequencies import Wanted, frequency_table

    with demo.build(tmp_path / "study.db") as study:
        uses = usage.usage(study)
        table = frequency_table(study, Wanted(rule="any"))
        figures = {(each["codebook"], each["code"]): each["n"] for each in table.records}
        for book in codebook.codebooks(study):
            parents = {each.parent for each in book.codes}
            for each in book.codes:
                if each.codable and each.slug not in parents:
                    assert uses[each.id].respondents == figures[book.slug, each.slug]


def test_the_preview_of_a_merge_is_what_the_merge_does(ann: Study, ben: Study, kit: Kit) -> None:
    twin = kit.apply(ann, "pay", "alpha")
    for session, words, slug in ((ann, "pay", "beta"), (ben, "training", "alpha"), (ann, "Nobody", "alpha")):
        kit.apply(session, words, slug)
    memos.add(ann, "on the twin", "coding", twin)
    memos.add(ann, "on the code", "code", code(ann, "alpha").id)
    ids = code(ann, "alpha").id, code(ann, "beta").id
    before = kit.live_rows(ann)
    found = usage.merge_preview(ann, *ids)
    assert kit.live_rows(ann) == before
    assert (found.codings, found.interviews, found.coders) == (2, 1, 2)
    assert (found.twins, found.coding_memos, found.code_memos) == (1, 1, 1)
    assert regrouping.merge(ann, *ids) == found.codings
    assert set(found.names) <= set(code(ann, "beta").aliases)
    assert memos.memos(ann, "code")[0].target_id == ids[0]
    with pytest.raises(CoderError, match="has been merged into another code already"):
        usage.merge_preview(ann, *ids)


def test_the_preview_refuses_what_the_merge_refuses(ann: Study, bea: Study) -> None:
    alpha, beta = code(ann, "alpha").id, code(ann, "beta").id
    with pytest.raises(CoderError, match="Bea codes blind"):
        usage.merge_preview(bea, alpha, beta)
    with pytest.raises(CoderError, match="into itself"):
        usage.merge_preview(ann, alpha, alpha)
    with pytest.raises(CoderError, match="there is no code number 9999"):
        usage.merge_preview(ann, alpha, 9999)


def test_what_is_stopped_leaves_no_trace(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    alpha, beta = code(ann, "alpha").id, code(ann, "beta").id
    before, events = kit.live_rows(ann), kit.events(ann)
    with pytest.raises(CoderError, match="stopped; nothing was merged"):
        regrouping.merge(ann, alpha, beta, stop=lambda: True)
    assert (kit.live_rows(ann), kit.events(ann)) == (before, events)
    regrouping.merge(ann, alpha, beta)
    after, events = kit.live_rows(ann), kit.events(ann)
    with pytest.raises(CoderError, match="stopped; nothing was changed"):
        history.undo(ann, lambda: True)
    assert (kit.live_rows(ann), kit.events(ann)) == (after, events)
    history.undo(ann)
    assert kit.live_rows(ann) == before
    with pytest.raises(CoderError, match="stopped; nothing was changed"):
        history.redo(ann, lambda: True)
    assert kit.live_rows(ann) == before


def test_what_was_done_to_one_code(ann: Study, kit: Kit) -> None:
    book = codebook.codebooks(ann)[0]
    ids = [kit.apply(ann, "pay"), kit.apply(ann, "training")]
    new = revision.add_code(ann, book.id, NewCode({"en": "New “alpha” into beta “x”"}, slug="new"))
    revision.edit(ann, code(ann, "alpha").id, Edits(brief={"en": "other"}))
    split = regrouping.split_off(ann, code(ann, "alpha").id, NewCode({"en": "Part"}, slug="part"), ids[:1])
    regrouping.merge(ann, split, code(ann, "beta").id)
    revision.retire(ann, new)
    revision.recolour(ann, new, "#fff")

    def of(slug: str) -> list[str]:
        found = versions.of_code(versions.changes(ann, "book"), slug)
        return [each.what.split()[0] for each in found]

    assert of("new") == ["recolour", "retire", "add"]
    assert of("alpha") == ["split", "edit"]
    assert of("part") == ["merge", "split"]
    assert of("beta") == ["merge"]
