"""Moments that matter: what the landmark comparison supports, and what it does not."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ....language import _, interval, ngettext, number, p_value, signed
from .._html import bullets, fill, paragraph, together
from .friction import owner
from .funnel import words

__all__ = ["moments"]


def moments(table: pd.DataFrame | None, *, day: float, horizon: float) -> Markup:
    """Say which early events go with staying or recommending, checked on customers held out."""
    if table is None:
        return paragraph(
            _("Without customers' start and end there is no retention to relate early events to.")
        )
    tested = table[table["verdict"] != ""]
    people = table.attrs["customers"]
    text = _(
        "Compared are {n} customers still there {day} days after their "
        "start, by what happened before that day; "
        "the outcome is what happens in the {horizon} days after it."
    )
    head = fill(text, n=number(people["at the landmark"]), day=number(day), horizon=number(horizon))
    if tested.empty:
        return paragraph(head, _("No event happens to enough of them to be tested."))
    found = tested[tested["verdict"] == "confirmed"]
    hinted = tested[tested["verdict"] == "not confirmed"]
    if found.empty:
        none = ngettext(
            "The one comparison shows no effect that also holds in the customers set aside as a check.",
            "None of {n} comparisons shows an effect that also holds in the customers set aside as a check.",
            len(tested),
        )
        caution = _("With so few customers only large effects would show: look at the intervals below.")
        return together(paragraph(head, fill(none, n=number(len(tested))), caution), _hints(hinted))
    return together(
        paragraph(head, _("Confirmed in the customers set aside as a check:")),
        bullets(_effect(row) for _place, row in found.iterrows()),
        paragraph(_("An experiment would show whether the event is the cause.")),
        _hints(hinted),
    )


def _effect(row: pd.Series) -> Markup:
    retention = row["metric"] == "retention"
    text = (
        _("<strong>{event}</strong>: {effect} percentage points retention (interval {interval}; {p})")
        if retention
        else _("<strong>{event}</strong>: {effect} points NPS (interval {interval}; {p})")
    )
    scale = 100 if retention else 1
    sentence = fill(
        text,
        event=words(row["event"]),
        effect=signed(scale * row["estimate"], 1),
        interval=interval(scale * row["low"], scale * row["high"], 1),
        p=p_value(row["p_adjusted"], prefix=True),
    )
    return Markup(" ").join([sentence, owner(row)]) if owner(row) else sentence


def _hints(rows: pd.DataFrame) -> Markup:
    if rows.empty:
        return Markup("")
    names = ", ".join(sorted({words(name) for name in rows["event"]}))
    return paragraph(fill(_("Not confirmed by the check, so no finding: {events}."), events=names))
