"""The history of a codebook and the codings to revisit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import codebook, history, recoding, revision, versions
from coder.study.revision import Edits
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def redefine(study: Study, slug: str = "alpha", words: str = "Something else.") -> None:
    revision.edit(study, codebook.find_code(study, slug).id, Edits(definition={"en": words}), f"why {slug}")


def test_changes_are_listed_with_those_of_the_file(ann: Study, study: Study) -> None:
    redefine(ann)
    redefine(study, "beta")
    found = versions.changes(ann, "book")
    assert [(c.version, c.coder, c.why) for c in found] == [
        (4, None, "why beta"),
        (3, "Ann", "why alpha"),
        (1, None, ""),
    ]
    history.undo(study)
    assert [c.version for c in versions.changes(ann, "book")] == [3, 1]
    history.redo(study)
    assert [c.version for c in versions.changes(ann, "book")] == [4, 3, 1]
    with pytest.raises(CoderError, match="no codebook is called 'none'"):
        versions.changes(ann, "none")


def test_codings_from_before_are_listed_until_they_are_confirmed(
    ann: Study, ben: Study, kit: Kit, undoable: Callable[..., None]
) -> None:
    one, other = kit.apply(ann, "pay"), kit.apply(ann, "training")
    kit.apply(ann, "pay", "beta")
    bens = kit.apply(ben, "pay")
    assert versions.older_codings(ann) == []
    redefine(ann)
    assert [each.id for each in versions.older_codings(ann)] == [one, bens, other]
    first = versions.older_codings(ann)[0]
    assert (first.transcript, first.segment, first.quote) == ("first", 3, "pay")
    assert (first.code, first.coder, first.version, first.since_version) == ("alpha", "Ann", 2, 3)
    undoable(ann, lambda: versions.confirm(ann, one))
    assert [each.id for each in versions.older_codings(ann, mine=True)] == [other]
    recoding.recode(ann, other, codebook.find_code(ann, "beta").id)
    assert versions.older_codings(ann, mine=True) == []
    kit.apply(ann, "Nobody")
    assert [each.id for each in versions.older_codings(ann)] == [bens]


def test_they_are_listed_by_code_and_by_codebook(ann: Study, kit: Kit) -> None:
    codebook.add(ann, kit.book("second"))
    for slug in ("book/alpha", "book/beta", "second/alpha"):
        kit.apply(ann, "pay", slug)
        redefine(ann, slug)
    books = codebook.codebooks(ann)
    assert len(versions.older_codings(ann)) == 3
    assert len(versions.older_codings(ann, book_id=books[0].id)) == 2
    assert len(versions.older_codings(ann, codebook.find_code(ann, "second/alpha").id)) == 1


def test_many_are_confirmed_at_once_and_only_the_own_ones(
    ann: Study, ben: Study, kit: Kit, undoable: Callable[..., None]
) -> None:
    ids = [kit.apply(ann, "pay"), kit.apply(ann, "training")]
    redefine(ann)
    undoable(ann, lambda: versions.confirm(ann, *ids))
    assert history.log(ann)[0].summary == "confirm 2 codings"
    events = kit.events(ann)
    versions.confirm(ann, *ids)
    versions.confirm(ann)
    assert kit.events(ann) == events
    with pytest.raises(CoderError, match="another coder's"):
        versions.confirm(ben, ids[0])


def test_a_blind_coder_lists_the_own_ones(ann: Study, bea: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    own = kit.apply(bea, "training")
    redefine(ann)
    assert [each.id for each in versions.older_codings(bea)] == [own]
    code_id = codebook.find_code(bea, "alpha").id
    assert [each.id for each in versions.codings_of_code(bea, code_id)] == [own]
    assert len(versions.codings_of_code(ann, code_id)) == 2
