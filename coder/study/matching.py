"""The ways to look for something in a text: exactly, by a regular expression, or roughly.

A matcher is given the words of segments and answers, for each, with the stretches found: spans
of the stored text, and how near they come (100: as asked for).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any, Protocol
from warnings import catch_warnings

from rapidfuzz import fuzz, process

from coder.model import CoderError, Span
from coder.study.folding import Folded, fold, plain

LONGEST = 500
"""Characters of a query."""
BUDGET = 3.0
"""Seconds that a regular expression may take over one transcript."""
_WORKER = Path(__file__).with_name("pattern_worker.py")

Piece = tuple[int, str]
"""Where a segment begins in the stored text, and its words."""
Stretch = tuple[Span, float]


class Matcher(Protocol):
    """Finds stretches in the segments of one transcript at a time."""

    def find(self, pieces: Sequence[Piece]) -> list[list[Stretch]]:
        """The stretches of each piece, in order."""

    def close(self) -> None:
        """Let go of what the matcher holds."""


class Words:
    """Finds words as they are written, whatever their case and the way they are encoded."""

    def __init__(self, query: str, whole_word: bool) -> None:
        self._needle = _needle(query)
        edges = (r"(?<!\w)", r"(?!\w)") if whole_word else ("", "")
        self._pattern = re.compile(re.escape(self._needle).join(edges))

    def find(self, pieces: Sequence[Piece]) -> list[list[Stretch]]:
        """The stretches of each piece, in order."""
        return [self._in(start, words) for start, words in pieces]

    def _in(self, start: int, words: str) -> list[Stretch]:
        folded = fold(words, start)
        if self._needle not in folded.text:
            return []
        return [(folded.span(*each.span()), 100.0) for each in self._pattern.finditer(folded.text)]

    def close(self) -> None:
        """Nothing is held."""


class Roughly:
    """Finds what comes near: the best stretch of each segment, from a likeness of ``cutoff`` on."""

    def __init__(self, query: str, cutoff: float) -> None:
        self._needle = _needle(query)
        if len(self._needle) < 3:
            raise CoderError("a fuzzy search needs at least three letters.")
        self._cutoff = cutoff

    def find(self, pieces: Sequence[Piece]) -> list[list[Stretch]]:
        """The stretches of each piece, in order."""
        folded = [fold(words, start) for start, words in pieces]
        long = {i: each.text for i, each in enumerate(folded) if len(each.text) >= len(self._needle)}
        near = process.extract(
            self._needle, long, scorer=fuzz.partial_ratio, score_cutoff=self._cutoff, limit=None
        )
        found: list[list[Stretch]] = [[] for _ in pieces]
        for _, _, i in near:
            found[i] = self._best(folded[i])
        for i, each in enumerate(folded):
            if i not in long and (score := fuzz.ratio(self._needle, each.text)) >= self._cutoff:
                found[i] = [(each.span(0, len(each.text)), score)]
        return found

    def _best(self, folded: Folded) -> list[Stretch]:
        """The best stretch, from the beginning of a word to the end of one."""
        best = fuzz.partial_ratio_alignment(self._needle, folded.text, score_cutoff=self._cutoff)
        if best is None:
            return []
        start, end, text = best.dest_start, best.dest_end, folded.text
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        return [(folded.span(start, end), best.score)] if start < end else []

    def close(self) -> None:
        """Nothing is held."""


class Patterns:
    """Finds what fits a regular expression, in a process of its own that is ended when it takes too long."""

    def __init__(self, query: str, whole_word: bool, stop: Callable[[], bool]) -> None:
        pattern = fold(_not_too_long(query), words=False).text
        if not pattern:
            raise CoderError("search for what? Say at least one letter.")
        self._stop = stop
        self._process = subprocess.Popen(  # noqa: S603 - our own script by Python itself
            [sys.executable, "-I", "-S", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
        )
        wrong = self._ask(rf"(?<!\w)(?:{pattern})(?!\w)" if whole_word else pattern)
        if wrong is not None:
            self.close()
            raise CoderError(_no_pattern(query, wrong))

    def find(self, pieces: Sequence[Piece]) -> list[list[Stretch]]:
        """The stretches of each piece, in order; nothing when the search was stopped meanwhile."""
        folded = [fold(words, start, words=False) for start, words in pieces]
        answer = self._ask([each.text for each in folded])
        if answer is None:
            return [[] for _ in pieces]
        return [
            [(each.span(start, end), 100.0) for start, end in spans]
            for each, spans in zip(folded, answer, strict=True)
        ]

    def _ask(self, question: Any) -> Any:
        """The worker's answer; None, too, when somebody stopped the search."""
        done, late = Event(), Event()
        watch = Thread(target=self._watch, args=(done, late), daemon=True)
        watch.start()
        try:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            done.set()
            watch.join()
        if answer:
            return json.loads(answer)
        if self._stop() and not late.is_set():
            return None
        raise CoderError(
            f"the search was given up: the pattern takes more than {BUDGET:.0f} seconds over one interview. "
            "Repeats within repeats, as in (a+)+, do that; write it more plainly."
        )

    def _watch(self, done: Event, late: Event) -> None:
        """End the worker when the time is up or the search is stopped."""
        until = monotonic() + BUDGET
        while not done.wait(0.02):
            if monotonic() > until:
                late.set()
            if late.is_set() or self._stop():
                self._process.kill()
                return

    def close(self) -> None:
        """End the worker."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # it ended before it had read everything
        self._process.wait()


def pattern_fault(query: str) -> str:
    """Why a query cannot be a regular expression, in a sentence; empty when it can."""
    if len(query) > LONGEST:
        return f"a search has {LONGEST} characters at most; this one has {len(query)}."
    try:
        with catch_warnings(action="ignore"):
            re.compile(fold(query, words=False).text)
    except (re.error, OverflowError, RecursionError) as error:
        return _no_pattern(query, str(error) or "it is nested too deeply")
    return ""


def _no_pattern(query: str, wrong: str) -> str:
    shown = query if len(query) <= 60 else query[:59] + "…"
    return f"“{shown}” is not a regular expression: {wrong}."


def _needle(query: str) -> str:
    needle = plain(_not_too_long(query))
    if not needle:
        raise CoderError("search for what? Say at least one letter.")
    return needle


def _not_too_long(query: str) -> str:
    if len(query) > LONGEST:
        raise CoderError(f"a search has {LONGEST} characters at most; this one has {len(query)}.")
    return query
