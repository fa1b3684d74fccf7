"""How good the forecast is, how many will leave, and who is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from ....language import _, interval, ngettext, number, percent
from .._html import fill, in_words, paragraph

if TYPE_CHECKING:
    from ....survival import RiskValidation

__all__ = ["expected", "forecast_cards", "lift_view", "next_customers", "quality"]


def quality(checked: RiskValidation | None, *, by_time: bool) -> Markup:
    """Say how good the forecast was on customers that the model had not seen.

    Parameters
    ----------
    checked : RiskValidation or None
        None where nobody was followed for the horizon.
    by_time : bool
        Whether it was tested on a later time (else on customers chosen by lot).
    """
    if checked is None:
        return paragraph(_("Nobody was followed long enough after a forecast, so it cannot be checked."))
    how = (
        _("The model was fitted to the past only and tested on what came after it.") if by_time else
        _("There are no dates, so the model was tested on customers chosen by lot that it had not seen.")
    )  # fmt: skip
    row = checked.table.set_index("metric")
    honest = row.loc["observed", "low"] <= row.loc["expected", "estimate"] <= row.loc["observed", "high"]
    level = (
        _("The level of the forecast agrees with what happened.") if honest else
        _("The level of the forecast is off: use it to order customers, not to count leavers.")
    )  # fmt: skip
    weak = (
        _("It tells customers apart only a little: most of who leaves is not in the data.")
        if row.loc["auc", "estimate"] < 0.65 else ""
    )  # fmt: skip
    return paragraph(how, checked.text, level, weak)


def lift_view(checked: RiskValidation) -> dict[str, Any]:
    """Return the lift table as `report.table` shows it."""
    table = checked.lift.assign(
        share=[_("the first {share}").format(share=percent(at, 0)) for at in checked.lift["share"]],
        level=checked.level,
    )
    headings = {
        "share": _("Contacted, by risk"), "n": _("Customers"), "observed": _("Share who left"),
        "captured": _("Share of all leavers"), "lift": _("Lift"),
    }  # fmt: skip
    kinds = {"observed": "share", "captured": "share", "lift": "number"}
    return {"frame": table, "columns": [*headings, "low", "high"], "headings": headings, "kinds": kinds}


def forecast_cards(total: pd.DataFrame, *, horizon: float) -> list[tuple[str, str, str]]:
    """Return the expected leavers and their value as (label, value, detail).

    Parameters
    ----------
    total : DataFrame
        `cxlab.expected_churn`.
    horizon : float
        Months.
    """
    shown = []
    for row in total.to_dict("records"):
        leavers = row["metric"] == "expected_leavers"
        label = _("Expected to leave in {n} months") if leavers else _("Value at risk in {n} months")
        detail = f"{interval(row['low'], row['high'], 0)} · " + _("of {total}").format(
            total=number(row["total"], 0)
        )
        shown.append((label.format(n=number(horizon, 0)), number(row["estimate"], 0), detail))
    return shown


def expected(total: pd.DataFrame, *, horizon: float, value: str = "") -> Markup:
    """Say how many customers are expected to leave and what they are worth."""
    row = total.iloc[0]
    sentence = _(
        "Of {n} active customers with a known risk, {leavers} are expected to leave within {horizon} months "
        "({interval}), if things go on as they have."
    )
    parts = [
        fill(sentence, n=number(int(row["n"])), leavers=number(row["estimate"], 0),
             horizon=number(horizon, 0), interval=interval(row["low"], row["high"], 0))
    ]  # fmt: skip
    if len(total) > 1:
        worth = total.iloc[1]
        said = _("Their “{value}” sums to {worth} ({interval}).")
        parts.append(
            fill(said, value=in_words(value), worth=number(worth["estimate"], 0),
                 interval=interval(worth["low"], worth["high"], 0))
        )  # fmt: skip
    if row["missing"]:
        said = ngettext(
            "For {k} customer no risk can be told: the tenure ahead lies beyond all that was observed, or "
            "a trait is "
            "unknown.",
            "For {k} customers no risk can be told: the tenure ahead lies beyond all that was observed, "
            "or a trait is "
            "unknown.",
            int(row["missing"]),
        )
        parts.append(fill(said, k=number(int(row["missing"]))))
    return paragraph(*parts)


def next_customers(risk: pd.DataFrame, *, customer: str, most: int) -> dict[str, Any]:
    """Return the customers most at risk as `report.table` shows them."""
    top = risk[risk["risk"].notna()].head(most)
    ends = zip(top["low"], top["high"], strict=True)
    limits = [interval(low, high, 0, as_percent=True) for low, high in ends]
    table = top.assign(**{customer: top[customer].astype(str), "limits": limits})
    headings = {
        "rank": _("Rank"), customer: _("Customer"), "tenure": _("Tenure, months"), "risk": _("Risk"),
        "limits": _("Interval"), "reason_1": _("Reason 1"), "reason_2": _("Reason 2"),
        "reason_3": _("Reason 3"),
    }  # fmt: skip
    kinds = {"rank": "count", "tenure": "count", "risk": "share"}
    caption = _("Customers most at risk, with reasons (times the average customer's rate)")
    return {
        "frame": table, "columns": list(headings), "headings": headings, "kinds": kinds, "digits": 0,
        "caption": caption,
    }  # fmt: skip
