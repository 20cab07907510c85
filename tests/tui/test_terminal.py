"""A day in a real terminal: one interview from its first turn to its last, and no mouse."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.study import counts, people, transcripts
from coder.study.study import Study
from coder.tui.keys import TWIN

if TYPE_CHECKING:
    from tests.tui.conftest import Hands

TMUX = shutil.which("tmux")
pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux, the terminal of these tests, is not installed")

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until words that have not come are given up; on an idle machine they take a tenth of one."""
LOOK = 0.02
"""Seconds between two looks at the screen."""
_COLOR = re.compile(r"[34]8[;:]2[;:]+(\d+)[;:](\d+)[;:](\d+)")


class Terminal:
    """A tmux server of its own with one program in it."""

    def __init__(self, name: str, size: tuple[int, int], command: list[str], environment: dict[str, str]):
        self.name = name
        self.environment = environment
        options = ["set", "-g", "default-terminal", "tmux-256color"]
        place = ["-x", str(size[0]), "-y", str(size[1]), "-c", str(ROOT)]
        shell = ["sh", "-c", '"$@"; echo "ended with $?"; read nothing', "sh", *command]
        self.tmux("start-server", ";", *options, ";", "new-session", "-d", *place, *shell)

    def tmux(self, *arguments: str) -> str:
        """What a command to the server answers."""
        assert TMUX is not None
        call = [TMUX, "-u", "-L", self.name, "-f", "/dev/null", *arguments]
        done = subprocess.run(
            call, env=self.environment, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=True
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys, as tmux names them."""
        self.tmux("send-keys", *("\\;" if each == ";" else each for each in keys))

    def type(self, words: str) -> None:
        """Type words."""
        self.tmux("send-keys", "-l", "--", words)

    def screen(self, *options: str) -> str:
        """The screen, with ``-e`` colours and all."""
        return self.tmux("capture-pane", "-p", *options)

    def see(self, *words: str) -> str:
        """Look until all these words stand on the screen, and give it back."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            seen = self.screen()
            if all(each in seen for each in words):
                return seen
            time.sleep(LOOK)
        raise AssertionError(f"{words} did not come:\n{self.screen()}")

    def colors(self) -> set[tuple[int, ...]]:
        """Every colour on the screen that is not a shade of grey."""
        found = {tuple(map(int, each)) for each in _COLOR.findall(self.screen("-e"))}
        assert found, "no colour at all: tmux keeps none, and nothing can be told"
        return {each for each in found if len(set(each)) > 1}


@dataclass(frozen=True, slots=True)
class Layout:
    """What a keyboard writes with the same keys, and what its owner types to find a code."""

    name: str
    twins: Mapping[str, str]
    find: str
    again: str
    words: Mapping[str, str]
    memo: str

    def key(self, latin: str) -> str:
        """What the key of a Latin letter writes."""
        return self.twins.get(latin, latin)


LATIN = Layout(
    "latin",
    {},
    "/",
    ".",
    {
        "honesty": "honesty",
        "three-spheres": "three spheres",
        "values-in-law": "fixed by law",
        "insufficient-competence": "competence of",
        "contract-service-needed": "timely",
        "terms-conditions": "terms",
    },
    "Ask again; who [b]is[/b] the third?",
)
CYRILLIC = Layout(
    "cyrillic",
    TWIN,
    ".",
    "ю",
    {
        "honesty": "честность",
        "three-spheres": "трех сферах",
        "values-in-law": "законе",
        "insufficient-competence": "компетентность служащих",
        "contract-service-needed": "своевременна",
        "terms-conditions": "оплаты труда",
    },
    "Спросить ещё раз; кто [b]третий[/b]?",
)

RUNS = [
    ((80, 24), LATIN, True),
    ((80, 24), CYRILLIC, False),
    ((160, 45), LATIN, False),
    ((160, 45), CYRILLIC, True),
]
"""Every size with every layout, with and without colour, and every layout with and without colour."""

INTERVIEW = "E09"
SYSTEMATIC = "Systematic, comprehensive approach"
SENTENCES = ("Пункт первый — патриотизм. ", "потом жить его детям.")
"""How the passage of two sentences begins, and how it ends."""
EXPECTED = [
    (3, "honesty", None),
    (3, "systematic-approach", None),
    (5, "systematic-approach", SENTENCES),
    (5, "systematic-approach", ("первый", " — патриотизм")),
    (7, "three-spheres", None),
    (9, "values-in-law", None),
    (13, "insufficient-competence", None),
    (17, "contract-service-needed", None),
    (19, "terms-conditions", None),
]
"""Turn, code, and the ends of the passage; None is the whole turn."""


@contextmanager
def opened(command: list[str], size: tuple[int, int], tmp_path: Path, color: bool) -> Iterator[Terminal]:
    """The program in a terminal, which is closed afterwards whatever happens."""
    known = {"PATH", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR", "PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name in known} | {
        "HOME": str(tmp_path),
        "CODER_CONFIG": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "TMUX_TMPDIR": str(tmp_path),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    if not color:
        environment["NO_COLOR"] = "1"
    terminal = Terminal(f"coder-{os.getpid()}", size, command, environment)
    try:
        yield terminal
    finally:
        with suppress(subprocess.SubprocessError):
            terminal.tmux("kill-server")


def told(place: Path, *arguments: str) -> str:
    """What a command prints, with what it says besides."""
    command = [sys.executable, "-m", "coder", *arguments, "--study", str(place)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout or done.stderr


@pytest.mark.parametrize(
    ("size", "layout", "color"),
    RUNS,
    ids=[f"{w}x{h}-{layout.name}-{'color' if color else 'grey'}" for (w, h), layout, color in RUNS],
)
def test_an_interview_from_start_to_end(
    demo_place: Path, tmp_path: Path, hands: Hands, size: tuple[int, int], layout: Layout, color: bool
) -> None:
    with Study.open(demo_place) as study:
        people.add_coder(study, "Mira", blind=True)
    command = [sys.executable, "-m", "coder", "--study", str(demo_place), "--coder", "Mira"]
    with opened(command, size, tmp_path, color) as terminal:
        code_it(terminal, layout)
        assert bool(terminal.colors()) == color
        look_back(terminal, layout)

    with Study.open(demo_place, "Mira") as study:
        interview = transcripts.load(study, INTERVIEW)
        how_far = {each.name: (each.decided, each.units) for each in counts.transcript_lines(study)}
    turns = {each.position + 1: each for each in interview.segments}
    assert how_far[INTERVIEW] == (10, 10)
    assert sum(decided for decided, _units in how_far.values()) == 10
    expected = []
    for number, code, ends in EXPECTED:
        words = turns[number].span.of(interview.text)
        if ends is not None:
            start = words.index(ends[0])
            words = words[start : words.index(ends[1], start) + len(ends[1])]
        expected.append((code, words))
    assert hands.codings(demo_place, "Mira") == expected
    assert hands.decided(demo_place, "Mira") == [11, 15, 21]
    assert hands.rows(
        demo_place,
        "SELECT memo.text, segment.position + 1 FROM memo JOIN segment ON segment.id = memo.segment_id",
    ) == [(layout.memo, 7)]

    assert "sound" in told(demo_place, "check")
    table = list(csv.DictReader(told(demo_place, "freq", "--rule", "Mira", "--format", "csv").splitlines()))
    coded = {code for _turn, code, _ends in EXPECTED}
    assert {each["code"] for each in table if each["codable"] == "true" and each["n"] != "0"} == coded
    assert {(each["n"], each["of"], each["percent_text"]) for each in table if each["code"] in coded} == {
        ("1", "24", "4.2%")
    }


def code_it(terminal: Terminal, layout: Layout) -> None:
    """Code the interview, every unit of it, with the keys of a layout."""
    key = layout.key

    def find(code: str, label: str) -> None:
        terminal.press(layout.find)
        terminal.see("Enter applies")
        terminal.type(layout.words[code])
        terminal.see(f"/{code}")
        terminal.press("Enter")
        terminal.see("1 code", f" A  {label}")

    terminal.see("0 of 24 interviews decided", "0/12")
    terminal.press(*[key("j")] * 8)
    terminal.see("▶ E09", "next: E09, 10 units left")
    terminal.press("Enter")
    terminal.see("segment 3/21", "decided 0/10", "not decided yet")
    terminal.press(key("j"))
    terminal.see("segment 4/21", "the interviewer's words are not coded")
    terminal.press(key("k"))
    terminal.see("segment 3/21")

    # a code found by letters, and one kept under a digit
    find("honesty", "Honesty")
    terminal.press(key("c"))
    terminal.see("1 to 9 pin it")
    terminal.press("Down", "Down", "Down")
    terminal.see("reform-directions/systematic-approach")
    terminal.press("1")
    terminal.see("■ 1 Systematic")
    terminal.press(key("c"))
    terminal.see("n next", "decided 1/10 (10%)")
    terminal.press("1")
    terminal.see("2 codes", f" B  {SYSTEMATIC}")

    # passages: two sentences, then words of them
    terminal.press(key("n"))
    terminal.see("segment 5/21", "not decided yet")
    terminal.press(key("v"))
    terminal.see("by sentence:")
    terminal.press("Down", "Right", "1")
    terminal.see("1 code", f" A  {SYSTEMATIC}  “{SENTENCES[0][:12]}", "decided 2/10 (20%)")
    terminal.press(key("v"), key("v"))
    terminal.see("by word:")
    terminal.press("Down", "Down", "Right", layout.again)
    terminal.see("again: Systematic", f" B  {SYSTEMATIC}  “первый — патриотизм")

    # nothing to fear
    terminal.press(key("u"))
    terminal.see("undone: apply systematic-approach", "1 code")
    terminal.press("C-r")
    terminal.see("redone: apply systematic-approach", "2 codes")
    terminal.press(key("x"))
    terminal.see("Which code goes?")
    terminal.press("Down", "Enter")
    terminal.see("1 code", "segment 5/21")
    terminal.press(key("u"))
    terminal.see("undone: remove systematic-approach", f" B  {SYSTEMATIC}")

    # a memo on a turn
    terminal.press(key("n"))
    terminal.see("segment 7/21", "not decided yet")
    terminal.press(key("m"))
    terminal.see("A memo on what?")
    terminal.press("Enter")
    terminal.see("Memo on", "Esc close")
    terminal.type(layout.memo)
    terminal.see(layout.memo)
    terminal.press("C-s")
    terminal.see("segment 7/21", "1 memo")
    find("three-spheres", "Values in three spheres")

    # the rest of it
    terminal.press(key("n"))
    terminal.see("segment 9/21", "not decided yet")
    find("values-in-law", "Values fixed by law")
    terminal.press(key("n"))
    terminal.see("segment 11/21", "not decided yet")
    terminal.press("Space")
    terminal.see("segment 13/21", "decided 5/10 (50%)")
    find("insufficient-competence", "Insufficient competence")
    terminal.press(key("n"))
    terminal.see("segment 15/21", "not decided yet")
    terminal.press("Space")
    terminal.see("segment 17/21", "decided 7/10 (70%)")
    find("contract-service-needed", "Contract service necessary")
    terminal.press(key("n"))
    terminal.see("segment 19/21", "not decided yet")
    find("terms-conditions", "Employment terms")
    terminal.press(key("n"))
    terminal.see("segment 21/21", "not decided yet")
    terminal.press("Space")
    terminal.see("Every unit of this interview is decided.")


def look_back(terminal: Terminal, layout: Layout) -> None:
    """Back at the interviews, and out."""
    terminal.press("Escape")
    terminal.see("1 of 24 interviews decided", "10/10", "▶ E09")
    terminal.press(layout.key("q"))
    terminal.see("ended with 0")
