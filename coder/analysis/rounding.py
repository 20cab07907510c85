"""Percentages as they go into a paper: exact fraction, rounded half up."""

from __future__ import annotations


def percent(n: int, of: int, digits: int = 1) -> float | None:
    """``n`` of ``of`` as a percentage, rounded half up on the exact fraction; None when of nothing.

    >>> percent(7, 24), percent(1, 16)
    (29.2, 6.3)
    """
    if of == 0:
        return None
    scale: int = 10**digits
    return (2 * 100 * scale * n + of) // (2 * of) / scale


def show(value: float | None, digits: int = 1, decimal: str = ".") -> str:
    """A figure with a fixed number of digits and the user's decimal sign; ``n/a`` for None."""
    if value is None:
        return "n/a"
    return f"{value:.{digits}f}".replace(".", decimal)
