"""Columns whose types the file declares (Parquet, Excel cells) to pandas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from ...errors import BadFile
from ...text import Text
from .dates import parse_as
from .invisible import one_spelling
from .missing import declared_in_typed
from .notable import counted_days, counted_note
from .record import Raw

__all__ = ["typed_series"]


def typed_series(
    raw: Raw, name: str, column: Any, *, codes: Iterable[object], pattern: str | None, as_text: bool
) -> tuple[pd.Series, dict[str, int]]:
    """Return a column as pandas keeps it best, and what was missing by code."""
    column = _tidy_text(raw, name, column)
    series = _to_pandas(column)
    counted: dict[str, int] = {}
    blank = _blank(series)
    if blank.any() or series.isna().any():
        counted[""] = int(blank.sum() + series.isna().sum())
        series = series.where(~blank, None) if blank.any() else series
    for code, hit in declared_in_typed(series, codes).items():
        counted[code] = int(hit.sum())
        series = _without(series, hit)
    if pattern and not pd.api.types.is_datetime64_any_dtype(series):
        text = series.astype("string")
        series = pd.Series(parse_as(text.fillna("").to_numpy(dtype=object), pattern))
        bad = np.flatnonzero(series.isna() & text.notna())
        if len(bad):
            raise BadFile(
                Text(
                    "column {name!r}: {count} values (first in row {row}) are not dates of the "
                    "form {pattern!r}",
                    name=name,
                    count=len(bad),
                    row=raw.row(int(bad[0])),
                    pattern=pattern,
                )
            )
    numbers = series.dropna().to_numpy() if pd.api.types.is_numeric_dtype(series) and not as_text else ()
    if len(numbers) and (how := counted_days(name, np.asarray(numbers))):
        raw.notes.append(Text("column {column!r}: {note}", column=name, note=counted_note(name, how)))
    if as_text and not pd.api.types.is_object_dtype(series):
        series = series.astype("string").astype(object).where(series.notna(), None)
    return series, counted


def _tidy_text(raw: Raw, name: str, column: Any) -> Any:
    """Return text trimmed and in one spelling, as in text files; other columns as they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    values, changed = one_spelling(pc.utf8_trim_whitespace(whole))
    if count := int(np.nansum(changed)):
        raw.notes.append(
            Text(
                "column {name!r}: invisible marks or composed letters brought to one spelling in "
                "{count} rows",
                name=name,
                count=count,
            )
        )
    return values


def _to_pandas(column: Any) -> pd.Series:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _to_pandas(column.cast(kind.value_type))
    if pa.types.is_decimal(kind) and kind.scale == 0:
        try:
            column = pc.cast(column, pa.int64())
        except pa.ArrowInvalid:
            column = pc.cast(column, pa.string())  # longer ids stay exact as text
    elif pa.types.is_decimal(kind) or pa.types.is_float16(kind):
        column = pc.cast(column, pa.float64())
    elif pa.types.is_date(kind):
        column = pc.cast(column, pa.timestamp("us"))
    elif pa.types.is_null(kind):
        column = pc.cast(column, pa.string())
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _timestamps(column, kind)
    if column.null_count and pa.types.is_integer(kind):
        return pd.Series(column.to_pandas(types_mapper={kind: pd.Int64Dtype()}.get)).astype("Int64")
    if column.null_count and pa.types.is_boolean(kind):
        return pd.Series(column.to_pandas(types_mapper={kind: pd.BooleanDtype()}.get))
    return pd.Series(column.to_pandas())


def _timestamps(column: Any, kind: Any) -> pd.Series:
    """Use pandas' usual nanoseconds unless a date lies beyond them, as an open end of 9999 does."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return pd.Series(pc.cast(column, pa.timestamp("ns", tz=kind.tz)).to_pandas())
    except pa.ArrowInvalid:
        return pd.Series(pc.cast(column, pa.timestamp("us", tz=kind.tz)).to_pandas())


def _blank(series: pd.Series) -> np.ndarray:
    if not pd.api.types.is_object_dtype(series) or not len(series):
        return np.zeros(len(series), dtype=bool)
    return np.array([isinstance(value, str) and not value.strip() for value in series], dtype=bool)


def _without(series: pd.Series, hit: np.ndarray) -> pd.Series:
    if hit.any() and pd.api.types.is_integer_dtype(series):
        series = series.astype("Int64")
    elif hit.any() and pd.api.types.is_bool_dtype(series):
        series = series.astype("boolean")
    return series.mask(hit) if hit.any() else series
