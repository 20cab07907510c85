"""Where passages go in an edited text: what is called exact is proved, what is doubtful is given up."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coder.model import Span
from coder.study.rewriting.anchors import Placed, Places, place
from coder.study.rewriting.guessing import guess

STORY = (
    "I: What comes first?\nR: Yes. The first thing is pay, and it has always been.\n"
    "I: And then?\nR: Yes. Then the training that we never got.\nI: Why not?\nR: I think so.\n"
    "I: Nobody asked?\nR: Yes. Nobody asked us about anything, not once in ten years.\n"
)


def of(words: str, text: str = STORY, nth: int = 0) -> Span:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return Span(at, at + len(words))


def one(new: str, span: Span, old: str = STORY) -> Placed:
    return place(old, new, [span])[0]


# letters of one, two, three and four bytes, a combining accent, parts of a family, and blanks
TEXTS = st.text(
    st.sampled_from("ab cя\u0301қ漢\U0001f600\u200d\U0001f468.?\n") | st.characters(codec="utf-8")
)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.data())
def test_nothing_moves_in_the_same_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    assert place(text, text, [span]) == [Placed("same", span, 100.0, span.of(text))]


@settings(max_examples=60, deadline=None)
@given(st.text("ab cя\u0301\U0001f600.\n", min_size=1), st.integers(1, 30), st.booleans(), st.data())
@example("a", 1, True, None)
def test_words_put_before_or_behind_leave_every_passage_exact(
    text: str, n: int, ahead: bool, data: st.DataObject | None
) -> None:
    """The words put in share no letter with the text, so that nothing is doubtful."""
    start = data.draw(st.integers(0, len(text) - 1)) if data else 0
    end = data.draw(st.integers(start + 1, len(text))) if data else 1
    more = "№" * n + "|"
    new = more + text if ahead else text + "|" + more
    by = len(more) if ahead else 0
    found = one(new, Span(start, end), text)
    assert (found.kind, found.span) == ("moved" if by else "same", Span(start + by, end + by))


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, st.data())
def test_whatever_the_texts_an_answer_is_sound(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(len(old) - 1, 0)))
    end = data.draw(st.integers(min(start + 1, len(old)), len(old)))
    if start == end:
        return
    found = one(new, Span(start, end), old)
    if found.span is None:
        assert (found.kind, found.score, found.quote) == ("lost", 0.0, old[start:end])
        return
    assert 0 <= found.span.start < found.span.end <= len(new)
    assert found.quote == found.span.of(new)
    if found.kind in ("same", "moved"):
        assert found.quote == old[start:end]
        assert (found.kind == "same") == (found.span == Span(start, end))


def test_a_short_answer_that_stands_often_is_told_by_what_is_around_it() -> None:
    new = "I: Ready?\n" + STORY
    for nth in range(3):
        found = one(new, of("Yes.", nth=nth))
        assert (found.kind, found.span) == ("moved", of("Yes.", new, nth))


def test_one_of_two_alike_side_by_side_deleted_is_given_up() -> None:
    old = STORY.replace("Yes. Then", "Yes. Yes. Then")
    for nth in (1, 2):
        assert one(STORY, of("Yes.", old, nth), old).kind == "lost"
    assert one(STORY, of("Then the training", old), old).kind == "moved"


def test_a_deleted_passage_is_not_found_in_another_that_is_like_it() -> None:
    new = STORY.replace("Yes. Then the training that we never got.", "Other words altogether.")
    assert one(new, of("Yes.", nth=1)).kind == "lost"
    assert one(new, of("Then the training that we never got.")).kind == "lost"


def test_a_moved_passage_is_found_and_one_torn_apart_is_not() -> None:
    whole = "Nobody asked us about anything, not once in ten years."
    new = "R: " + whole + "\n" + STORY.replace(" " + whole, "")
    assert one(new, of(whole)).kind == "moved"
    assert one(new, of(whole)).span == of(whole, new)
    assert one(new, of("Yes. " + whole)).kind == "lost"


def test_corrections_give_a_score_and_whole_words() -> None:
    new = STORY.replace("training", "traning").replace("never", "newer").replace("always", "allways")
    found = one(new, of("training that we never"))
    assert (found.kind, found.quote) == ("fuzzy", "traning that we newer")
    assert 90 < found.score < 100
    assert one(new, of("has always")).quote == "has allways"
    assert one(new, of("What comes first?")).kind == "same"
    assert one(new, of("And then?")).kind == "moved"


def test_a_renamed_label_at_an_end_goes_along() -> None:
    new = STORY.replace("R: ", "Respondent: ")
    found = one(new, of("R: Yes. The first thing"))
    assert found.quote == "Respondent: Yes. The first thing"
    assert [one(new, of("Yes.", nth=nth)).span for nth in range(3)] == [
        of("Yes.", new, nth) for nth in range(3)
    ]


def test_a_sentence_put_into_a_passage_becomes_part_of_it() -> None:
    new = STORY.replace("is pay, and", "is pay. That was so from the beginning, and")
    found = one(new, of("The first thing is pay, and it has always been."))
    assert found.quote == "The first thing is pay. That was so from the beginning, and it has always been."


def test_a_guess_is_the_likeliest_place_or_nothing() -> None:
    new = STORY.replace("Then the training that we never got.", "The training, which we have never got!")
    places = Places(STORY, new)
    found = guess(places, of("Then the training that we never got."))
    assert found is not None
    assert "training" in found.quote
    assert guess(places, of("Then the training that we never got.")) == found
    assert guess(Places(STORY, "Entirely other."), of("Nobody asked us about anything")) is None


@pytest.mark.parametrize("edits", ["few", "everywhere"])
def test_a_long_text_takes_a_moment_only(edits: str) -> None:
    """200,000 characters, 1,000 passages; ten times the time it takes on a quiet machine."""
    rng = random.Random(1)
    words = [f"word{int(rng.paretovariate(0.4)) % 9000}{'.' * (n % 11 == 0)}" for n in range(26_000)]
    old = " ".join(words)
    step = 3000 if edits == "few" else 40
    new = " ".join(each + "x" if n % step == 7 else each for n, each in enumerate(words))
    spans = [Span(at, at + 60) for at in range(0, len(old) - 60, len(old) // 1000)][:1000]
    began = time.process_time()
    found = place(old, new, spans)
    assert time.process_time() - began < 10
    assert sum(each.kind != "lost" for each in found) > 950
