"""The Net Promoter Score over the whole time of a survey: whether it drifts, whether it jumps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory
from cxlab.errors import BadValue
from cxlab.stats import change_point, time_slope
from cxlab.text import Text

from ._answers import check_scale
from ._clusters import names_people
from ._groups import Notes, check_options, suppressed, tidy
from ._net import SCALE, band

__all__ = ["nps_trend"]

_DAYS = {"year": 365.25, "month": 365.25 / 12}
_SHORTEST = 90
"Days below which a straight line is only the days on which people happened to be asked."
_MOST_CUTS = 60
FEWEST = 30
"""Answers below which the law of the tests does not hold."""


def nps_trend(
    data: Any,
    *,
    date: str = "date",
    score: str = "nps",
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    min_n: int = 5,
    level: float = 0.95,
    draws: int = 1999,
    seed: int = 0,
) -> pd.DataFrame:
    """Test whether the Net Promoter Score drifts over the whole time, and whether it jumps at some day.

    Parameters
    ----------
    date
        Column of the dates of the answers.
    data, score, weight, cluster, missing_codes, min_n, level
        As for `nps`. Answers without a date take no part.
    draws, seed
        Of the random signs behind the p-value of the change point.

    Returns
    -------
    DataFrame
        Two rows, metric "nps_trend" (a straight line: points per `unit`, estimate, low, high, se, p)
        and "nps_change_point": period (first day after the change), value and value_versus (the score from
        then on and before), estimate (their difference), p; then unit ("year"; "month" where the survey runs
        for less than a year; no test below 90 days), n, clusters (with a cluster), missing, note,
        method, level. The difference at a change point has no interval: the day was chosen because it is
        largest there. Two tests of one question: an uncorrected p of .05 on both finds a change where there
        is none in up to 10 % of surveys.

    Examples
    --------
    >>> days = pd.date_range("2024-01-01", periods=600, freq="D")
    >>> scores = np.where(np.arange(600) % 10 < np.where(np.arange(600) < 300, 6, 3), 10, 3)
    >>> found = nps_trend(pd.DataFrame({"date": days, "nps": scores}))
    >>> found[["metric", "period", "estimate"]].round(0)
                 metric     period  estimate
    0         nps_trend        NaT     -58.0
    1  nps_change_point 2024-11-01     -61.0
    """
    check_options(level, min_n)
    answers, lost = _answers(data, date, score, weight, cluster, missing_codes)
    scores = 100 * band(answers[score].to_numpy(float))
    times = answers["_day"].to_numpy("datetime64[D]").astype("int64").astype(float)
    options = {
        "weight": answers[weight].to_numpy(float) if weight else None,
        "cluster": answers["_cluster"].to_numpy() if cluster else None,
    }
    n = len(answers)
    notes = Notes(2)
    people = answers["_cluster"].nunique() if names_people(cluster) else n
    hidden = suppressed(np.full(2, n), min_n, notes, np.full(2, people))
    few, days = n < max(FEWEST, min_n), np.ptp(times) + 1 if n else 0
    notes.add(~hidden & few, Text("no test: fewer than {least} answers", least=FEWEST))
    notes.add(~hidden & (not few) & (days < _SHORTEST), Text("no test: fewer than {n} days", n=_SHORTEST))
    unit = "year" if days >= _DAYS["year"] - 5 else "month"
    blank = few or days < _SHORTEST
    figures = _blank() if blank else _tested(times, scores, unit, options, level, draws, seed)
    alone = ~hidden & (not blank) & np.isfinite(figures["estimate"]) & np.isnan(figures["p"])
    notes.add(alone, Text("no test: all but one of the clusters answered at one and the same time"))
    columns: dict[str, Any] = {"metric": ["nps_trend", "nps_change_point"]} | figures
    columns |= {"unit": [unit, ""], "n": np.full(2, n)}
    if cluster:
        columns |= {"clusters": np.full(2, answers["_cluster"].nunique())}
    columns |= {"missing": np.full(2, lost), "note": notes.texts}
    line = "least squares, CR2" if cluster else "least squares, HC1"
    columns |= {"method": [line, f"largest of {figures.pop('cuts')} cuts, wild bootstrap"]}
    hide = ("estimate", "low", "high", "se", "statistic", "p", "value", "value_versus")
    columns.pop("cuts", None)
    groups = pd.DataFrame(index=range(2))
    return tidy(groups, columns | {"level": level}, hidden=hidden, hide=hide, min_n=min_n)


def _answers(
    data: Any,
    date: str,
    score: str,
    weight: str | None,
    cluster: str | None,
    missing_codes: Sequence[float],
) -> tuple[pd.DataFrame, int]:
    """Return the valid answers with day and cluster, and how many are left out."""
    names = dict.fromkeys([date, score, *([weight] if weight else []), *([cluster] if cluster else [])])
    frame = in_memory(data, list(names)).copy()
    if not pd.api.types.is_datetime64_any_dtype(frame[date]):
        raise BadValue(Text("column {column} must hold dates; convert it first, e.g. with pd.to_datetime",
                            column=repr(date)))  # fmt: skip
    frame["_day"] = frame[date].dt.tz_localize(None).dt.normalize()
    valid = frame[score].notna() & frame["_day"].notna() & ~frame[score].isin(list(missing_codes))
    valid &= frame[weight].notna() if weight else True
    kept = frame[valid]
    check_scale(kept[score].to_numpy(float), np.ones(len(kept), dtype=int), score, SCALE)
    if cluster:
        codes = pd.factorize(kept[cluster])[0]
        lone = codes < 0
        codes[lone] = codes.max(initial=-1) + 1 + np.arange(lone.sum())
        kept = kept.assign(_cluster=codes)
    return kept, int((~valid).sum())


def _tested(
    times: np.ndarray,
    scores: np.ndarray,
    unit: str,
    options: dict[str, Any],
    level: float,
    draws: int,
    seed: int,
) -> dict[str, Any]:
    slope = time_slope(times / _DAYS[unit], scores, level=level, **options)
    cuts = _cuts(times)
    jump = change_point(times, scores, cuts=cuts, draws=draws, seed=seed, **options)
    day = pd.NaT if np.isnan(jump.at) else pd.Timestamp(int(jump.at), unit="D")
    return {
        "period": pd.Series([pd.NaT, day], dtype="datetime64[ns]"),
        "value": np.array([np.nan, jump.after]),
        "value_versus": np.array([np.nan, jump.before]),
        "estimate": np.array([slope.estimate, jump.after - jump.before]),
        "low": np.array([slope.low, np.nan]),
        "high": np.array([slope.high, np.nan]),
        "se": np.array([slope.se, np.nan]),
        "statistic": np.array([slope.statistic, jump.statistic]),
        "p": np.array([slope.p, jump.p]),
        "cuts": len(cuts),
    }


def _blank() -> dict[str, Any]:
    nothing = np.full(2, np.nan)
    figures = ("value", "value_versus", "estimate", "low", "high", "se", "statistic", "p")
    return {
        "period": pd.Series([pd.NaT] * 2, dtype="datetime64[ns]"),
        **dict.fromkeys(figures, nothing),
        "cuts": 0,
    }


def _cuts(times: np.ndarray) -> np.ndarray:
    """Return where the score may jump: at the beginnings of months, in a short survey at days."""
    days = np.unique(times)
    first, last = (pd.Timestamp(int(day), unit="D") for day in days[[0, -1]])
    months = pd.date_range(first, last, freq="MS")
    if len(months) >= 6:
        starts = months.to_numpy("datetime64[D]").astype("int64").astype(float)
        step = -(-len(starts) // _MOST_CUTS)
        return starts[::step]
    step = max(1, len(days) // _MOST_CUTS)
    return days[1::step]
