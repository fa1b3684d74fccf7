"""Which combinations of segments explain a change of counts, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats import critical
from cxlab.stats.localise import Combination, Leaves, localise
from cxlab.stats.rates import rate_ratio
from cxlab.text import Text

from ._change_counts import Units
from ._rows import RowNotes

__all__ = ["ANY", "coded", "named", "segments_of"]

ANY = ""
"""The value of a dimension that a combination does not restrict."""

PENALTY, OPEN = 3.0, -50.0
"""How telling a combination has to be, and what lets the best one through however little it tells."""

SEGMENT = (
    *("metric", "estimate", "low", "high", "complaints", "expected_complaints", "ratio", "ratio_low"),
    *("ratio_high",),
)


def coded(cells: pd.DataFrame, dims: Sequence[str]) -> tuple[np.ndarray, Mapping[str, pd.Index]]:
    """Return the values of the dimensions as numbers, and what they stand for."""
    found = {dim: pd.factorize(cells[dim], sort=True, use_na_sentinel=False) for dim in dims}
    return np.column_stack([found[dim][0] for dim in dims]), {dim: pd.Index(found[dim][1]) for dim in dims}


def named(
    found: Sequence[Combination], dims: Sequence[str], values: Mapping[str, pd.Index]
) -> dict[str, Any]:
    """Return a column per dimension with the values of the combinations."""
    columns = {}
    for place, dim in enumerate(dims):
        codes = [one.codes[place] for one in found]
        columns[dim] = pd.Series([ANY if c is None else values[dim][c] for c in codes], dtype=object)
    return columns


def segments_of(
    cells: pd.DataFrame, dims: list[str], units: Units, effect: float, direction: str, deepest: int,
    draws: int, seed: int, level: float,
) -> pd.DataFrame:  # fmt: skip
    """Return the combinations that explain the change, with p and stability by simulation."""
    codes, values = coded(cells, dims)
    x0, x1 = cells["before"].to_numpy(float), cells["after"].to_numpy(float)
    e0, e1 = units.leaves(cells)
    share = np.divide(e1, e0 + e1, out=np.full(len(e1), 0.5), where=e0 + e1 > 0)

    def search(after: np.ndarray, both: np.ndarray, penalty: float, most: int) -> list[Combination]:
        used = (both > 0) & (e0 + e1 > 0)
        leaves = Leaves.of(
            codes[used], after[used], (both * share)[used], trials=both[used], dispersion=effect
        )
        return localise(leaves, direction=direction, deepest=deepest, most=most, penalty=penalty, whole=True)

    found = search(x1, x0 + x1, PENALTY, 10)
    rng = np.random.default_rng(seed)
    null = np.full(draws if found else 0, -np.inf)
    again = np.zeros(len(found))
    for draw in range(len(null)):
        after = rng.binomial((x0 + x1).astype(int), share).astype(float)
        null[draw] = max((one.gain for one in search(after, x0 + x1, OPEN, 1)), default=-np.inf)
        now, versus = (rng.poisson(x / effect) * effect for x in (x1, x0))
        names = {one.codes for one in search(now, now + versus, PENALTY, 10)}
        again += [one.codes in names for one in found]
    rows = [_segment(one, codes, x0, x1, e0, e1, effect, level) for one in found]
    table = pd.DataFrame(named(found, dims, values)).join(pd.DataFrame(rows, columns=list(SEGMENT)))
    change = x1.sum() - x0.sum() * _grown(x0, e0, e1)
    table["share_of_change"] = table["estimate"] / change if change else np.nan
    null += OPEN - PENALTY  # on the scale of what was found
    table["p"] = [(1 + int((null >= one.gain).sum())) / (draws + 1) for one in found]
    table["stability"] = again / draws if draws else np.nan
    general = np.array([all(code is None for code in one.codes) for one in found], dtype=bool)
    notes = RowNotes(len(table))
    notes.add(general, Text("the change is general: it shows in all segments"))
    table["note"], table["method"], table["level"] = notes.texts, "likelihood search", level
    return table


def _grown(x0: np.ndarray, e0: np.ndarray, e1: np.ndarray) -> float:
    """Return how many times as much was exposed later, for what complained before."""
    ratio = np.divide(e1, e0, out=np.ones(len(e0)), where=e0 > 0)
    return float(np.average(ratio, weights=x0)) if x0.sum() > 0 else float(e1.sum() / max(e0.sum(), 1e-12))


def _segment(
    one: Combination, codes: np.ndarray, x0: np.ndarray, x1: np.ndarray, e0: np.ndarray, e1: np.ndarray,
    effect: float, level: float,
) -> tuple[Any, ...]:  # fmt: skip
    """Return what a combination holds: now, expected by its own past, the excess and the ratio."""
    inside = np.ones(len(codes), dtype=bool)
    for dim, value in enumerate(one.codes):
        if value is not None:
            inside &= codes[:, dim] == value
    after, before = float(x1[inside].sum()), float(x0[inside].sum())
    grown = _grown(x0[inside], e0[inside], e1[inside])
    ratio = rate_ratio(after, grown, before, 1.0, level=level, dispersion=effect)
    excess = after - before * grown
    half = float(critical(level)) * np.sqrt(effect * (after + grown**2 * before))
    return (
        "excess_complaints", excess, excess - half, excess + half, int(after), before * grown,
        float(ratio.estimate), float(ratio.low), float(ratio.high),
    )  # fmt: skip
