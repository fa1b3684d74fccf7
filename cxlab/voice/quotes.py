"""Quotes that stand for what many say: near the middle of their group, redacted, no two alike."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from cxlab.errors import MissingColumn
from cxlab.language import current
from cxlab.loaders.privacy import KnownPeople, redact

from ._people import check_options, people_of, text_column
from .corpus import Corpus
from .near_duplicates import duplicate_groups

__all__ = ["representative_quotes"]

LONGEST = 240  # characters; of longer texts the sentences that say most of the matter
FEWEST_WORDS, ENOUGH_WORDS = 3, 8
TOO_ALIKE = 0.5  # share of common word sequences from which a second quote says nothing new
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
COLUMNS = ["group", "quote", "customers", "n"]


def representative_quotes(
    data: Any,
    *,
    group: str,
    text: str = "text",
    customer: str | None = None,
    per_group: int = 3,
    min_n: int = 5,
    known: KnownPeople | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """Choose for each group the texts that say most of what sets it apart, in the customers' words.

    A text is the better the more it has of the words of its group and the less of those of all; of nearly
    equal texts one is taken. Personal data is masked as far as it is recognised. Long texts are cut to the
    sentences that matter. Nothing is quoted of groups of fewer than `min_n` people.

    Parameters
    ----------
    data
        A row per text.
    group
        Column of what the quotes are to stand for: a topic, a code, a band; missing: not asked for.
    text, customer
        Columns.
    per_group
        Quotes of each group at most, each of another person.
    min_n
        Fewest people in a group.
    known
        People whose names are masked wherever they stand, see `cxlab.known_people`.
    language
        Of the marks of what is masked; by default the current one.

    Returns
    -------
    DataFrame
        group, quote, customers (who say just this), n (people in the group).

    Raises
    ------
    MissingColumn, BadValue, BadParameter
        No such column, no texts, min_n below 0.

    Examples
    --------
    >>> wrong = [f"The bill was wrong again, call me: 030 123456{place}" for place in range(5)]
    >>> said = pd.DataFrame({"text": [*wrong, "nice app"], "topic": ["bill"] * 5 + [None]})
    >>> representative_quotes(said, group="topic", per_group=1)[["quote", "n"]].values.tolist()
    [['The bill was wrong again, call me: [phone]', 5]]
    """
    check_options(0.95, min_n)
    if not isinstance(data, pd.DataFrame) or group not in data.columns:
        raise MissingColumn(group, list(getattr(data, "columns", [])))
    frame, corpus = text_column(data, text, [customer])
    who = people_of(frame, customer)
    usable = frame[group].notna().to_numpy() & (corpus.index >= 0)
    points = _unit_words(corpus)
    middle = np.asarray(points.mean(axis=0)).ravel() if len(corpus) else np.empty(0)
    alike = duplicate_groups(corpus, TOO_ALIKE)
    rows: list[dict[str, Any]] = []
    for one in sorted(frame.loc[usable, group].unique(), key=str):
        inside = np.flatnonzero(usable & (frame[group] == one).fillna(False).to_numpy(bool))
        people = len(np.unique(who[inside]))
        if people < max(min_n, 1):
            continue
        for place in _best(corpus, points, middle, alike, inside, who)[:per_group]:
            same = len(np.unique(who[inside[corpus.index[inside] == place]]))
            masked = redact(str(corpus.texts[place]), language=language or current(), known=known)
            rows.append({"group": one, "quote": _cut(masked, corpus, place), "customers": same, "n": people})
    return pd.DataFrame(rows, columns=COLUMNS)


def _unit_words(corpus: Corpus) -> sparse.csr_matrix:
    """Return the texts as unit vectors of their words, rare words weighing more."""
    counts = corpus.counts(keep=~corpus.stop & ~corpus.sign)
    counts.data = np.ones_like(counts.data)
    frequency = np.maximum(np.asarray(counts.sum(axis=0)).ravel(), 1)
    weighted = (counts @ sparse.diags(np.log1p(len(corpus) / frequency))).tocsr()
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.where(length > 0, length, 1)) @ weighted).tocsr()


def _best(
    corpus: Corpus, points: sparse.csr_matrix, middle: np.ndarray, alike: np.ndarray, inside: np.ndarray,
    who: np.ndarray,
) -> list[int]:  # fmt: skip
    """Return the texts of a group, the best first: no two alike, no two of the same person."""
    texts, first = np.unique(corpus.index[inside], return_index=True)
    own = np.asarray(points[texts].mean(axis=0)).ravel()
    score = np.asarray(points[texts] @ (own - middle)).ravel()
    words = np.diff(corpus.starts)[texts]
    score = score * np.clip((words - FEWEST_WORDS + 1) / (ENOUGH_WORDS - FEWEST_WORDS + 1), 0.1, 1)
    chosen: list[int] = []
    spoken: set[int] = set()
    seen: set[int] = set()
    for place in np.argsort(-score, kind="stable"):
        text, person = int(texts[place]), int(who[inside[first[place]]])
        if person in spoken or int(alike[text]) in seen:
            continue
        spoken.add(person)
        seen.add(int(alike[text]))
        chosen.append(text)
    return chosen


def _cut(text: str, corpus: Corpus, place: int) -> str:
    """Return a text of at most so many characters: whole sentences from the one with most words of matter."""
    flat = " ".join(text.split())
    if len(flat) <= LONGEST:
        return flat
    matter = {word.lower() for word in corpus.words_of(place)} - {
        str(word).lower() for word in corpus.lemmas[corpus.stop]
    }
    parts = [part for part in _SENTENCE.split(text) if part.strip()]
    dense = [sum(word.lower().strip(".,;:!?") in matter for word in part.split()) for part in parts]
    start = int(np.argmax(dense))
    told = parts[start]
    for part in parts[start + 1 :]:
        if len(told) + len(part) + 1 > LONGEST:
            break
        told = f"{told} {part}"
    told = " ".join(told.split())
    cut = told if len(told) <= LONGEST else told[:LONGEST].rsplit(" ", 1)[0]
    return f"{'… ' if start else ''}{cut} …"
