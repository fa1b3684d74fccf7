"""How long customers stay, whether groups differ, and when they leave."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, p_value, percent
from .._html import bullets, fill, in_words, paragraph, together

__all__ = ["bands", "curve", "cut", "groups", "limits_in_months", "phases"]

BANDS = (0, 3, 6, 9, 12, 15, 18, 24, 36, 48, 60, 72, 96, 120, 180, 240)  # months: fine where many leave


def bands(tenure: pd.DataFrame) -> list[float]:
    """Return the bands of tenure in months that risks are shown for, up to the longest tenure."""
    longest = float(tenure["duration"].max())
    if not longest > 0:  # nobody can be used, which the reading says
        return list(map(float, BANDS[:2]))
    return [0.0, *(float(at) for at in BANDS[1:] if at < longest), longest]


def cut(days: tuple[pd.Timestamp, pd.Timestamp], months: float) -> pd.Timestamp:
    """Return the day from which a forecast of so many months can be checked."""
    return days[1] - pd.Timedelta(days=math.ceil(months * 365.25 / 12))


def limits_in_months(row: pd.Series) -> str:
    """Return the interval of a tenure in months, open to the top where it has no upper limit."""
    if pd.isna(row["low"]):
        return ""
    if pd.isna(row["high"]):
        return _("at least {low} months").format(low=number(row["low"], 0))
    return _("{interval} months").format(interval=interval(row["low"], row["high"], 0))


def curve(retained: pd.DataFrame, median: pd.DataFrame, *, ruled: bool = False) -> Markup:
    """Say what share of customers stays for how long.

    Parameters
    ----------
    retained : DataFrame
        `cxlab.survival_curve` at a few tenures.
    median : DataFrame
        One row of `cxlab.median_survival`.
    ruled : bool
        Whether the rule for a loss decides the tenures, so that none is quoted.
    """
    from ...plots.survival import AT_LEAST

    if ruled:
        return paragraph(_set_by_rule())
    sure = retained["estimate"].notna() & (retained["time"] > 0) & (retained["at_risk"] >= AT_LEAST)
    known = retained[sure]
    if known.empty:
        return paragraph(_("Too few customers were observed to say how long they stay."))
    each = _("{share} after {n} months ({interval})")
    told = [
        fill(each, share=percent(row["estimate"]), n=number(row["time"], 0), interval=_share_limits(row))
        for _i, row in known.iterrows()
    ]
    sentence = fill(
        _("Of all new customers, these shares are still there: {told}."), told=Markup(", ").join(told)
    )
    return paragraph(sentence, _half(median.iloc[0]), _censored())


def _set_by_rule() -> str:
    return _(
        "When customers count as lost follows from the rule here, not from the data: most of the lost bought "
        "once only and are lost as soon as the gap has passed. No tenure, and no time of the highest risk, "
        "is quoted for that reason."
    )


def _half(row: pd.Series) -> Markup | str:
    if pd.isna(row["estimate"]):
        return _(
            "More than half were still there at the longest tenure that can be judged, so no median is given."
        )
    said = _("Half of them have left after {median} months ({interval}).")
    return fill(said, median=number(row["estimate"], 0), interval=limits_in_months(row) or _("no interval"))


def _censored() -> str:
    return _(
        "Customers who have not left count as still there until their last day in the data, never as "
        "loyal for good. The numbers under the figure say how many customers each stretch of the curve rests "
        "on; where few are left, the curve ends."
    )


def _share_limits(row: pd.Series) -> str:
    if pd.isna(row["low"]):  # the curve has not fallen yet, or nobody is left
        return _("nobody had left by then") if row["estimate"] == 1 else _("nobody was left by then")
    return interval(row["low"], row["high"], as_percent=True)


def groups(compared: pd.DataFrame | None, retained: pd.DataFrame | None, factor: str) -> Markup:
    """Say whether groups of customers stay equally long.

    Parameters
    ----------
    compared : DataFrame or None
        `cxlab.survival_compare`.
    retained : DataFrame or None
        `cxlab.survival_curve` of the groups at one tenure.
    factor : str
        Column of the groups.
    """
    if compared is None or retained is None:
        return paragraph(_("The customers carry no segments, so groups cannot be compared."))
    test = compared.iloc[0]
    known = retained[retained["estimate"].notna()].sort_values("estimate", ascending=False)
    if pd.isna(test["p"]) or len(known) < 2:
        return paragraph(_("The groups are too small, or too few of them left, to be compared."))
    if test["p"] < 1 - float(retained["level"].iloc[0]):
        verdict = _("The groups of “{factor}” stay differently long ({p}).")
    else:
        verdict = _("The groups of “{factor}” do not differ by more than chance explains ({p}).")
    hidden = retained["note"].str.startswith("suppressed").any()
    return together(
        paragraph(fill(verdict, factor=in_words(factor), p=p_value(test["p"], prefix=True))),
        bullets(_group(row, factor) for _i, row in known.iterrows()),
        paragraph(
            _(
                "A difference between groups is an association: the groups may differ in other traits as "
                "well."
            ),
            _("Groups of too few customers are not shown.") if hidden else "",
        ),
    )


def _group(row: pd.Series, factor: str) -> Markup:
    n = int(row["n"])
    line = ngettext(
        "<strong>{group}</strong>: {share} still there after {n} months ({interval}; {customers} customer)",
        "<strong>{group}</strong>: {share} still there after {n} months ({interval}; {customers} customers)",
        n,
    )
    return fill(
        line, group=_("not stated") if pd.isna(row[factor]) else str(row[factor]),
        share=percent(row["estimate"]), n=number(row["time"], 0), interval=_share_limits(row),
        customers=number(n),
    )  # fmt: skip


def phases(rates: pd.DataFrame, *, ruled: bool = False) -> Markup:
    """Say at which tenure most customers leave; not where the rule for a loss decides that (`ruled`).

    Parameters
    ----------
    rates : DataFrame
        `cxlab.piecewise_hazard` by bands of months.
    """
    if ruled:
        return paragraph(_set_by_rule())
    known = rates[rates["estimate"].notna() & (rates["events"] >= 10)]
    if known.empty:
        return paragraph(_("Too few customers left to say at which tenure they leave."))
    most = known.iloc[int(known["estimate"].argmax())]
    least = known.iloc[int(known["estimate"].argmin())]
    highest = _(
        "The risk is highest between {start} and {end} months of tenure: {share} of those still there "
        "leave per month ({interval})."
    )
    lowest = _("It is lowest between {start} and {end} months: {share} ({interval}).")
    if len(known) < 2:
        return paragraph(_band(highest, most))
    return paragraph(
        _band(highest, most), _band(lowest, least),
        _("The two intervals overlap, so the difference may be chance.") if most["low"] <= least["high"] else
        _("The highest of many bands is picked here, so its figure is likely somewhat too high."),
    )  # fmt: skip


def _band(said: str, row: pd.Series) -> Markup:
    return fill(
        said, start=number(row["start"], 0), end=number(row["time"], 0), share=percent(row["estimate"]),
        interval=interval(row["low"], row["high"], as_percent=True),
    )  # fmt: skip
