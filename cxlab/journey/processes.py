"""Who owns a finding: from touchpoint to process to process owner.

And whether channels treat a request alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns, in_memory, tally
from cxlab.engine.instants import dates_of
from cxlab.errors import BadValue, MissingColumn
from cxlab.metrics import response_time
from cxlab.results import protected
from cxlab.stats import Difference, adjust_p, difference, proportion_difference, wilson

from ._common import check, check_correction

__all__ = ["channel_consistency", "with_owners"]

_COLUMNS = (
    "metric", "estimate", "low", "high", "estimate_versus", "difference", "difference_low", "difference_high",
    "p", "p_adjusted", "n", "n_versus", "differs", "note",
)  # fmt: skip


def with_owners(
    findings: Any, processes: Any, *, touchpoint: str = "event", key: str = "touchpoint"
) -> pd.DataFrame:
    """Add the process behind each finding's touchpoint, and who owns it.

    Parameters
    ----------
    findings
        Any result with a touchpoint per row, such as `friction` or `rework`.
    processes
        touchpoint, process, owner (the pot's map); capitals and blanks around a name do not matter.
    touchpoint, key
        The touchpoint's column in `findings` and in `processes`.

    Returns
    -------
    DataFrame
        `findings` with process and owner after the touchpoint (in place of columns of these names); empty
        where the map does not name it.

    Raises
    ------
    BadValue
        The map gives one touchpoint two processes or two owners.

    Examples
    --------
    >>> found = pd.DataFrame({"event": ["Call ", "form"], "lost": [3, 1]})
    >>> with_owners(found, pd.DataFrame({"touchpoint": ["call"], "process": ["Service"], "owner": ["Kim"]}))
       event  process owner  lost
    0  Call   Service   Kim     3
    1   form                   1
    """
    owners = _map_of(processes, key)
    names = columns(findings)
    if touchpoint not in names:
        raise MissingColumn(touchpoint, names)
    result = in_memory(findings, names)
    result = result.drop(
        columns=[name for name in ("process", "owner") if name in names and name != touchpoint]
    )
    place = list(result.columns).index(touchpoint) + 1
    for number, name in enumerate(("process", "owner")):
        values = _plain(result[touchpoint]).map(owners[name]).fillna("").astype(object)
        result.insert(place + number, name, values)
    return result


def _map_of(processes: Any, key: str) -> pd.DataFrame:
    """Return process and owner of each touchpoint, which has one of each."""
    known = in_memory(processes, [key, "process", "owner"]).dropna(subset=[key])
    known = known.assign(_key=_plain(known[key])).drop_duplicates(["_key", "process", "owner"])
    for name in ("process", "owner"):
        count = known.groupby("_key")[name].nunique(dropna=False)
        if (count > 1).any():
            twice = count.index[count > 1][0]
            raise BadValue(f"touchpoint {twice!r} has more than one {name} in the map; name each once")
    return known.set_index("_key")


def _plain(names: pd.Series) -> pd.Series:
    """Return names without capitals and blanks around them; a missing one stays missing."""
    return names.astype(str).str.strip().str.casefold().where(names.notna())


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
    correction
        "holm", "bh" or "none", over all tests of outcome and satisfaction.
    min_n
        Channels with fewer of a request are shown without figures and not tested.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        request, channel, metric ("median_hours", "outcome", "satisfaction"), estimate, low, high (Wilson for
        outcomes), estimate_versus (the same request in all other channels), difference, difference_low,
        difference_high, p, p_adjusted (where a request has two channels both rows are one test, counted
        once), n, n_versus, differs (significant; for the median: intervals that do not overlap), note, level.

    Raises
    ------
    BadValue
        `score` holds no numbers, `outcome` anything but true or false.

    Examples
    --------
    >>> hours = [hours + more for more in range(50) for hours in (48, 1)]
    >>> tickets = pd.DataFrame({"category": "bill", "channel": ["mail", "phone"] * 50, "happy": [0, 1] * 50,
    ...     "created": pd.Timestamp("2024-01-01")})
    >>> tickets["resolved"] = tickets["created"] + pd.to_timedelta(hours, unit="h")
    >>> found = channel_consistency(tickets, outcome="happy", observed_until="2024-02-01")
    >>> found[["channel", "metric", "estimate", "estimate_versus", "differs"]]
      channel        metric  estimate  estimate_versus  differs
    0    mail  median_hours      72.5             25.5     True
    1   phone  median_hours      25.5             72.5     True
    2    mail       outcome       0.0              1.0     True
    3   phone       outcome       1.0              0.0     True
    """
    check(level, min_n, unit)
    check_correction(correction)
    options = {"observed_until": observed_until, "unit": unit, "min_n": min_n, "level": level}
    parts = [_times(tickets, request, channel, (start, end), **options)]
    for metric, column in (("outcome", outcome), ("satisfaction", score)):
        if column is not None:
            parts.append(_scores(tickets, request, channel, column, metric, min_n, level))
    table = pd.concat(parts, ignore_index=True)
    table["p_adjusted"] = _adjusted(table, request, correction)
    table["differs"] = table.pop("apart") | (table["p_adjusted"] < 1 - level)
    table = table[[request, channel, *_COLUMNS]].assign(level=level)
    return protected(
        table, min_n=min_n, by=[request, channel], within="metric", parts=False, keep=("differs",)
    )


def _adjusted(table: pd.DataFrame, request: str, correction: str) -> pd.Series:
    """Return corrected p-values; a against b and b against a are one test."""
    rows = table.groupby([request, "metric"], observed=True, dropna=False)["p"]
    mirrored = rows.transform("size") == 2
    twice = mirrored & table.duplicated([request, "metric"])
    adjusted = pd.Series(adjust_p(table["p"].mask(twice), method=correction), index=table.index)
    both = adjusted.groupby([table[request], table["metric"]], observed=True, dropna=False).transform("max")
    return adjusted.mask(mirrored, both)


def _times(tickets: Any, request: str, channel: str, dates: tuple[str, str], **options: Any) -> pd.DataFrame:
    """Return the median time of each request in each channel and in the others."""
    options |= {"start": dates[0], "end": dates[1], "quantiles": (0.5,)}
    frame = in_memory(tickets, list(dict.fromkeys([request, channel, *dates])))
    if options["observed_until"] is None:
        options["observed_until"] = _end(frame, dates)
    own = response_time(frame, by=[request, channel], **options)
    own = own.dropna(subset=[request, channel]).reset_index(drop=True)
    kept = frame[frame[channel].notna() & frame[request].notna()]
    rest = [
        response_time(kept[kept[channel] != place], by=request, **options).assign(**{channel: place})
        for place in own[channel].unique()
    ]
    versus = pd.concat(rest)[[request, channel, "estimate", "low", "high", "n"]]
    versus = versus.set_axis(
        [request, channel, "estimate_versus", "rest_low", "rest_high", "n_versus"], axis=1
    )
    shown = [request, channel, "metric", "estimate", "low", "high", "n", "note"]
    table = own[shown].merge(versus, on=[request, channel], how="left")
    table["n_versus"] = table["n_versus"].fillna(0).astype(int)
    table["difference"] = table["estimate"] - table["estimate_versus"]
    apart = (table["low"] > table.pop("rest_high")) | (table["high"] < table.pop("rest_low"))
    none = dict.fromkeys(("difference_low", "difference_high", "p"), np.nan)
    return table.assign(apart=apart.to_numpy(dtype=bool), **none)


def _end(frame: pd.DataFrame, dates: tuple[str, str]) -> Any:
    """Return the end of the last day on which a ticket started or ended."""
    last = max(dates_of(frame[name], name).max() for name in dates if frame[name].notna().any())
    return last.normalize() + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def _scores(
    tickets: Any, request: str, channel: str, column: str, metric: str, min_n: int, level: float
) -> pd.DataFrame:
    """Compare the share of good outcomes, or the mean score, with that of the other channels."""
    cells = tally(tickets, by=[request, channel, column]).dropna()
    value, n = _numbers(cells[column], column), cells["n"].astype(float)
    if metric == "outcome" and not value.isin([0, 1]).all():
        raise BadValue(f"column {column!r} must be true or false; it holds other values")
    sums = cells[[request, channel]].assign(n=n, total=n * value, squares=n * value**2)
    own = sums.groupby([request, channel], observed=True).sum()
    both = own.groupby(level=0, observed=True).transform("sum")
    rest = both - own
    result = own.index.to_frame(index=False).assign(metric=metric, n=own["n"].astype(int).to_numpy())
    result["n_versus"] = rest["n"].astype(int).to_numpy()
    test, (mean, se), (other, _se) = _compared(own, rest, metric, level)
    small = (result["n"] < min_n) | (result["n_versus"] < min_n)
    limits = (
        wilson(own["total"], own["n"], level=level)
        if metric == "outcome"
        else difference(mean, se, 0.0, 0.0, level=level)
    )
    figures = {
        "estimate": mean, "low": limits.low, "high": limits.high, "estimate_versus": other,
        "difference": test.estimate, "difference_low": test.low, "difference_high": test.high, "p": test.p,
    }  # fmt: skip
    result = result.assign(**{name: np.where(small, np.nan, values) for name, values in figures.items()})
    return result.assign(apart=False, note=np.where(small, f"suppressed: n < {min_n}", ""))


def _numbers(values: pd.Series, column: str) -> pd.Series:
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if not (
        pd.api.types.is_numeric_dtype(values.dtype) or kind in ("boolean", "integer", "floating", "empty")
    ):
        raise BadValue(
            f"column {column!r} must hold numbers, or true and false; it holds other values. Convert it "
            f"first, for example with data.assign({column}=pd.to_numeric(data[{column!r}]))"
        )
    return values.astype(float)


def _compared(
    own: pd.DataFrame, rest: pd.DataFrame, metric: str, level: float
) -> tuple[Difference, Any, Any]:
    sides = []
    for side in (own, rest):
        n = side["n"].to_numpy()
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = side["total"].to_numpy() / n
            se = np.sqrt(np.maximum(side["squares"].to_numpy() / n - mean**2, 0) / (n - 1))
        sides.append((mean, se))
    if metric == "outcome":
        test = proportion_difference(own["total"], own["n"], rest["total"], rest["n"], level=level)
    else:
        test = difference(*sides[0], *sides[1], level=level)
    return test, sides[0], sides[1]
