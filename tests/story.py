"""The materials of a story that a test tells: interviews, a codebook, and what each coder thinks of a unit.

All of it is known beforehand, so that every number of the study can be reckoned by plain loops.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from coder.cli.main import main
from coder.model import Span, Transcript
from coder.study import codebook, coding, transcripts
from coder.study.study import Study

CODERS = ("Ana", "Ben", "Cid")
CODES = ("pay", "training", "honesty", "duty")
TREE = {"work": ("pay", "training"), "values": ("honesty", "duty")}
GROUPS = ("ministry", "region", "academia")
UNITS = {f"E{n:02}": 5 + (n * 7) % 4 for n in range(1, 25)}
"""How many answers each interview has."""
LANGUAGE = {name: "ru" if int(name[1:]) % 3 == 0 else "en" for name in UNITS}
GROUP = {name: GROUPS[(int(name[1:]) > 10) + (int(name[1:]) > 18)] for name in UNITS}

BOOK = """\
schema: 1
id: themes
version: 1
date: 2026-03-12
languages: [en, ru]
title: {en: Themes, ru: Темы}
authors: [A. Researcher]
codes:
  - id: work
    label: {en: Work, ru: Работа}
    codable: false
    children:
      - {id: pay, label: {en: Pay, ru: Оплата}}
      - {id: training, label: {en: Training, ru: Обучение}}
  - id: values
    label: {en: Values, ru: Ценности}
    codable: false
    children:
      - {id: honesty, label: {en: Honesty, ru: Честность}}
      - {id: duty, label: {en: Duty, ru: Долг}}
"""

Place = tuple[str, int]
"""An interview and which of its answers, from 0."""
Marked = tuple[str, int, str]
"""An interview, an answer and a code."""

_WORDS = {
    "en": (
        "salary office letter window training promise minister rule form desk village teacher budget",
        "Interviewer: What about number {n}, {name}?\n\nExpert: {first} of {name} at {n}, then {second}.\n\n",
    ),
    "ru": (
        "зарплата кабинет письмо окно обучение обещание министр правило форма стол посёлок учитель бюджет",
        "Интервьюер: А что скажете про {n}, {name}?\n\nЭксперт: {first}, {name}, {n}, затем {second}.\n\n",
    ),
}


def answer(name: str, n: int) -> str:
    """The words of an answer, as they stand in the file and once in it."""
    return text(name).split("\n\n")[2 * n + 1].split(": ", 1)[1]


def text(name: str) -> str:
    """An interview without its front matter."""
    rng, language = Random(name), LANGUAGE[name]
    words, turn = _WORDS[language]
    made = ""
    for n in range(UNITS[name]):
        first, second = (
            " ".join(rng.choices(words.split(), k=rng.randint(3, 9))).capitalize() for _ in range(2)
        )
        made += turn.format(n=n, name=name, first=first, second=second)
    return made


def write_materials(folder: Path) -> None:
    """The files of the study: a folder of interviews and a codebook."""
    (folder / "interviews").mkdir()
    for name in UNITS:
        facts = f"---\nrespondent: {name}\nlanguage: {LANGUAGE[name]}\n"
        facts += f"attributes:\n  group: {GROUP[name]}\n---\n"
        (folder / "interviews" / f"{name}.txt").write_text(facts + text(name), encoding="utf-8")
    (folder / "themes.yaml").write_text(BOOK, encoding="utf-8")


@dataclass
class Minds:
    """What each coder thinks of every answer: the codes, each with the words it is put on."""

    of: dict[str, dict[Place, dict[str, str]]] = field(default_factory=dict)

    @classmethod
    def seeded(cls) -> Minds:
        """Coders who mostly see the same, and now and then do not."""
        rng, minds = Random("the story"), cls({who: {} for who in CODERS})
        for name, many in UNITS.items():
            for n in range(many):
                true = {code for code in CODES if rng.random() < 0.3}
                for who in CODERS:
                    seen = {code for code in CODES if rng.random() < (0.8 if code in true else 0.1)}
                    whole = answer(name, n)
                    words = {code: whole if rng.random() < 0.7 else whole.rpartition(",")[0] for code in seen}
                    minds.of[who][name, n] = words
        return minds

    def marked(self, who: str, name: str) -> set[Marked]:
        """Every answer of the interview with every code that this coder puts on it."""
        return {(name, n, code) for n in range(UNITS[name]) for code in self.of[who][name, n]}


def work(study: Study, name: str, minds: Minds, who: str) -> None:
    """Code an interview as the coder at the keyboard does, the last answer without a code left undecided."""
    found = transcripts.load(study, name)
    answers = [each for each in found.segments if each.is_unit]
    new = [
        _new(study, found, words, code)
        for n in range(UNITS[name])
        for code, words in minds.of[who][name, n].items()
    ]
    coding.apply_all(study, new, f"code {name}")
    coding.decide(study, [each.id for each in answers[:-1]])


def _new(study: Study, found: Transcript, words: str, code: str) -> coding.NewCoding:
    assert found.text.count(words) == 1, words
    start = found.text.index(words)
    code_id = codebook.find_code(study, code).id
    return coding.NewCoding(found.id, Span(start, start + len(words)), code_id)


def apply(study: Study, name: str, words: str, code: str) -> int:
    """Put a code on these words, which stand once in the interview."""
    new = _new(study, transcripts.load(study, name), words, code)
    return coding.apply(study, new.transcript_id, new.span, new.code_id)


def remove(study: Study, place: Place, code: str) -> None:
    """Take back what the coder at the keyboard put on an answer."""
    found = transcripts.load(study, place[0])
    span = found.segments[2 * place[1] + 1].span
    code_id = codebook.find_code(study, code).id
    for each in coding.codings_of(study, found.id, study.acting().id):
        if each.code_id == code_id and span.start <= each.span.start < span.end:
            coding.remove(study, each.id)


# --- plain reckoning ------------------------------------------------------------------------------------

Rated = Mapping[Place, Mapping[str, set[str]]]
"""By answer, by coder, the codes given; a coder who has not decided the answer is not in it."""


def rated(minds: Minds, teams: Mapping[str, Iterable[str]]) -> Rated:
    """What the coders of each interview say of its answers."""
    return {
        (name, n): {who: set(minds.of[who][name, n]) for who in team}
        for name, team in teams.items()
        for n in range(UNITS[name])
    }


@dataclass(frozen=True)
class Agreement:
    """Of a code whose units have two raters each, and more of units that have one."""

    units: int
    differ: int
    yes: int

    @property
    def percent(self) -> float:
        """The share of units on which both say the same."""
        return 1 - self.differ / self.units

    @property
    def observed(self) -> float:
        """Krippendorff's observed disagreement."""
        return self.differ / self.units

    @property
    def expected(self) -> float:
        """What chance would give: two of all 2n ratings drawn without putting back."""
        ratings = 2 * self.units
        return 2 * self.yes * (ratings - self.yes) / (ratings * (ratings - 1))

    @property
    def alpha(self) -> float:
        """Krippendorff's alpha, nominal."""
        return 1 - self.observed / self.expected


def agreement(ratings: Rated, code: str) -> Agreement:
    """One unit at a time."""
    twice = [[code in given for given in each.values()] for each in ratings.values() if len(each) == 2]
    return Agreement(len(twice), sum(a != b for a, b in twice), sum(a + b for a, b in twice))


def cohen(ratings: Rated, code: str, one: str, other: str) -> float | None:
    """Cohen's kappa of two coders on the units that both decided; None where chance is all there is."""
    both = [(code in each[one], code in each[other]) for each in ratings.values() if {one, other} <= {*each}]
    same = sum(a == b for a, b in both) / len(both)
    yes_one, yes_other = (sum(pair[side] for pair in both) / len(both) for side in (0, 1))
    chance = yes_one * yes_other + (1 - yes_one) * (1 - yes_other)
    return (same - chance) / (1 - chance) if chance < 1 else None


def pairs() -> list[tuple[str, str]]:
    """Every two coders."""
    return list(combinations(CODERS, 2))


def differing(ratings: Rated) -> set[Marked]:
    """The codes on answers that one coder gave and another who decided the answer did not."""
    return {
        (*place, code)
        for place, each in ratings.items()
        for code in CODES
        if 0 < sum(code in given for given in each.values()) < len(each)
    }


def agreed(ratings: Rated, coders: int) -> set[Marked]:
    """The codes that all give to answers decided by this many coders."""
    return {
        (*place, code)
        for place, each in ratings.items()
        for code in CODES
        if len(each) == coders and all(code in given for given in each.values())
    }


def frequencies(marked: Iterable[Marked], group: str | None = None) -> dict[str, tuple[int, int]]:
    """By code and heading: respondents who mention it, of how many."""
    of = sum(each in (group, *(() if group else GROUPS)) for each in GROUP.values())
    found: dict[str, set[str]] = {code: set() for code in (*CODES, *TREE)}
    for name, _, code in marked:
        if group in (None, GROUP[name]):
            found[code].add(name)
            found[next(heading for heading, below in TREE.items() if code in below)].add(name)
    return {code: (len(names), of) for code, names in found.items()}


# --- the command line -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What a command said."""

    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout, read as JSON."""
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Stdout, read as CSV."""
        return list(csv.DictReader(io.StringIO(self.out)))


def run(*arguments: str | Path, code: int = 0) -> Said:
    """Run ``coder ARGUMENTS`` in a pipe, in this process; it must exit with ``code``."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    status: Any = 0
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CODER_STUDY", "CODER_NAME", "LC_ALL", "LC_MESSAGES", "LANG"):
            patch.delenv(name, raising=False)
        patch.setattr(sys, "argv", ["coder", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.StringIO())
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main()
            except SystemExit as left:
                status = left.code or 0
    said = Said(*(each.buffer.getvalue().decode() for each in (out, err)))
    assert status == code, (arguments, status, said)
    return said
