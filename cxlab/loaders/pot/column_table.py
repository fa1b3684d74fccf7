"""The columns of a table: what each means, where it is from, how full it is, what it holds."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd
from pandas.api import types

from ...text import Text
from ..tables.dates import is_date, local
from .pot_tables import PotTables

__all__ = ["column_table"]

COLUMNS = ["column", "meaning", "in_file", "kind", "filled", "distinct_values", "values"]
NAMED = 8
"""Values that are told one by one; of more, the commonest."""
TRAIT = 40
"""A text column with more different values than this is no trait: its values may be a person's own words."""
RARE = 5
"""A value that fewer rows have may be that of a person who is known."""
USUAL = (0.05, 0.95)
"""What lies outside these quantiles may be one person's own: the highest bill is known to whoever pays it."""


def column_table(pot: PotTables, table: str) -> pd.DataFrame:
    """Return one row per column of a table, in its order; see `DataPot.columns`."""
    frame, spec = pot.prepared(table).frame, pot.table(table)
    asked = frame.attrs.get("labels", {})
    lines = []
    for name in map(str, frame.columns):
        values = frame[name]
        private = name in spec.personal
        lines.append(
            {
                "column": name,
                "meaning": asked.get(name) or name,
                "in_file": str(spec.columns.get(name, name)),
                "kind": _kind(frame, name, private),
                "filled": float(values.notna().mean()) if len(values) else None,
                "distinct_values": int(values.nunique()),
                "values": "" if private else _values(frame, name),
            }
        )
    return pd.DataFrame(lines, columns=COLUMNS).astype({"distinct_values": "int64"})


def _kind(frame: pd.DataFrame, name: str, private: bool) -> Text:
    if private:
        return Text("personal")
    if _is_id(name):
        return Text("id")
    if is_date(frame, name):
        return Text("date")
    if types.is_bool_dtype(frame[name]):
        return Text("yes or no")
    return Text("number") if types.is_numeric_dtype(frame[name]) else Text("text")


def _is_id(name: str) -> bool:
    return name == "id" or name.endswith("_id")


def _values(frame: pd.DataFrame, name: str) -> str:
    """Say what the values are, as far as none of them can be one person's."""
    values = frame[name].dropna()
    if values.empty or _is_id(name):
        return ""
    if is_date(frame, name):
        return Text("{low} to {high}", low=local(values).min(), high=local(values).max())
    numeric = types.is_numeric_dtype(values)
    if values.nunique() <= TRAIT and (_whole(values) if numeric else _short(values)):
        counts = values.value_counts()
        return _named(counts[counts >= RARE], scale=numeric)
    if not types.is_numeric_dtype(values):
        return ""
    # Three digits tell the size of a number; more would be those of one row.
    low, high = (_short_number(float(values.quantile(share))) for share in USUAL)
    return Text("mostly {low} to {high}", low=low, high=high)


def _whole(values: pd.Series) -> bool:
    return bool((values.astype(float) % 1 == 0).all())


def _short_number(value: float) -> float | int:
    rounded = float(f"{value:.3g}")
    return int(rounded) if rounded.is_integer() else rounded


def _short(values: pd.Series) -> bool:
    return bool(values.astype(str).str.len().max() <= 60)


def _named(counts: pd.Series, *, scale: bool) -> str:
    """Return the commonest values; those of a scale in its order."""
    chosen: list[Hashable] = list(counts.index[: 11 if scale else NAMED])
    words = [_plain(value) for value in (sorted(chosen) if scale else chosen)]  # type: ignore[type-var]
    rest = len(counts) - len(chosen)
    named = ", ".join(words)
    return Text("{named} and {rest} more", named=named, rest=rest) if rest > 0 else named


def _plain(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]
