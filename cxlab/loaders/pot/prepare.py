"""From a file as it is to a table in canonical columns; what was left out or set to missing is counted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from ...errors import BadFile, CxError, MissingColumn, hint, without_folder
from ...text import Text
from ..files import ReadLog, Wishes
from ..files.dates import parse_as
from ..files.record import Kept
from ..formats.reader import Opened, interpret, open_file
from ..tables.codes import has_code, label
from ..tables.contracts import contract_for
from .potfile import Table, table_path

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
    file: str = ""
    "Of a table that several files make up, the one."

    @property
    def text(self) -> str:
        """What was done to which rows, and why."""
        if self.effect == "excluded":
            return Text("{reason}: row left out", reason=self.reason)
        if self.effect == "fault" or self.taken:
            return self.reason
        return Text("{reason}: value set to missing", reason=self.reason)

    @property
    def taken(self) -> bool:
        """Whether the reason says itself that a value is missing."""
        return getattr(self.reason, "message", "").endswith(" as missing")


@dataclass(frozen=True)
class Prepared:
    """A prepared table, the file row of each of its rows, and the notes made on the way.

    `columns` says which of the file's columns each canonical one is, those known from `source` included.
    """

    frame: pd.DataFrame
    file_rows: np.ndarray
    notes: tuple[Note, ...]
    reading: ReadLog
    columns: Mapping[str, str]

    @property
    def faults(self) -> list[str]:
        """Return why the table cannot be used as declared."""
        return [note.reason for note in self.notes if note.effect == "fault"]


def prepare(folder: Path, *, name: str, spec: Table, timezone: str | None) -> Prepared:
    """Read a table and bring it into canonical columns as pot.yml declares.

    Raises
    ------
    BadFile
        The file cannot be read as a table.
    """
    with _named_within(folder):
        return _prepare(folder, name, spec, timezone)


@contextmanager
def _named_within(folder: Path) -> Iterator[None]:
    """Name files as pot.yml does: where a pot lies on this machine is nobody's business in a report."""
    try:
        yield
    except CxError as error:
        without_folder(error, f"{folder}{os.sep}")
        raise


def _prepare(folder: Path, name: str, spec: Table, timezone: str | None) -> Prepared:
    opened = _open(folder, spec)
    spec = _with_known_columns(opened, opened.raw.names, spec.as_spelled(opened.raw.names))
    raw = _read(opened, spec)
    spec = _with_known_columns(opened, list(raw.columns), spec)  # the format may have added some
    reading: ReadLog = raw.attrs["reading"]
    notes: list[Note] = []
    frame = _rename(raw, spec, notes)
    _declared(frame, spec, notes)
    _from_reading(reading, spec, notes)
    frame, file_rows = _exclude(frame, reading.file_rows, spec, notes)
    _missing(frame, file_rows, spec, notes)
    for column, labels in _present(spec.values, frame):
        frame[column] = label(frame[column], labels)
    _numbers(frame, name, spec)
    _dates(frame, file_rows, spec, timezone, notes)
    _attributes(frame, raw, spec)
    return Prepared(frame, file_rows, tuple(notes), reading, spec.columns)


def _open(folder: Path, spec: Table) -> Opened:
    """Open what the table is declared to be: a file, or a query on a database."""
    path = table_path(folder, spec)
    if spec.sql is None:
        return open_file(path, source=spec.source, sheet=spec.sheet, delimiter=spec.delimiter)
    from ..formats.sql import open_sql

    return open_sql(spec.sql, file=None if spec.url_from else path, url_from=spec.url_from)


def _with_known_columns(opened: Opened, names: list[str], spec: Table) -> Table:
    """Add the columns that a declared source is known to have; what pot.yml maps itself comes first."""
    if spec.source is None:
        return spec
    taken = set(spec.columns.values())
    known = {
        canonical: source
        for canonical, source in opened.format.mapping(names).items()
        if source not in taken and canonical not in spec.columns
        if canonical == source or canonical not in names
    }
    return spec.model_copy(update={"columns": {**known, **spec.columns}})


def _attributes(frame: pd.DataFrame, raw: pd.DataFrame, spec: Table) -> None:
    """Keep the labels of questions and codes, under the canonical names."""
    canonical = {source: name for name, source in spec.columns.items()}
    frame.attrs = dict(raw.attrs)
    for kind in ("labels", "value_labels"):
        if kind in raw.attrs:
            frame.attrs[kind] = Kept({canonical.get(n, n): texts for n, texts in raw.attrs[kind].items()})


def _read(opened: Opened, spec: Table) -> pd.DataFrame:
    """Read the values with what is declared; date columns with faults as text, so that these can be counted.

    The reader is told of codes that are words, since a word among numbers or dates would hide what a column
    holds; codes that are numbers are left to `_missing`, which knows their rows.
    """
    source = {column: spec.columns.get(column, column) for column in (*spec.missing, *spec.dates)}
    words = {
        source[column]: [c for c in codes if isinstance(c, str)] for column, codes in spec.missing.items()
    }
    dates = {source[column]: pattern for column, pattern in spec.dates.items()}
    try:
        return interpret(opened, Wishes(dates=dates, missing=words))
    except MissingColumn:
        return interpret(opened, Wishes())  # `_declared` notes which columns pot.yml has wrong
    except BadFile:
        if not dates:
            raise
        return interpret(opened, Wishes(text=list(dates), missing=words))


def _from_reading(reading: ReadLog, spec: Table, notes: list[Note]) -> None:
    """Note what the reader left out, and which words it took as missing."""
    for reason, count in reading.excluded_counts.items():
        rows = np.array([row for row, why in reading.excluded if why == reason])
        notes.append(Note("", "excluded", reason, count, examples(rows), declared=False))
    canonical = {source: column for column, source in spec.columns.items()}
    for source, counts in reading.missing.items():
        column = canonical.get(source, source)
        for word, count in counts.items():
            if word:
                declared = word in [str(code) for code in spec.missing.get(column, [])]
                what = {"column": column, "codes": repr(word)}
                taken = Text("{column} is {codes}, taken as missing", **what)
                reason = Text("{column} is {codes}, declared as missing", **what) if declared else taken
                notes.append(Note(column, "missing", reason, count, declared=declared))


def _exclude(
    frame: pd.DataFrame, file_rows: np.ndarray, spec: Table, notes: list[Note]
) -> tuple[pd.DataFrame, np.ndarray]:
    keep = np.ones(len(frame), dtype=bool)
    for column, codes in _present(spec.exclude, frame):
        hit = has_code(frame[column], codes).to_numpy() & keep
        _note(
            notes,
            hit,
            file_rows,
            column,
            "excluded",
            Text("{column} is {codes}", column=column, codes=_listed(codes)),
        )
        keep &= ~hit
    return frame.loc[keep].reset_index(drop=True), file_rows[keep]


def _missing(frame: pd.DataFrame, file_rows: np.ndarray, spec: Table, notes: list[Note]) -> None:
    for column, codes in _present(spec.missing, frame):
        series = frame[column]
        hit = has_code(series, codes)
        reason = Text(
            "{column} is {codes}, declared as missing", column=column, codes=_listed(codes)
        )  # what the reader has not set already
        _note(notes, hit.to_numpy(), file_rows, column, "missing", reason)
        if hit.any():
            whole = pd.api.types.is_integer_dtype(series)
            frame[column] = (series.astype("Int64") if whole else series).mask(hit)


def examples(rows: np.ndarray) -> tuple[int, ...]:
    """Return the first few file rows as plain numbers."""
    return tuple(int(row) for row in rows[:EXAMPLES])


def _rename(raw: pd.DataFrame, spec: Table, notes: list[Note]) -> pd.DataFrame:
    """Give the file's columns their canonical names; a new frame over the same values."""
    available = [str(column) for column in raw.columns]
    names: dict[str, str] = {}
    for canonical, source in spec.columns.items():
        if source not in available:
            reason = Text(
                "columns.{canonical}: the file has no column {source!r}; {hint}",
                canonical=canonical,
                source=source,
                hint=hint(source, available),
            )
            notes.append(Note(canonical, "fault", reason, 0))
        else:
            names[source] = canonical
    frame = raw.rename(columns=names)
    for column in sorted(set(frame.columns[frame.columns.duplicated()])):
        reason = Text(
            "columns.{column}: the file also has an unmapped column of that name; map it to another one",
            column=column,
        )
        notes.append(Note(column, "fault", reason, 0))
    return frame.loc[:, ~frame.columns.duplicated()].reset_index(drop=True)


def _declared(frame: pd.DataFrame, spec: Table, notes: list[Note]) -> None:
    """Note every column that pot.yml speaks of and the table does not have."""
    available = list(frame.columns)
    known = {note.column for note in notes}
    spoken: dict[str, Iterable[str]] = {
        **{kind: getattr(spec, kind) for kind in ("missing", "values", "exclude", "scale", "dates")},
        **{kind: getattr(spec, kind) or () for kind in ("key", "personal", "segments")},
        "weight": [spec.weight] if spec.weight else [],
        "cluster": [spec.cluster] if spec.cluster else [],
    }
    for kind, columns in spoken.items():
        for column in columns:
            if column not in available and column not in known:
                reason = Text(
                    "{kind}: the table has no column {column!r}; {hint}",
                    kind=kind,
                    column=column,
                    hint=hint(column, available),
                )
                notes.append(Note(column, "fault", reason, 0))


def _present(declared: dict[str, Any], frame: pd.DataFrame) -> list[tuple[str, Any]]:
    return [(column, value) for column, value in declared.items() if column in frame.columns]


def _numbers(frame: pd.DataFrame, name: str, spec: Table) -> None:
    """Turn text into numbers where the contract or a scale asks for them and no value would be lost by it."""
    expected = {
        rule.column for rule in contract_for(spec.kind or name).rules if rule.kind in ("number", "whole")
    }
    for column in expected | {*spec.scale, spec.weight}:
        if column in frame.columns and not pd.api.types.is_numeric_dtype(frame[column]):
            numbers = pd.to_numeric(frame[column], errors="coerce")
            if (numbers.isna() == frame[column].isna()).all():
                frame[column] = numbers.convert_dtypes(
                    convert_string=False, convert_boolean=False, convert_floating=False
                )


def _dates(
    frame: pd.DataFrame, file_rows: np.ndarray, spec: Table, timezone: str | None, notes: list[Note]
) -> None:
    """Parse declared formats; bring times with an offset to the pot's time zone, leave local times alone."""
    for column, pattern in _present(spec.dates, frame):
        series = frame[column]
        if not pd.api.types.is_datetime64_any_dtype(series):
            texts = series.astype("string").fillna("").to_numpy(dtype=object)
            dates = pd.Series(parse_as(texts, pattern), index=series.index)
            lost = (dates.isna() & series.notna()).to_numpy()
            _note(
                notes,
                lost,
                file_rows,
                column,
                "missing",
                Text("{column} is not a date in the format {pattern}", column=column, pattern=pattern),
            )
            frame[column] = dates
    for column in frame.columns:
        if timezone and isinstance(frame[column].dtype, pd.DatetimeTZDtype):
            frame[column] = frame[column].dt.tz_convert(timezone)


def _note(
    notes: list[Note], hit: np.ndarray, file_rows: np.ndarray, column: str, effect: Any, reason: str
) -> None:
    if hit.any():
        declared = not getattr(reason, "message", "").startswith("{column} is not a ")
        notes.append(Note(column, effect, reason, int(hit.sum()), examples(file_rows[hit]), declared))


def _listed(codes: list[object]) -> str:
    names = [str(code) for code in codes]
    *others, last = names or [""]
    return Text("{codes} or {code}", codes=", ".join(others), code=last) if others else last
