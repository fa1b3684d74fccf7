"""Where the keywords of a code frame stand in texts: in any form of the word, as phrases, with "*"."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cxlab.voice.corpus import Corpus
from cxlab.voice.languages import LANGUAGES
from cxlab.voice.lemmas import lemma

from .code_frame import CodeFrame

__all__ = ["keyword_counts"]


def keyword_counts(corpus: Corpus, frame: CodeFrame) -> np.ndarray:
    """Return how often each distinct text (row) has a keyword of each code (column)."""
    lower = [str(one).lower() for one in corpus.lemmas]
    place = {word: number for number, word in enumerate(lower)}
    text = np.repeat(np.arange(len(corpus)), np.diff(corpus.starts))
    counts = np.zeros((len(corpus), len(frame.codes)))
    for column, code in enumerate(frame.codes):
        for keyword in code.keywords:
            wanted = [_lemmas(part, lower, place) for part in keyword.split()]
            if all(len(one) for one in wanted):
                counts[:, column] += np.bincount(
                    text[_found(corpus.ids, text, wanted)], minlength=len(corpus)
                )
    return counts


def _lemmas(part: str, lower: list[str], place: dict[str, int]) -> np.ndarray:
    """Return the places of the lemmas that a word of a keyword may be."""
    said = part.lower().strip(".,;:!?\"'()")
    if "*" in said:
        pattern = re.compile(".*".join(re.escape(piece) for piece in said.split("*")))
        return np.array([number for number, word in enumerate(lower) if pattern.fullmatch(word)], dtype=int)
    forms = {said, *(lemma(said, language).lower() for language in LANGUAGES)} if said else set()
    return np.array(sorted(place[form] for form in forms if form in place), dtype=int)


def _found(ids: np.ndarray, text: np.ndarray, wanted: Sequence[np.ndarray]) -> np.ndarray:
    """Return where words follow each other as wanted, within one text."""
    length = len(ids) - len(wanted) + 1
    if length <= 0:
        return np.empty(0, dtype=int)
    here = np.ones(length, dtype=bool)
    for offset, allowed in enumerate(wanted):
        here &= np.isin(ids[offset : offset + length], allowed)
    here &= text[:length] == text[len(wanted) - 1 :]
    return np.flatnonzero(here)
