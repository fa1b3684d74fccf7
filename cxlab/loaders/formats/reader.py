"""`read` and `detect`: which format a file has, and its table with names, labels and values."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ...errors import BadFile, said_by
from ...text import Text
from ..files import Raw, ReadLog, Wishes, read_raw, to_frame
from ..files.guard import check_path, content
from ..files.reader import Codes, note_name
from . import xes
from .base import Format
from .registry import FORMATS, GENERIC, named
from .spss import SPSS, read_spss

__all__ = ["Opened", "detect", "interpret", "open_file", "read"]


CLOSE = 0.75
"""From this share of the best one's marks on, a second format is as likely."""


@dataclass(frozen=True)
class Opened:
    """A file whose format is known and whose values have not been interpreted yet."""

    where: str
    raw: Raw
    format: Format


def read(
    path: str | os.PathLike[str],
    *,
    source: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    dates: Mapping[str, str] | None = None,
    sheet: str | None = None,
    missing: Codes | None = None,
    columns: Sequence[str] | None = None,
    text: Sequence[str] | None = None,
) -> pd.DataFrame:
    r"""Read a file as a vendor's tool or a spreadsheet wrote it; what it holds decides, not its name.

    Everything that is not declared is found out over the whole file: encoding, delimiter, decimal mark,
    date formats, and what stands for a missing value. What could mean two things is left as text and
    reported, never guessed.

    Parameters
    ----------
    path : str or path
        CSV (also packed as .gz), an .xlsx workbook, Parquet, SPSS .sav, or an XES event log (also as .gz).
    source : str, optional
        The tool it was exported from, such as "qualtrics" (see `detect`); "generic" for none. By default the
        header tells: Qualtrics, SurveyMonkey, LimeSurvey, Zendesk, Freshdesk, event logs.
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
        One row per row of the file. Text is `object`, whole numbers with gaps are `Int64` (an id is never
        rounded), dates are `datetime64`. `frame.attrs["reading"]` is a `ReadLog`: decisions, excluded rows,
        missing values;
        `frame.attrs["source"]` is the format; "labels" and "value_labels" hold questions and labels of codes.

    Raises
    ------
    BadFile
        The file cannot be read as a table; the message says why and what to do.
    UnknownName
        There is no such source or sheet.
    MissingColumn
        A column named in an argument is not in the file.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "umfrage.csv"
    >>> _ = file.write_bytes(b"sep=;\r\nPLZ;Umsatz;Datum\r\n01067;1.234,50;31.01.2024\r\n")
    >>> frame = read(file)
    >>> frame
         PLZ  Umsatz      Datum
    0  01067  1234.5 2024-01-31
    >>> frame.attrs["reading"].delimiter, frame.attrs["reading"].decimal
    (';', {'Umsatz': ','})
    """
    opened = open_file(
        path, source=source, encoding=encoding, delimiter=delimiter, sheet=sheet, columns=columns
    )
    wishes = Wishes(decimal, dates or {}, missing if missing is not None else (), columns, text or ())
    return interpret(opened, wishes)


def detect(path: str | os.PathLike[str]) -> str:
    r"""Tell which tool a file was exported from, by what it holds; "generic" for a plain table.

    Parameters
    ----------
    path : str or path
        Any file that `read` reads.

    Returns
    -------
    str
        The name of the format, as in `source=`.

    Raises
    ------
    BadFile
        The file cannot be read as a table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = file.write_text("id,submitdate,lastpage,startlanguage,Q1[SQ001]\n1,,3,de,9\n")
    >>> detect(file)
    'limesurvey'
    """
    return open_file(path).format.name


def open_file(
    path: str | os.PathLike[str],
    *,
    source: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    columns: Sequence[str] | None = None,
) -> Opened:
    """Read a file into columns of raw values and find out which format it has."""
    file = check_path(path)
    wanted = named(source) if source else None
    kind, found = content(file), GENERIC
    if kind == "spss":
        raw, found = read_spss(file), SPSS()
    elif kind in ("text", "gzip") and xes.is_xes(file, kind):
        raw, found = xes.read_xes(file, kind), xes.XES()
    elif kind in ("sqlite", "duckdb"):
        raise BadFile(
            Text(
                "{file}: {kind} database; say in pot.yml what to read from it: sql: SELECT ...",
                file=file,
                kind=Text("an SQLite") if kind == "sqlite" else Text("a DuckDB"),
            )
        )
    else:
        return _table(file, wanted, encoding=encoding, delimiter=delimiter, sheet=sheet, columns=columns)
    note_name(file, "gzip" if kind == "gzip" else found.name, raw)
    unused = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    raw.notes += [
        Text("{name}= means nothing for {format}", name=name, format=found.name)
        for name, value in unused.items()
        if value
    ]
    if wanted and wanted.name != found.name:
        raise BadFile(
            Text(
                "{file}: declared as {name}, but the file is {format}",
                file=file,
                name=wanted.name,
                format=found.name,
            )
        )
    return Opened(str(file), raw, found)


def _table(file: Path, wanted: Format | None, **options: Any) -> Opened:
    """Open a table of rows; its names and first rows tell the format."""
    raw = read_raw(file, **options)
    if wanted and wanted.name in ("spss", "xes"):
        raise BadFile(
            Text(
                "{file}: declared as {name}, but the file is {format}",
                file=file,
                name=wanted.name,
                format=raw.format,
            )
        )
    found = wanted or recognise(raw)
    if wanted and wanted.name != GENERIC.name and not wanted.evidence(raw):
        raw.notes.append(Text("declared as {name}, but the header does not look like it", name=wanted.name))
    try:
        found.shape(raw)
    except BadFile as error:
        raise BadFile(Text("{file}: {reason}", file=file, reason=said_by(error))) from None
    return Opened(str(file), raw, found)


def recognise(raw: Raw) -> Format:
    """Return the format with the most marks; where another has nearly as many, neither, and a note."""
    scores = {format_: format_.evidence(raw) for format_ in FORMATS}
    best = max(scores.values())
    first = [format_ for format_, score in scores.items() if score >= CLOSE * best]
    if not best:
        return GENERIC
    if len(first) > 1:
        names = " and ".join(format_.name for format_ in first)
        raw.notes.append(
            Text("looks like {names} at once and was read as a plain table; source= chooses", names=names)
        )
        return GENERIC
    return first[0]


def interpret(opened: Opened, wishes: Wishes) -> pd.DataFrame:
    """Give the columns of an opened file their values."""
    frame = to_frame(opened.where, opened.raw, wishes)
    frame.attrs["source"] = opened.format.name
    notes = opened.format.finish(frame)
    if notes:
        reading: ReadLog = frame.attrs["reading"]
        frame.attrs["reading"] = replace(reading, notes=(*reading.notes, *notes))
    return frame
