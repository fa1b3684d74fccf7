"""Moments that matter: what the landmark comparison supports, and what it does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, percent, signed
from ...results import Finding
from .._html import comparisons, fill, in_words, paragraph
from .words import correction_name, left_out, owner_in_brackets, rows_left_out, words

__all__ = ["basis_of_moments", "moments", "nothing_confirmed"]


def moments(table: pd.DataFrame) -> list[Finding]:
    """Say which early events go with staying or recommending, checked on customers held out."""
    found = table[table["verdict"] == "confirmed"]
    return [_finding(row) for row in found.to_dict("records")]


def nothing_confirmed(table: pd.DataFrame) -> Markup:
    """Say that no early event was confirmed, where some were tested and none was."""
    tested = table[table["verdict"] != ""]
    if tested.empty or (tested["verdict"] == "confirmed").any():
        return Markup("")
    return paragraph(_none(len(tested)), _hints(tested[tested["verdict"] == "not confirmed"]))


def basis_of_moments(table: pd.DataFrame | None) -> Markup:
    """Say which customers were compared by early events, and how."""
    tested = table[table["verdict"] != ""] if table is not None else None
    if table is None or tested is None or tested.empty:
        return Markup("")
    return paragraph(
        _compared(table), _adjusted(table), _rules(table, len(tested)),
        rows_left_out(table.attrs.get("excluded", {})),
    )  # fmt: skip


def _finding(row: dict[Any, Any]) -> Finding:
    retention = row["metric"] == "retention"
    text = _(
        "Customers with an early <strong>{event}</strong> recommend differently: NPS {effect} points "
        "({interval}; confirmed in customers held out). {owner}"
    )
    scale, good = 100 if retention else 1, row["estimate"] > 0
    if retention:
        text = (
            _("Customers with an early <strong>{event}</strong> stay more often: {effect} percentage points "
              "({interval}; confirmed in customers held out). {owner}")
            if good
            else _("Customers with an early <strong>{event}</strong> leave more often: {effect} percentage "
                   "points still there ({interval}; confirmed in customers held out). {owner}")
        )  # fmt: skip
    sentence = fill(
        text, event=words(row["event"]), effect=signed(scale * row["estimate"], 1),
        interval=interval(scale * row["low"], scale * row["high"], 1), owner=owner_in_brackets(row),
    )  # fmt: skip
    # A difference without sides: that of those held out is shrunk, no two shares differ by just that.
    metric = "retention_difference" if retention else row["metric"]
    action = _("Offer {event} to a random half of new customers, to see whether it is the cause")
    return Finding(
        finding="journey.moment", metric=metric, sentence=Markup(sentence.strip()),  # noqa: S704
        direction="strength" if good else "weakness", certainty="shown", dimension="event",
        group=str(row["event"]), estimate=row["estimate"], low=row["low"], high=row["high"],
        n=int(row["n"]), p_adjusted=row["held_out_p"], level=row.get("level"),
        touchpoint=str(row["event"]), process=row.get("process") or "", owner=row.get("owner") or "",
        action=fill(action, event=words(row["event"])) if good else "",
    )  # fmt: skip


def _rules(table: pd.DataFrame, k: int) -> Markup:
    text = _(
        "There are {comparisons}; what stands out in {search} of the customers (correction: {correction}) is "
        "checked in the other {check}, drawn by lot."
    )
    held_out = float(table.attrs["held_out"])
    return fill(
        text, comparisons=comparisons(k), search=percent(1 - held_out, 0), check=percent(held_out, 0),
        correction=correction_name(table.attrs["correction"]),
    )  # fmt: skip


def _none(k: int) -> Markup:
    none = ngettext(
        "The one comparison shows no effect of an early event that also holds in the check.",
        "None of the {n} comparisons shows an effect of an early event that also holds in the check.",
        k,
    )
    return fill(none + " " + _("That does not prove that early events do not matter."), n=number(k))


def _compared(table: pd.DataFrame) -> Markup:
    people: dict[str, int] = table.attrs["customers"]
    text = _(
        "Early events: {n} of {rows} customers, those who were still there {day} days after their start; the "
        "{horizon} days after that are looked at."
    )
    head = fill(
        text, n=number(people["at the landmark"]), rows=number(people["rows"]),
        day=number(table.attrs["day"], 0), horizon=number(table.attrs["horizon"], 0),
    )  # fmt: skip
    counted = ("rows", "at the landmark")
    out = left_out({reason: n for reason, n in people.items() if reason not in counted})
    return Markup(" ").join([head, fill(_("Not compared: {reasons}."), reasons=out)]) if out else head


def _adjusted(table: pd.DataFrame) -> Markup:
    adjust = table.attrs["adjust"]
    if not adjust:
        return fill(_("Nothing was adjusted for: what brings customers to an event may also keep them."))
    names = ", ".join(in_words(name) for name in adjust)
    return fill(_("Customers are compared within the same {names}."), names=names)


def _hints(rows: pd.DataFrame) -> Markup | str:
    if rows.empty:
        return ""
    names = ", ".join(sorted({words(name) for name in rows["event"]}))
    return fill(_("Not confirmed by the check, so no finding: {events}."), events=names)
