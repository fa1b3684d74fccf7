"""What a difference of a KPI is worth in people, so that differences of unlike KPIs can be put in order."""

from __future__ import annotations

import math

from cxlab.results import metric_of

__all__ = ["people_better_off"]

PER_HUNDRED = "_per_100_customers"


def people_better_off(metric: str, gap: float, n: float) -> float:
    """Return for how many people (or contacts) it went better by a difference of their KPI; negative: worse.

    A share of 80 % instead of 70 % among 50 people means 5 more who are content; an NPS that is 10 points
    lower means that 10 of 100 fewer recommend, net; 5 complaints more per 100 customers mean 5 of 100.

    Parameters
    ----------
    metric
        Name of the KPI.
    gap
        The difference, on the scale of the KPI (shares 0 to 1).
    n
        People or contacts that the figure rests on: nothing is said of others.

    Returns
    -------
    float
        NaN where the KPI does not count people (medians, scores) or is neither good nor bad.

    Examples
    --------
    >>> people_better_off("csat", 0.1, 50), people_better_off("nps", -10, 200)
    (5.0, -20.0)
    >>> people_better_off("complaints_per_100_customers", 5.0, 400)
    -20.0
    >>> people_better_off("first_response_hours", 5.0, 400)
    nan
    """
    known = metric_of(metric)
    if known is None or not known.better:
        return math.nan
    hundredths = metric == "nps" or metric.endswith(PER_HUNDRED)
    if not hundredths and known.kind != "share":
        return math.nan
    moved = float(gap) * float(n) / (100 if hundredths else 1)
    return moved if known.better == "high" else -moved
