"""A text cut into words, each with what it can be and the rules that look at it: looked up once for every word that there is."""

# ruff: noqa: E501  (patterns and sentences read better in long lines)
from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from . import cues
from .lexicon import Can, look_up, phrases
from .name_rules import BESIDE, Rule, acts, listed
from .words import folded

__all__ = ["COMMON", "NO_NAMES", "Word", "rules_of", "words_of"]

_WORD = re.compile(r"([^\W\d_]+(?:['’ʼ‐‑-][^\W\d_]+)*)")
_LETTER = r"(?:[^\W\d_][\u0300-\u036f]*)"
_MARKED_WORD = re.compile(rf"({_LETTER}+(?:['’ʼ‐‑-]{_LETTER}+)*)")
"Where accents stand behind their letters."
_ACCENT = re.compile("[\u0300-\u036f]")
_LONGEST = 40  # letters: what is longer is no name
NO_NAMES = cues.TEAM | cues.CLOSINGS | cues.LABELS | cues.FIRMS
COMMON = Can.EVERYDAY | Can.NOUN | Can.BRAND | Can.NEVER


class Word(NamedTuple):
    """A word of the text: where it stands, what stands behind it, how it is compared, what it can be, and what looks at it."""

    start: int
    end: int
    text: str
    gap: str
    plain: str
    can: int
    upper: bool
    initial: bool
    "A capital and nothing else."
    beside: tuple[Rule, ...]
    alone: tuple[Rule, ...]
    phrases: tuple[tuple[str, ...], ...]
    "Names of firms and goods that begin with it."


Facts = tuple[str, int, bool, bool, tuple[Rule, ...], tuple[Rule, ...], tuple[tuple[str, ...], ...]]
_NOTHING: Facts = ("", Can.NEVER, False, False, (), (), ())


@lru_cache(maxsize=50_000)
def _facts(text: str) -> Facts:
    """Return how a word is compared, what it can be, whether it has a capital, whether it is nothing else.

    And which rules look at it: those of a word beside a name, those of a name alone; and what phrases begin with it.
    """
    upper, plain, can = text[0].isupper(), folded(text), look_up(text)
    initial, known = upper and len(text) == 1, tuple(phrases().get(plain, ()))
    return plain, can, upper, initial, BESIDE.get(plain, ()), rules_of(text, plain, can), known


def rules_of(text: str, plain: str, can: int) -> tuple[Rule, ...]:
    """Return the rules that look at a word with a capital, whatever stands beside it."""
    rules: tuple[Rule, ...] = (acts,) if _may_be(text, plain, can) else ()
    return (*rules, listed) if can & (Can.CLEAR | Can.FIRST) else rules


def _may_be(text: str, plain: str, can: int) -> bool:
    """Whether a word with a capital can be a name beside a cue, whatever the text is like."""
    if can & Can.NEVER or len(text) < 2 or plain in NO_NAMES:
        return False
    return bool(can & (Can.AMBIGUOUS | Can.CLEAR)) or not (can & COMMON or plain in cues.ROLES)


def words_of(text: str) -> list[Word]:
    """Cut a text into words, each with what stands behind it."""
    parts = (_MARKED_WORD if _ACCENT.search(text) else _WORD).split(text)
    words, start = [], len(parts[0])
    make: Callable[..., Word] = tuple.__new__  # a third of the time that Word() takes
    for word, gap in zip(parts[1::2], parts[2::2], strict=True):
        end = start + len(word)
        facts = _facts(word) if len(word) <= _LONGEST else _NOTHING
        words.append(make(Word, (start, end, word, gap, *facts)))
        start = end + len(gap)
    return words
