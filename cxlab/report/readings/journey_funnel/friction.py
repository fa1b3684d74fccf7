"""Friction and rework: where customers, time and goodwill are lost, and who owns the process."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....language import _, number, percent
from .._html import bullets, fill, paragraph, together
from .funnel import words

__all__ = ["friction", "owner", "rework"]

_SHOWN = 3


def friction(table: pd.DataFrame) -> Markup:
    """Say which touchpoints cost most, of what there is data for, and who owns them."""
    shown = table[(table["note"] == "") & (table["score"] > 0)].head(_SHOWN)
    if shown.empty:
        return paragraph(_("No touchpoint has enough customers to be judged."))
    return together(
        paragraph(_("Where most is lost, of customers, time and goodwill together:")),
        bullets(_one(row) for _place, row in shown.iterrows()),
        paragraph(_("What follows a touchpoint need not come from it; the list says where to look first.")),
    )


def _one(row: pd.Series) -> Markup:
    parts = [
        fill(
            _("{n} visits after which the journey stopped ({share})"),
            n=number(int(row["lost"])),
            share=percent(row["lost_share"], 0),
        )
        if row["lost"]
        else "",
        fill(_("in the median {days} days until the next contact"), days=number(row["median_days"], 1))
        if pd.notna(row["median_days"])
        else "",
        fill(_("{n} dissatisfied answers"), n=number(int(row["dissatisfied"])))
        if row.get("dissatisfied", 0)
        else "",
        fill(_("{n} tickets"), n=number(int(row["tickets"]))) if row.get("tickets", 0) else "",
    ]
    text = fill(
        _("<strong>{event}</strong>: {parts}"),
        event=words(row["event"]),
        parts=Markup("; ").join(part for part in parts if part),
    )
    return Markup(" ").join([text, owner(row)]) if owner(row) else text


def owner(row: pd.Series) -> Markup | str:
    """Name the process behind a finding and its owner, where the pot's map knows them."""
    if not row.get("process"):
        return ""
    if not row.get("owner"):
        return fill(_("(process: {process})"), process=row["process"])
    return fill(_("(process: {process}; owner: {owner})"), process=row["process"], owner=row["owner"])


def rework(table: pd.DataFrame) -> Markup:
    """Say which touchpoints customers come to again."""
    shown = table[table["share"].notna() & (table["repeated"] > 0)].head(_SHOWN)
    if shown.empty:
        return paragraph(_("No touchpoint is visited more than once by enough customers to be shown."))
    text = _(
        "<strong>{event}</strong>: {share} of its customers come more than "
        "once ({loops} times directly again, "
        "{returns} times after something else)."
    )
    return bullets(
        fill(
            text,
            event=words(row["event"]),
            share=percent(row["share"], 0),
            loops=number(int(row["self_loops"])),
            returns=number(int(row["returns"])),
        )
        for _place, row in shown.iterrows()
    )
