"""A fitted Cox model as a table: estimates, intervals, sizes and notes, coefficient by coefficient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import NOTHING_HIDDEN, PARTS, hide, note_of, small_parts
from cxlab.stats import critical, two_sided_p
from cxlab.stats.few_clusters import FEW, FewClusters
from cxlab.text import Text

from .cautions import column_note
from .counted_rows import CountedDesign
from .few_clusters import LeverageLaw
from .terms import Column

__all__ = ["coefficients"]

EVENTS = next(part for part in PARTS if part.count == "events")


def coefficients(
    counted: CountedDesign,
    beta: np.ndarray,
    variance: np.ndarray,
    place: np.ndarray,
    empty: np.ndarray,
    level: float,
    min_n: int,
    laws: Mapping[int, FewClusters | None] | None = None,
) -> pd.DataFrame:
    """Return a row per coefficient; see `CoxResult.table`. With clusters `laws` hold their tests."""
    fitted = np.isin(np.arange(len(beta)), place)
    se = np.where(fitted, np.sqrt(np.diag(variance)), np.nan)
    estimate = np.where(fitted | empty, beta, np.nan)
    ratio = np.exp(np.clip(estimate, -700, 700))
    with np.errstate(invalid="ignore", over="ignore"):
        se, reach, p, few = _tests(estimate, se, level, laws)
        limits = np.exp(estimate - reach * se), np.exp(estimate + reach * se)
    parts: dict[str, Any] = {
        "covariate": [column.covariate for column in counted.columns],
        "category": [column.category for column in counted.columns],
        "reference": [column.reference for column in counted.columns],
    }
    if len(counted.cuts):
        bands = [column.band or (0.0, np.inf) for column in counted.columns]
        parts |= {"time_from": [low for low, _high in bands], "time_until": [high for _low, high in bands]}
    n, events = _sizes(counted)
    parts |= {
        "estimate": estimate,
        "se": se,
        "hazard_ratio": np.where(empty, 0.0, ratio),
        "low": limits[0],
        "high": limits[1],
    }
    notes = [column_note(alias, gone) for alias, gone in zip(~fitted & ~empty, empty, strict=True)]
    notes = [Text.together(both) for both in zip(notes, few, strict=True)]
    parts |= {"p": p, "n": n, "events": events, "note": notes}
    table = pd.DataFrame(parts).assign(level=level)
    small = _too_small(counted, min_n)
    return _without_small(table, small, counted, min_n)


def _without_small(
    table: pd.DataFrame, small: np.ndarray, counted: CountedDesign, min_n: int
) -> pd.DataFrame:
    """Hide what speaks of few customers: levels of few, and levels that few left from or stayed with.

    The sizes of all levels of such a covariate go with it: the others and the total would give it away.
    """
    table = hide(table, small, note_of(min_n, alone=True), keep=("time_from", "time_until", "level"))
    if min_n <= NOTHING_HIDDEN:
        return table
    levels = np.array([column.category is not None for column in counted.columns])
    rare = small_parts(table, EVENTS, min_n) & levels & ~small
    gone = pd.Series(small | rare).groupby(table["covariate"].to_numpy()).transform("any").to_numpy()
    sizes = hide(table, gone & levels, "", only=("n", "events"))
    return sizes.assign(note=table["note"])


def _tests(
    estimate: np.ndarray, se: np.ndarray, level: float, laws: Mapping[int, FewClusters | None] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return standard errors, how many of them an interval reaches, p-values, and notes on few clusters."""
    reach, p = np.full(len(se), critical(level)), two_sided_p(estimate / se)
    notes = [""] * len(se)
    for place, law in (laws or {}).items():
        if law is None:
            se[place], p[place] = np.nan, np.nan
            notes[place] = Text("no interval: all rows belong to one cluster")
        elif isinstance(law, LeverageLaw) and law.exhausted:
            se[place], p[place] = np.nan, np.nan
            notes[place] = Text("no interval: too few clusters for so many coefficients")
        elif np.isnan(law.many):  # else so many that the normal distribution holds
            reach[place], p[place] = law.critical(level), law.p(float(estimate[place] / se[place]))
            clusters = int(law.clusters.sum())
            notes[place] = Text("only {k} clusters: a rough interval", k=clusters) if clusters < FEW else ""
    return se, reach, p, notes


def _too_small(counted: CountedDesign, min_n: int) -> np.ndarray:
    """Tell which coefficients rest on fewer customers than may be shown: of their level or the reference."""
    x, pattern = counted.rows.x, counted.rows.pattern
    small = np.zeros(len(counted.columns), dtype=bool)
    for j, column in enumerate(counted.columns):
        if column.category is None or min_n <= 1:
            continue
        of_term = [c.covariate == column.covariate and c.band == column.band for c in counted.columns]
        there = _there(counted, column) & (counted.rows.count > 0)
        sides = (x[:, j] != 0)[pattern], ~np.any(x[:, of_term] != 0, axis=1)[pattern]
        small[j] = min(_customers(counted, column, there & side) for side in sides) < min_n
    return small


def _customers(counted: CountedDesign, column: Column, chosen: np.ndarray) -> float:
    """Count the customers of rows: where clusters are known, a customer with many rows is one."""
    if counted.cluster is not None:
        return float(len(np.unique(counted.cluster[chosen])))
    return float(counted.rows.count[chosen & _ended(counted, column)].sum())


def _sizes(counted: CountedDesign) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and events per coefficient: of its level (and band), or of all for a number."""
    rows = counted.rows
    sizes = np.zeros((len(counted.columns), 2))
    for j, column in enumerate(counted.columns):
        there = _there(counted, column)
        if column.category is not None:
            there &= (rows.x[:, j] != 0)[rows.pattern]
        sizes[j] = rows.count[there & _ended(counted, column)].sum(), rows.count[there & rows.event].sum()
    whole_sizes = np.rint(sizes).astype("int64")
    return whole_sizes[:, 0], whole_sizes[:, 1]


def _there(counted: CountedDesign, column: Column) -> np.ndarray:
    """Tell which rows, or pieces of rows, lie in a coefficient's stretch of tenure."""
    if column.band is None:
        return np.ones(len(counted.rows.exit), dtype=bool)
    low, high = column.band
    return (counted.rows.exit > (low or -np.inf)) & (counted.rows.exit <= high)


def _ended(counted: CountedDesign, column: Column) -> np.ndarray:
    """Tell which is the last piece of its row in the coefficient's stretch: a row counts once."""
    if column.band is None:
        return counted.final
    return counted.final | (counted.rows.exit == column.band[1])
