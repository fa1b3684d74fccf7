"""Raw personal values in a text that is to be published: found before it is, counted, never shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd

from ...errors import CxError
from ..pot.pot_tables import PotTables
from .canonical import canonical, dates_in, numbers_in, plain_number, words_of
from .known import is_name_column
from .numbers import NUMBERS
from .redaction import find_personal
from .words import word_list

__all__ = ["Leak", "find_leaks"]

FREE_TEXT = ("verbatim", "text", "subject", "description", "comment", "body")
PEOPLE = ("customer_id", "account_id", "respondent_id")
BIRTH = re.compile(r"birth|geburt|dob(?:$|_)|born", re.IGNORECASE)
SHARED = re.compile(
    r"city|town|ort$|ort_|stadt|plz|zip|post|country|land|salut|anrede|gender|geschlecht|title|titel|region|state",
    re.IGNORECASE,
)
"Columns whose values many people share."
MOSTLY = 0.5
ADDRESS = re.compile(r"\S+@\S+")
NEAR = 400  # characters: a table of a few rows below its heading
LONGEST = 8  # words: a longer value is looked for by its first ones, then as a whole
SHORTEST_NUMBER, SHORTEST_WORD = 6, 3
NET_WORDS = frozenset(("at", "dot", "punkt"))
"""How the signs of an address are said."""
MANY = 5
"""A value that so many people share (a town, a salutation) tells nobody apart. Names are looked for always,
and so is every value of a column in which most values are one person's."""


class Leak(NamedTuple):
    """How many different raw values of a personal column a text holds."""

    table: str
    column: str
    values: int


def find_leaks(text: str, pot: PotTables, *, harmless: str = "") -> list[Leak]:
    """Look in a text for raw values of the columns that pot.yml marks as personal.

    Values are looked for as whole words in canonical form: whatever their capitals, punctuation, marks and
    umlauts; numbers whatever divides their thousands, days of birth in every spelling of both languages. Each
    is one look-up among the runs of words of the text, so a million customers take seconds.

    Parameters
    ----------
    text
        What is to be published, as plain text.
    pot
        The pot it was made from.
    harmless
        What the text would say of any data (headings, sentences): a surname that is one of these words
        does not count.

    Returns
    -------
    list of Leak
        Table, column and number of values; never a value.

    Examples
    --------
    >>> from cxlab.loaders import open_pot
    >>> find_leaks("Customer 7590-VHVEG is unhappy", open_pot("telco_ibm"))
    []
    """
    page = _Page.of(text, _harmless_words(harmless) | _labels(pot))
    leaks = []
    for table, column, values in _personal(pot):
        # A number too short to be told from a count gives somebody away beside the name of its column.
        short = page.beside(column) if any(map(_is_short_number, values)) else set()
        found = sum(page.holds(value, column) or plain_number(value) in short for value in values)
        if found:
            leaks.append(Leak(table, column, found))
    return leaks


@lru_cache(maxsize=16)
def _harmless_words(text: str) -> frozenset[str]:
    """Return the words that a template would say of any data; they are long, and few templates have them."""
    return frozenset(words_of(text))


@dataclass(frozen=True)
class _Page:
    """What is to be published, in canonical form."""

    text: str
    runs: dict[int, set[str]]
    spoken: dict[int, set[str]]
    whole: str
    excused: frozenset[str] | set[str]
    codes: set[str | None]
    numbers: set[str]
    days: set[str]

    @classmethod
    def of(cls, text: str, excused: frozenset[str] | set[str]) -> _Page:
        text = _plain_signs(text)
        words = words_of(text)
        runs = _runs(words)
        # "anna.kramer (at) firma punkt de" is an address too
        spoken = _runs([word for word in words if word not in NET_WORDS]) if NET_WORDS & set(words) else {}
        codes = {_number(text[span.start : span.end]) for finder in NUMBERS for span in finder(text)} - {None}
        whole = f" {' '.join(words)} "
        return cls(text, runs, spoken, whole, excused, codes, numbers_in(text), dates_in(text))

    def holds(self, value: str, column: str) -> bool:
        """Say whether a value is there, however it is written."""
        if BIRTH.search(column):
            return bool(dates_in(value) & self.days)
        whole = plain_number(value)
        if whole is not None and len(whole) >= SHORTEST_NUMBER and whole in self.numbers:
            return True
        # Of a comment only the address in it: its other words may stand on the page as somebody else's.
        if any(self._spoken_of(address) for address in ADDRESS.findall(value)):
            return True
        return _number(value) in self.codes or self._inwords_of(value, column)

    def _spoken_of(self, address: str) -> bool:
        words = [word for word in words_of(address) if word not in NET_WORDS][:LONGEST]
        return bool(words) and " ".join(words) in self.spoken.get(len(words), ())

    def _inwords_of(self, value: str, column: str) -> bool:
        words = words_of(value)
        if not words or not _tells(words, self.excused):
            return False
        first = " ".join(words[:LONGEST])
        # "Brinkhoffs answer": a name with the s of a genitive
        own = len(words) == 1 and is_name_column(column) and f"{first}s" in self.runs[1]
        turned = 1 < len(words) <= LONGEST and is_name_column(column) and self._turned(words)
        if not own and not turned and first not in self.runs[min(len(words), LONGEST)]:
            return False
        if len(words) > LONGEST and f" {' '.join(words)} " not in self.whole:
            return False
        return column not in FREE_TEXT or any(map(find_personal, self._as_written(value)))

    def _as_written(self, value: str) -> list[str]:
        """Return a comment as the page writes it: what one customer wrote in capitals another did not."""
        pattern = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", value.lower())))
        found = [self.text[one.start() : one.end()] for one in re.finditer(pattern, self.text.lower())]
        return found or [value]

    def _turned(self, words: list[str]) -> bool:
        """Say whether a name is there with its surname first: "Kramer-Vogt, Anna-Lena"."""
        return any(
            " ".join(words[cut:] + words[:cut]) in self.runs[len(words)] for cut in range(1, len(words))
        )

    def beside(self, column: str) -> set[str]:
        """Return the numbers that directly follow the name of a column, as in a table under its heading."""
        name = r"[\W_]*".join(re.escape(word) for word in re.findall(r"[^\W_]+", column.casefold()))
        found: set[str] = set()
        for match in re.finditer(rf"\b{name}\b", self.text.casefold()):
            for number in re.finditer(
                r"\d[\d.,'’\u00a0\u202f]*", self.text[match.end() : match.end() + NEAR]
            ):
                found |= numbers_in(number.group())
        return found


def _plain_signs(text: str) -> str:
    """Return a text with wide digits and letters as plain ones, and the at sign of links as itself."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).replace("%40", "@")


def _runs(words: list[str]) -> dict[int, set[str]]:
    return {
        size: {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}
        for size in range(1, LONGEST + 1)
    }


def _personal(pot: PotTables) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the values of every personal column that can tell one person from another."""
    for table in pot.tables:
        personal = pot.table(table).personal
        try:
            frame = pot.prepared(table).frame if personal else pd.DataFrame()
        except CxError:
            continue  # a table that cannot be read cannot be in a report
        for column in personal:
            if column in frame.columns:
                yield table, column, _distinct(frame, column)


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


def _is_short_number(value: str) -> bool:
    whole = plain_number(value)
    return whole is not None and len(whole) < SHORTEST_NUMBER


def _tells(words: list[str], excused: frozenset[str] | set[str]) -> bool:
    """Leave out what occurs in any text: short words and numbers, everyday words, the report's own words."""
    joined = "".join(words)
    if joined.isdigit():
        return len(joined) >= SHORTEST_NUMBER
    if len(words) > 1:
        # "Marktplatz 2", where Marktplatz is a sales channel, cannot be told from the channel and a count.
        return not {word for word in words if not word.isdigit()} <= excused
    return len(joined) >= SHORTEST_WORD and joined not in excused and joined not in _everyday()


@cache
def _everyday() -> frozenset[str]:
    return frozenset(canonical(word) for word in word_list("ambiguous"))


@lru_cache(maxsize=1 << 18)
def _number(value: str) -> str | None:
    """Return a telephone or account number without its spelling: 030/123 456 7 and +49 30 1234567 are one."""
    plain = re.sub(r"[\W_]+", "", value.replace("(0)", "")).casefold()
    digits = sum(map(str.isdigit, plain))
    if digits < SHORTEST_NUMBER or digits < len(plain) / 2:
        return None
    return re.sub(r"^(?:00)?49(?=\d{7})|^0+", "", plain)


def _labels(pot: PotTables) -> set[str]:
    """Return the words of pot.yml and of the segments, which a report may name."""
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
    return found
