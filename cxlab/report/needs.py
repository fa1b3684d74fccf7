"""What a template cannot do without in a pot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import filter as filter_names
from functools import reduce
from typing import TYPE_CHECKING, Any

from ..text import Text

if TYPE_CHECKING:
    from ..loaders import DataPot

__all__ = ["Needs"]

ANY_TABLE = "*"


@dataclass(frozen=True)
class Needs:
    """Tables with the columns needed of each; of several such `ways` any one is enough.

    A table called "*" stands for any table: such a template fits every pot. A column may be a pattern
    ("sat_*": any column of that kind).

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> pot = open_pot("telco_ibm")
    >>> Needs.read({"customers": ["customer_id"]}).lacking(pot)
    ''
    >>> Needs.read([{"complaints": ["created"]}, {"customers": ["nps"]}]).lacking(pot)
    'complaints or customers.nps'
    """

    ways: tuple[Mapping[str, list[str]], ...]

    @classmethod
    def read(cls, given: Any) -> Needs:
        """Take the needs as a notebook's metadata hold them: one way, or a list of them."""
        ways = given if isinstance(given, list) else [given or {}]
        return cls(tuple({table: list(columns) for table, columns in way.items()} for way in ways))

    @property
    def any_pot(self) -> bool:
        """Whether any pot will do."""
        return any(set(way) <= {ANY_TABLE} for way in self.ways)

    def lacking(
        self, pot: DataPot, columns: Callable[[DataPot, str], Iterable[str] | None] | None = None
    ) -> str:
        """Return what a pot lacks, as "table" or "table.column", in each of the ways; "" where it fits.

        `columns` gives the columns of a table, or None to judge none; by default it is read.
        """
        return _either([_lacking(way, pot, columns or _columns) for way in self.ways])

    def lacking_tables(self, pot: DataPot) -> str:
        """Return which tables a pot lacks, without reading one."""
        return self.lacking(pot, lambda pot, table: None)


def _columns(pot: DataPot, table: str) -> list[str]:
    return [str(name) for name in pot[table].columns]


def _lacking(
    way: Mapping[str, list[str]], pot: DataPot, columns: Callable[[DataPot, str], Iterable[str] | None]
) -> list[str]:
    lacking: list[str] = []
    for table, needed in way.items():
        if table == ANY_TABLE:
            continue
        if table not in pot:
            lacking.append(table)
        elif needed and (there := columns(pot, table)) is not None:
            lacking += [f"{table}.{column}" for column in needed if not filter_names(there, column)]
    return lacking


def _either(lacking: list[list[str]]) -> str:
    """Put what each way lacks into words; "" if one of them lacks nothing."""
    if not all(lacking):
        return ""
    told = list(dict.fromkeys(", ".join(way) for way in lacking))
    return reduce(lambda one, other: Text("{one} or {other}", one=one, other=other), told)
