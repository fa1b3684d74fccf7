"""What stands below a table: a totals row, a line on the source. None of it is a customer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ...text import Text

__all__ = ["LOOKED_AT", "foot"]

LOOKED_AT = 200
"""Rows at the end of a table that are looked at: the last ones are judged by what the others hold."""

LONGEST = 5
"""Rows that a foot may have."""

ENOUGH = 3
"""Rows above a foot without which nothing is usual."""

USUAL = 0.9

TOTAL = re.compile(
    r"(gesamt|summen?|gesamtsumme|endsumme|zwischensumme|gesamtergebnis|gesamtanzahl|insgesamt|total|totals"
    r"|grand total|sub ?total|sum)( aller \w+| \(?\w{2,12}\)?)?\s*:?(\s*[\d.,]+( \w+)?)?"
    r"|(anzahl|count)( (der )?\w+)?\s*:\s*([\d.,]+)?",
    re.IGNORECASE,
)
REMARK = re.compile(
    r"(stand|stichtag|quelle|datenquelle|export(iert)?|erstellt|gedruckt|druckdatum|seite|hinweis|anmerkung"
    r"|source|as of|exported|generated|page|note)\b\s*[:,.]?.*[\s:].*",
    re.IGNORECASE | re.DOTALL,
)
FIGURE = re.compile(r"[-+]?[\d.,' ]*\d\s*(%|€|eur|usd|chf|\$|£)?", re.IGNORECASE)


def foot(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Return why each of the last rows is not one of the table's, the topmost first; nothing in doubt.

    A totals row begins with such a word, holds figures only beside it, and leaves empty what every other row
    fills (or has the word where every other row has a number). A remark is a single cell such as
    "Stand: 31.12.2024" in a table that is otherwise filled.

    Parameters
    ----------
    rows
        The last rows of a table, at most `LOOKED_AT` of them, None or "" for an empty cell.

    Examples
    --------
    >>> rows = [["K1", "Bonn", 3], ["K2", "Trier", 4], ["K3", "Bonn", 5]]
    >>> foot([*rows, ["Summe", "", 12], ["Stand: heute", "", ""]])
    ['totals row', 'remark below the table']
    >>> foot([*rows, ["K4", "Total", ""]])
    []
    """
    texts = [[_text(cell) for cell in row] for row in rows]
    reasons: list[str] = []
    while len(reasons) < LONGEST and len(texts) > ENOUGH:
        reason = _reason(texts[-1], texts[:-1])
        if reason is None:
            break
        reasons.insert(0, reason)
        texts.pop()
    return reasons


def _reason(row: list[str], above: list[list[str]]) -> str | None:
    filled = [position for position, cell in enumerate(row) if cell]
    if not filled or len(row) < 2:
        return None
    first, rest = row[filled[0]], [row[position] for position in filled[1:]]
    elsewhere = any(cells[filled[0]] == first for cells in above)  # a word that others have is a value
    if TOTAL.fullmatch(first) and not elsewhere and all(FIGURE.fullmatch(cell) for cell in rest):
        emptied = any(_usually(above, position, bool) for position in set(range(len(row))) - set(filled))
        odd = _usually(above, filled[0], _has_digit) and not _has_digit(first)
        return Text("totals row") if emptied or odd else None
    alone = not rest and len(row) >= 3 and REMARK.fullmatch(first)
    others = sum(_usually(above, position, bool) for position in range(len(row)) if position != filled[0])
    return Text("remark below the table") if alone and others else None


def _usually(rows: list[list[str]], position: int, holds: Callable[[str], bool]) -> bool:
    """Tell whether nearly every row, or all but one, holds something in that column."""
    lacking = sum(not holds(row[position]) for row in rows)
    return lacking <= max(1.0, (1 - USUAL) * len(rows))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
