"""The service process: the way of requests, and whether channels treat the same request alike."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....language import _, number, percent
from .._html import bullets, fill, paragraph, together
from .views import metric_name

__all__ = ["channels", "milestones", "process"]

_SHOWN = 5


def milestones() -> dict[str, str]:
    """Return the events of a ticket and the columns that hold their dates."""
    return {_("opened"): "created", _("first reply"): "first_response", _("solved"): "resolved"}


def process(table: pd.DataFrame | None) -> Markup:
    """Say which way most requests take and how long it lasts."""
    if table is None:
        return paragraph(_("The pot holds no tickets with dates, so there is no service process to show."))
    shown = table[table["variants"] == 1]
    if shown.empty:
        return paragraph(_("No way through service is taken often enough to be shown."))
    best = shown.iloc[0]
    text = _(
        "The most frequent way, {path}, is taken by {share} of requests and lasts {days} days in the median."
    )
    return paragraph(
        fill(text, path=best["variant"], share=percent(best["share"], 0), days=number(best["median_days"], 1))
    )


def channels(table: pd.DataFrame | None, *, request: str = "category", channel: str = "channel") -> Markup:
    """Say where the same request fares differently in another channel."""
    if table is None:
        return paragraph(_("The tickets do not name request and channel, so channels cannot be compared."))
    apart = table[table["differs"]]
    if apart.empty:
        return paragraph(_("The same request fares alike in all channels, as far as the figures can tell."))
    text = _(
        "<strong>{request}</strong> by {channel}: {metric} {own} against "
        "{rest} in the other channels (n = {n})"
    )
    return together(
        paragraph(
            fill(_("The same request fares differently in "
                   "{n} of {k} comparisons:"), n=number(len(apart)), k=number(len(table)))
        ),
        bullets(
            fill(text, request=row[request], channel=row[channel], metric=metric_name(row["metric"]),
                 own=_value(row, "estimate"), rest=_value(row, "estimate_versus"), n=number(int(row["n"])))
            for _place, row in apart.head(_SHOWN).iterrows()
        ),
    )  # fmt: skip


def _value(row: pd.Series, name: str) -> str:
    return percent(row[name], 0) if row["metric"] == "outcome" else number(row[name], 1)
