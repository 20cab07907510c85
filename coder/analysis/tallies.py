"""Codings and segments beside the respondents: the further columns of a frequency table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coder.analysis.presence import Ints, Of, Sheet, Tree, find, lookup, standing
from coder.analysis.rules import Rule


def codings_by_subject(sheet: Sheet, tree: Tree, rule: Rule, of: Of, subjects: Sequence[int]) -> Ints:
    """How many codings of each code, or of a code below it, lie in each subject's segments.

    A coding is a passage that one coder marked once: two coders on one passage are two. It
    counts once for a subject however many segments it runs over, and, under ``majority`` and
    ``all``, only where the code stands. So the segments that codings touch are counted, and of
    the codings that touch several the repetitions taken off.

    Args:
        sheet: the segments, the codings and who decided.
        tree: the codes.
        rule: whose codings count.
        of: what the subjects are.
        subjects: their ids.
    """
    owners = sheet.subjects(of, subjects)
    stands = standing(sheet, tree, rule) if rule.kind in ("majority", "all") else None
    codes = lookup(np.asarray(tree.ids, dtype=np.int64))
    chosen = lookup(np.asarray(rule.coder_ids, dtype=np.int64))
    k, s = len(tree.ids), len(subjects)

    def cells(place: Ints, code: Ints, coder: Ints) -> Ints:
        """The cell of the table that each row counts in; -1 for none."""
        row, owner = find(codes, code), owners[place]
        counts = (row >= 0) & (owner >= 0) & (find(chosen, coder) >= 0)
        if stands is not None:
            counts &= stands[row, place]
        return np.where(counts, row.astype(np.int64) * s + owner, -1)

    touched = cells(*sheet.coded)
    segment, code, coder, coding = sheet.long
    several = cells(segment, code, coder)
    pairs = np.stack([coding, several])[:, several >= 0]
    once = np.unique(pairs, axis=1)[1]
    table = np.bincount(touched[touched >= 0], minlength=k * s)
    table -= np.bincount(pairs[1], minlength=k * s) - np.bincount(once, minlength=k * s)
    table = table.reshape(k, s)
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
