"""What topics are called: words that their texts have and others have not."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from cxlab.stats.likelihood_ratio import likelihood_ratio

from ._people import is_name

__all__ = ["telling_words"]

COMMON = 0.05  # of the people of a topic say the word: else the label would be that of a part
TIMES = 1.5  # as often as all others


def telling_words(
    said: sparse.csr_matrix, group: np.ndarray, lemmas: np.ndarray, *, words: int, min_n: int
) -> list[list[str]]:
    """Return for each group the words that set it apart most (G squared), the surest first.

    Parameters
    ----------
    said
        Which text (row) has which lemma (column).
    group
        Group of each text, from 0; -1: none.
    lemmas
        What the columns are called.
    words
        How many words.
    min_n
        Fewest texts that must have a word; names of people are never among them.
    """
    held = (said > 0).astype(np.float32).tocsr()
    inside = group >= 0
    total, everybody = np.asarray(held[inside].sum(axis=0)).ravel(), int(inside.sum())
    found = []
    for one in range(int(group.max(initial=-1)) + 1):
        own = group == one
        size, hits = int(own.sum()), np.asarray(held[own].sum(axis=0)).ravel()
        others = everybody - size
        with np.errstate(divide="ignore", invalid="ignore"):
            more = hits / size > TIMES * (total - hits) / max(others, 1)
        usable = np.flatnonzero(more & (hits >= max(min_n, 2)) & (hits >= COMMON * size))
        sure = likelihood_ratio(hits[usable], size, (total - hits)[usable], max(others, 1)).statistic
        order = usable[np.argsort(-np.atleast_1d(sure), kind="stable")]
        found.append([str(lemmas[i]) for i in order if not is_name(str(lemmas[i]))][:words])
    return found
