"""Raw personal values in a text that is to be published: found before it is, counted, never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ...errors import CxError
from .known import is_name_column
from .numbers import NUMBERS
from .redaction import find_personal
from .words import folded, word_list

if TYPE_CHECKING:
    from ..pot import DataPot

__all__ = ["Leak", "find_leaks"]

FREE_TEXT = ("verbatim", "text", "subject", "description", "comment", "body")
LONGEST = 8  # words: a longer value is looked for by its first ones, then as a whole
SHORTEST_NUMBER, SHORTEST_WORD = 6, 3
MANY = 5
"A value that so many rows share (a town, a salutation) tells nobody apart; names are looked for always."


class Leak(NamedTuple):
    """How many different raw values of a personal column a text holds."""

    table: str
    column: str
    values: int


def find_leaks(text: str, pot: DataPot, *, harmless: str = "") -> list[Leak]:
    """Look in a text for raw values of the columns that pot.yml marks as personal.

    Values are looked for as whole words, whatever their capitals and punctuation: each is one look-up among
    the runs of words of the text, so a million customers take seconds.

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
    words = _words(text)
    runs = {
        size: {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}
        for size in range(1, LONGEST + 1)
    }
    whole = f" {' '.join(words)} "
    excused = set(_words(harmless)) | _labels(pot)
    leaks = []
    numbers = {_number(text[span.start : span.end]) for finder in NUMBERS for span in finder(text)} - {None}
    for table, column, values in _personal(pot):
        found = sum(
            _is_in(value, runs, whole, excused, column) or _number(value) in numbers for value in values
        )
        if found:
            leaks.append(Leak(table, column, found))
    return leaks


def _personal(pot: DataPot) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the values of every personal column that can tell one person from another."""
    for table in pot.tables:
        personal = pot.table(table).personal
        try:
            frame = pot.prepared(table).frame if personal else pd.DataFrame()
        except CxError:
            continue  # a table that cannot be read cannot be in a report
        for column in personal:
            if column in frame.columns:
                yield table, column, _distinct(frame[column], column)


def _distinct(series: pd.Series, column: str) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(series):
        if not re.search(r"birth|geburt|dob", column, re.IGNORECASE):
            return []
        days = series.dropna().dt
        return [*days.strftime("%Y-%m-%d").unique(), *days.strftime("%d.%m.%Y").unique()]
    counts = series.dropna().astype("string").value_counts()
    if not is_name_column(column):
        counts = counts[counts < MANY]
    return [str(value) for value in counts.index]


def _is_in(value: str, runs: dict[int, set[str]], whole: str, excused: set[str], column: str) -> bool:
    words = _words(value)
    if not words or not _tells(words, excused):
        return False
    if " ".join(words[:LONGEST]) not in runs[min(len(words), LONGEST)]:
        return False
    if len(words) > LONGEST and f" {' '.join(words)} " not in whole:
        return False
    return column not in FREE_TEXT or bool(find_personal(value))


def _tells(words: list[str], excused: set[str]) -> bool:
    """Leave out what occurs in any text: short words and numbers, everyday words, the report's own words."""
    joined = "".join(words)
    if joined.isdigit():
        return len(joined) >= SHORTEST_NUMBER
    if len(words) > 1:
        return not set(words) <= excused
    return (
        len(joined) >= SHORTEST_WORD
        and joined not in excused
        and folded(joined) not in word_list("ambiguous")
    )


def _number(value: str) -> str | None:
    """Return a telephone or account number without its spelling: 030/123 456 7 and +49 30 1234567 are one."""
    plain = re.sub(r"[\W_]+", "", value.replace("(0)", "")).casefold()
    digits = sum(map(str.isdigit, plain))
    if digits < SHORTEST_NUMBER or digits < len(plain) / 2:
        return None
    return re.sub(r"^(?:00)?49(?=\d{7})|^0+", "", plain)


def _labels(pot: DataPot) -> set[str]:
    """Return the words of pot.yml and of the segments, which a report may name."""
    spec = pot.spec
    found = set(_words(" ".join([spec.name, spec.company, spec.description, spec.industry])))
    for name, table in spec.tables.items():
        found |= set(_words(f"{name} {table.owner} {table.description} {' '.join(table.columns)}"))
        try:
            frame = pot.prepared(name).frame
        except CxError:
            continue
        for column in set(table.segments) & set(frame.columns) - set(table.personal):
            found |= set(_words(" ".join(map(str, frame[column].dropna().unique()))))
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
