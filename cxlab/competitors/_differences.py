"""Differences of companies per aspect, within strata where there are some."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.stats import adjust_p, critical, two_sided_p
from cxlab.stats.moderated import moderated_variances
from cxlab.text import Text

__all__ = ["against_market", "against_own"]

MARKET = "market"


def against_market(cells: pd.DataFrame, *, level: float, correction: str) -> pd.DataFrame:
    """Compare each company, per aspect, with the unweighted mean of the others.

    The difference to each of the others is taken within strata; their mean shares the own figure, whose
    variance therefore counts once and not divided.
    """
    rows, cells = [], _steadied(cells)
    for aspect, part in cells.groupby("aspect", sort=False):
        for company in part["company"].unique():
            others = [name for name in part["company"].unique() if name != company]
            if not others:
                continue
            pairs = [_pair(part, company, other) for other in others]
            rows.append(_mean_of(pairs) | {"aspect": aspect, "group": company, "versus": MARKET})
    return _tested(rows, level=level, correction=correction)


def against_own(cells: pd.DataFrame, own: str, *, level: float, correction: str) -> pd.DataFrame:
    """Compare the own company, per aspect, with each of the others."""
    rows, cells = [], _steadied(cells)
    for aspect, part in cells.groupby("aspect", sort=False):
        if own not in set(part["company"]):
            continue
        rows += [
            _mean_of([_pair(part, own, other)]) | {"aspect": aspect, "group": own, "versus": other}
            for other in part["company"].unique()
            if other != own
        ]
    return _tested(rows, level=level, correction=correction)


def _steadied(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with variances of one answer that learn from each other.

    The few stars of a small cell are now and then nearly all the same; of twenty comparisons it would be
    these that are called significant.
    """
    n = cells["n"].to_numpy(float)
    per_answer = (cells["se"].to_numpy(float) ** 2) * n
    found = moderated_variances(per_answer, cells["df"].to_numpy(float))
    return cells.assign(se=np.sqrt(found.variance / n), df=found.df)


def _pair(part: pd.DataFrame, first: str, second: str) -> dict[str, np.ndarray | float]:
    """Return a difference within strata, with the variance that each side adds."""
    a, b = (part[part["company"] == name].set_index("stratum") for name in (first, second))
    shared = a.index.intersection(b.index)
    a, b = a.loc[shared], b.loc[shared]
    n1, n2 = a["n"].to_numpy(float), b["n"].to_numpy(float)
    weight = n1 * n2 / (n1 + n2)
    weight = weight / weight.sum() if weight.sum() else weight
    spread1, spread2 = _errors(a, weight), _errors(b, weight)
    return {
        "value": float(weight @ a["mean"].to_numpy()) if len(shared) else np.nan,
        "value_versus": float(weight @ b["mean"].to_numpy()) if len(shared) else np.nan,
        "own": spread1[0], "other": spread2[0],
        "own_df": spread1[1], "other_df": spread2[1],
        "n": float(n1.sum()), "n_versus": float(n2.sum()),
        "strata": len(shared),
    }  # fmt: skip


def _errors(side: pd.DataFrame, weight: np.ndarray) -> tuple[float, float]:
    """Return the variance of a weighted mean of strata, and its degrees of freedom (Satterthwaite).

    A stratum of one row has no variance of its own: it is given that of all strata of the side together.
    """
    per_row = (side["se"] ** 2 * side["n"]).to_numpy(float)
    df = side["df"].to_numpy(float)
    known = np.isfinite(per_row) & (df > 0)
    if not known.any():
        return np.nan, np.nan
    pooled = np.average(per_row[known], weights=side["n"].to_numpy(float)[known])
    parts = weight**2 * np.where(known, per_row, pooled) / side["n"].to_numpy(float)
    total = parts.sum()
    below = (parts[known] ** 2 / df[known]).sum()
    return float(total), float(total**2 / below) if below > 0 else float(df[known].sum())


def _mean_of(pairs: list[dict]) -> dict[str, float]:
    """Return the mean of differences that share their first side."""
    usable = [one for one in pairs if one["strata"]]
    count = len(usable)
    if not count:
        return {"value": np.nan, "value_versus": np.nan, "estimate": np.nan, "se": np.nan, "df": np.nan,
                "n": sum(one["n"] for one in pairs[:1]), "n_versus": 0.0}  # fmt: skip
    own = float(np.mean([one["own"] for one in usable]))
    others = [one["other"] / count**2 for one in usable]
    variance = own + sum(others)
    below = own**2 / np.mean([one["own_df"] for one in usable])
    below += sum(part**2 / one["other_df"] for part, one in zip(others, usable, strict=True))
    value = float(np.mean([one["value"] for one in usable]))
    versus = float(np.mean([one["value_versus"] for one in usable]))
    return {
        "value": value, "value_versus": versus, "estimate": value - versus, "se": float(np.sqrt(variance)),
        "df": variance**2 / below if below > 0 else np.inf,
        "n": max(one["n"] for one in usable), "n_versus": sum(one["n_versus"] for one in usable),
    }  # fmt: skip


def _tested(rows: list[dict], *, level: float, correction: str) -> pd.DataFrame:
    """Add tests and limits, corrected over all rows."""
    names = ["aspect", "group", "versus", "value", "value_versus", "estimate", "se", "df", "n", "n_versus"]
    found = pd.DataFrame(rows, columns=names)
    se = found["se"].to_numpy(float)
    usable = np.isfinite(se) & (se > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(usable, found["estimate"] / se, np.nan)
        half = np.where(usable, critical(level, np.maximum(found["df"].to_numpy(float), 1.0)) * se, np.nan)
    found["p"] = two_sided_p(z, np.maximum(found["df"].to_numpy(float), 1.0)) if len(found) else np.nan
    found["low"], found["high"] = found["estimate"] - half, found["estimate"] + half
    found["p_adjusted"] = adjust_p(found["p"], method=correction) if len(found) else np.nan
    found["comparisons"], found["correction"] = int(usable.sum()), correction
    found[["n", "n_versus"]] = found[["n", "n_versus"]].astype(int).astype("Int64")
    none = Text("no test: the answers do not vary, or there are too few")
    found["note"] = np.where(usable, "", none) if len(found) else ""
    found["level"] = level
    return found.drop(columns="df")
