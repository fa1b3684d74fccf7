"""Who owes data."""

from __future__ import annotations

import pandas as pd

from ...language import _, ngettext, number
from ...results import Finding
from .._html import fill

__all__ = ["late_finding"]

MOST = 3
"""Tables named in the sentence; the table below it has all."""


def late_finding(late: pd.DataFrame) -> list[Finding]:
    """Say whose data are older than agreed, in one finding; nothing where all are in time.

    Parameters
    ----------
    late : DataFrame
        `cxlab.scorecard.late_data`.
    """
    if late.empty:
        return []
    n, agreed = len(late), int(late.attrs.get("agreed", len(late)))
    named = [
        ngettext(
            "{owner} ({table}, {days} day)", "{owner} ({table}, {days} days)", int(row["days_overdue"])
        ).format(
            owner=row["owner"] or _("nobody named"), table=row["table"], days=number(int(row["days_overdue"]))
        )
        for _i, row in late.head(MOST).iterrows()
    ]
    if n > MOST:
        named.append(_("{n} more").format(n=number(n - MOST)))
    message = ngettext(
        "{n} of {agreed} deliveries of data with an agreed rhythm is overdue{named}.",
        "{n} of {agreed} deliveries of data with an agreed rhythm are overdue{named}.",
        n,
    )
    beside = fill('<span class="evidence">: {named}</span>', named=", ".join(named))
    owners = list(dict.fromkeys(owner for owner in late["owner"] if owner))
    return [
        Finding(
            finding="scorecard.late",
            metric="days_overdue",
            sentence=fill(message, n=number(n), agreed=number(agreed), named=beside),
            direction="weakness",
            certainty="shown",
            value=float(late["days_overdue"].max()),
            owner=", ".join(owners),
            action=_("Deliver the overdue data"),
        )
    ]
