"""Search: what is found, where, and that it never hangs."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.model import CoderError, RespondentRecord
from coder.study import codebook, matching, people, search, transcripts
from coder.study.folding import plain
from coder.study.search import Found, Query, Where
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


@pytest.fixture
def talks(ann: Study, kit: Kit) -> Study:
    """Two more interviews with all sorts of letters, and respondents with a side."""
    hard = [
        ("I", "Что с жильём? Pay?"),
        ("R", "Жилье\u0301 дорогое, а за́мок 👩‍👩‍👧‍👦 стоит\u2028пустой."),
        ("R", "Тұрғын үй ҚЫМБАТ. Straße, co\u00adoperation: pay, repay, PAY!"),
        ("O", "жильё"),
    ]
    decomposed = [("R", normalize("NFD", "Йод и жильё; оплата труда госслужащих растёт медленно."))]
    transcripts.add(ann, [kit.interview("hard", hard), kit.interview("nfd", decomposed)])
    people.import_respondents(
        ann,
        [
            RespondentRecord("hard", None, {"side": "internal"}),
            RespondentRecord("nfd", None, {"side": "external"}),
        ],
        "r.csv",
    )
    return ann


def find(study: Study, text: str, where: Where | None = None, **more: object) -> Found:
    return search.search(study, Query(text, **more), where)  # type: ignore[arg-type]


def words(found: Found) -> list[str]:
    return [each.words for each in found.hits]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("жилье", ["жильё", "Жилье\u0301", "жильё", normalize("NFD", "жильё")]),
        ("ЖИЛЬЁ", ["жильё", "Жилье\u0301", "жильё", normalize("NFD", "жильё")]),
        ("замок", ["за́мок"]),
        ("за́мок", ["за́мок"]),
        ("стоит пустой", ["стоит\u2028пустой"]),
        ("👩‍👩‍👧‍👦", ["👩‍👩‍👧‍👦"]),
        ("👧", ["👩‍👩‍👧‍👦"]),
        ("қымбат", ["ҚЫМБАТ"]),
        ("STRASSE", ["Straße"]),
        ("cooperation", ["co\u00adoperation"]),
        ("йод", [normalize("NFD", "Йод")]),
        ("иод", []),
        ("[b]", []),
        ("pay.", ["pay."]),
    ],
)
def test_exact_words_in_any_script(talks: Study, query: str, meant: list[str]) -> None:
    found = find(talks, query)
    assert words(found) == meant
    assert found.total == len(meant)
    assert found.complete
    for hit in found.hits:
        text = transcripts.load(talks, hit.transcript).text
        assert hit.span.of(text) == hit.words
        assert text[: hit.span.start].endswith(hit.before)
        assert text[hit.span.end :].startswith(hit.after)


def test_a_hit_says_where_it_stands(talks: Study, kit: Kit) -> None:
    (hit,) = find(talks, "дорогое").hits
    assert (hit.transcript, hit.position, hit.segment_id) == ("hard", 1, kit.segment(talks, 2, "hard"))
    assert (hit.speaker, hit.respondent, hit.score) == ("R", "hard", 100.0)
    assert (hit.before, hit.after[:4]) == ("Жилье\u0301 ", ", а ")
    assert [(h.speaker, h.respondent) for h in find(talks, "letter").hits] == [(None, "second")]


def test_whole_words(talks: Study) -> None:
    where = Where(["hard"])
    assert words(find(talks, "pay", where)) == ["Pay", "pay", "pay", "PAY"]
    assert words(find(talks, "pay", where, whole_word=True)) == ["Pay", "pay", "PAY"]
    assert words(find(talks, "pay|straße", where, whole_word=True, mode="regex")) == [
        *("Pay", "Straße", "pay", "PAY"),
    ]


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        (r"жиль[её]\b", ["Жилье\u0301", "жильё", normalize("NFD", "жильё")]),
        (r"(?-i:PAY)", ["PAY"]),
        (r"^жильё$", ["жильё"]),
        (r"co.operation", ["co\u00adoperation"]),
        (r"стоит\sпустой", ["стоит\u2028пустой"]),
        (r"x*", []),
        (r"^.од\b", [normalize("NFD", "Йод")]),
    ],
)
def test_regular_expressions(talks: Study, pattern: str, meant: list[str]) -> None:
    assert words(find(talks, pattern, Where(["hard", "nfd"]), mode="regex")) == meant


@pytest.mark.parametrize("pattern", ["(", "a{99999999999}", "[", "(?<x", "*", "(" * 300, "(?P<a>b)(?P<a>c)"])
def test_a_bad_pattern_is_said(talks: Study, pattern: str) -> None:
    with pytest.raises(CoderError, match=r"is not a regular expression: ."):
        find(talks, pattern, mode="regex")


def test_a_pattern_without_end_is_given_up(ann: Study, kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "BUDGET", 0.3)
    transcripts.add(ann, [kit.interview("long", [("R", "a" * 60 + "b")])])
    began = monotonic()
    with pytest.raises(CoderError, match=r"takes more than .* seconds"):
        find(ann, "(a+)+$", mode="regex")
    assert monotonic() - began < 30


def test_a_pattern_without_end_can_be_stopped(ann: Study, kit: Kit) -> None:
    transcripts.add(ann, [kit.interview("long", [("R", "a" * 60 + "b")])])
    stopped = threading.Event()
    threading.Timer(0.3, stopped.set).start()
    found = search.search(ann, Query("(a+)+$", "regex"), Where(["long"]), stop=stopped.is_set)
    assert (found.hits, found.complete) == ((), False)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("оплата труда госслужащего", "оплата труда госслужащих"),
        ("доплата труда", "оплата труда"),
        ("дарагое", "дорогое"),
        ("strase", "Straße"),
    ],
)
def test_fuzzy_brings_what_comes_near(talks: Study, query: str, meant: str) -> None:
    found = find(talks, query, mode="fuzzy", cutoff=70)
    best = found.hits[0]
    assert meant in best.words
    assert best.words in transcripts.load(talks, best.transcript).text
    assert [h.score for h in found.hits] == sorted((h.score for h in found.hits), reverse=True)


def test_fuzzy_is_not_everything(talks: Study) -> None:
    assert find(talks, "цифровизация закупок", mode="fuzzy").total == 0


@pytest.mark.parametrize(
    ("query", "mode", "sentence"),
    [
        ("", "exact", "Say at least one letter"),
        (" \n", "exact", "Say at least one letter"),
        ("\u200b", "fuzzy", "Say at least one letter"),
        ("", "regex", "Say at least one letter"),
        ("ab", "fuzzy", "at least three letters"),
        ("x" * 501, "exact", "500 characters at most"),
        ("x" * 1_000_000, "regex", "500 characters at most"),
        ("x" * 501, "fuzzy", "500 characters at most"),
    ],
)
def test_what_is_no_query(talks: Study, query: str, mode: search.Mode, sentence: str) -> None:
    with pytest.raises(CoderError, match=sentence):
        find(talks, query, mode=mode)


# --- where to look ----------------------------------------------------------------------------


def test_filters_by_transcript_speaker_and_respondent(talks: Study) -> None:
    places = [
        (Where(["hard"]), ["жильё", "Жилье\u0301", "жильё"]),
        (Where(roles=["interviewer"]), ["жильё"]),
        (Where(roles=["respondent", "other"], transcripts=["hard"]), ["Жилье\u0301", "жильё"]),
        (Where(speakers=["O"]), ["жильё"]),
        (Where(attributes={"side": "internal"}), ["Жилье\u0301"]),
        (Where(attributes={"side": "external"}), [normalize("NFD", "жильё")]),
        (Where(attributes={"side": "nowhere"}), []),
        (Where(units_only=True), ["Жилье\u0301", "жильё", normalize("NFD", "жильё")]),
    ]
    for where, meant in places:
        assert words(find(talks, "жильё", where)) == meant, where
    with pytest.raises(CoderError, match="no transcript 'none'"):
        find(talks, "a", Where(["none"]))
    with pytest.raises(CoderError, match=r"no attribute 'age' \(attributes: side\)"):
        find(talks, "a", Where(attributes={"age": "40"}))


def test_filters_by_coding(talks: Study, ben: Study, bea: Study, study: Study, kit: Kit) -> None:
    kit.apply(talks, "pay", "alpha")
    kit.apply(ben, "training", "beta")

    def segments(session: Study, **where: object) -> list[int]:
        found = search.search(session, Query("a"), Where(["first"], **where))  # type: ignore[arg-type]
        return sorted({hit.position for hit in found.hits})

    beta = codebook.find_code(study, "beta").id
    assert segments(talks) == [0, 1, 2, 3, 5]
    assert segments(talks, coded=True) == [2]
    assert segments(talks, coded=False) == [0, 1, 3, 5]
    assert segments(study, coded=True) == [2, 3], "whoever leads asks about everybody"
    assert segments(talks, code_ids=[beta]) == [3]
    assert segments(bea, coded=True) == segments(bea, code_ids=[beta]) == []
    assert segments(bea, coded=False) == [0, 1, 2, 3, 5]


def test_limit_total_and_progress(talks: Study) -> None:
    told: list[tuple[int, int]] = []
    found = search.search(talks, Query("a"), limit=2, progress=lambda done, of: told.append((done, of)))
    assert len(found.hits) == 2 < found.total
    assert told == [(n, 4) for n in range(5)]
    fuzzy = search.search(talks, Query("pay, repay", "fuzzy"), limit=1)
    assert len(fuzzy.hits) == 1
    assert fuzzy.hits[0].score == 100.0


def test_a_search_can_be_stopped_between_two_interviews(talks: Study) -> None:
    seen: list[str] = []
    coming = search.hits(talks, Query("a"), stop=lambda: len(seen) > 1)
    for hit in coming:
        seen.append(hit.transcript)
        if len(seen) == 2:
            break
    assert set(seen) == {"first"}
    coming.close()
    found = search.search(talks, Query("a"), stop=lambda: True)
    assert (found.total, found.complete) == (0, False)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_text_is_found_there(data: st.DataObject) -> None:
    letters = "abАбЁё е\u0301 \u2028👩‍👧ß"
    text = data.draw(st.text(st.sampled_from(letters), min_size=3, max_size=30))
    start = data.draw(st.integers(0, len(text) - 1))
    needle = text[start : data.draw(st.integers(start + 1, len(text)))]
    if not plain(needle):
        return
    (found,) = matching.Words(needle, whole_word=False).find([(7, text)])
    assert all(plain(needle) in plain(span.of(" " * 7 + text)) for span, _ in found)
