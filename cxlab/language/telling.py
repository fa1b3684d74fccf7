"""Texts that were made where no language is known, written in the language that is spoken now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..errors import CxError
from ..text import Text
from .catalogue import _, ngettext
from .formats import date, number

__all__ = ["told"]


def told(text: object) -> str:
    """Return a text in the current language: a `Text` by its message and values, any other as it is.

    Of an error it is what the error says. Numbers and dates among the values are written as the
    language writes them, texts are told themselves.

    Examples
    --------
    >>> from cxlab.language import using
    >>> with using("de"):
    ...     told(Text("suppressed: n < {least}", least=5))
    'unterdrückt: n < 5'
    """
    if isinstance(text, CxError) and text.args:
        return told(text.args[0])
    if not isinstance(text, Text):
        return str(text)
    if text.parts:
        return text.separator.join(told(part) for part in text.parts)
    if not text.message:
        return ""
    message = ngettext(text.message, text.plural, text.values["n"]) if text.plural else _(text.message)
    return message.format(**{name: _value(value) for name, value in text.values.items()})


def _value(value: Any) -> Any:
    """Write one value; format specifications in the message find a number as it is."""
    if isinstance(value, list | tuple):
        return ", ".join(str(_value(item)) for item in value)
    if isinstance(value, str):
        return told(value)
    if isinstance(value, dt.date) or hasattr(value, "isoformat"):
        return date(value)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return number(value) if isinstance(value, float) else value
    return number(int(value), 0)
