"""Where and when there is more than elsewhere: the space-time permutation scan.

Counts are given by place, stratum and time. Within a stratum the sums of each place and of each time are
taken as given: places may differ, and season may move all of them. What is left to find is a place that has
more, for some time, than the others at that time. The most striking window of all is compared with the most
striking ones of tables drawn with the same sums, so that it does not matter how many windows were looked at.

References
----------
Kulldorff, M. et al. (2005). A space-time permutation scan statistic for disease outbreak detection. PLoS
Medicine 2. Zhang, Z., Assuncao, R. and Kulldorff, M. (2010). Spatial scan statistics adjusted for multiple
clusters. Journal of Probability and Statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.errors import BadValue
from cxlab.text import Text

__all__ = ["Cluster", "scan"]

BATCH = 2_000_000
"""Cells of drawn tables that are held in memory at a time."""


@dataclass(frozen=True)
class Cluster:
    """A window with more than expected: place and stratum (-1: all), first and last time, and how sure it is.

    `expected` is what the other places at that time, and this one at other times, make expect; `p` is the
    share of drawn tables with a window as striking, anywhere.
    """

    place: int
    stratum: int
    first: int
    last: int
    count: float
    expected: float
    statistic: float
    p: float


def scan(
    counts: np.ndarray,
    *,
    weights: np.ndarray | None = None,
    longest: int = 12,
    least: float = 3,
    most: int = 5,
    draws: int = 999,
    alpha: float = 0.05,
    seed: int = 0,
) -> list[Cluster]:
    """Find windows of one place (in one stratum, or all) and adjoining times with more than expected.

    Parameters
    ----------
    counts
        Whole numbers, three dimensions: place, stratum, time.
    weights
        What is exposed per place and time, where it moves differently from place to place.
    longest
        Length of the longest window.
    least
        Fewest counts of a window.
    most
        Windows to report at most; further ones are looked for once the ones before are taken out.
    draws
        Tables drawn.
    alpha
        Windows with a higher p are not reported.
    seed
        Same seed, same p-values.

    Returns
    -------
    list of Cluster
        The most striking first.

    Examples
    --------
    >>> table = np.full((4, 2, 30), 2)
    >>> table[1, 0, 10:14] += 9
    >>> found = scan(table, draws=99)
    >>> [(c.place, c.stratum, c.first, c.last, c.count, c.p) for c in found]
    [(1, 0, 10, 13, 44.0, 0.01)]
    """
    table = np.asarray(counts, dtype=float)
    if table.ndim != 3 or table.shape[0] < 2:
        raise BadValue(Text("a scan compares places; found fewer than two of them"))
    longest = min(longest, max(table.shape[2] // 2, 1))
    null = _null_maxima(table, weights, longest, least, draws, seed)
    found: list[Cluster] = []
    rest = table.copy()
    for _turn in range(most):
        best = _best(rest, weights, longest, least)
        if best is None:
            break
        statistic, place, stratum, first, last = best
        p = (1 + float((null >= statistic * (1 - 1e-9)).sum())) / (draws + 1)
        if p > alpha:
            break
        strata = slice(None) if stratum < 0 else slice(stratum, stratum + 1)
        usual = _usual(rest, weights, place, strata, first, last)
        window = rest[place, strata, first : last + 1]
        found.append(
            Cluster(place, stratum, first, last, float(window.sum()), float(usual.sum()), statistic, p)
        )
        window[:] = np.minimum(window, usual)
    return found


def _expected(table: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Return what the sums over places and over times make expect; leading axes are tables of their own."""
    by_place = table.sum(axis=-1, keepdims=True)
    by_time = table.sum(axis=-3, keepdims=True)
    if weights is None:
        total = by_time.sum(axis=-1, keepdims=True)
        return by_place * by_time / np.maximum(total, 1)
    fit = np.broadcast_to(np.maximum(weights[:, None, :], 1e-9), table.shape).copy()
    for _turn in range(4):  # iterative proportional fitting; weights near proportional take two or three
        fit *= by_place / np.maximum(fit.sum(axis=-1, keepdims=True), 1e-300)
        fit *= by_time / np.maximum(fit.sum(axis=-3, keepdims=True), 1e-300)
    return fit


def _usual(
    table: np.ndarray, weights: np.ndarray | None, place: int, strata: slice, first: int, last: int
) -> np.ndarray:
    """Return what a window would hold if its place stood to the others as it does at other times."""
    inside = np.zeros(table.shape[2], dtype=bool)
    inside[first : last + 1] = True
    own, all_ = table[place, strata], table[:, strata].sum(axis=0)
    share = (
        np.ones(table.shape[2])
        if weights is None
        else weights[place] / np.maximum(np.delete(weights, place, axis=0).sum(axis=0), 1e-9)
    )
    others = (all_ - own) * share
    outside = own[:, ~inside].sum(axis=1, keepdims=True)
    per_other = outside / np.maximum(others[:, ~inside].sum(axis=1, keepdims=True), 1)
    return per_other * others[:, inside]


def _windows(values: np.ndarray, length: int) -> np.ndarray:
    """Return sums over `length` adjoining times, from cumulated values."""
    return values[..., length:] - values[..., :-length]


def _cumulated(values: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)


def _gain(count: np.ndarray, expected: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Return Kulldorff's log likelihood ratio of counts above expectation."""
    rest, spare = np.maximum(total - count, 0), np.maximum(total - expected, 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        outside = np.where(rest > 0, rest * np.log(rest / spare), 0.0)
        return count * np.log(count / np.maximum(expected, 1e-12)) + outside


def _layers(table: np.ndarray, expected: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, bool]]:
    """Return the tables to look at: each stratum, and all strata of a place together where there are some."""
    layers = [(table, expected, False)]
    if table.shape[-2] > 1:
        layers.append((table.sum(axis=-2, keepdims=True), expected.sum(axis=-2, keepdims=True), True))
    return layers


def _best(
    table: np.ndarray, weights: np.ndarray | None, longest: int, least: float
) -> tuple[float, int, int, int, int] | None:
    """Return the most striking window: statistic, place, stratum (-1: all), first and last time."""
    best = None
    for layer, expected, whole in _layers(table, _expected(table, weights)):
        sums, usual = _cumulated(layer), _cumulated(expected)
        total = layer.sum(axis=(0, 2))[None, :, None]
        for length in range(1, longest + 1):
            count, mean = _windows(sums, length), _windows(usual, length)
            hit = np.flatnonzero((count >= least) & (count > mean))
            if not hit.size:
                continue
            whole_total = np.broadcast_to(total, count.shape).reshape(-1)[hit]
            gain = _gain(count.reshape(-1)[hit], mean.reshape(-1)[hit], whole_total)
            top = int(gain.argmax())
            if best is None or gain[top] > best[0] + 1e-12:
                place, stratum, first = map(int, np.unravel_index(hit[top], count.shape))
                best = (float(gain[top]), place, -1 if whole else stratum, first, first + length - 1)
    return best


def _null_maxima(
    table: np.ndarray, weights: np.ndarray | None, longest: int, least: float, draws: int, seed: int
) -> np.ndarray:
    """Return the most striking statistic of each drawn table."""
    rng = np.random.default_rng(seed)
    step = max(1, min(draws, BATCH // table.size))
    maxima = []
    for start in range(0, draws, step):
        drawn = _draw(table, weights, rng, min(step, draws - start))
        expected = _expected(drawn, weights)
        highest = np.zeros(len(drawn))
        for layer, usual, _whole in _layers(drawn, expected):
            sums, means = _cumulated(layer), _cumulated(usual)
            total = layer.sum(axis=(1, 3))[:, None, :, None]
            for length in range(1, longest + 1):
                count, mean = _windows(sums, length), _windows(means, length)
                hit = np.flatnonzero((count >= least) & (count > mean))
                if not hit.size:
                    continue
                flat = np.broadcast_to(total, count.shape).reshape(-1)[hit]
                gain = _gain(count.reshape(-1)[hit], mean.reshape(-1)[hit], flat)
                np.maximum.at(highest, hit // (count.size // len(drawn)), gain)
        maxima.append(highest)
    return np.concatenate(maxima) if maxima else np.zeros(0)


def _draw(table: np.ndarray, weights: np.ndarray | None, rng: np.random.Generator, size: int) -> np.ndarray:
    """Draw tables with the sums per place and per time of each stratum (with weights: near them)."""
    drawn = np.zeros((size, *table.shape))
    if weights is not None:
        fit = np.moveaxis(_expected(table, weights), 0, -1)  # stratum, time, place
        share = fit / np.maximum(fit.sum(axis=-1, keepdims=True), 1e-300)
        share[fit.sum(axis=-1) == 0] = 1 / table.shape[0]
        times = table.sum(axis=0).astype(np.int64)
        return np.moveaxis(rng.multinomial(times, share, size=(size, *times.shape)), -1, 1).astype(float)
    from scipy.stats import random_table

    for stratum in range(table.shape[1]):
        own = table[:, stratum].astype(np.int64)
        if own.sum():
            drawn[:, :, stratum] = random_table.rvs(
                own.sum(axis=1), own.sum(axis=0), size=size, random_state=rng
            )
    return drawn
