"""What to do next after a journey analysis: steps that the figures support."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....journey import Funnel
from ....language import _
from .._html import bullets, fill
from .friction import owner
from .funnel import words

__all__ = ["next_steps"]


def next_steps(
    result: Funnel,
    *,
    friction: pd.DataFrame,
    moments: pd.DataFrame | None = None,
    channels: pd.DataFrame | None = None,
) -> Markup:
    """List what to do next; each step stands only where its figures support it."""
    return bullets([*_narrowest(result), *_first_friction(friction), *_moment(moments), *_channel(channels)])


def _narrowest(result: Funnel) -> list[Markup]:
    shares = result.table["share_of_previous"].iloc[1:].astype(float)
    if shares.notna().any():
        name = words(result.table.loc[shares.idxmin(), "name"])
        text = _(
            "Watch customers on the way to <strong>{name}</strong>, the "
            "narrowest step, and ask those who stop why."
        )
        return [fill(text, name=name)]
    return []


def _first_friction(table: pd.DataFrame) -> list[Markup]:
    shown = table[(table["note"] == "") & (table["score"] > 0)]
    if shown.empty:
        return []
    row = shown.iloc[0]
    text = fill(
        _("Take <strong>{event}</strong> up first: it tops the friction list."), event=words(row["event"])
    )
    return [Markup(" ").join([text, owner(row)]) if owner(row) else text]


def _moment(table: pd.DataFrame | None) -> list[Markup]:
    found = table[table["verdict"] == "confirmed"] if table is not None else []
    if not len(found):
        return [fill(_("Test early events in an experiment before investing in them: none is proven here."))]
    text = _(
        "Offer <strong>{event}</strong> to a random half of new customers, to see whether it is the cause."
    )
    return [fill(text, event=words(found["event"].iloc[0]))]


def _channel(table: pd.DataFrame | None) -> list[Markup]:
    if table is None or not table["differs"].any():
        return []
    return [fill(_("Bring the channels in line where the same request fares differently."))]
