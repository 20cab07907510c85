"""Where a passage of a text stands after the text was edited.

>>> placed = place("Yes. The pay is low.", "Well, yes. The pay is too low.", [Span(5, 20)])
>>> placed[0].kind, placed[0].span
('fuzzy', Span(start=11, end=30))

``same`` and ``moved`` are proved: the words stand there letter for letter, and together with
what stands before them, and again with what stands after them, they occur once in the old text
and once in the new one. ``fuzzy`` is found by the words around it that stayed. What could be in
two places as well is ``lost``: nothing is ever guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from coder.model import Span
from coder.study.rewriting.aligning import align
from coder.study.rewriting.edges import Alignment, Block
from coder.study.rewriting.reaches import Reach, reaches

Kind = Literal["same", "moved", "fuzzy", "lost"]
"""``same``: the words and the offsets are as they were; ``moved``: the words are, elsewhere."""

_CONTEXTS = (48, 400)
"""Characters around a passage that may prove which one of several alike it is."""
_SMALL = 16
"""Characters of words that are worth asking roughly whether they stand elsewhere."""
_ANCHOR = 20
"""Characters that stayed, around a passage, that hold it."""
_KEPT = 0.5
"""The share of a passage's letters that must have stayed."""
_WORD = 3
"""Letters of words that are worth asking whether they stand elsewhere now."""
_MOVED = 75.0
"""How alike such words are, of 100."""
_REPLACED = 80
"""Characters that may have come in the place of an end of a passage."""
_LEAST = 50.0
"""The least likeness of an edited passage to what it was, of 100."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a passage went."""

    kind: Kind
    span: Span | None
    """In the new text; None where it is lost."""
    score: float
    """How alike the words are, 0 to 100; 100 for what is the same or moved, 0 for what is lost."""
    quote: str
    """The words in the new text; of a lost one, those it had."""


def place(old: str, new: str, spans: Sequence[Span]) -> list[Placed]:
    """Say of each passage of the old text where it stands in the new one."""
    if old == new:
        return [Placed("same", each, 100.0, each.of(old)) for each in spans]
    return Places(old, new).all(spans)


class Places:
    """Two texts laid over each other, asked again and again."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.alignment: Alignment = align(old, new)
        self._starts = [b.old for b in self.alignment.blocks]
        self._reaches = reaches(old, new, self.alignment.blocks)
        self._reach_starts = [r.old for r in self._reaches]
        self._unclaimed: list[str] | None = None
        self._once: dict[tuple[str, bool], bool] = {}

    def all(self, spans: Sequence[Span]) -> list[Placed]:
        """Where each of these passages went."""
        known: dict[Span, Placed] = {}
        for each in spans:
            if each not in known:
                known[each] = self.one(each)
        return [known[each] for each in spans]

    def one(self, span: Span) -> Placed:
        """Where this passage went."""
        return self._exact(span) or self._fuzzy(span) or Placed("lost", None, 0.0, span.of(self.old))

    # --- proved ---------------------------------------------------------------------------------

    def _exact(self, span: Span) -> Placed | None:
        letters = [at for at in range(span.start, span.end) if self.old[at].isalnum()]
        core = Span(letters[0], letters[-1] + 1) if letters else span
        block = self._block(core.start)
        if block is None or block.old + block.size < core.end or not span.start < span.end:
            return None
        by = block.new - block.old
        there = Span(span.start + by, span.end + by)
        doubts = self.alignment.doubtful
        if there.start < 0 or there.of(self.new) != span.of(self.old):
            return None
        if any(doubts[at] for at in letters) or self._cut(span, there):
            return None
        strays = (at for at in range(span.start, span.end) if not block.old <= at < block.old + block.size)
        if not all(doubts[at] for at in strays):
            return None
        reach = self._reach(core.start)
        if reach is None or not self._anchored(reach):
            return None
        if not self._sided(core, reach, -1) or not self._sided(core, reach, 1):
            return None
        return Placed("same" if by == 0 else "moved", there, 100.0, there.of(self.new))

    def _cut(self, span: Span, there: Span) -> bool:
        """Whether an end that was between two words is within one now: letters came to it."""
        return any(
            _joined(self.new, is_) and not _joined(self.old, was)
            for was, is_ in ((span.start, there.start), (span.end, there.end))
        )

    def _anchored(self, reach: Reach) -> bool:
        """Whether enough stayed there, or it is an edge of the texts."""
        edge = reach.old == reach.new == 0 or (
            reach.old_end == len(self.old) and reach.new_end == len(self.new)
        )
        return edge or reach.kept >= _ANCHOR

    def _sided(self, span: Span, reach: Reach, side: int) -> bool:
        """Whether the passage with the text on one side of it occurs once in both texts."""
        if side < 0 and reach.old == 0 and reach.new == 0:
            return True
        if side > 0 and reach.old_end == len(self.old) and reach.new_end == len(self.new):
            return True
        if reach.kept == len(self.old) and self._occurs_once(self.old, False):
            return True
        for size in _CONTEXTS:
            if side < 0:
                start = max(reach.old, span.start - size)
                mine = self.old[start : span.end]
                theirs = self.new[self._at(start, reach) : self._at(span.end - 1, reach) + 1]
                whole = start == reach.old
            else:
                stop = min(reach.old_end, span.end + size)
                mine = self.old[span.start : stop]
                theirs = self.new[self._at(span.start, reach) : self._at(stop - 1, reach) + 1]
                whole = stop == reach.old_end
            if self._occurs_once(mine, True) and self._occurs_once(theirs, False):
                return True
            if whole:
                break
        return False

    def _at(self, position: int, reach: Reach) -> int:
        """The place in the new text; of a letter that went, the next one's within reach."""
        to_new = self.alignment.to_new
        while to_new[position] < 0:
            position += 1
        return min(to_new[position], reach.new_end - 1)

    def _occurs_once(self, words: str, in_old: bool) -> bool:
        key = (words, in_old)
        if key not in self._once:
            text = self.old if in_old else self.new
            first = text.find(words)
            self._once[key] = first >= 0 and text.find(words, first + 1) < 0
        return self._once[key]

    # --- found by what stayed --------------------------------------------------------------------

    def _fuzzy(self, span: Span) -> Placed | None:
        from rapidfuzz import fuzz

        to_new, doubtful = self.alignment.to_new, self.alignment.doubtful
        there_is = [to_new[at] >= 0 and self._held(at) for at in range(span.start, span.end)]
        stayed, sure, letters = [], 0, 0
        for at, is_there in enumerate(there_is, span.start):
            blank = self.old[at].isspace()
            letters += not blank
            if is_there:
                stayed.append(to_new[at])
                sure += not doubtful[at] and not blank
        if not letters or sure < _KEPT * letters:
            return None
        there = self._snapped(span, there_is, Span(min(stayed), max(stayed) + 1))
        if there is None:
            return None
        quote = there.of(self.new)
        if self._foreign(span, there) or len(quote) > 3 * (span.end - span.start) + 40:
            return None
        if any(self._elsewhere(piece) for piece in self._missing(span, there_is)):
            return None
        score = float(fuzz.ratio(span.of(self.old), quote))
        return Placed("fuzzy", there, round(score, 1), quote) if score >= _LEAST else None

    def _held(self, at: int) -> bool:
        reach = self._reach(at)
        if reach is None:
            return False
        if reach.held is None:
            mine, theirs = self.old[reach.old : reach.old_end], self.new[reach.new : reach.new_end]
            reach.held = self._anchored(reach) and (
                len(mine) > 2 * _CONTEXTS[1]
                or (self._occurs_once(mine, True) and self._occurs_once(theirs, False))
            )
        return reach.held

    def _missing(self, span: Span, there_is: Sequence[bool]) -> list[str]:
        """The words of a passage that did not stay with it."""
        found, at = [], 0
        for is_there, run in groupby(there_is):
            start, at = at, at + len(list(run))
            piece = self.old[span.start + start : span.start + at]
            inside = _joined(self.old, span.start + start) or _joined(self.old, span.start + at)
            if not is_there and sum(map(str.isalnum, piece)) >= (_WORD if inside else 1):
                found.append(piece.strip())
        return found

    def _elsewhere(self, piece: str) -> bool:
        """Whether words that did not stay may have been put where nobody knows what comes from where."""
        from rapidfuzz import fuzz

        if self._unclaimed is None:
            to_old = self.alignment.to_old
            free = (
                letter if at < 0 or not self._held(at) else "\0"
                for letter, at in zip(self.new, to_old, strict=True)
            )
            self._unclaimed = [run for run in "".join(free).split("\0") if run.strip()]
        whole = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)" if len(piece) < _WORD else re.escape(piece))
        return any(
            whole.search(run)
            or (min(len(piece), len(run)) > _SMALL and fuzz.partial_ratio(piece, run) > _MOVED)
            for run in self._unclaimed
        )

    def _foreign(self, span: Span, there: Span) -> bool:
        """Whether words of elsewhere have come between: the passage was torn apart."""
        came = self.alignment.to_old[there.start : there.end]
        return any(at >= 0 and not span.start <= at < span.end for at in came)

    def _snapped(self, span: Span, there_is: Sequence[bool], there: Span) -> Span | None:
        """With what was corrected at its ends, and whole words; None where an end was torn off."""
        start, end = there.start, there.end
        first, last = there_is.index(True), len(there_is) - 1 - there_is[::-1].index(True)
        ahead, behind = self.old[span.start : span.start + first], self.old[span.start + last + 1 : span.end]
        if _has_word(ahead):
            before = self._near(span.start - 1, -1)
            if before is None or not 0 <= start - before - 1 <= _REPLACED:
                return None
            start = before + 1
        else:
            start -= _shared(ahead[::-1], self.new[max(start - len(ahead), 0) : start][::-1])
        if _has_word(behind):
            after = self._near(span.end, 1)
            if after is None or not 0 <= after - end <= _REPLACED:
                return None
            end = after
        else:
            end += _shared(behind, self.new[end : end + len(behind)])
        to_old = self.alignment.to_old
        if not _joined(self.old, span.start):
            while start and to_old[start - 1] < 0 and _joined(self.new, start):
                start -= 1
        if not _joined(self.old, span.end):
            while end < len(self.new) and to_old[end] < 0 and _joined(self.new, end):
                end += 1
        while start < end and self.new[start].isspace() and not self.old[span.start].isspace():
            start += 1
        while start < end and self.new[end - 1].isspace() and not self.old[span.end - 1].isspace():
            end -= 1
        return Span(start, end)

    def _near(self, at: int, step: int) -> int | None:
        """Where the nearest letter that is held stands; the edges of the texts are held."""
        for _ in range(_CONTEXTS[1]):
            if at < 0:
                return -1
            if at == len(self.old):
                return len(self.new)
            if self.alignment.to_new[at] >= 0 and self._held(at):
                return self.alignment.to_new[at]
            at += step
        return None

    # --- where one is ------------------------------------------------------------------------------

    def _block(self, at: int) -> Block | None:
        number = bisect_right(self._starts, at) - 1
        if number < 0:
            return None
        block = self.alignment.blocks[number]
        return block if at < block.old + block.size else None

    def _reach(self, at: int) -> Reach | None:
        number = bisect_right(self._reach_starts, at) - 1
        if number < 0:
            return None
        reach = self._reaches[number]
        return reach if at < reach.old_end else None


def _shared(words: str, there: str) -> int:
    """How many letters two texts begin with alike, not counting part of a word."""
    n = 0
    while n < min(len(words), len(there)) and words[n] == there[n]:
        n += 1
    while 0 < n < len(words) and words[n - 1].isalnum():
        n -= 1
    return n


def _has_word(words: str) -> bool:
    return any(map(str.isalnum, words))


def _joined(text: str, at: int) -> bool:
    """Whether a place is in the middle of a word."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
