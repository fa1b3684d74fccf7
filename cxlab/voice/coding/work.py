"""From rows to codes: distinct texts, what people coded, what is learnt from it, the code of every text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from cxlab.errors import BadValue
from cxlab.language import _
from cxlab.text import Text
from cxlab.voice.corpus import Corpus, prepare
from cxlab.voice.normalise import as_texts

from .code_frame import CodeFrame
from .features import SAMPLE, Features, learn_features
from .keywords import keyword_counts
from .labels import HandCodes, codes_of, hand_codes
from .model import Learnt, adjust_to, fit_model
from .progress import progress

__all__ = ["BASES", "Coded", "Given", "Work", "learn"]

CHUNK = 20_000
HINT = 0.3
"""What a text counts that only keywords speak for, beside one that people coded."""

FEW_EXAMPLES, HINTS = 5, 10
"""Codes with fewer examples learn from so many texts with their keywords as well."""

BASES = ("no_words", "new_words", "uncertain", "keywords", "model", "hand")
"""Why a text has its code, or none."""


@dataclass(frozen=True)
class Given:
    """What the caller gave: rows, the code frame, and which column is what."""

    rows: pd.DataFrame
    frame: CodeFrame
    text: str
    hand_code: str | None
    check: str | None
    customer: str | None


@dataclass(frozen=True)
class Coded:
    """Per distinct text: number of its code (-1: none), confidence, place in `BASES`, best guess, doubt."""

    code: np.ndarray
    confidence: np.ndarray
    basis: np.ndarray
    best: np.ndarray
    doubt: np.ndarray


@dataclass(frozen=True, eq=False)
class Work:
    """Distinct texts with everything known of them.

    Attributes
    ----------
    index
        Per row of the data the place of its text; -1: none.
    learnt
        None where people coded no text: keywords then decide alone.
    train
        Texts learnt from, those that only keywords speak for behind.
    """

    given: Given
    corpus: Corpus
    counts: sparse.csr_matrix
    index: np.ndarray
    keywords: np.ndarray
    hand: HandCodes
    features: Features
    learnt: Learnt | None
    train: np.ndarray
    weight: np.ndarray

    def coded(self, min_confidence: float, shown: bool | None) -> Coded:
        """Code every distinct text."""
        has_words = np.diff(self.counts.indptr) > 0
        if self.learnt is None:
            return self._by_keywords(has_words)
        best, confidence, doubt = self._best(shown)
        known = self._known_words() & has_words
        sure = known & (confidence >= min_confidence)
        basis = np.select([~has_words, ~known, ~sure], [0, 1, 2], 4)
        code = np.where(sure, best, -1)
        people = (self.hand.code >= 0) & ~self.hand.check
        code[people], basis[people], doubt[people] = self.hand.code[people], 5, 0
        confidence = np.where(people | ~has_words, np.nan, confidence)
        return Coded(code, confidence, basis, best, np.where(has_words, doubt, 0))

    def _best(self, shown: bool | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        assert self.learnt is not None
        size = self.counts.shape[0]
        best, confidence, doubt = np.zeros(size, int), np.zeros(size), np.zeros(size)
        with progress(_("Coding texts"), size, shown) as done:
            for start in range(0, size, CHUNK):
                part = slice(start, start + CHUNK)
                logs = self.learnt.model.log_probabilities(
                    self.features.views(self.counts[part]), self.keywords[part]
                )
                best[part] = logs.argmax(axis=1)
                first, second = -np.partition(-logs, 1, axis=1)[:, :2].T
                confidence[part], doubt[part] = np.exp(first), 1 - np.exp(first) + np.exp(second)
                done(len(logs))
        return best, confidence, doubt

    def _known_words(self) -> np.ndarray:
        """Tell which texts have a word that the texts learnt from have, or a keyword."""
        seen = np.zeros(self.counts.shape[1], dtype=np.float32)
        seen[np.unique(self.counts[self.train].indices)] = 1
        return (self.counts @ seen > 0) | (self.keywords.max(axis=1, initial=0) > 0)

    def _by_keywords(self, has_words: np.ndarray) -> Coded:
        """Code by keywords alone, where those of one code stand more often than all others'."""
        best = self.keywords.argmax(axis=1)
        most = self.keywords.max(axis=1)
        sure = (most > 0) & ((self.keywords == most[:, None]).sum(axis=1) == 1)
        basis = np.select([~has_words, ~sure], [0, 2], 3)
        nothing = np.full(len(best), np.nan)
        doubt = np.where(has_words, np.where(sure, 0.5, 1.0), 0)
        return Coded(np.where(sure, best, -1), nothing, basis, best, doubt)


def learn(given: Given, *, seed: int = 0) -> Work:
    """Make texts ready and learn from what people coded.

    Raises
    ------
    BadValue
        There are fewer than two codes that examples or keywords speak for.
    """
    rows, frame = given.rows, given.frame
    examples = [(text, number) for number, code in enumerate(frame.codes) for text in code.examples]
    added = pd.Series([text for text, _number in examples], dtype=object)
    texts = pd.concat([as_texts(rows[given.text]), added])
    corpus = prepare(texts)
    n = len(rows)
    codes, check = np.full(n, -1), np.zeros(n, dtype=bool)
    if given.hand_code:
        codes = codes_of(rows[given.hand_code], frame, given.hand_code)
    if given.check:
        check = truth_of(rows[given.check], given.check)
    hand = hand_codes(
        corpus.index,
        len(corpus),
        np.concatenate([codes, np.array([number for _text, number in examples], dtype=int)]),
        np.concatenate([check, np.zeros(len(examples), dtype=bool)]),
    )
    keywords = keyword_counts(corpus, frame)
    counts = corpus.counts()
    people = np.flatnonzero((hand.code >= 0) & ~hand.check & (np.diff(counts.indptr) > 0))
    _refuse_one_class(frame, hand.code[people], keywords)
    features = learn_features(corpus, counts, seed=seed)
    index = corpus.index[:n]
    if not len(people):
        nothing = np.empty(0, dtype=int)
        return Work(given, corpus, counts, index, keywords, hand, features, None, nothing, nothing)
    hinted, hints = _hinted(keywords, hand.code, people, len(frame.codes))
    train = np.concatenate([people, hinted])
    weight = np.concatenate([np.ones(len(people)), np.full(len(hinted), HINT)])
    code = np.concatenate([hand.code[people], hints])
    views = features.views(counts[train])
    learnt = fit_model(views, keywords[train], code, weight, size=len(frame.codes), seed=seed)
    times = np.bincount(index[index >= 0], minlength=len(corpus))
    learnt = _adjusted(
        learnt, features, counts, keywords, times, np.bincount(code, weight, len(frame.codes)), seed
    )
    return Work(given, corpus, counts, index, keywords, hand, features, learnt, train, weight)


def truth_of(given: pd.Series, column: str) -> np.ndarray:
    """Return a column of yes and no as such; missing is no.

    Raises
    ------
    BadValue
        It holds other values.
    """
    filled = given.astype(object).where(given.notna(), False)
    wrong = ~filled.isin([True, False, 0, 1])
    if wrong.any():
        raise BadValue(
            Text("column {column}: {n} value is neither true nor false",
                 "column {column}: {n} values are neither true nor false", n=int(wrong.sum()),
                 column=repr(column))
        )  # fmt: skip
    return filled.astype(bool).to_numpy()


def _refuse_one_class(frame: CodeFrame, code: np.ndarray, keywords: np.ndarray) -> None:
    """Stop where nothing tells codes apart."""
    by_people = np.unique(code)
    spoken = set(by_people.tolist()) | set(np.flatnonzero((keywords > 0).any(axis=0)).tolist())
    if len(frame.codes) < 2 or len(spoken) < 2:
        alone = [repr(frame.names[one]) for one in sorted(spoken)]
        raise BadValue(
            Text("at least two codes are needed that texts have examples or keywords of; found {n}: {codes}. "
                 "Code a few texts of a second one by hand, or give it keywords",
                 n=len(spoken), codes=alone or Text("none"))
        )  # fmt: skip


def _hinted(
    keywords: np.ndarray, code: np.ndarray, people: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return texts that only the keywords of one code speak for, where that code has few examples."""
    often = np.bincount(code[people], minlength=size)
    lone = (keywords > 0).sum(axis=1) == 1
    texts, codes = [np.empty(0, dtype=int)], [np.empty(0, dtype=int)]
    for number in np.flatnonzero(often < FEW_EXAMPLES):
        able = np.flatnonzero(lone & (keywords[:, number] > 0) & (code < 0))
        chosen = able[np.argsort(-keywords[able, number], kind="stable")][:HINTS]
        texts.append(chosen)
        codes.append(np.full(len(chosen), number))
    return np.concatenate(texts), np.concatenate(codes)


def _adjusted(
    learnt: Learnt,
    features: Features,
    counts: sparse.csr_matrix,
    keywords: np.ndarray,
    times: np.ndarray,
    often: np.ndarray,
    seed: int,
) -> Learnt:
    """Fit the model to how frequent codes are among (a sample of) all texts."""
    usable = np.flatnonzero((np.diff(counts.indptr) > 0) & (times > 0))
    if len(usable) > SAMPLE:
        usable = np.sort(np.random.default_rng(seed).choice(usable, SAMPLE, replace=False))
    if not len(usable):
        return learnt
    logs = learnt.model.log_probabilities(features.views(counts[usable]), keywords[usable])
    model: Any = adjust_to(learnt.model, logs, times[usable].astype(float), often)
    return Learnt(model, learnt.held_out, learnt.judged)
