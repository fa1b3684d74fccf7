"""Texts as people wrote them, without markup, invisible characters and what a system put in."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import pandas as pd

from cxlab.errors import BadValue
from cxlab.text import Text

__all__ = ["as_texts", "normalise"]

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)\b[^<>]*>|<![^<>]*>|<\?[^<>]*>")
'Tags only: "a < b" and "<3" are no tags. [^<>] keeps it linear in hostile texts.'
_WITHIN_WORDS = frozenset(
    ["a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"]
)
_NOT_SHOWN = frozenset(["head", "script", "style", "title"])
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u202f\u3000]+")
_LINES = re.compile(r"\s*\n\s*")
_QUOTES = frozenset("’‘ʼ´`")
_APOSTROPHES = re.compile("[’‘ʼ´`]")


def as_texts(values: Any) -> pd.Series:
    """Return a column or list of texts as a Series of text; what is missing is an empty text.

    Raises
    ------
    BadValue
        There are no texts: numbers, dates, or a single text.
    """
    if isinstance(values, str):
        raise BadValue(Text("a column or a list of texts is needed, not a single text"))
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    dtype = series.dtype
    holds_text = pd.api.types.is_object_dtype(dtype) or isinstance(
        dtype, pd.StringDtype | pd.CategoricalDtype
    )
    if not holds_text and series.notna().any():
        raise BadValue(Text("texts are needed, not values of the type {dtype}", dtype=str(dtype)))
    filled = series.astype(object).where(series.notna(), "")
    return filled.map(lambda value: value if isinstance(value, str) else str(value))


def normalise(texts: Iterable[str]) -> list[str]:
    """Take markup, entities and invisible characters off; keep words, punctuation and lines.

    Parameters
    ----------
    texts
        Texts of any length.

    Returns
    -------
    list of str

    Examples
    --------
    >>> normalise(["<p>Rechnung&nbsp;zu <b>hoch</b></p>", "a < b", "zu\u00adviel"])
    ['Rechnung zu hoch', 'a < b', 'zuviel']
    """
    return [_normalised(text) for text in texts]


def _normalised(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _without_tags(text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
        if not _QUOTES.isdisjoint(text):
            text = _APOSTROPHES.sub("'", text)
    elif not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _without_tags(text: str) -> str:
    """Take tags off, and what a browser does not show between them."""
    kept, end, hidden = [], 0, ""
    for tag in _TAG.finditer(text):
        closing, name = bool(tag[1]), (tag[2] or "").lower()
        if not hidden:
            kept.append(text[end : tag.start()])
            kept.append("" if name in _WITHIN_WORDS else " ")
            hidden = name if name in _NOT_SHOWN and not closing else ""
        elif closing and name == hidden:
            hidden = ""
        end = tag.end()
    kept.append("" if hidden else text[end:])
    return "".join(kept)
