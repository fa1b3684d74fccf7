"""What a vendor format is: how its files are recognised, what is above the data, what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar

import pandas as pd

from ...errors import BadFile
from ...text import Text
from ..files import Raw

__all__ = ["Format", "drop_head", "head", "marks", "plain"]

HEAD = 5
"""So many rows may decide what a file is."""


class Format:
    """A vendor's export. A subclass says what is particular to it; the rest of reading is common to all.

    Attributes
    ----------
    name : str
        As in `source=` and in pot.yml.
    table : str
        The canonical table it feeds.
    columns : Mapping
        Canonical column -> names in the vendor's exports, the best first; capitals do not matter.
    personal : tuple of str
        Canonical columns with personal data.
    exclude : Mapping
        Canonical column -> codes of rows that are no answers, such as previews of a survey.
    """

    name: ClassVar[str]
    table: ClassVar[str]
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    personal: ClassVar[tuple[str, ...]] = ()
    exclude: ClassVar[Mapping[str, tuple[object, ...]]] = {}

    def evidence(self, raw: Raw) -> int:
        """Return how many marks of the format a table has, 0 if it is another one."""
        raise NotImplementedError

    def shape(self, raw: Raw) -> None:
        """Take labels and names out of what stands above the data, before values are looked at."""

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Add to a new frame what follows from the format; return what an analyst should know of it."""
        return []

    def mapping(self, names: Iterable[str]) -> dict[str, str]:
        """Return canonical column -> name in the file, for what the file has."""
        there = {name.casefold(): name for name in reversed(list(names))}
        found: dict[str, str] = {}
        for canonical, known in self.columns.items():
            name = next((there[other.casefold()] for other in known if other.casefold() in there), None)
            if name is not None and name not in found.values():
                found[canonical] = name
        return found


def head(raw: Raw) -> list[list[str]]:
    """Return the first rows as text, an empty one where a value is missing."""
    columns = [column[:HEAD].to_pylist() for column in raw.columns]
    return [["" if cell is None else str(cell) for cell in row] for row in zip(*columns, strict=True)]


def marks(names: Iterable[str], known: Collection[str]) -> int:
    """Return how many of the known names (in small letters) are there."""
    return len({name.casefold() for name in names} & set(known))


def drop_head(raw: Raw, count: int) -> None:
    """Take `count` rows of labels off the top of the data."""
    if not count:
        return
    if raw.rows == count:
        raise BadFile(Text("column names and questions but no answers; is the export's filter too narrow?"))
    first = raw.row(count)
    raw.columns = [column[count:] for column in raw.columns]
    raw.first_row, raw.excluded = first, [(row, why) for row, why in raw.excluded if row > first]


def plain(text: str) -> str:
    """Write a question on one line, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]{1,200}>", " ", text)).strip()
