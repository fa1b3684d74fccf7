"""Foreign keys of any name, found by content: columns whose values are the keys of another table."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from ..tables.plain_names import plain_name
from .folder import Found

__all__ = ["foreign_keys", "telling"]

SURE = 0.95
"""Share of the different values of a column that are keys of the other table."""
DENSE = 0.2
"""Share of all numbers of a range that are keys, from which on numbers of that range are keys by chance."""
_NAMELESS = re.compile(r"column_\d+|Unnamed.*", re.IGNORECASE)
"""Names that readers give to columns without one: most often the row's number."""
_NUMBERED = re.compile(r"(?:s|n|en|er)?[ ]?(?:id|nr|no|num|nummer|number|key|code|kennung|ref|fk|pk)$")


def foreign_keys(
    tables: list[Found], linked: set[tuple[str, str]]
) -> Iterator[tuple[Found, str, Found, str, float]]:
    """Yield child, its column, parent, its key, and the share of the child's values that are there.

    A key tells the rows of its table apart. Where keys are numbers without gaps, any numbers of that range
    would fit, so that the names must speak for it too.

    Parameters
    ----------
    tables
        The tables of a folder.
    linked
        Pairs of child and parent that are linked already.
    """
    for child in tables:
        for column, values in child.keys.items():
            name = child.found.canonical(column)
            if (
                _NAMELESS.fullmatch(column)
                or name in child.found.personal
                or not telling(values)
                or name in child.found.segments
            ):
                continue
            best = max(
                _parents(child, column, values, tables, linked), key=lambda found: found[0], default=None
            )
            if best is not None:
                yield child, column, best[1], best[2], best[0]


def _parents(
    child: Found, column: str, values: pd.Index, tables: list[Found], linked: set[tuple[str, str]]
) -> Iterator[tuple[float, Found, str]]:
    own = column in child.unique
    for parent in tables:
        if parent is child or (child.name, parent.name) in linked or _same_kind(child, parent):
            continue
        for key in parent.unique:
            if _NAMELESS.fullmatch(key) or parent.found.canonical(key) in parent.found.personal:
                continue
            target = parent.keys[key]
            shared = child.found.canonical(column)
            if shared == parent.found.canonical(key) == "customer_id" and parent.found.table != "customers":
                continue  # both belong to customers
            if own and len(target) <= len(values):
                continue  # as many rows on either side: the other way round it is the same link
            share = float(values.isin(target).mean())
            if share >= SURE and (not _dense(target) or _alike(column, key, parent)):
                yield share, parent, key


def _same_kind(child: Found, parent: Found) -> bool:
    return child.found.table is not None and child.found.table == parent.found.table


def telling(values: pd.Index) -> bool:
    """Tell whether values are long enough not to be in common by chance, as 1, 2, 3 are."""
    return bool(values.str.len().to_series().median() >= 4)


def _dense(keys: pd.Index) -> bool:
    """Tell whether keys are numbers that fill much of their range."""
    if not keys.str.fullmatch(r"\d{1,15}").all():
        return False
    numbers = keys.astype("int64")
    return bool(len(numbers) >= DENSE * (int(numbers.max()) - int(numbers.min()) + 1))


def _alike(column: str, key: str, parent: Found) -> bool:
    """Tell whether two columns, or a column and a table, are called the same but for their endings."""
    stem = _stem(column)
    names = [_stem(key), _stem(parent.name), _stem(parent.file.split(".")[0])]
    return len(stem) >= 3 and any(
        name[:4] and (stem.startswith(name[:4]) or name.startswith(stem)) for name in names
    )


def _stem(name: str) -> str:
    return _NUMBERED.sub("", plain_name(name)).strip()
