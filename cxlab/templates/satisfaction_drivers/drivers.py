"""Drivers: what each is worth, how it is rated, what only disappoints, and where drivers differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent
from ...results import Finding, certainty_of
from .._html import comparisons, digits_apart, digits_for, fill, in_words, paragraph
from .names import aspect_name, belongs_to, share_limits

__all__ = ["change_findings", "driver_findings", "explained", "kind_findings", "set_aside", "stable"]

RELEVANT = 0.05
"""Differences of importance below five percentage points change no decision, however sure they are."""


def driver_findings(
    found: Any, places: pd.DataFrame, *, outcome: str, owners: pd.DataFrame | None = None
) -> list[Finding]:
    """Say of each driver that surely matters how much, what a point more is worth, and how it is rated.

    Parameters
    ----------
    found : KeyDrivers
        `cxlab.key_drivers`.
    places : DataFrame
        `cxlab.importance_performance` of the same.
    outcome : str
        The metric of the outcome: "nps", or the name of a score.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    """
    table = found.table.merge(found.effects[["aspect", "p", "p_adjusted"]], on="aspect")
    worth = found.effects.set_index("aspect")
    place = places.set_index("aspect")
    findings, judged = [], int(table["estimate"].notna().sum())
    for _i, row in table[table["estimate"].notna()].iterrows():
        effect, where = worth.loc[row["aspect"]], place.loc[row["aspect"]]
        certainty = certainty_of(effect["p_adjusted"], effect["p"], level=effect["level"])
        if certainty == "open" and row["rank"] > 1:
            continue
        findings.append(_driver(row, effect, where, outcome, certainty, owners, judged))
    return findings


def _driver(
    row: pd.Series,
    effect: pd.Series,
    where: pd.Series,
    outcome: str,
    certainty: Any,
    owners: pd.DataFrame | None,
    factors: int,
) -> Finding:
    weak = where["quadrant"] == "concentrate"
    direction: Any = "weakness" if weak else "strength" if where["quadrant"] == "keep_up" else "neutral"
    known = _number(effect["estimate"])
    impact = None if known is None else -abs(known) if weak else known
    aspect = str(row["aspect"])
    return Finding(
        finding="drivers.driver",
        metric=str(effect["metric"]),
        sentence=_driver_sentence(row, effect, where, factors, certainty),
        direction=direction,
        certainty=certainty,
        dimension="aspect",
        group=aspect,
        aspect=aspect,
        value=_number(row["estimate"]) if effect["metric"] == "driver_importance" else known,
        estimate=known,
        low=_number(effect["low"]),
        high=_number(effect["high"]),
        n=None if pd.isna(row["n"]) else int(row["n"]),
        p_adjusted=_number(effect["p_adjusted"]),
        level=float(effect["level"]),
        impact=impact,
        impact_metric=outcome if impact is not None else "",
        action=_action(aspect, weak and certainty == "shown"),
        **belongs_to(aspect, owners),
    )


def _driver_sentence(
    row: pd.Series, effect: pd.Series, where: pd.Series, factors: int, certainty: str
) -> Markup:
    rivals = int(row["rank_worst"]) - 1
    if row["rank"] > 1:
        first = _(
            "<strong>{aspect}</strong> is number {rank} of {k}: {share} of what all explain ({limits})."
        )
    elif not rivals:
        first = _("<strong>{aspect}</strong> matters most: {share} of what the factors explain ({limits}).")
    else:
        first = ngettext(
            "<strong>{aspect}</strong> is ahead with {share} of what the factors explain ({limits}); "
            "{m} other may matter as much.",
            "<strong>{aspect}</strong> is ahead with {share} of what the factors explain ({limits}); "
            "{m} others may matter as much.",
            rivals,
        )
    words = {"aspect": aspect_name(row["aspect"]), "rank": number(int(row["rank"])), "k": number(factors)}
    words |= {
        "m": number(rivals),
        "share": percent(row["estimate"], 0),
        "limits": _shares(row["low"], row["high"]),
    }
    return Markup(" ").join([fill(first, **words), _effect_words(effect, certainty), _rated_words(where)])


def _effect_words(effect: pd.Series, certainty: str) -> Markup:
    if pd.isna(effect["estimate"]):
        return fill(_("What a point more is worth cannot be told apart from the other factors."))
    unit = effect["metric"] == "nps_per_point"
    digits = digits_for(effect["low"], effect["high"]) if unit else 2
    size = number(effect["estimate"], digits)
    limits = interval(effect["low"], effect["high"], digits)
    text = (
        _("One point better goes with {size} NPS points (interval {limits}, n = {n}; {sure}).")
        if unit
        else _(
            "One point better goes with {size} points of the outcome (interval {limits}, n = {n}; {sure})."
        )
    )
    return fill(text, size=size, limits=limits, n=number(int(effect["n"])), sure=_sure(certainty))


def _rated_words(where: pd.Series) -> Markup | str:
    if pd.isna(where["performance"]):
        return ""
    low = where["performance_high"] < where["performance_cut"]
    high = where["performance_low"] > where["performance_cut"]
    text = (
        _("It is rated {mean}, below the mean of {cut}.")
        if low
        else _("It is rated {mean}, above the mean of {cut}.")
        if high
        else _("It is rated {mean}, about the mean of {cut}.")
    )
    mean, cut = float(where["performance"]), float(where["performance_cut"])
    digits = digits_apart(mean, cut) if low or high else 1
    return fill(text, mean=number(mean, digits), cut=number(cut, digits))


def _action(aspect: str, act: bool) -> str:
    if not act:
        return ""
    return str(fill(_("Improve {aspect} by one point of rating"), aspect=aspect_name(aspect)))


def _sure(certainty: str) -> str:
    return {
        "shown": _("significant"),
        "likely": _("not significant once corrected for several comparisons"),
        "open": _("not significant"),
    }[certainty]


def _shares(low: float, high: float) -> str:
    return share_limits(low, high) if low == low else _("no interval")


def explained(found: Any, *, whole: Sequence[str] = ()) -> Markup:
    """Say how much all factors explain together, what that means, and which items are left out.

    Parameters
    ----------
    found : KeyDrivers
        `cxlab.key_drivers`.
    whole : list of str
        Items that ask for the whole (`cxlab.drivers.overall_items`).
    """
    row = found.explained.iloc[0]
    if pd.isna(row["estimate"]):
        return paragraph(_("There are too few ratings to tell what drives the score."))
    parts = [
        fill(
            _("Together the factors explain {share} of the differences between respondents ({limits})."),
            share=percent(row["estimate"], 0),
            limits=_shares(row["low"], row["high"]),
        ),
        _("This is association, not proof: who is content rates everything better."),
    ]
    if len(whole):
        text = ngettext(
            "{names} asks for the whole and is no factor.",
            "{names} ask for the whole and are no factors.",
            len(whole),
        )
        parts.append(fill(text, names=", ".join(aspect_name(one) for one in whole)))
    return paragraph(*parts)


def set_aside(table: pd.DataFrame) -> Markup | str:
    """Say how many did not rate every factor, which cannot be judged, and which cannot be told apart."""
    n = table["n"].fillna(0) + table["missing"]
    share = (1 - table["n"] / n).astype(float)  # missing where everything is hidden
    parts = []
    if share.max() > 0:
        worst = table.iloc[int(share.astype(float).to_numpy().argmax())]
        text = _(
            "Not everybody rated everything (most missing: {aspect}, {share}); who did not use something has "
            "not rated it badly and does not count there."
        )
        told = {"aspect": aspect_name(worst["aspect"]), "share": percent(float(share.max()), 0)}
        parts.append(fill(text, **told))
    gone = table[table["estimate"].isna()]
    if len(gone):
        names = ", ".join(aspect_name(one) for one in gone["aspect"])
        parts.append(fill(_("Not judged: {names} (reasons in the table)."), names=names))
    tied = table[table["estimate"].notna() & table["note"].astype(str).str.startswith("moves together")]
    if len(tied):
        names = ", ".join(aspect_name(one) for one in tied["aspect"])
        text = _("{names} are rated almost alike: only their joint share can be told.")
        parts.append(fill(text, names=names))
    return paragraph(*parts) if parts else ""


def kind_findings(table: pd.DataFrame | None, *, outcome: str) -> list[Finding]:
    """Say which factors surely only disappoint where they fail, and which delight.

    Parameters
    ----------
    table : DataFrame or None
        `cxlab.drivers.penalty_reward`.
    outcome : str
        The metric of the outcome.
    """
    if table is None:
        return []
    sure = table[table["effect_kind"].isin(["dissatisfier", "delighter"])]
    return [_kind(row, outcome) for _i, row in sure.iterrows()]


def _kind(row: pd.Series, outcome: str) -> Finding:
    text = {
        "dissatisfier": _(
            "<strong>{aspect}</strong> mainly disappoints: a bad rating costs {penalty} points, a top rating "
            "gains {reward} (against a middling one; n = {n}; significant)."
        ),
        "delighter": _(
            "<strong>{aspect}</strong> mainly delights: a top rating gains {reward} points, a bad one costs "
            "{penalty} (against a middling one; n = {n}; significant)."
        ),
    }[str(row["effect_kind"])]
    words = {
        "penalty": number(-row["penalty"], 1),
        "reward": number(row["reward"], 1),
        "n": number(int(row["n"])),
    }
    return Finding(
        finding="drivers.kind", metric="reward_contrast", direction="neutral", certainty="shown",
        sentence=fill(text, aspect=aspect_name(row["aspect"]), **words), dimension="aspect",
        group=str(row["aspect"]), aspect=str(row["aspect"]), estimate=_number(row["estimate"]),
        low=_number(row["low"]), high=_number(row["high"]), n=int(row["n"]),
        p_adjusted=_number(row["p_adjusted"]), level=float(row["level"]),
    )  # fmt: skip


def change_findings(table: pd.DataFrame | None) -> list[Finding]:
    """Say which factor matters more or less in a group than elsewhere, or than in the period before.

    Parameters
    ----------
    table : DataFrame or None
        `cxlab.drivers.driver_changes`.
    """
    if table is None:
        return []
    # Shares add up to 1: of what one gains the others lose, and the surest is told.
    surest = table[_differs(table)].sort_values("p", kind="stable").drop_duplicates(["factor", "group"])
    return [_change(row) for _i, row in surest.iterrows()]


def _differs(table: pd.DataFrame) -> pd.Series:
    return (table["p_adjusted"] < 1 - table["level"]) & (table["estimate"].abs() >= RELEVANT)


def _change(row: pd.Series) -> Finding:
    text = (
        _("In <strong>{group}</strong> ({factor}) {aspect} counts for {value} of what is explained, "
          "elsewhere for {other} (difference {limits} percentage points, n = {n}; significant).")
        if row["versus"] == "rest"
        else _("In <strong>{group}</strong> {aspect} counts for {value} of what is explained, in {versus} "
               "for {other} (difference {limits} percentage points, n = {n}; significant).")
    )  # fmt: skip
    words = {
        "group": row["group"], "factor": in_words(row["factor"]), "aspect": aspect_name(row["aspect"]),
        "versus": row["versus"], "value": percent(row["value"], 0), "other": percent(row["value_versus"], 0),
        "limits": interval(100 * row["low"], 100 * row["high"], 0), "n": number(int(row["n"])),
    }  # fmt: skip
    return Finding(
        finding="drivers.change", metric="driver_importance", direction="neutral", certainty="shown",
        sentence=fill(text, **words), dimension=str(row["factor"]), group=f"{row['group']}: {row['aspect']}",
        aspect=str(row["aspect"]), value=_number(row["value"]), value_versus=_number(row["value_versus"]),
        estimate=_number(row["estimate"]), low=_number(row["low"]), high=_number(row["high"]),
        n=int(row["n"]), p_adjusted=_number(row["p_adjusted"]), level=float(row["level"]),
    )  # fmt: skip


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def stable(table: pd.DataFrame | None) -> Markup | str:
    """Say how many comparisons showed no difference.

    Parameters
    ----------
    table : DataFrame or None
        `cxlab.drivers.driver_changes`.
    """
    tested = None if table is None else table[table["p_adjusted"].notna()]
    if tested is None or tested.empty:
        return ""
    factors = ", ".join(in_words(name) for name in tested["factor"].unique())
    text = (
        _("{comparisons} by {factors}; those not named above differ by less than 5 points or may be chance.")
        if _differs(tested).any()
        else _("{comparisons} by {factors}: no factor surely matters 5 points more here than there.")
    )
    return paragraph(fill(text, comparisons=comparisons(len(tested)), factors=factors))
