"""Columns, metrics and values as the reader of the current language expects them."""

from __future__ import annotations

import math
from typing import Any

from ..language import _, current, number, p_value, percent, signed, told
from ..text import Text
from .registry import column_of, metric_of
from .term import Column, Kind

__all__ = ["digits_of", "label", "level_text", "metric_label", "money", "text_of", "written"]

DIGITS = {
    "share": 1,
    "share_difference": 1,
    "points": 1,
    "days": 1,
    "hours": 1,
    "money": 0,
    "ratio": 2,
    "score": 2,
    "count": 0,
}
"""Most decimals of a kind (a share's in percent); others have one."""

PER_CENT = ("share", "share_difference")
"""Kinds that are kept as shares of 1 and written in hundredths."""

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
MISSING = "–"


def label(column: str) -> str:
    """Return the heading of a column in the current language; unknown names only lose their underscores.

    Examples
    --------
    >>> label("n_eff"), label("boarding_area")
    ('Effective answers', 'boarding area')
    """
    known = column_of(column)
    return _(known.label) if known else str(column).replace("_", " ").strip()


def metric_label(metric: str) -> str:
    """Return what a metric is called in the current language.

    Examples
    --------
    >>> metric_label("nps")
    'NPS'
    """
    known = metric_of(metric)
    return _(known.label) if known else str(metric).replace("_", " ")


def level_text(level: float) -> str:
    """Return a confidence level as a percentage without needless decimals.

    Examples
    --------
    >>> level_text(0.95), level_text(0.999)
    ('95%', '99.9%')
    """
    return percent(level, 0 if round(level * 100, 6) % 1 == 0 else 1)


def digits_of(kind: Kind, low: float | None, high: float | None) -> int:
    """Return with how many decimals a value of a kind is written, given its interval.

    As many as its kind has, but no more than two significant digits of the interval's half-width. Negative
    ones round amounts to tens and hundreds. For shares they are decimals of the percentage.

    References
    ----------
    JCGM 100:2008, Guide to the expression of uncertainty in measurement, 7.2.6.

    Examples
    --------
    >>> digits_of("points", 37.2, 42.4), digits_of("points", -3.0, 27.0), digits_of("money", 91_000, 109_000)
    (1, 0, -2)
    """
    most = DIGITS.get(kind, 1)
    if low is None or high is None or not math.isfinite(half := (float(high) - float(low)) / 2) or half <= 0:
        return most
    carried = 1 - math.floor(math.log10(half * (100 if kind in PER_CENT else 1)))
    return min(most, carried if kind in ("money", "count") else max(carried, 0))


def written(
    value: Any, kind: Kind, digits: int | None = None, *, sign: bool = False, currency: str = ""
) -> str:
    """Write a number as its kind asks for, in the current language.

    Parameters
    ----------
    value
        Missing ones are a dash.
    kind
    digits
        Decimals; by default those of the kind.
    sign
        Write the sign of what is above zero too, as for a difference.
    currency
        What amounts are counted in, e.g. EUR.

    Examples
    --------
    >>> written(0.25, "share"), written(12, "count"), written(39.84, "points"), written(-40, "points")
    ('25.0%', '12', '39.8', '−40.0')
    >>> written(1240.4, "money", currency="EUR"), written(2000002, "id"), written(3.2, "points", sign=True)
    ('€1,240', '2000002', '+3.2')
    """
    if value is None or number(value) == MISSING:
        return MISSING
    if kind == "p":
        return p_value(value)
    if kind == "level":
        return level_text(float(value))
    places = DIGITS.get(kind, 1) if digits is None else digits
    if kind == "share":
        return percent(value, max(places, 0))
    if kind == "id":
        return _plain(value)
    if kind == "share_difference":
        value = 100 * float(value)
    if places < 0:
        value, places = round(float(value), places), 0
    if kind == "money":
        return money(value, currency, digits=max(places, 0))
    return signed(value, places) if sign else number(value, places)


def money(value: Any, currency: str, *, digits: int = 0) -> str:
    r"""Return an amount with its currency: €1,240 in English, 1.240 € in German.

    Examples
    --------
    >>> money(1240.4, "EUR"), money(-1240.4, "CHF"), money(1240.4, "")
    ('€1,240', '−CHF\xa01,240', '1,240')
    """
    amount = number(value, digits)
    sign = SIGNS.get(currency, currency)
    if not sign or amount == MISSING:
        return amount
    if current() == "de":
        return f"{amount}\N{NO-BREAK SPACE}{sign}"
    minus = amount.startswith("\N{MINUS SIGN}")
    gap = "" if len(sign) == 1 else "\N{NO-BREAK SPACE}"
    return ("\N{MINUS SIGN}" if minus else "") + sign + gap + amount.removeprefix("\N{MINUS SIGN}")


def text_of(value: Any, column: Column | None) -> str:
    """Return a text of a column in the reader's language: code words by what they are called, notes told.

    Examples
    --------
    >>> text_of("nps_mean", None), text_of("segment", Column("Split by", "column"))
    ('nps_mean', 'Segment')
    """
    if isinstance(value, tuple | list):
        return ", ".join(text_of(item, column) for item in value)
    if isinstance(value, Text):
        return told(value)
    if column is None:
        return _plain(value)
    if column.words and str(value) in column.words:
        return _(column.words[str(value)])
    if column.kind == "column":
        return label(str(value))
    return _plain(value)


def _plain(value: Any) -> str:
    """Return a value of the user's as it is: numbers without separators, whole ones without decimals."""
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return str(value)
    found = float(value)
    if found != found:
        return MISSING
    if found.is_integer():
        return str(int(value))
    return number(found, min(max(-_exponent(found), 1), 4))


def _exponent(value: float) -> int:
    """Return the power of ten of a number's last digit."""
    from decimal import Decimal

    return int(Decimal(repr(value)).normalize().as_tuple().exponent)
