"""Agreement on spans: Krippendorff's examples, QualCoder's five cases, definitions written out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from coder.analysis.agreement import NO_VARIATION, agreement
from coder.analysis.categories import category_agreement
from coder.analysis.continua import (
    Continuum,
    character_categories,
    character_patterns,
    joined,
    uncoded,
    unified,
)
from coder.analysis.resampling import Sampling
from coder.analysis.unitizing import NO_TRANSCRIPT, OVERLAP, unitizing
from coder.model import Span


def continuum(length: int, *coders: str) -> Continuum:
    """A transcript; for each coder spans as ``start-end:code``."""
    spans = {
        i: tuple(
            unified(
                (int(code), Span(*map(int, where.split("-"))))
                for where, code in (w.split(":") for w in words.split())
            )
        )
        for i, words in enumerate(coders)
    }
    return Continuum(length, dict.fromkeys(spans, (Span(0, length),)), spans)


FIGURE = continuum(
    60,
    "0-7:1 7-13:2 30-32:5 32-37:6 37-44:6 44-60:7",
    "0-7:1 7-13:3 13-21:5 32-44:6",
    "0-7:1 7-13:4 13-21:5 32-37:6 37-41:6 41-44:6",
)
CODES = range(1, 8)


def test_krippendorff_2019_figure_12_11() -> None:
    got = unitizing([FIGURE], [0, 1, 2], CODES)
    assert round(got.u_alpha.value or 0, 3) == 0.510
    assert round(got.cu_alpha.value or 0, 3) == 0.724
    assert got.u_alpha_binary.value == pytest.approx(0.413, abs=0.001)
    assert {code: value.value for code, value in got.ku_alpha.items()} == {
        1: pytest.approx(1), 2: pytest.approx(0), 3: pytest.approx(0), 4: pytest.approx(0),
        5: pytest.approx(1), 6: pytest.approx(1), 7: None,
    }  # fmt: skip
    assert uncoded([FIGURE], [0, 1, 2]) == pytest.approx((17 + 27 + 27) / 180)


def test_figure_12_11_with_all_values_made_one() -> None:
    """Units that touch stay two, so that u-alpha of one value is the published |u-alpha, .413."""
    spans = {coder: tuple((1, span) for _, span in own) for coder, own in FIGURE.spans.items()}
    got = unitizing([Continuum(60, FIGURE.decided, spans)], [0, 1, 2], [1])
    assert got.u_alpha_of[1].value == pytest.approx(0.413, abs=0.001)
    assert got.u_alpha_of[1] == got.u_alpha
    assert got.u_alpha_of[1].value == pytest.approx(got.u_alpha_binary.value)


FIGURE_BY_CODE = {1: (21, 21, 147), 2: (6, 0, 36), 3: (6, 0, 36), 4: (6, 0, 36), 5: (18, 8, 132),
                  6: (36, 36, 297), 7: (16, 0, 256)}  # fmt: skip
"""Of the three observers' units of a code: lengths added, shared with another (the sum over ordered
pairs, divided by 2), squares of lengths added. Counted from the figure."""


@pytest.mark.parametrize("code", CODES)
def test_figure_12_11_code_by_code(code: int) -> None:
    """l_c of 3 times 60 characters, the rest gap: e = l.. l_c l_gap / (l..^2 - S_c - l_gap)."""
    own, alike, squares = FIGURE_BY_CODE[code]
    gap = 180 - own
    expected = 180 * own * gap / (180**2 - squares - gap)
    [got] = unitizing([FIGURE], [0, 1, 2], [code]).u_alpha_of.values()
    assert got.value == pytest.approx(1 - (own - alike) / expected)
    assert got.n == 60


BOOK = continuum(
    300, "75-145:0 220-250:0 30-90:1 150-200:1", "70-150:0 205-225:0 250-270:0 30-90:1 150-200:1"
)
"""Krippendorff, Content Analysis, 2nd ed. 2004, p. 254 (as in DKPro Statistics' tests), from 150."""


@pytest.mark.parametrize(("codes", "alpha"), [((0,), 0.7286), ((1,), 1.0), ((0, 1), 0.8591)])
def test_krippendorff_2004_page_254(codes: Sequence[int], alpha: float) -> None:
    """alpha_U of each category and of both; the book rounds its parts to four digits."""
    assert unitizing([BOOK], [0, 1], codes).alpha_u_1995.value == pytest.approx(alpha, abs=0.0005)


STRETCH = 50_000
PAGE_57 = {
    "A": ("2-10 14-20", "4-8 15-17", 0.553),
    "B": ("0-18", "0-2 2-3 3-4 4-5 5-6 6-9 9-10", -0.926),
    "C": ("2-8 10-12 14-18 20-22", "0-2 4-8 10-14 16-18 20-22", 0.679),
    "D": ("0-2 2-10 10-14 14-20 20-24", "0-4 4-8 8-15 15-17 17-24", 0.066),
}


@pytest.mark.parametrize("name", PAGE_57)
def test_krippendorff_1995_page_57(name: str) -> None:
    """alpha_U of four pairs of observers, a continuum that is divided as finely as one likes.

    The paper's figures; DKPro Statistics tests them to two digits for the same reason.
    """
    first, second, alpha = PAGE_57[name]

    def stretched(words: str) -> str:
        ends = [word.split("-") for word in words.split()]
        return " ".join(f"{int(a) * STRETCH}-{int(b) * STRETCH}:0" for a, b in ends)

    got = unitizing([continuum(24 * STRETCH, stretched(first), stretched(second))], [0, 1], [0])
    assert got.alpha_u_1995.value == pytest.approx(alpha, abs=0.02)


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ("0-100:0", "50-150:0", 4 / 9),
        ("0-100:0", "200-300:0", -1 / 9),
        ("0-100:0", "10-110:0", 8 / 9),
        ("0-100:0 0-99:0", "", 0.0),
        ("0-100:0 0-99:0", "0-100:0", 1.0),
    ],
)
def test_qualcoders_five_cases(first: str, second: str, kappa: float) -> None:
    """Of 1,000 characters; QualCoder says .2987, -.0667, .8169, .99 and -.0485."""
    both = continuum(1000, first, second)
    [code] = agreement(character_patterns([both], [0, 1], [0])).codes
    assert code.light_kappa.value == pytest.approx(kappa, abs=1e-12)
    table = category_agreement(character_categories([both], [0, 1], {0: "x"}))
    assert table.light_kappa.value == pytest.approx(kappa, abs=1e-12)
    said = [[int(any(s.start <= i < s.end for _, s in both.spans[c])) for i in range(1000)] for c in (0, 1)]
    assert cohen_kappa_score(*said) == pytest.approx(kappa, abs=1e-12)


Section = tuple[int, int, int]
"""Start, end, value; 0 is the gap."""


def written_out(found: Sequence[Continuum], coders: Sequence[int]) -> dict[str, float | None]:
    """STATISTICS.md's formulas, sum by sum."""
    together: dict[tuple[int, int], float] = defaultdict(float)
    squares: dict[int, float] = defaultdict(float)
    starred: dict[int, float] = defaultdict(float)
    for each in found:
        sections = [sections_of(each, coder) for coder in coders]
        m = len(coders)
        for i, j in permutations(range(m), 2):
            for g in sections[i]:
                for h in sections[j]:
                    together[g[2], h[2]] += max(0, min(g[1], h[1]) - max(g[0], h[0])) / (m - 1)
        for i in range(m):
            for g in sections[i]:
                squares[g[2]] += (g[1] - g[0]) ** (2 if g[2] else 1)
                if g[2]:
                    met = [
                        max(0, min(g[1], h[1]) - max(g[0], h[0]))
                        for j in range(m) if j != i for h in sections[j] if h[2]
                    ]  # fmt: skip
                    starred[g[2]] += (sum(met) / (m - 1)) ** 2
    values = sorted({c for c, _ in together})
    margin = {c: sum(together[c, k] for k in values) for c in values}
    total = sum(margin.values())

    def chance(c: int, k: int) -> float:
        below = total**2 - sum(squares.values())
        return total * (margin[c] * margin[k] - (squares[c] if c == k else 0)) / below if below else 0

    far = total - sum(chance(c, c) for c in values)
    coded = [c for c in values if c]
    binary = sum(chance(0, k) for k in coded) if 0 in values else 0
    own = {c: sum(together[c, k] for k in coded) for c in coded}
    rest = sum(own.values())
    below = rest**2 - sum(starred.values())
    alike = sum(rest * (own[c] ** 2 - starred[c]) / below for c in coded) if below > 0 else rest
    return {
        "u": 1 - (total - sum(together[c, c] for c in values)) / far if far > 1e-9 else None,
        "binary": 1 - (margin[0] - together[0, 0]) / binary if binary > 1e-9 else None,
        "cu": 1 - (rest - sum(together[c, c] for c in coded)) / (rest - alike)
        if rest - alike > 1e-9
        else None,
    }


def sections_of(each: Continuum, coder: int) -> list[Section]:
    found, at = [], 0
    for code, span in each.spans[coder]:
        if span.start > at:
            found.append((at, span.start, 0))
        found.append((span.start, span.end, code))
        at = span.end
    return [*found, (at, each.length, 0)] if at < each.length else found


@st.composite
def continua(draw: st.DrawFn) -> list[Continuum]:
    m = draw(st.integers(2, 3))
    found = []
    for _ in range(draw(st.integers(1, 2))):
        length = draw(st.integers(4, 30))
        spans = {}
        for coder in range(m):
            ends = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
            pairs = pairwise(ends)
            marked = [(draw(st.integers(0, 3)), Span(a, b)) for a, b in pairs]
            spans[coder] = tuple((code, span) for code, span in marked if code)
        found.append(Continuum(length, dict.fromkeys(spans, (Span(0, length),)), spans))
    return found


@settings(deadline=None, max_examples=150)
@given(continua())
def test_the_alphas_as_their_formulas_written_out(found: list[Continuum]) -> None:
    coders = list(found[0].spans)
    got, by_hand = unitizing(found, coders, [1, 2, 3]), written_out(found, coders)
    for name, value in (("u", got.u_alpha), ("binary", got.u_alpha_binary), ("cu", got.cu_alpha)):
        if by_hand[name] is None:
            assert (value.value, value.reason) == (None, NO_VARIATION)
        else:
            assert value.value == pytest.approx(by_hand[name], abs=1e-9)


@st.composite
def overlapping_continua(draw: st.DrawFn) -> tuple[list[Continuum], list[Continuum]]:
    """Transcripts with spans as marked, codes on top of each other, and the same after joining."""
    m, marked, joint = draw(st.integers(2, 4)), [], []
    for _ in range(draw(st.integers(1, 4))):
        length = draw(st.integers(1, 25))
        many = st.lists(
            st.tuples(st.integers(1, 3), st.integers(0, length - 1), st.integers(1, 12)), max_size=6
        )
        spans = {
            coder: [(code, Span(at, min(at + size, length))) for code, at, size in draw(many)]
            for coder in range(m)
        }
        decided = dict.fromkeys(range(m), (Span(0, length),))
        marked.append(Continuum(length, decided, {c: tuple(own) for c, own in spans.items()}))
        joint.append(Continuum(length, decided, {c: tuple(unified(own)) for c, own in spans.items()}))
    return marked, joint


@settings(deadline=None, max_examples=150)
@given(overlapping_continua())
def test_a_code_by_itself_is_a_codebook_of_one_code(both: tuple[list[Continuum], list[Continuum]]) -> None:
    """u-alpha equals |u-alpha there; intervals are of the same draws; joining twice changes nothing."""
    marked, found = both
    coders = list(found[0].spans)
    sampling = Sampling("interview", 50, 3)
    got = unitizing(found, coders, [1, 2, 3], sampling).u_alpha_of
    again = [
        Continuum(c.length, c.decided, {k: tuple(unified((*c.spans[k], *each.spans[k]))) for k in c.spans})
        for c, each in zip(found, marked, strict=True)
    ]
    assert unitizing(again, coders, [1, 2, 3], sampling).u_alpha_of == got
    for code, value in got.items():
        alone = unitizing(found, coders, [code], sampling)
        assert (value.reason, value.n) == (alone.u_alpha.reason, alone.u_alpha.n)
        if value.value is None:
            assert value.reason == NO_VARIATION
            continue
        assert value.value == pytest.approx(alone.u_alpha.value, abs=1e-9)
        assert value.value == pytest.approx(alone.u_alpha_binary.value, abs=1e-9)
        assert value.value <= 1 + 1e-12
        assert value.se == pytest.approx(alone.u_alpha.se, abs=1e-9)
        assert value.ci == pytest.approx(alone.u_alpha.ci, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(overlapping_continua())
def test_identical_spans_of_a_code_give_1(both: tuple[list[Continuum], list[Continuum]]) -> None:
    alike = [Continuum(c.length, c.decided, dict.fromkeys(c.spans, c.spans[0])) for c in both[1]]
    for value in unitizing(alike, list(alike[0].spans), [1, 2, 3]).u_alpha_of.values():
        assert value.value == pytest.approx(1) if value.value is not None else value.reason == NO_VARIATION


@settings(deadline=None, max_examples=100)
@given(continua())
def test_every_character_written_out(found: list[Continuum]) -> None:
    coders = list(found[0].spans)
    table = category_agreement(character_categories(found, coders, {1: "a", 2: "b", 3: "c"}))

    def said(each: Continuum, coder: int, at: int) -> int:
        return next((code for code, span in each.spans[coder] if span.start <= at < span.end), 0)

    for pair in table.cohen_kappa:
        one, two = (
            [said(each, coder, at) for each in found for at in range(each.length)] for coder in pair.coders
        )
        assert pair.figure.n == len(one)
        if pair.figure.value is not None:
            assert pair.figure.value == pytest.approx(cohen_kappa_score(one, two), abs=1e-9)
    patterns = character_patterns(found, coders, [1, 2, 3])
    assert patterns.units == sum(each.length for each in found)


@settings(deadline=None, max_examples=60)
@given(continua())
def test_a_copy_of_a_coder_agrees_with_her_wholly(found: list[Continuum]) -> None:
    copied = [
        Continuum(
            c.length, {0: (Span(0, c.length),), 1: (Span(0, c.length),)}, {0: c.spans[0], 1: c.spans[0]}
        )
        for c in found
    ]
    got = unitizing(copied, [0, 1], [1, 2, 3])
    for value in (got.u_alpha, got.u_alpha_binary, got.cu_alpha, got.alpha_u_1995):
        assert value.value is None or value.value == pytest.approx(1)


def test_overlapping_codes_have_their_reason_and_each_code_its_figure() -> None:
    both = continuum(100, "0-20:1 10-30:2", "0-20:1 10-30:2")
    got = unitizing([both], [0, 1], [1, 2])
    assert got.u_alpha.reason == OVERLAP
    assert got.alpha_u_1995.value == 1
    assert unitizing([both], [0, 1], [1]).u_alpha.value == pytest.approx(1)
    assert {code: value.value for code, value in got.u_alpha_of.items()} == pytest.approx({1: 1, 2: 1})
    assert unitizing([both], [0, 1], [3]).u_alpha_of[3].reason == NO_VARIATION


def test_without_a_transcript_of_two_coders() -> None:
    alone = Continuum(
        10, {0: (Span(0, 10),), 1: (Span(0, 5),)}, {0: ((1, Span(0, 5)),), 1: ((1, Span(0, 5)),)}
    )
    got = unitizing([alone], [0, 1], [1])
    assert got.u_alpha.reason == got.cu_alpha.reason == got.u_alpha_of[1].reason == NO_TRANSCRIPT
    assert agreement(character_patterns([alone], [0, 1], [1])).codes[0].percent_agreement.n == 5


def test_intervals_draw_transcripts() -> None:
    found = [FIGURE, BOOK_OF_TWO, FIGURE, FIGURE, BOOK_OF_TWO]
    got = unitizing(found, [0, 1, 2], CODES, Sampling("interview", 400, 3, "percentile"))
    assert got.u_alpha.ci is not None
    assert got.u_alpha.ci[0] <= (got.u_alpha.value or 0) <= got.u_alpha.ci[1]
    assert unitizing([FIGURE], [0, 1, 2], CODES, Sampling("interview")).u_alpha.ci is None


BOOK_OF_TWO = continuum(60, "0-30:1", "0-25:1 30-40:2", "5-30:1")


def test_spans_that_overlap_are_one_and_spans_that_touch_are_two() -> None:
    spans = [(1, Span(0, 5)), (1, Span(4, 9)), (1, Span(9, 12)), (2, Span(1, 2))]
    assert unified(spans) == [(1, Span(0, 9)), (2, Span(1, 2)), (1, Span(9, 12))]
    assert joined(span for _, span in spans) == [Span(0, 12)]
