"""What rose: the latest months against those before, in which combinations, and where and when."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxlab.errors import BadValue

from .change import ChangeAttribution, attribute_change
from .charts import ControlChart, control_chart
from .hot_spots import hot_spots
from .observed_complaints import ObservedComplaints
from .rates import cause_rates

__all__ = ["compared_spans", "complaint_change", "complaint_chart", "complaint_rate", "complaint_rises"]

YEAR, FEWEST = 12, 4
"""Months compared with as many before them; fewest months that can be compared at all."""

GAPS = 3.0
"""Mean gaps between two complaints that may lie between the last complaint and the end of its month."""

FEWEST_POINTS, FEWEST_WEEKS = 12, 8
"""Months of a chart, below which weeks are charted; weeks below which there is no chart."""

Span = tuple[pd.Timestamp, pd.Timestamp]


def compared_spans(observed: ObservedComplaints) -> tuple[Span, Span] | None:
    """Return the months that are compared: those before, and the latest; None where there are too few.

    Twelve months against the twelve before, so that the season is the same in both; with less than two years
    of complaints half of the months against the other half.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> before, after = compared_spans(observed_complaints(open_pot("nordlicht")))
    >>> [str(day.date()) for day in after]
    ['2025-01-01', '2025-12-31']
    """
    if observed.first is None or observed.last is None:
        return None
    gap = pd.Timedelta(days=max(GAPS * observed.days / len(observed.frame), 1.0))
    months = pd.period_range(observed.first, observed.last, freq="M")
    if months[0].start_time + gap < observed.first:
        months = months[1:]
    if len(months) and months[-1].end_time.normalize() - gap > observed.last:
        months = months[:-1]
    each = YEAR if len(months) >= 2 * YEAR else len(months) // 2
    if 2 * each < FEWEST:
        return None
    after, before = months[-each:], months[-2 * each : -each]
    spans = [(part[0].start_time, part[-1].end_time.normalize()) for part in (before, after)]
    return spans[0], spans[1]


def complaint_rate(
    observed: ObservedComplaints, span: Span | None = None, *, level: float = 0.95, min_n: int = 5
) -> pd.DataFrame:
    """Return the rate of all complaints of a span (or of all days), one row of `cause_rates`.

    The interval is that of `cx.event_rate`, which scorecards tell: it allows for several complaints of one
    customer. That months differ shows in the chart and in the change.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> complaint_rate(observed_complaints(open_pot("sfo_airport_2017")))["estimate"].round(1).tolist()
    [54.6]
    """
    first, last = span or (observed.first, observed.last)
    frame = observed.frame
    if span is not None:
        frame = frame[frame[observed.time].dt.normalize().between(first, last)]
    frame = frame[[name for name in (observed.time, observed.customer) if name]].assign(cause="")
    units = observed.exposure
    found = cause_rates(
        frame, units.between(first, last), customer=observed.customer or None, time=None,
        exposure_time=units.time, per=units.per, level=level, min_n=min_n,
    )  # fmt: skip
    return found.drop(columns="cause").assign(note="")


def complaint_change(
    observed: ObservedComplaints, spans: tuple[Span, Span], *, draws: int = 199, seed: int = 0,
    min_n: int = 5, level: float = 0.95,
) -> ChangeAttribution:  # fmt: skip
    """Take the change between two spans apart, as `attribute_change` does, for complaints of a pot.

    Where a place has complaints but no exposure in one of the spans, the exposure is that of all places.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> complaints = observed_complaints(open_pot("nordlicht"))
    >>> complaint_change(complaints, compared_spans(complaints), draws=19).total["complaints"].tolist()
    [296]
    """
    options: dict[str, Any] = {
        "before": spans[0], "after": spans[1], "time": observed.time,
        "exposure_time": observed.exposure.time, "customer": observed.customer or None, "draws": draws,
        "seed": seed, "min_n": min_n, "level": level,
    }  # fmt: skip
    dimensions = observed.dimensions or (observed.cause,)
    units = observed.exposure.frame
    try:
        return attribute_change(observed.frame, dimensions, exposure=units, **options)
    except BadValue:
        if units is None:
            raise
    kept = [name for name in (observed.exposure.time, "exposure") if name]
    try:
        return attribute_change(observed.frame, dimensions, exposure=units[kept], **options)
    except BadValue:  # nothing exposed at all in one of the spans: their days are left
        return attribute_change(observed.frame, dimensions, **(options | {"exposure_time": None}))


def complaint_chart(
    observed: ObservedComplaints, *, cause: str = "", exclude: pd.DataFrame | None = None, min_n: int = 5
) -> ControlChart | None:
    """Chart complaints per month (per week where there are few months), of all causes or of one.

    Parameters
    ----------
    observed
        As `observed_complaints` returns them.
    cause
        One cause; empty: all.
    exclude
        Hot spots, whose periods move no limits.
    min_n
        Points of fewer complaints are hidden.

    Returns
    -------
    ControlChart or None
        Laney's u chart of complaints per exposure, or of their number where there is none by time; judged by
        its limits only. None where there are fewer than eight weeks.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> chart = complaint_chart(observed_complaints(open_pot("nordlicht")))
    >>> chart.time, len(chart.table)
    ('month', 36)
    """
    if observed.days < FEWEST_WEEKS * 7:
        return None
    frame = observed.frame[observed.frame[observed.cause] == cause] if cause else observed.frame
    every: Any = "month" if observed.days > FEWEST_POINTS * 30 else "week"
    units = observed.exposure
    exposure: Any = 1.0
    by_time = units.frame is not None and units.time is not None and every == "month"
    if units.frame is not None and by_time:
        exposure = units.frame.assign(exposure=units.frame["exposure"] / units.per)
    try:
        return control_chart(
            frame, kind="laney_u", time=observed.time, every=every, exposure=exposure,
            exposure_time=units.time if by_time else None, rules="limits",
            exclude=_periods_of(exclude, every), observed_from=observed.first,
            observed_until=observed.last, min_n=min_n,
        )  # fmt: skip
    except BadValue:  # too few periods that are covered to their end
        return None


def _periods_of(spots: pd.DataFrame | None, every: str) -> list[pd.Timestamp]:
    """Return the starts of all periods that a hot spot touches."""
    if spots is None:
        return []
    code = {"month": "M", "week": "W-SUN"}[every]
    spans = zip(spots["first_day"], spots["last_day"], strict=True)
    return sorted({start for one in spans for start in pd.period_range(*one, freq=code).start_time})


def complaint_rises(
    observed: ObservedComplaints, *, alpha: float = 0.01, draws: int = 199, seed: int = 0, min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame | None:  # fmt: skip
    """Find where and when there were more complaints about a cause than elsewhere: `hot_spots` of a pot.

    With one place only, causes are compared with each other instead. None where there is nothing to compare
    or there are no dates.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> from cxlab.complaints import observed_complaints
    >>> found = complaint_rises(observed_complaints(open_pot("nordlicht")), draws=99)
    >>> found[["region", "cause", "first_day", "last_day"]].astype(str).to_numpy().tolist()
    [['West', 'Abrechnung', '2024-09-02', '2024-10-13']]
    """
    if not observed.time or observed.days < 4 * 7:
        return None
    place, topic = observed.place, observed.cause if observed.causes > 1 else None
    if observed.places < 2:
        place, topic = (observed.cause, None) if observed.causes > 1 else ("", None)
    if not place:
        return None
    exposure = _exposed_everywhere(observed, place)
    return hot_spots(
        observed.frame, place=place, topic=topic, time=observed.time, customer=observed.customer or None,
        exposure=exposure, exposure_time=observed.exposure.time if exposure is not None else None,
        alpha=alpha, draws=draws, seed=seed, min_n=min_n, level=level,
    )  # fmt: skip


def _exposed_everywhere(observed: ObservedComplaints, place: str) -> pd.DataFrame | None:
    """Return the weekly exposure if it is known for every place and week, so that places that grow may."""
    units = observed.exposure.weekly
    if observed.exposure.kind != "customers" or units is None or place not in units:
        return None
    known = units.groupby(place)["exposure"].min()
    needed = observed.frame[place].dropna().unique()
    return units if set(needed) <= set(known.index[known > 0]) else None
