"""How each KPI is counted."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number
from .._html import bullets, fill
from .words import name_of

__all__ = ["definitions"]


def definitions(current: pd.DataFrame, *, ces_direction: str, fcr_days: float) -> Markup:
    """Return a list that says of each KPI on the page how it is counted.

    Parameters
    ----------
    current : DataFrame
        `cxlab.scorecard.current_values`.
    ces_direction, fcr_days
        As they were given to `cxlab.scorecard.find_kpis`.
    """
    days = number(fcr_days, 0 if float(fcr_days).is_integer() else 1)
    known = {
        "nps": _("share of promoters (9 and 10) minus share of detractors (0 to 6)"),
        "csat": _("share of answers in the two highest boxes"),
        "ces": _("share of answers that call it easy, a high answer meaning easy")
        if ces_direction == "easy"
        else _("share of answers that report little effort, a high answer meaning effort"),
        "first_response_hours": _(
            "median time from receipt to first response; open requests count as waiting"
        ),
        "resolution_hours": _("median time from receipt to resolution; open requests count as waiting"),
        "first_contact_resolution": ngettext(
            "share of resolved requests without a further contact of the customer within a day",
            "share of resolved requests without a further contact of the customer within {days} days",
            1 if fcr_days == 1 else 2,
        ).format(days=days),
        "timely_share": _("share of complaints that the company answered in time"),
        "disputed_share": _("share of answers to complaints that the customer disputed"),
        "complaints_per_100_customers": _("complaints, per 100 customers and year of their contracts"),
        "contacts_per_100_customers": _("requests, per 100 customers and year of their contracts"),
        "retention_rate": _(
            "share of the customers at the start of twelve months who are still there at the end"
        ),
        "share_stayed": _("share of all customers in the data who have not left"),
        "sus": _("mean of the System Usability Scale, 0 to 100"),
        "umux_lite": _("mean of UMUX-Lite, 0 to 100"),
        "task_success": _("share of attempts at a task that succeeded"),
    }
    return bullets(
        fill("<strong>{kpi}</strong>: {text}", kpi=name_of(metric), text=known[metric])
        for metric in current["metric"]
    )
