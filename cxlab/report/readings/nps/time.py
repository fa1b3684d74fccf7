"""The score over time: which changes are more than chance, and what they are made of."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....language import _, interval, ngettext, number, p_value, period_name, signed
from .._html import bullets, comparisons, fill, in_words, paragraph, together

__all__ = ["change", "trend"]


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
        difference=signed(row["difference"], 1),
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
    if pd.isna(total["total"]):
        return paragraph(_("There are no two periods with enough answers to split a change."))
    sentence = _(
        "Change from {before} to {after}: <strong>{total} points</strong> "
        "(interval {interval}), {rate} because groups of “{factor}” scored differently, "
        "{mix} because their mix changed."
    )
    only_once = int(((parts["n_before"] == 0) | (parts["n_after"] == 0)).sum())
    once = ngettext(
        "{k} group answered in only one of the periods; its part counts as mix.",
        "{k} groups answered in only one of the periods; their part counts as mix.",
        only_once,
    )
    return paragraph(
        fill(
            sentence,
            before=period_name(total["period_before"], every),
            after=period_name(total["period_after"], every),
            total=signed(total["total"], 1),
            interval=interval(total["total_low"], total["total_high"], 1),
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
