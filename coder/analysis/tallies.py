"""Codings and segments beside the respondents: the further columns of a frequency table."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np

from coder.analysis.presence import Bools, Ints, Of, Sheet, Tree, find, lookup, standing
from coder.analysis.rules import Rule


def codings_by_subject(
    sheet: Sheet, passages: array[int], tree: Tree, rule: Rule, of: Of, subjects: Sequence[int]
) -> Ints:
    """How many codings of each code, or of a code below it, lie in each subject's segments.

    A coding is a passage that one coder marked once: two coders on one passage are two. It
    counts once for a subject however many segments it runs over, and, under ``majority`` and
    ``all``, only where the code stands.

    Args:
        sheet: the segments and who decided them.
        passages: rows of four: segment, code, coder, coding; a row for each segment touched.
        tree: the codes.
        rule: whose codings count.
        of: what the subjects are.
        subjects: their ids.
    """
    flat = np.frombuffer(passages, dtype=f"i{passages.itemsize}") if passages else np.zeros(0, dtype=np.int32)
    segment, code, coder, coding = flat.reshape(-1, 4).T
    place = find(lookup(sheet.segments), segment)
    row = find(lookup(np.asarray(tree.ids, dtype=np.int64)), code)
    who = find(lookup(np.asarray(rule.coder_ids, dtype=np.int64)), coder)
    there = (place >= 0) & (row >= 0) & (who >= 0)
    place, row, coding = place[there], row[there], coding[there]
    owner = sheet.subjects(of, subjects)[place]
    counts = owner >= 0
    if rule.kind in ("majority", "all"):
        counts &= standing(sheet, tree, rule)[row, place]
    row, owner, coding = row[counts], owner[counts].astype(np.int64), coding[counts]
    k, s = len(tree.ids), len(subjects)
    once = _once(coding.astype(np.int64) * max(s, 1) + owner, coding)
    cells = row[once].astype(np.int64) * s + owner[once]
    table = np.bincount(cells, minlength=k * s).reshape(k, s)
    for child in reversed(range(k)):
        if tree.parents[child] >= 0:
            table[tree.parents[child]] += table[child]
    return table


def segments_by_subject(sheet: Sheet, tree: Tree, rule: Rule, of: Of, subjects: Sequence[int]) -> Ints:
    """In how many different segments of each subject a code, or a code below it, stands."""
    owner = sheet.subjects(of, subjects)
    stands = tree.rolled_up(standing(sheet, tree, rule))[:, owner >= 0]
    owner = owner[owner >= 0]
    rows = [np.bincount(owner[row], minlength=len(subjects)) for row in stands]
    return np.array(rows, dtype=np.int64).reshape(len(tree.ids), len(subjects))


def _once(keys: Ints, codings: Ints) -> Bools:
    """The first row of each key; only codings with several rows need to be looked at."""
    first = np.bincount(codings)[codings] == 1 if len(codings) else np.zeros(0, dtype=np.bool_)
    several = np.flatnonzero(~first)
    _, places = np.unique(keys[several], return_index=True)
    first[several[places]] = True
    return first
