"""Why customers leave."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent
from ...results import Finding, certainty_of
from .._html import bullets, fill, paragraph, together
from .words import group_words

__all__ = ["no_reasons", "reasons", "reasons_found"]


def reasons_found(shares: pd.DataFrame) -> list[Finding]:
    """Say which reason most of those who left have given.

    Parameters
    ----------
    shares : DataFrame
        `cx.survival.leaving_reasons`; without rows where no reasons are recorded.
    """
    known = shares[shares["estimate"].notna()] if len(shares) else shares
    if len(known) < 2:
        return []
    row = known.iloc[0]
    certainty = certainty_of(row["p_adjusted"], row["p"], level=float(row["level"]))
    said = (
        _("Most frequent reason: <strong>{reason}</strong>, {share} of those who left ({interval}).")
        if certainty != "open" else
        _("Among the reasons for leaving “{reason}” leads ({share}; {interval}), but not for sure.")
    )  # fmt: skip
    sentence = fill(
        said, reason=group_words(str(row["cause"])), share=percent(row["estimate"], 0),
        interval=interval(row["low"], row["high"], 0, as_percent=True),
    )  # fmt: skip
    return [
        Finding(
            finding="churn.reason", metric="share_of_leavers", dimension="reason", group=str(row["cause"]),
            sentence=sentence, direction="neutral", certainty=certainty, value=float(row["estimate"]),
            estimate=float(row["estimate"]), low=float(row["low"]), high=float(row["high"]), n=int(row["n"]),
            p_adjusted=float(row["p_adjusted"]), level=float(row["level"]),
        )
    ]  # fmt: skip


def no_reasons() -> str:
    """Say why nothing is said of reasons where none are recorded."""
    return _("The data records no reasons for leaving, so they cannot be told apart.")


def reasons(incidence: pd.DataFrame) -> Markup:
    """Say what share of customers leaves for which reason.

    Parameters
    ----------
    incidence : DataFrame
        `cxlab.competing_risks` at one tenure.
    """
    known = incidence[incidence["estimate"].notna()].sort_values("estimate", ascending=False)
    if known.empty:
        return paragraph(_("Too few customers left for reasons to be told apart."))
    when = fill(
        ngettext(
            "Of all new customers, within {n} month:",
            "Of all new customers, within {n} months:",
            round(known["time"].iloc[0]),
        ),
        n=number(known["time"].iloc[0], 0),
    )
    gone = float(known["estimate"].sum())
    whole = _(
        "Together {gone} leave in that time, {there} are still there. The reason is the one recorded, not "
        "always the one that decided."
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
        line,
        reason=group_words(str(row["cause"])),
        share=percent(row["estimate"]),
        interval=limits,
        events=number(k),
    )
