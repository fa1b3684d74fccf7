"""The paths: what follows what, which whole journeys there are, what the best customers do."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, number, p_value, percent, signed
from .._html import bullets, comparisons, fill, in_words, paragraph, together
from .words import RARE, lasting, left_out, limits, tied, words

__all__ = ["missed", "transitions", "variants"]

_SHOWN = 3


def transitions(table: pd.DataFrame) -> Markup:
    """Say which transitions are the most frequent."""
    shown = table[table["share"].notna()].head(_SHOWN)
    if shown.empty:
        return paragraph(_("There are too few transitions to show any."))
    text = _(
        "<strong>{first}</strong>: where anything follows, it is {then} in {share} of cases "
        "({interval}; {n}×), in the median after {time}."
    )
    out = left_out(table.attrs.get("excluded", {}))
    return together(
        paragraph(_("The most frequent transitions:")),
        bullets(
            fill(text, first=words(row["from"]), then=words(row["to"]), share=percent(row["share"], 0),
                 interval=limits(row["low"], row["high"], row["level"], 0), n=number(int(row["n"])),
                 time=lasting(row["median_days"]))
            for _place, row in shown.iterrows()
        ),
        paragraph(fill(_("Events left out: {rows}."), rows=out)) if out else Markup(""),
        paragraph(order) if (order := tied(table.attrs)) else Markup(""),
    )  # fmt: skip


def variants(table: pd.DataFrame, *, min_n: int) -> Markup:
    """Say how many paths there are and how much the most frequent ones cover."""
    total, shown = int(table["variants"].sum()), table[table["variant"] != RARE]
    if shown.empty:
        text = _("There are {n} different paths, none of them taken by enough customers to be shown.")
        return paragraph(fill(text, n=number(total)))
    if total == 1:
        return paragraph(fill(_("All {n} customers take the same path."), n=number(int(table["n"].sum()))))
    top = shown.head(5)
    text = _("There are {n} different paths; the {k} most frequent cover {share} of {customers} customers.")
    if len(top) == 1:
        text = _("There are {n} different paths; the most frequent covers {share} of {customers} customers.")
    rare = _("Paths of fewer than {n} customers are counted together.") if len(shown) < total else ""
    return paragraph(
        fill(text, n=number(total), k=number(len(top)), share=percent(top["coverage"].iloc[-1], 0),
             customers=number(int(table["n"].sum()))),
        fill(rare, n=number(min_n)),
        _("A path is all that a customer did as far as the data goes; recent ones may still go on."),
    )  # fmt: skip


def missed(table: pd.DataFrame | None, *, value: str) -> Markup:
    """Say which steps the best customers take more often than others."""
    if table is None:
        text = _(
            "There is no column “{value}” of numbers about customers that tells the best with events from "
            "the others; the parameter “value” can name one."
        )
        return paragraph(fill(text, value=value))
    who = _(
        "The best are the tenth with the highest {value}. So that all have had the same time, compared is "
        "what customers did in their first {time}, of those known to be there after that: {n} of the best "
        "and {others} others."
    )
    first = table.iloc[0]
    head = fill(
        who, value=in_words(value), time=lasting(_whole(first["day"])), n=number(int(first["n"])),
        others=number(int(first["n_versus"])),
    )  # fmt: skip
    tested = table[table["p_adjusted"].notna()]
    sure = tested[(tested["p_adjusted"] < 1 - tested["level"]) & (tested["difference"] > 0)].head(_SHOWN)
    if sure.empty:
        text = _("Corrected for {comparisons}, they take no step more often by more than chance explains.")
        return paragraph(head, fill(text, comparisons=comparisons(len(tested))))
    text = _("Corrected for {comparisons}, they take more often:")
    return together(
        paragraph(head, fill(text, comparisons=comparisons(len(tested)))),
        bullets(map(_more_often, (row for _place, row in sure.iterrows()))),
        paragraph(_("That is a lead, not a cause: whoever takes the step may differ in other ways, too.")),
    )


def _whole(days: float) -> float:
    """Return a landmark without the parts of a day that nobody would notice in it."""
    return days if pd.isna(days) or days < 10 else round(days)


def _more_often(row: pd.Series) -> Markup:
    text = _(
        "<strong>{event}</strong>: {own} of the best customers, {rest} of the others, {difference} "
        "percentage points (interval {interval}; {p})."
    )
    return fill(
        text, event=words(row["event"]), own=percent(row["estimate"], 0),
        rest=percent(row["estimate_versus"], 0), difference=signed(100 * row["difference"], 1),
        interval=interval(100 * row["low"], 100 * row["high"], 1), p=p_value(row["p_adjusted"], prefix=True),
    )  # fmt: skip
