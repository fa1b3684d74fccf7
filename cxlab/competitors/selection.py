"""Who writes reviews: what makes their ratings others than those of all customers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, means_and_variances, require, tally
from cxlab.errors import BadValue
from cxlab.results import protected
from cxlab.stats import difference, mean_interval, proportion_difference, wilson
from cxlab.text import Text

from ._cells import check_options

__all__ = ["reviewer_selection"]

EXPECTED_CELL = 5
"""Fewest reviews that a chi-squared test may expect in a cell."""


def reviewer_selection(
    reviews: Any,
    *,
    rating: str = "rating",
    company: str = "company",
    by: str | None = None,
    own: str | None = None,
    survey: Any = None,
    survey_rating: str = "csat",
    scale: tuple[float, float] = (1, 5),
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Say how reviewers differ from customers at large, and whether that can tilt a comparison of companies.

    Parameters
    ----------
    reviews
        One row per review, on one scale.
    rating, company
        Columns of the rating and the company.
    by
        Column of the place of review, such as the platform.
    own, survey, survey_rating
        The own company, the answers of a survey of its customers, and their column on the same scale: what
        reviewers say is held against what those asked say.
    scale
        The ends of the scale.
    min_n
        Rows of fewer reviews are hidden.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        A row per question (`check`): "extremes" (share of ratings at either end of the scale, all companies),
        "extremes_of_company" (per company, against the others), "survey_mean" and "survey_extremes" (own
        reviews against the survey), "place" (whether companies are reviewed in other places: Cramér's V, p of
        the chi-squared test). Columns: check, group, versus, metric, value, value_versus, estimate, low,
        high, p, n, n_versus, note, level.

    Raises
    ------
    BadValue
        No row has both a company and a rating.

    Notes
    -----
    That reviewers are not drawn at random can be shown, not mended: if it is alike for all companies, their
    differences still stand; levels do not. Where companies are reviewed in other places, compare within them
    (``review_scores(by=...)``).

    References
    ----------
    Hu, N., Pavlou, P. A. and Zhang, J. (2017). On self-selection biases in online product reviews. MIS
    Quarterly 41 (the J-shaped distribution).

    Examples
    --------
    >>> ratings = [1, 5, 5, 3] * 10 + [2, 3, 4, 5] * 10
    >>> made = pd.DataFrame({"company": ["A"] * 40 + ["B"] * 40, "rating": ratings})
    >>> reviewer_selection(made)[["check", "group", "value"]].round(2)
                     check group  value
    0             extremes   all   0.50
    1  extremes_of_company     A   0.75
    2  extremes_of_company     B   0.25
    """
    check_options(level, min_n)
    names = [company, *([by] if by else [])]
    require(reviews, *names, rating)
    counted = tally(reviews, by=[*names, rating])
    counted = counted[counted[rating].notna() & counted[company].notna()]
    if counted.empty:
        raise BadValue(Text("no row has a value in each of: {columns}", columns=[company, rating]))
    extreme = counted[rating].astype(float).isin([float(end) for end in scale])
    rows = [_all(counted["n"], extreme, level)]
    if survey is not None and own is not None:
        mine = reviews_of(reviews, company, own, rating)
        rows += _survey(mine, in_memory(survey, [survey_rating])[survey_rating], scale, level)
    if by and min(len(counted[name].unique()) for name in (by, company)) > 1:
        rows.append(_places(counted, company, by))
    first, others = _told(rows[:1], level), _told(rows[1:], level)
    split = _told(_companies(counted, company, extreme, level), level)
    # the share of all is told: what is left of it beside the other companies would be that of a small one
    parts = [
        protected(first, min_n=min_n),
        protected(split, min_n=min_n, by="group"),
        protected(others, min_n=min_n),
    ]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _told(rows: list[dict[str, Any]], level: float) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=_COLUMNS).assign(level=level)
    return found.astype({"n": "Int64", "n_versus": "Int64"})


_COLUMNS = [
    *("check", "group", "versus", "metric", "value", "value_versus", "estimate", "low", "high", "p"),
    *("n", "n_versus", "note"),
]


def reviews_of(reviews: Any, company: str, own: str, rating: str) -> pd.Series:
    """Return the ratings of one company."""
    frame = in_memory(reviews, [company, rating])
    return frame.loc[frame[company].astype(str) == own, rating]


def _row(check: str, group: str, metric: str, **figures: Any) -> dict[str, Any]:
    return {"check": check, "group": group, "metric": metric, "versus": "", "note": ""} | figures


def _all(n: pd.Series, extreme: pd.Series, level: float) -> dict[str, Any]:
    hits, total = int(n[extreme].sum()), int(n.sum())
    low, high = wilson(hits, total, level=level)
    share = hits / total
    return _row("extremes", "all", "extreme_share", value=share, estimate=share, low=low, high=high, n=total)


def _companies(counted: pd.DataFrame, company: str, extreme: pd.Series, level: float) -> list[dict[str, Any]]:
    hits = counted["n"].where(extreme, 0).groupby(counted[company]).sum()
    total = counted.groupby(company)["n"].sum()
    if len(total) < 2:
        return []
    rest_hits, rest = hits.sum() - hits, total.sum() - total
    gap = proportion_difference(hits, total, rest_hits, rest, level=level)
    return [
        _row("extremes_of_company", str(name), "extreme_share", versus="rest", value=hits[name] / total[name],
             value_versus=rest_hits[name] / rest[name], estimate=gap.estimate[k], low=gap.low[k],
             high=gap.high[k], p=gap.p[k], n=int(total[name]), n_versus=int(rest[name]))
        for k, name in enumerate(total.index)
    ]  # fmt: skip


def _survey(
    mine: pd.Series, answers: pd.Series, scale: tuple[float, float], level: float
) -> list[dict[str, Any]]:
    """Hold the own reviews against the survey: mean, and share at the ends of the scale."""
    sides = [one.dropna().astype(float) for one in (mine, answers)]
    sides = [one[(one >= scale[0]) & (one <= scale[1])] for one in sides]
    if min(map(len, sides)) < 2:
        return []
    told = [means_and_variances(pd.DataFrame({"x": one}), values="x").iloc[0] for one in sides]
    both = [mean_interval(one["n"], one["mean"], one["variance"], level=level) for one in told]
    gap = difference(both[0].estimate, both[0].se, both[1].estimate, both[1].se, level=level)
    ends = [int(one.isin([float(end) for end in scale]).sum()) for one in sides]
    share = proportion_difference(ends[0], len(sides[0]), ends[1], len(sides[1]), level=level)
    sizes = {"n": len(sides[0]), "n_versus": len(sides[1]), "versus": "survey"}
    return [
        _row("survey_mean", "reviews", "review_rating", value=told[0]["mean"], value_versus=told[1]["mean"],
             estimate=gap.estimate, low=gap.low, high=gap.high, p=gap.p, **sizes),
        _row("survey_extremes", "reviews", "extreme_share", value=ends[0] / len(sides[0]),
             value_versus=ends[1] / len(sides[1]), estimate=share.estimate, low=share.low, high=share.high,
             p=share.p, **sizes),
    ]  # fmt: skip


def _places(counted: pd.DataFrame, company: str, by: str) -> dict[str, Any]:
    """Test whether companies are reviewed in the same places."""
    from scipy.stats import chi2_contingency

    table = counted.pivot_table(index=company, columns=by, values="n", aggfunc="sum", fill_value=0).to_numpy()
    test = chi2_contingency(table, correction=False)
    total = int(table.sum())
    v = float(np.sqrt(test.statistic / (total * (min(table.shape) - 1))))
    few = test.expected_freq.min() < EXPECTED_CELL
    note = Text("no test: too few reviews in some places") if few else ""
    p = np.nan if few else float(test.pvalue)
    return _row("place", by, "cramers_v", value=v, estimate=v, n=total, p=p, note=note)
