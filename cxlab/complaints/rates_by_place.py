"""Rates of all complaints and of each cause by place, each against all other places."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .observed_complaints import ObservedComplaints
from .rates import cause_rates

__all__ = ["ALL_CAUSES", "rates_by_place"]

ALL_CAUSES = ""
"""The cause of rows that speak of all complaints of a place."""

FEWEST_PER_PLACE = 5
"""Complaints per place on average, below which a cause is not compared between places."""


def rates_by_place(
    observed: ObservedComplaints, frame: pd.DataFrame | None = None, *, min_n: int = 5, level: float = 0.95
) -> pd.DataFrame | None:
    """Return `cause_rates` by place: first of all complaints (an empty cause), then of each frequent one.

    Parameters
    ----------
    observed
        As `observed_complaints` returns them.
    frame
        Those of its complaints to use, such as those outside hot spots; by default all.
    min_n, level
        As for `cause_rates`; p-values are corrected (Holm) among all complaints and among causes.

    Returns
    -------
    DataFrame or None
        None where there is one place only, or the exposure of each is not known: places differ in size.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> rates = rates_by_place(observed_complaints(open_pot("sfo_airport_2017")))
    >>> rates[["boarding_area", "complaints"]].head(2).to_numpy().tolist()
    [['Area A', 420], ['Area B', 82]]
    """
    if observed.places < 2 or not observed.exposure.by_place(observed.place):
        return None
    units = observed.exposure
    frame = observed.frame if frame is None else frame
    options: dict[str, Any] = {
        "exposure": units.between(observed.first, observed.last), "cause": observed.cause,
        "by": observed.place, "customer": observed.customer or None, "time": observed.time or None,
        "exposure_time": units.time, "per": units.per, "correction": "holm", "min_n": min_n, "level": level,
    }  # fmt: skip
    together = cause_rates(frame.assign(**{observed.cause: ALL_CAUSES}), **options)
    # Looked at are causes with enough complaints in all, wherever they come from: many tiny cells would make
    # the correction hide what the others show.
    total = frame.groupby(observed.cause, observed=True)[observed.cause].transform("size")
    frequent = frame[total >= FEWEST_PER_PLACE * observed.places]
    if observed.causes < 2 or frequent.empty:
        return together
    return pd.concat([together, cause_rates(frequent, **options)], ignore_index=True)
