"""Whose work a table of agreement is about."""

from __future__ import annotations

from collections.abc import Sequence

from coder.analysis.rules import independent, second_round_words
from coder.model import Coder, CoderError


def chosen_coders(known: Sequence[Coder], decided_by: set[int], names: Sequence[str]) -> list[Coder]:
    """The coders named, else all who decided anything, the consensus and second rounds left out.

    Raises:
        CoderError: no coder has one of the names, or there are not two coders to compare.
    """
    chosen = asked_for(known, decided_by, names)
    if len(chosen) < 2:
        who = chosen[0].name if chosen else "nobody"
        without = "" if names else "".join(rounds_left_out(known, decided_by, names))
        raise CoderError(
            f"agreement needs two coders who have coded; here it is {who}."
            + (f" {without} For the two rounds: coder drift --against self" if without else "")
        )
    return chosen


def asked_for(known: Sequence[Coder], decided_by: set[int], names: Sequence[str]) -> list[Coder]:
    """As :func:`chosen_coders`, however few they are."""
    return named(known, names) if names else [c for c in known if independent(c) and c.id in decided_by]


def named(known: Sequence[Coder], names: Sequence[str]) -> list[Coder]:
    """The coders of these names, each once.

    Names come from a list with commas between them, so that neighbours are also tried as the one
    name that they make together, such as ``Ann, again``.
    """
    by_name = {c.name: c for c in known}
    found: dict[str, Coder] = {}
    at = 0
    while at < len(names):
        end = next(
            (end for end in range(len(names), at, -1) if ", ".join(names[at:end]) in by_name),
            None,
        )
        if end is None:
            there = ", ".join(by_name) or "none yet"
            raise CoderError(f"no coder is called {names[at]!r} in this study (coders: {there}).")
        coder = by_name[", ".join(names[at:end])]
        found[coder.name] = coder
        at = end
    return list(found.values())


def rounds_left_out(known: Sequence[Coder], decided_by: set[int], names: Sequence[str]) -> tuple[str, ...]:
    """The note that says which second rounds :func:`chosen_coders` left out; none where coders were named."""
    words = [] if names else second_round_words(known, decided_by)
    if not words:
        return ()
    return (f"Left out, being no further coder: {'; '.join(words)}.",)
