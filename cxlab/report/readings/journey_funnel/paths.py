"""The paths: what follows what, which whole journeys there are, what the best customers do."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....language import _, number, percent, signed
from .._html import bullets, fill, paragraph, together
from .funnel import words

__all__ = ["missed", "transitions", "variants"]

_SHOWN = 3


def transitions(table: pd.DataFrame) -> Markup:
    """Say which transitions are the most frequent."""
    shown = table[table["share"].notna()].head(_SHOWN)
    if shown.empty:
        return paragraph(_("There are too few transitions to show any."))
    text = _(
        "{first} is directly followed by {then} in {share} of cases ({n} "
        "times), in the median after {days} days."
    )
    return bullets(
        fill(text, first=words(row["from"]), then=words(row["to"]), share=percent(row["share"], 0),
             n=number(int(row["n"])), days=number(row["median_days"], 1))
        for _place, row in shown.iterrows()
    )  # fmt: skip


def variants(table: pd.DataFrame) -> Markup:
    """Say how many paths there are and how much the most frequent ones cover."""
    total, shown = int(table["variants"].sum()), table[table["variants"] == 1]
    if shown.empty:
        return paragraph(
            fill(_("Customers take {n} paths, none of them often enough to be shown."), n=number(total))
        )
    top = shown.head(5)
    text = _("Customers take {n} different paths; the {k} most frequent cover {share} of customers.")
    return paragraph(
        fill(text, n=number(total), k=number(len(top)), share=percent(top["coverage"].iloc[-1], 0)),
        _("Paths that too few customers take to be shown are counted together."),
    )


def missed(table: pd.DataFrame | None) -> Markup:
    """Say which steps the best customers take more often than others."""
    if table is None:
        return paragraph(
            _("The pot does not say which customers are worth most, so they cannot be compared.")
        )
    sure = table[(table["p_adjusted"] < 1 - table["level"]) & (table["difference"] > 0)].head(_SHOWN)
    if sure.empty:
        return paragraph(
            _("The best customers take no step more often than others by more than chance explains.")
        )
    text = _("{event}: {own} of the best customers, {rest} of the others ({difference} percentage points)")
    return together(
        paragraph(_("Steps that the best customers take more often:")),
        bullets(
            fill(text, event=words(row["event"]), own=percent(row["estimate"], 0),
                 rest=percent(row["estimate_versus"], 0), difference=signed(100 * row["difference"], 0))
            for _place, row in sure.iterrows()
        ),
        paragraph(_("That is a lead, not a cause: they may take the step because they are loyal.")),
    )  # fmt: skip
