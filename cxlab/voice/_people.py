"""Who says what: texts counted by customers where ids are known, so that nobody counts twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from cxlab.engine import as_ids
from cxlab.errors import MissingColumn
from cxlab.loaders.privacy.words import word_list
from cxlab.results import check_options

from .corpus import Corpus, prepare
from .languages import LANGUAGES, known_words
from .tokens import tokenise

__all__ = [
    "check_options",
    "is_name",
    "people_of",
    "said_by",
    "text_column",
    "with_columns",
    "without_words",
    "words_said",
]


def text_column(
    data: Any, text: str, others: list[str | None], ignore: Sequence[str] = ()
) -> tuple[pd.DataFrame, Corpus]:
    """Return the data as a frame, and its texts made ready; a list or column of texts is a frame of one.

    Words to ignore become stop words.

    Raises
    ------
    MissingColumn
        The column of the texts, or one of the others that are named, is not there.
    """
    frame = data if isinstance(data, pd.DataFrame) else pd.DataFrame({text: data}, dtype=object)
    corpus = prepare(with_columns(frame, [text, *others])[text])
    return frame, without_words(corpus, ignore)


def with_columns(frame: pd.DataFrame, names: Sequence[str | None]) -> pd.DataFrame:
    """Return the frame, which has all columns that are named.

    Raises
    ------
    MissingColumn
        One of them is not there.
    """
    for name in names:
        if name is not None and name not in frame.columns:
            raise MissingColumn(name, list(frame.columns))
    return frame


def without_words(corpus: Corpus, ignore: Sequence[str]) -> Corpus:
    """Return texts in which words that tell nothing are stop words."""
    words = {word for one in ignore for word in tokenise([str(one)]).words}
    if not words:
        return corpus
    ignored = np.array([one.lower() in words for one in corpus.lemmas], dtype=bool)
    return replace(corpus, stop=corpus.stop | ignored)


def people_of(frame: pd.DataFrame, customer: str | None) -> np.ndarray:
    """Return per row whose it is, as a number from 0; who is not known counts as somebody of their own."""
    if customer is None:
        return np.arange(len(frame))
    known, _ids = pd.factorize(as_ids(frame[customer], customer))
    unknown = np.cumsum(known < 0) + known.max(initial=-1)
    return np.where(known < 0, unknown, known)


def said_by(who: np.ndarray, holds: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return whether each person (row) has said each thing (column) in any of their texts."""
    shape = (int(who.max(initial=-1)) + 1, holds.shape[0])
    people = sparse.csr_matrix((np.ones(len(who), np.float32), (who, np.arange(len(who)))), shape=shape)
    said = people @ holds
    said.data = np.ones_like(said.data)
    return said.tocsr()


def words_said(corpus: Corpus, rows: np.ndarray) -> sparse.csr_matrix:
    """Return which of the given rows (all have a text) hold which lemmas, without stop words and signs."""
    holds = corpus.counts(keep=~corpus.stop & ~corpus.sign)
    return holds[corpus.index[rows]].tocsr()


def is_name(word: str) -> bool:
    """Return whether a word is a name of a person: such words are told of nobody.

    Examples
    --------
    >>> is_name("Müller"), is_name("Rechnung"), is_name("bill")
    (True, False, False)
    """
    from cxlab.loaders.privacy.words import folded

    one = folded(word)
    if one in word_list("first_names") or one in word_list("surnames"):
        return True
    if any(one in word_list(name) for name in ("ordinary", "english")):
        return False
    if one in word_list("ambiguous"):
        return not any(known_words([word.lower()], language)[0] for language in LANGUAGES)
    return one in word_list("first_names_more")
