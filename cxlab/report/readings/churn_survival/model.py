"""What goes with leaving: the model's effects, and how far they can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from ....language import _, interval, ngettext, number, p_value, percent
from .._html import bullets, fill, in_words, paragraph, together

if TYPE_CHECKING:
    from ....survival import CoxResult

__all__ = ["constant_effects", "effects", "effects_view", "how_sure"]

MOST = 6


def effects(model: CoxResult) -> Markup:
    """Say which traits go with leaving sooner or later."""
    sure = model.table[model.table["p"] < 1 - model.level]
    order = sure["estimate"].abs().sort_values(ascending=False).index
    if sure.empty:
        none = _("No characteristic changes the rate of leaving by more than chance explains.")
        return paragraph(none, _caution())
    head = ngettext(
        "With the other traits held fixed, {k} characteristic goes with leaving sooner or later:",
        "With the other traits held fixed, {k} characteristics go with leaving sooner or later:",
        len(sure),
    )
    if len(sure) > MOST:
        head = _(
            "With the other traits held fixed, {k} characteristics go with leaving sooner or later; the "
            "strongest:"
        )
    rows = [_effect(row) for row in sure.loc[order].head(MOST).to_dict("records")]
    return together(paragraph(fill(head, k=number(len(sure)))), bullets(rows), paragraph(_caution()))


def _effect(row: dict[Any, Any]) -> Markup:
    limits = interval(row["low"], row["high"], 2)
    if row["level"] is None or row["level"] != row["level"]:
        said = _("{covariate}: per unit the rate of leaving is multiplied by {ratio} (interval {interval})")
        return fill(
            said, covariate=in_words(row["covariate"], starts=True), ratio=number(row["hazard_ratio"], 2),
            interval=limits,
        )  # fmt: skip
    said = _(
        "{covariate} <strong>{level}</strong>: {ratio} times the rate of {reference} (interval {interval})"
    )
    return fill(
        said, covariate=in_words(row["covariate"], starts=True), level=str(row["level"]),
        reference=str(row["reference"]), ratio=number(row["hazard_ratio"], 2), interval=limits,
    )  # fmt: skip


def _caution() -> str:
    return _(
        "A hazard ratio of 2 means: at every tenure, twice as many of those still there leave. It tells "
        "who leaves "
        "sooner, not that changing the trait would keep them."
    )


def constant_effects(test: pd.DataFrame) -> Markup:
    """Say whether the effects stay the same over tenure, and what was done about it.

    Parameters
    ----------
    test : DataFrame
        `CoxResult.ph_test()`.
    """
    each = test[test["covariate"] != "all covariates"]
    changing = each[each["violated"]]
    if changing.empty:
        return paragraph(_("Nothing speaks against effects that stay the same over the whole tenure."))
    head = ngettext(
        "The effect of {k} trait changes with tenure; its ratio above is an average over it:",
        "The effects of {k} traits change with tenure; their ratios above are averages over it:",
        len(changing),
    )
    return together(
        paragraph(fill(head, k=number(len(changing)))),
        bullets(_change(row) for row in changing.to_dict("records")),
    )


def _change(row: dict[Any, Any]) -> Markup:
    p, name = p_value(row["p"], prefix=True), in_words(row["covariate"], starts=True)
    if row["early"] != row["early"]:
        return fill(_("{covariate} ({p})"), covariate=name, p=p)
    said = _("{covariate}: {early} up to {time} months, {late} after that ({p})")
    return fill(
        said, covariate=name, early=number(row["early"], 2), late=number(row["late"], 2),
        time=number(row["turning_point"], 0), p=p,
    )  # fmt: skip


def how_sure(model: CoxResult) -> Markup:
    """Say what the model rests on and how well it orders customers."""
    first = _(
        "The model rests on {n} customers, {events} of whom left. Of two customers it names the one who "
        "leaves first "
        "in {share} of cases ({interval}); by chance it would be 50%."
    )
    c = model.concordance_interval
    left_out = sum(model.left_out.values())
    gone = ngettext("{k} customer could not be used.", "{k} customers could not be used.", left_out)
    few = model.n_events / max(len(model.table), 1) < 10
    return paragraph(
        fill(
            first, n=number(model.n), events=number(model.n_events), share=percent(c.estimate, 0),
            interval=interval(c.estimate - 1.96 * c.se, c.estimate + 1.96 * c.se, 0, as_percent=True),
        ),
        fill(gone, k=number(left_out)) if left_out else "",
        _("There are few leavers for so many traits: the figures may be far off.") if few else "",
        _leaks(model),
    )  # fmt: skip


def _leaks(model: CoxResult) -> Markup | str:
    from ....survival.guards import leaks

    found = leaks(model.counted)
    if not found:
        return ""
    said = _(
        "Do not read {names} as a cause: it is almost a function of tenure, so it tells how long "
        "customers stayed."
    )
    return fill(said, names=", ".join(in_words(name) for name in found))


def effects_view(model: CoxResult) -> dict[str, Any]:
    """Return the table of effects as `report.table` shows it."""
    table = model.table.assign(
        covariate=[in_words(name, starts=True) for name in model.table["covariate"]],
        level=[
            _("per unit") if value is None or value != value else str(value) for value in model.table["level"]
        ],
        reference=[
            "" if value is None or value != value else str(value) for value in model.table["reference"]
        ],
    )
    columns = ["covariate", "level", "reference", "hazard_ratio", "low", "high", "p", "n", "events"]
    headings = {
        "covariate": _("Trait"), "level": _("Level"), "reference": _("Compared with"),
        "hazard_ratio": _("Hazard ratio"), "n": _("Customers"), "events": _("Left"),
    }  # fmt: skip
    kinds = {"events": "count", "hazard_ratio": "number", "low": "number", "high": "number"}
    return {"frame": table, "columns": columns, "headings": headings, "kinds": kinds, "digits": 2}
