"""What a text asks for, without greeting and signature, and which texts ask for the same."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from scipy import sparse

from cxlab.voice.coding.features import learn_features
from cxlab.voice.corpus import Corpus, prepare

__all__ = ["Asked", "alike", "asked_in", "questions", "typical", "without_own_data"]

_SENTENCE = re.compile(r"(?<=[^\d\s][.])\s+|(?<=[!?])\s+|\n+")
_ASKS = re.compile(
    r"\?|\b(?:wie|wann|wo|woher|warum|wieso|welche[rs]?|was|kann ich|können sie|könnten sie|bitte|möchte"
    r"|brauche|muss ich|how|when|where|why|which|what|can i|could you|please|would like|i need|do i)\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:sehr geehrte|liebe|hallo|guten (?:tag|morgen|abend)|moin|servus|grüß|mit freundlich|mfg|lg\b"
    r"|(?:viele|beste|liebe) grüße|gruß|danke|vielen dank|im voraus|hochachtungsvoll|dear|hello"
    r"|hi\b|good (?:morning|evening)|kind regards|best regards|regards|thanks|thank you|many thanks"
    r"|yours|sincerely|cheers|kundennummer|customer number)",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"rückmeldung|rückruf|zurückrufen|kurze antwort|baldige|rückfragen|erreichbar unter|call me|get back"
    r"|hear from you|look forward|\bbot\b|an sie wenden",
    re.IGNORECASE,
)
_CALL_NOTE = re.compile(
    r"^(?:(?:der|die|the)\s+)?(?:kund(?:e|in)|kd\.|anrufer(?:in)?|customer|caller)\s+"
    r"(?:meldet|ruft|rief|hat angerufen|am telefon|bittet um|calls?|called|phoned|rang|on the phone)\b",
    re.IGNORECASE,
)
"""How agents begin the note of a call: nothing that a customer asked."""

_OF_ONE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<!\w)[€£$]?\s?\d[\d.,/:-]*\d?\s?[€£$%]?(?!\w)")

LONGEST, SENTENCES = 300, 60

MOST = 3_000
"""Different questions among which groups are sought; the others join the nearest group."""

NEAR = 0.5
"""Cosine from which on a question belongs to a group; groups are joined up to it, on average."""


class Asked(NamedTuple):
    """Distinct questions, and per row which it asks; -1: none."""

    corpus: Corpus
    of_row: np.ndarray


def asked_in(texts: list[str]) -> list[str]:
    r"""Return of each text the sentence that asks for something, else its first one after the greeting.

    Examples
    --------
    >>> asked_in(["Hallo,\nder Umzug ist am 1. Mai. Was muss ich dabei beachten?\nViele Grüße\nA. B."])
    ['Was muss ich dabei beachten?']
    """
    return [_asked(text) for text in texts]


def _asked(text: str) -> str:
    parts = [part.strip() for part in _SENTENCE.split(text[:20_000])[:SENTENCES]]
    kept = [
        part
        for part in parts
        if len(part.split()) > 1 and not _COURTESY.match(part) and not _CALL_NOTE.match(part)
    ]
    asking = [part for part in kept if _ASKS.search(part) and not _NOT_ASKED.search(part)]
    with_mark = [part for part in asking if "?" in part]
    return next(iter([*with_mark, *asking, *kept]), "")[:LONGEST]


def without_own_data(question: str) -> str:
    """Return a question without the amounts, dates and numbers of the one who asked it.

    Examples
    --------
    >>> without_own_data("Can I pay the 843.20 euros in 5 instalments from 1 May?")
    'Can I pay the … euros in … instalments from … May?'
    """
    return re.sub(r"…(?:[\s:,]*…)+", "…", _OF_ONE.sub("…", question))


def alike(corpus: Corpus, *, seed: int = 0) -> np.ndarray:
    """Return the number of the group of each distinct question; -1 where it stands alone.

    Words are weighed by how rare they are; groups of the most frequent questions are joined by their average
    cosine (hierarchical clustering), the others go to the nearest group.
    """
    from sklearn.cluster import AgglomerativeClustering

    counts = corpus.counts()
    usable = np.flatnonzero(np.diff(counts.indptr) > 0)
    group = np.full(len(corpus), -1)
    if len(usable) < 2:
        return group
    words = learn_features(corpus, counts, seed=seed).words(counts)
    usable = usable[np.diff(words.indptr)[usable] > 0]
    order = usable[np.argsort(-corpus.copies[usable], kind="stable")]
    first = order[:MOST]
    if len(first) < 2:
        return group
    near = np.clip((words[first] @ words[first].T).toarray(), 0, 1)
    found = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - NEAR
    ).fit_predict(1 - near)
    group[first] = found
    centres = _centres(words[first], found)
    rest = order[MOST:]
    for start in range(0, len(rest), 5_000):
        part = rest[start : start + 5_000]
        cosine = (words[part] @ centres.T).toarray()
        best = cosine.argmax(axis=1)
        group[part] = np.where(cosine[np.arange(len(part)), best] >= NEAR, best, -1)
    return group


def _centres(words: sparse.csr_matrix, group: np.ndarray) -> sparse.csr_matrix:
    number = int(group.max()) + 1
    sums = sparse.csr_matrix(
        (np.ones(len(group)), (group, np.arange(len(group)))), shape=(number, len(group))
    )
    total = (sums @ words).tocsr()
    length = np.sqrt(np.asarray(total.multiply(total).sum(axis=1)).ravel())
    return sparse.diags(1 / np.where(length > 0, length, 1)) @ total


def typical(corpus: Corpus, group: np.ndarray) -> dict[int, str]:
    """Return the question of each group that most of its words speak for."""
    counts = corpus.counts().astype(bool).astype(np.float32)
    names = np.unique(group[group >= 0])
    chosen = {}
    for name in names:
        members = np.flatnonzero(group == name)
        weight = corpus.copies[members]
        often = np.asarray((counts[members].multiply(weight[:, None])).sum(axis=0)).ravel()
        size = np.diff(counts.indptr)[members]
        worth = np.asarray(counts[members] @ often).ravel() / np.maximum(size, 1) ** 0.7
        chosen[int(name)] = str(corpus.texts[members[np.argmax(worth)]])
    return chosen


def questions(texts: list[str]) -> Asked:
    """Return the distinct questions of texts."""
    corpus = prepare(asked_in(texts))
    return Asked(corpus, corpus.index)
