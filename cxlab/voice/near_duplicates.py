"""Texts that say nearly the same in the same words: form letters, copies with another date or amount.

References
----------
Broder, A. (1997). On the resemblance and containment of documents. Leskovec, Rajaraman and Ullman (2020),
Mining of Massive Datasets, chapter 3: minhash and bands.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from cxlab.errors import BadParameter
from cxlab.text import Text

from ._people import text_column
from .corpus import Corpus

__all__ = ["duplicate_groups", "near_duplicates"]

WORDS = 3  # of a sequence
BANDS, ROWS = 24, 4
"""Texts with 80 % of their sequences in common meet in a band with a probability of .99999, with 30 % .18."""
_MIX = np.uint64(0x9E3779B97F4A7C15)


def near_duplicates(data: Any, *, text: str = "text", similarity: float = 0.8) -> pd.Series:
    """Give nearly equal texts the same number.

    Parameters
    ----------
    data
        Frame with a column of texts, or the texts themselves.
    text
        Column of the texts.
    similarity
        Share of sequences of three words (in their basic form; numbers and punctuation do not count) that two
        texts must have in common (Jaccard). Equal texts always share a number.

    Returns
    -------
    Series
        Named duplicate_group, per row; missing where there is no text. Texts like a third belong together.

    Raises
    ------
    BadParameter
        `similarity` does not lie between 0 and 1.

    Examples
    --------
    >>> letter = "I dispute this debt of {} and demand that it is removed from my report at once"
    >>> near_duplicates([letter.format("$40"), letter.format("$75"), "Great app", None]).tolist()
    [1, 1, 2, <NA>]
    """
    if not 0 < similarity <= 1:
        raise BadParameter(
            Text("similarity must lie between 0 and 1; found {similarity}", similarity=similarity)
        )
    frame, corpus = text_column(data, text, [])
    group = np.append(duplicate_groups(corpus, similarity) + 1, 0)[corpus.index]
    return pd.Series(pd.array(group, dtype="Int64"), index=frame.index, name="duplicate_group").replace(
        0, pd.NA
    )


def duplicate_groups(corpus: Corpus, similarity: float) -> np.ndarray:
    """Return the number of the group of each distinct text, from 0, in the order of the texts."""
    size = len(corpus)
    if size < 2:
        return np.zeros(size, dtype=np.int64)
    text, sequence = _sequences(corpus)
    first, second = _candidates(text, sequence, size)
    alike = _jaccard(text, sequence, size, first, second) >= similarity - 1e-9
    links = sparse.coo_matrix((np.ones(alike.sum()), (first[alike], second[alike])), shape=(size, size))
    _n, group = connected_components(links, directed=False)
    return np.asarray(pd.factorize(group)[0])


def _sequences(corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """Return text and hash of every sequence of words; of shorter texts that of all their words.

    A text without words is like no other.
    """
    lengths = np.diff(corpus.starts)
    owner = np.repeat(np.arange(len(corpus)), lengths)
    # The hash of a word is that of its name: the same in every corpus and on every machine.
    named = (
        pd.util.hash_array(corpus.lemmas.astype(str).astype(object)) if len(corpus.lemmas) else np.empty(0)
    )
    words = named.astype(np.uint64)[corpus.ids]
    hashed, usable = words.copy(), np.ones(len(words), dtype=bool)
    first = np.zeros(len(words), dtype=bool)
    first[corpus.starts[:-1][lengths > 0]] = True
    for step in range(1, WORDS):
        inside = np.zeros(len(words), dtype=bool)
        inside[:-step] = owner[step:] == owner[:-step]
        hashed = hashed * _MIX + np.where(inside, np.roll(words, -step), np.uint64(step))
        usable &= inside | first
    empty = np.flatnonzero(lengths == 0)
    alone = empty.astype(np.uint64) * _MIX + np.uint64(1)
    return np.concatenate([owner[usable], empty]), np.concatenate([hashed[usable], alone])


def _candidates(text: np.ndarray, sequence: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of texts that agree in a band of least hashes: each with the first of its bucket."""
    order = np.argsort(text, kind="stable")
    text, sequence = text[order], sequence[order]
    starts = np.flatnonzero(np.concatenate([[True], text[1:] != text[:-1]]))
    random = np.random.default_rng(0)
    pairs = []
    for _band in range(BANDS):
        key = np.zeros(size, dtype=np.uint64)
        for _row in range(ROWS):
            odd, add = (random.integers(1, 2**63, dtype=np.uint64) for _number in range(2))
            mixed = sequence * (odd | np.uint64(1)) + add
            least = np.minimum.reduceat(mixed ^ (mixed >> np.uint64(29)), starts)
            key = key * _MIX + least
        found = np.argsort(key, kind="stable")
        new = np.concatenate([[True], key[found][1:] != key[found][:-1]])
        leader = found[np.maximum.accumulate(np.where(new, np.arange(size), 0))]
        pairs.append(np.column_stack([leader[~new], found[~new]]))
    both = np.unique(np.concatenate(pairs), axis=0)
    return both[:, 0], both[:, 1]


def _jaccard(
    text: np.ndarray, sequence: np.ndarray, size: int, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Return the share of sequences that each pair of texts has in common."""
    place, known = pd.factorize(sequence)
    holds = sparse.csr_matrix((np.ones(len(text), np.float32), (text, place)), shape=(size, len(known)))
    holds.data = np.ones_like(holds.data)
    own = np.asarray(holds.sum(axis=1)).ravel()
    common = np.asarray(holds[first].multiply(holds[second]).sum(axis=1)).ravel()
    return common / np.maximum(own[first] + own[second] - common, 1)
