"""Which language a text is written in, German or English, told offline and for each text by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .tokens import Tokens, is_sign, tokenise
from .words import stop_words

__all__ = ["LANGUAGES", "Languages", "detect_languages", "known_words"]

LANGUAGES = ("de", "en")
STOP_WORD = 2.0  # a word of a closed class tells more of a language than a noun that both may have
FEWEST_WORDS = 4  # from here on a text that fits neither language is called "other"
LEAST_KNOWN = (
    0.65  # share of its words that a text of a language has in its dictionary, typing errors included
)
LEAST_STOP_WORDS = 0.2  # or of its stop words: names and firms are in no dictionary
MIXED_SHARE = 0.25  # the weaker language's share of the evidence
MIXED_EVIDENCE = 4.0  # and how much of it: two stop words
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


class Languages(NamedTuple):
    """Per text its language ("de", "en", "other", "" without words), whether mixed; per token its own."""

    language: np.ndarray
    mixed: np.ndarray
    of_token: np.ndarray
    "Place in `LANGUAGES`; -1: neither."


class _Evidence(NamedTuple):
    """What each distinct word says, a column per language, and whether it is a word at all."""

    weight: np.ndarray
    known: np.ndarray
    stop: np.ndarray
    word: np.ndarray


def known_words(words: Sequence[str], language: str) -> np.ndarray:
    """Return which words (lower case) the dictionary of a language has, nouns with a capital included."""
    from simplemma import is_known

    return np.array([is_known(word, lang=language) for word in words], dtype=bool)


def detect_languages(texts: Sequence[str], tokens: Tokens, *, fallback: str = "") -> Languages:
    """Tell the language of each text by its stop words, and by words that only one dictionary has.

    Parameters
    ----------
    texts
        The texts; those in two languages are looked at sentence by sentence.
    tokens
        Their tokens.
    fallback
        What texts without evidence ("Service", "App") count as; without it the language that most texts have.

    Returns
    -------
    Languages

    Examples
    --------
    >>> texts = ["Die Rechnung war falsch", "the bill was wrong", "👍", "App"]
    >>> detect_languages(texts, tokenise(texts)).language.tolist()
    ['de', 'en', '', 'de']
    """
    evidence = _evidence(tokens.words)
    lean, words, fits = _texts_lean(tokens, evidence)
    place = np.where(lean[:, 0] == lean[:, 1], -1, np.argmax(lean, axis=1))
    usual = LANGUAGES.index(fallback) if fallback in LANGUAGES else _usual(place)
    place = np.where((place < 0) & (words > 0), usual, place)
    language = np.where(place < 0, "", np.array(LANGUAGES, dtype=object)[place])
    language = np.where((words >= FEWEST_WORDS) & ~fits, "other", language).astype(object)
    weaker, total = lean.min(axis=1), np.maximum(lean.sum(axis=1), 1.0)
    mixed = (weaker >= MIXED_EVIDENCE) & (weaker / total >= MIXED_SHARE) & (language != "other")
    of_token = np.repeat(np.where(language == "other", -1, place), np.diff(tokens.starts)).astype(np.int8)
    for text in np.flatnonzero(mixed).tolist():
        of_token[tokens.starts[text] : tokens.starts[text + 1]] = _by_sentence(texts[text], place[text])
    return Languages(language, mixed, of_token)


def _evidence(words: Sequence[str]) -> _Evidence:
    known = np.column_stack([known_words(words, language) for language in LANGUAGES]).reshape(-1, 2)
    stop = np.array([[word in stop_words(language) for language in LANGUAGES] for word in words], dtype=bool)
    stop = stop.reshape(-1, 2)
    weight = np.where(known & ~known[:, ::-1] & ~stop[:, ::-1], 1.0, 0.0)
    weight = np.where(stop & ~stop[:, ::-1], STOP_WORD, weight)
    umlaut = np.array([bool(re.search("[äöüß]", word)) for word in words], dtype=bool)
    weight[umlaut & ~known.any(axis=1), LANGUAGES.index("de")] = 1.0
    return _Evidence(weight, known | stop, stop, np.array([not is_sign(word) for word in words], dtype=bool))


def _texts_lean(tokens: Tokens, evidence: _Evidence) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return per text the evidence for each language, how many words it has, whether either fits."""
    words = _sums(evidence.word[tokens.ids], tokens.starts)
    lean = np.column_stack([_sums(evidence.weight[tokens.ids, i], tokens.starts) for i in (0, 1)])
    known = np.column_stack([_sums(evidence.known[tokens.ids, i], tokens.starts) for i in (0, 1)])
    stop = np.column_stack([_sums(evidence.stop[tokens.ids, i], tokens.starts) for i in (0, 1)])
    of = np.maximum(words, 1.0)
    fits = (known.max(axis=1) / of >= LEAST_KNOWN) | (stop.max(axis=1) / of >= LEAST_STOP_WORDS)
    return lean, words, fits


def _sums(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the sum of the values of each text."""
    running = np.concatenate([[0.0], np.cumsum(values, dtype=float)])
    return running[starts[1:]] - running[starts[:-1]]


def _usual(place: np.ndarray) -> int:
    """Return the language that most texts have; German where none has any."""
    return int(np.argmax(np.bincount(place[place >= 0], minlength=len(LANGUAGES))))


def _by_sentence(text: str, usual: int) -> np.ndarray:
    """Return the language of each token of a mixed text; a sentence without evidence takes the text's."""
    tokens = tokenise([part for part in _SENTENCE.split(text) if part])
    lean, _, _ = _texts_lean(tokens, _evidence(tokens.words))
    place = np.where(lean[:, 0] == lean[:, 1], usual, np.argmax(lean, axis=1))
    return np.repeat(place, np.diff(tokens.starts))
