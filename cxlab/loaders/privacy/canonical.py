"""Names, numbers and dates in one form each, so that a value is found however a page writes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import pandas as pd
from babel import Locale

__all__ = ["canonical", "dates_in", "numbers_in", "plain_number", "words_of"]

LANGUAGES = ("en", "de")
GROUPED = re.compile(
    r"(?<![\d.,])"
    r"(?:\d{1,3}(?:[,.'’\u00a0\u202f\u2009 ]\d{3})+|\d+)"  # 1,000,007  1.000.007  1 000 007  1000007
    r"(?:[.,]\d+)?(?![\d])"
)
MARKS = re.compile(r"[,.'’\u00a0\u202f\u2009 ]")
NUMERIC = re.compile(r"\b(\d{1,4})([-./])\s?(\d{1,2})\2\s?(\d{1,4})\b")
COMPACT = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(\d\d)(\d\d)(?![\d]|[.,]\d)")
ORDINAL = r"(?:st|nd|rd|th|\.)?"
SHORT = 100
"""Signs of a text that is worth remembering; pages are longer, and no two are alike."""


def canonical(text: str) -> str:
    """Return a text without capitals, marks, invisible signs and the ways to write an umlaut.

    "Müller", "MUELLER", "Muller" and "Mu\u0308ller" are one; it is applied to both sides of a comparison.

    Examples
    --------
    >>> {canonical(name) for name in ("Müller", "MUELLER", "Muller", "Mu\u0308ller", "Mül\u00adler")}
    {'muller'}
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Mn", "Cf"))
        text = text.translate(SPELT)
    text = text.casefold()
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u") if "e" in text else text


SPELT = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "a", "œ": "o", "đ": "d", "ı": "i", "ð": "d"}
)


def words_of(text: str) -> list[str]:
    """Return the words of a text in canonical form.

    Examples
    --------
    >>> words_of("Frau Müller-Lüdenscheid")
    ['frau', 'muller', 'ludenscheid']
    """
    return [*_few_words(text)] if len(text) <= SHORT else re.findall(r"\w+", canonical(text))


@lru_cache(maxsize=1 << 18)
def _few_words(text: str) -> tuple[str, ...]:
    """Return the words of a cell: the same customers are looked for in report after report."""
    return tuple(re.findall(r"\w+", canonical(text)))


def plain_number(value: object) -> str | None:
    """Return a whole number as its digits: 1000007, 1000007.0 and "1000007" are one; None for anything else.

    Examples
    --------
    >>> plain_number(1000007.0), plain_number("0012"), plain_number("A1")
    ('1000007', '12', None)
    """
    return _plain_number(str(value))


@lru_cache(maxsize=1 << 18)
def _plain_number(text: str) -> str | None:
    text = re.sub(r"\.0+$", "", text.strip())
    return (text.lstrip("0") or "0") if text.isdigit() and text.isascii() else None


def numbers_in(text: str) -> set[str]:
    """Return the whole parts of all numbers of a text, whatever sign divides their thousands.

    Examples
    --------
    >>> {"1000007", "1000008", "1000009"} <= numbers_in("1,000,007 or 1.000.008 or 1 000 009,0")
    True
    """
    found: set[str] = set()
    for match in GROUPED.finditer(text):
        groups = MARKS.split(match.group())
        wholes = [groups] if len(groups) == 1 or len(groups[-1]) == 3 else []
        if len(groups) > 1:  # the last may be decimals; or each is a number of its own
            wholes += [groups[:-1], *([group] for group in groups)]
        found |= {"".join(whole).lstrip("0") or "0" for whole in wholes}
    return found


def dates_in(text: str) -> set[str]:
    """Return every day that a text may name, as 1980-05-03: in numbers and in words, in English and German.

    Examples
    --------
    >>> sorted(dates_in("03.05.1980, May 4, 1980, 5. Mai 1980, 6th of May 1980, 1980/05/07"))
    ['1980-03-05', '1980-05-03', '1980-05-04', '1980-05-05', '1980-05-06', '1980-05-07']
    >>> dates_in("born 19800503")
    {'1980-05-03'}
    """
    found = set(_numeric(text))
    before, after = _worded()
    for match in before.finditer(text):
        found |= _day(match["year"], _months()[canonical(match["month"])], match["day"])
    for match in after.finditer(text):
        found |= _day(match["year"], _months()[canonical(match["month"])], match["day"])
    return found


def _numeric(text: str) -> Iterator[str]:
    for match in COMPACT.finditer(text):  # 19800503
        yield from _day(match[1], int(match[2]), match[3])
    for match in NUMERIC.finditer(text):
        first, _mark, second, third = match.groups()
        if len(first) == 4:
            yield from _day(first, int(second), third)
        elif len(first) <= 2 and len(third) in (2, 4):
            yield from _day(third, int(second), first)
            yield from _day(third, int(first), second)


def _day(year: str, month: int, day: str) -> set[str]:
    """Return the day in the forms that it may mean: a short year in either century."""
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    try:
        return {str(pd.Timestamp(year=y, month=month, day=int(day)).date()) for y in years}
    except ValueError:
        return set()


@cache
def _months() -> dict[str, int]:
    """Return what months are called, in canonical form."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for form in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = Locale(language).months[context][form]
                found |= {canonical(name.rstrip(".")): number for number, name in names.items()}
    return found | {"janner": 1, "feber": 2, "sept": 9}


@cache
def _worded() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = set(_months()) | {"märz", "mär", "maerz", "jänner"}
    month = rf"(?P<month>{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\.?"
    gap = r"[\s\u00a0\u202f]*"
    year = r"(?P<year>\d{4}|\d{2})(?!\d)"
    first = rf"(?<!\d)(?P<day>\d{{1,2}}){ORDINAL}{gap}(?:of\s)?{month},?{gap}'?{year}"
    second = rf"(?<!\w){month}{gap}(?P<day>\d{{1,2}}){ORDINAL}(?:,{gap}|[\s\u00a0\u202f]+){year}"
    return re.compile(first, re.IGNORECASE), re.compile(second, re.IGNORECASE)
