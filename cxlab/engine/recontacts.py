"""Repeat contacts: whether a row is followed by another of the same customer within some days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from cxlab.engine.elapsed import Moment, first_true
from cxlab.engine.ids import id_column
from cxlab.engine.instants import PER_DAY, micros_of, same_zone_kind, with_micros
from cxlab.engine.scan import Scan
from cxlab.engine.tally import By, as_keys, check_labels, grouped, key_column, keyed, scan_for, settle
from cxlab.errors import BadParameter
from cxlab.text import Text

OUTCOMES = ("not followed", "unknown", "not yet observable", "followed")


def recontacts(
    data: Any,
    *,
    entity: str | Sequence[str],
    order: str,
    tie: str,
    within_days: float,
    until: Moment,
    since: str | None = None,
    by: By = None,
) -> pd.DataFrame:
    """Count rows by whether the same entity has a later row within some days.

    Parameters
    ----------
    data
        One row per contact or ticket.
    entity
        What must be the same: the customer column, or several (customer and category).
    order, tie
        The time of a row, and the id that orders rows of the same time.
    within_days
        Length of the window, in days of 24 hours, its end included.
    until
        When the data was taken. A window that ends later is "not yet observable", followed so far or
        not: counting only its early repeats would make recent contacts look worse.
    since
        Where the window starts (say, when the ticket was resolved); `order` where missing or not given.
        A next row before `since` follows too.
    by
        Column names, `Period`s and `HasValue`s.

    Returns
    -------
    DataFrame
        The keys, `outcome` ("followed", "not followed", "not yet observable", "unknown": no time or no
        entity) and `n`.

    Examples
    --------
    >>> tickets = pd.DataFrame({
    ...     "ticket_id": [1, 2, 3], "customer_id": ["a", "a", "b"],
    ...     "created": pd.to_datetime(["2024-01-01", "2024-01-03", "2024-01-05"]),
    ... })
    >>> recontacts(
    ...     tickets, entity="customer_id", order="created", tie="ticket_id", within_days=7, until="2024-01-11"
    ... )
                  outcome  n
    0            followed  1
    1        not followed  1
    2  not yet observable  1
    """
    if not within_days > 0:
        raise BadParameter(Text("within_days must be above 0; found {within_days}", within_days=within_days))
    entities = [entity] if isinstance(entity, str) else list(entity)
    keys = as_keys(by)
    check_labels(keys, reserved=("outcome", "n"))
    dates = {"_time": order, "_since": since or order}
    source = with_micros(scan_for(data, keys, [*entities, tie, *dates.values()]), dates)
    same_zone_kind(source, order, since or order)
    frame, names = keyed(source, keys, _rows(source, entities, tie))
    window = nw.col("since") + round(within_days * PER_DAY)
    same = [f"e{number}" for number in range(len(entities))]
    following = nw.col("time").shift(-1).over("usable", *same, order_by=["time", "tie"])
    late = window > micros_of(until, source, order)
    outcome = first_true(~nw.col("usable"), late, nw.col("next") <= window).alias("outcome")
    frame = frame.with_columns(following.alias("next")).select(*names, outcome)
    names = [*names, "outcome"]
    small = grouped(frame, names, [nw.len().alias("n")]).astype({"outcome": "int64", "n": "int64"})
    small["outcome"] = small["outcome"].map(dict(enumerate(OUTCOMES))).astype(object)
    return settle(small, names, source, keys)


def _rows(source: Scan, entities: Sequence[str], tie: str) -> list[nw.Expr]:
    """Return what the window function needs; rows without time or entity form partitions of their own."""
    time, since = nw.col("_time"), nw.col("_since")
    ids = [id_column(source, key_column(source, name), name) for name in entities]
    usable = ~time.is_null()
    for column in ids:
        usable = usable & ~column.is_null()
    start = nw.when(since.is_null()).then(time).otherwise(since)
    others = [time.alias("time"), start.alias("since"), nw.col(tie).alias("tie"), usable.alias("usable")]
    return [*(column.alias(f"e{number}") for number, column in enumerate(ids)), *others]
