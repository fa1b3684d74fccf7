"""One paragraph per question of the check."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number, percent
from .._html import bullets, fill, paragraph, together
from .tables import owner_of, reason_of

__all__ = ["dates", "duplicates", "faults", "freshness", "links", "verdict"]

WHY = ("missing_key", "unknown_key", "other_spelling", "ambiguous")


def verdict(check: pd.DataFrame, *, tables: int) -> Markup:
    """Say whether the pot can be used."""
    errors, warnings = (int((check["severity"] == severity).sum()) for severity in ("error", "warning"))
    state = (
        _("The data <strong>must not be used yet</strong>:")
        if errors
        else _("The data <strong>can be used</strong>:")
    )
    one = ngettext("{n} error", "{n} errors", errors).format(n=number(errors))
    two = ngettext("{n} warning", "{n} warnings", warnings).format(n=number(warnings))
    of = ngettext("{n} table", "{n} tables", tables).format(n=number(tables))
    counts = _("{errors} and {warnings} in {tables}.").format(errors=one, warnings=two, tables=of)
    return paragraph(fill(state), counts)


def faults(check: pd.DataFrame) -> Markup:
    """Say what errors and warnings mean."""
    if not check["severity"].isin(["error", "warning"]).any():
        return paragraph(_("Nothing stands out: types, scales, keys and dates are as they should be."))
    return paragraph(
        _("An error makes figures wrong and has to be mended first; a warning has to be known."),
        _("Row numbers are those of the file, its heading included. Nothing was dropped silently."),
    )


def freshness(table: pd.DataFrame) -> Markup:
    """Say which data are older than agreed, by owner."""
    stale = table[table["state"] == "stale"]
    silent = int((table["state"] == "no interval agreed").sum())
    hint = ngettext(
        "For {n} table no interval is agreed; name one as refresh_days in pot.yml to have its age watched.",
        "For {n} tables no interval is agreed; name one as refresh_days in pot.yml to have it watched.",
        silent,
    ).format(n=number(silent))
    if stale.empty:
        return paragraph(_("No table is older than agreed."), hint if silent else "")
    lines = [
        fill(
            _("<strong>{owner}</strong>: {table} is {age} days old, agreed are {agreed}."),
            owner=owner_of(row["owner"]),
            table=row["table"],
            age=number(row["age_days"]),
            agreed=number(row["refresh_days"], 0),
        )
        for row in stale.to_dict("records")
    ]
    return together(
        paragraph(_("Older than agreed; ask for a newer export:")),
        bullets(lines),
        paragraph(hint) if silent else Markup(""),
    )


def links(table: pd.DataFrame, *, wanted: float) -> Markup:
    """Say which tables find too few of their customers."""
    if table.empty:
        return paragraph(
            _("There is nothing to link: the pot has no table of customers and names no links."),
            _("Answers, tickets and orders can then not be told per customer."),
        )
    poor = table[table["share"] < wanted].sort_values("share", kind="stable")
    if poor.empty:
        return paragraph(fill(_("Every table finds at least {share} of its rows."), share=percent(wanted, 0)))
    lines = []
    for row in poor.to_dict("records"):
        reasons = {name: row[name] for name in WHY}
        most = max(reasons, key=lambda name: reasons[name])
        lines.append(
            fill(
                _("<strong>{table}</strong>: {share} find their row in {target}; mostly: {reason} ({rows})."),
                table=row["table"],
                share=percent(row["share"]),
                target=row["target"],
                reason=reason_of(most),
                rows=number(int(reasons[most])),
            )
        )
    return together(
        paragraph(fill(_("Below the wanted {share}:"), share=percent(wanted, 0))),
        bullets(lines),
        paragraph(_("Rows that find no customer are missing from every figure per customer or segment.")),
    )


def duplicates(table: pd.DataFrame) -> Markup:
    """Say what stands twice."""
    twice = table[table["rows"] > 0]
    if twice.empty:
        return paragraph(_("There are no duplicates, by id or by content."))
    rows = int(twice["rows"].sum())
    sentence = ngettext(
        "{n} row repeats an earlier one; each repetition counts a customer's opinion once more than given.",
        "{n} rows repeat an earlier one; each repetition counts a customer's opinion once more than given.",
        rows,
    )
    return paragraph(fill(sentence, n=number(rows)))


def dates(table: pd.DataFrame) -> Markup:
    """Say which dates cannot be, and which are odd."""
    if table.empty:
        return paragraph(_("No date lies in the future or before the company or the customer was there."))
    early = table["reason"] == "before signup"
    wrong, odd = int(table.loc[~early, "rows"].sum()), int(table.loc[early, "rows"].sum())
    false = ngettext(
        "{n} date cannot be true. Response times, tenure and trends take it at its word.",
        "{n} dates cannot be true. Response times, tenure and trends take them at their word.",
        wrong,
    )
    before = ngettext(
        "{n} date lies before its customer signed up: asked as a prospect, or the id of another customer?",
        "{n} dates lie before their customers signed up: asked as prospects, or ids of other customers?",
        odd,
    )
    return paragraph(
        fill(false, n=number(wrong)) if wrong else "", fill(before, n=number(odd)) if odd else ""
    )
