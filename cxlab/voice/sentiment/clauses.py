"""Texts in clauses, and clauses in features that know negation: "nicht gut" is the opposite of "gut"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cxlab.voice.corpus import Corpus

__all__ = ["features_of", "split_clauses"]

_CLAUSE = re.compile(
    r"[.!?;:\n]+|,| [-–—] |\b(?:aber|jedoch|doch|allerdings|sondern|obwohl|trotzdem|dafür)\b"
    r"|\b(?:but|however|although|though|yet)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\b(ca|wo|sha|[a-z]+)n't\b", re.IGNORECASE)
_MOST = 400
"""Clauses of a text that are read."""

_NOT_DE = (
    "nicht|kein|keine|keinen|keinem|keiner|keines|nie|niemals|nichts|ohne|weder|kaum|keinerlei|keinesfalls"
    "|keineswegs|niemand|nirgends"
)
_NOT_EN = "not|no|never|nothing|without|neither|nor|hardly|nobody|none|cannot"
NEGATIONS = {"de": frozenset(_NOT_DE.split("|")), "en": frozenset(_NOT_EN.split("|"))}
_ONLY = {"de": "nur", "en": "only"}
REACH = 4
"""Words after an English negation that it turns round; a German one reaches through its whole clause."""

ALONE = 0.3
"""What a negation says by itself: customers deny good things more often than bad ones."""

TURNED = -0.9
"""What a negated word says, as a share of what it says by itself: "not terrible" is not yet "great"."""


def split_clauses(text: str) -> list[str]:
    """Return the clauses of a text, at punctuation and at words that turn the mood.

    Examples
    --------
    >>> split_clauses("Nice people, but the app is slow. Never again!")
    ['Nice people', 'the app is slow', 'Never again']
    """
    parts = (part.strip() for part in _CLAUSE.split(_SHORT.sub(_spelt_out, text)))
    return [part for part in parts if part][:_MOST]


def _spelt_out(found: re.Match[str]) -> str:
    """Write "doesn't" as "does not", so that the negation is a word of its own."""
    verb = {"ca": "can", "wo": "will", "sha": "shall"}.get(found[1].lower(), found[1])
    return f"{verb} not"


def features_of(corpus: Corpus, language: str) -> Iterator[list[tuple[str, float]]]:
    """Yield for each text of a corpus of clauses its features with their values.

    A word that is negated counts against its usual meaning and has a feature of its own besides, which learns
    what the rule gets wrong.
    """
    lower = [str(lemma).lower() for lemma in corpus.lemmas]
    stop = corpus.stop
    for place in range(len(corpus)):
        ids = corpus.ids[corpus.starts[place] : corpus.starts[place + 1]].tolist()
        yield list(_features([lower[i] for i in ids], [bool(stop[i]) for i in ids], language))


def _features(words: Sequence[str], stop: Sequence[bool], language: str) -> Iterable[tuple[str, float]]:
    at = _negations(words, language)
    negated = _negated(words, at, language)
    found: dict[str, float] = {}
    for place, word in enumerate(words):
        if place in at:
            found["~"] = ALONE
        elif not stop[place]:
            found[word] = TURNED if negated[place] else 1.0
            if negated[place]:
                found[f"~{word}"] = 1.0
        if place and not (stop[place] and stop[place - 1]):
            found[f"{words[place - 1]} {word}"] = ALONE if negated[place] else 1.0
    return found.items()


def _negations(words: Sequence[str], language: str) -> list[int]:
    """Return where words stand that negate; "nicht nur" and "not only" do not."""
    return [
        place
        for place, word in enumerate(words)
        if word in NEGATIONS[language] and words[place + 1 : place + 2] != [_ONLY[language]]
    ]


def _negated(words: Sequence[str], at: Sequence[int], language: str) -> list[bool]:
    """Tell which words of a clause are negated; two negations cancel each other."""
    if language == "de":
        return [len(at) % 2 == 1] * len(words)
    return [sum(0 < place - one <= REACH for one in at) % 2 == 1 for place in range(len(words))]
