"""How long customers stay, whether groups differ, and when they leave."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from ....language import _, date, interval, ngettext, number, p_value, percent
from .._html import bullets, fill, in_words, paragraph, together

__all__ = ["bands", "cards", "curve", "cut", "groups", "phases", "window"]

BANDS = (0, 3, 6, 9, 12, 15, 18, 24, 36, 48, 60, 72, 96, 120, 180, 240)  # months: fine where many leave


def bands(tenure: pd.DataFrame) -> list[float]:
    """Return the bands of tenure in months that risks are shown for, up to the longest tenure."""
    longest = float(tenure["duration"].max())
    return [0.0, *(float(at) for at in BANDS[1:] if at < longest), longest]


def cut(days: tuple[pd.Timestamp, pd.Timestamp], months: float) -> pd.Timestamp:
    """Return the day from which a forecast of so many months can be checked."""
    return days[1] - pd.Timedelta(days=math.ceil(months * 365.25 / 12))


def window(tenure: pd.DataFrame, days: tuple[pd.Timestamp, pd.Timestamp] | None) -> Markup:
    """Say from when to when customers were observed, who entered late and who could not be used.

    Parameters
    ----------
    tenure : DataFrame
        `cxlab.durations`, or customers with tenure and without dates.
    days : (Timestamp, Timestamp) or None
        First and last day of observation; None where the data has tenures only.
    """
    if days is None:
        return paragraph(
            _("The data holds tenures but no dates: each customer counts as observed from the first day on."),
            _(
                "If customers who left long ago are missing from it, all shares below are too favourable, "
                "and "
                "nothing in the data could show it."
            ),
        )
    usable = tenure[tenure["duration"].notna()]
    late = float((usable["entry"] > 0).mean())
    sentence = _(
        "Customers were observed from {first} to {last}. {late} of them had come before: they are counted "
        "from the tenure they had then, because those who had left by then are not in the data."
    )
    out = tenure.loc[tenure["duration"].isna(), "excluded"].value_counts()
    left_out = ngettext(
        "{n} customer cannot be used ({reasons}).",
        "{n} customers cannot be used ({reasons}).",
        int(out.sum()),
    )
    reasons = ", ".join(f"{_reason(why)}: {number(int(n))}" for why, n in out.items())
    return paragraph(
        fill(sentence, first=date(days[0]), last=date(days[1]), late=percent(late, 0)),
        fill(left_out, n=number(int(out.sum())), reasons=reasons) if len(out) else "",
    )


def _reason(why: object) -> str:
    known = {
        "no start": _("no start"),
        "end before start": _("end before start"),
        "start after observed_until": _("start after the last day observed"),
        "end before observed_from": _("end before the first day observed"),
        "no time at risk": _("left on the first day observed"),
    }
    return known.get(str(why), str(why))


def cards(median: pd.DataFrame, retained: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the key figures as (label, value, detail).

    Parameters
    ----------
    median : DataFrame
        One row of `cxlab.median_survival`.
    retained : DataFrame
        `cxlab.survival_curve` at one tenure.
    """
    row, at = median.iloc[0], retained.iloc[0]
    reached = pd.notna(row["estimate"])
    months = fill(_("{n} months"), n=number(row["estimate"], 0)) if reached else _("not reached")
    low_high = fill(_("{interval} months"), interval=_limits(row)) if reached else ""
    return [
        (fill(_("Still there after {n} months"), n=number(at["time"], 0)), percent(at["estimate"], 0),
         interval(at["low"], at["high"], 0, as_percent=True)),
        (_("Half have left after"), months, low_high),
        (_("Customers"), number(int(row["n"])), ""),
        (_("Of them left"), number(int(row["events"])), ""),
    ]  # fmt: skip


def _limits(row: pd.Series) -> str:
    if pd.isna(row["high"]):
        return fill(_("at least {low}"), low=number(row["low"], 0))
    return interval(row["low"], row["high"], 0)


def curve(retained: pd.DataFrame, median: pd.DataFrame) -> Markup:
    """Say what share of customers stays for how long.

    Parameters
    ----------
    retained : DataFrame
        `cxlab.survival_curve` at a few tenures.
    median : DataFrame
        One row of `cxlab.median_survival`.
    """
    known = retained[retained["estimate"].notna() & (retained["time"] > 0)]
    if known.empty:
        return paragraph(_("Too few customers were observed to say how long they stay."))
    each = _("{share} after {n} months ({interval})")
    told = [
        fill(each, share=percent(row["estimate"], 0), n=number(row["time"], 0),
             interval=_share_limits(row))
        for _i, row in known.iterrows()
    ]  # fmt: skip
    sentence = fill(
        _("Of all new customers, these shares are still there: {told}."), told=Markup(", ").join(told)
    )
    row = median.iloc[0]
    if pd.isna(row["estimate"]):
        half = _(
            "More than half were still there at the longest tenure that can be judged, so no median is given."
        )
    else:
        half = fill(
            _("Half of them have left after {median} months ({interval})."),
            median=number(row["estimate"], 0), interval=_limits(row),
        )  # fmt: skip
    caution = _(
        "Customers who have not left count as still there until their last day in the data, never as "
        "loyal for "
        "good. The numbers under the figure say how many customers each stretch of the curve rests on."
    )
    return paragraph(sentence, half, caution)


def _share_limits(row: pd.Series) -> str:
    if pd.isna(row["low"]):  # the curve has not fallen yet, or nobody is left
        return _("nobody had left by then") if row["estimate"] == 1 else _("nobody was left by then")
    return interval(row["low"], row["high"], 0, as_percent=True)


def groups(compared: pd.DataFrame | None, retained: pd.DataFrame | None, factor: str) -> Markup:
    """Say whether groups of customers stay equally long.

    Parameters
    ----------
    compared : DataFrame or None
        `cxlab.compare_survival`.
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
        return paragraph(_("The groups are too small to be compared."))
    if test["p"] < 1 - 0.95:
        verdict = _("The groups of “{factor}” stay differently long ({p}).")
    else:
        verdict = _("The groups of “{factor}” do not differ by more than chance explains ({p}).")
    line = _(
        "<strong>{group}</strong>: {share} still there after {n} months ({interval}; {customers} customers)"
    )
    rows = [
        fill(line, group=row[factor], share=percent(row["estimate"], 0), n=number(row["time"], 0),
             interval=_share_limits(row), customers=number(int(row["n"])))
        for _i, row in known.iterrows()
    ]  # fmt: skip
    return together(
        paragraph(fill(verdict, factor=in_words(factor), p=p_value(test["p"], prefix=True))),
        bullets(rows),
        paragraph(
            _("A difference between groups is an association: the groups may differ in other traits as well.")
        ),
    )


def phases(rates: pd.DataFrame) -> Markup:
    """Say at which tenure most customers leave.

    Parameters
    ----------
    rates : DataFrame
        `cxlab.hazard_rates` by bands of months.
    """
    known = rates[rates["estimate"].notna() & (rates["events"] >= 10)]
    if known.empty:
        return paragraph(_("Too few customers left to say at which tenure they leave."))
    most, least = known.loc[known["estimate"].idxmax()], known.loc[known["estimate"].idxmin()]
    sentence = _(
        "The risk is highest between {start} and {end} months of tenure: {share} of those still there "
        "leave per "
        "month ({interval}). It is lowest between {least_start} and {least_end} months: {least} "
        "({least_interval})."
    )
    overlap = most["low"] <= least["high"]
    return paragraph(
        fill(
            sentence, start=number(most["start"], 0), end=number(most["time"], 0),
            share=percent(most["estimate"]), interval=interval(most["low"], most["high"], as_percent=True),
            least_start=number(least["start"], 0), least_end=number(least["time"], 0),
            least=percent(least["estimate"]),
            least_interval=interval(least["low"], least["high"], as_percent=True),
        ),
        _("The two intervals overlap, so the difference may be chance.") if overlap else
        _("The highest of many bands is picked here, so its figure is likely somewhat too high."),
    )  # fmt: skip
