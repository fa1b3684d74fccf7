"""Reasons that few customers left for: put together, or hidden where a group has too few of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cxlab.language import N_
from cxlab.results import NOTHING_HIDDEN, hide, note_of, parts_protected

from ..counting.event_table import RiskTable

__all__ = ["OTHERS", "pooled", "without_small_counts"]

OTHERS = N_("other reasons")


def pooled(risk: RiskTable, min_n: int) -> RiskTable:
    """Return the table with causes of fewer than `min_n` events as one, "other reasons".

    With a single rare cause, or several of too few events together, the next rarest go with them: what is
    left of the total would give them away. Customers of different reasons are counted before
    shares are estimated, so that the curve of the pool is a cumulative incidence like any other.
    """
    events = risk.by_cause.sum(axis=0)
    order = [int(cause) for cause in np.argsort(events, kind="stable") if events[cause] > 0]
    rare = [cause for cause in order if events[cause] < min_n]
    if not rare or min_n <= NOTHING_HIDDEN or len(order) < 2:
        return risk
    while len(rare) < len(order) and (len(rare) < 2 or events[rare].sum() < min_n):
        rare = order[: len(rare) + 1]
    kept = [cause for cause in range(len(events)) if cause not in rare]
    by_cause = np.column_stack([risk.by_cause[:, kept], risk.by_cause[:, rare].sum(axis=1)])
    return replace(risk, by_cause=by_cause, causes=[*(risk.causes[cause] for cause in kept), OTHERS])


def without_small_counts(table: pd.DataFrame, groups: Sequence[str], read: bool, min_n: int) -> pd.DataFrame:
    """Hide the shares of causes that few customers of a group left for, or had left for at the times read."""
    if min_n <= NOTHING_HIDDEN:
        return table
    if read:  # one row per time: each count is one that a reader sees
        return parts_protected(
            table, min_n=min_n, by="cause", within=[*groups, "time"], keep=("n", "missing")
        )
    totals = table.groupby([*groups, "cause"], dropna=False, observed=True, sort=False)
    number = totals.ngroup().to_numpy()
    sums = table.assign(events=totals["events"].transform("sum")).iloc[
        np.unique(number, return_index=True)[1]
    ]
    judged = parts_protected(sums, min_n=min_n, by="cause", within=list(groups))
    gone = judged["events"].isna().to_numpy()[number]
    return hide(table, gone, note_of(min_n), keep=("n", "missing", *groups)) if gone.any() else table
