"""Friction and rework: where goodwill and time are lost beside the steps of the funnel, and who owns it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, number, percent
from ...results import Finding
from .._html import bullets, fill, in_words, paragraph, together
from .words import lasting, limits, owner_in_brackets, rows_left_out, words

__all__ = ["friction", "rework", "rules_of_friction"]

_SHOWN = 3
_LEAST = 20  # answers or visits: fewer tell too little to be said first
_OFTEN = 0.1  # of the customers: who comes again less often is no finding


def friction(table: pd.DataFrame) -> list[Finding]:
    """Say after which touchpoints most answers are bad or most tickets are opened.

    Journeys that stop are the funnel's to tell.
    """
    found = []
    for name, whole in (("dissatisfied", "answers"), ("ticket", "n")):
        share = f"{name}_share"
        if share not in table:
            continue
        rows = table[(table[whole].fillna(0) >= _LEAST) & (table[share].fillna(0) > 0)]
        rows = rows.sort_values(share, ascending=False, kind="stable").head(1)
        found += [_finding(row, name, int(row[whole])) for row in rows.to_dict("records")]
    return found


def _finding(row: dict[Any, Any], name: str, n: int) -> Finding:
    share = f"{name}_share"
    text = (
        _("Dissatisfaction is highest after <strong>{event}</strong>: {share} of {n} answers are bad "
          "({interval}). {owner}")
        if name == "dissatisfied"
        else _("Most often a ticket follows <strong>{event}</strong>: after {share} of {n} visits "
               "({interval}). {owner}")
    )  # fmt: skip
    low, high = row[f"{share}_low"], row[f"{share}_high"]
    sentence = fill(
        text, event=words(row["event"]), share=percent(row[share], 0), n=number(n),
        interval=limits(low, high, row["level"], 0), owner=owner_in_brackets(row),
    )  # fmt: skip
    return Finding(
        finding="journey.friction", metric=share, sentence=Markup(sentence.strip()),  # noqa: S704
        direction="weakness", certainty="open", dimension="event", group=str(row["event"]), value=row[share],
        low=low, high=high, n=n, level=float(row["level"]), touchpoint=str(row["event"]),
        process=row.get("process") or "", owner=row.get("owner") or "",
    )  # fmt: skip


def rules_of_friction(
    table: pd.DataFrame, *, inactive_after: float, score: str, limit: float | None
) -> Markup:
    """Say what counts as stopped, as dissatisfied and as a ticket after a touchpoint."""
    if not friction(table):
        return Markup("")
    within = lasting(float(table.attrs.get("within_days", 7)))
    stopped = _(
        "A journey counts as stopped where no further touchpoint of this list follows for {time}; visits not "
        "that long ago are left out of this share."
    )
    name = in_words(score).upper() if score in ("csat", "ces", "nps") else in_words(score)
    bad = _("Dissatisfied: an answer on {score} of at most {limit} within {within} of the visit.")
    return paragraph(
        fill(stopped, time=lasting(inactive_after)),
        fill(bad, score=name, limit=number(limit), within=within) if limit is not None else "",
        fill(_("A ticket counts if it was opened within {within} of the visit."), within=within)
        if "tickets" in table
        else "",
        _("What follows a touchpoint need not come from it; the list says where to look first."),
        rows_left_out(table.attrs.get("excluded", {})),
    )


def rework(table: pd.DataFrame) -> Markup:
    """Say which touchpoints customers come to again."""
    shown = table[table["share"].notna() & (table["share"] >= _OFTEN) & (table["repeated"] > 0)].head(_SHOWN)
    text = _(
        "<strong>{event}</strong>: {share} of its {n} customers come more than once ({interval}) {owner}"
    )
    rows = shown.to_dict("records")
    owners = [owner_in_brackets(row) for row in rows]
    one = len(rows) > 1 and len(set(owners)) == 1 and bool(owners[0])  # said once, below the list
    said = bullets(
        fill(
            text, event=words(row["event"]), share=percent(row["share"], 0), n=number(int(row["n"])),
            interval=limits(row["low"], row["high"], row["level"], 0), owner="" if one else owner,
        )
        for row, owner in zip(rows, owners, strict=True)
    )  # fmt: skip
    return together(
        said, paragraph(fill(_("All of them – {owner}."), owner=owners[0][1:-1])) if one else Markup("")
    )
