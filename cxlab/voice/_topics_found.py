"""What the search for topics leaves: which texts have one, and the table of topics that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.language import _, ngettext, number, percent
from cxlab.results import protected
from cxlab.stats import wilson
from cxlab.text import Text

from ._consensus import Consensus
from ._labels import telling_words
from .corpus import Corpus

__all__ = ["Found", "Topics", "result_of"]

STABLE = 0.6
"""Hennig (2007): from .75 on a group is there, from .6 on it is a pattern whose borders are not sure."""
LABEL_WORDS = 3
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


class Found:
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


def result_of(
    found: Found, corpus: Corpus, frame: pd.DataFrame, who: np.ndarray, *, min_n: int, level: float
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
    counts = {"count": people[order], "n": int(pd.Series(who[corpus.index >= 0]).nunique())}
    counts["texts"] = np.bincount(of_row[of_row >= 0], minlength=groups)[order]
    table = _table(found, names, order, counts, min_n=min_n, level=level)
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


def _table(
    found: Found, names: list[str], order: np.ndarray, counts: dict[str, Any], *, min_n: int, level: float
) -> pd.DataFrame:
    """Return a row per topic in their order; one of few people has no name and no figures of its texts."""
    groups, people, n = len(order), counts["count"], counts["n"]
    low, high = wilson(people, np.full(groups, n), level=level) if groups else ([], [])
    jaccard = np.array(found.stability)[order]
    unsure = Text("does not come up again in most samples")
    table = pd.DataFrame({
        "topic": np.arange(1, groups + 1), "label": names, "language": [found.language[i] for i in order],
        "metric": "topic_share", "estimate": people / max(n, 1), "low": low, "high": high,
        **counts, "jaccard": jaccard,
        "note": [Text("") if sure >= STABLE else unsure for sure in jaccard],
        "method": CODED if found.codes else "latent semantic analysis, k-means on samples",
        "level": level,
    })  # fmt: skip
    few = table["count"] < max(min_n, 1)
    table.loc[few, "label"] = ""
    table.loc[few, ["texts", "jaccard"]] = np.nan
    table["texts"] = table["texts"].astype("Int64")
    return table


def _named(corpus: Corpus, said: Any, inside: np.ndarray, language: str, one: int, min_n: int) -> str:
    """Return the label of a topic: words that set it apart among the texts of its language."""
    same = np.where(corpus.language == language, inside, -1)
    group = np.where(same < 0, -1, np.where(same == one, 0, 1))
    words = telling_words(said, group, corpus.lemmas, words=LABEL_WORDS, min_n=min_n)
    return ", ".join(words[0]) if words else ""


def _coverage(found: Found, corpus: Corpus) -> pd.DataFrame:
    """Count the rows of the data by whether they have a topic, and why not; those with one first."""
    reason = np.append(found.reason, NO_TEXT)[corpus.index]
    known = ["", BETWEEN, OWN_WORDS, NO_WORDS, OTHER_LANGUAGE, FEW_TEXTS, NO_TEXT]
    rows = [int(np.sum([one == wanted for one in reason])) for wanted in known]
    table = pd.DataFrame({"reason": known, "rows": rows, "share": np.array(rows) / max(len(reason), 1)})
    return table[(table["rows"] > 0)].reset_index(drop=True)
