"""How many respondents mention a code: the definitions of "mentions" and of the denominator.

A respondent mentions a code when the code stands, under the rule chosen, on at least
one segment credited to that respondent. Several codings of one code count once. A
parent's count is the number of distinct respondents who mention it or any code under
it, never the sum of its children.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coder.analysis.presence import Bools, Ints, Of, Sheet, Tree, presence
from coder.analysis.rounding import percent
from coder.analysis.rules import Rule
from coder.model import Code, Columns, Marks

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EVERYBODY", "Group", "Of", "count", "frequencies", "grouped", "mentions", "uncoded"]


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the subjects: those with a value of an attribute."""

    by: str | None
    """The attribute; None for everybody."""
    name: str | None
    """The value; ``""`` for those without one, None for everybody."""
    members: tuple[int, ...] | None
    """Places among the subjects; None for all."""


EVERYBODY = Group(None, None, None)


def grouped(by: str, values: Sequence[str]) -> list[Group]:
    """The groups that a value for each subject makes, in the order in which the values first come."""
    places: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(value, []).append(place)
    return [Group(by, value, tuple(members)) for value, members in places.items()]


def frequencies(
    marks: Marks | Columns | Sheet,
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
    import pandas as pd  # slow to import, and a table in the terminal does without

    tree = Tree.of(codes)
    groups = [EVERYBODY]
    if group_of is not None:
        groups += grouped("", [group_of.get(subject, "") for subject in subjects])
    table = presence(Sheet.of(marks), tree, rule, of, subjects)
    return pd.DataFrame(count(tree, table, groups), columns=["code_id", "group", "n", "of", "percent"])


def count(
    tree: Tree,
    mentioned: Bools,
    groups: Sequence[Group] = (EVERYBODY,),
    more: Mapping[str, Ints] | None = None,
) -> list[dict[str, Any]]:
    """Sum the table of yes and no by code and group.

    Args:
        tree: the codes, one a row.
        mentioned: codes by subjects.
        groups: whom to count.
        more: further columns, each a table of numbers, codes by subjects.

    Returns:
        A row for each code and group: ``code_id``, ``by``, ``group``, ``n``, ``of``, ``percent``
        and the further columns.
    """
    tables = {"n": mentioned, **(more or {})}
    sums: list[dict[str, list[int]]] = []
    sizes: list[int] = []
    for group in groups:
        members = slice(None) if group.members is None else list(group.members)
        sizes.append(mentioned[:, members].shape[1])
        sums.append({name: table[:, members].sum(axis=1).tolist() for name, table in tables.items()})
    rows: list[dict[str, Any]] = []
    for row, code_id in enumerate(tree.ids):
        for group, of, columns in zip(groups, sizes, sums, strict=True):
            counted = {name: column[row] for name, column in columns.items()}
            share = percent(counted["n"], of)
            rows.append(
                {
                    "code_id": code_id,
                    "by": group.by,
                    "group": group.name,
                    **counted,
                    "of": of,
                    "percent": share,
                }
            )
    return rows


def mentions(
    marks: Marks | Columns, codes: Sequence[Code], rule: Rule, of: Of = "respondents"
) -> dict[int, set[int]]:
    """The subjects that mention each code or a code under it, by code id."""
    sheet = Sheet.of(marks)
    every = {"segments": sheet.segments, "transcripts": sheet.transcripts, "respondents": sheet.respondents}
    subjects = np.setdiff1d(every[of], [0])
    tree = Tree.of(codes)
    table = presence(sheet, tree, rule, of, subjects.tolist())
    return {id_: set(subjects[row].tolist()) for id_, row in zip(tree.ids, table, strict=True)}


def uncoded(marks: Marks | Columns, subjects: Sequence[int], rule: Rule) -> list[int]:
    """Respondents in the denominator none of whose segments the rule's coders have decided."""
    respondents, _ = Sheet.of(marks).seen(rule)
    return [each for each in subjects if each not in respondents]
