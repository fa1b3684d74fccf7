"""Start/stop rows: what happens to a customer counts from the moment it happens, not before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns, in_memory, require
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

from ..counting.event_table import AUTO, entry_column
from .durations import in_days, same_clock, wall_clock

__all__ = ["exposure_spans", "split_by_exposure"]

SPANS = ("time_from", "time_until")


def exposure_spans(
    events: Any,
    customers: Any,
    *,
    date: str,
    customer: str = "customer_id",
    start: str = "signup_date",
    lasts_days: float | None = None,
    after_days: float = 0.0,
    until_next: pd.DataFrame | None = None,
    unit_days: float = 1.0,
    duration: str = "duration",
) -> pd.DataFrame:
    """Turn dated events (complaints, answers) into spans of tenure in which they may act.

    Parameters
    ----------
    events
        One row per event, with the customer and the date; rows without either are left out.
    customers
        One row per customer, with `start`.
    date, customer, start
        Columns.
    lasts_days
        Days after the event on which it counts; None: from then on for good.
    after_days
        Days from the event until it counts, such as the two that make an answer a slow one.
    until_next
        Events (customer, date) of which the next one ends the span, such as the next survey answer.
    unit_days
        Days per unit of tenure (30.4375 for months).
    duration
        Column of the customers with the tenure, where there is one: where neither it nor `start` has a time
        of day, events count in whole days, too; where one has, from their very moment, and events that
        themselves have none from the end of their day.

    Returns
    -------
    DataFrame
        The customer, time_from, time_until in the unit of tenure: the event counts after time_from, up to
        and with time_until.

    Raises
    ------
    BadValue
        A column does not hold dates, or only one of the two has a time zone.

    Examples
    --------
    >>> customers = pd.DataFrame({"customer_id": [1], "signup_date": pd.to_datetime(["2024-01-01"])})
    >>> complaints = pd.DataFrame({"customer_id": [1], "created": pd.to_datetime(["2024-02-01 09:30"])})
    >>> exposure_spans(complaints, customers, date="created", lasts_days=90)
       customer_id  time_from  time_until
    0            1       31.0       121.0
    """
    require(events, customer, date)
    require(customers, customer, start)
    if lasts_days is not None and not lasts_days > 0:
        raise BadParameter(Text("lasts_days must be positive; found {lasts_days}", lasts_days=lasts_days))
    timed = [name for name in [duration] if name in columns(customers)]
    customers = in_memory(customers, list(dict.fromkeys([customer, start, *timed])))
    tables = [events] if until_next is None else [events, until_next]
    require(tables[-1], customer, date)
    found = [_tenure(in_memory(one, [customer, date]), customers, customer, date, start) for one in tables]
    whole = _in_whole_days(customers, start, timed, unit_days)
    if not whole and all((one["when"] == one["when"].dt.normalize()).all() for one in found):
        found = [one.assign(day=one["day"] + 1) for one in found]  # whether they came before is not known
    days = np.floor if whole else np.asarray
    tenure = found[0]
    begin = days(tenure["day"].to_numpy(dtype=float))
    end = np.full(len(begin), np.inf) if lasts_days is None else begin + lasts_days
    if until_next is not None:
        following = found[1].assign(day=days(found[1]["day"]))
        end = np.minimum(end, _next_after(tenure.assign(day=begin), following, customer))
    acts = days(tenure["day"].to_numpy(dtype=float) + after_days)
    frame = pd.DataFrame(
        {customer: tenure[customer], "time_from": acts / unit_days, "time_until": end / unit_days}
    )
    return frame[frame["time_until"] > frame["time_from"]].reset_index(drop=True)


def _in_whole_days(customers: pd.DataFrame, start: str, timed: list[str], unit_days: float) -> bool:
    """Tell whether no customer's start or tenure has a time of day."""
    since = wall_clock(customers[start], start)[0].dropna()
    lived = [pd.to_numeric(customers[name], errors="coerce").dropna() * unit_days for name in timed]
    return bool((since == since.dt.normalize()).all() and all(
        np.allclose(days, np.round(days.to_numpy(dtype=float)), rtol=0, atol=1e-6) for days in lived
    ))  # fmt: skip


def _tenure(
    events: pd.DataFrame, customers: pd.DataFrame, customer: str, date: str, start: str
) -> pd.DataFrame:
    """Return the days of tenure before each event, sorted; events of unknown customers are left out."""
    began = customers.drop_duplicates(customer)[[customer, start]].rename(columns={start: "began"})
    events = events.dropna()
    events = events.assign(**{customer: like(events[customer], began[customer])})
    both = events.merge(began, on=customer, how="inner").dropna(subset=["began"])
    since, when, _zone = same_clock(both["began"].rename(start), both[date])
    both = both.assign(when=when, day=in_days(when - since))
    return both.sort_values([customer, "day"], kind="stable", ignore_index=True)


def like(ids: pd.Series, other: pd.Series) -> pd.Series:
    """Return ids so that they can be found among others: as text, or as numbers, as those are."""
    numeric = [pd.api.types.is_numeric_dtype(one) for one in (ids, other)]
    if numeric[0] == numeric[1]:
        return ids
    if numeric[0]:
        whole = ids.astype("Int64") if (ids % 1 == 0).all() else ids
        return whole.astype(str).astype(object)
    return pd.to_numeric(ids.astype(str), errors="coerce")


def _next_after(tenure: pd.DataFrame, following: pd.DataFrame, customer: str) -> np.ndarray:
    """Return for each event the first moment of a later following event of the customer."""
    known = pd.Index(tenure[customer]).append(pd.Index(following[customer])).unique()
    width = float(max(tenure["day"].abs().max(), following["day"].abs().max())) * 2 + 2
    keys = [
        known.get_indexer(part[customer]) * width + part["day"].to_numpy() for part in (tenure, following)
    ]
    place = np.searchsorted(np.sort(keys[1]), keys[0], side="right")
    ordered = following.iloc[np.argsort(keys[1], kind="stable")]
    inside = place < len(ordered)
    result = np.full(len(tenure), np.inf)
    found = ordered.iloc[place[inside]]
    same = found[customer].to_numpy() == tenure[customer].to_numpy()[inside]
    result[np.flatnonzero(inside)[same]] = found["day"].to_numpy()[same]
    return result


def split_by_exposure(
    data: Any,
    exposures: Mapping[str, pd.DataFrame],
    *,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    customer: str = "customer_id",
) -> pd.DataFrame:
    """Split each customer's follow-up where an exposure begins or ends.

    Nobody is exposed before the exposure began, so those who leave early without it are not taken for its
    victims, nor those who stayed long enough to have it for its beneficiaries (immortal time).

    Parameters
    ----------
    data
        One row per customer.
    exposures
        Per new column, spans of tenure: the customer, time_from, time_until (missing or infinite: for
        good). A customer is exposed in (time_from, time_until]; overlapping spans are one.
    duration, event, entry
        Columns of the follow-up; by default "entry" where there is one.
    customer
        Column that names the customer in the data and in the spans.

    Returns
    -------
    DataFrame
        One row per stretch: the columns of the data, with entry and duration of the stretch, the event only
        in the last one, and a truth value per exposure. Rows without follow-up are kept as they are.

    Raises
    ------
    BadValue
        A customer has several rows, or a name is taken.

    Examples
    --------
    >>> tenure = pd.DataFrame({"customer_id": [1, 2], "duration": [100.0, 50.0], "event": [True, False]})
    >>> complaints = pd.DataFrame({"customer_id": [1], "time_from": [30.0], "time_until": [120.0]})
    >>> split_by_exposure(tenure, {"complaint": complaints})
       customer_id  duration  event  entry  complaint
    0            1      30.0  False    0.0      False
    1            1     100.0   True   30.0       True
    2            2      50.0  False    0.0      False
    """
    entry = entry_column(data, entry)
    require(data, customer, duration, event, *([entry] if entry else []))
    data = data if isinstance(data, pd.DataFrame) else in_memory(data, columns(data))
    _check(data, exposures, customer)
    start = data[entry].to_numpy(dtype=float) if entry else np.zeros(len(data))
    end = data[duration].to_numpy(dtype=float)
    spans = {name: _spans(frame, data[customer], start, end, customer) for name, frame in exposures.items()}
    row, left, right = _stretches(start, end, list(spans.values()))
    result = data.iloc[row].reset_index(drop=True)
    last = np.append(np.diff(row) != 0, True) if len(row) else np.zeros(0, dtype=bool)
    happened = result[event].where(last, False).astype(data[event].dtype)
    for name, values in ((entry or "entry", left), (duration, right), (event, happened)):
        result[name] = values
    for name, (who, begin, until) in spans.items():
        result[name] = _active(row, left, who, begin, until)
    return result


def _check(data: pd.DataFrame, exposures: Mapping[str, pd.DataFrame], customer: str) -> None:
    if not exposures:
        raise BadParameter(Text("exposures is empty; name at least one, such as {{'complaint': spans}}"))
    if data[customer].duplicated().any():
        raise BadValue(
            Text(
                "column {customer!r} holds customers with several rows; give one row per customer",
                customer=customer,
            )
        )
    for name, frame in exposures.items():
        require(frame, customer, *SPANS)
        if name in data.columns:
            raise BadValue(
                Text("exposure {name!r} has the name of a column of the data; choose another", name=name)
            )


def _spans(
    frame: pd.DataFrame, customers: pd.Series, start: np.ndarray, end: np.ndarray, customer: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, beginning and end of each span inside the customer's follow-up."""
    who = pd.Index(customers).get_indexer(like(frame[customer], customers))
    begin = frame["time_from"].to_numpy(dtype=float)
    until = frame["time_until"].to_numpy(dtype=float)
    until = np.where(np.isnan(until), np.inf, until)
    known = (who >= 0) & ~np.isnan(begin)
    who, begin, until = who[known], np.maximum(begin[known], start[who[known]]), until[known]
    inside = (begin < end[who]) & (until > begin)
    return who[inside], begin[inside], until[inside]


def _stretches(
    start: np.ndarray, end: np.ndarray, spans: list[tuple[np.ndarray, np.ndarray, np.ndarray]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, beginning and end of each stretch between changes, sorted."""
    who = [np.arange(len(start)), *(part for span in spans for part in (span[0], span[0]))]
    when = [start, *(part for span in spans for part in span[1:])]
    row, left = np.concatenate(who), np.concatenate(when)
    inside = ~(left >= end[row]) | (np.arange(len(row)) < len(start))
    pairs = pd.DataFrame({"row": row[inside], "left": left[inside]}).drop_duplicates()
    pairs = pairs.sort_values(["row", "left"], ignore_index=True)
    row, left = pairs["row"].to_numpy(), pairs["left"].to_numpy()
    last = np.append(np.diff(row) != 0, True)
    right = np.where(last, end[row], np.append(left[1:], np.nan))
    return row, left, right


def _active(
    row: np.ndarray, left: np.ndarray, who: np.ndarray, begin: np.ndarray, until: np.ndarray
) -> np.ndarray:
    """Tell for each stretch whether more spans have begun than ended by its beginning."""
    times, place = np.unique(np.concatenate([left, begin, until]), return_inverse=True)
    width = len(times) + 1
    at, began, ended = np.split(place, [len(left), len(left) + len(begin)])
    changes = [np.sort(who * width + change) for change in (began, ended)]
    started, stopped = (
        np.searchsorted(change, row * width + at, "right") - np.searchsorted(change, row * width, "left")
        for change in changes
    )
    return started > stopped
