"""What goes with leaving: the model's effects, and how far they can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from ...language import _, interval, ngettext, number, p_value, percent
from ...stats import critical
from .._html import bullets, fill, in_words, paragraph, together
from .observed import Observed

if TYPE_CHECKING:
    from ...survival import CoxResult

__all__ = ["constant_effects", "effects", "effects_view", "how_sure", "no_model", "ratio_digits"]

MOST = 6


def no_model(seen: Observed) -> Markup:
    """Say why there is no model, and which traits could not be used."""
    usable = seen.frame[seen.frame["duration"].notna()]
    gone = int(usable["event"].fillna(False).sum())
    if seen.ruled:
        why = _(
            "Most of the lost bought once only, so when they count as lost is set by the gap, not by the "
            "data: a model would explain and forecast the rule."
        )
    elif not seen.traits:
        why = _("The customers carry no traits that differ, so nothing can be set against leaving.")
    elif not gone:
        why = _("Nobody in the data has left, so nothing can be set against leaving.")
    else:
        few = ngettext(
            "With {k} leaver the traits cannot be told apart by a model, or a trait tells without error who "
            "left: fewer or coarser traits may help (parameter traits).",
            "With {k} leavers the traits cannot be told apart by a model, or a trait tells without error who "
            "left: fewer or coarser traits may help (parameter traits).",
            gone,
        )
        why = few.format(k=number(gone))
    return paragraph(why, _left_out(seen))


def _left_out(seen: Observed) -> Markup:
    """Name the traits that have one value only, and those that tell who left."""
    said = []
    if seen.single:
        same = ngettext(
            "Left out, because it is the same for all: {names}.",
            "Left out, because they are the same for all: {names}.",
            len(seen.single),
        )
        said.append(fill(same, names=", ".join(in_words(name) for name in seen.single)))
    if seen.outcomes:
        tells = ngettext(
            "Left out, because it tells who has left and so cannot explain it: {names}.",
            "Left out, because they tell who has left and so cannot explain it: {names}.",
            len(seen.outcomes),
        )
        said.append(fill(tells, names=", ".join(in_words(name) for name in seen.outcomes)))
    return Markup(" ").join(said)


def effects(model: CoxResult | None, seen: Observed) -> Markup:
    """Say which traits go with leaving sooner or later."""
    if model is None:
        return no_model(seen)
    sure = model.standing_out
    if sure.empty:
        none = _("No characteristic changes the rate of leaving by more than chance explains.")
        return paragraph(none, _left_out(seen), _caution())
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
    rows = [_effect(row) for row in sure.head(MOST).to_dict("records")]
    return together(
        paragraph(fill(head, k=number(len(sure)))),
        bullets(rows),
        paragraph(_by_chance(model), _left_out(seen), _caution()),
    )


def _by_chance(model: CoxResult) -> Markup | str:
    """Say that what is named holds after correction for the number of comparisons, where there are many."""
    tried = int(model.table["p"].notna().sum())
    if tried < 5:
        return ""
    said = _("{k} levels were compared; named is what stands out after correction for that number (Holm).")
    return fill(said, k=number(tried))


def ratio_digits(ratio: float) -> int:
    """Return the decimals of a ratio: more where it is small (0.021, not 0.02) or close to 1.

    Examples
    --------
    >>> ratio_digits(1.6), ratio_digits(0.021), ratio_digits(1.012)
    (2, 3, 3)
    """
    if 0 < ratio < 0.1:
        return min(5, 1 - int(np.floor(np.log10(ratio))))
    return 3 if 0.95 < ratio < 1.05 else 2


def _effect(row: dict[Any, Any]) -> Markup:
    digits = ratio_digits(row["hazard_ratio"])
    words: dict[str, Any] = {
        "covariate": in_words(row["covariate"], starts=True), "ratio": number(row["hazard_ratio"], digits),
        "interval": interval(row["low"], row["high"], digits),
    }  # fmt: skip
    if row["category"] is None or row["category"] != row["category"]:
        said = _("{covariate}: per unit the rate of leaving is multiplied by {ratio} (interval {interval})")
        return fill(said, **words)
    said = _(
        "{covariate} <strong>{level}</strong>: {ratio} times the rate of {reference} (interval {interval})"
    )
    return fill(said, level=_level(row["category"]), reference=_level(row["reference"]), **words)


def _level(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return _("yes") if value else _("no")
    return str(value)


def _caution() -> str:
    return _(
        "A hazard ratio of 2 means: at every tenure, twice as many of those still there leave. It tells "
        "who leaves sooner, not that changing the trait would keep them."
    )


def constant_effects(model: CoxResult | None, final: CoxResult | None) -> Markup:
    """Say whether the effects stay the same over tenure, and what was done about it.

    Parameters
    ----------
    model
        The model with one ratio per level.
    final
        The model in which ratios change with tenure, if there is one.
    """
    if model is None:
        return paragraph(_("There is no model, so this cannot be asked."))
    test = model.ph_test()
    each = test[test["covariate"] != "all covariates"]
    changing = each[each["violated"]]
    if changing.empty:
        return paragraph(_("There is no sign that these effects change over the customer lifetime."))
    head = ngettext(
        "The ratio of {k} trait changes with tenure; the one above is an average over it:",
        "The ratios of {k} traits change with tenure; those above are averages over it:",
        len(changing),
    )
    shown = _(
        "The figure shows both stretches; a dash stands where nobody left. The forecast below uses these "
        "ratios."
    )
    return together(
        paragraph(fill(head, k=number(len(changing)))),
        bullets(_change(row) for row in changing.to_dict("records")),
        paragraph(shown) if final is not None else Markup(""),
    )


def _change(row: dict[Any, Any]) -> Markup:
    p, name = p_value(row["p_adjusted"], prefix=True), in_words(row["covariate"], starts=True)
    if row["early"] != row["early"]:
        return fill(_("{covariate} ({p})"), covariate=name, p=p)
    said = _("{covariate}: {early} up to {time} months, {late} after that ({p})")
    return fill(
        said, covariate=name, early=number(row["early"], ratio_digits(row["early"])),
        late=number(row["late"], ratio_digits(row["late"])), time=number(row["turning_point"], 0), p=p,
    )  # fmt: skip


def how_sure(model: CoxResult | None) -> Markup:
    """Say what the model rests on and how well it orders customers."""
    if model is None:
        return Markup("")
    first = _(
        "The model rests on {n} customers, {events} of whom left. Of two customers it names the one who "
        "leaves first in {share} of cases ({interval}); by chance it would be 50%."
    )
    c = model.concordance_interval
    margin = critical(model.level) * c.se
    limits = interval(max(c.estimate - margin, 0), min(c.estimate + margin, 1), 0, as_percent=True)
    return paragraph(
        fill(
            first, n=number(model.n), events=number(model.n_events), share=percent(c.estimate, 0),
            interval=limits,
        ),
        *(note[:1].upper() + note[1:] + "." for note in model.notes),
    )  # fmt: skip


def effects_view(model: CoxResult) -> dict[str, Any]:
    """Return the table of effects as `report.table` shows it."""
    table = model.table.assign(
        covariate=[in_words(name, starts=True) for name in model.table["covariate"]],
        of=[_("per unit") if v is None or v != v else _level(v) for v in model.table["category"]],
        reference=["" if v is None or v != v else _level(v) for v in model.table["reference"]],
        level=model.level,
    )
    headings = {
        "covariate": _("Trait"), "of": _("Level"), "reference": _("Compared with"),
        "hazard_ratio": _("Hazard ratio"), "n": _("Customers"), "events": _("Left"),
    }  # fmt: skip
    columns = ["covariate", "of", "reference", "hazard_ratio", "low", "high", "p", "n", "events"]
    kinds = {"events": "count", "hazard_ratio": "number", "low": "number", "high": "number"}
    ratios = table["hazard_ratio"].dropna()
    return {
        "frame": table, "columns": columns, "headings": headings, "kinds": kinds,
        "digits": max([2, *(ratio_digits(ratio) for ratio in ratios if ratio < 0.1)]),
    }  # fmt: skip
