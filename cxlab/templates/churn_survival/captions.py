"""Titles of figures, which conclude, and what they show for those who cannot see them."""

from __future__ import annotations

import pandas as pd

from ...language import _, interval, ngettext, number, percent
from ...results import Finding
from ...survival import RiskValidation
from .words import category_words, group_words, trait_words

__all__ = [
    "alt",
    "calibration_title",
    "curve_title",
    "finding_title",
    "groups_title",
    "reasons_title",
    "titles",
]

LONGEST = 90


def finding_title(found: list[Finding], otherwise: str) -> str:
    """Return what the first finding says in short, else a plain title.

    Parameters
    ----------
    found : list of Finding
        Those of the section, the strongest first.
    otherwise : str
        Key of `titles`.
    """
    sure = [one for one in found if one.certainty == "shown" and one.estimate is not None]
    if not sure:
        return titles(otherwise)
    first = sure[0]
    ratio = number(first.estimate, 1) if first.estimate else ""
    said = {
        "churn.driver": _("{trait} {group}: {ratio} times as many leave as of all others"),
        "churn.contact": _("{contact}: customers leave {ratio} times as often"),
        "churn.time": _("Between month {start} and {end} customers leave {ratio} times as often"),
    }.get(first.finding)
    if said is None or first.estimate is None or first.estimate < 1 or not first.group:
        return titles(otherwise)
    start, _dash, end = first.group.partition("-")
    title = said.format(
        trait=trait_words(first.dimension, starts=True), group=group_words(first.group), ratio=ratio,
        start=start, end=end, contact=contact_words(first.group),
    )  # fmt: skip
    return title if len(title) <= LONGEST else titles(otherwise)


def contact_words(driver: str) -> str:
    """Return a contact as the beginning of a title."""
    return {
        "complaint": _("After a complaint"),
        "slow_answer": _("After a slow answer"),
        "detractor_score": _("After a score of 0 to 6"),
    }.get(driver, driver)


def titles(figure: str) -> str:
    """Return a title that names what is shown, for figures that conclude nothing."""
    known = {
        "curve": _("Share of customers still there"),
        "groups": _("Share of customers still there, by group"),
        "hazard": _("When customers leave"),
        "cohorts": _("Share of the customers of each period who are still there"),
        "reasons": _("Share of customers who have left, by reason"),
        "effects": _("Who leaves sooner"),
        "changing": _("Who leaves sooner, early and late in the tenure"),
        "contacts": _("Leaving after a contact"),
        "calibration": _("Forecast and observed share of leavers"),
    }
    return known[figure]


def curve_title(retained: pd.DataFrame) -> str:
    """Return the share still there at the first of the tenures that is known."""
    known = retained[retained["estimate"].notna() & (retained["time"] > 0)]
    known = known[known["time"] == 12] if (known["time"] == 12).any() else known
    if known.empty:
        return titles("curve")
    row = known.iloc[0]
    said = ngettext(
        "{share} of customers are still there after {n} month",
        "{share} of customers are still there after {n} months",
        round(row["time"]),
    )
    return said.format(share=percent(row["estimate"], 0), n=number(row["time"], 0))


def groups_title(trait: pd.Series, retained: pd.DataFrame) -> str:
    """Return which group leaves soonest, where the groups differ."""
    known = retained[retained["estimate"].notna()].sort_values("estimate")
    name = str(trait["trait"])
    column = name if name in known else f"{name}_"
    if len(known) < 2 or not trait["p_adjusted"] < 1 - float(retained["level"].iloc[0]):
        return titles("groups")
    worst = known.iloc[0]
    said = ngettext(
        "{trait} {group}: only {share} still there after {n} month",
        "{trait} {group}: only {share} still there after {n} months",
        round(worst["time"]),
    )
    return said.format(
        trait=trait_words(name, starts=True), group=category_words(worst[column]),
        share=percent(worst["estimate"], 0), n=number(worst["time"], 0),
    )  # fmt: skip


def reasons_title(found: list[Finding]) -> str:
    """Return the most frequent reason, where one leads for sure."""
    if not found or found[0].certainty == "open":
        return titles("reasons")
    return _("{reason} is the most frequent reason for leaving").format(reason=group_words(found[0].group))


def calibration_title(checked: RiskValidation) -> str:
    """Return forecast and observed share of leavers."""
    row = {str(one["metric"]): one for one in checked.table.to_dict("records")}
    said = _("Forecast: {expected} leave; observed: {observed} ({interval})")
    return said.format(
        expected=percent(row["expected"]["estimate"], 0), observed=percent(row["observed"]["estimate"], 0),
        interval=interval(row["observed"]["low"], row["observed"]["high"], 0, as_percent=True),
    )  # fmt: skip


def alt(figure: str, *, factor: str = "") -> str:
    """Return the alternative text of a figure.

    Parameters
    ----------
    figure : {"curve", "groups", "hazard", "cohorts", "reasons", "effects", "changing", "contacts", \
"calibration"}
    factor : str
        Column of the groups.
    """
    sentences = {
        "curve": _("Falling curve with an interval: share of customers still there at each tenure."),
        "groups": _(
            "Falling curves with intervals: share of customers still there at each tenure, one curve per "
            "group of “{factor}”."
        ),
        "hazard": _(
            "Steps with intervals: share of the customers still there who leave per month, by tenure."
        ),
        "cohorts": _(
            "Triangle of percentages: share of the customers of each period still there some periods later."
        ),
        "reasons": _("Rising curves: share of customers who have left by each tenure, one curve per reason."),
        "effects": _("Dots with intervals on a logarithmic axis: hazard ratio of each level of each trait."),
        "changing": _(
            "Dots with intervals on a logarithmic axis: hazard ratios, with one ratio before and one after a "
            "turning point where the effect changes."
        ),
        "contacts": _(
            "Dots with intervals on a logarithmic axis: hazard ratio of leaving after each kind of contact."
        ),
        "calibration": _(
            "Dots with intervals: observed against forecast share of leavers, by forecast risk."
        ),
    }
    return sentences[figure].format(factor=trait_words(factor, starts=True))
