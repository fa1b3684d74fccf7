"""From a file as it is to a table in canonical columns; what was left out or set to missing is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from ..errors import hint
from .contracts import contract_for
from .potfile import Table

__all__ = ["Note", "Prepared", "examples", "prepare"]

EXAMPLES = 5


@dataclass(frozen=True)
class Note:
    """Something that preparing a table did to some of its rows, or could not do.

    `effect` is "excluded" (the row is left out), "missing" (the value is), or "fault" (pot.yml does not
    fit the file); `declared` tells whether pot.yml asked for it.
    """

    column: str
    effect: Literal["excluded", "missing", "fault"]
    reason: str
    rows: int
    example_rows: tuple[int, ...] = ()
    declared: bool = True


@dataclass(frozen=True)
class Prepared:
    """A prepared table, the file row of each of its rows, and the notes made on the way."""

    frame: pd.DataFrame
    file_rows: np.ndarray
    rows_in_file: int
    notes: tuple[Note, ...] = ()
    reading: Any = None

    @property
    def faults(self) -> list[str]:
        """Return why the table cannot be used as declared."""
        return [note.reason for note in self.notes if note.effect == "fault"]


def prepare(
    raw: pd.DataFrame, file_rows: np.ndarray, *, name: str, spec: Table, timezone: str | None
) -> Prepared:
    """Rename, leave out declared rows, apply missing codes, labels, numbers, dates; `raw` is not changed."""
    notes: list[Note] = []
    frame = _rename(raw, spec, notes)
    _declared(frame, spec, notes)
    rows_in_file = len(frame)
    keep = np.ones(rows_in_file, dtype=bool)
    for column, codes in _present(spec.exclude, frame):
        hit = has_code(frame[column], codes).to_numpy() & keep
        _note(notes, hit, file_rows, column, "excluded", f"{column} is {_listed(codes)}")
        keep &= ~hit
    frame, file_rows = frame.loc[keep].reset_index(drop=True), file_rows[keep]
    for column, codes in _present(spec.missing, frame):
        coded = has_code(frame[column], codes)
        reason = f"{column} is {_listed(codes)}, declared as missing"
        _note(notes, coded.to_numpy(), file_rows, column, "missing", reason)
        frame[column] = frame[column].mask(coded)
    for column, labels in _present(spec.values, frame):
        frame[column] = _label(frame[column], labels)
    _numbers(frame, file_rows, name, spec, notes)
    _dates(frame, file_rows, spec, timezone, notes)
    return Prepared(frame, file_rows, rows_in_file, tuple(notes))


def has_code(series: pd.Series, codes: Iterable[object]) -> pd.Series:
    """Tell which values are one of the codes: 11, 11.0 and the text "11" are the same code.

    Examples
    --------
    >>> has_code(pd.Series(["11", "9", " n/a "]), [11, "n/a"]).tolist()
    [True, False, True]
    """
    codes = list(codes)
    numbers = [float(code) for code in codes if isinstance(code, int | float) and not isinstance(code, bool)]
    if pd.api.types.is_bool_dtype(series):
        return series.isin([code for code in codes if isinstance(code, bool)])
    if pd.api.types.is_numeric_dtype(series):
        numbers += [float(code) for code in codes if isinstance(code, str) and _is_number(code)]
        return series.isin(numbers)
    text = series.astype("string").str.strip()
    found = text.isin([str(code).strip() for code in codes])
    if numbers:
        found |= pd.to_numeric(text, errors="coerce").isin(numbers)
    return found.fillna(False).astype(bool)


def examples(rows: np.ndarray) -> tuple[int, ...]:
    """Return the first few file rows as plain numbers."""
    return tuple(int(row) for row in rows[:EXAMPLES])


def _rename(raw: pd.DataFrame, spec: Table, notes: list[Note]) -> pd.DataFrame:
    """Give the file's columns their canonical names; a new frame over the same values."""
    available = [str(column) for column in raw.columns]
    names: dict[Any, str] = {}
    for canonical, source in spec.columns.items():
        if source not in available:
            reason = f"columns.{canonical}: the file has no column {source!r}; {hint(source, available)}"
            notes.append(Note(canonical, "fault", reason, 0))
        else:
            names[raw.columns[available.index(source)]] = canonical
    frame = raw.rename(columns=names)
    frame.columns = pd.Index([str(column) for column in frame.columns])
    for column in sorted(set(frame.columns[frame.columns.duplicated()])):
        reason = f"columns.{column}: the file also has an unmapped column of that name; map it to another one"
        notes.append(Note(column, "fault", reason, 0))
    return frame.loc[:, ~frame.columns.duplicated()].reset_index(drop=True)


def _declared(frame: pd.DataFrame, spec: Table, notes: list[Note]) -> None:
    """Note every column that pot.yml speaks of and the table does not have."""
    available = list(frame.columns)
    known = {note.column for note in notes}
    spoken: dict[str, Iterable[str]] = {
        **{
            kind: getattr(spec, kind)
            for kind in ("missing", "values", "exclude", "numbers", "scale", "dates")
        },
        **{kind: getattr(spec, kind) or () for kind in ("key", "personal", "segments")},
        "weight": [spec.weight] if spec.weight else [],
        "cluster": [spec.cluster] if spec.cluster else [],
    }
    for kind, columns in spoken.items():
        for column in columns:
            if column not in available and column not in known:
                reason = f"{kind}: the table has no column {column!r}; {hint(column, available)}"
                notes.append(Note(column, "fault", reason, 0))


def _present(declared: dict[str, Any], frame: pd.DataFrame) -> list[tuple[str, Any]]:
    return [(column, value) for column, value in declared.items() if column in frame.columns]


def _label(series: pd.Series, labels: dict[Any, Any]) -> pd.Series:
    """Put labels in the place of codes; a code without a label stays what it is."""
    result = series.astype(object)
    for code, label in labels.items():
        result = result.mask(has_code(series, [code]), label)
    return result.infer_objects()


def _numbers(frame: pd.DataFrame, file_rows: np.ndarray, name: str, spec: Table, notes: list[Note]) -> None:
    """Turn text into numbers: always where declared, else only if no value would be lost by it."""
    expected = {rule.column for rule in contract_for(spec.kind or name).rules if rule.kind == "number"}
    for column in frame.columns:
        declared = column in spec.numbers
        if not declared and column not in expected | set(spec.scale):
            continue
        series = frame[column]
        if pd.api.types.is_numeric_dtype(series):
            continue
        numbers = pd.to_numeric(series, errors="coerce")
        lost = (numbers.isna() & series.notna()).to_numpy()
        if declared:
            _note(notes, lost, file_rows, column, "missing", f"{column} is not a number")
        if declared or not lost.any():
            frame[column] = numbers


def _dates(
    frame: pd.DataFrame, file_rows: np.ndarray, spec: Table, timezone: str | None, notes: list[Note]
) -> None:
    """Parse declared formats; bring times with an offset to the pot's time zone, leave local times alone."""
    for column, pattern in _present(spec.dates, frame):
        series = frame[column]
        if not pd.api.types.is_datetime64_any_dtype(series):
            dates = pd.to_datetime(series, format=pattern, errors="coerce")
            lost = (dates.isna() & series.notna()).to_numpy()
            _note(
                notes, lost, file_rows, column, "missing", f"{column} is not a date in the format {pattern}"
            )
            frame[column] = dates
    for column in frame.columns:
        if timezone and isinstance(frame[column].dtype, pd.DatetimeTZDtype):
            frame[column] = frame[column].dt.tz_convert(timezone)


def _note(
    notes: list[Note], hit: np.ndarray, file_rows: np.ndarray, column: str, effect: Any, reason: str
) -> None:
    if hit.any():
        declared = not reason.startswith(f"{column} is not a ")
        notes.append(Note(column, effect, reason, int(hit.sum()), examples(file_rows[hit]), declared))


def _listed(codes: list[object]) -> str:
    return " or ".join(str(code) for code in codes)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
