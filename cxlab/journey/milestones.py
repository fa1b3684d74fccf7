"""An event log from a table of cases: one event per date that a row carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cxlab.engine import in_memory
from cxlab.engine.instants import dates_of
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

__all__ = ["milestones"]


def milestones(
    data: Any, dates: Mapping[str, str], *, case: str = "ticket_id", named_by: str | None = None
) -> pd.DataFrame:
    """Turn cases with several dates, such as tickets, into events for `transitions`, `variants` and the rest.

    Parameters
    ----------
    data
        One row per case.
    dates
        Event name to date column, in the order in which they happen; a missing date is no event.
    case
        The case's id.
    named_by
        A column whose value is added to the first event's name, for example the channel of a request.

    Returns
    -------
    DataFrame
        customer_id (the case's id), event, timestamp, event_id (the order within a case), `named_by`; rows
        left out are counted in `attrs["excluded"]`.

    Raises
    ------
    BadParameter
        Fewer than two dates.
    BadValue
        A column holds no dates, or only some of them have a time zone.

    Examples
    --------
    >>> tickets = pd.DataFrame({"ticket_id": [7], "created": pd.to_datetime(["2024-01-01"]),
    ...     "resolved": pd.to_datetime(["2024-01-03"]), "channel": ["Mail"]})
    >>> milestones(tickets, {"opened": "created", "solved": "resolved"}, named_by="channel")["event"].tolist()
    ['opened: Mail', 'solved']
    """
    if len(dates) < 2:
        raise BadParameter(Text("dates names at least two events and their date columns"))
    frame = in_memory(data, list(dict.fromkeys([case, *dates.values(), *([named_by] if named_by else [])])))
    kinds = {str(dates_of(frame[column], column).dt.tz) for column in dates.values()}
    if len(kinds) > 1:
        raise BadValue(
            Text(
                "date columns lie in different time zones ({names}); use one", names=", ".join(sorted(kinds))
            )
        )
    parts = []
    for number, (name, column) in enumerate(dates.items()):
        part = pd.DataFrame({"customer_id": frame[case], "timestamp": dates_of(frame[column], column)})
        part["event"], part["event_id"] = name, number
        if named_by:
            part[named_by] = frame[named_by]
            if number == 0:
                known = frame[named_by].notna()
                part.loc[known, "event"] = name + ": " + frame.loc[known, named_by].astype(str)
        parts.append(part.dropna(subset=["customer_id", "timestamp"]))
    columns = ["customer_id", "event", "timestamp", "event_id", *([named_by] if named_by else [])]
    found = pd.concat(parts).sort_values(
        ["customer_id", "timestamp", "event_id"], kind="stable", ignore_index=True
    )
    found = found[columns]
    nobody, empty = frame[case].isna(), frame[list(dates.values())].isna().all(axis=1)
    lost = {Text("no customer"): int(nobody.sum()), Text("no time"): int((empty & ~nobody).sum())}
    found.attrs["excluded"] = {reason: count for reason, count in lost.items() if count}
    return found
