"""What to do next after a journey analysis: steps that the figures support."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...journey import Funnel
from ...language import _, percent
from .._html import bullets, fill, paragraph
from .friction import owned, worst
from .funnel import narrowest
from .service import apart, request_and_channel, value
from .words import words

__all__ = ["next_steps"]


def next_steps(
    result: Funnel,
    *,
    friction: pd.DataFrame,
    moments: pd.DataFrame | None = None,
    channels: pd.DataFrame | None = None,
) -> Markup:
    """List what to do next; each step stands only where its figures support it."""
    items = [*_narrowest(result), *_first_friction(friction), *_moment(moments), *_channel(channels)]
    if not items:
        return paragraph(_("The data is too thin to say: gather more journeys first."))
    return bullets(items)


def _narrowest(result: Funnel) -> list[Markup]:
    tight = narrowest(result)
    if tight is None or not tight.lost:
        return []
    text = _(
        "Ask customers who stop between <strong>{before}</strong> and <strong>{name}</strong> why: it is the "
        "narrowest step ({share} go on)."
    )
    return [fill(text, before=tight.before, name=tight.name, share=percent(tight.share, 1))]


def _first_friction(table: pd.DataFrame) -> list[Markup]:
    shown = worst(table)
    if shown.empty:
        return []
    row = shown.iloc[0]
    if row.get("owner"):
        text = _(
            "Take up <strong>{event}</strong> first, with {owner} ({process}): it tops the friction list."
        )
        return [fill(text, event=words(row["event"]), owner=row["owner"], process=row["process"])]
    text = _("Take up <strong>{event}</strong> first: it tops the friction list.")
    return [fill(text, event=words(row["event"]))]


def _moment(table: pd.DataFrame | None) -> list[Markup]:
    if table is None or not (table["verdict"] != "").any():
        return []
    found = table[table["verdict"] == "confirmed"]
    good = found[found["estimate"] > 0]
    if not len(good):
        return [fill(_("Test early events in an experiment before investing in them: none is proven here."))]
    text = _(
        "Offer <strong>{event}</strong> to a random half of new customers, to see whether it is the cause"
    )
    return [owned(fill(text, event=words(good["event"].iloc[0])), good.iloc[0])]


def _channel(table: pd.DataFrame | None) -> list[Markup]:
    found = apart(table) if table is not None else pd.DataFrame()
    if found.empty:
        return []
    row = found.iloc[0]
    text = _("Find out why {where} fares differently: {own} against {rest} in the other channels")
    sentence = fill(
        text, where=request_and_channel(row), own=value(row, "estimate"), rest=value(row, "estimate_versus")
    )
    return [owned(sentence, row)]
