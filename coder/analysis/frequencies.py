"""How many respondents mention a code: the definitions of "mentions" and of the denominator.

A respondent mentions a code when the code stands, under the rule chosen, on at least
one segment credited to that respondent. Several codings of one code count once. A
parent's count is the number of distinct respondents who mention it or any code under
it, never the sum of its children.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd

from coder.analysis.rounding import percent
from coder.analysis.rules import Rule, standing
from coder.model import Code, Marks, Unit

Of = Literal["respondents", "transcripts", "segments"]


def frequencies(
    marks: Marks,
    codes: Sequence[Code],
    subjects: Sequence[int],
    rule: Rule,
    of: Of = "respondents",
    group_of: Mapping[int, str] | None = None,
) -> pd.DataFrame:
    """Count subjects by code.

    Args:
        marks: who coded what where.
        codes: the codes to count, parents before children.
        subjects: the ids of everything in the denominator: all respondents, coded or not
            (or all transcripts, or all units).
        rule: whose codings count.
        of: what the subjects are.
        group_of: a group for each subject; those without one are counted under ``""``.

    Returns:
        A row for each code and, with groups, for each code and group: ``code_id``, ``group``
        (None: everybody), ``n``, ``of``, ``percent`` (rounded half up, one decimal; None of nothing).
    """
    who = mentions(marks, codes, rule, of)
    everybody = set(subjects)
    groups: dict[str | None, set[int]] = {None: everybody}
    if group_of is not None:
        for subject in subjects:
            groups.setdefault(group_of.get(subject, ""), set()).add(subject)
    rows = [
        (code.id, group, len(who[code.id] & members), len(members))
        for code in codes
        for group, members in groups.items()
    ]
    frame = pd.DataFrame(rows, columns=["code_id", "group", "n", "of"])
    frame["percent"] = [percent(n, total) for n, total in zip(frame["n"], frame["of"], strict=True)]
    return frame


def mentions(marks: Marks, codes: Sequence[Code], rule: Rule, of: Of = "respondents") -> dict[int, set[int]]:
    """The subjects that mention each code or a code under it, by code id."""
    subject_of = {unit.segment_id: _subject(unit, of) for unit in marks.units}
    who: dict[int, set[int]] = {code.id: set() for code in codes}
    for segment, code_id in standing(marks, rule):
        subject = subject_of[segment]
        if subject is not None and code_id in who:
            who[code_id].add(subject)
    ids = {code.slug: code.id for code in codes}
    for code in reversed(codes):  # children come after their parents
        if code.parent is not None:
            who[ids[code.parent]] |= who[code.id]
    return who


def _subject(unit: Unit, of: Of) -> int | None:
    if of == "respondents":
        return unit.respondent_id
    if of == "transcripts":
        return unit.transcript_id
    return unit.segment_id if unit.is_unit else None


def uncoded(marks: Marks, subjects: Sequence[int], rule: Rule) -> list[int]:
    """Respondents in the denominator none of whose segments the rule's coders have decided."""
    chosen = set(rule.coder_ids)
    decided = {segment for segment, coder in marks.decided if coder in chosen}
    seen = {unit.respondent_id for unit in marks.units if unit.segment_id in decided}
    return [each for each in subjects if each not in seen]
