"""Names of events, paths and lengths of time in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import _, interval, ngettext, number, told
from ...results import level_text
from .._html import fill

__all__ = [
    "RARE",
    "correction_name",
    "lasting",
    "left_out",
    "limits",
    "owned",
    "owner_in_brackets",
    "path_of",
    "rounded",
    "rows_left_out",
    "tied",
    "words",
]


RARE = "(rarer variants)"  # what `cxlab.variants` calls the paths of too few customers, together


def words(name: object) -> str:
    """Return an event's name as words."""
    return str(name).replace("_", " ")


def path_of(path: str) -> str:
    """Return a variant ("a > b") as it is read."""
    return _("rarer paths together") if path == RARE else words(path).replace(" > ", " → ")


def lasting(days: float) -> str:
    """Return a length of time in the unit that suits it.

    >>> lasting(34.23), lasting(45), lasting(0.066), lasting(1 / 1440), lasting(0)
    ('34.2 days', '45 days', '1.6 hours', '1 minute', 'less than a minute')
    """
    minutes = days * 1440
    if minutes < 0.5:
        return _("less than a minute")
    if minutes < 90:
        n = round(minutes)
        return (_("{n} minute") if n == 1 else _("{n} minutes")).format(n=number(n))
    hours = minutes < 48 * 60
    shown = round(minutes / 60 if hours else days, 1)
    one, many = (_("{n} hour"), _("{n} hours")) if hours else (_("{n} day"), _("{n} days"))
    return (one if shown == 1 else many).format(n=number(shown, 0 if shown % 1 == 0 else 1))


def limits(low: float, high: float, level: float, digits: int = 1, *, as_percent: bool = True) -> str:
    """Return an interval with its level: "95% interval 5.6% to 7.5%"."""
    shown = interval(low, high, digits, as_percent=as_percent)
    return _("{level} interval {interval}").format(level=level_text(level), interval=shown)


def left_out(counts: Mapping[str, int]) -> Markup:
    """Return what was left out and why, "3 (no time), 1 (duplicate)"; nothing where nothing was."""
    rows = [fill(_("{n} ({reason})"), n=number(n), reason=told(reason)) for reason, n in counts.items() if n]
    return Markup(", ").join(rows)


def tied(facts: Mapping[Any, Any]) -> str:
    """Say for how many customers the dates leave the order open, and what decided; else nothing."""
    n = int(str(facts.get("ties", 0)))
    if not n:
        return ""
    text = ngettext(
        "For {n} customer several events stand at the same moment; the order of the file decided which came "
        "first.",
        "For {n} customers several events stand at the same moment; the order of the file decided which came "
        "first.",
        n,
    )
    if facts.get("tie_rule") == "name":
        text = ngettext(
            "For {n} customer several events stand at the same moment, and nothing tells which came first: "
            "they are in the order of their names, which means nothing.",
            "For {n} customers several events stand at the same moment, and nothing tells which came first: "
            "they are in the order of their names, which means nothing.",
            n,
        )
    return text.format(n=number(n))


def rows_left_out(counts: Mapping[str, int]) -> Markup | str:
    """Say which rows of events, answers and tickets were left out; nothing where none was."""
    rows = left_out(counts)
    return fill(_("Rows left out: {rows}."), rows=rows) if rows else ""


def correction_name(correction: object) -> str:
    """Return what a correction for several comparisons is called.

    >>> correction_name("bh")
    'Benjamini-Hochberg'
    """
    known = {"holm": "Holm", "bh": "Benjamini-Hochberg", "none": _("none")}
    return known.get(str(correction), str(correction))


def rounded(value: float) -> str:
    """Return a count with two digits that count, which is what an estimate carries.

    >>> rounded(84.6), rounded(1234), rounded(7.2)
    ('85', '1,200', '7')
    """
    size = max(len(str(int(abs(value)))) - 2, 0)
    return number(round(value, -size) if size else round(value), 0)


def owned(owners: pd.DataFrame | None, name: object) -> tuple[str, str]:
    """Return process and owner of a step, as far as the pot says."""
    if owners is None:
        return "", ""
    rows = owners[owners["event"] == name]
    if rows.empty:
        return "", ""
    row = rows.iloc[0]
    return str(row["process"] or ""), str(row["owner"] or "")


def owner_in_brackets(row: Mapping[Any, Any]) -> Markup | str:
    """Name the process behind a finding and its owner, where the pot's map knows them."""
    if not row.get("process"):
        return ""
    if not row.get("owner"):
        return fill(_("(process: {process})"), process=row["process"])
    return fill(_("(process: {process}; owner: {owner})"), process=row["process"], owner=row["owner"])
