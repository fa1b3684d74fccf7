"""Word lists: stop words, which say nothing of a text's matter, per language; German nouns."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["german_nouns", "stop_words"]


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language ("de", "en"), in lower case.

    Examples
    --------
    >>> "und" in stop_words("de"), "bill" in stop_words("en")
    (True, False)
    """
    return _list(f"stop_{language}")


@cache
def german_nouns() -> frozenset[str]:
    """Return nouns, in lower case, that are easily taken for forms of verbs."""
    return _list("nouns_de")


def _list(name: str) -> frozenset[str]:
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
