"""Sums over all pairs of label sets of something that depends on their sizes and shared labels only.

A hundred thousand different sets make ten thousand million pairs, too many to look at. But two
sets that share t labels share C(t, j) sets of j labels. So with f(t) for pairs of sizes a and b,
and g(j) = sum over t of (-1)^(j - t) C(j, t) f(t), which is f written in those binomials, the sum
of f over all pairs is the sum over j of g(j) times the pairs of sets that hold a set of j labels in
common; and these are counted set of j labels by set of j labels, in one pass over the sets'
subsets. A set of a labels has 2^a of them: few, as long as people give a unit few codes.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
MOST = 1 << 26
"""Subsets up to which the sum is made."""


class TooManyError(Exception):
    """The sets are too many and too large; the text is the reason given for having no figure."""


def summed(labels: sparse.csr_array, often: Floats, of: Callable[[Floats, Floats, Floats], Floats]) -> float:
    """The sum of ``of(shared, size, size)`` over all ordered pairs of sets, each with itself too.

    Args:
        labels: (sets, labels), 1 where the set holds the label; the labels of a set in order.
        often: how often each set was given; a pair counts as often as both were.
        of: what is summed; takes arrays.

    Raises:
        TooManyError: they have more than :data:`MOST` subsets.
    """
    size = np.diff(labels.indptr).astype(np.int64)
    if float((2.0**size).sum()) > MOST:
        words = f"{len(size):,} different label sets, the largest of {int(size.max())} labels"
        raise TooManyError(f"too many and too large to compare: {words}")
    width = int(size.max(initial=0)) + 1
    sizes = np.arange(width, dtype=np.float64)
    values = [of(np.full((width, width), float(t)), *np.meshgrid(sizes, sizes)) for t in range(width)]
    total = 0.0
    owner, last, known = np.arange(len(size)), np.full(len(size), -1), np.zeros(len(size), dtype=np.int64)
    for j in range(width):
        weights: Floats = np.sum([(-1) ** (j - t) * comb(j, t) * values[t] for t in range(j + 1)], axis=0)
        reach = np.minimum.outer(sizes, sizes) >= j
        total += float(
            (np.where(reach, weights, 0) * _in_common(known, size[owner], often[owner], width)).sum()
        )
        owner, last, known = _longer(labels, size, owner, last, known)
    return total


def _in_common(known: NDArray[np.int64], size: NDArray[np.int64], often: Floats, width: int) -> Floats:
    """By the sizes of both: how many pairs of sets hold the same subset, over all subsets of one size."""
    table = sparse.csr_array((often, (known, size)), shape=(int(known.max(initial=0)) + 1, width))
    found: Floats = (table.T @ table).toarray()
    return found


def _longer(
    labels: sparse.csr_array, size: NDArray[Any], owner: NDArray[Any], last: NDArray[Any], known: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Every subset with one further label behind its last: whose it is, where it ends, its number.

    Equal subsets have equal numbers, whichever set they are of.
    """
    more = size[owner] - 1 - last
    before = np.cumsum(more) - more
    step = np.arange(int(more.sum())) - np.repeat(before, more)
    last, known, owner = np.repeat(last + 1, more) + step, np.repeat(known, more), np.repeat(owner, more)
    label = labels.indices[labels.indptr[owner] + last]
    _, known = np.unique(known * labels.shape[1] + label, return_inverse=True)
    return owner, last, known
