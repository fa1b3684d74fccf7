"""Rows from a cursor, as many as fit: counted while they come, so that no query can fill the memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ....errors import BadFile
from ....text import Text
from ...files.guard import MAX_BYTES
from .deadline import Overdue, Stop

__all__ = ["MAX_ROWS", "fetch", "too_much"]

MAX_ROWS = 20_000_000
FIRST, LARGEST = 16, 10_000
"""Rows of the first step, and of the largest: what a row weighs is known only after the first."""

STEP_BYTES = 64 * 1024**2
CELL = 16
"""Bytes that count for any cell, beside the length of its text."""


def fetch(where: str, more: Callable[[int], Sequence[Sequence[Any]]], stop: Stop) -> list[Sequence[Any]]:
    """Return all rows of a cursor's `fetchmany`.

    Raises
    ------
    BadFile
        There are more than 20 million, or they hold more than is loaded of any table.
    Overdue
        The query was stopped meanwhile.
    """
    rows: list[Sequence[Any]] = []
    size, step = 0, FIRST
    while batch := more(step):
        if stop.asked.is_set():
            raise Overdue
        rows += batch
        size += sum(_weight(row) for row in batch)
        if len(rows) > MAX_ROWS or size > MAX_BYTES:
            raise too_much(where)
        step = int(min(LARGEST, max(1, STEP_BYTES * len(rows) // (size + 1))))
    return rows


def too_much(where: str) -> BadFile:
    """Return the error for a query that gives more than is loaded."""
    return BadFile(
        Text(
            "{where}: the query gives more than {rows} rows or {size} GB; aggregate, or export Parquet",
            where=where,
            rows=MAX_ROWS,
            size=MAX_BYTES >> 30,
        )
    )


def _weight(row: Sequence[Any]) -> int:
    return CELL * len(row) + sum(len(cell) for cell in row if isinstance(cell, str | bytes))
