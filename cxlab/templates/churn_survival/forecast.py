"""How good the forecast is, how many will leave, and who is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from ...language import _, date, interval, ngettext, number, percent
from .._html import fill, paragraph
from .observed import Observed
from .stay import cut
from .value import Worth

if TYPE_CHECKING:
    from ...survival import RiskValidation

__all__ = ["expected", "lift_view", "next_customers", "quality", "who"]


def quality(checked: RiskValidation | None, *, seen: Observed, horizon: float) -> Markup:
    """Say how good the forecast was on customers that the model had not seen.

    Parameters
    ----------
    checked : RiskValidation or None
        None where there is no model, or nobody was followed for the horizon.
    """
    if checked is None:
        said = _(
            "The forecast cannot be checked: that takes a model, and leavers among customers who were "
            "followed for {n} months after a forecast."
        )
        return paragraph(fill(said, n=number(horizon, 0)))
    row: dict[str, Any] = {str(one["metric"]): one for one in checked.table.to_dict("records")}
    honest = row["observed"]["low"] <= row["expected"]["estimate"] <= row["observed"]["high"]
    level = (
        _("The level of the forecast agrees with what happened.") if honest else
        _("The level of the forecast is off: use it to order customers, not to count leavers.")
    )  # fmt: skip
    return paragraph(
        _how(seen, horizon), checked.text, level, _off(checked), _apart(row["auc"]), _top(checked)
    )


def _apart(auc: dict[str, Any]) -> str:
    """Say where the forecast tells customers apart only a little, or not at all."""
    if auc["low"] <= 0.5:
        return _("Whether it tells customers apart better than chance is not clear.")
    if auc["estimate"] < 0.65:
        return _("It separates customers only weakly: most drivers of churn are not in the data.")
    return ""


def _how(seen: Observed, horizon: float) -> Markup:
    if seen.days is None:
        said = _(
            "There are no dates, so the model was tested on customers chosen by lot that it had not seen: "
            "each from a tenure on that customers have today, over the {n} months after it."
        )
        return fill(said, n=number(horizon, 0))
    said = _(
        "The model was fitted to what was known on {day} only, and tested on the {n} months that came "
        "after it. The traits are those in the data today."
    )
    return fill(said, day=date(cut(seen.days, horizon)), n=number(horizon, 0))


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
    first = checked.lift.iloc[0]
    said = _(
        "Of the first {share} of the list it is not shown that they leave more often than the average: take "
        "the order at its top with care."
    )
    return fill(said, share=percent(first["share"], 0)) if first["low"] <= 1 else ""


def lift_view(checked: RiskValidation) -> dict[str, Any]:
    """Return the lift table as `report.table` shows it."""
    table = checked.lift.assign(
        share=[_("the first {share}").format(share=percent(at, 0)) for at in checked.lift["share"]],
        level=checked.level,
    )
    headings = {
        "share": _("Contacted, by risk"), "n": _("Customers"), "observed": _("Share who left"),
        "captured": _("Share of all leavers"), "lift": _("Times the average"),
    }  # fmt: skip
    kinds = {"observed": "share", "captured": "share", "lift": "number"}
    return {"frame": table, "columns": [*headings, "low", "high"], "headings": headings, "kinds": kinds}


def expected(total: pd.DataFrame | None, *, seen: Observed, horizon: float, worth: Worth) -> Markup:
    """Say how many customers are expected to leave and what they are worth."""
    if total is None:
        return paragraph(_("Without a model there is no forecast and no list of those most at risk."))
    row = total.iloc[0]
    if not row["n"]:
        said = _(
            "Nobody's risk can be told: {n} months ahead, every tenure lies beyond the longest observed "
            "({longest} months). Choose a shorter horizon (parameter horizon_months)."
        )
        longest = number(float(seen.frame["duration"].max()), 0)
        return paragraph(fill(said, n=number(horizon, 0), longest=longest))
    sentence = _(
        "Of {n} active customers with a known risk, {leavers} are expected to leave within {horizon} months "
        "({interval}), if things go on as they have."
    )
    leavers = fill(
        sentence, n=number(int(row["n"])), leavers=number(row["estimate"], 0), horizon=number(horizon, 0),
        interval=interval(row["low"], row["high"], 0),
    )  # fmt: skip
    return paragraph(leavers, _money(total, worth), _untold(int(row["missing"])))


def _money(total: pd.DataFrame, worth: Worth) -> Markup | str:
    if len(total) < 2:
        return ""
    money = total.iloc[1]
    said = _("Their “{value}” sums to {worth} ({interval}).")
    return fill(
        said, value=worth.label, worth=worth.written(money["estimate"]),
        interval=worth.range(money["low"], money["high"]),
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


def next_customers(risk: pd.DataFrame, *, most: int, worth: Worth) -> dict[str, Any]:
    """Return the customers most at risk as `report.table` shows them.

    Parameters
    ----------
    risk
        `cxlab.churn_risk`, with the name of the customer in "shown".
    """
    top = risk[risk["risk"].notna()].head(most).reset_index(drop=True)
    ends = zip(top["low"], top["high"], strict=True)
    reasons = [name for name in top if str(name).startswith("reason_")]
    table = top.assign(
        shown=top["shown"].astype(str),
        limits=[_limits(low, high) for low, high in ends],
        why=[_listed(row) for row in top[reasons].itertuples(index=False)],
    )
    headings = {
        "rank": _("Rank"), "shown": _("Customer"), "tenure": _("Tenure, months"), "risk": _("Risk"),
        "limits": _("Interval"),
    }  # fmt: skip
    kinds = {"rank": "count", "tenure": "count", "risk": "share"}
    if worth.column and worth.column in top:
        table["worth"] = top[worth.column].round()
        headings["worth"], kinds["worth"] = worth.heading, "count"
    headings["why"] = _("Reasons (times the average customer's rate)")
    return {
        "frame": table, "columns": list(headings), "headings": headings, "kinds": kinds, "digits": 0,
        "caption": _("Customers most at risk"),
    }  # fmt: skip


def _limits(low: float, high: float) -> str:
    return "" if low != low else interval(low, high, 0, as_percent=True).replace(" ", "\u00a0")


def _listed(reasons: Any) -> str:
    return "; ".join(str(text).replace("× ", "×\u00a0") for text in reasons if text)


def who(as_they_are: bool) -> Markup:
    """Say what the names in the list are, and what the list is not."""
    from ...errors import BadParameter
    from ...loaders.privacy.keys import secret_key

    caution = _("Risks are averages for similar customers; the reasons are model inputs, not causes.")
    if as_they_are:
        return paragraph(caution)
    try:
        secret_key()
    except BadParameter:
        names = _(
            "Customers are shown by their place among the customers read; with a key (CXLAB_KEY) by "
            "pseudonyms, with the parameter show_ids by their own ids."
        )
    else:
        names = _("Customers are shown by pseudonyms; whoever holds the key finds them again.")
    return paragraph(names, caution)
