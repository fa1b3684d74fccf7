"""A message that keeps its values, so that it can be written in the reader's language where it is shown.

Rooms that know no language say notes, reasons, warnings and errors with it. As a ``str`` it is the English
sentence; `cxlab.language.told` writes it in another language, whose catalogue has the message and not the
finished sentence. No text is ever taken apart to be translated.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter
from typing import Any

__all__ = ["Text"]


class Text(str):
    """An English sentence that remembers how it was made.

    Parameters
    ----------
    message : str
        With ``{name}`` for each value; it is what the catalogue translates, so it is written down as it is.
    plural : str, optional
        The message for any `n` but 1.
    **values
        What fills the message: numbers, dates, texts (`Text` too, which are written in the same language), or
        a list of them. With `plural`, ``n`` decides.

    Examples
    --------
    >>> note = Text("suppressed: n < {least}", least=5)
    >>> note, note.message, note.values
    ('suppressed: n < 5', 'suppressed: n < {least}', {'least': 5})
    >>> Text("{n} row left out", "{n} rows left out", n=3)
    '3 rows left out'
    """

    message: str
    plural: str | None
    values: dict[str, Any]
    parts: tuple[str, ...]
    separator: str

    def __new__(cls, message: str = "", plural: str | None = None, /, **values: Any) -> Text:
        """Fill the message in English."""
        chosen = plural if plural is not None and values["n"] != 1 else message
        text = super().__new__(cls, _ENGLISH.format(chosen, **values))
        text.message, text.plural, text.values = message, plural, values
        text.parts, text.separator = (), ""
        return text

    @classmethod
    def together(cls, parts: Iterable[str], separator: str = "; ") -> Text:
        """Put several texts into one, each of which keeps its own message; empty ones are left out.

        Examples
        --------
        >>> Text.together([Text("no valid answers"), "", Text("suppressed: n < {least}", least=5)])
        'no valid answers; suppressed: n < 5'
        """
        kept = tuple(part for part in parts if part)
        if len(kept) == 1 and isinstance(kept[0], Text):
            return kept[0]
        text = super().__new__(cls, separator.join(kept))
        text.message, text.plural, text.values = "", None, {}
        text.parts, text.separator = kept, separator
        return text

    def with_values(self, **values: Any) -> Text:
        """Return the same message filled with further values; those that it has stay where none is given.

        A text that was put together has no message of its own and is returned as it is.

        Examples
        --------
        >>> text = Text("{n} answer without {column}", "{n} answers without {column}", n=1, column="w")
        >>> text.with_values(n=3)
        '3 answers without w'
        """
        if self.parts or not values:
            return self
        return Text(self.message, self.plural, **(self.values | values))

    def __deepcopy__(self, memo: dict[int, Any]) -> Text:
        """Return itself: it never changes, and lists of reasons are copied often."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep message and values when copied or sent to another process."""
        return (_again, (self.message, self.plural, self.values, self.parts, self.separator))


class _English(Formatter):
    """Writes values in English; a number with a format of its own as that says (``{share:.0%}``)."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        return format(value, format_spec) if format_spec else str(_plain(value))


_ENGLISH = _English()


def _again(
    message: str, plural: str | None, values: dict[str, Any], parts: tuple[str, ...], separator: str
) -> Text:
    return Text.together(parts, separator) if parts else Text(message, plural, **values)


def _plain(value: Any) -> Any:
    """Write a value for the English sentence: lists and thousands with commas, dates as ISO 8601 has them."""
    if isinstance(value, list | tuple):
        return ", ".join(str(_plain(item)) for item in value)
    if hasattr(value, "__index__") and not isinstance(value, bool):
        return f"{int(value):,}"
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value
