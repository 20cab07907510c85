"""Which segments of the new text are which of the old one, by the letters they share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from coder.model import Span
from coder.study.rewriting.anchors import Places

_SHARED = 0.5
"""The share of the shorter one's letters that two segments have in common that are one."""
_PART = 0.1
"""The share of an old segment's letters from which a new one is made of it."""
_KNOWN = 0.5
"""The share of a new segment's letters that come from old ones if what was decided there holds."""


@dataclass(slots=True)
class SegmentMap:
    """Old segments and new ones, by their numbers in the order of the texts, from 0."""

    kept: dict[int, int] = field(default_factory=dict)
    """Old ones that go on as a new one, one to one."""
    parts: list[list[int]] = field(default_factory=list)
    """By new segment, the old ones it is made of; empty where it is mostly new words."""
    nearest: list[int] = field(default_factory=list)
    """By old segment, the new one that is it, or has most of it, or stands nearest to where it stood."""


def segment_map(places: Places, old: Sequence[Span], new: Sequence[Span]) -> SegmentMap:
    """Compare the segments of two texts that are laid over each other."""
    shared = _shared(places, old, new)
    size_old = [_letters(span.of(places.old)) for span in old]
    size_new = [_letters(span.of(places.new)) for span in new]
    found = SegmentMap(parts=[[] for _ in new])
    taken: set[int] = set()
    for (o, n), count in sorted(shared.items(), key=lambda each: (-each[1], each[0])):
        if o not in found.kept and n not in taken and count >= _SHARED * min(size_old[o], size_new[n]):
            found.kept[o] = n
            taken.add(n)
    known = [0] * len(new)
    for (o, n), count in shared.items():
        known[n] += count
        if count >= _PART * min(size_old[o], size_new[n]):
            found.parts[n].append(o)
    for n, parts in enumerate(found.parts):
        parts.sort()
        if known[n] < _KNOWN * size_new[n]:
            parts.clear()
    found.nearest = _nearest(found.kept, shared, len(old))
    return found


def _letters(words: str) -> int:
    return len("".join(words.split())) or 1


def _shared(places: Places, old: Sequence[Span], new: Sequence[Span]) -> dict[tuple[int, int], int]:
    """How many letters every old segment shares with every new one, where there are any."""
    starts = [span.start for span in new]
    ends = [span.end for span in old]
    found: dict[tuple[int, int], int] = {}
    for block in places.alignment.blocks:
        o = bisect_right(ends, block.old)
        while o < len(old) and old[o].start < block.old + block.size:
            by = block.new - block.old
            start = max(old[o].start, block.old) + by
            end = min(old[o].end, block.old + block.size) + by
            n = max(bisect_right(starts, start) - 1, 0)
            while n < len(new) and new[n].start < end:
                words = places.new[max(start, new[n].start) : min(end, new[n].end)]
                if count := len("".join(words.split())):
                    found[o, n] = found.get((o, n), 0) + count
                n += 1
            o += 1
    return found


def _nearest(kept: dict[int, int], shared: dict[tuple[int, int], int], count: int) -> list[int]:
    most: dict[int, tuple[int, int]] = {}
    for (o, n), letters in shared.items():
        most[o] = max(most.get(o, (0, 0)), (letters, n))
    sure = {o: kept[o] if o in kept else most[o][1] for o in range(count) if o in kept or o in most}
    if not sure:
        return [0] * count
    found = []
    for o in range(count):
        by = min(sure, key=lambda each: (abs(each - o), each)) if o not in sure else o
        found.append(sure[by])
    return found
