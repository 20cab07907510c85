"""Percentages as they go into a paper: exact fraction, rounded half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def percent(n: int, of: int, digits: int = 1) -> float | None:
    """``n`` of ``of`` as a percentage, rounded half up on the exact fraction; None when of nothing.

    >>> percent(2, 3), percent(1, 16)
    (66.7, 6.3)
    """
    if of == 0:
        return None
    scale: int = 10**digits
    return (2 * 100 * scale * n + of) // (2 * of) / scale


def show(value: float | None, digits: int = 1, decimal: str = ".") -> str:
    """A figure with a fixed number of digits and the user's decimal sign; ``n/a`` for None.

    Halves go up, away from zero: 6.25 is 6.3, though a float's own formatting says 6.2. Nine
    digits more than shown are looked at, which mends what the float itself is off by.
    """
    if value is None:
        return "n/a"
    shown = Decimal(f"{value:.{digits + 9}f}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{shown:zf}".replace(".", decimal)
