"""Texts made ready once for everything that is asked of them: distinct texts, their language, their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from cxlab.errors import BadValue
from cxlab.text import Text

from .languages import LANGUAGES, detect_languages
from .lemmas import lemma
from .normalise import as_texts, normalise
from .tokens import Tokens, is_sign, tokenise
from .words import stop_words

__all__ = ["Corpus", "prepare"]


@dataclass(frozen=True, eq=False)
class Corpus:
    """Distinct texts with language and words; made by `prepare`.

    Attributes
    ----------
    texts
        Distinct texts without markup, as first written; letter case and spaces make no other text.
    index
        Per row of the data the place of its text; -1 where there is none.
    rows
        Index of the data, for results that stand beside it.
    language
        Per text "de", "en", "other" (neither) or "" (no words).
    mixed
        Per text whether it is written in German and English; its words are then read sentence by sentence.
    lemmas
        Distinct words in their basic form, as written most often ("Rechnung").
    stop, sign
        Per lemma whether it is a stop word, or an emoji or smiley.
    ids, starts
        The texts as rows of lemmas: ``ids[starts[i]:starts[i + 1]]`` are the places in `lemmas` of text i.
    """

    texts: np.ndarray
    index: np.ndarray
    rows: pd.Index
    language: np.ndarray
    mixed: np.ndarray
    lemmas: np.ndarray
    stop: np.ndarray
    sign: np.ndarray
    ids: np.ndarray
    starts: np.ndarray

    def __len__(self) -> int:
        """Return how many distinct texts there are."""
        return len(self.texts)

    @property
    def copies(self) -> np.ndarray:
        """How many rows of the data have each text."""
        return np.bincount(self.index[self.index >= 0], minlength=len(self.texts))

    def counts(self, *, keep: np.ndarray | None = None) -> sparse.csr_matrix:
        """Return how often each text (row) has each lemma (column).

        Parameters
        ----------
        keep
            Lemmas that are counted; all others have empty columns. By default all but stop words.
        """
        kept = ~self.stop if keep is None else np.asarray(keep, dtype=bool)
        counted = kept[self.ids]
        row = np.repeat(np.arange(len(self.texts)), np.diff(self.starts))[counted]
        shape = (len(self.texts), len(self.lemmas))
        return sparse.csr_matrix((np.ones(len(row), np.float32), (row, self.ids[counted])), shape=shape)

    def words_of(self, text: int) -> list[str]:
        """Return the lemmas of a text in their order, stop words included."""
        return list(self.lemmas[self.ids[self.starts[text] : self.starts[text + 1]]])

    def to_rows(self, values: Any, *, empty: Any = None, name: str | None = None) -> pd.Series:
        """Hand a value per distinct text to the rows of the data; equal texts get equal values.

        Parameters
        ----------
        values
            One per distinct text.
        empty
            What rows without a text get.
        name
            Name of the result.
        """
        held = np.asarray(values, dtype=object)
        if len(held) != len(self.texts):
            raise BadValue(Text("{n} values for {texts} distinct texts", n=len(held), texts=len(self.texts)))
        filled = np.append(held, [None])
        filled[-1] = empty
        return pd.Series(filled[self.index], index=self.rows, name=name).infer_objects()


def prepare(texts: Any, *, language: Literal["auto", "de", "en"] = "auto", usual: str = "") -> Corpus:
    """Make texts ready: one of each, without markup, with language and words in their basic form.

    Each distinct text is read once, each distinct word looked up once: a million short texts take a minute.

    Parameters
    ----------
    texts
        Column or list of texts; None and blanks are no texts. HTML, emoji and invisible characters are fine.
    language
        "auto" tells it for each text, and within mixed texts for each sentence; "de" and "en" are taken as
        known.
    usual
        Language of texts that do not tell theirs ("Service"); by default the one that most texts have.

    Returns
    -------
    Corpus

    Raises
    ------
    BadValue
        There are no texts but numbers or dates; an unknown language.

    References
    ----------
    Barbaresi, A. (2021). Simplemma: a simple multilingual lemmatizer for Python. doi:10.5281/zenodo.4673264.

    Examples
    --------
    >>> corpus = prepare(["Rechnungen falsch", "rechnungen  FALSCH", None, "The bills are wrong"])
    >>> corpus.index.tolist(), corpus.language.tolist(), corpus.words_of(1)
    ([0, 0, -1, 1], ['de', 'en'], ['the', 'bill', 'be', 'wrong'])
    """
    if language not in ("auto", *LANGUAGES):
        raise BadValue(
            Text(
                "unknown language {language!r}: texts can be read in {available}",
                language=language, available=list(LANGUAGES),
            )
        )  # fmt: skip
    series = as_texts(texts)
    distinct, index = _distinct(series)
    tokens = tokenise(distinct)
    found = detect_languages(distinct, tokens, fallback=usual)
    if language != "auto":
        has_words = np.diff(tokens.starts) > 0
        place = LANGUAGES.index(language)
        found = found._replace(
            language=np.where(has_words, language, "").astype(object),
            mixed=np.zeros(len(distinct), dtype=bool),
            of_token=np.full(len(tokens.ids), place, dtype=np.int8),
        )
    ids, lemmas, stop = _lemmatised(tokens, found.of_token)
    sign = np.array([is_sign(word) for word in lemmas], dtype=bool)
    return Corpus(np.array(distinct, dtype=object), index, series.index, found.language, found.mixed,
                  lemmas, stop, sign, ids, tokens.starts)  # fmt: skip


def _distinct(series: pd.Series) -> tuple[list[str], np.ndarray]:
    """Return the distinct texts, as first written, and per row which it has: -1 for none."""
    raw, values = pd.factorize(series)
    clean = normalise(values)
    keys = [" ".join(text.casefold().split()) for text in clean]
    code, _ = pd.factorize(np.array([key or None for key in keys], dtype=object))
    first = np.full(code.max(initial=-1) + 1, -1)
    first[code[::-1][code[::-1] >= 0]] = np.flatnonzero(code >= 0)[::-1]
    return [clean[i] for i in first], code[raw] if len(values) else np.empty(0, dtype=np.int64)


def _lemmatised(tokens: Tokens, of_token: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the tokens as places of lemmas, the lemmas, and which are stop words.

    A lemma stands for all its spellings whatever their case; a word of both languages is one lemma.
    """
    names = [*LANGUAGES, ""]
    pair = tokens.ids * np.int32(len(names)) + of_token % len(names)
    times = np.bincount(pair, minlength=len(names) * len(tokens.words))
    pairs = np.flatnonzero(times)
    if not len(pairs):
        return tokens.ids, np.empty(0, dtype=object), np.empty(0, dtype=bool)
    words = [(tokens.words[one // len(names)], names[one % len(names)]) for one in pairs]
    found = [lemma(word, language) for word, language in words]
    stops = np.array([_is_stop(*said, basic) for said, basic in zip(words, found, strict=True)])
    nouns = tokens.capital[pairs // len(names)] > 0.5
    written = [
        word.capitalize() if noun and word == basic and language == "de" else basic
        for (word, language), basic, noun in zip(words, found, nouns, strict=True)
    ]
    key, keys = pd.factorize(np.array([one.lower() for one in found], dtype=object))
    shown = _most_frequent(written, key, times[pairs], len(keys))
    of_stops = np.bincount(key, weights=times[pairs] * stops, minlength=len(keys))
    place = np.cumsum(times > 0) - 1
    return key[place[pair]].astype(np.int32), shown, of_stops * 2 > np.bincount(key, weights=times[pairs])


def _most_frequent(found: Sequence[str], key: np.ndarray, frequency: np.ndarray, n: int) -> np.ndarray:
    """Return for each key the spelling that is used most often."""
    shown = np.empty(n, dtype=object)
    for place in np.argsort(frequency, kind="stable"):
        shown[key[place]] = found[place]
    return shown


def _is_stop(word: str, language: str, basic: str) -> bool:
    if is_sign(word):
        return False
    known = [language] if language else LANGUAGES
    return len(word) == 1 or any(word in stop_words(one) or basic.lower() in stop_words(one) for one in known)
