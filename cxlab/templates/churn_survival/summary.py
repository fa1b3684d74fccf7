"""The few figures a manager needs first."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent
from .._html import fill, paragraph
from .observed import Observed
from .stay import limits_in_months
from .value import Worth

__all__ = ["brief", "cards", "headline"]

Card = tuple[str, str, str]


def cards(
    seen: Observed, *, total: pd.DataFrame | None, median: pd.DataFrame, horizon: float, worth: Worth
) -> list[Card]:
    """Return the key figures as (label, value, detail).

    Parameters
    ----------
    total
        `cxlab.expected_churn`; None where there is no forecast.
    median
        One row of `cxlab.median_survival`.
    horizon
        Months.
    """
    if seen.ruled:
        return [*_counts(seen), _bought_again(seen)]
    found = _forecast(total, horizon, worth) if total is not None and total["n"].iloc[0] else _counts(seen)
    return [*found, _half(seen, median.iloc[0])]


def _forecast(total: pd.DataFrame, horizon: float, worth: Worth) -> list[Card]:
    row = total.iloc[0]
    n, span = row["n"], number(horizon, 0)
    active = _("of {n} active customers") if not row["missing"] else _("of {n} customers with a known risk")
    known = active.format(n=number(int(n)))
    limits = interval(row["low"] / n, row["high"] / n, as_percent=True)
    found = [
        (_("Leave in the next {n} months").format(n=span), percent(row["estimate"] / n), limits),
        (_("Expected leavers"), number(row["estimate"], 0),
         f"{interval(row['low'], row['high'], 0)} · {known}"),
    ]  # fmt: skip
    if len(total) > 1:
        money = total.iloc[1]
        of = _("of {total}").format(total=number(money["total"], 0))
        detail = f"{interval(money['low'], money['high'], 0)} · {of}"
        label = _("{value} at risk").format(value=worth.heading)
        found.append((label, number(money["estimate"], 0), detail))
    return found


def _counts(seen: Observed) -> list[Card]:
    usable = seen.frame[seen.frame["duration"].notna()]
    gone = int(usable["event"].fillna(False).sum())
    return [(_("Customers"), number(len(usable)), ""), (_("Of them left"), number(gone), "")]


def _bought_again(seen: Observed) -> Card:
    """Return what the data says where the rule decides who is lost: how many buy a second time."""
    from ...survival.lifetimes.inactivity import repurchase

    assert seen.log is not None
    assert seen.days is not None
    assert seen.gap_days is not None
    row = repurchase(seen.log, within_days=seen.gap_days, observed_until=seen.days[1]).iloc[0]
    label = _("Buy again within {n} days").format(n=number(seen.gap_days, 0))
    if pd.isna(row["estimate"]):
        return label, "–", _("nobody was observed for so long")
    return label, percent(row["estimate"]), interval(row["low"], row["high"], as_percent=True)


def _half(seen: Observed, row: pd.Series) -> Card:
    label = _("Half have left after (months)")
    if pd.notna(row["estimate"]):
        return label, number(row["estimate"], 0), limits_in_months(row)
    longest = number(float(seen.frame["duration"].max()), 0)
    return label, _("not reached"), _("observed up to {n} months").format(n=longest)


def headline(retained: pd.DataFrame, seen: Observed) -> pd.DataFrame:
    """Return the share still there after a year, to be recorded: without figures where the rule sets them."""
    found = retained.assign(metric="retention_rate_12_months")
    if not seen.ruled:
        return found
    figures = [name for name in ("estimate", "low", "high", "se") if name in found]
    note = "set by the rule for a loss, not by the data"
    return found.assign(**dict.fromkeys(figures, float("nan")), note=note)


def brief(seen: Observed, total: pd.DataFrame | None) -> Markup:
    """Say what the figures rest on, and what a forecast (if there is one) is not."""
    usable = seen.frame[seen.frame["duration"].notna()]
    gone = int(usable["event"].fillna(False).sum())
    said = ngettext(
        "The figures rest on {n} customer, of whom {left} left.",
        "The figures rest on {n} customers, of whom {left} left.",
        len(usable),
    )
    return paragraph(
        fill(said, n=number(len(usable)), left=number(gone)),
        "" if total is None or not total["n"].iloc[0] else _(
            "A forecast says how many leave if things go on as they have. It does not say why somebody "
            "leaves or what would keep them."
        ),
    )  # fmt: skip
