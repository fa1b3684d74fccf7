"""How many customers leave: the headline, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from ...language import _, date, interval, ngettext, number, p_value, percent, signed
from ...report import Change, Headline
from ...results import Finding, certainty_of
from ...survival import CustomerValue, FollowUp, repurchase
from .._html import fill, paragraph
from .findings import came_back, gap_too_short, impact_metric
from .words import money, period_words, rounded_like, trait_words

if TYPE_CHECKING:
    from ...loaders import DataPot

__all__ = ["answer", "churn_rate_found", "headline_frame", "repurchase_of"]


def churn_rate_found(follow_up: FollowUp, rates: pd.DataFrame, change: pd.DataFrame) -> list[Finding]:
    """Say which share of customers left, and whether that is more than in the period before.

    Parameters
    ----------
    follow_up : FollowUp
    rates : DataFrame
        `cx.survival.churn_rate`, or `leavers_by_group` without a group where there are no dates.
    change : DataFrame
        `cx.survival.churn_rate_change`; empty where there is nothing to compare with.
    """
    if follow_up.set_by_rule or rates.empty or pd.isna(rates["estimate"].iloc[-1]):
        return []
    row = rates.iloc[-1]
    values: dict[str, Any] = {
        "share": percent(row["estimate"]), "interval": interval(row["low"], row["high"], as_percent=True),
        "left": number(int(row["count"])), "n": number(int(row["n"])),
    }  # fmt: skip
    common: dict[str, Any] = {
        "metric": str(row["metric"]), "n": int(row["n"]), "value": float(row["estimate"]),
        "low": float(row["low"]), "high": float(row["high"]), "level": float(row["level"]),
    }  # fmt: skip
    if not follow_up.dated:
        said = _("{share} of all customers in the data have left ({left} of {n}; {interval}).")
        sentence = fill(said, **values)
        neutral: Any = {"direction": "neutral", "certainty": "open"}
        return [
            Finding(finding="churn.rate", sentence=sentence, estimate=common["value"], **neutral, **common)
        ]
    when = period_words(row["period_start"], row["period_end"])
    said = _(
        "{share} of the customers at the start of {period} had left by its end ({left} of {n}; {interval})"
    )
    first = fill(said, period=when, **values)
    if change.empty:
        common |= {"direction": "neutral", "certainty": "open", "estimate": common["value"]}
        return [Finding(finding="churn.rate", sentence=first + ".", period=when, **common)]
    return [_changed(first, change.iloc[0], when, common, follow_up)]


def _changed(
    first: Markup, row: pd.Series, when: str, common: dict[str, Any], follow_up: FollowUp
) -> Finding:
    """Return the rate with its change as a finding."""
    before = period_words(row["period_start_versus"], row["period_end_versus"])
    certainty = certainty_of(row["p"], row["p"], level=float(row["level"]))
    sure = certainty == "shown"
    points = 100 * float(row["estimate"])
    if sure and points > 0:
        said = _("; that is {points} percentage points more than in {before} ({p}).")
    elif sure:
        said = _("; that is {points} percentage points fewer than in {before} ({p}).")
    else:
        said = _("; the difference to {before} ({value}) is not statistically significant ({p}).")
    text = fill(
        said, points=number(abs(points), 1), before=before, value=percent(row["value_versus"]),
        p=p_value(row["p"], prefix=True),
    )  # fmt: skip
    direction: Any = ("weakness" if points > 0 else "strength") if sure else "neutral"
    limits = {"low": float(row["low"]), "high": float(row["high"])}
    return Finding(
        finding="churn.rate", sentence=first + text, direction=direction, certainty=certainty, period=when,
        period_versus=before, value_versus=float(row["value_versus"]), estimate=float(row["estimate"]),
        p_adjusted=float(row["p"]), impact=float(row["estimate"]) * int(row["n"]) if sure else None,
        impact_metric=impact_metric(follow_up), **(common | limits),
    )  # fmt: skip


def answer(
    data: DataPot,
    follow_up: FollowUp,
    *,
    rates: pd.DataFrame,
    change: pd.DataFrame,
    total: pd.DataFrame | None,
    horizon: float,
    value: CustomerValue,
) -> Headline:
    """Return the headline of the report: which share leaves, of whom, and against the period before.

    Parameters
    ----------
    total : DataFrame or None
        `cx.expected_churn` of a forecast that was tested.
    """
    notes = [_expected(total, horizon, value)]
    shared: dict[str, Any] = {
        "population": _population(data, follow_up), "notes": notes, "currency": value.currency,
        "as_of": date(follow_up.days[1]) if follow_up.days else "",
    }  # fmt: skip
    if follow_up.set_by_rule:
        row = repurchase_of(follow_up)
        label = ngettext(
            "Buy again within {n} day", "Buy again within {n} days", round(follow_up.gap_days or 0)
        ).format(n=number(follow_up.gap_days, 0))
        notes += _came_back(follow_up)
        return Headline(label=label, value=_share(row), limits=_limits(row), **shared)
    if rates.empty:
        usable, gone = (
            len(follow_up.usable),
            int((follow_up.left & follow_up.frame["duration"].notna()).sum()),
        )
        said = ngettext("of {n} customer", "of {n} customers", usable).format(n=number(usable))
        return Headline(label=_("Customers who left"), value=number(gone), limits=said, **shared)
    row = rates.iloc[-1]
    if not follow_up.dated:
        return Headline(label=_("Share of customers who have left"), value=_share(row), limits=_limits(row),
                        unit="share", **shared)  # fmt: skip
    label = _("Churn {period}").format(period=period_words(row["period_start"], row["period_end"]))
    history = rates.rename(columns={"period_start": "period"})[["period", "estimate", "low", "high"]]
    return Headline(
        label=label, value=_share(row), limits=_limits(row), changes=_changes(change), unit="share",
        history=history if len(history) > 1 else None, **shared,
    )  # fmt: skip


def _came_back(follow_up: FollowUp) -> list[str]:
    """Say that the gap is too short for these data where most of the lost bought again."""
    if not gap_too_short(follow_up):
        return []
    said = _(
        "{share} of those counted as lost bought again: {n} days without a purchase are too short to tell "
        "who left (parameter “gap_days”)."
    )
    return [said.format(share=percent(came_back(follow_up), 0), n=number(follow_up.gap_days, 0))]


def _share(row: pd.Series) -> str:
    return "–" if pd.isna(row["estimate"]) else percent(row["estimate"])


def _limits(row: pd.Series) -> str:
    return "" if pd.isna(row["low"]) else interval(row["low"], row["high"], as_percent=True)


def _changes(change: pd.DataFrame) -> list[Change]:
    if change.empty:
        return []
    row = change.iloc[0]
    before = period_words(row["period_start_versus"], row["period_end_versus"])
    points = 100 * float(row["estimate"])
    sure = row["p"] < 1 - row["level"]
    said = (
        _("{points} percentage points against {before} (statistically significant)") if sure else
        _("{points} percentage points against {before} (not significant)")
    )  # fmt: skip
    direction: Any = ("worse" if points > 0 else "better") if sure else "neutral"
    arrow: Any = "up" if points > 0.05 else "down" if points < -0.05 else "flat"
    return [
        Change(text=said.format(points=signed(points, 1), before=before), direction=direction, arrow=arrow)
    ]


def _population(data: DataPot, follow_up: FollowUp) -> str:
    n = len(follow_up.usable)
    who = data.company or data.name
    counted = ngettext("{n} customer", "{n} customers", n).format(n=number(n))
    if follow_up.days is None:
        return _("{who} · {customers}, time as tenure in months").format(who=who, customers=counted)
    return _("{who} · {customers}, observed {first} to {last}").format(
        who=who, customers=counted, first=date(follow_up.days[0]), last=date(follow_up.days[1])
    )


def _expected(total: pd.DataFrame | None, horizon: float, value: CustomerValue) -> str:
    """Say how many are expected to leave, where a forecast was tested."""
    if total is None or not total["n"].iloc[0]:
        return ""
    row = total.iloc[0]
    said = ngettext(
        "In the next month about {leavers} of {n} customers are expected to leave ({interval})",
        "In the next {horizon} months about {leavers} of {n} customers are expected to leave ({interval})",
        round(horizon),
    )
    text = said.format(
        horizon=number(horizon, 0), leavers=number(row["estimate"], 0), n=number(int(row["n"])),
        interval=interval(row["low"], row["high"], 0),
    )  # fmt: skip
    if len(total) < 2:
        return f"{text}."
    worth = (
        _(", worth {amount} a year.") if value.column == "yearly_value" else
        _(", worth {amount} ({what}).")
    )  # fmt: skip
    at_stake = total.iloc[1]
    unit = rounded_like(at_stake["low"], at_stake["high"])
    return text + worth.format(
        amount=money(round(at_stake["estimate"] / unit) * unit, value), what=trait_words(value.column)
    )


def repurchase_of(follow_up: FollowUp) -> pd.Series:
    """Return what the data says where the rule decides who is lost: how many buy a second time."""
    assert follow_up.purchases is not None
    assert follow_up.days is not None
    assert follow_up.gap_days is not None
    return repurchase(
        follow_up.purchases, within_days=follow_up.gap_days, observed_until=follow_up.days[1]
    ).iloc[0]


def headline_frame(rates: pd.DataFrame, retained: pd.DataFrame, follow_up: FollowUp) -> pd.DataFrame:
    """Return the figure that stands for the report, to be recorded: one row, without figures of the rule."""
    if len(rates) and not follow_up.set_by_rule:
        return rates.iloc[[-1]].drop(columns=["period_start", "period_end"], errors="ignore")
    found = retained.assign(metric="churn_rate")
    figures = [name for name in ("estimate", "low", "high", "se") if name in found]
    note = (
        "set by the rule for a loss, not by the data" if follow_up.set_by_rule else "no whole period observed"
    )
    return found.assign(**dict.fromkeys(figures, float("nan")), note=note)


def rests_on(follow_up: FollowUp) -> Markup:
    """Say what the figures rest on."""
    usable = follow_up.usable
    gone = int(usable["event"].fillna(value=False).sum())
    said = ngettext(
        "The figures rest on {n} customer, of whom {left} left.",
        "The figures rest on {n} customers, of whom {left} left.",
        len(usable),
    )
    return paragraph(fill(said, n=number(len(usable)), left=number(gone)))
