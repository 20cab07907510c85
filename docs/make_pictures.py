"""Make the pictures of the app that the documentation shows.

    python docs/make_pictures.py [NAME ...]

Builds the demonstration in a temporary folder, adds a coder who is in the middle of it, presses
the keys that a coder would press, and writes SVG files beside this script; with names, those
pictures alone. Sizes, clock and place are fixed, so that the same app gives the same files, and
a picture asks for nothing from elsewhere: no font, no script.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from coder.files import shipped, tables
from coder.model import Codebook, Span
from coder.study import codebook, coding, demo, demo_words, memos, people, pins, transcripts
from coder.study.study import Study
from coder.tui import speech
from coder.tui.app import CoderApp
from coder.tui.settings import Settings

HERE = Path(__file__).parent
FONTS = "DejaVu Sans Mono, Menlo, Consolas, monospace"
MIRA = "Mira"
DONE = 8
"""Interviews that she has finished; she is in the middle of the next one."""
MIDDLE = "E09"
BEFORE = 13
"""The turn at which she is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: how large, after which keys, who looks, and in which colours."""

    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (100, 30)
    coder: str = MIRA
    theme: str = ""
    color: bool = True


CODED = ("enter", "up", "up")
"""To a turn that has codes."""
SCENES: Mapping[str, Scene] = {
    "home": Scene(),
    "coding": Scene(CODED, (160, 45)),
    "coding-80x24": Scene(CODED, (80, 24)),
    "coding-light": Scene(CODED, (120, 34), theme="coder-light"),
    "coding-contrast": Scene(CODED, (120, 34), theme="coder-contrast"),
    "coding-no-color": Scene(CODED, (120, 34), color=False),
    "finder": Scene(("enter", "slash", *"закон"), (110, 30)),
    "suggestions": Scene(("down", "enter", "n", "n", "s"), (110, 30)),
    "help": Scene(("enter", "question_mark"), (110, 34)),
    "codebook": Scene(("b", *["down"] * 6), (120, 34)),
    "search": Scene(("f", *"learn", "enter"), (110, 30)),
    "memos": Scene(("m",)),
    "review": Scene(("r", *["down"] * 6), (140, 36), demo_words.CONSENSUS),
    "frequencies": Scene(("t",), (110, 34), demo_words.CODERS[0]),
    "agreement": Scene(("a",), (120, 34), demo_words.CODERS[0]),
}


# --- a study to be seen ----------------------------------------------------------------------------


class Day(date):
    """The day of the pictures."""

    @classmethod
    def today(cls) -> Day:
        """It is always the same."""
        return cls(2026, 3, 2)


@contextmanager
def clock() -> Iterator[None]:
    """A day on which a second goes by with every change."""
    seconds = count()

    def now() -> str:
        n = next(seconds)
        return f"2026-03-02T{9 + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000000Z"

    os.environ["TZ"] = "UTC"
    time.tzset()
    patches: list[Any] = [patch(f"coder.study.{each}.now", now) for each in ("change", "history", "study")]
    patches += [patch(f"coder.report.{each}.date", Day) for each in ("agreement", "denominators")]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def with_mira(place: Path) -> None:
    """Add a coder who has finished some interviews and is in the middle of one."""
    with Study.open(place) as study:
        books = codebook.codebooks(study)
        records = tables.read_codings(shipped.folder("transcripts") / "codings" / "dana.csv")
        names = transcripts.names(study)[: DONE + 1]
        new, decided = [], []
        for name in names:
            interview = transcripts.load(study, name)
            units = [each for each in interview.segments if each.is_unit]
            seen = [each for each in units if name != MIDDLE or each.position + 1 < BEFORE]
            decided += [each.id for each in seen]
            for record in records:
                if record.transcript == name and record.code:
                    start = interview.text.index(record.quote)
                    span = Span(start, start + len(record.quote))
                    if span.end <= seen[-1].span.end:
                        new.append(coding.NewCoding(interview.id, span, code_id(books, record.code)))
        mira = people.add_coder(study, MIRA)
        coding.bring_in(study, mira, new, decided, "bring in what Mira has coded")
    with Study.open(place, MIRA) as study:
        kept = ("honesty", "patriotism", "define-values", "human-capital", "terms-conditions")
        for slot, slug in enumerate(kept, start=1):
            pins.pin(study, slot, next(c.id for b in books for c in b.codes if c.slug == slug))
        interview = transcripts.load(study, MIDDLE)
        turns = {each.position + 1: each.id for each in interview.segments}
        memos.add(study, "Law first, values after: does E09 mean an order of steps?", "segment", turns[11])
        memos.add(study, "The hub's experts speak of contracts only. Ask Timur.", "transcript", interview.id)
        memos.add(study, "Where “values” are a poster on the wall, I do not code them.")


def code_id(books: list[Codebook], name: str) -> int:
    """The id of a code called ``book/code``."""
    return next(code.id for book in books for code in book.codes if f"{book.slug}/{code.slug}" == name)


# --- a picture --------------------------------------------------------------------------------------


async def settle(pilot: Pilot[None]) -> None:
    """Wait for what is counted in the background, and until it is shown."""
    await pilot.pause()
    running = [each.wait() for each in pilot.app.workers]
    await asyncio.gather(*running, return_exceptions=True)
    await pilot.pause()
    await pilot.pause()


async def picture(study: Study, scene: Scene) -> str:
    """The app after some keys, as SVG."""
    app = CoderApp(study, "en", settings=Settings(theme=scene.theme))
    app.keeps = False
    async with app.run_test(size=scene.size) as pilot:
        await settle(pilot)
        for key in scene.keys:
            await pilot.press(key)
            await settle(pilot)
        for each in (*app.screen.query(Input), *app.screen.query(TextArea)):
            each.cursor_blink = False
        await pilot.pause()
        svg = app.export_screenshot(title="coder", simplify=True)
    return smaller(svg)


_CELL = 12.2
"""The width of a cell in the picture."""
_TEXT = re.compile(
    r'<text class="(\w+)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)">(.*?)</text>', re.DOTALL
)
_RECT = r'<rect fill="([^"]+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>'


def _words(found: re.Match[str]) -> str:
    """Words without the room around them."""
    kind, x, y, length, words = found.groups()
    text = words.strip()
    if not text:
        return ""
    before = len(words) - len(words.lstrip())
    text = re.sub(" {2,}", lambda room: "\N{NO-BREAK SPACE}" * len(room[0]), text)
    x_, length_ = float(x) + _CELL * before, float(length) - _CELL * (len(words) - len(text))
    return f'<text class="{kind}" x="{x_:.5g}" y="{y}" textLength="{length_:.5g}">{text}</text>'


def _grounds(found: re.Match[str]) -> str:
    """The grounds of all words: one shape for each colour."""
    shapes: dict[str, list[str]] = {}
    for fill, x, y, width, height in re.findall(_RECT, found[0]):
        shapes.setdefault(fill, []).append(f"M{float(x):.5g} {y}h{float(width):.5g}v{height}H{float(x):.5g}z")
    return "".join(f'<path fill="{fill}" d="{"".join(each)}"/>' for fill, each in shapes.items())


def smaller(svg: str) -> str:
    """The same picture without what it can be seen without."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family:\s*[^;]+;", f"font-family: {FONTS};", svg)
    svg = re.sub(r"terminal-\d+-", "", svg)
    svg = re.sub(r'<clipPath id="line-\d+">.*?</clipPath>', "", svg, flags=re.DOTALL)
    svg = re.sub(r' clip-path="url\(#line-\d+\)"', "", svg)
    svg = svg.replace(' shape-rendering="crispEdges"', "").replace(
        'class="rich-terminal"', 'shape-rendering="crispEdges"'
    )
    svg = re.sub(f"(?:{_RECT})+", _grounds, svg)
    svg = _TEXT.sub(_words, svg.replace("&#160;", " "))
    svg = re.sub(r"\s*\n\s*", "\n", svg)
    return re.sub(r">\s+<", ">\n<", svg).strip() + "\n"


def main(names: list[str]) -> None:
    """Write every picture, or those named."""
    speech.speak("en")
    with clock(), tempfile.TemporaryDirectory() as folder:
        others = (demo_words.CODERS[0], demo_words.CONSENSUS)
        places = {coder: Path(folder) / f"{coder}.db" for coder in (MIRA, *others)}
        demo.build(places[MIRA]).close()
        for each in others:
            shutil.copy(places[MIRA], places[each])
        with_mira(places[MIRA])
        for name, scene in SCENES.items():
            if names and name not in names:
                continue
            os.environ.pop("NO_COLOR", None)
            if not scene.color:
                os.environ["NO_COLOR"] = "1"
            with Study.open(places[scene.coder], scene.coder) as study:
                svg = asyncio.run(picture(study, scene))
            (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
