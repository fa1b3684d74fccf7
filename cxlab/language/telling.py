"""Texts that were made where no language is known, written in the language that is spoken now."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

from ..errors import CxError
from ..text import Text
from .catalogue import _, current, ngettext
from .formats import date, number, percent

__all__ = ["filled", "told"]


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
    if isinstance(text, list | tuple):
        return str(_value(text))
    if not isinstance(text, Text):
        return str(text)
    if text.parts:
        return text.separator.join(told(part) for part in text.parts)
    if not text.message:
        return ""
    message = ngettext(text.message, text.plural, text.values["n"]) if text.plural else _(text.message)
    return _SPOKEN.format(message, **text.values)


def filled(message: str, values: Mapping[str, Any]) -> str:
    """Return a message that `N_` marked elsewhere in the current language, its values written as `told` does.

    Examples
    --------
    >>> filled("suppressed: n < {least}", {"least": 5})
    'suppressed: n < 5'
    """
    return _SPOKEN.format(_(message), **values)


class _Spoken(Formatter):
    """Writes values in the current language.

    ``{share:.0%}`` and the like say with how many digits, ``{column!r}`` that a name is quoted.
    """

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "r" and isinstance(value, str) and current() == "de":
            return f"„{repr(value)[1:-1]}“"
        return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> Any:
        if not format_spec or isinstance(value, str):
            return str(_value(value))
        digits = re.search(r"\.(\d)", format_spec)
        if format_spec.endswith("%"):
            return percent(float(value), int(digits[1]) if digits else 0)
        if format_spec.endswith("f"):
            return number(float(value), int(digits[1]) if digits else 0)
        return number(value, len(f"{value:g}".partition(".")[2]))


_SPOKEN = _Spoken()


def _value(value: Any) -> Any:
    """Write one value as the language writes it."""
    if isinstance(value, list | tuple):
        return ", ".join(str(_value(item)) for item in value)
    if isinstance(value, str | CxError):
        return told(value)
    if isinstance(value, dt.date) or hasattr(value, "isoformat"):
        return date(value)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return number(value) if isinstance(value, float) else value
    return number(int(value), 0)
