"""What was decided while reading a file, and the half-read table that passes between the steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ...text import Text

__all__ = ["EMPTY_ROW", "Kept", "Raw", "ReadLog", "file_rows"]


EMPTY_ROW = Text("empty row")
"""Why most rows that are left out are left out."""


@dataclass(frozen=True, eq=False)
class ReadLog(dict[str, Any]):
    """What `read` decided and left out; found in `frame.attrs["reading"]`.

    It is also a plain dict of its fields: pandas writes `attrs` into Parquet files as JSON.

    Attributes
    ----------
    source : str
        Path of the file.
    format : str
        "csv", "excel", "parquet", "spss", "xes" or "sql", by content, not by name.
    sheet, encoding, delimiter : str or None
        None where the format has no such thing.
    decimal, thousands : Mapping
        Column -> decimal mark and thousands separator, for columns where one was seen.
    header_row : int or None
        Row of the column names, counted from 1 as in Excel; of several header rows the last.
    rows : int
        Rows in the frame.
    excluded : tuple of (row, reason)
        Rows of the file that are not in the frame, by their number in the file.
    dates : Mapping
        Column -> format for each column that became dates.
    ambiguous_dates : tuple of str
        Columns left as text because day and month cannot be told apart.
    missing : Mapping
        Column -> what stood for "missing" -> count; "" stands for empty or blank fields.
    notes : tuple of str
        Everything else an analyst should know.
    """

    source: str
    format: str
    rows: int
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: Mapping[str, str] = field(default_factory=dict)
    thousands: Mapping[str, str] = field(default_factory=dict)
    header_row: int | None = None
    excluded: tuple[tuple[int, str], ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    ambiguous_dates: tuple[str, ...] = ()
    missing: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.update(asdict(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> ReadLog:
        """Return itself: pandas copies `attrs` at every step of a calculation, and this never changes."""
        return self

    @property
    def excluded_counts(self) -> dict[str, int]:
        """Return reason -> number of rows left out."""
        return dict(Counter(reason for _, reason in self.excluded))

    @property
    def file_rows(self) -> np.ndarray:
        """Return the row number in the file of each row of the frame."""
        return file_rows(self.rows, (self.header_row or 0) + 1, [row for row, _ in self.excluded])

    @property
    def text(self) -> Text:
        """Return one line per thing worth knowing, without any value of the data."""
        how: list[str] = [self.format]
        how += [Text("sheet {name!r}", name=self.sheet)] if self.sheet is not None else []
        how += [Text("encoding {name!r}", name=self.encoding)] if self.encoding is not None else []
        how += [Text("delimiter {sign!r}", sign=self.delimiter)] if self.delimiter is not None else []
        head = Text("{source}: {how}", source=self.source, how=Text.together(how, ", "))
        rows = Text("{n} row", "{n} rows", n=self.rows)
        lines = [Text.together([head, rows])]
        lines += [
            Text("{n} row excluded: {reason}", "{n} rows excluded: {reason}", n=count, reason=reason)
            for reason, count in self.excluded_counts.items()
        ]
        return Text.together([*lines, *self.notes], "\n")


class Kept(dict[str, Any]):
    """A dict that is kept as it is: pandas copies `attrs` at every step, and labels never change."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Kept:
        """Return itself."""
        return self


@dataclass
class Raw:
    """A table whose values have not been interpreted yet.

    `columns` are Arrow arrays, text where undecided; `typed`: the file declares types, text is text.
    """

    format: str
    names: list[str]
    columns: list[Any]
    first_row: int = 1
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    typed: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    "Column -> question text."
    value_labels: dict[str, dict[Any, str]] = field(default_factory=dict)
    "Column -> code -> label."
    codes: dict[str, list[Any]] = field(default_factory=dict)
    "Column -> codes that the file itself declares as missing."
    timezone: str | None = None
    excluded: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    others: Callable[[], Raw] | None = None
    "Gives the whole table, where these are only some of its columns."

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.columns[0]) if self.columns else 0

    def row(self, position: int) -> int:
        """Return the row number in the file of the value at `position`."""
        return int(file_rows(self.rows, self.first_row, [row for row, _ in self.excluded])[position])


def file_rows(rows: int, first: int, excluded: list[int]) -> np.ndarray:
    """Return the numbers of the `rows` rows that are left without the `excluded` ones, from `first` on."""
    numbers = np.arange(first, first + rows + len(excluded))
    return np.setdiff1d(numbers, excluded, assume_unique=True)[:rows] if excluded else numbers
