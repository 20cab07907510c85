"""A day with the mouse alone: one interview from its first turn to its last, and no key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.pilot import Pilot

from coder.study import counts, people, transcripts
from coder.study.safety.checking import check
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.home.screen import Home

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

SYSTEMATIC = "Systematic, comprehensive approach"
SENTENCE = "Пункт первый — патриотизм."
WORDS = "первый — патриотизм"


class Mouse:
    """A hand on the mouse, and an eye that finds where the words stand."""

    def __init__(self, pilot: Pilot[None], hands: Hands) -> None:
        self.pilot = pilot
        self.hands = hands

    async def see(self, *words: str) -> str:
        """Wait until all these words stand on the screen, and give it back."""
        return await self.hands.see(self.pilot, *words)

    def where(self, words: str, last: bool = False) -> tuple[int, int]:
        """The cell in which some words begin; those furthest down, with ``last``."""
        lines = self.hands.screen(self.pilot).splitlines()
        found = [(line.index(words), y) for y, line in enumerate(lines) if words in line]
        assert found, f"{words!r} is not on the screen:\n" + "\n".join(lines)
        return found[-1 if last else 0]

    async def click(self, words: str, *then: str) -> None:
        """Click on words, and wait for others."""
        x, y = self.where(words)
        await self.pilot.click(offset=(x + 1, y))
        await self.see(*then)

    async def foot(self, words: str, *then: str) -> None:
        """Click on words of the last line, and wait for others."""
        x, y = self.where(words, last=True)
        assert y == self.pilot.app.size.height - 1
        await self.pilot.click(offset=(x, y))
        await self.see(*then)

    async def drag(self, first: str, last: str) -> None:
        """Drag from the beginning of words to the end of others, and wait until it is chosen."""
        x, y = self.where(first)
        to_x, to_y = self.where(last)
        to_x += len(last) - 1
        await self.pilot.mouse_down(offset=(x, y))
        await self.pilot.hover(offset=(to_x, to_y))
        await self.pilot.mouse_up(offset=(to_x, to_y))
        await self.see("by word:")


async def test_an_interview_from_start_to_end(demo_place: Path, start: Start, hands: Hands) -> None:
    with Study.open(demo_place) as study:
        people.add_coder(study, "Mira", blind=True)
        interview = transcripts.load(study, "E09")
    turns = {each.position + 1: each.span.of(interview.text) for each in interview.segments}
    async with start(demo_place, "Mira", size=(160, 45)) as pilot:
        mouse = Mouse(pilot, hands)
        await code_it(mouse)
        assert hands.codings(demo_place, "Mira") == [
            ("systematic-approach", turns[3]),
            ("honesty", turns[3]),
            ("systematic-approach", SENTENCE),
            ("systematic-approach", WORDS),
            ("systematic-approach", turns[7]),
            ("values-in-law", turns[9]),
        ]
        assert hands.decided(demo_place, "Mira") == [11, 13, 15, 17, 19, 21]
        await mouse.foot("Esc back", "1 of 24 interviews decided", "10/10")
        assert isinstance(pilot.app.screen, Home)
    with Study.open(demo_place, "Mira") as study:
        how_far = {each.name: (each.decided, each.units) for each in counts.transcript_lines(study)}
        assert check(study) == []
    assert how_far["E09"] == (10, 10)
    assert sum(decided for decided, _units in how_far.values()) == 10


async def code_it(mouse: Mouse) -> None:
    """Code the interview, every unit of it."""
    await mouse.see("0 of 24 interviews decided", "0/12")
    await mouse.click("E09", "▶ E09", "next: E09, 10 units left")
    await mouse.click("▶ E09", "segment 3/21", "decided 0/10", "● E09")
    assert isinstance(mouse.pilot.app.screen, CodingScreen)

    # codes in the tree; one of them kept under a digit
    await mouse.click(f"■ {SYSTEMATIC[:20]}", "1 code", f" A  {SYSTEMATIC}", "1/10")
    await mouse.foot("c tree", "1 to 9 pin it")
    await mouse.foot("1 to 9", f"1 ■ {SYSTEMATIC}")
    await mouse.click("▼ Directions of civil", "▶ Directions of civil")
    await mouse.click("▼ OECD principles", "▶ OECD principles", "■ Honesty")
    await mouse.foot("c transcript", "n next")
    await mouse.click("■ Honesty", "2 codes", " B  Honesty")

    # passages: dragged over; the strip of pins, once more, taken back and done again
    await mouse.foot("n next", "segment 5/21", "not decided yet")
    await mouse.drag("Пункт ", "патриотизм.")
    await mouse.click(f"1 ■ {SYSTEMATIC}", "1 code", f" A  {SYSTEMATIC}  “{SENTENCE}")
    for _round in range(2):
        await mouse.drag("первый", "патриотизм")
        await mouse.foot(". again", "again: Systematic", "2 codes", f" B  {SYSTEMATIC}  “{WORDS}")
        if not _round:
            await mouse.foot("u undo", "undone: apply systematic-approach", "1 code")

    # the finder, and a code taken off
    await mouse.foot("n next", "segment 7/21", "not decided yet")
    for code in ("Reform seen as a whole", SYSTEMATIC):
        await mouse.foot("/ code", "Enter applies")
        assert isinstance(mouse.pilot.app.screen, CodeFinder)
        await mouse.click(f"■ {code}", f"  {code}", "segment 7/21")
    await mouse.foot("x remove", "Which code goes?")
    await mouse.click("A Reform seen", "1 code", f" A  {SYSTEMATIC}")

    # another interview and back; a turn clicked
    await mouse.click("  E10", "● E10", "segment 3/", "decided 0/11")
    await mouse.click("  E09", "● E09", "segment 9/21", "decided 3/10")
    await mouse.click("■ Values fixed by law", "1 code", " A  Values fixed by law")
    await mouse.click("6 Интервьюер", "segment 6/21", "the interviewer's words are not coded")
    await mouse.foot("n next", "segment 11/21", "not decided yet")
    for following in ("13/21", "15/21", "17/21", "19/21", "21/21"):
        await mouse.foot("Space done", f"segment {following}")
    await mouse.foot("Space done", "Every unit of this interview is decided.")
