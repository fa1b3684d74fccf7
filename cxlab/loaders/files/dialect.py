"""How a text file is laid out: `sep=` line, delimiter, rows above the header, the header itself."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ...errors import BadFile
from ...text import Text

__all__ = ["ONE_COLUMN", "Layout", "header_position", "layout"]

DELIMITERS = ",;\t|"
UNUSUAL = "~^:!# "
SAMPLE = 1 << 18
RECORDS = 500
MAX_ABOVE = 20
NOTHING = (0.0, 0)
ONE_COLUMN = "\x1f"


@dataclass(frozen=True)
class Layout:
    """Delimiter (None for one column), names, the row they stand in, and the byte where the data begin."""

    delimiter: str | None
    names: list[str]
    header_row: int
    start: int


Record = tuple[list[str], int]


def layout(path: Path, data: bytes, delimiter: str | None) -> Layout:
    """Find the layout of UTF-8 text from its beginning."""
    sample, whole = _sample(data)
    first = re.match(r'(?i)"?sep=(.|\\t)"?\r?\n', sample)
    skipped = 0
    if first:
        delimiter = delimiter or {"\\t": "\t"}.get(first[1], first[1])
        sample, skipped = sample[first.end() :], 1
    if delimiter is not None and len(delimiter) != 1:
        raise BadFile(
            Text(
                "{path}: {option} must be a single character, such as ';' or ','",
                path=path,
                option=f"delimiter={delimiter!r}",
            )
        )
    found, records = _choose(path, sample, delimiter, whole)
    width = _width(records)
    above = header_position([fields for fields, _ in records], width)
    if above is None:
        raise BadFile(
            Text(
                "{path}: no row with column names in the first {limit} rows; delete what stands above it",
                path=path,
                limit=MAX_ABOVE,
            )
        )
    names, lines = records[above]
    if len(names) == width + 1 and not names[-1].strip():
        names = names[:-1]
    body = [fields for fields, _ in records[above + 1 :]]
    trailing = len(names) == width - 1 and all(len(f) < width or not f[-1].strip() for f in body)
    ends = sum(len(line) for line in _physical(sample, lines))
    start = len((first[0] if first else "").encode()) + len(sample[:ends].encode())
    return Layout(found, names + [""] * trailing, skipped + above + 1, start)


def header_position(records: list[list[str]], width: int) -> int | None:
    """Return the index of the header: the first record that is no title and no empty line."""
    for index, fields in enumerate(records[:MAX_ABOVE]):
        filled = sum(bool(field.strip()) for field in fields)
        title = filled == 0 or (filled == 1 and (width >= 3 or len(fields) < width))
        if not title:
            return index
    return None


def _sample(data: bytes) -> tuple[str, bool]:
    """Return the beginning of the text, up to a line end; and whether that is all."""
    if len(data) <= SAMPLE:
        return data.decode("utf-8"), True
    end = max(data.rfind(b"\n", 0, SAMPLE), data.rfind(b"\r", 0, SAMPLE))
    if end < 0:
        end = max(data.find(b"\n", SAMPLE), -1)
        return data[: end + 1 or None].decode("utf-8"), end < 0
    return data[: end + 1].decode("utf-8"), False


def _physical(text: str, count: int) -> list[str]:
    lines = io.StringIO(text, newline="")
    return [lines.readline() for _ in range(count)]


def _records(sample: str, delimiter: str, whole: bool) -> list[Record]:
    """Return records and the number of lines up to their end; a last one that may be cut is left out."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    found: list[Record] = []
    try:
        for fields in reader:
            found.append((fields, reader.line_num))
            if len(found) == RECORDS:
                return found
    except csv.Error:  # a field beyond the parser's limit: what came before it decides
        return found
    return found if whole or len(found) < 2 else found[:-1]


def _width(records: list[Record]) -> int:
    """Return the usual number of fields; among equals the larger, so that a title line does not win."""
    counts = Counter(len(fields) for fields, _ in records if any(fields))
    return max(counts, key=lambda width: (counts[width], width)) if counts else 0


def _choose(path: Path, sample: str, delimiter: str | None, whole: bool) -> tuple[str | None, list[Record]]:
    """Return the delimiter that gives the most regular table, and the first records under it."""
    tried = {mark: _records(sample, mark, whole) for mark in DELIMITERS}
    scores = {mark: _score(records, mark) for mark, records in tried.items()}
    best = max(scores, key=lambda mark: scores[mark])
    if delimiter:
        records = _records(sample, delimiter, whole)
        if _score(records, delimiter) > NOTHING:
            return delimiter, records
        if scores[best] > NOTHING:
            raise BadFile(
                Text(
                    "{path}: {option} gives one column; {best!r} gives {count}",
                    path=path,
                    option=f"delimiter={delimiter!r}",
                    best=best,
                    count=scores[best][1],
                )
            )
        return None, records
    if scores[best] > NOTHING:
        return best, tried[best]
    for mark in UNUSUAL:
        share, width = _score(_records(sample, mark, whole), mark)
        if share > 0.9 and width > (3 if mark == " " else 1):
            raise BadFile(
                Text(
                    "{path}: fields seem to be separated by {mark!r}; say so with {option}",
                    path=path,
                    mark=mark,
                    option=f"delimiter={mark!r}",
                )
            )
    records = _records(sample, ONE_COLUMN, whole)
    _refuse_hidden(path, [fields[0] for fields, _ in records if any(fields)])
    return None, records


def _refuse_hidden(path: Path, lines: list[str]) -> None:
    """Refuse one column whose rows, or whose header, plainly have a delimiter that the other has not."""
    for mark in DELIMITERS if lines else "":
        counts = Counter(line.count(mark) for line in lines[1:]).most_common(1)
        regular = (
            bool(counts) and counts[0][0] > 0 and counts[0][1] > 0.9 * (len(lines) - 1) and len(lines) > 3
        )
        if mark != "," and (regular or mark in lines[0]):
            where = (
                Text("in the rows but not in the header")
                if regular
                else Text("in the header but not in the rows")
            )
            raise BadFile(
                Text(
                    "{path}: {mark!r} separates fields {where}; correct the file, or name delimiter=",
                    path=path,
                    mark=mark,
                    where=where,
                )
            )


def _score(records: list[Record], mark: str) -> tuple[float, int]:
    """Return the share of rows as wide as the header (less for lines above it), and that width.

    One column gives (0, 0): no delimiter. So do lines above the header unless the rest is regular: a single
    column of texts has commas, too.
    """
    rows = [fields for fields, _ in records if any(fields)]
    width = _width(records)
    above = header_position(rows, width)
    if width < 2 or above is None or len(rows[above]) < 2:
        return NOTHING
    others = [other for other in DELIMITERS if other != mark]
    if any(line.count(other) >= width - 1 for line in map(mark.join, rows[:above]) for other in others):
        return NOTHING  # not a title but a header under another delimiter
    body = rows[above:]
    share = sum(len(fields) == width for fields in body) / len(body)
    if above and (share < 0.9 or (width == 2 and mark == ",")):
        return NOTHING
    return max(share - 0.1 * above, 0.01), width
