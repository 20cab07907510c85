"""Codes are added, edited, moved, recoloured, retired: each a version, each undoable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from coder.model import Code, Codebook, CoderError, Example, Exclusion, Span, in_language
from coder.study import codebook, coding, history, revision, versions
from coder.study.revision import Edits, NewCode
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

Undoable = Callable[..., None]


def book(study: Study) -> Codebook:
    return codebook.codebooks(study)[0]


def code(study: Study, slug: str) -> Code:
    return next(each for each in book(study).codes if each.slug == slug)


def order(study: Study) -> list[str]:
    return [each.slug for each in book(study).codes]


def add(study: Study, label: str, under: str | None = None, **more: Any) -> str:
    parent = code(study, under).id if under else None
    id_ = revision.add_code(study, book(study).id, NewCode({"en": label}, parent, **more))
    return next(each.slug for each in book(study).codes if each.id == id_)


# --- adding -----------------------------------------------------------------------------------


def test_a_code_is_added_with_all_it_says(ann: Study, undoable: Undoable) -> None:
    new = NewCode(
        {"ru": " Жильё \n для молодых ", "en": "Housing"},
        code(ann, "theme").id,
        origin="in-vivo",
        brief={"en": "Where people live."},
        definition={"en": "Flats.\r\nHouses."},
        color="#0A0",
        aliases=("flats", "flats", " "),
        example=Example("I have no flat.", "typical", "en"),
    )
    undoable(ann, lambda: revision.add_code(ann, book(ann).id, new, "it came up"))
    made = code(ann, "housing")
    assert made.label == {"en": "Housing", "ru": "Жильё для молодых"}
    assert list(made.label) == ["en", "ru"], "the codebook's default language first"
    assert (made.parent, made.origin, made.color, made.status) == ("theme", "in-vivo", "#0A0", "active")
    assert (made.brief, made.definition) == ({"en": "Where people live."}, {"en": "Flats.\nHouses."})
    assert made.aliases == ("flats",)
    assert made.examples == (Example("I have no flat.", "typical", "en"),)
    assert book(ann).version == 3
    assert order(ann) == ["theme", "alpha", "beta", "draft", "old", "housing", "gone"]
    (change, *_) = versions.changes(ann, "book")
    assert (change.version, change.coder, change.why) == (3, "Ann", "it came up")
    assert change.what == "add code housing “Housing”, in vivo"
    coding.apply(ann, 1, Span(61, 64), made.id)


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Alpha", "alpha-2"),
        ("Оплата труда", "oplata-truda"),
        ("Тұрғын үй құны", "turgyn-uj-quny"),
        ("住房", "code"),
        ("за́мок", "zamok"),
        ("👩‍👩‍👧‍👦", "code"),
        ("Straße & Café", "strasse-cafe"),
        ("=1+1", "1-1"),
        ("x" * 100, "x" * 60),
        ("\x1fa", "a"),
    ],
)
def test_ids_are_made_from_labels(ann: Study, label: str, slug: str) -> None:
    assert add(ann, label) == slug


def test_a_label_in_another_language_stands_in_for_the_default_one(ann: Study) -> None:
    revision.add_code(ann, book(ann).id, NewCode({"kk": "Баспана"}))
    assert code(ann, "baspana").label == {"en": "Баспана", "kk": "Баспана"}
    assert book(ann).languages == ("en", "ru", "kk"), "the codebook has the language from now on"
    history.undo(ann)
    assert book(ann).languages == ("en", "ru")


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (NewCode({"en": " \n"}), "needs a label"),
        (NewCode({}), "needs a label"),
        (NewCode({"en": "x" * 201}), "201 characters"),
        (NewCode({"English": "x"}), "not a language"),
        (NewCode({"en": "x"}, slug="alpha"), "'alpha' already"),
        (NewCode({"en": "x"}, slug="Ä b"), "a to z"),
        (NewCode({"en": "x"}, slug=""), "a to z"),
        (NewCode({"en": "x"}, color="red"), "#0A0"),
        (NewCode({"en": "x"}, parent_id=999), "no code number 999"),
        (NewCode({"en": "x"}, parent_id=5), "old is retired"),
    ],
)
def test_a_code_that_cannot_be_is_refused(ann: Study, kit: Kit, new: NewCode, sentence: str) -> None:
    before = kit.live_rows(ann)
    with pytest.raises(CoderError, match=sentence):
        revision.add_code(ann, book(ann).id, new)
    assert kit.live_rows(ann) == before


def test_there_must_be_such_a_codebook(ann: Study) -> None:
    with pytest.raises(CoderError, match="no codebook number 9"):
        revision.add_code(ann, 9, NewCode({"en": "x"}))


@pytest.mark.parametrize(
    ("where", "after"), [(0, "theme"), (1, "alpha"), (None, "old"), (99, "old"), (-5, "theme")]
)
def test_a_code_is_put_among_its_siblings(ann: Study, where: int | None, after: str) -> None:
    add(ann, "New", "theme", place=where)
    found = order(ann)
    assert found[found.index("new") - 1] == after


def test_labels_keep_out_what_steers_a_terminal(ann: Study) -> None:
    add(ann, "a\x1b]52;c;x\x07b \u202ec\u2028d", slug="x")
    assert code(ann, "x").label["en"] == "a\ufffd]52;c;x\ufffdb \ufffdc d"


# --- editing ------------------------------------------------------------------------------------


def test_edits_change_what_they_name(ann: Study, undoable: Undoable) -> None:
    edits = Edits(
        label={"ru": "Первое", "en": "First"},
        brief={"en": ""},
        definition={"ru": "Всё первое."},
        use_when=[{"en": "always"}, {"en": " "}],
        not_when=[Exclusion({"en": "the second"}, "beta")],
        aliases=["one"],
        examples=[Example("first", "atypical", "en")],
    )
    before = code(ann, "alpha")
    undoable(ann, lambda: revision.edit(ann, before.id, edits, "clearer"))
    after = code(ann, "alpha")
    assert after.label == {"en": "First", "ru": "Первое"}
    assert after.brief == {}
    assert after.definition == {"en": "All that\nis first.", "ru": "Всё первое."}
    assert after.use_when == ({"en": "always"},)
    assert after.not_when == (Exclusion({"en": "the second"}, "beta"),)
    assert (after.aliases, after.examples) == (("one",), (Example("first", "atypical", "en"),))
    assert (after.slug, after.guid, after.color) == (before.slug, before.guid, before.color)
    what = versions.changes(ann, "book")[0].what
    assert what == "edit alpha “Alpha”: label, brief, definition, use when, not when, aliases, examples"


@pytest.mark.parametrize(
    ("edits", "means"),
    [
        (Edits(label={"en": "Other"}), False),
        (Edits(aliases=["x"]), False),
        (Edits(examples=[]), False),
        (Edits(brief={"en": "other"}), True),
        (Edits(definition={"en": "other"}), True),
        (Edits(use_when=[]), True),
        (Edits(not_when=[]), True),
    ],
)
def test_what_changes_the_meaning_makes_codings_older(
    ann: Study, kit: Kit, edits: Edits, means: bool
) -> None:
    kit.apply(ann, "pay")
    assert revision.edit(ann, code(ann, "alpha").id, edits)
    assert bool(versions.older_codings(ann)) == means
    history.undo(ann)
    assert versions.older_codings(ann) == []
    revision.edit(ann, code(ann, "alpha").id, edits, meaning=not means)
    assert bool(versions.older_codings(ann)) != means


def test_an_edit_that_says_nothing_new_is_no_version(ann: Study, kit: Kit) -> None:
    events = kit.events(ann)
    alpha = code(ann, "alpha")
    same = Edits(label={"en": "Alpha "}, brief=alpha.brief, not_when=alpha.not_when, aliases=alpha.aliases)
    assert not revision.edit(ann, alpha.id, same, meaning=True)
    assert not revision.edit(ann, alpha.id, Edits())
    assert (kit.events(ann), book(ann).version) == (events, 2)


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        (Edits(label={"en": "", "ru": ""}), "needs a label"),
        (Edits(not_when=[Exclusion({"en": "x"}, "alpha")]), "another code"),
        (Edits(not_when=[Exclusion({"en": "x"}, "theme")]), "another code"),
        (Edits(not_when=[Exclusion({"en": "x"}, "nothing")]), "another code"),
        (Edits(not_when=[Exclusion({"en": " "})]), "needs words"),
    ],
)
def test_edits_that_make_no_sense_are_refused(ann: Study, kit: Kit, edits: Edits, sentence: str) -> None:
    before = kit.live_rows(ann)
    with pytest.raises(CoderError, match=sentence):
        revision.edit(ann, code(ann, "alpha").id, edits)
    assert kit.live_rows(ann) == before


# --- moving, colours, use ---------------------------------------------------------------------


def test_a_code_moves_with_all_that_is_under_it(ann: Study, undoable: Undoable) -> None:
    add(ann, "Inner", "alpha")
    undoable(ann, lambda: revision.move(ann, code(ann, "alpha").id, None, 0))
    assert order(ann) == ["alpha", "inner", "theme", "beta", "draft", "old", "gone"]
    assert (code(ann, "alpha").parent, code(ann, "inner").parent) == (None, "alpha")
    undoable(ann, lambda: revision.move(ann, code(ann, "beta").id, code(ann, "inner").id))
    assert order(ann) == ["alpha", "inner", "beta", "theme", "draft", "old", "gone"]
    undoable(ann, lambda: revision.move(ann, code(ann, "theme").id, None))
    assert order(ann) == ["alpha", "inner", "beta", "gone", "theme", "draft", "old"]
    assert versions.changes(ann, "book")[0].what == "move theme “Theme” to the top"


def test_a_code_never_stands_under_itself(ann: Study) -> None:
    add(ann, "Inner", "alpha")
    for under in ("alpha", "inner"):
        with pytest.raises(CoderError, match="under itself"):
            revision.move(ann, code(ann, "alpha").id, code(ann, under).id)


def test_a_tree_has_a_depth_that_a_file_can_have(ann: Study) -> None:
    at = "theme"
    for n in range(49):
        at = add(ann, f"level {n}", at)
    with pytest.raises(CoderError, match="50 levels"):
        add(ann, "too deep", at)


def test_a_place_taken_already_is_no_version(ann: Study) -> None:
    revision.move(ann, code(ann, "beta").id, code(ann, "theme").id, 1)
    revision.recolour(ann, code(ann, "alpha").id, "#00aa00")
    assert book(ann).version == 2


def test_colours(ann: Study, undoable: Undoable) -> None:
    undoable(ann, lambda: revision.recolour(ann, code(ann, "alpha").id, "#123456"))
    assert code(ann, "alpha").color == "#123456"
    revision.recolour(ann, code(ann, "alpha").id, "")
    assert code(ann, "alpha").color == ""
    with pytest.raises(CoderError, match="#0A0"):
        revision.recolour(ann, code(ann, "alpha").id, "#12345")


def test_a_retired_code_keeps_its_codings(ann: Study, kit: Kit, undoable: Undoable) -> None:
    kit.apply(ann, "pay")
    undoable(ann, lambda: revision.retire(ann, code(ann, "alpha").id, "never used"))
    assert code(ann, "alpha").status == "retired"
    assert [each.quote for each in coding.codings_of(ann, 1, ann.acting().id)] == ["pay"]
    with pytest.raises(CoderError, match="retired"):
        kit.apply(ann, "training")
    undoable(ann, lambda: revision.reactivate(ann, code(ann, "alpha").id))
    kit.apply(ann, "training")
    revision.reactivate(ann, code(ann, "gone").id)
    assert (code(ann, "gone").status, code(ann, "gone").merged_into) == ("active", None)
    with pytest.raises(CoderError, match="heading with codes in use"):
        revision.retire(ann, code(ann, "theme").id)


def test_examples(ann: Study, kit: Kit, undoable: Undoable) -> None:
    one = Example("за́мок\u2028👩‍👩‍👧‍👦", "close-but-no", "ru")
    undoable(ann, lambda: revision.add_example(ann, code(ann, "beta").id, one))
    events = kit.events(ann)
    revision.add_example(ann, code(ann, "beta").id, one)
    assert (code(ann, "beta").examples, kit.events(ann)) == ((one,), events)
    with pytest.raises(CoderError, match="needs words"):
        revision.add_example(ann, code(ann, "beta").id, Example(" "))


# --- who, and what is left ----------------------------------------------------------------------


def test_whoever_leads_and_blind_coders_may_revise(study: Study, bea: Study) -> None:
    add(study, "Lead's")
    add(bea, "Bea's")
    assert [(c.coder, c.version) for c in versions.changes(study, "book")][:2] == [("Bea", 4), (None, 3)]


def test_a_version_number_is_never_given_twice(ann: Study, kit: Kit) -> None:
    add(ann, "One")
    kit.apply(ann, "pay", "one")
    history.undo(ann)
    history.undo(ann)
    assert book(ann).version == 2
    add(ann, "Two")
    assert book(ann).version == 4


def test_undo_does_not_reach_under_a_later_version(ann: Study, ben: Study) -> None:
    add(ann, "Ann's")
    add(ben, "Ben's")
    with pytest.raises(CoderError, match="changed since"):
        history.undo(ann)
    history.undo(ben)
    assert history.undo(ann) == "add code ann-s “Ann's”, inductive"


def test_undo_does_not_take_a_code_from_under_codings(ann: Study, ben: Study, kit: Kit) -> None:
    add(ann, "New")
    kit.apply(ben, "pay", "new")
    with pytest.raises(CoderError, match="1 coding rests on it"):
        history.undo(ann)


def test_positions_stay_a_reading_order(ann: Study) -> None:
    for n in range(3):
        add(ann, f"n{n}", "theme", place=n)
        revision.move(ann, code(ann, "gone").id, code(ann, f"n{n}").id)
    seen: set[str | None] = {None}
    for each in book(ann).codes:
        assert each.parent in seen
        seen.add(each.slug)
    assert in_language(book(ann).title, "en") == "Book"
