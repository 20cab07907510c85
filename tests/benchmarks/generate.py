"""A study of any size from a seed: what the benchmarks are run on.

    python -m tests.benchmarks.generate big.db --interviews 2000

The tables are made by the program itself; the rows go in past it, in bulk, since a million
changes with their events would take hours. The result is a study like any other: the same seed
gives the same codings. Coders mostly see the same codes (``TRUE`` of the time) and now and then
something else, so that agreement is neither perfect nor nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from coder.study.chain import digest_of, link_of
from coder.study.study import Study

AT = "2026-11-21T12:00:00.000000Z"
DETAILS = '{"date": "", "authors": [], "level_of_coding": "segment", "sets": {}, "changes": []}'
TRUE, LONG = 0.75, 0.02
"""Share of a segment's codes that a coder sees; share of spans that run over two segments."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a study is; by default the one that the budgets speak of."""

    interviews: int = 2000
    segments: int = 50
    """In each interview; all are a respondent's."""
    codes: int = 100
    coders: int = 5
    codings: int = 1_000_000
    seed: int = 20261121
    long: int = 0
    """Segments of one more interview, the last; coder 1 has coded the first half of it."""
    logged: bool = False
    """Whether every coding has its event, as in a study that was coded and not generated."""

    def interview(self, number: int) -> tuple[int, int]:
        """How many segments come before those of an interview, and how many it has."""
        return (number - 1) * self.segments, self.long if number > self.interviews else self.segments

    @property
    def numbers(self) -> range:
        """The interviews, counting from 1."""
        return range(1, self.interviews + bool(self.long) + 1)

    @property
    def units(self) -> int:
        """The segments of all interviews."""
        return self.interviews * self.segments + self.long


def build(path: Path, size: Size | None = None) -> Path:
    """Make the study; a file that exists already is refused."""
    size = size or Size()
    Study.create(path, f"Generated, seed {size.seed}").close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-500000")
        _people(connection, size)
        _texts(connection, size)
        _codings(connection, size)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _insert(
    connection: sqlite3.Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    names = columns.split()
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)


def _guid(*parts: object) -> str:
    return str(UUID(bytes=hashlib.md5("/".join(map(str, parts)).encode()).digest()))


def _people(connection: sqlite3.Connection, size: Size) -> None:
    """Coders, respondents in seven groups and two sides, a codebook: ten headings, the rest below them."""
    names = [f"Coder {i}" for i in range(1, size.coders + 1)]
    rows = [(i, _guid("coder", i), name, "coder", 0) for i, name in enumerate(names, 1)]
    _insert(connection, "coder", "id guid name role blind", rows)
    n = size.numbers
    _insert(connection, "respondent", "id guid ref", [(i, _guid("respondent", i), f"R{i:05}") for i in n])
    _insert(connection, "attribute", "id name type", [(1, "group", "text"), (2, "side", "text")])
    values = [(i, 1, f"group {i % 7}") for i in n] + [(i, 2, ("internal", "external")[i % 4 > 0]) for i in n]
    _insert(connection, "attribute_value", "respondent_id attribute_id value", values)
    book = (1, _guid("book"), "book", 1, '{"en": "Generated"}', '["en"]', DETAILS, AT)
    _insert(connection, "codebook", "id guid slug version title languages details added_at", [book])
    columns = (
        "id guid codebook_id parent_id position slug label color codable origin brief definition "
        "use_when not_when examples aliases status"
    )
    texts = ("{}", "{}", "[]", "[]", "[]", "[]", "active")
    heads = max(1, size.codes // 10)
    codes = [
        (
            *(i, _guid("code", i), 1, None if i <= heads else (i - 1) % heads + 1, i, f"code-{i}"),
            *(f'{{"en": "Code {i}"}}', "#888888", 1, "deductive", *texts),
        )
        for i in range(1, size.codes + 1)
    ]
    _insert(connection, "code", columns, codes)


WORDS = "We change one thing, then another; the whole system has stayed as it was for twenty years now. "


def _texts(connection: sqlite3.Connection, size: Size) -> None:
    """Interviews of equal turns, each of one speaker who is the respondent."""
    step = len(WORDS)
    n = size.numbers
    texts = {i: WORDS * i for i in (size.segments, size.long)}
    columns = "id guid name language text text_sha256 respondent_id source added_at"
    rows = [
        (i, _guid("transcript", i), f"T{i:05}", "en", texts[size.interview(i)[1]], f"{i:064x}", i, "", AT)
        for i in n
    ]
    _insert(connection, "transcript", columns, rows)
    speakers = [(i, i, "R", "respondent", i) for i in n]
    _insert(connection, "speaker", "id transcript_id label role respondent_id", speakers)
    segments = (
        (size.interview(i)[0] + k + 1, i, k, k * step, (k + 1) * step - 1, i, "turn")
        for i in n
        for k in range(size.interview(i)[1])
    )
    _insert(connection, "segment", "id transcript_id position start end speaker_id kind", segments)


def _codings(connection: sqlite3.Connection, size: Size) -> None:
    columns = (
        "id guid transcript_id start end segment_first_id segment_last_id code_id coder_id codebook_version "
        "quote context_before context_after created_at"
    )
    decided: list[tuple[int, int]] = []
    _insert(connection, "coding", columns, _coding_rows(size, decided))
    _insert(connection, "decision", "segment_id coder_id at", ((a, b, AT) for a, b in sorted(decided)))
    if size.logged:
        columns = "at coder_id action summary payload digest chain"
        _insert(connection, "event", columns, _event_rows(connection))


def _event_rows(connection: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """An event for every coding, as the app leaves it behind."""
    link = ""
    for id_, coder, code in connection.execute("SELECT id, coder_id, code_id FROM coding").fetchall():
        noted = {"table": "coding", "key": {"id": id_}, "before": None, "after": {}}
        summary = f"apply code-{code}: T00001 “{WORDS[3:42]}…”"
        payload = {"changes": [noted]}
        digest = digest_of(AT, coder, "apply", summary, payload)
        link = link_of(link, digest)
        yield AT, coder, "apply", summary, json.dumps(payload), digest, link


def _coding_rows(size: Size, decided: list[tuple[int, int]]) -> Iterator[tuple[Any, ...]]:
    """Codings one interview after the other; ``decided`` takes the segments a coder left without code."""
    random = np.random.default_rng(size.seed)
    shares = 1 / np.arange(1, size.codes + 1) ** 0.7
    shares = random.permutation(shares / shares.sum())
    mean = size.codings / (size.units * size.coders)
    given = 0
    for interview in size.numbers:
        before, segments = size.interview(interview)
        bias = random.permutation(shares) * 0.5 + shares * 0.5
        want = round(size.codings * (before + segments) / size.units) - given
        marks = _marks(random, replace(size, segments=segments), mean, bias)
        if open_ := interview > size.interviews:
            marks = [each for each in marks if each[2] != 1 or each[0] < segments // 2]
        for k, code, coder in marks[:want]:
            given += 1
            first = before + k + 1
            over = k + 1 < segments and given % round(1 / LONG) == 0
            start, end = k * len(WORDS) + 3, (k + 1 + over) * len(WORDS) - 8
            quote = WORDS[3:-8] if not over else (WORDS * 2)[3:-8]
            yield (
                *(given, f"{given:032x}", interview, start, end, first, first + over, code, coder, 1, quote),
                *("We ", "s now. ", AT),
            )
        there = {(k, coder) for k, _, coder in marks[:want]}
        decided += [
            (before + k + 1, coder)
            for k in range(segments)
            for coder in range(1, size.coders + 1)
            if (k, coder) not in there and not (open_ and coder == 1 and k >= segments // 2)
        ]


def _marks(random: np.random.Generator, size: Size, mean: float, shares: Any) -> list[tuple[int, int, int]]:
    """(segment, code, coder) of an interview, in random order: more than enough of them."""
    true = random.poisson(mean * 1.15, size.segments)
    found: set[tuple[int, int, int]] = set()
    for k in range(size.segments):
        there = random.choice(size.codes, min(int(true[k]), size.codes), replace=False, p=shares) + 1
        for coder in range(1, size.coders + 1):
            seen = there[random.random(len(there)) < TRUE]
            extra = random.choice(size.codes, random.poisson(mean * 0.3), p=shares) + 1
            found |= {(k, int(code), coder) for code in (*seen, *extra)}
    marks = sorted(found)
    random.shuffle(marks)
    return marks


def main() -> None:
    """Make one from the command line."""
    parser = argparse.ArgumentParser(description="Make a study for the benchmarks.")
    parser.add_argument("path", type=Path)
    for name in ("interviews", "segments", "codes", "coders", "codings", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Size(), name))
    parser.add_argument("--long", type=int, default=0, help="segments of one more interview")
    parser.add_argument("--logged", action="store_true", help="with an event for every coding")
    given = vars(parser.parse_args())
    build(given.pop("path"), Size(**given))
    sys.stdout.write("made\n")


if __name__ == "__main__":
    main()
