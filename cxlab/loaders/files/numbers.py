"""Text to numbers: which columns are numbers, and which mark is their decimal mark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...text import Text

__all__ = ["Number", "convert", "looks_like_number", "recognise", "recognise_plain", "resolve", "respelled"]

SPACES = " \u00a0\u202f\u2007\u2008\u2009"
LOOSE = rf"^[+-]?(?:\d|[.,]\d)[\d.,'’{SPACES}]*(?:[eE][+-]?\d+)?[ {SPACES}]?%?$"


def _system(decimal: str, thousands: str) -> str:
    grouped = "|".join(rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+" for mark in (thousands, f"['’{SPACES}]"))
    return rf"^[+-]?(?:(?:\d+|{grouped})(?:{decimal}\d+)?|{decimal}\d+)(?:[eE][+-]?\d+)?$"


SYSTEMS = {".": _system(r"\.", ","), ",": _system(",", r"\.")}

PLAIN = r"^-?(?:[1-9]\d{0,17}|(?:0|[1-9]\d{0,14})(?:\.\d+)?)$"
"""What machines write; most columns are so, and need none of the other questions."""

IDENTIFIERS = {
    r"^[+-]?0\d": Text("leading zeros"),
    r"^[+-]?\d{19,}$": Text("more than 18 digits"),
    r"^[+-]?\d{16,}[.,]\d*$": Text(
        "more than 15 digits and a decimal mark, so that floats have rounded them"
    ),
    r"^\+\d{7,}$": Text("a leading +, as telephone numbers have"),
    r"^[+-]?\d+[eE]\d+$": Text("digits, an E and digits, as article numbers have"),
}
"""Numbers that are names: turned into a number, they could not be turned back."""

LONG = r"^[+-]?\d{16,}"
ROUNDED = r"^\d(?:[.,]\d+)?[eE]\+\d{1,2}$"
"""How a spreadsheet shows a long number: most of its digits are gone."""

DIGITS = rf"[\d.,'’{SPACES}]*\d"
CURRENCIES = {
    "EUR": r"(?:€|EUR|Euro)", "USD": r"(?:US ?\$|\$|USD)", "GBP": "(?:£|GBP)",
    "CHF": r"(?:CHF|SFr\.?|Fr\.)", "JPY": "(?:¥|JPY)",
}  # fmt: skip
DASHES = "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"
"""What typesetters and web pages write for a minus."""

NEGATIVE = {rf"^\(({DIGITS}[ ]?%?)\)$": r"-\1", rf"^({DIGITS}) ?-$": r"-\1"}
"""How accountants write a number below zero: in brackets, or with the minus behind it."""


@dataclass(frozen=True)
class Number:
    """How to read a column of numbers; `decimal` is None without any mark, `ambiguous` if both would do."""

    decimal: str | None
    thousands: str | None = None
    ambiguous: bool = False
    percent: bool = False
    plain: bool = False


def looks_like_number(values: Any) -> np.ndarray:
    """Tell for each value whether it is made of what numbers are made of."""
    import pyarrow.compute as pc

    return np.asarray(pc.match_substring_regex(values, LOOSE).to_numpy(zero_copy_only=False))


def respelled(values: Any) -> tuple[Any, str]:
    """Return numbers as they are usually written, and a currency that all of them had ("" for none).

    A typesetter's minus, 12,50- and (12,50) below zero, 12,- for a round price. A form that every single
    value has says nothing: a column of nothing but (1), (2) or 65- holds labels.
    """
    import pyarrow.compute as pc

    if not _any(values, r"[^\d.,+-]|[\d.,]-"):
        return values, ""
    if _any(values, "[０-９]"):
        values = pc.utf8_normalize(values, form="NFKC")
    values = pc.replace_substring_regex(values, r"(\d)[´`](\d{3})", r"\1'\2")
    found, currency = _without_currency(values)
    found = pc.replace_substring_regex(found, f"[{DASHES}]", "-")
    found = pc.replace_substring_regex(found, rf"^({DIGITS})[.,](?:--?|—)$", r"\1")
    for pattern, plain in NEGATIVE.items():
        if not _all(found, pattern):
            found = pc.replace_substring_regex(found, pattern, plain)
    return pc.replace_substring_regex(found, rf"^([+-])[{SPACES}](\d)", r"\1\2"), currency


def _without_currency(values: Any) -> tuple[Any, str]:
    import pyarrow.compute as pc

    for name, sign in CURRENCIES.items():
        around = [
            rf"^([(+-]?){sign}[{SPACES}]?([+-]?\d)",
            rf"(\d[.,]?(?:-|--|–|—)?)[{SPACES}]?{sign}([)-]?)$",
        ]
        nought = rf"^(?:-[{SPACES}]*{sign}|{sign}[{SPACES}]*-)$"  # how a spreadsheet keeps accounts
        either = "|".join([*around, nought])
        if _all(values[:20], either) and _all(values, either):
            for pattern in around:
                values = pc.replace_substring_regex(values, pattern, r"\1\2")
            return pc.replace_substring_regex(values, nought, "0"), name
    return values, ""


def recognise_plain(values: Any) -> Number | None:
    """Return how to read numbers as machines write them, if all values are and it is beyond doubt."""
    import pyarrow.compute as pc

    if not _all(values[:100], PLAIN) or not _all(values, PLAIN):
        return None
    if not pc.any(pc.match_substring(values, ".")).as_py():
        return Number(None, plain=True)
    unlike_thousands = r"\.(?:\d{1,2}|\d{4,})$|^-?(?:0|\d{4,})\."
    for part in (values[:1000], values):
        if _any(part, unlike_thousands):
            return None if _any(values, LONG) else Number(".", plain=True)
    return None


def recognise(values: Any, declared: str | None) -> Number | str:
    """Return how to read values that all look like numbers, or why they stay text."""
    import pyarrow.compute as pc

    percent = pc.ends_with(values, "%")
    if pc.any(percent).as_py() and not pc.all(percent).as_py():
        return Text("some values have a percent sign and some have none")
    is_percent = bool(pc.any(percent).as_py())
    if is_percent:
        values = _without_percent(values)
    if _any(values, "|".join(IDENTIFIERS)):  # one pass over the values where nothing is found
        return next(reason for pattern, reason in IDENTIFIERS.items() if _any(values, pattern))
    if reason := _not_a_quantity(values):
        return reason
    fits = [
        mark for mark, pattern in SYSTEMS.items() if pc.all(pc.match_substring_regex(values, pattern)).as_py()
    ]
    if declared:
        if declared not in fits:
            return Text("not all values are numbers with the decimal mark {declared!r}", declared=declared)
        return _number(values, declared, percent=is_percent)
    if not fits:
        return Text("some values are written 1.234,5 and some 1,234.5, or not as numbers at all")
    seen = [mark for mark in ".," if pc.any(pc.match_substring(values, mark)).as_py()]
    if not seen:
        return _number(values, None, percent=is_percent)
    if len(fits) == 1:
        return _number(values, fits[0], percent=is_percent)
    if len(seen) == 1 and _any(values, r"^[+-]?\d{4,}$"):  # 2500 beside 1.234: thousands are not grouped
        return _number(values, seen[0], percent=is_percent)
    return Number(None, ambiguous=True, percent=is_percent)


def _not_a_quantity(values: Any) -> str:
    """Return why numbers are rounded ids or groups of digits, "" if they are not."""
    if not _any(values, r"\d{16}|\d[eE ]"):
        return ""
    if _any(values, ROUNDED) and _all(values, rf"{ROUNDED}|^\d+$"):
        return Text(
            "long numbers that a spreadsheet rounded (written like 4,9E+11), so that as ids they "
            "tell nobody apart; format the column as text before exporting"
        )
    if _any(values, LONG) and _any(values, r"[.,]\d{1,2}$|[.,]\d{4,}$"):
        return Text("more than 15 digits beside decimals, which a decimal number does not hold")
    grouped = _any(values, r"\d \d")
    if grouped and not _any(values, rf"^[+-]?\d{{1,3}}$|[.,]\d{{1,2}}[ {SPACES}]?%?$"):
        return Text("digits in groups, as telephone and account numbers have")
    return ""


def resolve(number: Number, values: Any, decimal: str) -> Number:
    """Settle an ambiguous column by the mark that the rest of the file uses."""
    return _number(_without_percent(values) if number.percent else values, decimal, percent=number.percent)


def convert(values: Any, number: Number) -> np.ndarray:
    """Return int64, or float64 where there is a decimal mark or a percent sign (12,5 % becomes 0.125)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if number.percent:
        values = _without_percent(values)
    if not number.plain:
        decimal = number.decimal or "."
        grouping = f"[{'.' if decimal == ',' else ','}'’{SPACES}]|^\\+"
        values = pc.replace_substring_regex(values, grouping, "")
        if decimal == ",":
            values = pc.replace_substring(values, ",", ".")
    if number.percent:
        values = pc.binary_join_element_wise(values, pa.scalar("e-2"), "")
    elif not number.decimal and not _any(values, "[.eE]"):
        try:
            return pc.cast(values, pa.int64()).to_numpy()
        except pa.ArrowInvalid:
            pass  # more than an integer holds
    return pc.cast(values, pa.float64()).to_numpy()


def _number(values: Any, decimal: str | None, *, percent: bool) -> Number:
    number = Number(decimal, percent=percent)
    candidates = [(mark, mark) for mark in ("'", "’", *SPACES)]
    if decimal:
        candidates.insert(0, ("." if decimal == "," else ",",) * 2)
    import pyarrow.compute as pc

    for mark, name in candidates:
        if pc.any(pc.match_substring(values, mark)).as_py():
            number = replace(number, thousands=name)
            break
    if decimal and not pc.any(pc.match_substring(values, decimal)).as_py():
        number = replace(number, decimal=decimal if number.thousands else None)
    return number


def _without_percent(values: Any) -> Any:
    import pyarrow.compute as pc

    return pc.replace_substring_regex(values, rf"[ {SPACES}]?%$", "")


def _any(values: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())


def _all(values: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.all(pc.match_substring_regex(values, pattern)).as_py())
