"""`read`: one file to one pandas frame, with a record of what was decided on the way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ...errors import BadFile, BadValue, MissingColumn
from . import numbers
from .columns import Decision, analyse, build
from .guard import check_path, check_zip, content
from .record import Raw, Reading
from .typed import typed_series

__all__ = ["read"]

Codes = Mapping[str, object] | Sequence[object]


@dataclass(frozen=True)
class Wishes:
    """What the caller declared about the columns."""

    decimal: str | None
    dates: Mapping[str, str]
    missing: Codes
    columns: Sequence[str] | None
    text: Sequence[str]

    def codes(self, name: str) -> Iterable[object]:
        """Return the missing codes of a column."""
        found = self.missing.get(name, ()) if isinstance(self.missing, Mapping) else self.missing
        return [found] if isinstance(found, str) or not isinstance(found, Iterable) else found


def read(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    dates: Mapping[str, str] | None = None,
    sheet: str | None = None,
    missing: Codes | None = None,
    columns: Sequence[str] | None = None,
    text: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Read a CSV, Excel or Parquet file; what it holds decides, not its name.

    Everything that is not declared is found out over the whole file: encoding, delimiter, decimal mark, date formats,
    and what stands for a missing value. What could mean two things is left as text and reported, never guessed.

    Parameters
    ----------
    path : str or path
        A .csv, .tsv or .txt file (also packed as .gz), an .xlsx workbook or a .parquet file.
    encoding : str, optional
        Such as "utf-8", "cp1252", "utf-16".
    delimiter : str, optional
        One character.
    decimal : {".", ","}, optional
        Decimal mark of all columns.
    dates : mapping, optional
        Column -> format, as in `datetime.strptime`: `{"created": "%d/%m/%Y"}`.
    sheet : str, optional
        Sheet of a workbook; by default the first visible one that holds data.
    missing : mapping or sequence, optional
        Column -> codes that mean "no answer", or codes for all columns.
    columns : sequence of str, optional
        The columns to return, in this order.
    text : sequence of str, optional
        Columns that stay text whatever they look like.

    Returns
    -------
    DataFrame
        One row per row of the file. Text is `object`, whole numbers with gaps are `Int64` (an id is never rounded),
        dates are `datetime64`. `frame.attrs["reading"]` is a `Reading`: decisions, excluded rows, missing values.

    Raises
    ------
    BadFile
        The file cannot be read as a table; the message says why and what to do.
    MissingColumn
        A column named in an argument is not in the file.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "umfrage.csv"
    >>> _ = file.write_bytes("sep=;\\r\\nPLZ;Umsatz;Datum\\r\\n01067;1.234,50;31.01.2024\\r\\n".encode("cp1252"))
    >>> frame = read(file)
    >>> frame
         PLZ  Umsatz      Datum
    0  01067  1234.5 2024-01-31
    >>> frame.attrs["reading"].delimiter, frame.attrs["reading"].decimal
    (';', {'Umsatz': ','})
    """
    if decimal not in (None, ".", ","):
        raise BadValue(f"decimal={decimal!r}; expected '.' or ','")
    wishes = Wishes(decimal, dates or {}, missing if missing is not None else (), columns, text or ())
    file = check_path(path)
    raw = _raw(file, encoding=encoding, delimiter=delimiter, sheet=sheet, columns=columns)
    _check_names(file, raw, wishes)
    try:
        return _frame(file, raw, wishes)
    except BadFile as error:
        raise error if str(file) in str(error) else BadFile(f"{file}: {error}") from None


def _raw(
    file: Path,
    *,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    columns: Sequence[str] | None,
) -> Raw:
    kind = content(file)
    usual = {".xlsx": "zip", ".xlsm": "zip", ".parquet": "parquet", ".pq": "parquet", ".gz": "gzip"}
    expected = usual.get(file.suffix.lower(), "text")
    if kind == "zip":
        from .excel import read_excel

        check_zip(file)
        raw = read_excel(file, sheet=sheet)
    elif kind == "parquet":
        from .parquet import read_parquet

        raw = read_parquet(file, columns=columns)
    else:
        from .delimited import read_delimited

        raw = read_delimited(file, kind, encoding=encoding, delimiter=delimiter)
    if kind != expected:
        raw.notes.insert(
            0, f"the name ends in {file.suffix or 'nothing'}, but the file is {raw.format} and was read so"
        )
    unused = {"encoding": encoding, "delimiter": delimiter} if raw.format != "csv" else {}
    unused |= {"sheet": sheet} if raw.format != "excel" else {}
    raw.notes += [
        f"{name}= means nothing for {raw.format}" for name, value in unused.items() if value is not None
    ]
    return raw


def _check_names(file: Path, raw: Raw, wishes: Wishes) -> None:
    declared = [*wishes.dates, *(wishes.missing if isinstance(wishes.missing, Mapping) else ())]
    for name in [*declared, *(wishes.columns or ()), *wishes.text]:
        if name not in raw.names:
            raise MissingColumn(name, raw.names, where=str(file))


def _frame(file: Path, raw: Raw, wishes: Wishes) -> pd.DataFrame:
    wanted = list(dict.fromkeys(wishes.columns)) if wishes.columns is not None else raw.names
    by_name = dict(zip(raw.names, raw.columns, strict=True))
    series: dict[str, pd.Series] = {}
    decided: dict[str, Decision] = {}
    counted: dict[str, dict[str, int]] = {}
    for name in wanted:
        column, pattern = by_name[name], wishes.dates.get(name)
        as_text = name in wishes.text
        if raw.typed or not _is_text(column):
            series[name], counted[name] = typed_series(
                raw, name, column, codes=wishes.codes(name), pattern=pattern, as_text=as_text
            )
        else:
            decided[name] = analyse(
                raw,
                name,
                column,
                codes=wishes.codes(name),
                pattern=pattern,
                decimal=wishes.decimal,
                as_text=as_text,
            )
    _settle(raw, decided)
    formats: dict[str, str] = {}
    for name, decision in decided.items():
        series[name], used = build(raw, decision, pattern=wishes.dates.get(name))
        counted[name] = decision.counted
        if used:
            formats[name] = used
    frame = pd.DataFrame({name: series[name] for name in wanted}, columns=pd.Index(wanted))
    frame.attrs["reading"] = _reading(file, raw, decided, counted, formats)
    return frame


def _settle(raw: Raw, decided: dict[str, Decision]) -> None:
    """Settle columns such as 1.234 by the mark of the other columns, else by the delimiter; and say so."""
    kinds = {name: d.kind for name, d in decided.items() if isinstance(d.kind, numbers.Number)}
    seen = {kind.decimal for kind in kinds.values() if kind.decimal}
    if len(seen) == 1:
        mark, why = str(seen.pop()), "as the other columns of the file are written"
    else:
        mark, why = (
            ("," if raw.delimiter == ";" else "."),
            f"as files with delimiter {raw.delimiter!r} mostly are",
        )
    for name, kind in kinds.items():
        if kind.ambiguous:
            decision = decided[name]
            decision.kind = numbers.resolve(kind, decision.present, mark)
            meaning = "thousands" if decision.kind.thousands in (".", ",") else "decimals"
            decision.note(
                f"a mark before three digits is read as {meaning} (decimal mark {mark!r}), {why}; decimal= overrides"
            )


def _reading(
    file: Path,
    raw: Raw,
    decided: dict[str, Decision],
    counted: dict[str, dict[str, int]],
    formats: dict[str, str],
) -> Reading:
    found = {name: d.kind for name, d in decided.items() if isinstance(d.kind, numbers.Number)}
    percent = [name for name, kind in found.items() if kind.percent]
    notes = [*raw.notes, *(note for decision in decided.values() for note in decision.notes)]
    notes += [f"column {name!r}: percentages are given as shares (12,5 % is 0.125)" for name in percent]
    return Reading(
        source=str(file),
        format=raw.format,
        rows=raw.rows,
        sheet=raw.sheet,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        decimal={name: kind.decimal for name, kind in found.items() if kind.decimal},
        thousands={name: kind.thousands for name, kind in found.items() if kind.thousands},
        header_row=raw.first_row - 1 if raw.format != "parquet" else None,
        excluded=tuple(raw.excluded),
        dates=formats,
        ambiguous_dates=tuple(name for name, decision in decided.items() if decision.ambiguous_dates),
        missing={name: found for name, found in counted.items() if found},
        notes=tuple(notes),
    )


def _is_text(column: Any) -> bool:
    return str(column.type) == "string"
