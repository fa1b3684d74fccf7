"""What each cause costs, and what to do first."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...complaints import CauseImpact, ObservedComplaints
from ...language import _, number
from ...report.currency import in_use
from ...results import Finding, money
from .._html import fill, paragraph
from .words import column_of, owner_of

__all__ = ["cost_columns", "cost_findings", "cost_label", "cost_text", "cost_title", "written_cost"]

COLUMNS = (
    *("cause", "estimate", "low", "high", "rank_best", "rank_worst", "complaints", "leaving_ratio"),
    *("leaving_shrunken", "customers_lost_per_year", "nps_difference", "hours", "goodwill"),
)


def cost_label(table: pd.DataFrame) -> str:
    """Return what causes are put in order of."""
    return {
        "money": _("Cost per year"),
        "customers_lost_per_year": _("Customers lost per year"),
        "nps_points_lost": _("NPS points lost"),
        "hours": _("Hours per year"),
        "complaints": _("Complaints per year"),
    }[str(table["metric"].iloc[0])]


def written_cost(value: float, metric: str, currency: str, *, spread: float = 0.0) -> str:
    """Write a cost with no more digits than its interval carries.

    Examples
    --------
    >>> written_cost(2368.4, "money", "EUR", spread=5000), written_cost(1.26, "customers_lost_per_year", "")
    ('€2,400', '1.3')
    """
    if metric != "money":
        return number(value, 0 if spread >= 20 else 1)
    step = 1000 if spread >= 50000 else 100 if spread >= 1000 else 10 if spread >= 100 else 1
    return money(round(value / step) * step, currency)


def _span(row: Any, currency: str) -> tuple[str, str]:
    """Return the cost and its limits in words."""
    spread = float(row["high"] - row["low"])
    cost, low, high = (
        written_cost(float(row[name]), str(row["metric"]), currency, spread=spread)
        for name in ("estimate", "low", "high")
    )
    return cost, _("{low} to {high}").format(low=low, high=high)


def cost_title(table: pd.DataFrame, cause: str) -> str:
    """Return whether one cause costs most for sure."""
    known = table[table["estimate"].notna()]
    if known.empty:
        return cost_label(table)
    first = known.iloc[0]
    if first["rank_worst"] == 1:
        return _("{cause} costs most").format(cause=first[cause])
    return _("{cause} comes first, but the order is not sure").format(cause=first[cause])


def cost_findings(
    observed: ObservedComplaints,
    costs: CauseImpact | None,
    *,
    owners: pd.DataFrame | None = None,
) -> list[Finding]:
    """Say which cause costs most, how sure its rank is, and who owns it.

    A cost whose interval holds 0 is no finding: `cost_text` says that it may be none.

    Parameters
    ----------
    costs : CauseImpact or None
        `cx.complaints.complaint_costs`.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    """
    if costs is None:
        return []
    known = costs.table[costs.table["estimate"].notna()]
    if len(known) < 2:
        return []
    told = known[known["low"] > 0].head(1)
    return [_cost(observed, row, len(costs.table), owners) for _index, row in told.iterrows()]


def _cost(observed: ObservedComplaints, row: pd.Series, causes: int, owners: pd.DataFrame | None) -> Finding:
    cause, metric = str(row[observed.cause]), str(row["metric"])
    cost, limits = _span(row, in_use())
    message = {
        "money": _(
            "<strong>{cause}</strong> costs about {cost} a year (interval {limits}), {rank} of {causes} "
            "causes."
        ),
        "customers_lost_per_year": _(
            "<strong>{cause}</strong> costs about {cost} customers a year (interval {limits}), {rank} of "
            "{causes} causes."
        ),
        "nps_points_lost": _(
            "<strong>{cause}</strong> costs about {cost} points of NPS (interval {limits}), {rank} of "
            "{causes} causes."
        ),
        "hours": _(
            "<strong>{cause}</strong> costs about {cost} hours a year (interval {limits}), {rank} of "
            "{causes} causes."
        ),
        "complaints": _(
            "<strong>{cause}</strong> stands for about {cost} complaints a year (interval {limits}), "
            "{rank} of {causes} causes."
        ),
    }[metric]
    sentence = fill(message, cause=cause, cost=cost, limits=limits, rank=_rank(row), causes=number(causes))
    first = row["rank_worst"] == 1
    return Finding(
        finding="complaints.cost", metric=metric, dimension=column_of(observed.cause), group=cause,
        aspect=cause, sentence=sentence, direction="weakness",
        certainty="shown" if first else "likely", value=float(row["estimate"]),
        estimate=float(row["estimate"]), low=float(row["low"]), high=float(row["high"]),
        n=int(row["customers"]), level=float(row["level"]),
        action=_("{cause}: cut these complaints first").format(cause=cause) if first else "",
        **owner_of(owners, cause),
    )  # fmt: skip


def _rank(row: pd.Series) -> str:
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    if best == worst:
        return _("rank {n}").format(n=number(best))
    return _("rank {best} to {worst}").format(best=number(best), worst=number(worst))


def _may_be_none(costs: CauseImpact) -> Markup | str:
    """Say of the cause in the first place that it may cost nothing, where that is so."""
    known = costs.table[costs.table["estimate"].notna()]
    if known.empty or known["low"].iloc[0] > 0:
        return ""
    _written, limits = _span(known.iloc[0], in_use())
    message = _("What {cause} costs is uncertain (interval {limits}): it may be nothing.")
    return fill(message, cause=known.iloc[0, 0], limits=limits)  # the first column names it


def cost_columns(table: pd.DataFrame, cause: str) -> list[str]:
    """Return the columns of the priority list that the data could fill."""
    wanted = [cause if name == "cause" else name for name in COLUMNS]
    return [name for name in wanted if name in table and table[name].notna().any()]


def cost_text(costs: CauseImpact | None) -> Markup | str:
    """Say what the cost is made of, and what it is not."""
    if costs is None:
        return ""
    table = costs.table
    parts = []
    if "customers_lost_per_year" in table:
        parts.append(_("customers who leave in the 90 days after a complaint beyond what is usual"))
    if "goodwill" in table:
        parts.append(_("goodwill paid"))
    if "hours" in table:
        parts.append(_("hours of handling"))
    said = [_may_be_none(costs)]
    if parts:
        said.append(fill(_("The cost is made of: {parts}."), parts=_("; ").join(parts)))
    if "leaving_shrunken" in table:
        said.append(
            fill(_("Where few left after a cause, customers are taken to leave much as after any complaint."))
        )
    if "customers_lost_per_year" in table:
        said.append(
            fill(_("A complaint is an early-warning signal: preventing it need not keep the customer."))
        )
    if "hours" not in table and str(table["metric"].iloc[0]) == "money":
        said.append(fill(_("Handling hours are not in the data and not counted.")))
    return paragraph(*said)
