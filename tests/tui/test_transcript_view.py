"""What the transcript paints: every letter as it stands, every mark where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.segment import Segment as Ink
from textual.pilot import Pilot

from coder.model import Span
from coder.study import codebook, people, transcripts
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.state.wrapping import shown
from coder.tui.widgets.transcript_lines import GUTTER
from coder.tui.widgets.transcript_view import TranscriptView

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"


def line(view: TranscriptView, y: int) -> list[Ink]:
    """The ink of a line of the whole transcript, whether in sight or not."""
    return list(view._paint(y))


def text_of(ink: list[Ink]) -> str:
    return "".join(each.text for each in ink)


def lines_of(view: TranscriptView, index: int) -> list[str]:
    """The painted lines of a segment."""
    return [text_of(line(view, y)) for y in range(view._tops[index], view._tops[index + 1])]


def looks(view: TranscriptView, index: int, words: str) -> set[tuple[object, bool]]:
    """The (ground, underline) under words that stand on one line of a segment."""
    for y in range(view._tops[index], view._tops[index + 1]):
        ink = line(view, y)
        at = text_of(ink).find(words)
        if at >= 0:
            styles = [each.style for each in ink for _ in each.text][at : at + len(words)]
            return {(s.bgcolor, bool(s.underline)) for s in styles if s is not None}
    raise AssertionError(f"{words!r} stands nowhere in {lines_of(view, index)}")


def code(view: TranscriptView, slug: str) -> int:
    return next(each.id for each in view.workspace.codes.values() if each.slug == slug)


def put(view: TranscriptView, index: int, slug: str, words: str) -> Span:
    """Code the words, which stand in the segment."""
    segment = view.workspace.segments[index].span
    start = view.workspace.transcript.text.index(words, segment.start, segment.end)
    span = Span(start, start + len(words))
    view.workspace.apply(index, code(view, slug), span)
    view.repaint()
    return span


def in_sight(view: TranscriptView) -> bool:
    """The segment at the cursor is all in sight; of one taller than the view, a part."""
    region, top = view._region_of(view.cursor), view.scroll_offset.y
    height = view.scrollable_content_region.height
    if region.height > height:
        return region.y < top + height and region.bottom > top
    return region.y >= top and region.bottom <= top + height


# --- letters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [20, 33, 47, 80, 99, 100, 120, 160])
async def test_every_letter_stands_where_it_belongs(place: Path, start: Start, width: int) -> None:
    async with start(place, at="hostile", size=(width, 30)) as pilot:
        view = pilot.app.screen.query_one(TranscriptView)
        text = view.workspace.transcript.text
        for index, rows in enumerate(view._rows):
            first = view._tops[index] + view._has_head(view.workspace.segments[index])
            for y, (a, b) in enumerate(rows, first):
                ink = line(view, y)
                assert sum(cell_len(each.text) for each in ink) == view.size.width
                words = text_of(ink)[GUTTER:]
                assert words.rstrip(" ") == shown(text[a:b]).rstrip(" ")
                assert cell_len(words.rstrip(" ")) <= view.size.width - GUTTER


async def test_hostile_words_are_shown_as_they_are(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="hostile", size=(160, 45)) as pilot:
        await hands.see(
            pilot,
            "What is [red]that[/]?",
            "It is [b]x[/b], [@click=app.quit]click[/], [/] and [not a tag.",
            "Before �]52;c;ZXZpbA==� after, �31m red, �backwards.",
            "One two three four.",
            f"A family {FAMILY} of four,",
            "За\u0301мок стои\u0301т на горе\u0301, ёлка и \u0438\u0306.",
            "Достопримечательность" * 3,
            "漢字と仮名の混じった文章です。",
        )
        for strip in pilot.app.screen._compositor.render_strips():
            assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u2028\u202e" for c in strip.text)
            assert not any(each.style and each.style.link for each in strip)


@pytest.mark.parametrize("words", [FAMILY, "горе\u0301", "ёлка", "[/]", "\tfour", "two\u2029three", "漢字"])
async def test_an_exact_span_is_stored_and_painted_exactly(
    place: Path, start: Start, hands: Hands, words: str
) -> None:
    async with start(place, at="hostile", size=(120, 30)) as pilot:
        view = hands.view(pilot)
        text = view.workspace.transcript.text
        index = next(i for i in range(len(view.workspace.segments)) if words in view.workspace.words(i))
        span = put(view, index, "pay", words)
        assert hands.rows(place, "SELECT start, end, quote FROM coding") == [(span.start, span.end, words)]
        assert text[span.start : span.end] == words
        plain = view._base(view.workspace.segments[index], index == view.cursor).bgcolor
        painted = [
            (c, each.style.bgcolor != plain)
            for y in range(view._tops[index] + 1, view._tops[index + 1])
            for each in line(view, y)
            if each.style
            for c in each.text
        ]
        assert "".join(c for c, tinted in painted if tinted) == shown(words)


async def test_a_span_that_begins_within_an_emoji_colours_all_of_it(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="hostile", size=(120, 30)) as pilot:
        view = hands.view(pilot)
        put(view, 4, "pay", FAMILY[2:4])
        ink = next(
            line(view, y) for y in range(view._tops[4], view._tops[5]) if FAMILY in text_of(line(view, y))
        )
        assert FAMILY in [each.text for each in ink]
        assert sum(cell_len(each.text) for each in ink) == view.size.width


# --- marks ------------------------------------------------------------------------------------------


async def test_letters_stand_at_the_lines_of_their_codings(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="tall") as pilot:
        view = hands.view(pilot)
        put(view, 1, "pay", "line 1 of the tall one\nline 2")
        put(view, 1, "housing", "line 2 of the tall one")
        put(view, 1, "markup", "of the tall one\nline 3")
        head, *lines = lines_of(view, 1)
        assert head.split() == ["·", "2", "R"] or head.split() == ["✓", "2", "R"]
        assert [each[:GUTTER].strip("▌ ") for each in lines[:5]] == ["", "A", "ABC", "C", ""]
        put(view, 1, "rental", "line 2 of")
        assert lines_of(view, 1)[3][:GUTTER].strip("▌ ") == "AB+"


async def test_words_under_several_codings_are_underlined(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        view = hands.view(pilot)
        ((plain, underlined),) = looks(view, 3, "And then")
        assert not underlined
        put(view, 3, "pay", "then the training")
        put(view, 3, "housing", "training we")
        ((first, one),) = looks(view, 3, "then the ")
        ((both, two),) = looks(view, 3, "training")
        ((second, three),) = looks(view, 3, " we")
        assert (one, two, three) == (False, True, False)
        assert len({plain, first, second}) == 3
        assert both == second
        assert looks(view, 3, "never got") == looks(view, 3, "And ") == {(plain, False)}


async def test_units_show_whether_they_are_decided(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        view = hands.view(pilot)
        heads = [lines_of(view, i)[0][1] for i in range(6)]
        assert heads == [" ", " ", "·", "·", " ", "·"]
        await pilot.press("space")
        put(view, 3, "pay", "training")
        assert [lines_of(view, i)[0][1] for i in range(6)] == [" ", " ", "✓", "✓", " ", "·"]
        assert [lines_of(view, i)[0].split()[-1] for i in (1, 2)] == ["I", "R"]


async def test_a_colour_that_is_none_is_grey(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        view = hands.view(pilot)
        assert view.tint("not a colour") == view.tint("") == view.tint("#888888")
        put(view, 3, "adaptability", "training")
        assert len(looks(view, 3, "training")) == 1


async def test_only_the_segment_at_the_cursor_has_the_bar(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        view = hands.view(pilot)
        for key, index in (("down", 3), ("down", 4), ("up", 3), ("end", 5), ("home", 0)):
            await pilot.press(key)
            barred = [i for i in range(6) if any("▌" in each for each in lines_of(view, i))]
            assert (view.cursor, barred) == (index, [index])
            assert all(each.startswith("▌") for each in lines_of(view, index))


# --- moving -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (30, 12), (160, 45), (40, 7)])
async def test_the_cursor_stays_in_sight(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="tall", size=size) as pilot:
        view = hands.view(pilot)
        for key in ["down"] * 6 + [
            "end",
            "up",
            "home",
            "n",
            "pagedown",
            "up",
            "G",
            "k",
            "k",
            "g",
            "j",
            "j",
            "k",
        ]:
            await pilot.press(key)
            await hands.until(pilot, lambda: in_sight(view))


async def test_of_a_tall_segment_the_beginning_comes_first(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="tall") as pilot:
        view = hands.view(pilot)
        for keys in (["down"], ["down", "up"], ["end", "home", "j"]):
            await pilot.press(*keys)
            await hands.until(pilot, lambda: (view.cursor, view.scroll_offset.y) == (1, view._tops[1]))


async def test_pages_go_through_a_tall_segment_and_on(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="tall") as pilot:
        view = hands.view(pilot)
        height = view.scrollable_content_region.height
        seen: set[int] = set()
        for _ in range(40):
            top = view.scroll_offset.y
            seen.update(range(top, top + height))
            before = (view.cursor, top)
            await pilot.press("pagedown")
            await pilot.pause()
            if before == (view.cursor, view.scroll_offset.y):
                break
        assert view.cursor == len(view.workspace.segments) - 1
        assert seen >= set(range(view._tops[3]))
        places = []
        for _ in range(40):
            await pilot.press("pageup")
            await pilot.pause()
            places.append((view.cursor, view.scroll_offset.y))
        assert places[-1] == (0, 0)


async def test_a_change_does_not_jump_within_a_tall_segment(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="tall") as pilot:
        view = hands.view(pilot)
        await pilot.press("down", "pagedown", "pagedown")
        await pilot.pause()
        top = view.scroll_offset.y
        assert view.cursor == 1
        assert top > view._tops[1] + 10
        view.workspace.apply(1, code(view, "pay"))
        view.workspace.apply(1, code(view, "housing"))
        await pilot.press("slash", *"rent", "enter")
        await hands.see(pilot, "3 codes")
        for _ in range(5):  # a scroll that was asked for comes frames later
            await pilot.pause()
        assert (view.cursor, view.scroll_offset.y) == (1, top)


@pytest.mark.parametrize("to", [(80, 12), (160, 45), (30, 10)])
async def test_after_a_resize_the_cursor_is_in_sight(
    place: Path, start: Start, hands: Hands, to: tuple[int, int]
) -> None:
    async with start(place, at="tall", size=(80, 40)) as pilot:
        view = hands.view(pilot)
        for cursor in (2, len(view.workspace.segments) - 1):
            view.cursor = cursor
            await pilot.pause()
            await pilot.resize_terminal(*to)
            await hands.until(pilot, lambda: in_sight(view))
            assert view.cursor == cursor
            await pilot.resize_terminal(80, 40)
            await hands.until(pilot, lambda: in_sight(view))


async def test_a_click_takes_the_cursor_there(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        view = hands.view(pilot)
        for index in (5, 2, 0, 3):
            await pilot.click(TranscriptView, offset=(10, view._tops[index + 1] - 1))
            await hands.until(pilot, lambda index=index: view.cursor == index)  # type: ignore[misc]
        await pilot.click(TranscriptView, offset=(10, view._tops[-1] + 1))
        await pilot.pause()
        assert view.cursor == 3


# --- a long interview -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def long_template(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "study.db"
    turns: list[tuple[str | None, str]] = [("R", f"Turn number {n}. " * 3) for n in range(1, 10_001)]
    with Study.create(path) as study:
        people.add_coder(study, "Ann")
        codebook.add(study, kit.book())
        transcripts.add(study, [kit.interview("long", turns)])
    return path


async def test_of_a_long_interview_only_what_is_in_sight_is_painted(
    long_template: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    paint: Callable[[TranscriptView, int], object] = TranscriptView._paint

    def counted(view: TranscriptView, y: int) -> object:
        painted.append(y)
        return paint(view, y)

    monkeypatch.setattr(TranscriptView, "_paint", counted)

    async def costs(pilot: Pilot[None], *keys: str) -> int:
        painted.clear()
        await pilot.press(*keys)
        await pilot.pause()
        return len(painted)

    async with start(long_template, at="long", size=(80, 24)) as pilot:
        assert len(painted) <= 60
        assert await costs(pilot, "down") <= 8
        assert await costs(pilot, "pagedown") <= 40
        assert await costs(pilot, "end") <= 40
        assert hands.view(pilot).cursor == 9_999
        assert "10000 R" in hands.screen(pilot)
        assert await costs(pilot, "slash", *"alpha", "enter") <= 80
        assert hands.rows(long_template, "SELECT count(*) FROM coding") == [(1,)]
        assert await costs(pilot, "u") <= 40


async def test_nothing_is_painted_before_there_is_room(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        assert isinstance(pilot.app.screen, CodingScreen)
        fresh = TranscriptView(hands.view(pilot).workspace)
        fresh.cursor = 4
        fresh.show_cursor()
        assert (fresh.cursor, fresh._rows) == (4, [])
