"""Excel workbooks: one sheet to columns; cells keep their types, a column of mixed cells becomes text."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...errors import BadFile, CxError, UnknownName
from ...text import Text
from .cells import fill_merged, is_strict, merged_ranges, rounded_ids, transitional
from .dialect import MAX_ABOVE, header_position
from .foot import LOOKED_AT, foot
from .guard import bounded_rows
from .header import header_note, tidy
from .invisible import unescaped
from .record import EMPTY_ROW, Raw

__all__ = ["read_excel", "sheets_of"]

UNCALCULATED = re.compile(
    rb'<c r="[A-Z]+\d+"(?: s="\d+")?><f(?:/>|[^<>]*>[^<]*</f>)\s*(?:(?:<v\s*/>|<v></v>)\s*)?</c>'
)
"""A formula cell without a result; an empty text as a result has its own type and is none of these."""

EXACT = 2**53
"""From here on a floating-point number does not tell neighbouring whole numbers apart."""


def read_excel(path: Path, *, sheet: str | None) -> Raw:
    """Read one sheet of an .xlsx workbook: the named one, or the first visible one that holds data."""
    with _workbook(path) as book:
        name, rows = _sheet(path, book, sheet)
        others = [other for other in book.sheetnames if other != name]
        place = getattr(book[name], "_worksheet_path", "")
    raw = Raw("excel", [], [], sheet=name)
    if others and sheet is None:
        listed = ", ".join(repr(other) for other in others[:10])
        raw.notes.append(
            Text(
                "sheet {name!r} was read; the workbook also has {names}: sheet= chooses",
                name=name,
                names=listed,
            )
        )
    return _table(path, rows, raw, place)


def sheets_of(path: Path) -> dict[str, bool]:
    """Return the visible sheets of a workbook, and whether each holds rows below its first."""
    with _workbook(path) as book:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return {sheet.title: len(_rows(path, sheet)) > 1 for sheet in visible}


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    """Open a workbook to read values; whatever a damaged one raises is a `BadFile`."""
    import openpyxl

    try:
        with (
            warnings.catch_warnings(),
            transitional(path) if is_strict(path) else path.open("rb") as file,
        ):  # a file, as openpyxl refuses paths by their suffix
            warnings.simplefilter("ignore")  # it speaks of styles and validations that are not needed here
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            try:
                yield book
            finally:
                book.close()
    except CxError:
        raise
    except Exception:  # openpyxl raises whatever a damaged part of a workbook makes it run into
        raise BadFile(
            Text("{path}: the workbook is damaged; open and save it in Excel, or export CSV", path=path)
        ) from None


def _sheet(path: Path, book: Any, wanted: str | None) -> tuple[str, list[tuple[Any, ...]]]:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if wanted is not None:
        if wanted not in sheets:
            raise UnknownName("sheet", wanted, sheets)
        return wanted, _rows(path, sheets[wanted])
    for title, sheet in sheets.items():
        if sheet.sheet_state == "visible" and (rows := _rows(path, sheet)):
            return title, rows
    raise BadFile(
        Text(
            "{path}: no visible sheet holds data; sheets: {names}",
            path=path,
            names=", ".join(map(repr, sheets)) or Text("none"),
        )
    )


def _rows(path: Path, sheet: Any) -> list[tuple[Any, ...]]:
    """Return the cells of a sheet without the empty rows after the last filled one."""
    sheet.reset_dimensions()  # the declared size may be a lie, in both directions
    rows = list(bounded_rows(path, sheet.iter_rows(values_only=True)))
    while rows and not any(_filled(cell) for cell in rows[-1]):
        rows.pop()
    return rows


def _filled(cell: Any) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _table(path: Path, rows: list[tuple[Any, ...]], raw: Raw, place: str) -> Raw:
    if not rows:
        raise BadFile(Text("{path}: sheet {sheet!r} is empty", path=path, sheet=raw.sheet))
    widths = [max((i + 1 for i, cell in enumerate(row) if _filled(cell)), default=0) for row in rows]
    width = max(widths)
    head = [["" if cell is None else str(cell) for cell in row[:width]] for row in rows[: MAX_ABOVE + 2]]
    usual = Counter(w for w in widths[:500] if w).most_common(1)[0][0]
    above = header_position(head, max(usual, 1))
    if above is None:
        raise BadFile(
            Text(
                "{path}: sheet {sheet!r}: no row with column names in the first {limit} rows",
                path=path,
                sheet=raw.sheet,
                limit=MAX_ABOVE,
            )
        )
    names = head[above] + [""] * (width - len(head[above]))
    merged = merged_ranges(path, place)
    lower = _lower_names(merged, head, above, width)
    if lower is not None:
        names, above = lower, above + 1
    if above:
        raw.notes.append(header_note(above + 1))
    raw.first_row = above + 2
    below, filled = fill_merged(rows[above + 1 :], merged, raw.first_row)
    if filled:
        raw.notes.append(
            Text("cells merged over several rows: their value filled into {count} cells below", count=filled)
        )
        widths[above + 1 :] = [
            len(row) and max((i + 1 for i, c in enumerate(row) if _filled(c)), default=0) for row in below
        ]
        width = max(widths)
    body = _body(raw, below, widths[above + 1 :], width)
    if not body:
        raise BadFile(
            Text(
                "{path}: sheet {sheet!r} has {count} column names but no rows",
                path=path,
                sheet=raw.sheet,
                count=usual,
            )
        )
    cells = [[row[i] for row in body] for i in range(width)]
    raw.names, raw.columns = tidy(path, names, [_column(column) for column in cells], raw.notes)
    for name, column in zip(raw.names, cells, strict=False):
        if count := rounded_ids(column):
            raw.notes.append(
                Text(
                    "column {name!r}: {count} numbers of more than 15 digits, of which a spreadsheet "
                    "keeps 15 and rounds the rest; as ids they tell nobody apart: format the "
                    "column as text first",
                    name=name,
                    count=count,
                )
            )
    _note_formulas(path, raw)
    return raw


def _body(raw: Raw, rows: list[tuple[Any, ...]], widths: list[int], width: int) -> list[tuple[Any, ...]]:
    """Return the rows below the names at full width; empty ones and the foot are left out and counted."""
    numbered = [(raw.first_row + i, row) for i, row in enumerate(rows)]
    raw.excluded = [(at, EMPTY_ROW) for (at, _), filled in zip(numbered, widths, strict=True) if not filled]
    kept = [
        (at, (*row, *[None] * (width - len(row)))[:width])
        for (at, row), filled in zip(numbered, widths, strict=True)
        if filled
    ]
    reasons = foot([row for _, row in kept[-LOOKED_AT:]])
    below = kept[len(kept) - len(reasons) :]
    raw.excluded += [(at, reason) for (at, _), reason in zip(below, reasons, strict=True)]
    raw.excluded.sort()
    return [row for _, row in kept[: len(kept) - len(reasons)]]


def _lower_names(
    found: list[tuple[str, int, str, int]], head: list[list[str]], above: int, width: int
) -> list[str] | None:
    """Return the names of a header over two rows, or None where the header has one.

    Merged cells tell: "Contract" over three columns has their names below it, a name merged with the cell
    below it has none there.
    """
    upper = head[above] + [""] * (width - len(head[above]))
    if above + 1 >= len(head) or all(name.strip() for name in upper):
        return None
    lower = head[above + 1] + [""] * (width - len(head[above + 1]))
    row = above + 1
    merged = any(start == row and end in (row, row + 1) for _, start, _, end in found)
    whole = [name.strip() or high.strip() for name, high in zip(lower, upper, strict=True)]
    return whole if merged and all(whole) else None


def _column(cells: list[Any]) -> Any:
    """Return an Arrow column: typed if all cells are of a kind, else text for the rules of text to decide."""
    import pyarrow as pa

    kinds = {type(cell) for cell in cells if _filled(cell)}
    if kinds == {int, float} and any(isinstance(cell, int) and abs(cell) > EXACT for cell in cells):
        kinds = {str}  # beside a decimal number these would lose their last digits
    blank = [cell if _filled(cell) else None for cell in cells]
    try:
        if kinds and kinds <= {int, float}:
            return pa.array(blank, pa.int64() if kinds == {int} else pa.float64())
        if kinds == {bool}:
            return pa.array(blank, pa.bool_())
        if kinds and kinds <= {dt.datetime, dt.date}:
            return pa.array(blank, pa.timestamp("us"))
    except (pa.ArrowInvalid, OverflowError):
        pass  # a whole number beyond 64 bits
    return pa.array([None if cell is None else _text(cell) for cell in blank], pa.string())


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    return unescaped(str(cell)).strip()


def _note_formulas(path: Path, raw: Raw) -> None:
    """Say so if formulas were never calculated: their cells look empty to every program but Excel."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        count = sum(len(UNCALCULATED.findall(archive.read(name))) for name in sheets)
    if count:
        raw.notes.append(
            Text(
                "{count} formula cells of the workbook have no stored result and count as missing; "
                "open and save it in Excel",
                count=count,
            )
        )
