"""What texts are about, without anybody having said so before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

from ._consensus import PER_GROUP, Consensus, Draw, consensus, one_thread, suggest_groups
from ._people import check_options, people_of, text_column, with_columns
from ._topics_found import Found, Topics, result_of
from ._word_space import word_space
from .corpus import Corpus
from .languages import LANGUAGES

__all__ = ["Topics", "topics"]

MOST_FITTED = 20_000  # texts on which topics are found; all others are put where they belong
FEWEST_TEXTS = 30  # of one language, for topics of their own
MOST_CODES, REPEATED = 300, 5


def topics(
    data: Any,
    *,
    text: str = "text",
    customer: str | None = None,
    ignore: Sequence[str] = (),
    k: int | Literal["auto"] = "auto",
    min_n: int = 5,
    samples: int = 20,
    agreement: float = 0.5,
    level: float = 0.95,
    seed: int = 0,
    corpus: Corpus | None = None,
) -> Topics:
    """Find what texts are about: groups of texts with words that go together, and how stable they are.

    German and English texts have topics of their own. Each distinct text counts once when topics are found,
    so that form letters do not make them; shares count people. A text that has no topic is counted with the
    reason. Comments that somebody has coded already, so that most are said by many, are topics as they are.

    Parameters
    ----------
    data
        Frame with a column of texts, or the texts themselves.
    text, customer
        Columns. With a customer, shares count customers and samples draw customers.
    ignore
        Words that tell nothing here: the company, its products, a greeting of a form.
    k
        Number of topics per language, fewer where there are not 15 different texts for each; "auto": that
        with which random halves of the texts agree most.
    min_n
        A topic of which fewer people speak is not told; words of fewer texts are in no label.
    samples
        Bootstrap samples.
    agreement
        Share of samples that must put a text into the same topic; else it lies between topics. 0 puts every
        text somewhere.
    level, seed
        Confidence level; where the random numbers begin.
    corpus
        `prepare` of the texts, where it was made before; `ignore` is then not looked at.

    Returns
    -------
    Topics

    Raises
    ------
    MissingColumn, BadValue, BadParameter
        No such column; no texts in it; k below 2, samples below 2, agreement outside 0..1.

    References
    ----------
    Deerwester et al. (1990), JASIS 41. Hennig (2007), CSDA 52. Strehl and Ghosh (2002), JMLR 3.

    Examples
    --------
    >>> bills = [f"{one} is {two}" for one in ("the bill", "a new bill", "this bill")
    ...          for two in ("wrong", "high", "wrong again", "late", "unclear", "high again", "wrong, high")]
    >>> app = [f"{one} {two}" for one in ("the app", "app login", "their app")
    ...        for two in ("crashes", "fails", "crashes daily", "fails daily", "is slow", "slow", "hangs")]
    >>> found = topics([*bills, *app, "👍"], k=2)
    >>> found.table[["topic", "label", "count", "n"]].values.tolist()
    [[1, 'bill, wrong, high', 21, 43], [2, 'app, login, crash', 21, 43]]
    >>> found.coverage[["reason", "rows"]].values.tolist()
    [['', 42], ['no words', 1]]
    """
    _check(k, samples, agreement)
    check_options(level, min_n)
    frame, corpus = (
        text_column(data, text, [customer], ignore) if corpus is None
        else (with_columns(data, [customer]), corpus)
    )  # fmt: skip
    if len(corpus.index) != len(frame):
        raise BadValue(Text("the texts made ready are those of other data: call prepare with the same rows"))
    who = people_of(frame, customer)
    found = Found(corpus)
    if is_coded(corpus):
        found.add_codes(corpus)
    else:
        with one_thread():
            for language in LANGUAGES:
                found.add(language, _of_language(corpus, language, who, k, samples, seed), least=agreement)
    return result_of(found, corpus, frame, who, min_n=min_n, level=level)


def is_coded(corpus: Corpus) -> bool:
    """Return whether texts repeat as only codes do: at least five times each, in the middle."""
    return 2 <= len(corpus) <= MOST_CODES and float(np.median(corpus.copies)) >= REPEATED


def _check(k: int | str, samples: int, agreement: float) -> None:
    if k != "auto" and (isinstance(k, str) or k < 2):
        raise BadParameter(Text("k must be 'auto' or a number of at least 2; found {k}", k=repr(k)))
    if samples < 2:
        raise BadParameter(Text("samples must be 2 or more; found {samples}", samples=samples))
    if not 0 <= agreement <= 1:
        raise BadParameter(Text("agreement must lie between 0 and 1; found {agreement}", agreement=agreement))


def _of_language(
    corpus: Corpus, language: str, who: np.ndarray, k: int | str, samples: int, seed: int
) -> tuple[np.ndarray, np.ndarray, Consensus | None]:
    """Return the texts of a language, those of them with words that others have, and the groups of these."""
    texts = np.flatnonzero(corpus.language == language)
    if len(texts) < FEWEST_TEXTS:
        return texts, texts, None
    random = np.random.default_rng(seed)
    fit = np.sort(random.permutation(len(texts))[:MOST_FITTED])
    space = word_space(corpus.counts(keep=~corpus.stop & ~corpus.sign)[texts], fit, seed=seed)
    usable = np.flatnonzero(np.abs(space.points).sum(axis=1) > 0)
    points = space.points[usable]
    fit = np.flatnonzero(np.isin(usable, fit))
    most = min(len(fit) // PER_GROUP, len(np.unique(points[fit].round(6), axis=0)) // 2)
    if len(fit) < FEWEST_TEXTS or most < 2:
        return texts, texts, None
    groups = min(suggest_groups(points[fit], seed=seed) if k == "auto" else int(k), most)
    owner = _owner_of_text(corpus, who)[texts[usable[fit]]]
    drawn = _draws(owner)
    return texts, texts[usable], consensus(points, fit, groups, draw=drawn, samples=samples, seed=seed)


def _owner_of_text(corpus: Corpus, who: np.ndarray) -> np.ndarray:
    """Return who wrote each distinct text first; form letters of many are drawn with one of them."""
    owner = np.zeros(len(corpus), dtype=np.int64)
    has = np.flatnonzero(corpus.index >= 0)[::-1]
    owner[corpus.index[has]] = who[has]
    return owner


def _draws(owner: np.ndarray) -> Draw:
    """Return what draws people with replacement, each with all texts."""
    _people, place = np.unique(owner, return_inverse=True)
    size = place.max() + 1

    def draw(random: np.random.Generator) -> np.ndarray:
        return np.asarray(np.bincount(random.integers(0, size, size), minlength=size)[place])

    return draw
