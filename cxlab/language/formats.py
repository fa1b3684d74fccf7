"""Numbers, intervals and dates as a reader of the current language expects them.

The minus is the typographic one (U+2212), German percent signs follow a no-break space, and a value
that is missing is a dash. English dates name the month, so that nobody takes the day for the month.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, SupportsFloat

from ..errors import BadValue
from ..text import Text
from .catalogue import _, current

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["MISSING", "date", "interval", "month", "number", "p_value", "percent", "period_name", "signed"]

MISSING = "–"
_LOCALES = {"en": "en_GB", "de": "de_DE"}
_DAYS = {
    "en": {"medium": "d MMM y", "long": "d MMMM y"},
    "de": {"medium": "dd.MM.y", "long": "d. MMMM y"},
}


def number(value: SupportsFloat | None, digits: int | None = None) -> str:
    """Return `value` with grouped thousands and `digits` decimals.

    Parameters
    ----------
    value : number or None
        ``None`` and NaN give a dash.
    digits : int, optional
        By default none for whole-number types and one for others.

    Examples
    --------
    >>> number(2746), number(39.84), number(-0.25, 2)
    ('2,746', '39.8', '−0.25')
    """
    found = _float(value)
    if found is None:
        return MISSING
    if digits is None:
        digits = 0 if hasattr(value, "__index__") else 1
    return _digits(found, digits)


def signed(value: SupportsFloat | None, digits: int | None = None) -> str:
    """Return `value` with its sign, also where it is positive; zero has none.

    Examples
    --------
    >>> signed(3.21), signed(-3.21), signed(0.0)
    ('+3.2', '−3.2', '0.0')
    """
    text = number(value, digits)
    rounded_to_zero = not any(digit in text for digit in "123456789∞")
    return f"+{text}" if (_float(value) or 0) > 0 and not rounded_to_zero else text


def percent(share: SupportsFloat | None, digits: int = 1) -> str:
    """Return a share of 0..1 as a percentage.

    Examples
    --------
    >>> percent(0.1234), percent(0.5, 0)
    ('12.3%', '50%')
    """
    found = _float(share)
    if found is None:
        return MISSING
    return _digits(found * 100, digits) + _percent_sign()


def interval(
    low: SupportsFloat | None,
    high: SupportsFloat | None,
    digits: int | None = None,
    *,
    as_percent: bool = False,
) -> str:
    """Return an interval in words, "37.2 to 42.4"; with `as_percent` the limits are shares of 0..1.

    Examples
    --------
    >>> interval(37.2, 42.4), interval(0.1, 0.25, as_percent=True)
    ('37.2 to 42.4', '10.0% to 25.0%')
    """
    if _missing(low) and _missing(high):
        return MISSING
    if as_percent:
        places = 1 if digits is None else digits
        first, last = percent(low, places), percent(high, places)
        if current() == "de":  # German names the unit once
            first = first.removesuffix(_percent_sign())
    else:
        first, last = number(low, digits), number(high, digits)
    return _("{low} to {high}").format(low=first, high=last)


def p_value(value: SupportsFloat | None, *, prefix: bool = False) -> str:
    r"""Return a p-value with three decimals, "< 0.001" below that; `prefix` writes "p = " before it.

    Examples
    --------
    >>> p_value(0.0234), p_value(0.00001), p_value(0.0234, prefix=True)
    ('0.023', '<\xa00.001', 'p\xa0=\xa00.023')
    """
    found = _float(value)
    if found is None:
        return MISSING
    sign = "<" if found < 0.001 else "=" if prefix else ""
    words = ["p" if prefix else "", sign, _digits(max(found, 0.001), 3)]
    return "\N{NO-BREAK SPACE}".join(word for word in words if word)


def date(value: object, style: str = "medium") -> str:
    """Return a day; `style` is "medium" (8 May 2017, 08.05.2017) or "long" (8 May 2017, 8. Mai 2017).

    Parameters
    ----------
    value : date, datetime, pandas.Timestamp, numpy.datetime64 or ISO string
        ``None`` and NaT give a dash.

    Examples
    --------
    >>> date("2017-05-08")
    '8 May 2017'
    """
    styles = _DAYS[current()]
    if style not in styles:
        raise BadValue(
            Text(
                "date style: expected one of {names}, found {style}",
                names=", ".join(styles),
                style=repr(style),
            )
        )
    return _day(value, styles[style])


def month(value: object, *, short: bool = False) -> str:
    """Return the month of a day, "May 2017" ("Mai 2017"); `short` abbreviates its name.

    Examples
    --------
    >>> month("2017-05-08"), month("2017-09-01", short=True)
    ('May 2017', 'Sept 2017')
    """
    return _day(value, "LLL y" if short else "LLLL y")


def period_name(value: object, every: str) -> str:
    """Return the name of the period that starts on `value`.

    Parameters
    ----------
    every : {"day", "week", "month", "quarter", "year"}

    Examples
    --------
    >>> period_name("2017-04-01", "quarter"), period_name("2017-05-08", "week")
    ('Q2 2017', 'week of 8 May 2017')
    """
    if every == "week":
        return MISSING if _as_date(value) is None else _("week of {date}").format(date=date(value))
    patterns = {"day": _DAYS[current()]["medium"], "month": "LLLL y", "quarter": "QQQ y", "year": "y"}
    if every not in patterns:
        raise BadValue(
            Text("period: expected day, week, month, quarter or year, found {every}", every=repr(every))
        )
    return _day(value, patterns[every])


def _digits(value: float, digits: int) -> str:
    from babel.numbers import format_decimal

    # Rounding first and adding zero keeps "-0.0" from being printed.
    value = round(value, digits) + 0.0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=_locale(current())).replace("-", "\N{MINUS SIGN}")


def _percent_sign() -> str:
    return "\N{NO-BREAK SPACE}%" if current() == "de" else "%"


def _day(value: object, pattern: str) -> str:
    from babel.dates import format_date

    day = _as_date(value)
    return MISSING if day is None else format_date(day, format=pattern, locale=_locale(current()))


def _as_date(value: Any) -> dt.date | None:
    if _missing(value):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadValue(
            Text("expected a date, found a {name} that is none", name=type(value).__name__)
        ) from None


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(_LOCALES[language])


def _missing(value: Any) -> bool:
    if value is None:
        return True
    try:
        return bool(value != value)  # NaN is unequal to itself
    except TypeError:  # pandas.NA compares to NA, which is neither true nor false
        return True


def _float(value: SupportsFloat | None) -> float | None:
    return None if value is None or _missing(value) else float(value)
