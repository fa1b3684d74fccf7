"""How often does each value occur in each group: the sufficient statistic of every share and score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from cxlab.engine.collect import final_key, tidy, to_pandas
from cxlab.engine.counting import count_pandas
from cxlab.engine.ids import as_ids, id_column
from cxlab.engine.inner import inner
from cxlab.engine.once import once, question_of
from cxlab.engine.period import HasValue, Period, cut, cut_pandas, mondays, week_number
from cxlab.engine.scan import Scan, scan, whole_decimals
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text


class Renamed(str):
    """A column used as a key that has another name in the result, where its own is taken."""

    label: str

    def __new__(cls, column: str, label: str) -> Renamed:
        """Make a key of `column` that is called `label` in the result."""
        made = super().__new__(cls, column)
        made.label = label
        return made


Key = str | Period | HasValue
By = Key | Sequence[Key] | None

_COUNTS = ("n", "weight_sum", "weight_square_sum", "weight_missing", "weight_zero")
_NEGATIVE = inner("weight_negative")


def tally(data: Any, *, by: By, weight: str | None = None) -> pd.DataFrame:
    """Count the rows of each distinct combination of keys.

    Parameters
    ----------
    data
        pandas, polars, pyarrow, DuckDB or a path to Parquet or CSV files.
    by
        Column names, `Period`s and `HasValue`s; an empty list or None counts all rows.
    weight
        A numeric column of weights.

    Returns
    -------
    DataFrame
        One row per combination that occurs, sorted, missing keys last (null and NaN are one group, an
        empty text is a value): the keys, `n` (rows, int64) and, with a weight, `weight_sum`,
        `weight_square_sum`, `weight_missing` (rows without a weight; part of `n` and of nothing else) and
        `weight_zero` (rows that count for nothing).

    Raises
    ------
    MissingColumn
        A key or the weight is not in the data.
    BadValue
        Keys clash in name, a `Period` is put on a column without dates, weights are not numbers or
        negative.

    Examples
    --------
    >>> import pandas as pd
    >>> tally(pd.DataFrame({"nps": [10, 9, 10, None]}), by="nps")
        nps  n
    0   9.0  1
    1  10.0  2
    2   NaN  1
    """
    keys = as_keys(by)
    check_labels(keys, reserved=_COUNTS if weight else _COUNTS[:1])
    return once(data, ("tally", question_of(keys), weight), lambda: _counted(data, keys, weight))


def _counted(data: Any, keys: Sequence[Key], weight: str | None) -> pd.DataFrame:
    source = scan_for(data, keys, [weight] if weight else [])
    counted = _count_pandas(source, keys, weight) if source.is_pandas and keys else None
    if counted is not None:
        return _refuse_negative(counted, weight)
    frame, names = keyed(source, keys, _weights(source, weight) if weight else [], weeks=True)
    sums = [nw.len().alias("n"), *(nw.col(name).sum() for name in (*_COUNTS[1:], _NEGATIVE) if weight)]
    small = _refuse_negative(grouped(frame, names, sums), weight)
    for name, key in zip(names, keys, strict=True):
        if isinstance(key, Period) and week_number(source, key) is not None:
            small[name] = mondays(small[name])
    counts = [name for name in ("n", "weight_missing", "weight_zero") if name in small]
    small[counts] = small[counts].astype("int64")
    return settle(small, names, source, keys)


def _count_pandas(source: Scan, keys: Sequence[Key], weight: str | None) -> pd.DataFrame | None:
    native = source.frame.to_native()
    series = {label_of(key): _native_key(native, key) for key in keys}
    sums: dict[str, Any] = {}
    if weight:
        parts = source.frame.select(*_weights(source, weight)).to_native()
        sums = {name: parts[name].to_numpy(dtype=float, na_value=0.0) for name in parts}
    counted = count_pandas(series, sums, {label_of(key): column_of(key) for key in keys})
    if counted is None:
        return None
    found, columns = counted
    plain = {label_of(key): str(key) for key in keys if isinstance(key, str)}
    tidied = {name: final_key(found[name], source, plain.get(name, "")) for name in found}
    if weight:
        for name in ("weight_missing", "weight_zero"):
            columns[name] = columns[name].astype("int64")
    return pd.DataFrame(tidied | columns)


def _native_key(native: pd.DataFrame, key: Key) -> pd.Series:
    if isinstance(key, str):
        return native[key]
    if isinstance(key, HasValue):
        return as_ids(native[key.column], key.column).notna()
    return cut_pandas(native[key.column], key)


def grouped(frame: Any, names: Sequence[str], sums: Sequence[nw.Expr]) -> pd.DataFrame:
    """Aggregate per combination of the columns `names`, or over all rows where there are none."""
    if not names:
        return to_pandas(frame.select(*sums))
    return to_pandas(frame.group_by(*names, drop_null_keys=False).agg(*sums))


def _weights(source: Scan, weight: str) -> list[nw.Expr]:
    """Return the columns whose sums are wanted (pandas groups are fast only for plain sums)."""
    w = finite(source, weight)
    parts = [w, w * w, w.is_null().cast(nw.Int64), (w == 0).cast(nw.Int64), (w < 0).cast(nw.Int64)]
    return [part.alias(name) for part, name in zip(parts, (*_COUNTS[1:], _NEGATIVE), strict=True)]


def _refuse_negative(small: pd.DataFrame, weight: str | None) -> pd.DataFrame:
    if not weight:
        return small
    negative = int(small.pop(_NEGATIVE).fillna(0).sum())
    if negative:
        raise BadValue(
            Text(
                "column {column!r} holds {count} negative weights; a weight says how many a row stands for",
                column=weight,
                count=negative,
            )
        )
    return small


def as_keys(by: By) -> list[Key]:
    """Return `by` as a list of column names and periods."""
    if by is None:
        return []
    keys = [by] if isinstance(by, str | Period | HasValue) or not isinstance(by, Iterable) else list(by)
    for key in keys:
        if not isinstance(key, str | Period | HasValue):
            raise BadParameter(
                Text("a group is a column name or a period; found {name}", name=type(key).__name__)
            )
    return keys


def check_labels(keys: Sequence[Key], *, reserved: Sequence[str]) -> None:
    """Refuse keys whose names would occur twice in the result."""
    labels = [label_of(key) for key in keys]
    for label in labels:
        if label in reserved:
            raise BadValue(
                Text("a group column cannot be called {label!r} (a result column); rename it", label=label)
            )
        if labels.count(label) > 1:
            raise BadValue(
                Text(
                    "two group columns are called {label!r}; name one with period(..., name=...)",
                    label=label,
                )
            )


def scan_for(data: Any, keys: Sequence[Key], others: Sequence[str]) -> Scan:
    """Scan the columns that keys and other arguments name."""
    dates = [key.column for key in keys if isinstance(key, Period)]
    return scan(data, [*map(column_of, keys), *others], zone_of=dates)


def label_of(key: Key) -> str:
    """Return the name of a key's output column."""
    return key.label if isinstance(key, Period | HasValue | Renamed) else key


def column_of(key: Key) -> str:
    """Return the column a key reads."""
    return str(key) if isinstance(key, str) else key.column


def keyed(
    source: Scan, keys: Sequence[Key], others: Sequence[nw.Expr], *, weeks: bool = False
) -> tuple[Any, list[str]]:
    """Return a frame of the keys, named k0, k1, ... so that no column's name can clash, and other columns.

    With `weeks`, weeks are numbers where the backend counts those faster (`period.week_number`).
    """
    names = [f"k{position}" for position in range(len(keys))]
    columns = [(week_number(source, key) if weeks and isinstance(key, Period) else None) for key in keys]
    plain = [
        (key_column(source, key) if column is None else column).alias(name)
        for key, column, name in zip(keys, columns, names, strict=True)
    ]
    return (source.frame.select(*plain, *others) if plain or others else source.frame), names


def key_column(source: Scan, key: Key) -> Any:
    """Return the column of a key's values, in which what counts as missing is missing on every backend."""
    if isinstance(key, Period):
        return cut(source, key)
    if isinstance(key, HasValue):
        return ~id_column(source, key_column(source, key.column), key.column).is_null()
    if source.is_pandas:
        return nw.col(key)
    dtype = source.frame.collect_schema()[key]
    if isinstance(dtype, nw.Categorical | nw.Enum):
        return nw.col(key).cast(nw.String)
    if isinstance(dtype, nw.Decimal) and whole_decimals(source, key):
        return nw.col(key)
    if isinstance(dtype, nw.Decimal) or dtype.is_float():
        return _not_nan(nw.col(key).cast(nw.Float64))
    return nw.col(key)


def finite(source: Scan, column: str) -> nw.Expr:
    """Return a numeric column as floats in which NaN and infinity are null on every backend."""
    dtype = source.frame.collect_schema()[column]
    if not (dtype.is_numeric() or isinstance(dtype, nw.Boolean) or _holds_decimals(source, column, dtype)):
        raise BadValue(
            Text(
                "column {column!r} must hold numbers; it holds {dtype}",
                column=column,
                dtype=_kind(dtype, column),
            )
        )
    values = nw.col(column).cast(nw.Float64)
    return nw.when(values.is_finite()).then(values)


def _holds_decimals(source: Scan, column: str, dtype: Any) -> bool:
    """Whether a pandas column of objects holds exact decimal numbers, as databases give them."""
    if not (source.is_pandas and isinstance(dtype, nw.Object)):
        return False
    return pd.api.types.infer_dtype(source.frame.to_native()[column], skipna=True) == "decimal"


def _kind(dtype: Any, column: str) -> str:
    """Return what a column without numbers holds and how to convert it."""
    if isinstance(dtype, nw.Duration):
        return f"spans of time; convert them first, e.g. data[{column!r}] / pd.Timedelta(days=1)"
    if isinstance(dtype, nw.Date | nw.Datetime):
        return "dates"
    if isinstance(dtype, nw.String | nw.Object):
        return f"text; convert it first, e.g. with pd.to_numeric(data[{column!r}])"
    return str(dtype)


def _not_nan(values: nw.Expr) -> nw.Expr:
    return nw.when(~values.is_nan()).then(values)


def settle(small: pd.DataFrame, names: Sequence[str], source: Scan, keys: Sequence[Key]) -> pd.DataFrame:
    """Return the result with its keys in their final types, sorted and under their own names.

    `names` are the columns to sort by: those of the keys, then a function's own.
    """
    own = list(names[len(keys) :])
    sources = [key if isinstance(key, str) else "" for key in keys] + [""] * len(own)
    small = tidy(small, names, source, sources)
    return small.rename(columns=dict(zip(names, [*map(label_of, keys), *own], strict=True)))
