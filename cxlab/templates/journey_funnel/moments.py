"""Moments that matter: what the landmark comparison supports, and what it does not."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from ...language import N_, _, interval, ngettext, number, p_value, signed
from .._html import bullets, comparisons, fill, in_words, paragraph, together
from .friction import owned
from .words import left_out, rows_left_out, words

__all__ = ["moments"]

# Why customers are not compared, as the landmark design counts them.
REASONS = (
    N_("no customer or start"),
    N_("began before the observed time"),
    N_("end before start"),
    N_("landmark after the observed time"),
    N_("left before the landmark"),
)


def moments(table: pd.DataFrame | None, *, day: float, horizon: float, adjust: Sequence[str] = ()) -> Markup:
    """Say which early events go with staying or recommending, checked on customers held out."""
    if table is None:
        text = _(
            "There are no customers with start and end who began while events were recorded and were still "
            "there {day} days later, so early events cannot be related to staying."
        )
        return paragraph(fill(text, day=number(day)))
    tested = table[table["verdict"] != ""]
    out = rows_left_out(table.attrs.get("excluded", {}))
    head = (_compared(table, day, horizon), out, _adjusted(adjust))
    if tested.empty:
        return paragraph(*head, _("No event happens to enough of them to be tested."))
    found = tested[tested["verdict"] == "confirmed"]
    rules = paragraph(*head, _rules(len(tested)))
    hints = _hints(tested[tested["verdict"] == "not confirmed"])
    if found.empty:
        return together(rules, _none(len(tested)), hints)
    return together(
        rules,
        paragraph(_("Confirmed in the customers set aside as a check:")),
        bullets(_effect(row) for _place, row in found.iterrows()),
        paragraph(_("Only an experiment would show whether the event is the cause.")),
        hints,
    )


def _rules(k: int) -> Markup:
    text = _(
        "There are {comparisons}. Effects are sought in six in ten customers (the search; its p-values are "
        "corrected, Holm) and checked in the other four in ten, drawn by lot (the check); the first effect "
        "in the table is that of all together."
    )
    return fill(text, comparisons=comparisons(k))


def _none(k: int) -> Markup:
    none = ngettext(
        "The one comparison shows no effect that also holds in the check.",
        "None of the {n} comparisons shows an effect that also holds in the check.",
        k,
    )
    caution = _(
        "That does not prove that early events do not matter: the intervals in the table say how large an "
        "effect may be."
    )
    return paragraph(fill(none, n=number(k)), caution)


def _compared(table: pd.DataFrame, day: float, horizon: float) -> Markup:
    people: dict[str, int] = table.attrs["customers"]
    text = _(
        "Compared are {n} of {rows} customers, those still there {day} days after their start, by what "
        "happened before that day; the outcome is what happens in the {horizon} days after it."
    )
    head = fill(
        text, n=number(people["at the landmark"]), rows=number(people["rows"]), day=number(day),
        horizon=number(horizon),
    )  # fmt: skip
    out = left_out({reason: people.get(reason, 0) for reason in REASONS})
    return Markup(" ").join([head, fill(_("Not compared: {reasons}."), reasons=out)]) if out else head


def _adjusted(adjust: Sequence[str]) -> Markup:
    if not adjust:
        return fill(_("Nothing was adjusted for: what brings customers to an event may also keep them."))
    names = ", ".join(in_words(name) for name in adjust)
    return fill(_("Customers are compared within the same {names}."), names=names)


def _effect(row: pd.Series) -> Markup:
    retention = row["metric"] == "retention"
    text = (
        _("<strong>{event}</strong>: {effect} percentage points retention (interval {interval}; n = {n} "
          "with, {n_versus} without; {p} in the search, {check} in the check)")
        if retention
        else _("<strong>{event}</strong>: {effect} points NPS (interval {interval}; n = {n} with, "
               "{n_versus} without; {p} in the search, {check} in the check)")
    )  # fmt: skip
    scale = 100 if retention else 1
    sentence = fill(
        text, event=words(row["event"]), effect=signed(scale * row["estimate"], 1),
        interval=interval(scale * row["low"], scale * row["high"], 1),
        p=p_value(row["p_adjusted"], prefix=True), check=p_value(row["held_out_p"], prefix=True),
        n=number(int(row["n"])), n_versus=number(int(row["n_versus"])),
    )  # fmt: skip
    return owned(sentence, row)


def _hints(rows: pd.DataFrame) -> Markup:
    if rows.empty:
        return Markup("")
    names = ", ".join(sorted({words(name) for name in rows["event"]}))
    return paragraph(fill(_("Not confirmed by the check, so no finding: {events}."), events=names))
