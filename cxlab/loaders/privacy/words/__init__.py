"""Word lists of the redaction rules: plain text, one class of words per file, `#` begins a comment."""

# ruff: noqa: E501  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

__all__ = ["folded", "word_list"]

_SPELT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "ø": "oe",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
    }
    | {"ı": "i", "þ": "th", "ə": "e", "’": "'", "‘": "'", "ʼ": "'", "´": "'"}
)


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """Return a word as names are compared: "Müller", "MUELLER" and "Mueller" are one, "Yıldız" and "Yildiz" too.

    Examples
    --------
    >>> folded("Müller") == folded("MUELLER"), folded("Nguyễn"), folded("Kłos")
    (True, 'nguyen', 'klos')
    """
    if word.isascii():
        return word.casefold()
    plain = unicodedata.normalize("NFC", word).casefold().translate(_SPELT)
    if plain.isascii():
        return plain
    return "".join(mark for mark in unicodedata.normalize("NFD", plain) if not unicodedata.combining(mark))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of `words/name.txt`, folded."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(folded(word) for line in lines if not line.startswith("#") for word in line.split())
