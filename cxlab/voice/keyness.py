"""Which words a group uses more often than all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import once
from cxlab.errors import BadValue
from cxlab.text import Text

from ._more_often import counted_by, more_often, told
from ._people import check_options, is_name, people_of, text_column, with_columns, words_said
from .corpus import Corpus
from .languages import LANGUAGES

__all__ = ["COLUMNS", "keyness"]

COLUMNS = (
    *("word", "language", "group", "versus", "metric", "value", "value_versus", "estimate", "low", "high"),
    *("ratio", "n", "n_versus", "count", "count_versus", "statistic", "p", "p_adjusted", "note", "method"),
    *("correction", "comparisons", "level"),
)


def keyness(
    data: pd.DataFrame,
    *,
    group: str,
    text: str = "text",
    question: str | None = None,
    customer: str | None = None,
    ignore: Sequence[str] = (),
    corpus: Corpus | None = None,
    min_n: int = 5,
    level: float = 0.95,
    correction: str = "bh",
) -> pd.DataFrame:
    """Find the words that people of one group use more often than all others.

    People are counted, not words: who says "bill" nine times says it once. German and English texts are
    compared apart, and so are answers to different questions: a remark about safety is no reason for a score.

    Parameters
    ----------
    data
        A row per text.
    group
        Column of the groups, such as promoters and detractors. Each is set against all others.
    text, question, customer
        Columns: the texts; which question a text answers; whose it is, where people wrote several.
    ignore
        Words that tell nothing here: the company, its products.
    corpus
        `prepare` of the texts, where it was made before; `ignore` is then not looked at.
    min_n
        Words that fewer people use in a group are not told; fewer others are not counted out.
    level, correction
        Confidence level; "bh", "holm" or "none" over all words of all groups, languages and questions.

    Returns
    -------
    DataFrame
        A row per word and the group that uses it more often, the surest first: question (where asked for),
        word, language, group, versus, metric ("word_share"), value and value_versus (shares of people),
        estimate (difference), low, high, ratio, n, n_versus, count, count_versus, statistic (G squared), p,
        p_adjusted, note, method, correction, comparisons, level. Names of people are no words.

    Raises
    ------
    MissingColumn, BadValue, BadParameter
        No such column; one group only; options that cannot be.

    References
    ----------
    Dunning (1993), Computational Linguistics 19: G squared. Newcombe (1998), Stat Med 17: the interval.

    Examples
    --------
    >>> texts = ["the bill is wrong", "bill again wrong"] * 10 + ["nice app", "app"] * 10
    >>> said = pd.DataFrame({"text": texts, "band": ["detractor"] * 20 + ["promoter"] * 20})
    >>> keyness(said, group="band")[["word", "group", "count", "n"]].head(2).values.tolist()
    [['bill', 'detractor', 20, 20], ['wrong', 'detractor', 20, 20]]
    """
    check_options(level, min_n, correction)
    others = [group, question, customer]
    frame, corpus = (
        text_column(data, text, others, ignore) if corpus is None else (with_columns(data, others), corpus)
    )
    if len(corpus.index) != len(frame):
        raise BadValue(Text("the texts made ready are those of other data: call prepare with the same rows"))
    key = ("words", group, question, customer, corpus, min_n)
    parts = once(frame, key, partial(_counted, frame, corpus, group, question, customer, min_n))
    tested = [
        more_often(part, level=level).assign(language=language, question=asked)
        for asked, language, part in parts
    ]
    made = [part for part in tested if len(part)] or tested[:1]
    keys = ["question"] if question is not None else []
    table = told(
        pd.concat(made, ignore_index=True), metric="word_share", correction=correction, level=level,
        min_n=min_n, columns=[*keys, *COLUMNS],
    )  # fmt: skip
    return table.rename(columns={"question": question})


def _counted(
    frame: pd.DataFrame, corpus: Corpus, group: str, question: str | None, customer: str | None, min_n: int
) -> list[tuple[Any, str, pd.DataFrame]]:
    """Count, per question and language, how many people of each group and of the others use each word."""
    usable = frame[group].notna().to_numpy() & (corpus.index >= 0)
    if question is not None:
        usable &= frame[question].notna().to_numpy()
    if frame.loc[usable, group].nunique() < 2:
        raise BadValue(Text("column {column} needs two groups with texts at least", column=repr(group)))
    who, groups = people_of(frame, customer), frame[group].to_numpy()
    return [
        (asked, language, _words(corpus, rows, who, groups, min_n))
        for asked, language, rows in _apart(frame, corpus, usable, question)
    ]


def _apart(
    frame: pd.DataFrame, corpus: Corpus, usable: np.ndarray, question: str | None
) -> Iterator[tuple[Any, str, np.ndarray]]:
    """Yield the rows that may be compared: those of one question and one language."""
    language = np.append(corpus.language, "")[corpus.index]
    number, asked = (np.zeros(len(frame), int), [None]) if question is None else pd.factorize(frame[question])
    for place, one in sorted(enumerate(asked), key=lambda item: str(item[1])):
        same = number == place
        if not (usable & same).any():
            continue
        for spoken in LANGUAGES:
            yield one, spoken, np.flatnonzero(usable & same & (language == spoken))


def _words(corpus: Corpus, rows: np.ndarray, who: np.ndarray, group: np.ndarray, min_n: int) -> pd.DataFrame:
    """Count all words of these rows but names of people."""
    table = counted_by(words_said(corpus, rows), who[rows], group[rows], min_n=min_n)
    words = corpus.lemmas[table["thing"].to_numpy(int)] if len(table) else np.empty(0, dtype=object)
    named = np.array([is_name(str(word)) for word in words], dtype=bool)
    return table.assign(word=words)[~named]
