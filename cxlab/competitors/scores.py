"""Scores of companies, per aspect: their own intervals, shrunk ones, the ranks they may have, differences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlab.errors import UnknownName
from cxlab.results import protected
from cxlab.stats import mean_interval, t_interval, wilson
from cxlab.stats.fay_herriot import Shrunk, fay_herriot
from cxlab.stats.ranks import rank_sets
from cxlab.text import Text

from ._cells import KEYS, check_options
from ._differences import against_market, against_own
from ._in_words import in_words

__all__ = ["CompanyScores"]

FIGURES = ["shrunk", "shrunk_low", "shrunk_high", "own_weight", "rank", "rank_best", "rank_worst"]


@dataclass(frozen=True)
class CompanyScores:
    """Scores of companies per aspect.

    Attributes
    ----------
    table
        A row per company and aspect ("all" where there is only one): company, aspect, metric, estimate, low,
        high, se, n, shrunk, shrunk_low, shrunk_high (see Notes), own_weight (how much of the shrunk figure is
        the cell's own), rank (1 is the best of its aspect; cells of fewer than `min_n` have none, and stand
        last), rank_best, rank_worst, note, method, level.

    Notes
    -----
    A cell of few reviews is partly luck: the best and the worst of a table are often the smallest. The shrunk
    figure moves each towards what its company and its aspect let expect, the more the fewer it rests on
    (Fay-Herriot model: company + aspect + deviation). It is the better guess of a single cell; tests and
    differences use the figures as they were observed. docs/swot.md holds the coverage of both.
    """

    table: pd.DataFrame
    _cells: pd.DataFrame = field(repr=False)
    metric: str = "review_rating"
    min_n: int = 5
    level: float = 0.95

    def compare(
        self,
        *,
        own: str | None = None,
        against: Literal["market", "own"] = "market",
        correction: str = "holm",
    ) -> pd.DataFrame:
        """Compare each company, per aspect, with the mean of the others or with the own one.

        Parameters
        ----------
        own
            The own company; needed with ``against="own"``.
        against
            "market": with the unweighted mean of all other companies, so that none counts more for having
            more reviews. "own": the own company against each of the others.
        correction
            For all comparisons of the call together.

        Returns
        -------
        DataFrame
            aspect, group (the company), versus ("market" or the other company), metric, value, value_versus,
            estimate, low, high, se, p, p_adjusted, n, n_versus, comparisons, correction, note, level. With
            strata the sides are compared within each and the differences pooled (weights n1 n2 / (n1 + n2)).
            The variances of small cells are drawn towards what is usual (`stats.moderated`), so that one in
            which all happen to answer alike is not certain of itself.
            Companies of fewer than `min_n` in an aspect have no row and are no part of its market: their
            figure would follow from that of the others, and a single rating has no spread to test with.

        Raises
        ------
        UnknownName
            There is no such company.

        Examples
        --------
        >>> from cxlab.competitors import review_scores
        >>> rows = [("A", 5), ("A", 4), ("A", 5), ("B", 2), ("B", 1), ("B", 2), ("C", 4), ("C", 3), ("C", 4)]
        >>> reviews = pd.DataFrame(rows * 4, columns=["company", "rating"])
        >>> review_scores(reviews).compare(own="A", against="own")[["versus", "estimate"]].round(2)
          versus  estimate
        0      B       3.0
        1      C       1.0
        """
        check_options(self.level, self.min_n, correction)
        names = sorted(self._cells["company"].unique())
        if own is not None and own not in names:
            raise UnknownName("company", own, names)
        options: dict[str, Any] = {"level": self.level, "correction": correction}
        cells = self._cells[_people(self._cells) >= self.min_n]
        found = (
            against_market(cells, **options)
            if against == "market"
            else against_own(cells, own or "", **options)
        )
        found.insert(0, "metric", self.metric)
        return protected(found[_ORDER], min_n=self.min_n)

    @property
    def companies(self) -> list[str]:
        """The companies, in alphabetical order."""
        return sorted(self._cells["company"].unique())

    @property
    def text(self) -> str:
        """What the scores say, in the current language."""
        return in_words(self.table)


_ORDER = [
    *("aspect", "group", "versus", "metric", "value", "value_versus", "estimate", "low", "high", "se", "p"),
    *("p_adjusted", "n", "n_versus", "comparisons", "correction", "note", "level"),
]


def scores_of_cells(
    cells: pd.DataFrame, *, metric: str, share: bool, better: str = "high", min_n: int, level: float
) -> CompanyScores:
    """Return scores, shrunk scores and ranks from n, mean, variance and se per cell."""
    whole = _over_strata(cells)
    table = whole[KEYS].assign(metric=metric, estimate=whole["mean"])
    table["low"], table["high"] = _limits(whole, share=share, level=level)
    table["se"], table["n"] = whole["se"], whole["n"].astype("Int64")
    shrunk = _shrunk_shares(whole, level=level) if share else shrunk_cells(whole, level=level)
    for name in FIGURES[:4]:
        table[name] = np.nan
    flat = ~(whole["se"] > 0).to_numpy() & (not share)
    table.loc[flat, ["low", "high"]] = np.nan
    notes = np.where(flat, Text("no interval: the ratings do not vary"), "").astype(object)
    if shrunk is None:
        none = Text("not shrunk: too few companies or aspects to learn from")
        notes = np.array([Text.together([note, none]) for note in notes], dtype=object)
    else:
        table["shrunk"], table["shrunk_low"], table["shrunk_high"] = shrunk.estimate, shrunk.low, shrunk.high
        table["own_weight"] = shrunk.weight
    if "customers" in whole:  # nine ratings of two people speak of two
        table["customers"] = whole["customers"].astype("Int64")
    told = _people(whole) >= min_n  # a rank, or a gap between the others', would tell what is hidden
    for name in FIGURES[4:]:
        table[name] = pd.array([pd.NA] * len(whole), dtype="Int64")
    if told.any():
        table.loc[told, FIGURES[4:]] = _ranks(whole[told].reset_index(drop=True), better, level)
    table["note"] = notes
    table["method"], table["level"] = "wilson" if share else "t", level
    table = table.sort_values(["aspect", "rank", "company"], kind="stable").reset_index(drop=True)
    table = protected(table, min_n=min_n)
    return CompanyScores(table, cells, metric=metric, min_n=min_n, level=level)


def _people(cells: pd.DataFrame) -> pd.Series:
    """Return how many people speak of a company and aspect: customers where they are named, else rows."""
    if "customers" in cells:
        return cells["customers"]
    return cells.groupby(KEYS)["n"].transform("sum")


def _over_strata(cells: pd.DataFrame) -> pd.DataFrame:
    """Return n, mean, variance and se per company and aspect, whatever the stratum."""
    if not cells.duplicated(KEYS).any():
        return cells.reset_index(drop=True)
    weighted = cells.assign(total=cells["n"] * cells["mean"], error=(cells["n"] * cells["se"]) ** 2)
    whole = weighted.groupby(KEYS, sort=False)[["n", "total", "error"]].sum().reset_index()
    whole["mean"] = whole["total"] / whole["n"]
    if "customers" in cells:
        whole["customers"] = cells.groupby(KEYS, sort=False)["customers"].first().to_numpy()
    # within the strata, and between them
    back = weighted.merge(whole[[*KEYS, "mean"]], on=KEYS, suffixes=("", "_all"))
    back["square"] = (back["n"] - 1) * back["variance"].fillna(0) + back["n"] * (
        back["mean"] - back["mean_all"]
    ) ** 2
    square = back.groupby(KEYS, sort=False)["square"].sum().to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        whole["variance"] = np.where(whole["n"] > 1, square / (whole["n"] - 1), np.nan)
        whole["se"] = np.sqrt(whole["variance"] / whole["n"])
    whole["df"] = whole["n"] - 1.0
    return whole


def _limits(whole: pd.DataFrame, *, share: bool, level: float) -> tuple[np.ndarray, np.ndarray]:
    if share:
        limits = wilson(whole["mean"] * whole["n"], whole["n"], level=level)
        return np.asarray(limits.low), np.asarray(limits.high)
    if "variance" in whole and whole["df"].equals(whole["n"] - 1.0):
        own = mean_interval(whole["n"], whole["mean"], whole["variance"].fillna(0), level=level)
    else:
        own = t_interval(whole["mean"], whole["se"], df=whole["df"], level=level)
    return np.asarray(own.low), np.asarray(own.high)


def shrunk_cells(whole: pd.DataFrame, *, level: float) -> Shrunk | None:
    """Shrink the cells towards company + aspect; the variance of one answer is taken to be the same in all.

    The variance that a cell of few answers shows itself is too uncertain to be taken as known.
    """
    several = whole["n"] > 1
    if not several.any():
        return None
    per_answer = whole["se"] ** 2 * whole["n"]
    pooled = np.average(per_answer[several], weights=whole["n"][several])
    if not pooled > 0:
        return None
    kinds = [pd.get_dummies(whole[key], drop_first=True, dtype=float) for key in KEYS]
    design = np.column_stack([np.ones(len(whole)), *(one.to_numpy() for one in kinds)])
    if np.linalg.matrix_rank(design) < design.shape[1] or len(whole) - design.shape[1] < 3:
        design = np.ones((len(whole), 1))
    if len(whole["aspect"].unique()) == 1:
        design = np.ones((len(whole), 1))
    return fay_herriot(whole["mean"], pooled / whole["n"], design, level=level)


def _shrunk_shares(whole: pd.DataFrame, *, level: float) -> Shrunk | None:
    """Shrink shares towards the mean of their aspect: other outcomes have other variances."""
    parts = {aspect: shrunk_cells(rows, level=level) for aspect, rows in whole.groupby("aspect", sort=False)}
    if any(part is None for part in parts.values()):
        return None
    columns = np.zeros((len(whole), 5))
    for aspect, part in parts.items():
        rows = (whole["aspect"] == aspect).to_numpy()
        columns[rows] = np.column_stack(part[:5])  # type: ignore[index]
    low, high = np.clip(columns[:, 2], 0, 1), np.clip(columns[:, 3], 0, 1)
    return Shrunk(np.clip(columns[:, 0], 0, 1), columns[:, 1], low, high, columns[:, 4], np.nan)


def _ranks(whole: pd.DataFrame, better: str, level: float) -> np.ndarray:
    """Return rank and the ranks possible of each company within its aspect."""
    ranks = np.zeros((len(whole), 3), dtype=int)
    sign = 1.0 if better == "high" else -1.0
    error = whole["se"].fillna(np.inf).replace(0.0, np.nan)
    error = error.fillna(error[np.isfinite(error)].max() if np.isfinite(error).any() else 1.0)
    for _aspect, rows in whole.groupby("aspect", sort=False):
        spread = np.minimum(error[rows.index].to_numpy() ** 2, 1e12)
        found = rank_sets(sign * rows["mean"].to_numpy(), np.diag(spread), level=level)
        ranks[rows.index] = np.column_stack([found.rank, found.best, found.worst])
    return ranks
