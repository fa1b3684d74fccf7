"""The funnel: how many get through, how unfinished journeys matter, how long it takes, who differs."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....journey import Funnel
from ....language import N_, _, interval, ngettext, number, p_value, percent, signed
from .._html import bullets, comparisons, fill, in_words, paragraph, together

__all__ = ["cards", "groups", "semantics", "steps", "times"]


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


def cards(result: Funnel) -> list[tuple[str, str, str]]:
    """Return the key figures: entries, share that gets through, share so far, median time."""
    last = result.table.iloc[-1]
    first = result.table.iloc[0]
    shown = [(_("Entered"), _count(first["entered"]), words(first["name"]))]
    limits = ""
    if pd.notna(last["incidence"]):
        limits = interval(last["incidence_low"], last["incidence_high"], 1, as_percent=True)
    shown.append((_("Reach the last step"), percent(last["incidence"], 1), limits))
    shown.append((_("So far"), percent(last["share_of_first"], 1), _("unfinished journeys counted as lost")))
    if pd.notna(last.get("median_days")):
        shown.append(
            (_("Median time"), _("{n} days").format(n=number(last["median_days"], 1)), words(last["name"]))
        )
    return shown


def semantics(result: Funnel) -> Markup:
    """Say what the funnel means, and what was left out of it."""
    left_out = [
        fill(_("{n} ({reason})"), n=number(rows), reason=_(reason))
        for reason, rows in result.excluded.items()
        if rows
    ]
    rows = fill(_("Left out: {rows}."), rows=Markup(", ").join(left_out)) if left_out else ""
    return paragraph(fill("{text}", text=result.text), rows)


def steps(result: Funnel) -> Markup:
    """Say where most are lost and what unfinished journeys change."""
    table = result.table
    if table["reached"].isna().any() or not table["reached"].iloc[0]:
        return paragraph(_("Nobody entered the funnel, or too few to be shown."))
    lost = table["reached"].shift(1) - table["reached"]
    worst = table.loc[table["share_of_previous"].iloc[1:].astype(float).idxmin()]
    before = table["name"].iloc[int(worst["step"]) - 2]
    text = _(
        "The narrowest step is from <strong>{before}</strong> to <strong>{name}</strong>: {share} go on "
        "(interval {interval}); {lost} of {n} do not."
    )
    limits = interval(worst["share_of_previous_low"], worst["share_of_previous_high"], 1, as_percent=True)
    reached = int(table["reached"].iloc[int(worst["step"]) - 2])
    sentence = fill(
        text, before=words(before), name=words(worst["name"]), share=percent(worst["share_of_previous"], 1),
        interval=limits, lost=number(int(lost.loc[worst.name])), n=number(reached),
    )  # fmt: skip
    return paragraph(sentence, _unfinished(table.iloc[-1]))


def _unfinished(last: pd.Series) -> Markup | str:
    if pd.isna(last["incidence"]):
        return _("Nobody was observed for the whole window, so it cannot be told how many will get through.")
    gap = 100 * (last["incidence"] - last["share_of_first"])
    if gap < 0.05:
        return _(
            "Unfinished journeys make no difference here: nearly all were observed for the whole window."
        )
    text = _(
        "Counting unfinished journeys as lost would say {naive}; allowing "
        "for them, {aware} reach the last step "
        "within the window, {gap} percentage points more."
    )
    return fill(
        text,
        naive=percent(last["share_of_first"], 1),
        aware=percent(last["incidence"], 1),
        gap=number(gap, 1),
    )


def times(result: Funnel) -> Markup:
    """Say how long the steps take."""
    rows = (
        result.table[result.table["median_days"].notna()]
        if "median_days" in result.table
        else result.table[:0]
    )
    if rows.empty:
        return paragraph(_("No step was reached often enough to tell how long it takes."))
    text = _("{name}: half of those who get there do so within {median} days, nine of ten within {p90} days.")
    return bullets(
        fill(
            text,
            name=words(row["name"]),
            median=number(row["median_days"], 1),
            p90=number(row["p90_days"], 1),
        )
        for _place, row in rows.iterrows()
    )


def groups(result: Funnel | None, *, by: str) -> Markup:
    """Say which groups go on less or more often than the rest, corrected for the number of comparisons."""
    if result is None:
        return paragraph(_("The events carry no such column, so groups cannot be compared."))
    tested = result.differences[result.differences["p_adjusted"].notna()]
    if tested.empty:
        return paragraph(_("No two groups have enough finished journeys to be compared."))
    sure = tested[(tested["p_adjusted"] < 1 - tested["level"]) & (tested["measure"] == "share_of_previous")]
    if sure.empty:
        return paragraph(
            _("No group goes on from one step to the next more or less often than chance explains.")
        )
    text = _(
        "{factor} <strong>{group}</strong>, step {name}: {own} of those at "
        "the step before go on, against {rest} "
        "in the rest, {difference} percentage points (interval {interval}; {p})"
    )
    head = ngettext(
        "Corrected for {comparisons}, one step stands out:",
        "Corrected for {comparisons}, {n} steps stand out:",
        len(sure),
    )
    return together(
        paragraph(fill(head, comparisons=comparisons(len(tested)), n=number(len(sure)))),
        bullets(
            fill(
                text,
                factor=in_words(by, starts=True),
                group=row[by],
                name=words(row["name"]),
                own=percent(row["estimate"], 1),
                rest=percent(row["estimate_versus"], 1),
                difference=signed(100 * row["difference"], 1),
                interval=interval(100 * row["low"], 100 * row["high"], 1),
                p=p_value(row["p_adjusted"], prefix=True),
            )
            for _place, row in sure.iterrows()
        ),
    )


def words(name: object) -> str:
    """Return an event's name as words."""
    return str(name).replace("_", " ")


def _count(value: object) -> str:
    return "–" if pd.isna(value) else number(int(value))  # type: ignore[call-overload]
