"""Rows of a table that have something in common, and a line of a table about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ...errors import CxError
from ...text import Text
from ..pot.pot_tables import PotTables
from ..pot.potfile import Table
from ..pot.prepare import Prepared, examples

__all__ = ["Rows", "line", "readable_tables"]


WORDS = {
    "id": Text("same id"),
    "row": Text("same in every column"),
    "but one": Text("same in every column but one"),
    "content": Text("same customer, day and text"),
    "future": Text("in the future"),
    "too early": Text("before 1950"),
    "before founding": Text("before the company was founded"),
    "before signup": Text("before the customer signed up"),
}
"""What rows have in common, in words that can be translated."""


class Rows(NamedTuple):
    """Rows of a table that have something in common: which columns, what, and which rows (a mask)."""

    columns: tuple[str, ...]
    what: str
    hit: np.ndarray


def readable_tables(pot: PotTables) -> Iterator[tuple[str, Table, Prepared]]:
    """Yield name, entry in pot.yml and content of every table that can be read."""
    for name in pot.tables:
        try:
            yield name, pot.table(name), pot.prepared(name)
        except CxError:
            continue  # the check tells of tables that cannot be read


def line(name: str, spec: Table, prepared: Prepared, found: Rows, word: str) -> dict[str, object]:
    """Return the line of a table that tells of these rows; `word` names the column of what they are."""
    return {
        "table": name,
        "owner": spec.owner,
        word: WORDS[found.what],
        "columns": ", ".join(found.columns),
        "rows": int(found.hit.sum()),
        "example_rows": examples(prepared.file_rows[found.hit]),
    }
