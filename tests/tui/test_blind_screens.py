"""A blind coder goes through every screen: nothing tells what another coder has done.

The same keys are pressed in two studies that are the same but for Ann's work; after each key the whole
screen has to be the same. A new screen that the journey does not visit fails the test.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from difflib import ndiff
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from coder.study import assigning, codebook, coding, finishing, memos, opening, transcripts
from coder.study.rewriting import replacing
from coder.study.study import Study
from coder.tui import screens

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

WORD = "zugzwang"
"""Stands in Ann's memos and nowhere else."""
PAY, TRAINING, NOBODY = 2, 3, 5

HOME = """
? escape ctrl+p escape c escape p escape m down t m escape escape
r escape t r down enter escape e escape escape a escape
f p a y down f4 down enter escape escape down ctrl+a c escape escape u
b end up up e escape o escape h escape s escape i escape r escape a escape escape
A E escape v W down a x u escape
"""
CODING = """
g j j ] [ c down escape l d w escape ctrl+g escape slash p a y ctrl+n escape escape
m escape M down escape s escape a escape r escape e escape o n o E escape
f escape b escape x u space u v right i escape escape ctrl+n j
"""
"""The keys, one after the other; the screen is looked at after each."""
JOURNEYS = ((HOME, None), (CODING, "first"))

NOTHING_OF_CODERS = {
    "AddBooks": "codebooks of files that come in",
    "Correct": "files",
    "Confirm": "asks before a change of the codebook, with what the screen below it shows",
    "CreateStudy": "there is no study yet",
    "FilePicker": "files",
    "FirstRun": "there is no study yet",
    "FolderFor": "there is no study yet",
    "Importing": "files",
    "Making": "what the coder types",
    "Merge": "refused to a blind coder, before it opens",
    "NewName": "what the coder types",
    "Pick": "asks which kind of example the coder's own passage is",
    "Turning": "a long undo of the own work: its progress",
    "CodeFound": "how much of the own hits is coded",
    "Reason": "what a reviewer types, who is never blind",
    "Review": "refuses a blind coder and goes back at once",
    "TakeOver": "above the review, refused with it",
}
"""Screens that the journey leaves out, and why nothing can be told there."""


def leaves() -> set[str]:
    """The screens that are shown: those that no other is made of."""
    found = {
        value
        for module in walk_packages(screens.__path__, f"{screens.__name__}.")
        for value in vars(import_module(module.name)).values()
        if isinstance(value, type) and issubclass(value, Screen) and value.__module__.startswith("coder.")
    }
    return {each.__name__ for each in found if not any(issubclass(x, each) and x is not each for x in found)}


def work(session: Study, slugs: tuple[str, str], word: str) -> None:
    """Codings, and memos on all there is, in two interviews; Ann also decides what Bea has not."""
    first, tall = transcripts.load(session, "first"), transcripts.load(session, "tall")
    one, two = (codebook.find_code(session, slug).id for slug in slugs)
    id_ = coding.apply(session, first.id, first.segments[PAY].span, one)
    coding.apply(session, first.id, first.segments[TRAINING].span, two)
    coding.apply(session, tall.id, tall.segments[0].span, two)
    if word == WORD:
        coding.decide(session, [first.segments[NOBODY].id])
    memos.add(session, f"{word} here", "coding", id_)
    memos.add(session, f"{word} there", "segment", first.segments[PAY].id)
    memos.add(session, f"{word} everywhere", "transcript", first.id)


@pytest.fixture(scope="module")
def studies(template: Path, tmp_path_factory: pytest.TempPathFactory, kit: Kit) -> tuple[Path, Path]:
    """A study in which Bea has worked, and the same after Ann has as well; copied, never opened."""
    alone = tmp_path_factory.mktemp("blind") / "alone.db"
    shutil.copy(template, alone)
    with Study.open(alone) as lead:
        assigning.assign(lead, ["first", "tall"], ["Ann", "Bea"])
    with Study.open(alone, "Bea") as bea:
        work(bea, ("pay", "housing"), "plain")
    both = alone.with_name("both.db")
    shutil.copy(alone, both)
    with Study.open(both, "Ann") as ann:
        work(ann, ("patriotism", "rental"), WORD)
        finishing.finish(ann, "first", none_applies=True)
    with Study.open(both) as lead:
        opening.open_up(lead, opening.to_open(lead, ["first"], ["[b]Ben[/b]"]))
    for place in (alone, both):
        with Study.open(place) as lead:
            tall = transcripts.load(lead, "tall")
            turns = [("R", each.span.of(tall.text)) for each in tall.segments[1:]]
            replacing.replace(lead, replacing.preview(lead, "tall", kit.interview("tall", turns)))
    return alone, both


async def still(pilot: Pilot[None], hands: Hands) -> str:
    """The screen, once it looks the same twice in a row."""
    seen: list[str] = []
    while len(seen) < 50 and not (len(seen) > 1 and seen[-1] == seen[-2]):
        await pilot.pause()
        seen.append(hands.screen(pilot))
    return seen[-1]


async def looks(pilot: Pilot[None], hands: Hands, keys: str) -> AsyncIterator[tuple[str, str, str]]:
    """The key, the name of the screen and what it shows, after each key."""
    for key in keys.split():
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        said = " ".join(each.message for each in pilot.app._notifications)
        pilot.app.clear_notifications()
        seen = re.sub(r"today \d\d:\d\d|\d{4}-\d\d-\d\d \d\d:\d\d", "now", await still(pilot, hands))
        yield key, type(pilot.app.screen).__name__, f"{seen}\n{said}"


async def test_nothing_on_any_screen_tells_of_others_work(
    studies: tuple[Path, Path], tmp_path: Path, start: Start, hands: Hands
) -> None:
    visited: set[str] = set()
    for keys, at in JOURNEYS:
        shown: list[list[tuple[str, str, str]]] = []
        for place in studies:
            folder = tmp_path / f"{at}-{place.stem}"
            folder.mkdir()
            async with start(Path(shutil.copy(place, folder)), "Bea", at=at, size=(120, 40)) as pilot:
                shown.append([each async for each in looks(pilot, hands, keys)])
        for alone, both in zip(*shown, strict=True):
            assert both == alone, "\n".join(ndiff(alone[2].splitlines(), both[2].splitlines()))
            assert WORD not in both[2] or "search" in both[2].casefold()
        visited |= {name for _key, name, _seen in shown[0]}
    assert leaves() - set(NOTHING_OF_CODERS) <= visited, "a new screen has to be visited"
