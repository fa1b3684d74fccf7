"""Word lists of the redaction rules: plain text, one class of words per file, `#` begins a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["folded", "word_list"]

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ç": "c", "’": "'"})


def folded(word: str) -> str:
    """Return a word as names are compared: "Müller", "MUELLER" and "Mueller" are one.

    Examples
    --------
    >>> folded("Müller") == folded("MUELLER")
    True
    """
    return word.casefold().translate(_FOLD)


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of `words/name.txt`, folded."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(folded(word) for line in lines if not line.startswith("#") for word in line.split())
