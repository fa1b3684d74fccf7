"""Groups: who gets stuck at which step, and what that costs."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...journey import Funnel
from ...language import _, interval, number, percent
from ...results import Finding
from .._html import comparisons, digits_that_agree, fill, in_words, paragraph
from .words import correction_name, owned, rounded, words

__all__ = ["groups", "nobody_stuck", "stuck_at", "stuck_first"]

_SHOWN = 3


def stuck_at(result: Funnel | None) -> pd.DataFrame:
    """Return the groups that go on less often than the others by more than chance explains."""
    if result is None:
        return pd.DataFrame()
    losses = result.group_losses
    return losses[losses["p_adjusted"] < 1 - losses["level"]]


def stuck_first(result: Funnel, *, by: str) -> pd.DataFrame:
    """Return the table by groups, those that get stuck first and then the largest: a figure shows few."""
    table = result.table
    size = table.groupby(by, dropna=False)["entered"].max().astype(float)
    stuck = list(dict.fromkeys(stuck_at(result)[by])) if len(stuck_at(result)) else []
    others = [name for name in size.sort_values(ascending=False, kind="stable").index if name not in stuck]
    rank = {name: place for place, name in enumerate([*stuck, *others])}
    order = table[by].map(rank).fillna(len(rank)).sort_values(kind="stable").index
    return table.loc[order].reset_index(drop=True)


def groups(result: Funnel | None, *, by: str, owners: pd.DataFrame | None = None) -> list[Finding]:
    """Say which groups get stuck at which step, what it costs and what to do.

    Parameters
    ----------
    result : Funnel or None
        By the groups.
    by : str
        Their column.
    owners : DataFrame, optional
        event, process and owner of the steps.
    """
    goal = "" if result is None else words(result.table["name"].iloc[-1])
    found = stuck_at(result).head(_SHOWN).to_dict("records")
    return [_finding(row, by, goal, owners) for row in found]


def nobody_stuck(result: Funnel | None) -> Markup:
    """Say that no group differs, where groups were compared and none does."""
    if result is None or len(stuck_at(result)):
        return Markup("")
    tested = result.differences[result.differences["p_adjusted"].notna()]
    if tested.empty:
        return paragraph(_("No two groups have enough finished journeys to be compared."))
    text = _(
        "No group goes on significantly less often than the others ({comparisons}, correction: {correction})."
    )
    correction = correction_name(tested["correction"].iloc[0])
    return paragraph(fill(text, comparisons=comparisons(len(tested)), correction=correction))


def _finding(row: dict[Any, Any], by: str, goal: str, owners: pd.DataFrame | None) -> Finding:
    lost = row["goals_lost"]
    known = bool(pd.notna(lost)) and lost >= 1
    values = {
        "factor": in_words(by, starts=True), "group": row[by], "name": words(row["name"]), "goal": goal,
        "n": rounded(lost) if known else "",
    }  # fmt: skip
    process, owner = owned(owners, row["name"])
    sentence = _sentence(row, values)
    if known:
        cost = fill(
            _("Had they gone on as often as the others, about {n} more would have reached “{goal}”."),
            **values,
        )
        sentence = Markup(" ").join([sentence, cost])
    text = _("{factor} {group}: make the step “{name}” as easy as elsewhere")
    return Finding(
        finding="journey.group", metric=row["metric"], sentence=sentence, direction="weakness",
        certainty="shown", dimension=by, group=str(row[by]), value=row["value"],
        value_versus=row["value_versus"], estimate=row["estimate"], low=row["low"], high=row["high"],
        n=int(row["n"]), p_adjusted=float(row["p_adjusted"]), level=float(row["level"]),
        impact=-float(lost) if known else None, impact_metric="journeys_to_goal" if known else "",
        touchpoint=str(row["name"]), action=fill(text, **values),
        process=process, owner=owner,
    )  # fmt: skip


def _sentence(row: dict[Any, Any], values: dict[str, Any]) -> Markup:
    text = (
        _("{factor} <strong>{group}</strong> gets stuck at <strong>{name}</strong>: {own} go on from {before}"
          ", against {rest} elsewhere ({points} points fewer, {interval}; significant).")
        if row["versus"] == "(rest)"
        else _("{factor} <strong>{group}</strong> gets stuck at <strong>{name}</strong>: {own} go on from "
               "{before}, against {rest} with {versus} ({points} points fewer, {interval}; "
               "significant).")
    )  # fmt: skip
    sides = (100 * row[name] for name in ("value", "value_versus", "estimate", "low", "high"))
    digits = digits_that_agree(*sides)
    return fill(
        text, **values, before=words(row["before"]), own=percent(row["value"], digits),
        rest=percent(row["value_versus"], digits), versus=row["versus"],
        points=number(-100 * row["estimate"], digits),
        interval=interval(-100 * row["high"], -100 * row["low"], digits),
    )  # fmt: skip
