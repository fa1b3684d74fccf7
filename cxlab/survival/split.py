"""Customers to fit a model to, and others to test it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory
from cxlab.errors import BadParameter

from .durations import Moment, durations

__all__ = ["holdout", "out_of_time"]


def out_of_time(
    customers: Any,
    *,
    cut: Moment,
    observed_until: Moment,
    observed_from: Moment | None = None,
    start: str = "signup_date",
    end: str = "end_date",
    unit: str = "days",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split customers by time: the past as it was known at the cut, and what came after it.

    A model fitted to the first may be tested on the second: nothing in it was known at the cut. The
    covariates must be as they were then, too; that is for the caller to see to.

    Returns
    -------
    (DataFrame, DataFrame)
        `durations` as of the cut, and the customers who were there at the cut with tenure (reached by
        then), duration and event (since then).
    """
    past = durations(
        customers, observed_from=observed_from, observed_until=cut, start=start, end=end, unit=unit
    )
    later = durations(
        customers, observed_from=cut, observed_until=observed_until, start=start, end=end, unit=unit
    )
    there = (later["excluded"] == "") & (later["entry"] > 0)
    active = later[there].rename(columns={"entry": "tenure"})
    return past, active.assign(duration=active["duration"] - active["tenure"]).reset_index(drop=True)


def holdout(
    data: Any, *, columns: Sequence[str], share: float = 0.3, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split customers by lot where there are no dates: the first part to fit, `share` of them to test."""
    if not 0 < share < 1:
        raise BadParameter(f"share must lie between 0 and 1; found {share}")
    frame = in_memory(data, list(columns))
    chosen = np.random.default_rng(seed).permutation(len(frame)) < round(share * len(frame))
    return frame[~chosen].reset_index(drop=True), frame[chosen].reset_index(drop=True)
