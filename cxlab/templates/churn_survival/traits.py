"""Which traits go with leaving: findings, the model behind them, and how far it can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, p_value, percent, told
from ...results import Finding, certainty_of
from ...stats import critical
from ...survival import CoxResult, FollowUp
from .._html import bullets, fill, paragraph, together
from .findings import gap_too_short, impact_metric, owner_of
from .words import category_words, excess_per_year, group_name, ratio_digits, trait_column, trait_words

if TYPE_CHECKING:
    from ...loaders import DataPot

__all__ = ["constant_effects", "drivers_found", "how_sure", "no_model", "numbers_found", "without_effect"]

MOST = 8


def drivers_found(data: DataPot, follow_up: FollowUp, table: pd.DataFrame) -> list[Finding]:
    """Say which categories leave more often than all other customers, the other traits held fixed.

    Where a trait has a category that leaves more often, those that leave less often are its other side and
    are not told again.

    Parameters
    ----------
    table : DataFrame
        `cx.survival.churn_by_category`.
    """
    unequal = table[table["p"] < 1 - table["level"]]
    worse = set(unequal.loc[unequal["hazard_ratio"] > 1, "covariate"])
    told_of = (unequal["hazard_ratio"] > 1) | ~unequal["covariate"].isin(worse)
    return [_driver(data, follow_up, row) for row in unequal[told_of].head(MOST).to_dict("records")]


def _driver(data: DataPot, follow_up: FollowUp, row: dict[Any, Any]) -> Finding:
    more = row["hazard_ratio"] > 1
    certainty = certainty_of(row["p_adjusted"], row["p"], level=row["level"])
    excess = excess_per_year(float(row["excess_events"]), follow_up)
    trait, category = trait_words(row["covariate"]), category_words(row["category"])
    action = ""
    if more and certainty == "shown" and not gap_too_short(follow_up):
        action = _("Find out why customers with {trait} “{category}” leave, and change that first").format(
            trait=trait, category=category
        )
    n = row["n"]
    return Finding(
        finding="churn.driver", metric="hazard_ratio", dimension=trait_column(row["covariate"]),
        group=group_name(row["category"]),
        sentence=_driver_sentence(row, trait, category, certainty, follow_up),
        direction="weakness" if more else "strength", certainty=certainty,
        value=_float(row["share_left"]), value_versus=_float(row["share_left_versus"]),
        estimate=float(row["hazard_ratio"]), low=float(row["low"]), high=float(row["high"]),
        n=None if pd.isna(n) else int(n), p_adjusted=float(row["p_adjusted"]), level=float(row["level"]),
        impact=None if excess != excess else excess, impact_metric=impact_metric(follow_up), action=action,
        **owner_of(data, row["category"], row["covariate"]),
    )  # fmt: skip


def _float(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _driver_sentence(
    row: dict[Any, Any], trait: str, category: str, certainty: str, follow_up: FollowUp
) -> Markup:
    digits = ratio_digits(row["hazard_ratio"])
    values: dict[str, Any] = {"trait": trait, "category": category}
    if row["hazard_ratio"] > 1:
        said = _(
            "Customers with {trait} <strong>{category}</strong> leave {ratio} times as often as all others "
            "({interval})"
        )
        values |= {
            "ratio": number(row["hazard_ratio"], digits),
            "interval": interval(row["low"], row["high"], digits),
        }  # fmt: skip
    else:
        said = _(
            "Customers with {trait} <strong>{category}</strong> leave {less} less often than all others "
            "({interval})"
        )
        values |= {
            "less": percent(1 - row["hazard_ratio"], 0),
            "interval": interval(1 - row["high"], 1 - row["low"], 0, as_percent=True),
        }
    return fill(said, **values) + _plain_shares(row, follow_up) + _how_certain(certainty)


def _plain_shares(row: dict[Any, Any], follow_up: FollowUp) -> Markup:
    if pd.isna(row["share_left"]) or pd.isna(row["share_left_versus"]):
        return Markup("")
    more = row["share_left"] > row["share_left_versus"]
    if more != (row["hazard_ratio"] > 1):  # mix hides it: who only sees the shares would call it wrong
        said = (
            _(
                ", compared with customers who are alike in all else; without that comparison in the last 12 "
                "months {share} of them left, {rest} of the others"
            ) if follow_up.dated else
            _(
                ", compared with customers who are alike in all else; without that comparison {share} of "
                "them have left, {rest} of the others"
            )
        )  # fmt: skip
    elif follow_up.dated:
        said = _("; in the last 12 months {share} of them left, {rest} of the others")
    else:
        said = _("; {share} of them have left, {rest} of the others")
    return fill(said, share=percent(row["share_left"], 0), rest=percent(row["share_left_versus"], 0))


def _how_certain(certainty: str) -> Markup:
    if certainty == "shown":
        return Markup(".")
    return fill(_(" (likely, but not certain among so many comparisons)."))


def numbers_found(follow_up: FollowUp, model: CoxResult | None) -> list[Finding]:
    """Say which numbers (age, charges) go with leaving sooner, per unit."""
    if model is None:
        return []
    sure = model.standing_out
    rows = sure[sure["category"].isna()].to_dict("records")
    return [_per_unit(row, follow_up, model.level) for row in rows]


def _per_unit(row: dict[Any, Any], follow_up: FollowUp, level: float) -> Finding:
    digits = max(ratio_digits(row["hazard_ratio"]), 2)
    said = _("{covariate}: per unit the rate of leaving is multiplied by {ratio} ({interval}).")
    sentence = fill(
        said, covariate=trait_words(row["covariate"], starts=True),
        ratio=number(row["hazard_ratio"], digits), interval=interval(row["low"], row["high"], digits),
    )  # fmt: skip
    return Finding(
        finding="churn.driver", metric="hazard_ratio", dimension=trait_column(row["covariate"]),
        sentence=sentence,
        direction="neutral", certainty="shown", estimate=float(row["hazard_ratio"]), low=float(row["low"]),
        high=float(row["high"]), n=int(row["n"]), p_adjusted=float(row["p_adjusted"]), level=level,
        impact_metric=impact_metric(follow_up),
    )  # fmt: skip


def without_effect(model: CoxResult | None, follow_up: FollowUp, found: list[Finding]) -> Markup:
    """Say what the ratios mean, what was compared, and what was left out."""
    if model is None:
        return no_model(follow_up)
    none = _("No trait changes the rate of leaving by more than chance explains.") if not found else ""
    tried = int(model.against_rest()["p"].notna().sum()) if not len(model.counted.cuts) else 0
    many = _("{k} categories were compared; certain is what holds after correction for that number (Holm).")
    return paragraph(
        none, fill(many, k=number(tried)) if tried >= 5 else "", _left_out(follow_up),
        _("This is an association, not a cause: changing the trait does not by itself keep a customer."),
    )  # fmt: skip


def no_model(follow_up: FollowUp) -> Markup:
    """Say why there is no model, and which traits could not be used."""
    gone = int(follow_up.usable["event"].fillna(value=False).sum())
    if follow_up.set_by_rule:
        why = _(
            "Most of the lost bought once only, so when they count as lost is set by the gap, not by the "
            "data: a model would explain and forecast the rule."
        )
    elif not follow_up.traits:
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
    return paragraph(why, _left_out(follow_up))


def _left_out(follow_up: FollowUp) -> Markup:
    """Name the traits that have one value only, and those that tell who left."""
    said = []
    if follow_up.constant_traits:
        same = ngettext(
            "Left out, because it is the same for all: {names}.",
            "Left out, because they are the same for all: {names}.",
            len(follow_up.constant_traits),
        )
        said.append(fill(same, names=", ".join(map(trait_words, follow_up.constant_traits))))
    if follow_up.outcomes:
        tells = ngettext(
            "Left out, because it tells who has left and so cannot explain it: {names}.",
            "Left out, because they tell who has left and so cannot explain it: {names}.",
            len(follow_up.outcomes),
        )
        said.append(fill(tells, names=", ".join(map(trait_words, follow_up.outcomes))))
    return Markup(" ").join(said)


def constant_effects(model: CoxResult | None, final: CoxResult | None) -> Markup:
    """Say whether the effects stay the same over tenure, and what was done about it.

    Parameters
    ----------
    model
        The model with one ratio per category.
    final
        The model in which ratios change with tenure, if there is one.
    """
    if model is None:
        return paragraph(_("There is no model, so this cannot be asked."))
    test = model.ph_test()
    each = test[test["covariate"] != "all covariates"]
    changing = each[each["violated"]]
    if changing.empty:
        return paragraph(_("The effects are stable over the customer lifetime."))
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
    p, name = p_value(row["p_adjusted"], prefix=True), trait_words(row["covariate"], starts=True)
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
    notes = [told(note) for note in model.notes]
    return paragraph(
        fill(
            first, n=number(model.n), events=number(model.n_events), share=percent(c.estimate, 0),
            interval=limits,
        ),
        *(note[:1].upper() + note[1:] + "." for note in notes),
    )  # fmt: skip
