"""Which topics a group speaks of more often than all others."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from cxlab.engine import once
from cxlab.errors import BadValue, MissingColumn
from cxlab.text import Text

from ._more_often import counted_by, more_often, one_each, told
from ._people import check_options, people_of
from .topics import Topics

__all__ = ["topic_compare"]

COLUMNS = (
    *("topic", "label", "language", "group", "versus", "metric", "value", "value_versus", "estimate", "low"),
    *("high", "ratio", "n", "n_versus", "count", "count_versus", "statistic", "p", "p_adjusted", "jaccard"),
    *("note", "method", "correction", "comparisons", "level"),
)


def topic_compare(
    found: Topics,
    data: pd.DataFrame,
    *,
    group: str,
    customer: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
    correction: str = "holm",
) -> pd.DataFrame:
    """Compare how many people of each group speak of each topic with how many of all others do.

    Topics are found without looking at the groups, so that the test is fair. All people with a text count,
    those whose text has no topic, too.

    Parameters
    ----------
    found
        `topics` of the same data.
    data
        The frame of which the topics are, with the groups.
    group, customer
        Columns: promoters and detractors, say; whose text it is.
    min_n
        Topics of which fewer people of a group speak are not told; fewer others are not counted out.
    level, correction
        Confidence level; "holm", "bh" or "none" over all topics and groups.

    Returns
    -------
    DataFrame
        A row per topic and group that speaks of it more often, the surest first: topic, label, language,
        group, versus, metric ("topic_share"), value, value_versus, estimate, low, high, ratio, n, n_versus,
        count, count_versus, statistic, p, p_adjusted, jaccard, note, method, correction, comparisons, level.

    Raises
    ------
    MissingColumn, BadValue, BadParameter
        No such column; other data than those of the topics; one group only.

    Examples
    --------
    >>> from cxlab.voice import topics
    >>> bills = [f"{one} is {two}" for one in ("the bill", "a new bill", "this bill")
    ...          for two in ("wrong", "high", "wrong again", "late", "unclear", "high again", "wrong, high")]
    >>> app = [f"{one} {two}" for one in ("the app", "app login", "their app")
    ...        for two in ("is fast", "works", "works well", "is fast, works", "opens", "works fast", "runs")]
    >>> said = pd.DataFrame({"text": bills + app, "band": ["detractor"] * 21 + ["promoter"] * 21})
    >>> table = topic_compare(topics(said, k=2), said, group="band")
    >>> table[["topic", "group", "count", "n", "note"]].values.tolist()[0]
    [1, 'detractor', 21, 21, 'fewer than 5 of the others say it']
    """
    check_options(level, min_n, correction)
    for name in (group, customer):
        if name is not None and name not in data.columns:
            raise MissingColumn(name, list(data.columns))
    if len(data) != len(found.topic) or not data.index.equals(found.topic.index):
        raise BadValue(Text("the topics are those of other data: call topics with the same rows"))
    asked = ("topics", found, group, customer, min_n)
    counted = once(data, asked, partial(_counted, found, data, group, customer, min_n))
    table = more_often(counted, level=level)
    named = found.table[["topic", "label", "language", "jaccard"]]
    table = table.assign(topic=table["thing"].astype(int) + 1).merge(named, on="topic")
    return told(
        table, metric="topic_share", correction=correction, level=level, min_n=min_n, columns=COLUMNS,
        keep=("topic", "jaccard"),
    )  # fmt: skip


def _counted(found: Topics, data: pd.DataFrame, group: str, customer: str | None, min_n: int) -> pd.DataFrame:
    """Count how many people of each group and of the others speak of each topic."""
    rows = np.flatnonzero(data[group].notna().to_numpy() & (found.corpus.index >= 0))
    if data[group].iloc[rows].nunique() < 2:
        raise BadValue(Text("column {column} needs two groups with texts at least", column=repr(group)))
    topic = found.topic.to_numpy(dtype=float, na_value=0).astype(int)[rows]
    holds = one_each(topic - 1, len(found.table))
    return counted_by(holds, people_of(data, customer)[rows], data[group].to_numpy()[rows], min_n=min_n)
