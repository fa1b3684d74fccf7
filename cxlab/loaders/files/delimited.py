"""Delimited text to columns of text, at the speed of Arrow's parser; rows that do not fit are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ...errors import BadFile
from ...text import Text
from .dialect import ONE_COLUMN, Layout, layout
from .encoding import decode
from .foot import LOOKED_AT, foot
from .guard import MAX_BLANK, check_columns, load
from .header import header_note, tidy
from .layouts import by_delimiter, doubled_quotes
from .record import EMPTY_ROW, Raw, file_rows

__all__ = ["SENTINEL", "SURE", "parsed", "read_delimited", "refuse_markup", "with_end"]

BLOCK = 1 << 24
TOLERATED = 0.05
"""Above this share of rows with another number of fields the delimiter is wrong, not the rows."""

FEW = 3
"""So many odd rows are left out even of a small file."""

SURE = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252")
"""Encodings that show themselves; any other is a guess that the analyst should hear of."""

SENTINEL = "\x1eend\x1e"


def read_delimited(path: Path, kind: str, *, encoding: str | None, delimiter: str | None) -> Raw:
    """Read a text file into columns of text."""
    data, used = decode(path, load(path, kind), encoding)
    if not data or data.isspace():
        raise BadFile(Text("{path}: the file holds only white space; export it again", path=path))
    refuse_markup(path, data)
    data, escaped = doubled_quotes(data)
    data, aligned = by_delimiter(data) if delimiter is None else (data, False)
    plan = layout(path, data, delimiter)
    check_columns(path, len(plan.names))
    first_row = plan.header_row + 1
    body = with_end(data, plan)
    del data  # a large file is not held twice while it is parsed
    table, odd = _parse(path, body, plan)
    rows = table.num_rows
    excluded, parts = _excluded(path, odd, rows, plan), table.columns
    del table, body
    columns, blank, after = _without_blank_rows(parts)
    raw = Raw("csv", [], [], first_row=first_row, encoding=used, delimiter=plan.delimiter, excluded=excluded)
    if blank:
        numbers = file_rows(rows, first_row, [row for row, _ in excluded])
        raw.excluded = sorted(excluded + [(int(numbers[position]), EMPTY_ROW) for position in blank])
    columns = _without_foot(raw, columns)
    if used not in SURE and encoding is None:
        raw.notes.append(
            Text("the encoding {used} was guessed from the text; encoding= names another", used=used)
        )
    if escaped:
        raw.notes.append(Text('quotation marks behind a backslash (\\") are read as part of their text'))
    if aligned:
        raw.notes.append(Text("columns are set apart by blanks, not by a delimiter; read so"))
    if after:
        raw.notes.append(Text("{count} empty rows after the data left out", count=after))
    if plan.header_row > 1:
        raw.notes.append(header_note(plan.header_row))
    if not len(columns[0]):
        raise BadFile(
            Text(
                "{path}: {count} column names but no rows; is the export's filter too narrow?",
                path=path,
                count=len(plan.names),
            )
        )
    raw.names, raw.columns = tidy(path, plan.names, columns, raw.notes)
    _check_swallowed(path, raw)
    return raw


def refuse_markup(path: Path, data: bytes) -> None:
    """Refuse a web page, XML and JSON under the name of a table."""
    head = data[:512].lstrip().lower()
    for start in (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<body"):
        if head.startswith(start):
            raise BadFile(
                Text(
                    "{path}: a web page (HTML), whatever its name; open it in Excel and save it as "
                    ".xlsx or CSV",
                    path=path,
                )
            )
    if head.startswith(b"<?xml"):
        raise BadFile(Text("{path}: XML, not a table; export the data as CSV, xlsx or Parquet", path=path))
    if head.startswith((b"{", b"[{", b"[\n")):
        raise BadFile(Text("{path}: JSON, not a table; export the data as CSV, xlsx or Parquet", path=path))


def with_end(data: bytes, plan: Layout) -> bytes:
    """Return the rows below the header and, behind them, a row of our own.

    Where it does not come back from the parser, an open quotation mark has swallowed the end.
    """
    end = (plan.delimiter or ONE_COLUMN).join([SENTINEL] * len(plan.names)).encode()
    closed = data.endswith((b"\n", b"\r")) or len(data) <= plan.start
    return b"".join((memoryview(data)[plan.start :], b"" if closed else b"\n", end))


def _parse(path: Path, body: bytes, plan: Layout) -> tuple[Any, list[Any]]:
    """Return the table of text and the rows with another number of fields."""
    table, odd = parsed(path, body, plan)
    if odd:  # the threaded parser does not know row numbers
        table, odd = parsed(path, body, plan, threads=False)
    if not table.num_rows or table.column(0)[-1].as_py() != SENTINEL:
        swallowing = next(
            (
                i
                for i, column in enumerate(table.columns)
                if SENTINEL in (column[-1].as_py() if len(column) else "")
            ),
            None,
        )
        row = plan.header_row + table.num_rows + len(odd)
        raise BadFile(_open_quote(path, _place(row, None if swallowing is None else plan.names[swallowing])))
    return table.slice(0, table.num_rows - 1), odd


def parsed(
    path: Path, body: bytes, plan: Layout, *, threads: bool = True, include: Sequence[int] = ()
) -> tuple[Any, list[Any]]:
    """Return the rows with as many fields as the header as a table of text, and the others.

    Columns are called "0", "1" ... by their position; `include` names those that are wanted, none for all.
    """
    import pyarrow as pa
    from pyarrow import csv

    odd: list[Any] = []

    def set_aside(row: Any) -> str:
        odd.append(row)
        return "skip"

    names = [str(position) for position in range(len(plan.names))]
    mark = plan.delimiter or ONE_COLUMN
    try:
        table = csv.read_csv(
            pa.py_buffer(body),
            read_options=csv.ReadOptions(column_names=names, use_threads=threads, block_size=BLOCK),
            parse_options=csv.ParseOptions(
                delimiter=mark,
                newlines_in_values=b'"' in body,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                include_columns=[str(position) for position in include],
            ),
        )
    except pa.ArrowInvalid as error:
        if "straddling" in str(error) or "out of sync" in str(error):
            raise BadFile(_open_quote(path, Text("one row is longer than 16 MB"))) from None
        raise BadFile(
            Text("{path}: cannot be parsed as a table; name the delimiter with delimiter=", path=path)
        ) from None
    return table, odd


def _excluded(path: Path, odd: list[Any], good: int, plan: Layout) -> list[tuple[int, str]]:
    """Return the odd rows by number and reason, unless they are too many to be exceptions."""
    width = len(plan.names)
    rows: list[tuple[int, str]] = [
        (plan.header_row + row.number, _fields(row.actual_columns, width)) for row in odd
    ]
    if len(rows) > max(FEW, TOLERATED * (good + len(rows))) or len(rows) > max(good, 1):
        usual = Counter(row.actual_columns for row in odd).most_common(1)[0][0]
        numbers = ", ".join(str(number) for number, _ in rows[:5])
        fault = Text(
            "{path}: {count} of {total} rows do not have the header's {width} fields (most of them {usual}; "
            "rows {numbers} ...); the delimiter {delimiter!r} is probably wrong, or texts that contain it "
            "are not quoted: name it with delimiter=, or export with quotes",
            path=path,
            count=len(rows),
            total=good + len(rows),
            width=width,
            usual=usual,
            numbers=numbers,
            delimiter=plan.delimiter,
        )
        named = Text("Or the first column lacks a name, as R writes row names") if usual == width + 1 else ""
        raise BadFile(Text.together([fault, named], ". "))
    return rows


@cache
def _fields(found: int, width: int) -> Text:
    return Text("{n} field instead of {number}", "{n} fields instead of {number}", n=found, number=width)


def _without_blank_rows(parts: list[Any]) -> tuple[list[Any], list[int], int]:
    """Return trimmed columns without empty rows, where those lay within the data, and how many came after.

    `parts` is emptied on the way, so that each column is held once.
    """
    import pyarrow.compute as pc

    rows = len(parts[0])
    columns = [pc.utf8_trim_whitespace(parts.pop(0)) for _ in range(len(parts))]
    blank = pc.equal(columns[0], "")
    for column in columns[1:]:
        if not pc.any(blank).as_py():
            return columns, [], 0
        blank = pc.and_(blank, pc.equal(column, ""))
    keep = pc.invert(blank)
    filled = pc.indices_nonzero(keep)
    last = filled[-1].as_py() + 1 if len(filled) else 0  # what is empty after it has no rows to count
    within = last - len(filled)
    if within > MAX_BLANK:
        raise BadFile(
            Text(
                "{count} of {total} rows are empty; at most {limit} are left out. Export again, or take the "
                "empty lines out",
                count=within,
                total=last,
                limit=MAX_BLANK,
            )
        )
    positions = pc.indices_nonzero(blank.slice(0, last)).to_pylist() if within else []
    return [pc.filter(column, keep) for column in columns], positions, rows - last


def _without_foot(raw: Raw, columns: list[Any]) -> list[Any]:
    """Take totals and remarks off the end of the columns; they are counted as excluded."""
    length = len(columns[0])
    last = [column[max(0, length - LOOKED_AT) :].to_pylist() for column in columns]
    reasons = foot(list(zip(*last, strict=True)))
    if not reasons:
        return columns
    raw.columns = columns
    left = length - len(reasons)
    rows = [(raw.row(left + position), reason) for position, reason in enumerate(reasons)]
    raw.excluded = sorted([*raw.excluded, *rows])
    return [column[:left] for column in columns]


def _check_swallowed(path: Path, raw: Raw) -> None:
    """Refuse a quoted field that holds whole rows: its quotation mark was never meant to open a text."""
    import pyarrow.compute as pc

    if len(raw.names) < 3:
        return
    for name, column in zip(raw.names, raw.columns, strict=True):
        lines = pc.count_substring(column, "\n")
        for position in pc.indices_nonzero(pc.greater_equal(lines, 4)).to_pylist():
            inner = column[position].as_py().splitlines()[1:-1]
            like_rows = sum(line.count(raw.delimiter or ",") == len(raw.names) - 1 for line in inner)
            if like_rows >= 3 and like_rows >= 0.8 * len(inner):
                raise BadFile(_open_quote(path, _place(raw.row(position), name)))


def _place(row: int, column: str | None) -> Text:
    if column is None:
        return Text("row {row}", row=str(row))
    return Text("row {row}, column {column!r}", row=str(row), column=column)


def _open_quote(path: Path, where: str) -> Text:
    return Text(
        "{path}: {where}: a quotation mark opens a text and is closed too late or never, so that the rows "
        "after it would be swallowed; correct the row or export again",
        path=path,
        where=where,
    )
