"""Why customers leave."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent
from .._html import bullets, fill, paragraph, together

__all__ = ["reason_time", "reasons"]


def reason_time(curve: pd.DataFrame) -> float:
    """Return the tenure at which reasons are read: two years, or a year where nobody was seen that long."""
    from ...plots.survival import AT_LEAST

    longest = curve.loc[curve["at_risk"] >= AT_LEAST, "time"].max()
    return 24.0 if longest >= 24 else 12.0 if longest >= 12 else 6.0


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
    when = fill(_("Within {n} months of tenure:"), n=number(known["time"].iloc[0], 0))
    gone = float(known["estimate"].sum())
    whole = _(
        "The shares are of all customers. Together they are {gone}; with the {there} who are still there "
        "they make 100%: who leaves for one reason can no longer leave for another. The reason is the one "
        "recorded, not always the one that decided."
    )
    return together(
        paragraph(when),
        bullets(_line(row) for _i, row in known.iterrows()),
        paragraph(fill(whole, gone=percent(gone), there=percent(1 - gone))),
    )


def _line(row: pd.Series) -> Markup:
    k = int(row["events"])
    line = ngettext(
        "<strong>{reason}</strong>: {share} left for this reason ({interval}; {events} customer)",
        "<strong>{reason}</strong>: {share} left for this reason ({interval}; {events} customers)",
        k,
    )
    none = _("no interval")
    limits = none if pd.isna(row["low"]) else interval(row["low"], row["high"], as_percent=True)
    return fill(
        line, reason=_name(row["cause"]), share=percent(row["estimate"]), interval=limits, events=number(k)
    )


def _name(cause: object) -> str:
    own = {"not stated": _("not stated"), "other reasons": _("other reasons")}
    return own.get(str(cause), str(cause))
