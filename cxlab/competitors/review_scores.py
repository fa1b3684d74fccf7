"""Scores from market reviews."""

from __future__ import annotations

from typing import Any

from cxlab.errors import BadValue
from cxlab.text import Text

from ._cells import cells_of, check_options
from .scales import mixed_scales
from .scores import CompanyScores, scores_of_cells

__all__ = ["review_scores"]


def review_scores(
    reviews: Any,
    *,
    rating: str = "rating",
    company: str = "company",
    aspect: str | None = None,
    by: str | None = None,
    customer: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> CompanyScores:
    """Rate companies, per aspect, by what reviews say.

    Parameters
    ----------
    reviews
        One row per review (and aspect).
    rating, company
        Columns of the rating, more is better, and of whom it is about.
    aspect
        Column of what a review is about; without it, all together.
    by
        Column within whose values companies are compared, such as the platform: one company may be reviewed
        where everybody is strict.
    customer
        Column of who wrote: several reviews of one person are then not taken as independent.
    min_n
        Cells of fewer reviews are hidden.
    level
        Confidence level.

    Returns
    -------
    CompanyScores

    Raises
    ------
    BadValue
        The ratings of some companies or platforms are on another scale than those of others: see
        `rating_scales` and `one_scale`.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("A", 5), ("A", 4), ("A", 5), ("B", 2), ("B", 1), ("B", 2), ("C", 4), ("C", 3), ("C", 4)]
    >>> rows += [("D", 3), ("D", 2), ("D", 4)]
    >>> reviews = pd.DataFrame(rows * 4, columns=["company", "rating"])
    >>> names = ["company", "estimate", "shrunk", "rank", "rank_best", "rank_worst"]
    >>> review_scores(reviews).table[names].round(2)
      company  estimate  shrunk  rank  rank_best  rank_worst
    0       A      4.67    4.64     1          1           1
    1       C      3.67    3.66     2          2           2
    2       D      3.00    3.00     3          3           3
    3       B      1.67    1.70     4          4           4
    """
    check_options(level, min_n)
    parts = [company, *([by] if by else [])]
    if mixed := mixed_scales(reviews, rating=rating, by=parts):
        raise BadValue(
            Text(
                "column {column} mixes scales: {places}; bring it to one with competitors.one_scale",
                column=rating,
                places=", ".join(mixed),
            )
        )
    cells = cells_of(reviews, company=company, value=rating, aspect=aspect, stratum=by, customer=customer)
    return scores_of_cells(cells, metric="review_rating", share=False, min_n=min_n, level=level)
