"""Which characters of an edited text are which characters of the text before it.

The two texts are compared by their words: runs that occur once in each hold them together, in
their order first, then wherever they were moved to; what lies between is compared closely. The
answer is a list of stretches that are the same, and a mark on the characters that could as well
belong to another place: where one of two equal sentences was deleted, nobody can tell which.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from coder.study.rewriting.edges import Alignment, Block, doubts, is_between, settled

_TOKEN = re.compile(r"\w+|\s|[^\w\s]")
_RUNS = (12, 6)
"""Tokens of a run that holds the texts together; the longer ones are tried first."""
_MOVED = 5
_MOVED_LETTERS = 16
"""What a moved passage has at least: three words, and so many characters."""
_MOST_CELLS = 400_000_000
"""Pairs of tokens that are compared closely; a longer stretch was written anew."""
_CHANGED = 400
"""Characters of a changed place that is looked at letter by letter."""
_ALIKE = 0.5
"""How alike the two sides of a changed place are that is the same place with other letters."""


def align(old: str, new: str) -> Alignment:
    """Lay an old text into a new one."""
    was, is_ = _Tokens(old), _Tokens(new)
    pairs = _in_order(was.words, is_.words)
    moved = _moved(was, is_, pairs)
    pairs = _filled(was.words, is_.words, pairs, moved)
    blocks = _blocks(was, is_, [*pairs, *moved], _corrected(was.words, is_.words, [*pairs, *moved]))
    blocks = _letters(old, new, blocks)
    blocks = settled(old, new, blocks)
    to_new, to_old = [-1] * len(old), [-1] * len(new)
    for b in blocks:
        to_new[b.old : b.old + b.size] = range(b.new, b.new + b.size)
        to_old[b.new : b.new + b.size] = range(b.old, b.old + b.size)
    found = Alignment(blocks, bytearray(), to_new, to_old)
    found.doubtful = doubts(old, new, found)
    return found


class _Tokens:
    """The words, blanks and marks of a text, and where each begins."""

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        self.words = [each[0] for each in found]
        self.starts = [each.start() for each in found]
        self.starts.append(len(text))


_Pairs = list[tuple[int, int, int]]
"""Runs of equal tokens: first in the old, first in the new, how many."""


def _in_order(old: Sequence[str], new: Sequence[str]) -> _Pairs:
    """Runs that occur once in each text, as many as stand in the same order in both."""
    found: _Pairs = []
    todo = [(0, len(old), 0, len(new), 0)]
    while todo:
        a, b, c, d, depth = todo.pop()
        ahead = 0
        while a + ahead < b and c + ahead < d and old[a + ahead] == new[c + ahead]:
            ahead += 1
        if ahead:
            found.append((a, c, ahead))
            a, c = a + ahead, c + ahead
        behind = 0
        while b - behind > a and d - behind > c and old[b - behind - 1] == new[d - behind - 1]:
            behind += 1
        if behind:
            b, d = b - behind, d - behind
            found.append((b, d, behind))
        if a >= b or c >= d or depth >= len(_RUNS):
            continue
        size = _RUNS[depth]
        seeds = _common(old, new, (a, b), (c, d), size)
        chain = _longest_chain(seeds)
        at_old, at_new = a, c
        for o, n in chain:
            if o < at_old or n < at_new:
                continue
            while o > at_old and n > at_new and old[o - 1] == new[n - 1]:
                o, n = o - 1, n - 1
            run = 0
            while o + run < b and n + run < d and old[o + run] == new[n + run]:
                run += 1
            todo.append((at_old, o, at_new, n, depth + 1))
            found.append((o, n, run))
            at_old, at_new = o + run, n + run
        todo.append((at_old, b, at_new, d, depth + 1))
    return sorted(found)


def _common(
    old: Sequence[str], new: Sequence[str], here: tuple[int, int], there: tuple[int, int], size: int
) -> list[tuple[int, int]]:
    """Where the runs of so many tokens begin that occur once in each of two stretches."""
    mine, theirs = _once(old, here, size), _once(new, there, size)
    return [(at, theirs[run]) for run, at in mine.items() if run in theirs]


def _once(words: Sequence[str], part: tuple[int, int], size: int) -> dict[tuple[str, ...], int]:
    stretch = words[part[0] : part[1]]
    runs = list(zip(*(stretch[at:] for at in range(size)), strict=False))
    count = Counter(runs)
    return {run: part[0] + at for at, run in enumerate(runs) if count[run] == 1}


def _longest_chain(seeds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many pairs as possible that rise on both sides; the pairs come with the first side rising."""
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(seeds)
    for number, (_, n) in enumerate(seeds):
        at = bisect_left(ends, n)
        before[number] = last[at - 1] if at else -1
        if at == len(ends):
            ends.append(n)
            last.append(number)
        else:
            ends[at], last[at] = n, number
    chain = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(seeds[at])
        at = before[at]
    return chain[::-1]


def _moved(was: _Tokens, is_: _Tokens, pairs: _Pairs) -> _Pairs:
    """Runs that stand in neither text's order: a passage put elsewhere, known by words that occur once."""
    free_old, free_new = _free(len(was.words), pairs, 0), _free(len(is_.words), pairs, 1)
    if not any(free_old) or not any(free_new):
        return []
    old, new = was.words, is_.words
    found: _Pairs = []
    for o, n in _common(old, new, (0, len(old)), (0, len(new)), _MOVED):
        if not (free_old[o] and free_new[n]):
            continue
        while o and n and free_old[o - 1] and free_new[n - 1] and old[o - 1] == new[n - 1]:
            o, n = o - 1, n - 1
        run = 0
        while (
            o + run < len(old)
            and n + run < len(new)
            and free_old[o + run]
            and free_new[n + run]
            and old[o + run] == new[n + run]
        ):
            run += 1
        if run >= _MOVED and was.starts[o + run] - was.starts[o] >= _MOVED_LETTERS:
            found.append((o, n, run))
            free_old[o : o + run] = bytes(run)
            free_new[n : n + run] = bytes(run)
    return found


def _free(size: int, pairs: _Pairs, side: int) -> bytearray:
    free = bytearray(b"\1") * size
    for pair in pairs:
        free[pair[side] : pair[side] + pair[2]] = bytes(pair[2])
    return free


def _filled(old: Sequence[str], new: Sequence[str], pairs: _Pairs, moved: _Pairs) -> _Pairs:
    """The runs in order, and the equal tokens between them that were not moved away or there."""
    from rapidfuzz.distance import Indel

    free_old, free_new = _free(len(old), moved, 0), _free(len(new), moved, 1)
    numbers: dict[str, int] = {}
    found: _Pairs = []
    at_old = at_new = 0
    for o, n, run in [*pairs, (len(old), len(new), 0)]:
        here = [at for at in range(at_old, o) if free_old[at]]
        there = [at for at in range(at_new, n) if free_new[at]]
        if here and there and len(here) * len(there) <= _MOST_CELLS:
            mine = [numbers.setdefault(old[at], len(numbers)) for at in here]
            theirs = [numbers.setdefault(new[at], len(numbers)) for at in there]
            for op in Indel.opcodes(mine, theirs):
                if op.tag == "equal":
                    found += [
                        (here[op.src_start + k], there[op.dest_start + k], 1)
                        for k in range(op.src_end - op.src_start)
                    ]
        if run:
            found.append((o, n, run))
        at_old, at_new = o + run, n + run
    return found


def _corrected(old: Sequence[str], new: Sequence[str], pairs: _Pairs) -> _Pairs:
    """The tokens next to what was found that are the same with a word corrected now and then."""
    from rapidfuzz.distance import Indel

    free_old, free_new = _free(len(old), pairs, 0), _free(len(new), pairs, 1)
    found: _Pairs = []
    for first_old, first_new, run in pairs:
        for o, n, step in ((first_old - 1, first_new - 1, -1), (first_old + run, first_new + run, 1)):
            while 0 <= o < len(old) and 0 <= n < len(new) and free_old[o] and free_new[n]:
                if old[o] != new[n] and Indel.normalized_similarity(old[o], new[n]) < _ALIKE:
                    break
                found.append((o, n, 1))
                free_old[o] = free_new[n] = 0
                o, n = o + step, n + step
    return found


def _blocks(was: _Tokens, is_: _Tokens, pairs: _Pairs, corrected: _Pairs) -> list[Block]:
    """Runs of tokens as stretches of characters; what goes on without a break is one."""
    from rapidfuzz.distance import Indel

    blocks: list[Block] = []
    for o, n, run in sorted([*pairs, *corrected]):
        start, stop, new = was.starts[o], was.starts[o + run], is_.starts[n]
        if run > 1 or was.words[o] == is_.words[n]:
            _append(blocks, Block(start, new, stop - start))
            continue
        for op in Indel.opcodes(was.words[o], is_.words[n]):
            if op.tag == "equal":
                size = op.src_end - op.src_start
                _append(blocks, Block(start + op.src_start, new + op.dest_start, size))
    return blocks


def _append(blocks: list[Block], block: Block) -> None:
    if blocks:
        last = blocks[-1]
        if last.old + last.size == block.old and last.new + last.size == block.new:
            last.size += block.size
            return
    blocks.append(block)


def _letters(old: str, new: str, blocks: list[Block]) -> list[Block]:
    """The blocks, and the letters that stayed in words that were corrected."""
    from rapidfuzz.distance import Indel

    taken = sorted((b.new, b.new + b.size) for b in blocks)
    found: list[Block] = []
    ends = [Block(0, 0, 0), *blocks, Block(len(old), len(new), 0)]
    for left, right in pairwise(ends):
        if left.size:
            _append(found, left)
        a, b, c, d = left.old + left.size, right.old, left.new + left.size, right.new
        if not (a < b and c < d and max(b - a, d - c) <= _CHANGED) or is_between(taken, c, d):
            continue
        mine, theirs = old[a:b], new[c:d]
        if Indel.normalized_similarity(mine, theirs) < _ALIKE:
            continue
        for op in Indel.opcodes(mine, theirs):
            if op.tag == "equal":
                _append(found, Block(a + op.src_start, c + op.dest_start, op.src_end - op.src_start))
    return found
