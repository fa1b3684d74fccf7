"""What to do next after a churn analysis: steps that the figures support, in order of urgency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...language import _, interval, number, percent
from .._html import bullets, fill, in_words, paragraph, together

if TYPE_CHECKING:
    from ...survival import ChurnDrivers, CoxResult, RiskValidation

__all__ = ["next_steps"]

FEW = 10  # leavers on which a step may rest


def next_steps(
    model: CoxResult | None,
    *,
    rates: pd.DataFrame | None = None,
    drivers: ChurnDrivers | None = None,
    checked: RiskValidation | None = None,
) -> Markup:
    """List what to do next; each step stands only where its figures support it."""
    steps = [*_contacts(drivers), *_traits(model), *_phase(rates), *_list(checked)]
    if not steps:
        return paragraph(_("The data supports no step but to record reasons, contacts and dates of leaving."))
    return together(
        bullets(steps),
        paragraph(
            _("These figures show what goes with leaving, not what would prevent it."),
            _("Try each step on a part of the customers chosen by lot: only that shows its effect."),
        ),
    )


def _contacts(drivers: ChurnDrivers | None) -> list[Markup]:
    if drivers is None:
        return []
    names = {
        "complaint": _("Call customers back after a complaint"),
        "slow_answer": _("Call customers back after a slow answer"),
        "detractor_score": _("Call customers back after a score of 0 to 6"),
    }
    table = drivers.table
    sure = table[(table["low"] > 1) & table["driver"].isin(list(names))]
    said = _("{what}: they leave {ratio} times as often then ({interval}).")
    rows = sure.sort_values("hazard_ratio", ascending=False).to_dict("records")
    return [
        fill(said, what=names[row["driver"]], ratio=number(row["hazard_ratio"], 1),
             interval=interval(row["low"], row["high"], 1))
        for row in rows
    ]  # fmt: skip


def _traits(model: CoxResult | None) -> list[Markup]:
    """Name the trait with the most leavers above what the reference would have."""
    if model is None:
        return []
    table = model.table[(model.table["low"] > 1) & model.table["category"].notna()]
    if table.empty:
        return []
    above = (table["events"] * (1 - 1 / table["hazard_ratio"])).to_numpy(dtype=float)
    row = table.iloc[int(np.argmax(above))]
    said = _(
        "Look into “{covariate}: {level}”: {events} of {all} leavers come from there, at {ratio} times the "
        "rate of “{reference}” ({interval})."
    )
    return [
        fill(said, covariate=in_words(row["covariate"], starts=True), level=str(row["category"]),
             events=number(int(row["events"])), all=number(model.n_events),
             ratio=number(row["hazard_ratio"], 1),
             interval=interval(row["low"], row["high"], 1), reference=str(row["reference"]))
    ]  # fmt: skip


def _phase(rates: pd.DataFrame | None) -> list[Markup]:
    if rates is None:
        return []
    known = rates[rates["estimate"].notna() & (rates["events"] >= FEW)]
    if len(known) < 2:
        return []
    most = known.iloc[int(known["estimate"].argmax())]
    if most["low"] <= known["estimate"].median():
        return []
    if most["start"] > 0:
        said = _(
            "Get in touch before month {start}: between {start} and {end} months the risk is highest "
            "({share} per month; {interval})."
        )
    else:
        said = _(
            "Look after new customers: in their first {end} months the risk is highest ({share} per month; "
            "{interval})."
        )
    words = {
        "start": number(most["start"], 0), "end": number(most["time"], 0), "share": percent(most["estimate"]),
        "interval": interval(most["low"], most["high"], as_percent=True),
    }  # fmt: skip
    return [fill(said, **words)]


def _list(checked: RiskValidation | None) -> list[Markup]:
    if checked is None:
        return []
    tenth = checked.lift.loc[checked.lift["share"] == 0.1].iloc[0]
    if not tenth["low"] > 1:
        return [fill(_("Do not spend by the risk list yet: it does not beat chance for sure."))]
    said = _(
        "Work through the risk list from the top: when it was checked, its first tenth held {captured} of "
        "all leavers (by chance: 10%)."
    )
    not_its_top = _(
        "Work through the first tenth of the risk list as a whole, not only its top: when the list was "
        "checked, that tenth held {captured} of all leavers (by chance: 10%)."
    )
    first = checked.lift[checked.lift["share"] < tenth["share"]]
    text = said if (first["low"] > 1).all() else not_its_top
    return [fill(text, captured=percent(tenth["captured"], 0))]
