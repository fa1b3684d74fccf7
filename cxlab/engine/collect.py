"""Bring an aggregate home: the same pandas frame, whatever backend made it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.scan import Scan, scan
from cxlab.errors import BadValue
from cxlab.text import Text

_EXACT, _LARGEST = 2**53, 2**63 - 1


def in_memory(data: Any, columns: Sequence[str], *, limit: int = 20_000_000) -> pd.DataFrame:
    """Return the named columns of any data as a new pandas frame, for models that need every row.

    Parameters
    ----------
    data
        pandas, polars, pyarrow, DuckDB or a path to Parquet or CSV files.
    columns
        The columns to load, in this order.
    limit
        The most rows to load; more are refused, since a model would hardly fit in memory with them.

    Raises
    ------
    MissingColumn
        A column is not in the data.
    BadValue
        There are more rows than `limit`.

    Examples
    --------
    >>> in_memory(pd.DataFrame({"nps": [9, 3], "text": ["a", "b"]}), ["nps"])
       nps
    0    9
    1    3
    """
    source = scan(data, columns, whole=True)
    rows = int(to_pandas(source.frame.select(nw.len().alias("n")))["n"].iloc[0])
    if rows > limit:
        raise BadValue(
            Text(
                "{rows} rows are more than the {limit} loaded at once; aggregate first",
                rows=rows,
                limit=limit,
            )
        )
    frame = to_pandas(source.frame).reset_index(drop=True)
    return frame.assign(**{name: final_key(frame[name], source, name) for name in frame.columns})


def to_pandas(frame: Any) -> pd.DataFrame:
    """Return a small Narwhals frame as pandas without turning integers with gaps into floats on the way."""
    if frame.implementation.is_pandas():
        return frame.to_native()
    table = to_arrow(frame)
    return pd.DataFrame({name: _from_arrow(table.column(name)) for name in table.column_names})


def to_arrow(frame: Any) -> Any:
    """Return a Narwhals frame as an Arrow table; what a CSV file holds shows itself only now."""
    if not isinstance(frame, nw.LazyFrame):
        return frame.to_arrow()
    try:
        return frame.collect("pyarrow").to_native()
    except Exception as error:
        # DuckDB's own message quotes the offending line, which may be a customer's.
        column = re.search(r'column "([^"]+)"', str(error))
        if type(error).__name__ != "ConversionException" or not column:
            raise
        raise BadValue(
            Text(
                "column {column!r} holds values of several kinds (such as dates in two formats); "
                "load the file with cx.read, which says what it could not read",
                column=column[1],
            )
        ) from None


def _from_arrow(column: Any) -> pd.Series:
    import pyarrow as pa

    if pa.types.is_integer(column.type) and column.null_count:
        return column.cast(pa.int64()).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us", getattr(column.type, "tz", None)), safe=False).to_pandas()
    if pa.types.is_decimal(column.type):
        return _from_decimal(column)
    return column.to_pandas()


def _from_decimal(column: Any) -> pd.Series:
    """Return whole decimals as integers, as text where they are longer: as floats, ids would become one."""
    import pyarrow as pa

    if column.type.scale:
        return column.cast(pa.float64()).to_pandas()
    try:
        return _from_arrow(column.cast(pa.int64()))
    except pa.ArrowInvalid:
        return column.cast(pa.string()).to_pandas()


def tidy(frame: pd.DataFrame, keys: Sequence[str], scan: Scan, sources: Sequence[str]) -> pd.DataFrame:
    """Give keys one dtype per kind, sort by them (missing last) and number the rows."""
    for key, source in zip(keys, sources, strict=True):
        frame[key] = final_key(frame[key], scan, source)
    if not keys:
        return frame
    try:
        return frame.sort_values(list(keys), na_position="last", kind="stable", ignore_index=True)
    except TypeError:
        kinds = [pd.api.types.infer_dtype(frame[key], skipna=True) for key in keys]
        mixed = [source for source, kind in zip(sources, kinds, strict=True) if "mixed" in kind]
        raise BadValue(
            Text("column {name!r} mixes types (such as numbers and text)", name=(mixed or sources)[0])
        ) from None


def final_key(values: pd.Series, scan: Scan, source: str) -> Any:
    """Return a key in the one dtype of its kind; `source` is the column it is, or "" if computed."""
    if scan.is_pandas and source and scan.frame.to_native()[source].dtype == object:
        return _objects(values)  # pandas turns a text column without any text into numbers
    if source in scan.categories and values.dtype.kind == "O":
        return pd.Categorical(values, dtype=scan.categories[source]).remove_unused_categories()
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.remove_unused_categories()
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return values.dt.tz_convert(scan.zones.get(source, values.dt.tz)).dt.as_unit("us")
    kind = values.dtype.kind
    if kind == "M":
        return values.astype("datetime64[us]")
    if kind in "iu":
        return _integers(values)
    if kind == "f":
        return values.astype("float64")
    if kind == "b" and not values.hasnans:
        return values.astype(bool)
    return _objects(values)


def _integers(values: pd.Series) -> pd.Series:
    """Return int64, or float64 where values are missing and none is too large for it to be exact."""
    if not values.hasnans:
        beyond = values.dtype.kind == "u" and len(values) and values.max() > _LARGEST
        return values if beyond else values.astype("int64")
    known = values.dropna()  # the largest of none is NA, which is neither true nor false
    exact = known.empty or known.abs().max() <= _EXACT
    return values.astype("float64") if exact else values.astype("Int64")


def _objects(values: pd.Series) -> pd.Series:
    """Return text, or truth values with gaps, as objects with NaN for missing; dates as timestamps."""
    objects = values.astype(object)
    objects = objects.where(objects.notna(), np.nan)
    inferred = pd.api.types.infer_dtype(objects, skipna=True)
    if inferred == "date":
        return pd.to_datetime(objects).astype("datetime64[us]")
    if inferred == "decimal":
        whole = all(number == number.to_integral_value() for number in objects.dropna())
        if whole and any(abs(number) > _EXACT for number in objects.dropna()):
            return objects.map(lambda number: number if number != number else f"{number:f}")
        return objects.astype("float64")
    if inferred == "boolean" and not objects.hasnans:
        return objects.astype(bool)
    return objects
