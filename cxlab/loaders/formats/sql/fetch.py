"""Rows from a cursor, as many as fit: counted while they come, so that no query can fill the memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ....errors import BadFile
from ....text import Text
from ...files.guard import MAX_BYTES
from .deadline import Overdue, Stop

__all__ = ["MAX_ROWS", "Room", "fetch"]

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
    room, step = Room(where, stop), FIRST
    while batch := more(step):
        rows += batch
        room.take(len(batch), sum(_weight(row) for row in batch))
        step = int(min(LARGEST, max(1, STEP_BYTES * room.rows // (room.size + 1))))
    return rows


class Room:
    """Counts what a query has given so far, whichever database gives it.

    Examples
    --------
    >>> room = Room("sales.db", Stop())
    >>> room.take(2, 100)
    >>> room.rows, room.size
    (2, 100)
    """

    def __init__(self, where: str, stop: Stop) -> None:
        self.where, self.stop = where, stop
        self.rows = self.size = 0

    def take(self, rows: int, size: int) -> None:
        """Count some more rows and bytes.

        Raises
        ------
        BadFile
            That is more than is loaded of any table.
        Overdue
            The query was stopped meanwhile.
        """
        if self.stop.asked.is_set():
            raise Overdue
        self.rows, self.size = self.rows + rows, self.size + size
        if self.rows > MAX_ROWS or self.size > MAX_BYTES:
            raise BadFile(
                Text(
                    "{where}: the query gives more than {rows} rows or {size} GB; aggregate, or export "
                    "Parquet",
                    where=self.where,
                    rows=MAX_ROWS,
                    size=MAX_BYTES >> 30,
                )
            )


def _weight(row: Sequence[Any]) -> int:
    return CELL * len(row) + sum(len(cell) for cell in row if isinstance(cell, str | bytes))
