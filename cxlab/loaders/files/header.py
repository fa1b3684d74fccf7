"""Column names as people typed them to names that can be told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...errors import BadFile, some_of
from ...text import Text
from .invisible import clean_text

__all__ = ["distinct", "header_note", "tidy"]


def tidy(
    path: Path, names: Sequence[str], columns: list[Any], notes: list[str]
) -> tuple[list[str], list[Any]]:
    """Return clean, distinct names and the columns that stay.

    A repeated name gets a number instead of an error: survey tools export the same question text several
    times ("Other, please specify"), and an analyst cannot change the export. The note says which columns.
    """
    clean = [_clean(name) for name in names]
    if all(re.fullmatch(r"[+-]?\d+([.,]\d+)?", name) for name in clean if name):
        raise BadFile(
            Text("{path}: the first row holds numbers, not column names; add a row with names", path=path)
        )
    keep = list(range(len(clean)))
    while len(keep) > 1 and not clean[keep[-1]] and _empty(columns[keep[-1]]):
        keep.pop()
    if len(keep) < len(clean):
        notes.append(
            Text(
                "{count} empty columns without a name at the right edge left out",
                count=len(clean) - len(keep),
            )
        )
    unnamed = [position + 1 for position in keep if not clean[position]]
    if unnamed:
        notes.append(
            Text("columns without a name are called column_<position>: {names}", names=_listed(unnamed))
        )
    if marked := sum(
        name != re.sub(r"\s+", " ", str(old)).strip() for name, old in zip(clean, names, strict=True)
    ):
        notes.append(
            Text(
                "invisible marks, composed letters or escapes taken out of {count} column names",
                count=marked,
            )
        )
    result = distinct([clean[position] or f"column_{position + 1}" for position in keep], notes)
    if (same := len(result) - len({name.casefold() for name in result})) > 0:
        notes.append(Text("names that differ from another one in capitals only: {count}", count=same))
    return result, [columns[position] for position in keep]


def header_note(row: int) -> Text:
    """Return the note on column names that do not stand in the first row.

    Examples
    --------
    >>> header_note(2)
    'column names stand in row 2; 1 row above left out'
    """
    return Text(
        "column names stand in row {row}; {n} row above left out",
        "column names stand in row {row}; {n} rows above left out",
        row=str(row),
        n=row - 1,
    )


def _clean(name: str) -> str:
    """Trim, drop invisible marks, and write composed letters, so that a typed name finds its column."""
    return re.sub(r"\s+", " ", clean_text(str(name))).strip()


def distinct(names: list[str], notes: list[str]) -> list[str]:
    """Return the names with the repeated ones numbered; note which."""
    taken, result, repeated = set(names), list[str](), list[str]()
    seen: set[str] = set()
    for name in names:
        new, number = name, 1
        while new in seen or (number > 1 and new in taken):
            number += 1
            new = f"{name}_{number}"
        if number > 1:
            repeated.append(f"{name!r} -> {new!r}")
        seen.add(new)
        result.append(new)
    if repeated:
        notes.append(Text("repeated column names numbered: {names}", names=_listed(repeated)))
    return result


def _empty(column: Any) -> bool:
    import pyarrow.compute as pc

    if str(column.type) == "string":
        return not pc.any(pc.not_equal(column, "")).as_py()
    return bool(column.null_count == len(column))


def _listed(items: Sequence[object], limit: int = 10) -> str:
    return some_of([str(item) for item in items[:limit]], len(items) - limit)
