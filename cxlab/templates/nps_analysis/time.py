"""The score over time: which changes are more than chance, and what they are made of."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, date, interval, ngettext, number, p_value, period_name, signed
from .._html import bullets, comparisons, fill, in_words, paragraph, together

__all__ = ["TWELVE_MONTHS", "change", "named_years", "trend", "two_years", "year", "year_in_short"]

TWELVE_MONTHS = "twelve_months"  # the column that two_years adds
_GAP = pd.Timedelta(days=31)  # the first answers may come so long after the first day that is asked for


def two_years(answers: pd.DataFrame, day: str | None, *, score: str) -> pd.DataFrame | None:
    """Return the answers of the latest 12 months and of the 12 before; None where the data is shorter.

    Parameters
    ----------
    answers : DataFrame
        One row per answer.
    day : str or None
        Column of the dates.
    score : str
        Column of the scores.

    Returns
    -------
    DataFrame or None
        With the column `TWELVE_MONTHS`, which holds the first day of either year.
    """
    if day is None or not pd.api.types.is_datetime64_any_dtype(answers[day]):
        return None
    days = answers[day].dt.tz_localize(None).dt.normalize()
    asked = days[answers[score].notna()]
    if asked.isna().all():
        return None
    latest = asked.max() - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    before = latest - pd.DateOffset(years=1)
    if asked.min() > before + _GAP or not asked.between(before, latest, inclusive="left").any():
        return None
    own = days.where(days.isna(), latest).where(days >= latest, before)
    return answers.assign(**{TWELVE_MONTHS: own})[(days >= before) & (days <= asked.max())]


def named_years(table: pd.DataFrame) -> pd.DataFrame:
    """Return `cxlab.nps_change` of two years with words for its periods, as a figure shows them."""
    names = {side: _("12 months to {day}").format(day=date(_last_day(table, side))) for side in _SIDES}
    return table.assign(**names)


_SIDES = ("period_versus", "period")


def _last_day(table: pd.DataFrame, side: str) -> pd.Timestamp:
    first = pd.Timestamp(table[side].iloc[-1])
    return first + pd.DateOffset(years=1) - pd.Timedelta(days=1)


def year_in_short(table: pd.DataFrame | None) -> Markup:
    """Say how the score changed in the latest 12 months; nothing where there are no two years."""
    return Markup("") if table is None or _unknown(table) else paragraph(_over_the_year(table))


def year(table: pd.DataFrame | None, *, factor: str) -> Markup:
    """Say how the score changed in the latest 12 months and how much of that is another mix of customers.

    Parameters
    ----------
    table : DataFrame or None
        `cxlab.nps_change` of `two_years`; None where the data is shorter.
    factor : str
        Column of the segments; empty where there is none.
    """
    if table is None or _unknown(table):
        return Markup("")
    total = table.iloc[-1]
    sentence = _(
        "Of that, {rate} points (interval {rate_interval}) come from groups of “{factor}” that scored "
        "differently and {mix} points (interval {mix_interval}) from a different mix of them."
    )
    split = ""
    if factor and pd.notna(total["rate"]):
        split = fill(
            sentence,
            rate=signed(total["rate"], 1),
            rate_interval=interval(total["rate_low"], total["rate_high"], 1),
            mix=signed(total["mix"], 1),
            mix_interval=interval(total["mix_low"], total["mix_high"], 1),
            factor=in_words(factor),
        )
    return paragraph(_over_the_year(table), split, _paired(total))


def _unknown(table: pd.DataFrame) -> bool:
    return bool(pd.isna(table["low"].iloc[-1]))


def _over_the_year(table: pd.DataFrame) -> Markup:
    total = table.iloc[-1]
    sure = total["low"] > 0 or total["high"] < 0
    sentence = (
        _(
            "In the 12 months to {day} the score was {after}, against {before} in the 12 months before: a "
            "change of <strong>{total} points</strong> (interval {interval}), more than chance explains."
        )
        if sure
        else _(
            "In the 12 months to {day} the score was {after}, against {before} in the 12 months before: a "
            "change of <strong>{total} points</strong> (interval {interval}), which may be chance."
        )
    )
    return fill(
        sentence,
        day=date(_last_day(table, "period")),
        after=number(total["value"], 1),
        before=number(total["value_versus"], 1),
        total=signed(total["estimate"], 1),
        interval=interval(total["low"], total["high"], 1),
    )


def trend(steps: pd.DataFrame | None, *, every: str) -> Markup:
    """Say which changes from one period to the next are more than chance.

    Parameters
    ----------
    steps : DataFrame or None
        `cxlab.nps_compare(by=period, against="previous")`; None where the answers carry no date.
    every : str
        Length of a period, as in `cxlab.period`.
    """
    if steps is None:
        return paragraph(_("The answers carry no date that can be read, so there is no trend to show."))
    tested = steps[steps["p_adjusted"].notna()]
    if tested.empty:
        return paragraph(_("There are no two periods with enough answers, so there is no trend to show."))
    moved = tested[tested["p_adjusted"] < 1 - tested["level"]]
    if moved.empty:
        sentence = ngettext(
            "The one change from a period to the next lies within chance.",
            "None of the {k} changes from one period to the next is more than chance explains.",
            len(tested),
        )
        return paragraph(fill(sentence, k=number(len(tested))))
    sentence = ngettext(
        "Corrected for {comparisons}, {m} change is more than chance explains:",
        "Corrected for {comparisons}, {m} changes are more than chance explains:",
        len(moved),
    )
    return together(
        paragraph(fill(sentence, comparisons=comparisons(len(tested)), m=number(len(moved)))),
        bullets(_step(row, every) for _i, row in moved.iterrows()),
    )


def _step(row: pd.Series, every: str) -> Markup:
    return fill(
        _("{period}: {difference} points against the period before (interval {interval}; {p})"),
        period=period_name(row["group"], every),
        difference=signed(row["estimate"], 1),
        interval=interval(row["low"], row["high"], 1),
        p=p_value(row["p_adjusted"], prefix=True),
    )


def change(table: pd.DataFrame | None, *, every: str, factor: str) -> Markup:
    """Say how much of the last change is a different mix of customers, and how much is changed ratings.

    Parameters
    ----------
    table : DataFrame or None
        `cxlab.nps_change` for one pair of periods; the last row is the total.
    every : str
        Length of a period, as in `cxlab.period`.
    factor : str
        Column of the segments.
    """
    if table is None:
        return paragraph(_("Without two periods and segments a change cannot be split into ratings and mix."))
    total, parts = table.iloc[-1], table.iloc[:-1]
    if pd.isna(total["estimate"]):
        return paragraph(_("There are no two periods with enough answers to split a change."))
    sentence = _(
        "Change from {before} to {after}: <strong>{total} points</strong> "
        "(interval {interval}), {rate} because groups of “{factor}” scored differently, "
        "{mix} because their mix changed."
    )
    only_once = int(((parts["n_versus"] == 0) | (parts["n"] == 0)).sum())
    once = ngettext(
        "{k} group answered in only one of the periods; its part counts as mix.",
        "{k} groups answered in only one of the periods; their part counts as mix.",
        only_once,
    )
    return paragraph(
        fill(
            sentence,
            before=period_name(total["period_versus"], every),
            after=period_name(total["period"], every),
            total=signed(total["estimate"], 1),
            interval=interval(total["low"], total["high"], 1),
            rate=signed(total["rate"], 1),
            mix=signed(total["mix"], 1),
            factor=in_words(factor),
        ),
        fill(once, k=number(only_once)) if only_once else "",
        _paired(total),
    )


def _paired(total: pd.Series) -> Markup | str:
    """Say how those changed who answered in both periods, which no change of who answers can explain."""
    if pd.isna(total.get("paired_low")):
        return ""
    sentence = _(
        "The {n} customers who answered in both periods moved by {paired} points (interval {interval}): a "
        "change in who answered plays no part in this."
    )
    return fill(
        sentence,
        n=number(int(total["n_paired"])),
        paired=signed(total["paired"], 1),
        interval=interval(total["paired_low"], total["paired_high"], 1),
    )
