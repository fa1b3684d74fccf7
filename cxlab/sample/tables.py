"""Columns of text for exports, and CSV files in the dialects that real systems write."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .timeline import Timeline

__all__ = ["blank", "coded", "comma", "days", "names", "stamps", "write_csv"]

GERMAN = {"delimiter": ";", "encoding": "cp1252"}
NOT_IN_CP1252 = (("ı", "i"), ("ş", "s"), ("Ş", "S"), ("ğ", "g"), ("ś", "s"), ("ć", "c"))
BLOCK = 1 << 24


def names(codes: np.ndarray, labels: Sequence[str]) -> pa.Array:
    """Return the label of each code; a negative code has none."""
    codes = np.asarray(codes)
    index = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pc.take(pa.array(list(labels), pa.string()), index)


def coded(codes: np.ndarray, labels: Sequence[str]) -> pa.DictionaryArray:
    """Return the label of each code, as few labels and many codes."""
    index = pa.array(np.asarray(codes).astype(np.int8), mask=np.asarray(codes) < 0)
    return pa.DictionaryArray.from_arrays(index, pa.array(list(labels)))


def blank(values: pa.Array | np.ndarray, where: np.ndarray) -> pa.Array:
    """Return the values with gaps where told."""
    array = values if isinstance(values, pa.Array) else pa.array(values)
    return pc.if_else(pa.array(where), pa.scalar(None, array.type), array)


def days(day: np.ndarray, timeline: Timeline, pattern: str = "%d.%m.%Y") -> pa.Array:
    """Return dates as text; each date is formatted once."""
    distinct, codes = np.unique(day, return_inverse=True)
    return names(codes, [d.strftime(pattern) for d in timeline.date(distinct).tolist()])


def stamps(second: np.ndarray, timeline: Timeline) -> pa.Array:
    """Return "2024-03-05 14:33:10" for seconds since the first observed midnight."""
    day, of_day = np.divmod(second, 86_400)
    clock = pc.take(_clock(), pa.array(of_day))
    return pc.binary_join_element_wise(days(day, timeline, "%Y-%m-%d"), clock, " ")


@cache
def _clock() -> pa.Array:
    return pa.array([f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86_400)])


def comma(values: np.ndarray) -> pa.Array:
    """Return amounts with two digits after a decimal comma."""
    whole, cents = np.divmod(np.rint(np.asarray(values) * 100).astype(np.int64), 100)
    return pc.binary_join_element_wise(
        pa.array(whole).cast(pa.string()), names(cents, [f"{c:02d}" for c in range(100)]), ","
    )


def write_csv(
    path: Path,
    tables: Iterable[pa.Table],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    header: Sequence[Sequence[str]] | None = None,
) -> int:
    """Write tables one after the other as one CSV file; return the number of rows.

    Values are quoted where needed only, gaps are empty. What the encoding does not know becomes its plain
    letter or a question mark, as in real exports.
    """
    part, rows = path.with_suffix(".part"), 0
    with path.open("wb") as out, duckdb.connect(config={"threads": 1}) as connection:
        for table in tables:
            if not rows:
                out.write(_header(header or [table.column_names], delimiter).encode(encoding, "replace"))
            rows += table.num_rows
            connection.register("chunk", table)
            connection.execute(
                f"COPY chunk TO '{_quoted(part)}' (FORMAT csv, HEADER false, DELIMITER '{delimiter}')"
            )
            connection.unregister("chunk")
            _append(part, out, encoding)
    part.unlink(missing_ok=True)
    return rows


def _quoted(path: Path) -> str:
    return os.fspath(path).replace("'", "''")


def _header(lines: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return text.getvalue()


def _append(part: Path, out: io.BufferedWriter, encoding: str) -> None:
    if encoding == "utf-8":
        with part.open("rb") as data:
            shutil.copyfileobj(data, out, BLOCK)
        return
    with part.open(encoding="utf-8", newline="") as text:
        while block := text.read(BLOCK):
            if encoding == "cp1252":
                for letter, plain in NOT_IN_CP1252:  # much faster than one str.translate
                    block = block.replace(letter, plain)
            out.write(block.encode(encoding, "replace"))
