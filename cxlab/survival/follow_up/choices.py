"""What to look at where nobody has said: horizon, bands of tenure, gaps to try, periods of cohorts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlab.errors import BadPot

from .follow_up import DAYS_PER_MONTH, FollowUp

if TYPE_CHECKING:
    from cxlab.loaders import DataPot

__all__ = ["cohort_period", "forecast_horizon", "gaps_to_try", "reason_tenure", "tenure_bands"]

YEAR = 12.0  # months
BANDS = (0, 3, 6, 9, 12, 15, 18, 24, 36, 48, 60, 72, 96, 120, 180, 240)  # months: fine where many leave
GAP_FACTORS = (0.5, 0.75, 1.0, 1.5, 2.0)
AT_LEAST = 10  # customers at risk on which the end of a curve may rest


def forecast_horizon(pot: DataPot, months: float | None = None) -> float:
    """Return how far ahead to forecast, in months: as given, or as usual in the pot's industry.

    Examples
    --------
    >>> import cxlab as cx
    >>> forecast_horizon(cx.open_pot("nordlicht"))
    12.0
    """
    if months is not None:
        return float(months)
    try:
        return max(float(round(pot.profile.horizon_days / DAYS_PER_MONTH)), 1.0)
    except BadPot:
        return YEAR


def tenure_bands(frame: pd.DataFrame, *, duration: str = "duration") -> list[float]:
    """Return the bands of tenure in months that rates are shown for, up to the longest tenure.

    Examples
    --------
    >>> tenure_bands(pd.DataFrame({"duration": [2.0, 7.5]}))
    [0.0, 3.0, 6.0, 7.5]
    """
    longest = float(frame[duration].max())
    if not longest > 0:  # nobody can be used, which the reading says
        return [0.0, float(BANDS[1])]
    return [0.0, *(float(at) for at in BANDS[1:] if at < longest), longest]


def gaps_to_try(follow_up: FollowUp) -> list[float]:
    """Return gaps in days for `inactivity_sensitivity`: half to twice the one in use; none without one.

    Examples
    --------
    >>> import cxlab as cx
    >>> gaps_to_try(cx.survival.observed_customers(cx.open_pot("nordlicht")))  # contracts: no gap is in use
    []
    """
    return [follow_up.gap_days * factor for factor in GAP_FACTORS] if follow_up.gap_days else []


def reason_tenure(curve: pd.DataFrame) -> float:
    """Return the tenure at which reasons are read: two years, or less where few were seen that long.

    Parameters
    ----------
    curve : DataFrame
        `survival_curve` of all customers, in months.

    Examples
    --------
    >>> reason_tenure(pd.DataFrame({"time": [0.0, 13.0, 30.0], "at_risk": [90, 40, 3]}))
    12.0
    """
    longest = curve.loc[curve["at_risk"] >= AT_LEAST, "time"].max()
    return 24.0 if longest >= 24 else YEAR if longest >= YEAR else 6.0


def cohort_period(follow_up: FollowUp) -> str:
    """Return the length of the periods that cohorts are formed by: few enough to be read.

    "month" up to 18 months of observation, "quarter" up to six years, else "year"; "quarter" without dates.

    Examples
    --------
    >>> import cxlab as cx
    >>> cohort_period(cx.survival.observed_customers(cx.open_pot("nordlicht")))
    'quarter'
    """
    if follow_up.days is None:
        return "quarter"
    months = (follow_up.days[1] - follow_up.days[0]).days / 30.4
    return "month" if months <= 18 else "quarter" if months <= 72 else "year"
