"""A fitted Cox model as a table: estimates, intervals, sizes and notes, coefficient by coefficient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats import critical, two_sided_p

from ._cells import Counted
from .cautions import column_note

__all__ = ["coefficients"]


def coefficients(
    counted: Counted,
    beta: np.ndarray,
    variance: np.ndarray,
    place: np.ndarray,
    empty: np.ndarray,
    level: float,
) -> pd.DataFrame:
    """Return a row per coefficient; see `CoxResult.table`."""
    fitted = np.isin(np.arange(len(beta)), place)
    se = np.where(fitted, np.sqrt(np.diag(variance)), np.nan)
    estimate = np.where(fitted | empty, beta, np.nan)
    ratio = np.exp(np.clip(estimate, -700, 700))
    with np.errstate(invalid="ignore", over="ignore"):
        z = critical(level) * se
        limits = np.exp(estimate - z), np.exp(estimate + z)
    parts: dict[str, Any] = {
        "covariate": [column.covariate for column in counted.columns],
        "level": [column.level for column in counted.columns],
        "reference": [column.reference for column in counted.columns],
    }
    if len(counted.cuts):
        bands = [column.band or (0.0, np.inf) for column in counted.columns]
        parts |= {"from": [low for low, _high in bands], "until": [high for _low, high in bands]}
    n, events = _sizes(counted)
    parts |= {
        "estimate": estimate,
        "se": se,
        "hazard_ratio": np.where(empty, 0.0, ratio),
        "low": limits[0],
        "high": limits[1],
    }
    parts |= {"p": two_sided_p(estimate / se), "n": n, "events": events}
    parts["note"] = [column_note(alias, gone) for alias, gone in zip(~fitted & ~empty, empty, strict=True)]
    return pd.DataFrame(parts).assign(confidence=level)


def _sizes(counted: Counted) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and events per coefficient: of its level (and band), or of all for a number."""
    rows = counted.rows
    whole, reached, events = (
        np.bincount(rows.pattern, weights=rows.count * of, minlength=len(rows.x))
        for of in (counted.final, 1, rows.event)
    )
    sizes = []
    for j, column in enumerate(counted.columns):
        chosen = rows.x[:, j] != 0 if column.level is not None or column.band else np.ones(len(rows.x), bool)
        sizes.append([(reached if column.band else whole) @ chosen, events @ chosen])
    whole_sizes = np.rint(np.array(sizes)).astype("int64")
    return whole_sizes[:, 0], whole_sizes[:, 1]
