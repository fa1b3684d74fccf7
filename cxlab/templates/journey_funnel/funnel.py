"""The funnel: how many get through, how unfinished journeys matter, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...journey import Funnel
from ...language import N_, _, ngettext, number, p_value, percent
from ...stats import wilson
from .._html import bullets, fill, paragraph, together
from .words import lasting, left_out, limits, words

__all__ = ["Narrowest", "cards", "exits", "narrowest", "semantics", "steps", "times"]

_DAY = 86_400_000_000
_EXITS = 6  # outcomes that are named
_FEW = 30  # journeys: below that, a share says little
_STILL_RISING = 0.05  # share of those who reach a step that does so in the last tenth of the window

# What the layers below say in English: reasons why rows are left out, notes where an estimate is missing.
NOTES = (
    N_("no customer"),
    N_("no event"),
    N_("no time"),
    N_("duplicate"),
    N_("after the observation ended"),
    N_("before the customer existed"),
    N_("no end of observation"),
    N_("nobody entered"),
    N_("no incidence: nobody was observed for the whole window"),
    N_(
        "no incidence: leaving customers out for what they do later cannot "
        "be squared with unfinished journeys"
    ),
)


@dataclass(frozen=True)
class Narrowest:
    """The step that the smallest share of those at the step before reaches.

    `mature` says whether only journeys whose window has passed are counted; else unfinished ones count as not
    going on.
    """

    before: str
    name: str
    share: float
    low: float
    high: float
    n: int
    lost: int
    mature: bool


def narrowest(result: Funnel) -> Narrowest | None:
    """Return the narrowest step, by journeys whose window has passed where there are any."""
    table = result.table
    if table["reached"].isna().any() or not table["reached"].iloc[0]:
        return None
    # Attempts of one customer belong together: their interval is only there for all journeys so far.
    counts = table["mature_reached"].astype(float).to_numpy()
    mature = result.spec.entry != "every" and counts[0] >= _FEW
    if result.trusted == "incidence" and (table["p_agreement"] < 1 - table["level"]).any():
        mature = False  # the oldest journeys in the data are the slowest of their time
    if not mature:
        counts = table["reached"].astype(float).to_numpy()
    before, after = counts[:-1], counts[1:]
    shares = np.divide(after, before, out=np.full(len(after), np.inf), where=before > 0)
    place = int(np.argmin(shares))
    row = table.iloc[place + 1]
    low, high = row["share_of_previous_low"], row["share_of_previous_high"]
    if mature:
        low, high = map(float, wilson(after[place], before[place], level=float(row["level"])))
    n, name = int(before[place]), words(table["name"].iloc[place])
    return Narrowest(
        name, words(row["name"]), float(shares[place]), low, high, n, n - int(after[place]), mature
    )


def cards(result: Funnel) -> list[tuple[str, str, str]]:
    """Return the key figures: entries, share that gets through, the narrowest step, median time."""
    first, last = result.table.iloc[0], result.table.iloc[-1]
    window = lasting(result.spec.window / _DAY)
    entered = "–" if pd.isna(first["entered"]) else number(int(first["entered"]))
    shown = [(_("Entered"), entered, _("with {step}").format(step=words(first["name"])))]
    within, name = _("too few were observed for {window}").format(window=window), result.trusted
    if pd.isna(last["reached"]):
        within = _("hidden: too few reached it, or did not")
    if pd.notna(last[name]):
        known = limits(last[f"{name}_low"], last[f"{name}_high"], last["level"])
        within = _("within {window}; {interval}").format(window=window, interval=known)
    reach = _("Reach {step}").format(step=words(last["name"]))
    shown.append((reach, percent(last[name], 1), within))
    tight = narrowest(result)
    if tight is not None:
        way = _("go on from {before} to {name}").format(before=tight.before, name=tight.name)
        shown.append((_("Narrowest step"), percent(tight.share, 1), way))
    if pd.notna(last.get("median_days")):
        median = _("Median time to {step}").format(step=words(last["name"]))
        shown.append((median, lasting(last["median_days"]), _("of those who get there")))
    return shown


def semantics(result: Funnel) -> Markup:
    """Say what the funnel means, which column shows which figure, and what was left out of it."""
    out = left_out(result.excluded)
    rows = fill(_("Events left out: {rows}."), rows=out) if out else ""
    columns = _(
        "In the table, “So far” counts every unfinished journey as lost, “Window passed” is the mature "
        "share, “Within the window” the incidence; “Observed throughout” says how many were followed for the "
        "whole window without reaching the step."
    )
    return together(paragraph(fill("{text}", text=result.text), rows), paragraph(columns))


def steps(result: Funnel) -> Markup:
    """Say where most are lost and what unfinished journeys change."""
    tight = narrowest(result)
    if tight is None:
        if (result.table["entered"].fillna(0) > 0).any():
            return paragraph(
                _("So few did or did not go on at one of the steps that the narrowest cannot be named.")
            )
        return paragraph(_("Nobody entered the funnel, or too few to be shown."))
    text = _went_on(tight.n) if tight.mature else _so_far(tight.n)
    sentence = fill(
        text, before=tight.before, name=tight.name, share=percent(tight.share, 1), n=number(tight.n),
        interval=limits(tight.low, tight.high, result.table["level"].iloc[0]), lost=number(tight.lost),
    )  # fmt: skip
    few = _("With so few journeys read the interval, not the share.") if tight.n < _FEW else ""
    return together(paragraph(sentence, few, _unfinished(result.table.iloc[-1])), _disagreement(result))


def _disagreement(result: Funnel) -> Markup:
    """Say where mature share and incidence differ by more than chance, which one is quoted and why."""
    table = result.table
    wrong = table[table["p_agreement"] < 1 - table["level"]]
    if wrong.empty:
        return Markup("")
    row = wrong.iloc[-1]
    figures = fill(
        _("For <strong>{name}</strong> the share of journeys whose window has passed ({mature}) and the one "
          "that allows for unfinished journeys ({incidence}) differ by more than chance explains ({p})."),
        name=words(row["name"]), mature=percent(row["mature"], 1), incidence=percent(row["incidence"], 1),
        p=p_value(row["p_agreement"], prefix=True),
    )  # fmt: skip
    if result.trusted == "mature":
        why = _(
            "So newer journeys do not go as older ones did. Quoted is the share of those whose window has "
            "passed: it is known, but holds for the older journeys only."
        )
    else:
        why = _(
            "Hardly any recent journey is unfinished, so the data seems to hold journeys by when they ended; "
            "the oldest in it are then the slowest. Quoted is the share of all journeys, which holds if as "
            "many begin at all times."
        )
    return paragraph(figures, why)


def exits(result: Funnel, proposed: pd.DataFrame | None = None) -> Markup:
    """Say by which outcomes other than the goal journeys end, and where those names are from."""
    table = result.exits[result.exits["n"].notna()]  # few took the others
    if table.empty:
        return Markup("")
    entered = int(result.table["entered"].iloc[0])
    text = _("<strong>{exit}</strong>: {n} of {entered} ({share}; {interval}), after {name}")
    rows = [
        fill(
            text, exit=words(row["exit"]), n=number(int(row["n"])), entered=number(entered),
            share=percent(row["share"], 1), interval=limits(row["low"], row["high"], row["level"]),
            name=words(row["name"]),
        )
        for row in table.sort_values("n", ascending=False, kind="stable").head(_EXITS).to_dict("records")
    ]  # fmt: skip
    head = _("Journeys also end with outcomes that are neither the goal nor a loss on the way:")
    source = ""
    if proposed is not None and len(proposed):
        source = _(
            "They were taken from the data: their names say so, and little comes after them. The parameter "
            "“exits” can name others."
        )
    return together(paragraph(head), bullets(rows), paragraph(source) if source else Markup(""))


def _went_on(n: int) -> str:
    return ngettext(
        "The narrowest step is from <strong>{before}</strong> to <strong>{name}</strong>: of {n} journey "
        "that came to {before} and whose window has passed, {share} went on ({interval}); {lost} did not.",
        "The narrowest step is from <strong>{before}</strong> to <strong>{name}</strong>: of {n} journeys "
        "that came to {before} and whose window has passed, {share} went on ({interval}); {lost} did not.",
        n,
    )


def _so_far(n: int) -> str:
    return ngettext(
        "The narrowest step is from <strong>{before}</strong> to <strong>{name}</strong>: of {n} journey "
        "that came to {before}, {share} have gone on so far ({interval}); {lost} have not, and some of "
        "them may still be under way.",
        "The narrowest step is from <strong>{before}</strong> to <strong>{name}</strong>: of {n} journeys "
        "that came to {before}, {share} have gone on so far ({interval}); {lost} have not, and some of "
        "them may still be under way.",
        n,
    )


def _unfinished(last: pd.Series) -> Markup | str:
    if pd.isna(last["incidence"]):
        return _("Nobody was observed for the whole window, so it cannot be told how many will get through.")
    if last["p_agreement"] < 1 - last["level"]:
        return ""  # what is quoted then is said beside
    gap = 100 * (last["incidence"] - last["share_of_first"])
    if gap < 0.05:
        return _(
            "Allowing for unfinished journeys changes the share at the last step by less than 0.1 points."
        )
    text = _(
        "Counting unfinished journeys as lost would say that {naive} reach the last step; allowing for them "
        "it is {aware} within the window ({interval}), {gap} percentage points more."
    )
    return fill(
        text, naive=percent(last["share_of_first"], 1), aware=percent(last["incidence"], 1),
        interval=limits(last["incidence_low"], last["incidence_high"], last["level"]), gap=number(gap, 1),
    )  # fmt: skip


def times(result: Funnel) -> Markup:
    """Say how long the steps take, and whether a longer window would count more."""
    table = result.table
    rows = table[table["median_days"].notna()] if "median_days" in table else table[:0]
    if rows.empty:
        return paragraph(_("No step was reached often enough to tell how long it takes."))
    text = _(
        "<strong>{name}</strong>: half of those who get there within the window do so "
        "within {median} of entry, nine of ten within {p90}."
    )
    return together(
        bullets(
            fill(text, name=words(row["name"]), median=lasting(row["median_days"]),
                 p90=lasting(row["p90_days"]))
            for _place, row in rows.iterrows()
        ),
        _rising(result),
    )  # fmt: skip


def _rising(result: Funnel) -> Markup:
    """Say which curves still rise when the window ends: customers who come later are not counted."""
    if result.spec.entry == "any":
        return Markup("")
    found = []
    for name, curve in result.curves.groupby("name", sort=False):
        curve = curve[curve["estimate"].notna()]
        whole = curve["estimate"].iloc[-1] if len(curve) else 0.0
        early = curve.loc[curve["time_days"] <= 0.9 * curve["time_days"].max(), "estimate"].max()
        if whole > 0 and (whole - early) / whole > _STILL_RISING:
            found.append(words(name))
    if not found:
        return Markup("")
    text = _(
        "When the window ends, more still arrive at {steps}: a longer window (parameter “window_days”) would "
        "count more of them."
    )
    return paragraph(fill(text, steps=", ".join(found)))
