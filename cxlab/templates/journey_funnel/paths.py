"""The paths: with what journeys begin, which ones there are, what the best customers do."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, number, percent
from ...results import Finding
from .._html import comparisons, fill, in_words, paragraph
from .words import RARE, lasting, path_of, tied, words

__all__ = ["best_steps", "paths", "readable"]

_SHOWN = 3
START = "(start)"


def paths(edges: pd.DataFrame, table: pd.DataFrame) -> Markup:
    """Say with what journeys begin, and how much the most frequent paths cover."""
    total, shown = int(table["variants"].sum()), table[table["variant"] != RARE]
    begins = edges[(edges["from"] == START) & edges["n"].notna()]
    first: Markup | str = ""
    if len(begins) > 1:
        row = begins.iloc[0]
        text = _("Most journeys begin with {event} ({share}).")
        first = fill(text, event=words(row["to"]), share=percent(row["n"] / begins["n"].sum(), 0))
    if shown.empty:
        text = _("There are {n} different paths, none of them taken by enough customers to be shown.")
        return paragraph(first, fill(text, n=number(total)))
    top = shown.head(5)
    text = _("There are {n} different paths; the {k} most frequent cover {share} of {customers} customers.")
    if len(top) == 1:
        text = _("There are {n} different paths; the most frequent covers {share} of {customers} customers.")
    return paragraph(
        first,
        fill(text, n=number(total), k=number(len(top)), share=percent(top["coverage"].iloc[-1], 0),
             customers=number(int(table["n"].sum()))),
        tied(table.attrs),
    )  # fmt: skip


def best_steps(table: pd.DataFrame, *, value: str) -> list[Finding]:
    """Say which steps the best customers take more often than others early on."""
    tested = table[table["p_adjusted"].notna()]
    sure = tested[(tested["p_adjusted"] < 1 - tested["level"]) & (tested["estimate"] > 0)].head(_SHOWN)
    return [_more_often(row, value, len(tested)) for row in sure.to_dict("records")]


def _more_often(row: dict[Any, Any], value: str, tests: int) -> Finding:
    text = _(
        "<strong>{event}</strong>: {own} of the customers with the highest {value} take it in their first "
        "{time}, {rest} of the others (significant among {comparisons}). That is a lead, not a cause."
    )
    days = (
        row["landmark_day"]
        if pd.isna(row["landmark_day"]) or row["landmark_day"] < 10
        else round(row["landmark_day"])
    )
    sentence = fill(
        text, event=words(row["event"]), own=percent(row["value"], 0), rest=percent(row["value_versus"], 0),
        value=in_words(value), time=lasting(days), comparisons=comparisons(tests),
    )  # fmt: skip
    return Finding(
        finding="journey.best", metric=row["metric"], sentence=sentence, direction="neutral",
        certainty="shown", dimension="event", group=str(row["event"]), value=row["value"],
        value_versus=row["value_versus"], estimate=row["estimate"], low=row["low"], high=row["high"],
        n=int(row["n"]), p_adjusted=row["p_adjusted"], level=row["level"], touchpoint=str(row["event"]),
    )  # fmt: skip


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose names of events and paths are written as words."""
    shown = table.copy()
    shown.attrs = dict(table.attrs)
    for name in ("event", "name", "before", "exit"):
        if name in shown:
            shown[name] = shown[name].map(words)
    if "variant" in shown:
        shown["variant"] = shown["variant"].map(path_of)
    return shown
