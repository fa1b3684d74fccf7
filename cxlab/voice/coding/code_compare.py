"""Which codes the texts of a group have more often than all others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.errors import BadValue
from cxlab.text import Text
from cxlab.voice._more_often import counted_by, more_often, one_each, told
from cxlab.voice._people import check_options, people_of

from .code_frame import UNCODED
from .result import Coding

__all__ = ["code_compare"]

COLUMNS = (
    *("code", "code_label", "group", "versus", "metric", "value", "value_versus", "estimate", "low", "high"),
    *("ratio", "n", "n_versus", "count", "count_versus", "statistic", "p", "p_adjusted", "note", "method"),
    *("correction", "comparisons", "level"),
)


def code_compare(
    coding: Coding,
    data: pd.DataFrame,
    *,
    group: str,
    customer: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
    correction: str = "holm",
) -> pd.DataFrame:
    """Compare how many people of each group have texts of each code with how many of all others do.

    Parameters
    ----------
    coding
        `code_texts` of texts of which `data` holds some or all.
    data
        A row per text with the index of the coded rows.
    group, customer
        Columns of it: inside and outside of a rise, say; whose text it is.
    min_n
        Codes of which fewer people of a group have texts are not told; fewer others are not counted out.
    level, correction
        Confidence level; "holm", "bh" or "none" over all codes and groups.

    Returns
    -------
    DataFrame
        A row per code and group that has it more often, the surest first: code, code_label, group, versus,
        metric ("code_share"), value, value_versus, estimate, low, high, ratio, n, n_versus, count,
        count_versus, statistic, p, p_adjusted, note, method, correction, comparisons, level.

    Raises
    ------
    BadValue
        Rows that were not coded, or one group only.

    Examples
    --------
    >>> from cxlab.voice import code_texts
    >>> frame = {"codes": [{"code": "bill", "keywords": ["bill"]}, {"code": "app", "keywords": ["app"]}]}
    >>> said = pd.DataFrame({"text": ["my bill is wrong"] * 20 + ["the app is slow"] * 20,
    ...                      "part": ["inside"] * 20 + ["outside"] * 20})
    >>> table = code_compare(code_texts(said, frame), said, group="part", min_n=0)
    >>> table[["code", "group", "value", "value_versus"]].values.tolist()[0]
    ['bill', 'inside', 1.0, 0.0]
    """
    check_options(level, min_n, correction)
    if not data.index.isin(coding.codes.index).all():
        raise BadValue(Text("the codes are those of other data: code the same rows"))
    codes = coding.codes.loc[data.index]
    rows = np.flatnonzero(data[group].notna().to_numpy() & (codes["basis"] != "no_words").to_numpy())
    if data[group].iloc[rows].nunique() < 2:
        raise BadValue(Text("column {column} needs two groups with texts at least", column=repr(group)))
    named = coding.table.loc[coding.table["code"] != UNCODED, ["code", "code_label"]].reset_index(drop=True)
    place = pd.Index(named["code"]).get_indexer(codes["code"].iloc[rows])
    holds = one_each(place, len(named))
    who = people_of(data, customer)[rows]
    table = more_often(counted_by(holds, who, data[group].to_numpy()[rows], min_n=min_n), level=level)
    table = table.assign(thing=table["thing"].astype(int)).join(named, on="thing")
    return told(table, metric="code_share", correction=correction, level=level, min_n=min_n, columns=COLUMNS)
