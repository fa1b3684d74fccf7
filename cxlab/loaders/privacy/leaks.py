"""Raw personal values in a text that is to be published: found before it is, counted, never shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from ..pot.pot_tables import PotTables
from .canonical import canonical, dates_in, numbers_in, words_of
from .numbers import NUMBERS
from .raw_values import (
    BIRTH,
    LONGEST,
    NET_WORDS,
    SHORTEST_NUMBER,
    RawValue,
    number_of,
    raw_columns,
    words_of_pot,
)
from .redaction import find_personal
from .words import word_list

__all__ = ["Leak", "find_leaks"]

FREE_TEXT = ("verbatim", "text", "subject", "description", "comment", "body")
NEAR = 400  # characters: a table of a few rows below its heading
SHORTEST_WORD = 3


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
    page = _Page.of(text, _harmless_words(harmless) | words_of_pot(pot))
    leaks = []
    for raw in raw_columns(pot):
        # A number too short to be told from a count gives somebody away beside the name of its column.
        short = page.beside(raw.column) if raw.has_short_numbers else set()
        values = raw.with_any(page.signs | short if short else page.signs)
        if found := sum(page.holds(value, raw.column) or value.whole in short for value in values):
            leaks.append(Leak(raw.table, raw.column, found))
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
    codes: set[str]
    numbers: set[str]
    days: set[str]
    signs: set[str]
    "All of them: what a value is looked up by first."

    @classmethod
    def of(cls, text: str, excused: frozenset[str] | set[str]) -> _Page:
        text = _plain_signs(text)
        words = words_of(text)
        runs = _runs(words)
        # "anna.kramer (at) firma punkt de" is an address too
        spoken = _runs([word for word in words if word not in NET_WORDS]) if NET_WORDS & set(words) else {}
        numbered = (text[span.start : span.end] for finder in NUMBERS for span in finder(text))
        codes = set(filter(None, map(number_of, numbered)))
        whole = f" {' '.join(words)} "
        numbers, days = numbers_in(text), dates_in(text)
        signs = numbers.union(days, codes, *runs.values(), *spoken.values())
        return cls(text, runs, spoken, whole, excused, codes, numbers, days, signs)

    def holds(self, value: RawValue, column: str) -> bool:
        """Say whether a value is there, however it is written."""
        if BIRTH.search(column):
            return not value.days.isdisjoint(self.days)
        if value.whole is not None and not value.is_short_number and value.whole in self.numbers:
            return True
        if any(address in self.spoken.get(address.count(" ") + 1, ()) for address in value.addresses):
            return True
        return value.number in self.codes or self._in_words(value, column)

    def _in_words(self, value: RawValue, column: str) -> bool:
        words = value.words
        if not any(run in self.runs[run.count(" ") + 1] for run in value.runs):
            return False
        if not _tells(words, self.excused):
            return False
        if len(words) > LONGEST and f" {' '.join(words)} " not in self.whole:
            return False
        return column not in FREE_TEXT or any(map(find_personal, self._as_written(value.text)))

    def _as_written(self, value: str) -> list[str]:
        """Return a comment as the page writes it: what one customer wrote in capitals another did not."""
        pattern = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", value.lower())))
        found = [self.text[one.start() : one.end()] for one in re.finditer(pattern, self.text.lower())]
        return found or [value]

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
