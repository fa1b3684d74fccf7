"""Friction and rework: where customers, time and goodwill are lost, and who owns the process."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number, percent
from .._html import bullets, fill, in_words, paragraph, together
from .words import lasting, limits, rows_left_out, words

__all__ = ["friction", "owned", "owner", "rework", "worst"]

_SHOWN = 3


def worst(table: pd.DataFrame) -> pd.DataFrame:
    """Return the touchpoints after which something is lost, most first."""
    found = table["median_days"].notna()  # a hidden count says nothing, so the row may have nothing to say
    for name in ("lost", "dissatisfied", "tickets"):
        if name in table:
            found |= table[name].gt(0).fillna(False).astype(bool)
    return table[found & table["score"].ne(0).fillna(True).astype(bool)]


def friction(table: pd.DataFrame, *, quiet: float, score: str, limit: float | None) -> Markup:
    """Say which touchpoints cost most, of what there is data for, who owns them, and what was counted."""
    out = rows_left_out(table.attrs.get("excluded", {}))
    rules = paragraph(_stopped(quiet), _answers(table, score, limit), _tickets(table), out)
    shown = worst(table).head(_SHOWN)
    if shown.empty:
        return together(
            paragraph(_("No touchpoint with enough customers shows anything of what was looked for.")), rules
        )
    return together(
        paragraph(_("Where most is lost, of customers, time and goodwill together:")),
        bullets(_one(row) for _place, row in shown.iterrows()),
        rules,
        paragraph(_("What follows a touchpoint need not come from it; the list says where to look first.")),
    )


def _stopped(quiet: float) -> Markup:
    text = _(
        "A journey counts as stopped where no further touchpoint of this list follows for {quiet}; visits "
        "not that long ago are left out of this share."
    )
    return fill(text, quiet=lasting(quiet))


def _answers(table: pd.DataFrame, score: str, limit: float | None) -> Markup:
    name = in_words(score).upper() if score in ("csat", "ces", "nps") else in_words(score)
    if limit is None:
        return fill(
            _("There are no answers with {score}, date and customer to tell who was dissatisfied."),
            score=name,
        )
    n = int(table["answers"].fillna(0).sum())
    if not n:
        return fill(_("No answer on {score} was given within 7 days of these touchpoints."), score=name)
    text = ngettext(
        "Dissatisfied: an answer on {score} of at most {limit} within 7 days; there is {n} answer.",
        "Dissatisfied: an answer on {score} of at most {limit} within 7 days; there are {n} answers.",
        n,
    )
    return fill(text, score=name, limit=number(limit), n=number(n))


def _tickets(table: pd.DataFrame) -> Markup | str:
    if "tickets" not in table:
        return _("There are no tickets with customer and date.")
    return _("A ticket counts if it was opened within 7 days of the visit.")


def _one(row: pd.Series) -> Markup:
    parts: list[Markup] = []
    if pd.notna(row["lost"]) and row["lost"]:
        text = ngettext(
            "{n} visit after which the journey stopped ({share} of {judged}; {interval})",
            "{n} visits after which the journey stopped ({share} of {judged}; {interval})",
            int(row["lost"]),
        )
        known = limits(row["lost_share_low"], row["lost_share_high"], row["level"])
        share, judged = percent(row["lost_share"], 1), number(int(row["judged"]))
        parts.append(fill(text, n=number(int(row["lost"])), share=share, judged=judged, interval=known))
    if pd.notna(row["median_days"]):
        parts.append(fill(_("until the next contact {time} in the median"), time=lasting(row["median_days"])))
    for name, text in (
        ("dissatisfied", _("{share} of {n} answers dissatisfied ({interval})")),
        ("ticket", _("a ticket after {share} of {n} visits ({interval})")),
    ):
        part = row.get(f"{name}_share")
        if pd.notna(part) and part > 0 and pd.notna(row["answers" if name == "dissatisfied" else "n"]):
            known = limits(row[f"{name}_share_low"], row[f"{name}_share_high"], row["level"])
            n = number(int(row["answers" if name == "dissatisfied" else "n"]))
            parts.append(fill(text, share=percent(part, 1), n=n, interval=known))
    joined = Markup("; ").join(parts) or _("what follows is not shown, since so few are behind it")
    return owned(fill(_("<strong>{event}</strong>: {parts}"), event=words(row["event"]), parts=joined), row)


def owner(row: pd.Series) -> Markup | str:
    """Name the process behind a finding and its owner, where the pot's map knows them."""
    if not row.get("process"):
        return ""
    if not row.get("owner"):
        return fill(_("(process: {process})"), process=row["process"])
    return fill(_("(process: {process}; owner: {owner})"), process=row["process"], owner=row["owner"])


def owned(text: Markup, row: pd.Series) -> Markup:
    """End a sentence with the process behind the finding and its owner."""
    return Markup("{}.").format(Markup(" ").join(part for part in (text, owner(row)) if part))


def rework(table: pd.DataFrame) -> Markup:
    """Say which touchpoints customers come to again."""
    shown = table[table["share"].notna() & (table["repeated"] > 0)].head(_SHOWN)
    if shown.empty:
        return paragraph(_("No touchpoint is visited more than once by enough customers to be shown."))
    text = _(
        "<strong>{event}</strong>: {share} of its {n} customers come more than once ({interval}); visits "
        "directly again: {loops}, after another touchpoint of this list: {returns}"
    )
    return bullets(
        owned(
            fill(text, event=words(row["event"]), share=percent(row["share"], 1), n=number(int(row["n"])),
                 interval=limits(row["low"], row["high"], row["level"]),
                 loops=number(int(row["self_loops"])), returns=number(int(row["returns"]))),
            row,
        )
        for _place, row in shown.iterrows()
    )  # fmt: skip
