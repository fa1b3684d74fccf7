"""Whether channels treat a request alike: time to a solution, outcome, satisfaction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import elapsed, tally
from cxlab.engine.elapsed import dates_seen
from cxlab.errors import BadValue
from cxlab.metrics._clusters import names_people
from cxlab.results import is_hidden, note_of, protected
from cxlab.stats import adjust_p, difference, product_limit, proportion_difference, survival_quantile, wilson
from cxlab.text import Text

from ._against_others import AgainstOthers
from ._common import check, check_correction

__all__ = ["channel_consistency", "differing_channels"]
FEWEST_PEOPLE = 5
"""Requests are judged by `min_n`, which is made for tests; of fewer people nothing is shown."""

_COLUMNS = (
    "metric", "estimate", "low", "high", "value", "value_low", "value_high", "value_versus", "p",
    "p_adjusted", "n", "n_versus", "differs", "note",
)  # fmt: skip


def channel_consistency(
    tickets: Any,
    *,
    request: str = "category",
    channel: str = "channel",
    start: str = "created",
    end: str = "resolved",
    score: str | None = None,
    outcome: str | None = None,
    observed_until: Any = None,
    cluster: str | None = None,
    unit: str = "hours",
    correction: str = "holm",
    min_n: int = 20,
    level: float = 0.95,
) -> pd.DataFrame:
    """Whether the same request gets the same outcome, time and satisfaction in every channel.

    Parameters
    ----------
    tickets
        One row per request.
    request, channel
        Columns: what was asked, and where.
    start, end, observed_until, unit
        For the time it takes, as for `response_time`: open requests are censored.
    score
        A column of satisfaction scores.
    outcome
        A column that is true (or 1) where the request ended well, for example not reopened.
    cluster
        Column of what requests have in common, such as the customer: requests of one customer are alike,
        which intervals and tests then allow for. A request without a value is a cluster of its own.
    correction
        "holm", "bh" or "none", over all tests of time, outcome and satisfaction.
    min_n
        Channels with fewer of a request are shown without figures and not tested.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        request, channel, metric ("median_hours", "outcome", "satisfaction"), estimate, low, high (the
        difference; no limits for the median), value, value_low, value_high (Wilson for outcomes),
        value_versus (the same request in all other channels), p (median: share still open at the median of
        all, a median test for censored times), p_adjusted (where a request has two channels both rows are one
        test, counted once), n, n_versus, differs (p_adjusted below 1 - level), note, level.

    Raises
    ------
    BadValue
        `score` holds no numbers, `outcome` anything but true or false.

    References
    ----------
    Brookmeyer, R. and Crowley, J. (1982). A k-sample median test for censored data. JASA 77.

    Examples
    --------
    >>> hours = [hours + more for more in range(50) for hours in (48, 1)]
    >>> tickets = pd.DataFrame({"category": "bill", "channel": ["mail", "phone"] * 50, "happy": [0, 1] * 50,
    ...     "created": pd.Timestamp("2024-01-01")})
    >>> tickets["resolved"] = tickets["created"] + pd.to_timedelta(hours, unit="h")
    >>> found = channel_consistency(tickets, outcome="happy", observed_until="2024-02-01")
    >>> found[["channel", "metric", "value", "value_versus", "differs"]]
      channel        metric  value  value_versus  differs
    0    mail  median_hours   72.5          25.5     True
    1   phone  median_hours   25.5          72.5     True
    2    mail       outcome    0.0           1.0     True
    3   phone       outcome    1.0           0.0     True
    """
    check(level, min_n, unit)
    check_correction(correction)
    keys = [request, channel]
    options: dict[str, Any] = {"cluster": cluster, "min_n": min_n, "level": level}
    parts = [_times(tickets, keys, (start, end), observed_until, unit, **options)]
    for metric, column in (("outcome", outcome), ("satisfaction", score)):
        if column is not None:
            parts.append(_scores(tickets, keys, column, metric, **options))
    table = pd.concat(parts, ignore_index=True)
    table["p_adjusted"] = _adjusted(table, request, correction)
    table["differs"] = table["p_adjusted"] < 1 - level
    table = table[[request, channel, *_COLUMNS]].assign(level=level)
    table = protected(
        table, min_n=min_n, by=[request, channel], within="metric", parts=False, keep=("differs",)
    )
    hidden = table["note"].map(is_hidden).to_numpy(dtype=bool)
    return table.assign(differs=table["differs"].to_numpy(dtype=bool) & ~hidden)


def _adjusted(table: pd.DataFrame, request: str, correction: str) -> pd.Series:
    """Return corrected p-values; a against b and b against a are one test."""
    rows = table.groupby([request, "metric"], observed=True, dropna=False)["p"]
    mirrored = rows.transform("size") == 2
    twice = mirrored & table.duplicated([request, "metric"])
    adjusted = pd.Series(adjust_p(table["p"].mask(twice), method=correction), index=table.index)
    both = adjusted.groupby([table[request], table["metric"]], observed=True, dropna=False).transform("max")
    return adjusted.mask(mirrored, both)


def _times(
    tickets: Any, keys: list[str], dates: tuple[str, str], until: Any, unit: str, *, cluster: str | None,
    min_n: int, level: float,
) -> pd.DataFrame:  # fmt: skip
    """Compare the median time of each request in each channel with that in the others."""
    start, end = dates
    if until is None:
        until = _end(tickets, dates)
    by = [*keys, *([cluster] if cluster else [])]
    cells = elapsed(tickets, start=start, end=end, until=until, by=by, unit=unit)  # type: ignore[arg-type]
    cells = cells[cells["excluded"] == ""].dropna(subset=keys)
    rows = []
    for head, sides in AgainstOthers.of_all(cells, keys, cluster):
        row = head | {"metric": f"median_{unit}"} | sides.sizes()
        if note := _too_few(sides, cluster, max(min_n, 1)):
            rows.append(row | {"note": note})
            continue
        when, ended = (sides.cells[name].to_numpy() for name in ("duration", "ended"))
        row["p"], worth = sides.median_test(when, ended)
        for name, own, worths in (("", True, worth), ("_versus", False, 1.0)):
            chosen = sides.own == own
            found = _median(when[chosen], ended[chosen], sides.n[chosen] * worths, level)
            row[f"value{name}"] = found[0]
            if own:
                row["value_low"], row["value_high"] = found[1:]
        open_ = np.isnan(row["value"])
        row["note"] = Text("not reached: too many tickets are still open") if open_ else ""
        if not open_ and np.isnan(row["value_high"]):
            row["note"] = Text("no upper limit: too many tickets are still open")
        rows.append(row | {"estimate": row["value"] - row["value_versus"]})
    return _framed(rows, keys)


def _too_few(sides: AgainstOthers, cluster: str | None, min_n: int) -> str:
    """Return why a channel is not compared: too few requests, too few people, or a single cluster."""
    if min(sides.sizes().values()) < min_n:
        return note_of(min_n, alone=True)
    if cluster is None:
        return ""
    fewest = min(sides.clusters())
    if names_people(cluster) and fewest < min(min_n, FEWEST_PEOPLE):
        return Text("suppressed: fewer than {least} people", least=min(min_n, FEWEST_PEOPLE))
    return Text("no test: one side is a single cluster") if fewest < 2 else ""


def _median(when: np.ndarray, ended: np.ndarray, n: np.ndarray, level: float) -> tuple[float, float, float]:
    """Return the median of Kaplan and Meier and its limits."""
    time, place = np.unique(when, return_inverse=True)
    hits = np.bincount(place, weights=n * ended, minlength=len(time))
    lost = np.bincount(place, weights=n * ~ended, minlength=len(time))
    found = survival_quantile(product_limit(time, hits, lost, level=level), 0.5)
    return float(found.time[0]), float(found.low[0]), float(found.high[0])


def _end(tickets: Any, dates: tuple[str, str]) -> pd.Timestamp:
    """Return the end of the last day on which a ticket started or ended."""
    from cxlab.engine.instants import zone_of
    from cxlab.engine.scan import scan

    _first, last, _days, _until = dates_seen(tickets, dates)
    zone = zone_of(scan(tickets, list(dates)), dates[0])
    stamp = pd.Timestamp(last, unit="us", tz="UTC" if zone else None)
    stamp = stamp.tz_convert(zone) if zone else stamp
    return stamp.normalize() + pd.Timedelta(days=1) - pd.Timedelta(1, unit="us")


def _scores(
    tickets: Any, keys: list[str], column: str, metric: str, *, cluster: str | None, min_n: int, level: float
) -> pd.DataFrame:
    """Compare the share of good outcomes, or the mean score, with that of the other channels."""
    cells = tally(tickets, by=[*keys, column, *([cluster] if cluster else [])])
    cells = cells.dropna(subset=[*keys, column])
    value = _numbers(cells[column], column)
    if metric == "outcome" and not value.isin([0, 1]).all():
        raise BadValue(Text("column {column!r} must be true or false; it holds other values", column=column))
    rows = []
    for head, sides in AgainstOthers.of_all(cells.assign(_value=value), keys, cluster):
        row = head | {"metric": metric} | sides.sizes()
        if note := _too_few(sides, cluster, min_n):
            rows.append(row | {"note": note})
            continue
        found = sides.means(sides.cells["_value"].to_numpy())
        row |= {"value": found.mean[0], "value_versus": found.mean[1]}
        if metric == "outcome":
            hits, size = found.mean * found.size, found.size
            test = proportion_difference(hits[0], size[0], hits[1], size[1], level=level)
            if np.isfinite(found.df) and found.se.any():
                test = difference(*np.stack([found.mean, found.se], axis=1).ravel(), level=level, df=found.df)
            own_n = sides.sizes()["n"] * found.own
            low, high = wilson(found.mean[0] * own_n, own_n, level=level, df=found.df)
        else:
            test = difference(*np.stack([found.mean, found.se], axis=1).ravel(), level=level, df=found.df)
            low, high = difference(found.mean[0], found.own_se, 0.0, 0.0, level=level, df=found.df)[1:3]
        row |= {"value_low": low, "value_high": high, "estimate": test.estimate, "p": test.p, "note": ""}
        rows.append(row | {"low": test.low, "high": test.high})
    return _framed(rows, keys)


def _framed(rows: list[dict[str, Any]], keys: list[str]) -> pd.DataFrame:
    """Return the rows as a frame in which every figure has a column."""
    figures = [name for name in _COLUMNS if name not in ("metric", "n", "n_versus", "note", "differs")]
    table = pd.DataFrame(rows, columns=[*keys, "metric", *figures, "n", "n_versus", "note"])
    table = table.astype(dict.fromkeys(figures, float) | {"n": "int64", "n_versus": "int64"})
    return table.drop(columns="p_adjusted")


def _numbers(values: pd.Series, column: str) -> pd.Series:
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if not (
        pd.api.types.is_numeric_dtype(values.dtype) or kind in ("boolean", "integer", "floating", "empty")
    ):
        raise BadValue(
            Text(
                "column {column!r} must hold numbers, or true and false; it holds other values. Convert "
                "it first, for example with data.assign({column}=pd.to_numeric(data[{column!r}]))",
                column=column,
            )
        )
    return values.astype(float)


def differing_channels(table: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons of `channel_consistency` in which a channel differs, the largest ratio first.

    Of two channels of a request only the side that hurts is named: the slower one, or the one with the worse
    outcome.

    Examples
    --------
    >>> columns = ["category", "channel", "metric", "value", "value_versus", "differs"]
    >>> rows = [["bill", "mail", "median_hours", 72.0, 24.0, True]]
    >>> rows += [["bill", "phone", "median_hours", 24.0, 72.0, True]]
    >>> differing_channels(pd.DataFrame(rows, columns=columns))["channel"].tolist()
    ['mail']
    """
    found = table[table["differs"]]
    ratio = (found["value"] / found["value_versus"].replace(0, np.nan)).replace(0, 1e-9).fillna(1e9)
    slow = found["metric"].astype(str).str.startswith("median_")
    hurts = np.where(slow, ratio > 1, ratio < 1)
    found = found.assign(_size=ratio.where(ratio >= 1, 1 / ratio))[hurts]
    return found.sort_values("_size", ascending=False, kind="stable").drop(columns="_size")
