"""Repeat contacts: whether a row is followed by another of the same customer within some days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from cxlab.engine.elapsed import Moment, first_true
from cxlab.engine.ids import id_column
from cxlab.engine.inner import inner
from cxlab.engine.instants import PER_DAY, micros_of, same_zone_kind, with_micros
from cxlab.engine.scan import Scan
from cxlab.engine.tally import (
    By,
    Key,
    as_keys,
    check_labels,
    finite,
    grouped,
    key_column,
    keyed,
    scan_for,
    settle,
)
from cxlab.errors import BadParameter
from cxlab.text import Text

TIME, SINCE = inner("time"), inner("since")


def recontact_clusters(
    data: Any,
    *,
    entity: str | Sequence[str],
    order: str,
    tie: str,
    within_days: float,
    until: Moment,
    since: str,
    by: By = None,
    cluster: str | None = None,
    again: str | None = None,
) -> pd.DataFrame:
    """Count clusters of rows by how many of them could be judged and were not followed, in two levels.

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
        When the data was taken. A window that ends later is not yet observable, followed so far or not:
        counting only its early repeats would make recent contacts look worse.
    since
        Where the window starts (say, when the ticket was resolved); a row without it is open. A next row
        before `since` follows too.
    by
        Column names, `Period`s and `HasValue`s.
    cluster
        The column that says which rows belong together; None: no rows do.
    again
        A column of numbers or truth values; rows above 0 count as followed.

    Returns
    -------
    DataFrame
        The keys, `named` (whether the rows have a cluster; all others of a group are one row here), `judged`
        and `hits` (rows per cluster that could be judged, and of them those not followed), `clusters` (how
        many have these), and their rows that are `open`, `early` (not yet observable) and `unknown`.

    Examples
    --------
    >>> tickets = pd.DataFrame({
    ...     "ticket_id": [1, 2, 3], "customer_id": ["a", "a", "b"],
    ...     "created": pd.to_datetime(["2024-01-01", "2024-01-03", "2024-01-05"]),
    ...     "resolved": pd.to_datetime(["2024-01-02", "2024-01-03", None]),
    ... })
    >>> recontact_clusters(tickets, entity="customer_id", order="created", tie="ticket_id", within_days=7,
    ...     until="2024-02-01", since="resolved", cluster="customer_id")
       named  judged  hits  clusters  open  early  unknown
    0   True       0     0         1     1      0        0
    1   True       2     1         1     0      0        0
    """
    keys = as_keys(by)
    check_labels(keys, reserved=("named", "judged", "hits", "clusters", "open", "early", "unknown"))
    window = (within_days, until)
    source, frame, names = _with_outcome(data, entity, order, tie, window, since, keys, cluster, again)
    outcome, solved = nw.col("outcome"), nw.col("solved")
    judged = solved & ((outcome == 0) | (outcome == 3))
    flags = {
        "judged": judged,
        "hits": judged & (outcome == 0) & ~nw.col("again"),
        "open": ~solved & (outcome != 1),
        "early": solved & (outcome == 2),
        "unknown": outcome == 1,
    }
    counts = [nw.when(flag).then(nw.lit(1)).otherwise(nw.lit(0)).alias(name) for name, flag in flags.items()]
    frame = frame.select(*names, "cluster", *counts).group_by(*names, "cluster", drop_null_keys=False)
    sums = frame.agg(*(nw.col(name).sum() for name in flags))
    sums = sums.select(
        *names, (~nw.col("cluster").is_null() & bool(cluster)).alias("named"), nw.lit(1).alias("clusters"),
        *(nw.col(name).cast(nw.Int64) for name in flags),
    )  # fmt: skip
    names = [*names, "named", "judged", "hits"]
    rest = ("clusters", "open", "early", "unknown")
    small = grouped(sums, names, [nw.col(name).sum() for name in rest])
    small = small.astype({"named": bool} | dict.fromkeys(("judged", "hits", *rest), "int64"))
    return settle(small[[*names, *rest]], names, source, keys)


def _with_outcome(
    data: Any,
    entity: str | Sequence[str],
    order: str,
    tie: str,
    window: tuple[float, Moment],
    since: str,
    keys: Sequence[Key],
    cluster: str | None,
    again: str | None,
) -> tuple[Scan, Any, list[str]]:
    """Return rows with their cluster, the number of their outcome and whether they count as followed."""
    within_days, until = window
    if not within_days > 0:
        raise BadParameter(Text("within_days must be above 0; found {within_days}", within_days=within_days))
    entities = [entity] if isinstance(entity, str) else list(entity)
    dates = {TIME: order, SINCE: since}
    others = [name for name in (cluster, again) if name]
    source = with_micros(scan_for(data, keys, [*entities, tie, *dates.values(), *others]), dates)
    same_zone_kind(source, order, since)
    columns = [*_rows(source, entities, tie), *_more(source, cluster, again)]
    frame, names = keyed(source, keys, columns)
    end = nw.col("since") + round(within_days * PER_DAY)
    same = [f"e{number}" for number in range(len(entities))]
    following = nw.col("time").shift(-1).over("usable", *same, order_by=["time", "tie"])
    late = end > micros_of(until, source, order)
    outcome = first_true(~nw.col("usable"), late, nw.col("next") <= end).alias("outcome")
    return source, frame.with_columns(following.alias("next")).with_columns(outcome), names


def _rows(source: Scan, entities: Sequence[str], tie: str) -> list[nw.Expr]:
    """Return what the window function needs; rows without time or entity form partitions of their own."""
    time, since = nw.col(TIME), nw.col(SINCE)
    ids = [id_column(source, key_column(source, name), name) for name in entities]
    usable = ~time.is_null()
    for column in ids:
        usable = usable & ~column.is_null()
    start = nw.when(since.is_null()).then(time).otherwise(since)
    others = [time.alias("time"), start.alias("since"), nw.col(tie).alias("tie"), usable.alias("usable")]
    return [*(column.alias(f"e{number}") for number, column in enumerate(ids)), *others]


def _more(source: Scan, cluster: str | None, again: str | None) -> list[nw.Expr]:
    """Return the columns of clusters: whose a row is, whether it has ended, whether it counts as followed."""
    own = id_column(source, key_column(source, cluster), cluster) if cluster else nw.lit(0)
    repeated = nw.when(finite(source, again) > 0).then(nw.lit(1)).otherwise(nw.lit(0)) if again else nw.lit(0)
    ended = ~nw.col(SINCE).is_null()
    return [own.alias("cluster"), ended.alias("solved"), (repeated > 0).alias("again")]
