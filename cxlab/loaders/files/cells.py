"""What a workbook's cells hide: merged values, numbers longer than it keeps, the strict dialect."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["MERGED", "fill_merged", "is_strict", "merged_ranges", "rounded_ids", "transitional"]

MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^<>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')

KEPT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; it writes zeros for the others."""

EXACT = 2**53

STRICT = b"http://purl.oclc.org/ooxml/"
PLAIN = [
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
]
"""The names that "Strict Open XML" gives the parts of a workbook, and the usual ones."""

BLOCK = 1 << 20


def merged_ranges(path: Path, place: str) -> list[tuple[str, int, str, int]]:
    """Return the merged ranges of a sheet: first column and row, last column and row.

    They stand at the end of the sheet, which is read in pieces and never kept whole.
    """
    found = []
    with zipfile.ZipFile(path) as archive:
        if place.lstrip("/") not in archive.namelist():
            return []
        with archive.open(place.lstrip("/")) as file:
            for piece in _pieces(file):
                found += [(a.decode(), int(b), c.decode(), int(d)) for a, b, c, d in MERGED.findall(piece)]
    return list(dict.fromkeys(found))


def _pieces(file: Any) -> Iterator[bytes]:
    tail = b""
    while block := file.read(BLOCK):
        yield tail + block
        tail = block[-200:]


def fill_merged(
    rows: list[tuple[Any, ...]], ranges: list[tuple[str, int, str, int]], first_row: int
) -> tuple[list[tuple[Any, ...]], int]:
    """Return rows in which a merged value stands in each of its rows, and how many cells that filled.

    Parameters
    ----------
    rows
        The rows of a sheet from `first_row` on, counted from 1 as in the sheet.
    ranges
        From `merged_ranges`; those that begin above `first_row` belong to the header.

    Examples
    --------
    >>> fill_merged([("Nord", 9), (None, 8), ("Ost", 7)], [("A", 2, "A", 3)], 2)
    ([('Nord', 9), ('Nord', 8), ('Ost', 7)], 1)
    """
    filled = 0
    changed = list(rows)
    for column, start, _last, end in ranges:
        at, top = _position(column), start - first_row
        if top < 0 or end <= start or top >= len(rows) or at >= len(rows[top]) or rows[top][at] is None:
            continue
        for below in range(top + 1, min(end - first_row + 1, len(rows))):
            row = list(changed[below])
            if not any(cell is not None for cell in row):
                continue  # a blank row inside a merged block is still no answer
            row += [None] * (at + 1 - len(row))
            if row[at] is None:
                row[at], filled = rows[top][at], filled + 1
                changed[below] = tuple(row)
    return changed, filled


def _position(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def rounded_ids(cells: list[Any]) -> int:
    """Return how many whole numbers of a column a spreadsheet has cut, 0 if they kept their digits.

    Other programs write all digits; that Excel has been at work shows where every long number ends in
    zeros, or where it is written as a decimal number.

    Examples
    --------
    >>> rounded_ids([4917661234567800, 4917661234567900]), rounded_ids([4917661234567891, 5])
    (2, 0)
    """
    long = [cell for cell in cells if isinstance(cell, int | float) and 10**KEPT_DIGITS <= abs(cell) < 1e300]
    if not long:
        return 0
    cut = all(
        isinstance(cell, float) or cell % 10 ** (len(str(abs(cell))) - KEPT_DIGITS) == 0 for cell in long
    )
    return len(long) if cut and all(float(cell).is_integer() for cell in long) else 0


def is_strict(path: Path) -> bool:
    """Tell whether a workbook was saved as "Strict Open XML"."""
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist() and STRICT in archive.read("xl/workbook.xml")


def transitional(path: Path) -> io.BytesIO:
    """Return a copy of a strict workbook under the usual names, which is what openpyxl reads."""
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as written:
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename.endswith((".xml", ".rels")):
                for strict, plain in PLAIN:
                    content = content.replace(strict, plain)
            written.writestr(entry.filename, content)
    copy.seek(0)
    return copy
