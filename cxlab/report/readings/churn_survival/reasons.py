"""Why customers leave."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....language import _, interval, number, percent
from .._html import bullets, fill, paragraph, together

__all__ = ["reasons"]


def reasons(incidence: pd.DataFrame | None) -> Markup:
    """Say what share of customers leaves for which reason.

    Parameters
    ----------
    incidence : DataFrame or None
        `cxlab.competing_risks` at one tenure; None where no reasons are recorded.
    """
    if incidence is None:
        return paragraph(_("The data records no reasons for leaving, so they cannot be told apart."))
    known = incidence[incidence["estimate"].notna()].sort_values("estimate", ascending=False)
    if known.empty:
        return paragraph(_("Too few customers left for reasons to be told apart."))
    line = _("<strong>{reason}</strong>: {share} have left for it ({interval}; {events} customers)")
    rows = [
        fill(line, reason=_name(row["cause"]), share=percent(row["estimate"]),
             interval=interval(row["low"], row["high"], as_percent=True), events=number(int(row["events"])))
        for _i, row in known.iterrows()
    ]  # fmt: skip
    when = fill(_("Within {n} months of tenure:"), n=number(known["time"].iloc[0], 0))
    caution = _(
        "The shares are of all customers, and sum to all who have left by then: who leaves for one reason "
        "can no "
        "longer leave for another. The reason is the one recorded, not always the one that decided."
    )
    return together(paragraph(when), bullets(rows), paragraph(caution))


def _name(cause: object) -> str:
    return _("not stated") if cause == "not stated" else str(cause)
