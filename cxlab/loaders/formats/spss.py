"""SPSS .sav and .zsav: value labels, user-missing codes, dates that pandas can hold."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...errors import BadFile, CxError
from ...text import Text
from ..files import Raw
from ..files.guard import MAX_BYTES, check_columns
from ..files.header import tidy
from .base import Format

__all__ = ["SPSS", "read_spss"]

EPOCH = np.datetime64("1582-10-14", "us")
"""SPSS counts seconds from the first day of the Gregorian calendar."""

TEXT = 50
"""Bytes that a text takes beside its letters."""

YEARS = (1582, 9999)
DATES = r"(A|E|J|S)?DATE\d*|DATETIME[\d.]*|YMDHMS[\d.]*|MOYR\d*|QYR\d*|WKYR\d*"


class SPSS(Format):
    """An SPSS data file."""

    name = "spss"
    table = ""

    def evidence(self, raw: Raw) -> int:
        """Return 0: an SPSS file is told by its first bytes, never by its columns."""
        return 0


def read_spss(path: Path) -> Raw:
    """Read an SPSS file; dates are converted here, as one that does not fit makes pyreadstat fail."""
    import pyreadstat

    if path.stat().st_size > MAX_BYTES:
        raise BadFile(
            Text(
                "{path}: more than {limit} GB; export the columns you need as Parquet",
                path=path,
                limit=MAX_BYTES >> 30,
            )
        )
    options: dict[str, Any] = {"disable_datetime_conversion": True, "user_missing": True}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names that stand twice, see the note below
            _, about = pyreadstat.read_sav(path, metadataonly=True, **options)
            check_columns(path, len(about.column_names))
            fit = _rows_that_fit(about)
            frame, meta = pyreadstat.read_sav(path, row_limit=fit + 1, **options)
        if not all(isinstance(name, str) for name in frame.columns):
            raise ValueError(Text("a name that is no text"))
    except CxError:
        raise
    except Exception:  # pyreadstat raises whatever a damaged part of a file makes it run into
        raise BadFile(
            Text("{path}: the SPSS file is damaged or cut off; transfer or save it again", path=path)
        ) from None
    if len(frame) > fit:
        raise BadFile(
            Text(
                "{path}: more than the {limit} rows of {count} columns that are loaded; export the "
                "columns you need as Parquet",
                path=path,
                limit=fit,
                count=len(about.column_names),
            )
        )
    if frame.empty:
        raise BadFile(
            Text(
                "{path}: {count} columns but no rows; is the export's filter too narrow?",
                path=path,
                count=len(frame.columns),
            )
        )
    raw = Raw("spss", [], [], typed=True, encoding=meta.file_encoding)
    names = [str(name) for name in frame.columns]
    if twice := [name for name in names if re.search(r"_duplicated\d+$", name)]:
        raw.notes.append(
            Text("names that stand twice, renamed: {names}", names=", ".join(map(repr, twice[:10])))
        )
    arrays = [_column(raw, name, frame[name], meta.original_variable_types[name] or "") for name in names]
    raw.names, raw.columns = tidy(path, names, arrays, raw.notes)
    clean = dict(zip(names, raw.names, strict=True))
    raw.labels = {clean[n]: label for n, label in meta.column_names_to_labels.items() if label}
    raw.value_labels = {
        clean[name]: {_code(code): label for code, label in labels.items()}
        for name, labels in meta.variable_value_labels.items()
    }
    raw.codes = {clean[name]: codes for name in names if (codes := _missing_codes(name, frame[name], meta))}
    return raw


def _rows_that_fit(about: Any) -> int:
    """Return how many rows are loaded at most: the size of a packed file tells nothing of it."""
    widths = [about.variable_storage_width.get(name) or 8 for name in about.column_names]
    return MAX_BYTES // max(1, sum(8 if width <= 8 else width + TEXT for width in widths))


def _column(raw: Raw, name: str, values: pd.Series, kind: str) -> Any:
    """Return an Arrow column: dates by their format, whole numbers as such, text without padding."""
    import pyarrow as pa

    if pd.api.types.is_object_dtype(values):
        return pa.array(
            [v.rstrip() if isinstance(v, str) and v.strip() else None for v in values], pa.string()
        )
    numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    if re.fullmatch(DATES, kind):
        return _dates(raw, name, numbers)
    present = numbers[np.isfinite(numbers)]
    if re.fullmatch(r"D?TIME[\d.]*", kind):
        raw.notes.append(Text("column {name!r}: times of day and durations are given in seconds", name=name))
    elif (present % 1 == 0).all() and (np.abs(present) < 2**53).all():
        return pa.array([int(v) if np.isfinite(v) else None for v in numbers], pa.int64())
    return pa.array(numbers, pa.float64(), from_pandas=True)


def _dates(raw: Raw, name: str, seconds: np.ndarray) -> Any:
    """Return dates, or the seconds as they are if some are no dates of this calendar."""
    import pyarrow as pa

    span = [float((np.datetime64(f"{year}-12-31", "us") - EPOCH) / np.timedelta64(1, "s")) for year in YEARS]
    present = np.isfinite(seconds)
    if ((seconds[present] < 0) | (seconds[present] > span[1])).any():
        far = int(((seconds[present] < 0) | (seconds[present] > span[1])).sum())
        raw.notes.append(
            Text(
                "column {name!r}: values beyond the year 9999: {count}; so dates stay seconds "
                "since 1582-10-14",
                name=name,
                count=far,
            )
        )
        return pa.array(seconds, pa.float64(), from_pandas=True)
    moments = np.full(len(seconds), np.datetime64("NaT", "us"))
    moments[present] = EPOCH + np.round(seconds[present] * 1e6).astype("timedelta64[us]")
    return pa.array(moments, pa.timestamp("us"))


def _missing_codes(name: str, values: pd.Series, meta: Any) -> list[Any]:
    """Return the codes among the values that the file declares as missing, ranges of them included."""
    found: list[Any] = [_code(code) for code in meta.missing_user_values.get(name, [])]
    for ends in meta.missing_ranges.get(name, []):
        low, high = ends["lo"], ends["hi"]
        if isinstance(low, str):
            found.append(low)
        else:
            found += [_code(v) for v in np.unique(values.dropna()) if low <= v <= high]
    return found


def _code(code: Any) -> Any:
    return int(code) if isinstance(code, float) and code.is_integer() else code
