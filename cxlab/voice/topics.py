"""What texts are about, without anybody having said so before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter, BadValue
from cxlab.language import _, ngettext, number, percent
from cxlab.results import protected
from cxlab.stats import wilson
from cxlab.text import Text

from ._consensus import PER_GROUP, Consensus, Draw, consensus, one_thread, suggest_groups
from ._labels import telling_words
from ._people import check_options, people_of, text_column, with_columns
from ._word_space import word_space
from .corpus import Corpus
from .languages import LANGUAGES

__all__ = ["Topics", "topics"]

MOST_FITTED = 20_000  # texts on which topics are found; all others are put where they belong
FEWEST_TEXTS = 30  # of one language, for topics of their own
STABLE = 0.6
"""Hennig (2007): from .75 on a group is there, from .6 on it is a pattern whose borders are not sure."""
LABEL_WORDS = 3
MOST_CODES, REPEATED = 300, 5
CODED = "codes as given"
NO_TEXT, NO_WORDS, OTHER_LANGUAGE, FEW_TEXTS, OWN_WORDS, BETWEEN = (
    Text("no text"),
    Text("no words"),
    Text("another language than German or English"),
    Text("too few texts in their language"),
    Text("no word that other texts have"),
    Text("between several topics"),
)


@dataclass(frozen=True, eq=False)
class Topics:
    """Topics of texts, made by `topics`.

    Attributes
    ----------
    table
        A row per topic: topic, label, language, metric ("topic_share"), estimate (share of all people with a
        text who speak of it), low, high, count, n, texts, jaccard (stability), note, method, level.
    topic
        Per row of the data the number of its topic, missing where it has none.
    nearest
        The same where texts between topics are put to the nearest.
    agreement
        Per row the share of bootstrap samples that put its text into this topic.
    coverage
        How many rows have a topic, and why the others have none: reason, rows, share.
    corpus
        The texts, made ready.
    """

    table: pd.DataFrame
    topic: pd.Series
    nearest: pd.Series
    agreement: pd.Series
    coverage: pd.DataFrame
    corpus: Corpus

    def label(self, topic: int) -> str:
        """Return what a topic is called."""
        return str(self.table.loc[self.table["topic"] == topic, "label"].iloc[0])

    @property
    def stable(self) -> pd.DataFrame:
        """The topics that come up again in samples drawn anew (mean Jaccard overlap of at least 0.6)."""
        return self.table[self.table["jaccard"] >= STABLE]

    @property
    def text(self) -> str:
        """Say in the current language how much is covered, and how far it can be relied on."""
        covered = self.coverage[self.coverage["reason"] == ""]
        share = float(covered["share"].iloc[0]) if len(covered) else 0.0
        if self.table.empty:
            return _("No topics can be told: too few texts share words.")
        found = ngettext("{n} topic covers {share} of the texts.", "{n} topics cover {share} of the texts.",
                         len(self.table)).format(
                             n=number(len(self.table)), share=percent(share, 0))  # fmt: skip
        if bool(self.table["method"].eq(CODED).all()):
            return found
        sure = ngettext("{n} of them comes up again in samples drawn anew.",
                        "{n} of them come up again in samples drawn anew.", len(self.stable))  # fmt: skip
        return f"{found} {sure.format(n=number(len(self.stable)))}"


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
    found = _Found(corpus)
    if is_coded(corpus):
        found.add_codes(corpus)
    else:
        with one_thread():
            for language in LANGUAGES:
                found.add(language, _of_language(corpus, language, who, k, samples, seed), least=agreement)
    return _result(found, corpus, frame, who, min_n=min_n, level=level)


class _Found:
    """Topics of all languages, in one numbering, per distinct text."""

    def __init__(self, corpus: Corpus) -> None:
        size = len(corpus)
        self.group, self.agreement = np.full(size, -1), np.zeros(size)
        self.reason = np.full(size, OWN_WORDS, dtype=object)
        self.reason[corpus.language == "other"] = OTHER_LANGUAGE
        self.reason[corpus.language == ""] = NO_WORDS
        self.stability: list[float] = []
        self.language: list[str] = []
        self.codes: list[str] = []

    def add_codes(self, corpus: Corpus) -> None:
        """Take each distinct text for a topic: they were coded by people."""
        size = len(corpus)
        self.group, self.agreement = np.arange(size), np.ones(size)
        self.reason = np.full(size, "", dtype=object)
        self.stability, self.language = [1.0] * size, corpus.language.tolist()
        self.codes = corpus.texts.tolist()

    def add(
        self, language: str, part: tuple[np.ndarray, np.ndarray, Consensus | None], *, least: float
    ) -> None:
        """Add the topics of a language: its texts, which of them have shared words, and their groups."""
        texts, usable, groups = part
        if groups is None:
            self.reason[texts] = FEW_TEXTS
            return
        self.group[usable] = groups.group + len(self.stability)
        self.agreement[usable] = groups.agreement
        self.reason[usable] = np.where(groups.agreement + 1e-9 >= least, "", BETWEEN)
        self.stability += groups.stability.tolist()
        self.language += [language] * len(groups.stability)


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


def _result(
    found: _Found, corpus: Corpus, frame: pd.DataFrame, who: np.ndarray, *, min_n: int, level: float
) -> Topics:
    """Count people per topic, order topics by them, name them, and say what has none."""
    inside = np.where(found.reason == "", found.group, -1)
    of_row = np.append(inside, -1)[corpus.index]
    groups = len(found.stability)
    spoken = pd.DataFrame({"who": who, "group": of_row})[of_row >= 0]
    people = spoken.groupby("group")["who"].nunique().reindex(range(groups), fill_value=0).to_numpy()
    order = np.argsort(-people, kind="stable")
    place = np.empty(groups + 1, dtype=np.int64)
    place[order], place[-1] = np.arange(1, groups + 1), 0
    said = corpus.counts(keep=~corpus.stop & ~corpus.sign)
    names = [
        found.codes[one] if found.codes else _named(corpus, said, inside, found.language[one], one, min_n)
        for one in order
    ]
    n = int(pd.Series(who[corpus.index >= 0]).nunique())
    low, high = wilson(people[order], np.full(groups, n), level=level) if groups else ([], [])
    rows = np.bincount(of_row[of_row >= 0], minlength=groups)
    jaccard = np.array(found.stability)[order]
    unsure = Text("does not come up again in most samples")
    table = pd.DataFrame({
        "topic": np.arange(1, groups + 1), "label": names, "language": [found.language[i] for i in order],
        "metric": "topic_share", "estimate": people[order] / max(n, 1), "low": low, "high": high,
        "count": people[order], "n": n, "texts": rows[order], "jaccard": jaccard,
        "note": [Text("") if sure >= STABLE else unsure for sure in jaccard],
        "method": CODED if found.codes else "latent semantic analysis, k-means on samples",
        "level": level,
    })  # fmt: skip
    few = table["count"] < max(min_n, 1)
    table.loc[few, "label"] = ""
    table.loc[few, ["texts", "jaccard"]] = np.nan
    table["texts"] = table["texts"].astype("Int64")
    numbered = pd.array(place[of_row], dtype="Int64")
    nearest = pd.array(place[np.append(found.group, -1)[corpus.index]], dtype="Int64")
    index = frame.index
    return Topics(
        protected(table, min_n=min_n, keep=["topic", "jaccard"]),
        pd.Series(numbered, index=index, name="topic").replace(0, pd.NA),
        pd.Series(nearest, index=index, name="nearest").replace(0, pd.NA),
        pd.Series(np.append(found.agreement, np.nan)[corpus.index], index=index, name="agreement"),
        _coverage(found, corpus),
        corpus,
    )


def _named(corpus: Corpus, said: Any, inside: np.ndarray, language: str, one: int, min_n: int) -> str:
    """Return the label of a topic: words that set it apart among the texts of its language."""
    same = np.where(corpus.language == language, inside, -1)
    group = np.where(same < 0, -1, np.where(same == one, 0, 1))
    words = telling_words(said, group, corpus.lemmas, words=LABEL_WORDS, min_n=min_n)
    return ", ".join(words[0]) if words else ""


def _coverage(found: _Found, corpus: Corpus) -> pd.DataFrame:
    """Count the rows of the data by whether they have a topic, and why not; those with one first."""
    reason = np.append(found.reason, NO_TEXT)[corpus.index]
    known = ["", BETWEEN, OWN_WORDS, NO_WORDS, OTHER_LANGUAGE, FEW_TEXTS, NO_TEXT]
    rows = [int(np.sum([one == wanted for one in reason])) for wanted in known]
    table = pd.DataFrame({"reason": known, "rows": rows, "share": np.array(rows) / max(len(reason), 1)})
    return table[(table["rows"] > 0)].reset_index(drop=True)
