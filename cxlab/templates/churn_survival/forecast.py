"""How good the forecast is, how many will leave, and which customers are at risk."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...errors import BadParameter
from ...language import _, date, interval, ngettext, number, percent, told
from ...loaders.privacy.keys import secret_key
from ...results import Finding
from ...survival import (
    CustomerValue,
    FollowUp,
    RiskValidation,
    forecast_cut,
    highest_tested,
    top_holds_up,
)
from .._html import fill, paragraph
from .words import money, money_range, rounded_like, value_heading

__all__ = ["expected", "forecast_found", "quality", "risk_file", "risk_view", "who"]

TENTH = 0.1


def forecast_found(checked: RiskValidation | None) -> list[Finding]:
    """Say whether those whom the forecast puts first leave more often; what to do only if they do.

    Parameters
    ----------
    checked : RiskValidation or None
        None where there is no forecast that could be tested.
    """
    if checked is None:
        return []
    tenth = checked.lift.loc[checked.lift["contacted"] == TENTH].iloc[0]
    if pd.isna(tenth["lift"]) or not tenth["low"] > 1:
        return []
    said = _(
        "The forecast finds customers at risk: of the tenth with the highest risk {ratio} times as many left "
        "as on average ({interval})."
    )
    sentence = fill(said, ratio=number(tenth["lift"], 1), interval=interval(tenth["low"], tenth["high"], 1))
    action = (
        _("Work through the risk list from the top") if top_holds_up(checked) else
        _("Contact the first tenth of the risk list as a whole, not only its top")
    )  # fmt: skip
    return [
        Finding(
            finding="churn.forecast", metric="lift", dimension="risk", group="10%", sentence=sentence,
            direction="neutral", certainty="shown", value=float(tenth["share_left"]),
            estimate=float(tenth["lift"]), low=float(tenth["low"]), high=float(tenth["high"]),
            n=int(tenth["n"]), level=checked.level, action=action,
        )
    ]  # fmt: skip


def quality(checked: RiskValidation | None, *, follow_up: FollowUp, horizon: float) -> Markup:
    """Say how good the forecast was on customers that the model had not seen.

    Parameters
    ----------
    checked : RiskValidation or None
        None where there is no model, or nobody was followed for the horizon.
    """
    if checked is None:
        said = ngettext(
            "The forecast cannot be checked: that takes a model, and leavers among customers who were "
            "followed for {n} month after a forecast. No risks are shown, therefore.",
            "The forecast cannot be checked: that takes a model, and leavers among customers who were "
            "followed for {n} months after a forecast. No risks are shown, therefore.",
            round(horizon),
        )
        return paragraph(fill(said, n=number(horizon, 0)))
    row: dict[str, Any] = {str(one["metric"]): one for one in checked.table.to_dict("records")}
    said = (
        checked.accuracy if forecast_found(checked) else checked.text
    )  # the finding tells of the first tenth
    return paragraph(
        _how(follow_up, horizon), said, _level(row), _off(checked), _apart(row["auc"]),
        _top(checked),
    )  # fmt: skip


def _level(row: dict[str, Any]) -> str:
    if row["observed"]["low"] <= row["expected"]["estimate"] <= row["observed"]["high"]:
        return _("The level of the forecast agrees with what happened.")
    return _("The level of the forecast is off: use it to order customers, not to count leavers.")


def _apart(auc: dict[str, Any]) -> str:
    """Say where the forecast tells customers apart only a little, or not at all."""
    if auc["low"] <= 0.5:
        return _("Whether it tells customers apart better than chance is not clear.")
    if auc["estimate"] < 0.65:
        return _("It separates customers only weakly: most drivers of churn are not in the data.")
    return ""


def _how(follow_up: FollowUp, horizon: float) -> Markup:
    cut = forecast_cut(follow_up, horizon)
    if cut is None:
        said = ngettext(
            "There are no dates, so the model was tested on customers chosen by lot that it had not seen: "
            "each from a tenure on that customers have today, over the month after it.",
            "There are no dates, so the model was tested on customers chosen by lot that it had not seen: "
            "each from a tenure on that customers have today, over the {n} months after it.",
            round(horizon),
        )
        return fill(said, n=number(horizon, 0))
    said = ngettext(
        "The model was fitted to what was known on {day} only, and tested on the month that came "
        "after it. The traits are those in the data today.",
        "The model was fitted to what was known on {day} only, and tested on the {n} months that came "
        "after it. The traits are those in the data today.",
        round(horizon),
    )
    return fill(said, day=date(cut), n=number(horizon, 0))


def _off(checked: RiskValidation) -> Markup:
    """Say in how many of the groups by risk the forecast misses what was observed by more than chance."""
    groups = checked.calibration[checked.calibration["observed"].notna()]
    off = int((groups["misses"] != "").sum())
    if not off:
        none = _(
            "In none of the {groups} groups by risk does the forecast miss by more than chance explains."
        )
        return fill(none, groups=number(len(groups)))
    said = ngettext(
        "In {k} of {groups} groups by risk the forecast misses by more than chance explains.",
        "In {k} of {groups} groups by risk the forecast misses by more than chance explains.",
        off,
    )
    return fill(said, k=number(off), groups=number(len(groups)))


def _top(checked: RiskValidation) -> Markup | str:
    """Say where the very first of the list were not shown to leave more often than others."""
    if top_holds_up(checked):
        return ""
    first = checked.lift[~(checked.lift["low"] > 1)].iloc[0]
    said = _(
        "Of the first {share} of the list it is not shown that they leave more often than the average: take "
        "the order at its top with care."
    )
    return fill(said, share=percent(first["contacted"], 0))


def no_forecast() -> str:
    """Say why there is no list of customers at risk."""
    return _("Without a tested forecast there is no list of the customers most at risk.")


def expected(total: pd.DataFrame, *, follow_up: FollowUp, horizon: float, value: CustomerValue) -> Markup:
    """Say how many customers are expected to leave and what they are worth.

    Parameters
    ----------
    total : DataFrame
        `cx.expected_churn`.
    """
    row = total.iloc[0]
    if not row["n"]:
        said = ngettext(
            "Nobody's risk can be told: {n} month ahead, every tenure lies beyond the longest observed "
            "({longest} months). Choose a shorter horizon (parameter horizon_months).",
            "Nobody's risk can be told: {n} months ahead, every tenure lies beyond the longest observed "
            "({longest} months). Choose a shorter horizon (parameter horizon_months).",
            round(horizon),
        )
        longest = number(float(follow_up.frame["duration"].max()), 0)
        return paragraph(fill(said, n=number(horizon, 0), longest=longest))
    sentence = ngettext(
        "Of {n} active customers with a known risk, {leavers} are expected to leave within {horizon} month "
        "({interval}), if things go on as they have.",
        "Of {n} active customers with a known risk, {leavers} are expected to leave within {horizon} months "
        "({interval}), if things go on as they have.",
        round(horizon),
    )
    leavers = fill(
        sentence, n=number(int(row["n"])), leavers=number(row["estimate"], 0), horizon=number(horizon, 0),
        interval=interval(row["low"], row["high"], 0),
    )  # fmt: skip
    return paragraph(leavers, _money(total, value), _untold(int(row["missing"])))


def _money(total: pd.DataFrame, value: CustomerValue) -> Markup | str:
    if len(total) < 2:
        return ""
    unit = rounded_like(total["low"].iloc[1], total["high"].iloc[1])
    row = (total[["estimate", "low", "high"]].iloc[1].astype(float) / unit).round() * unit
    said = _("Sum of their “{value}”: {worth} ({interval}).")
    return fill(
        said, value=value_heading(CustomerValue(value.column)), worth=money(row["estimate"], value),
        interval=money_range(row["low"], row["high"], value),
    )  # fmt: skip


def _untold(k: int) -> Markup | str:
    said = ngettext(
        "For {k} customer no risk can be told: the tenure ahead lies beyond all that was observed, or a "
        "trait is unknown.",
        "For {k} customers no risk can be told: the tenure ahead lies beyond all that was observed, or a "
        "trait is unknown.",
        k,
    )
    return fill(said, k=number(k)) if k else ""


def risk_view(risk: pd.DataFrame, *, most: int, value: CustomerValue) -> dict[str, Any]:
    """Return the first customers of the risk list as `report.table` shows them.

    Parameters
    ----------
    risk : DataFrame
        `cx.survival.within_tested`, with the name of the customer in "shown".
    """
    top = risk.head(most).reset_index(drop=True)
    table = top.assign(
        shown=[told(name) for name in top["shown"]], risk_told=_risks(top), why=_reasons(top),
    )  # fmt: skip
    headings = {
        "rank": _("Rank"), "shown": _("Customer"), "tenure": _("Tenure, months"), "risk_told": _("Risk"),
    }  # fmt: skip
    kinds = {"rank": "count", "tenure": "count"}
    if value.column and "value_at_risk" in top:
        for name, heading in _amounts(value).items():
            table[name] = top[name].round()
            headings[name], kinds[name] = heading, "count"
    headings["why"] = _("Reasons (times the average customer's rate)")
    return {
        "frame": table, "columns": list(headings), "headings": headings, "kinds": kinds, "digits": 0,
        "caption": _("Customers most at risk"),
    }  # fmt: skip


def risk_file(risk: pd.DataFrame, *, value: CustomerValue) -> dict[str, Any]:
    """Return the whole risk list as `report.attach` takes it: all customers, figures unrounded."""
    table = risk.assign(why=_reasons(risk), note=[told(note) for note in risk["note"]])
    headings = {
        "rank": _("Rank"), "shown": _("Customer"), "tenure": _("Tenure, months"), "risk": _("Risk"),
        "low": _("Lower limit"), "high": _("Upper limit"),
    }  # fmt: skip
    if value.column and "value_at_risk" in risk:
        headings |= _amounts(value)
    headings |= {"why": _("Reasons (times the average customer's rate)"), "note": _("Note")}
    return {"frame": table[list(headings)], "headings": headings}


def _amounts(value: CustomerValue) -> dict[str, str]:
    unit = f" ({value.currency})" if value.currency else ""
    return {str(value.column): value_heading(value), "value_at_risk": _("Value at risk") + unit}


def _risks(top: pd.DataFrame) -> list[str]:
    """Return risks in words: with the interval, or as more than what was tested."""
    above = _("more than {risk}")
    lines = []
    for row in top.to_dict("records"):
        risk = percent(row["risk"], 0)
        limits = interval(row["low"], row["high"], 0, as_percent=True) if row["low"] == row["low"] else ""
        text = above.format(risk=risk) if row["beyond_test"] else f"{risk} ({limits})" if limits else risk
        lines.append(text.replace(" ", "\u00a0"))
    return lines


def _reasons(risk: pd.DataFrame) -> list[str]:
    names = [name for name in risk if str(name).startswith("reason_")]
    rows = risk[names].itertuples(index=False)
    return ["; ".join(told(text).replace("× ", "×\u00a0") for text in row if text) for row in rows]


def who(checked: RiskValidation, *, ids: bool, sorted_by_value: bool) -> Markup:
    """Say what the names in the list are, how it is sorted, and what a risk is not."""
    order = _("The list is sorted by value at risk.") if sorted_by_value else _("The list is sorted by risk.")
    highest = highest_tested(checked)
    limit = fill(
        _("No risk above {highest} is shown, because none above it was tested."), highest=percent(highest, 0)
    )
    caution = _("Risks are averages for similar customers; the reasons are model inputs, not causes.")
    return paragraph(order, limit if highest == highest else "", _called(ids), caution)


def _called(ids: bool) -> str:
    """Say what customers are called in the list."""
    if ids:
        return _("Customers are shown by their own ids.")
    try:
        secret_key()
    except BadParameter:
        return _("The customers are anonymised; with the parameter show_ids the list has their own ids.")
    return _("Customers are shown by pseudonyms; whoever holds the key finds them again.")
