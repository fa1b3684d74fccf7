"""Words of texts as numbers: the same word has the same number, so that each is looked at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cxlab.loaders.privacy import MARKS

__all__ = ["Tokens", "is_sign", "tokenise"]

_EMOJI = "[\U0001f300-\U0001faff\U0001f1e6-\U0001f1ff\u2600-\u27bf\u2b50]"
_TOKEN = re.compile(rf"\b[^\W\d_]+(?:['&-][^\W\d_]+)*\b|[:;]-?[)(]|{_EMOJI}")
_HINTS = ("[", "@", "http", "www.", "xx", "XX")
_NOISE = re.compile(
    "|".join(re.escape(mark) for marks in MARKS.values() for mark in marks.values())
    + r"|https?://\S+|www\.\S+|[^\s@]{1,64}@[^\s@]{1,255}|\b[Xx]{2,}\b"
)
"Marks of a redaction, addresses, X as the CFPB blackens with: nobody's words. Bounded, to stay linear."


class Tokens(NamedTuple):
    """Tokens of several texts in one row: `ids[starts[i]:starts[i + 1]]` are those of text i."""

    ids: np.ndarray
    starts: np.ndarray
    words: list[str]
    "Distinct tokens in lower case."
    capital: np.ndarray
    "Share of each word's occurrences within texts that begin with a capital: German nouns."


def tokenise(texts: Sequence[str]) -> Tokens:
    """Split texts into words (lower case), emoji and smileys, without numbers, addresses and punctuation.

    Examples
    --------
    >>> found = tokenise(["Don't call 030-123 :-)", "call"])
    >>> [found.words[i] for i in found.ids], found.starts.tolist()
    (["don't", 'call', ':)', 'call'], [0, 3, 4])
    """
    known: dict[str, int] = {}
    lengths, ids, capital = np.zeros(len(texts), dtype=np.int64), [], []
    for place, text in enumerate(texts):
        found = _TOKEN.findall(_without_noise(text))
        lengths[place] = len(found)
        ids.append(np.array([known.setdefault(word.lower(), len(known)) for word in found], dtype=np.int32))
        capital.append(np.array([word.istitle() for word in found], dtype=bool))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.concatenate(ids) if ids else np.empty(0, np.int32)
    inside = np.ones(len(flat), dtype=bool)
    inside[starts[:-1][lengths > 0]] = False
    with_capital = np.concatenate(capital) & inside if ids else inside
    share = np.bincount(flat, with_capital, len(known)) / np.maximum(np.bincount(flat, inside, len(known)), 1)
    words = [":" + word[-1] if word[0] in ":;" else word for word in known]
    return Tokens(flat, starts, words, share)


def _without_noise(text: str) -> str:
    """Look for noise only where its letters are: most texts have none, and a million are read."""
    return _NOISE.sub(" ", text) if any(hint in text for hint in _HINTS) else text


def is_sign(word: str) -> bool:
    """Return whether a token is an emoji or a smiley and no word.

    Examples
    --------
    >>> is_sign(":)"), is_sign("bill")
    (True, False)
    """
    return not word[0].isalpha()
