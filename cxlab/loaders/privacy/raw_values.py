"""The raw values of a pot's personal columns, in the forms in which they are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from ...errors import CxError
from ...language import current
from ..pot.kept_tables import content_key
from ..pot.pot_tables import PotTables
from .canonical import dates_in, plain_number, words_of
from .known import is_name_column

__all__ = ["BIRTH", "LONGEST", "NET_WORDS", "SHORTEST_NUMBER", "RawColumn", "RawValue"]
__all__ += ["number_of", "raw_columns", "words_of_pot"]

PEOPLE = ("customer_id", "account_id", "respondent_id")
BIRTH = re.compile(r"birth|geburt|dob(?:$|_)|born", re.IGNORECASE)
SHARED = re.compile(
    r"city|town|ort$|ort_|stadt|plz|zip|post|country|land|salut|anrede|gender|geschlecht|title|titel|region|state",
    re.IGNORECASE,
)
"Columns whose values many people share."
MOSTLY = 0.5
ADDRESS = re.compile(r"\S+@\S+")
LONGEST = 8  # words: a longer value is looked for by its first ones, then as a whole
SHORTEST_NUMBER = 6
NET_WORDS = frozenset(("at", "dot", "punkt"))
"""How the signs of an address are said."""
MANY = 5
"""A value that so many people share (a town, a salutation) tells nobody apart. Names are looked for always,
and so is every value of a column in which most values are one person's."""
MOST_INDEXED = 300_000
"""Values of a pot that are kept with an index from report to report of a batch."""


class RawValue(NamedTuple):
    """A value and what must be on a page that holds it: its days, or its number, address or words."""

    text: str
    days: frozenset[str]
    whole: str | None
    number: str | None
    addresses: tuple[str, ...]
    words: list[str]
    runs: tuple[str, ...]

    @classmethod
    def of(cls, text: str, column: str) -> RawValue:
        """Return a value of a column in all its forms."""
        days = frozenset(dates_in(text)) if BIRTH.search(column) else frozenset()
        # Of a comment only the address in it: its other words may stand on the page as somebody else's.
        spoken = ([word for word in words_of(one) if word not in NET_WORDS] for one in ADDRESS.findall(text))
        addresses = tuple(" ".join(words[:LONGEST]) for words in spoken if words)
        words = words_of(text)
        return cls(text, days, plain_number(text), number_of(text), addresses, words, _runs(words, column))

    @property
    def signs(self) -> set[str]:
        """What the value is looked up by: a page that has none of them does not hold it."""
        found = {*self.days, *self.addresses, *self.runs, self.whole or "", self.number or ""}
        found.discard("")
        return found

    @property
    def is_short_number(self) -> bool:
        """Whether it is a number that cannot be told from a count."""
        return self.whole is not None and len(self.whole) < SHORTEST_NUMBER


def _runs(words: list[str], column: str) -> tuple[str, ...]:
    """Return the runs of words that stand for a value: itself, and a name as sentences and lists write it."""
    if not words:
        return ()
    found = [" ".join(words[:LONGEST])]
    if is_name_column(column):
        if len(words) == 1:
            found.append(f"{words[0]}s")  # "Brinkhoffs answer": a name with the s of a genitive
        elif len(words) <= LONGEST:  # "Kramer-Vogt, Anna-Lena": the surname first
            found += [" ".join(words[cut:] + words[:cut]) for cut in range(1, len(words))]
    return tuple(found)


@lru_cache(maxsize=1 << 18)
def number_of(value: str) -> str | None:
    """Return a telephone or account number without its spelling: 030/123 456 7 and +49 30 1234567 are one."""
    plain = re.sub(r"[\W_]+", "", value.replace("(0)", "")).casefold()
    digits = sum(map(str.isdigit, plain))
    if digits < SHORTEST_NUMBER or digits < len(plain) / 2:
        return None
    return re.sub(r"^(?:00)?49(?=\d{7})|^0+", "", plain)


@dataclass(frozen=True)
class RawColumn:
    """The values of a personal column that can tell one person from another."""

    table: str
    column: str
    values: list[str]
    has_short_numbers: bool
    index: dict[str, list[int]] | None = None
    "Places of the values by each of their `signs`."

    @classmethod
    def of(cls, table: str, column: str, values: list[str], *, indexed: bool) -> RawColumn:
        """Return a column, with an index where it is to be searched again and again."""
        short = any((whole := plain_number(value)) and len(whole) < SHORTEST_NUMBER for value in values)
        if not indexed:
            return cls(table, column, values, short)
        index: dict[str, list[int]] = {}
        for place, value in enumerate(values):
            for sign in RawValue.of(value, column).signs:
                index.setdefault(sign, []).append(place)
        return cls(table, column, values, short, index)

    def with_any(self, signs: set[str]) -> Iterator[RawValue]:
        """Yield the values that one of these signs may stand for."""
        if self.index is None:
            every = (RawValue.of(value, self.column) for value in self.values)
            yield from (value for value in every if not signs.isdisjoint(value.signs))
            return
        places = {place for sign in self.index.keys() & signs for place in self.index[sign]}
        yield from (RawValue.of(self.values[place], self.column) for place in sorted(places))


_indexed: dict[str, tuple[list[RawColumn], frozenset[str]]] = {}
"""Of the pot of the latest report of a batch, by its content."""


def raw_columns(pot: PotTables) -> Iterable[RawColumn]:
    """Return the personal columns of a pot; those of a batch's pot are put in order once."""
    return _of_batch(pot)[0] if _is_indexed(pot) else _columns(pot, indexed=False)


def words_of_pot(pot: PotTables) -> frozenset[str]:
    """Return the words of pot.yml and of the segments, which a report may name."""
    return _of_batch(pot)[1] if _is_indexed(pot) else _words(pot)


def _is_indexed(pot: PotTables) -> bool:
    tables = [table for table in pot.tables if pot.table(table).personal]
    return bool(content_key(pot)) and sum(_size(pot, table) for table in tables) <= MOST_INDEXED


def _size(pot: PotTables, table: str) -> int:
    try:
        return len(pot.prepared(table).frame) * len(pot.table(table).personal)
    except CxError:
        return 0


def _of_batch(pot: PotTables) -> tuple[list[RawColumn], frozenset[str]]:
    key = f"{content_key(pot)} {current()}"
    if key not in _indexed:
        found = [*_columns(pot, indexed=True)], _words(pot)
        _indexed.clear()
        _indexed[key] = found
    return _indexed[key]


def _columns(pot: PotTables, *, indexed: bool) -> Iterator[RawColumn]:
    for table in pot.tables:
        personal = pot.table(table).personal
        try:
            frame = pot.prepared(table).frame if personal else pd.DataFrame()
        except CxError:
            continue  # a table that cannot be read cannot be in a report
        for column in personal:
            if column in frame.columns:
                yield RawColumn.of(table, column, _distinct(frame, column), indexed=indexed)


def _distinct(frame: pd.DataFrame, column: str) -> list[str]:
    series = frame[column]
    if pd.api.types.is_datetime64_any_dtype(series):
        return list(series.dropna().dt.strftime("%Y-%m-%d").unique()) if BIRTH.search(column) else []
    known = series.dropna()
    texts = known.astype("string")
    people = next((name for name in PEOPLE if name in frame.columns and name != column), None)
    if people is not None:
        counts = frame.loc[known.index, people].groupby(texts).nunique()
    else:
        counts = texts.value_counts()
    if not is_name_column(column) and not _identifies(counts, column):
        counts = counts[counts < MANY]
    return [str(value) for value in counts.index]


def _identifies(counts: pd.Series, column: str) -> bool:
    """Say whether a column tells people apart, so that even a value of many rows is somebody's.

    A town or a salutation is shared; of an address of the net or a number most values are one person's.
    """
    return not SHARED.search(column) and bool((counts < MANY).mean() >= MOSTLY)


def _words(pot: PotTables) -> frozenset[str]:
    spec = pot.spec
    found = set(words_of(" ".join([spec.name, spec.company, spec.description, spec.industry])))
    for name, table in spec.tables.items():
        found |= set(words_of(f"{name} {table.owner} {table.description} {' '.join(table.columns)}"))
        try:
            frame = pot.prepared(name).frame
        except CxError:
            continue
        for column in set(table.segments) & set(frame.columns) - set(table.personal):
            found |= set(words_of(" ".join(map(str, frame[column].dropna().unique()))))
    return frozenset(found)
