"""Agreement on whole label sets: one figure for units on which several codes may sit.

* Multi-valued alpha: Krippendorff and Craggs (2016), "The reliability of multi-valued coding of
  data", Communication Methods and Measures 10, 181-198. The distance of two sets is
  1 - 2 |C n K| / (|C| + |K|). Expected disagreement does not take the sets as given: it asks how
  far apart sets of the cardinalities found would be if their labels were drawn from all labels
  used, so it sums over all sets of a cardinality that could be made. They need not be listed: with
  n_l uses of label l, the coefficient of x^a y^b z^t in the product over labels of
  1 + n_l x + n_l y + n_l (n_l - 1) x y z weighs the pairs of sizes a and b that share t labels,
  and the mean distance needs only this polynomial and its derivative by z at z = 1.
* Alpha with the distance of MASI (Passonneau 2006, "Measuring agreement on set-valued items
  (MASI) for semantic and pragmatic annotation", LREC): 1 - J M, where J is Jaccard's index and M is
  1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they do not; and
  with Jaccard's 1 - J. Two empty sets are equal. Expected disagreement is Krippendorff's, over
  all pairs of the label sets given. Of many different sets the pairs are not listed either:
  :mod:`coder.analysis.shared_labels` counts them by the labels they share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coder.analysis import shared_labels
from coder.analysis.patterns import MAX_CODERS
from coder.analysis.raw import Ints, Raw
from coder.analysis.resampling import Sampling, all_but_one, draws, interval
from coder.analysis.sums import Floats
from coder.analysis.values import NO_PAIRS, NO_VARIATION, Value
from coder.model import CoderError

Metric = Literal["multivalued", "masi", "jaccard"]
_NO_SAMPLING = Sampling("none")
_ROWS = 1000
_ENTRIES = 1 << 21
_MOST_GIVEN = 5000
"""Different label sets up to which each is compared with each, interview by interview, for intervals."""
_MOST_CLUSTERS = 4000
"""Interviews up to which alpha of the sets given is resampled."""


@dataclass(frozen=True, slots=True)
class LabelSets:
    """The label sets given to units that two coders or more rated."""

    cluster: Ints
    """The interview of each label set, numbered from 0."""
    clusters: int
    units: int
    labels: sparse.csr_array
    """(label sets, codes): 1 where the set holds the code."""
    size: Ints
    """Labels in each set."""
    pairs: tuple[tuple[Ints, Ints], ...]
    """For each pair of coders, the rows of the sets they gave to the same units."""
    ratings: Ints
    """How many coders rated the unit of each set."""

    @property
    def kinds(self) -> tuple[int, Ints, Ints]:
        """How many different sets, the first row of each, and which of them each row is."""
        kind = np.zeros(len(self.size), dtype=np.int64)
        start, codes = self.labels.indptr[:-1], self.labels.shape[1]
        for place in range(int(self.size.max(initial=0))):  # the label at this place of each set, or none
            longer = self.size > place
            label = np.full(len(kind), codes)
            label[longer] = self.labels.indices[start[longer] + place]
            _, kind = np.unique(kind * (codes + 1) + label, return_inverse=True)
        _, first, kind = np.unique(kind, return_index=True, return_inverse=True)
        return len(first), first, kind


def label_sets(
    rows: Raw,
    coder_ids: Sequence[int],
    code_ids: Sequence[int],
    counted_as: Mapping[int, int] | None = None,
    by_unit: bool = False,
) -> LabelSets:
    """Gather the label sets; ``by_unit`` makes every unit an interview of its own, for resampling."""
    if len(coder_ids) > MAX_CODERS:
        raise CoderError(f"agreement takes {MAX_CODERS} coders at most, not {len(coder_ids)}.")
    index = {code: i for i, code in enumerate(code_ids)}
    place = (
        index if counted_as is None else {code: index[to] for code, to in counted_as.items() if to in index}
    )
    mask = rows.rated(coder_ids)
    count = np.bitwise_count(mask.astype(np.uint64)).astype(np.int64)
    mask = np.where(count >= 2, mask, 0)
    row = np.full((len(coder_ids), rows.n), -1, dtype=np.int64)
    start = 0
    units: list[Ints] = []
    for i in range(len(coder_ids)):
        here = np.flatnonzero(mask >> i & 1)
        row[i, here] = np.arange(start, start + len(here))
        start += len(here)
        units.append(here)
    unit = np.concatenate([np.empty(0, dtype=np.int64), *units])
    said = rows.said(coder_ids, place)
    at = row[said.coder, said.unit]
    key = np.unique(at[at >= 0] * max(1, len(code_ids)) + said.code[at >= 0])
    where, label = np.divmod(key, max(1, len(code_ids)))
    labels = sparse.csr_array((np.ones(len(key)), (where, label)), shape=(start, len(code_ids)))
    labels.sort_indices()
    grouping = unit if by_unit else rows.interview[unit]
    found, cluster = np.unique(grouping, return_inverse=True)
    together = []
    for i, j in combinations(range(len(coder_ids)), 2):
        both = np.flatnonzero((row[i] >= 0) & (row[j] >= 0))
        together.append((row[i, both], row[j, both]))
    sizes = np.bincount(where, minlength=start)
    return LabelSets(cluster, len(found), int((mask > 0).sum()), labels, sizes, tuple(together), count[unit])


def distance(metric: Metric, shared: Floats, first: Floats, second: Floats) -> Floats:
    """Of label sets, from how many labels they share and how many each has."""
    either = first + second - shared
    out = np.zeros_like(either)
    if metric == "multivalued":
        np.divide(first + second - 2 * shared, first + second, out=out, where=either > 0)
        return out
    np.divide(shared, either, out=out, where=either > 0)
    jaccard = np.where(either > 0, out, 1.0)
    if metric == "jaccard":
        return 1 - jaccard
    least, most = np.minimum(first, second), np.maximum(first, second)
    kind = np.where(shared == most, 1.0, np.where(shared == least, 2 / 3, np.where(shared > 0, 1 / 3, 0.0)))
    return 1 - jaccard * kind


def set_alpha(sets: LabelSets, metric: Metric, sampling: Sampling = _NO_SAMPLING) -> Value:
    """Alpha of whole label sets with one of the distances."""
    if sets.units == 0:
        return Value(None, NO_PAIRS)
    try:
        maker = _MultiValued(sets) if metric == "multivalued" else _Given(sets, metric)
    except shared_labels.TooManyError as error:
        return Value(None, str(error), sets.units)
    every = np.ones((1, sets.clusters), dtype=np.uint16)
    estimate = maker.alphas(every)
    if np.isnan(estimate[0]):
        return Value(None, NO_VARIATION, sets.units)
    value = Value(float(estimate[0]), n=sets.units)
    if sampling.method not in ("interview", "unit") or sets.clusters < 2 or not maker.can_resample:
        return value
    step = max(1, (_ENTRIES * 8) // sets.clusters)
    values = [
        maker.alphas(draws(sets.clusters, min(step, sampling.replicates - start), sampling.seed + start))
        for start in range(0, sampling.replicates, step)
    ]
    left = None
    if sampling.method == "interview" and sampling.form == "bca":
        left = maker.alphas(all_but_one(sets.clusters))
    spread = interval(np.concatenate(values), estimate[0], left, sampling, sets.clusters)
    return value.with_spread(*(float(x) for x in spread))


class _Maker:
    """What both kinds of alpha share: observed disagreement, by interview."""

    can_resample = True

    def __init__(self, sets: LabelSets, metric: Metric) -> None:
        self.sets = sets
        self.observed = np.zeros(sets.clusters)
        for one, two in sets.pairs:
            shared = np.asarray(sets.labels[one].multiply(sets.labels[two]).sum(axis=1)).reshape(-1)
            far = distance(metric, shared, sets.size[one].astype(float), sets.size[two].astype(float))
            self.observed += np.bincount(
                sets.cluster[one], 2 * far / (sets.ratings[one] - 1), minlength=sets.clusters
            )
        self.given = np.bincount(sets.cluster, minlength=sets.clusters).astype(float)

    def expected(self, times: Floats) -> Floats:
        """Expected disagreement of samples of interviews."""
        raise NotImplementedError

    def alphas(self, drawn: NDArray[np.unsignedinteger[Any]]) -> Floats:
        """Alpha of each sample; nan where nothing varies."""
        times = drawn.astype(float)
        observed = times @ self.observed / np.maximum(times @ self.given, 1)
        expected = self.expected(times)
        out = np.full(len(times), np.nan)
        np.divide(observed, expected, out=out, where=expected > 1e-15)
        return 1 - out


class _MultiValued(_Maker):
    """Expected disagreement of all label sets that could be made."""

    def __init__(self, sets: LabelSets) -> None:
        super().__init__(sets, "multivalued")
        most = int(sets.size.max(initial=0))
        self.sizes = np.zeros((sets.clusters, most + 1))
        np.add.at(self.sizes, (sets.cluster, sets.size), 1)
        by = sparse.csr_array(
            (np.ones(len(sets.cluster)), (sets.cluster, np.arange(len(sets.cluster)))),
            shape=(sets.clusters, len(sets.cluster)),
        )
        self.uses = (by @ sets.labels).toarray()

    def expected(self, times: Floats) -> Floats:
        sizes, uses = times @ self.sizes, times @ self.uses
        step = max(1, _ENTRIES // sizes.shape[1] ** 2)
        parts = [
            expected_multivalued(sizes[start : start + step], uses[start : start + step])
            for start in range(0, len(times), step)
        ]
        return np.concatenate(parts)


def expected_multivalued(sizes: Floats, uses: Floats) -> Floats:
    """Expected disagreement of samples.

    Args:
        sizes: how many sets have 0, 1, 2, ... labels, (samples, cardinalities).
        uses: how often each label is used, (samples, labels).
    """
    samples, width = sizes.shape
    middle = uses.sum(axis=1) / np.maximum((uses > 0).sum(axis=1), 1)
    scaled = uses / np.where(middle > 0, middle, 1)[:, None]  # a common factor of each size, for its range
    again = scaled * np.maximum(uses - 1, 0) / np.where(middle > 0, middle, 1)[:, None]
    weight = np.zeros((width, width, samples))
    weight[0, 0] = 1
    slope = np.zeros_like(weight)
    for n, both in zip(scaled.T, again.T, strict=True):
        for poly, more in ((slope, weight), (weight, None)):
            grown = poly.copy()
            grown[1:] += n * poly[:-1]
            grown[:, 1:] += n * poly[:, :-1]
            grown[1:, 1:] += both * poly[:-1, :-1]
            if more is not None:
                grown[1:, 1:] += both * more[:-1, :-1]
            poly[:] = grown
    size = np.arange(width)
    total = np.maximum(size[:, None] + size[None, :], 1)[..., None]
    far = np.where(weight > 0, 1 - 2 * slope / np.where(weight > 0, weight, 1) / total, 0)
    far[0, 0] = 0
    share = (sizes / np.maximum(sizes.sum(axis=1), 1)[:, None]).T
    found: Floats = np.einsum("ar,br,abr->r", share, share, far)
    return found


class _Given(_Maker):
    """Expected disagreement of all pairs of the label sets given."""

    def __init__(self, sets: LabelSets, metric: Metric) -> None:
        super().__init__(sets, metric)
        kinds, first, kind = sets.kinds
        self.can_resample = 1 < sets.clusters <= _MOST_CLUSTERS and kinds <= _MOST_GIVEN
        if kinds > _MOST_GIVEN:
            often = np.bincount(kind, minlength=kinds).astype(float)
            alike = shared_labels.summed(
                sets.labels[first], often, lambda t, a, b: 1 - distance(metric, t, a, b)
            )
            self.alike = np.array([[alike]])
            return
        groups = sets.cluster if self.can_resample else np.zeros_like(sets.cluster)
        width = sets.clusters if self.can_resample else 1
        by = sparse.csr_array((np.ones(len(kind)), (kind, groups)), shape=(len(first), width))
        labels, size = sets.labels[first], sets.size[first].astype(float)
        self.alike = np.zeros((width, width))
        for start in range(0, len(first), _ROWS):
            part = slice(start, start + _ROWS)
            near = _nearness(metric, labels[part], labels, size[part], size)
            self.alike += by[part].T @ (near @ by.toarray() if width == 1 else (near @ by).toarray())

    def expected(self, times: Floats) -> Floats:
        if not self.can_resample:
            times = np.ones((1, 1))
            n = np.array([self.given.sum()])
        else:
            n = times @ self.given
        alike = np.einsum("ri,ri->r", times @ self.alike, times)
        found: Floats = (n * n - alike) / np.maximum(n * (n - 1), 1)
        return found


def _nearness(
    metric: Metric, some: sparse.csr_array, labels: sparse.csr_array, one: Floats, two: Floats
) -> sparse.csr_array:
    """1 - distance of some sets to all; sets that share no label are 0 apart from two empty ones."""
    shared = (some @ labels.T).tocoo()
    row, column = shared.coords
    near = 1 - distance(metric, shared.data, one[row], two[column])
    empty = np.flatnonzero(one == 0), np.flatnonzero(two == 0)
    grid = np.meshgrid(*empty, indexing="ij")
    return sparse.csr_array(
        (
            np.concatenate([near, np.ones(grid[0].size)]),
            (np.concatenate([row, grid[0].reshape(-1)]), np.concatenate([column, grid[1].reshape(-1)])),
        ),
        shape=(len(one), len(two)),
    )
