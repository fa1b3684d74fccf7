"""How factors that not everybody rated enter: pairwise, or each among those who rated it.

"never used" is not a low score. Where nearly everybody rated nearly everything, what is missing is taken as
not answered: each correlation is that of all who rated both ("pairwise"). Where many factors do not concern
everybody (who came by train did not park), there is no rating that they withheld: a factor then acts among
those who rated it, and an indicator per factor takes up how the others differ ("indicator"). Its importance
is that for all respondents: what few have used can move their score only.

References
----------
Little, R. J. A. and Rubin, D. B. (2002). Statistical Analysis with Missing Data, ch. 3 (available cases).
Jones, M. P. (1996). Indicator and stratification methods for missing explanatory variables. JASA 91: they are
biased for answers that were withheld, hence only where answers could not be given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxlab.errors import BadParameter, BadValue
from cxlab.stats.pair_sums import PairSums
from cxlab.text import Text

from ._rated import Rated

__all__ = ["NOT_RATED", "Design", "designed", "treatment"]

NOT_RATED = ("auto", "pairwise", "indicator")
MOSTLY_TOGETHER = 0.5
"""Share of respondents who must have rated any two factors for what is missing to count as not answered."""

NOUGHT = 1e-8


@dataclass(frozen=True)
class Design:
    """Columns to be added up in pairs: factors, outcome, indicators of who rated what.

    Attributes
    ----------
    values
        One row per respondent.
    size
        How many columns are factors; the outcome stands behind them.
    masked
        Which factors have an indicator, in the order of these.
    centre
        What was taken off the ratings of each factor.
    """

    values: np.ndarray
    size: int
    masked: list[int]
    centre: np.ndarray

    def covariances(self, sums: PairSums) -> np.ndarray:
        """Return the covariances of factors and outcome, what the indicators explain taken out."""
        found = sums.covariances()
        if not self.masked:
            return found
        own, masks = slice(self.size + 1), slice(self.size + 1, None)
        between = found[..., own, masks]
        square = found[..., masks, masks]
        known = np.isfinite(square).all(axis=(-2, -1))[..., None, None]  # a group without any answer is not
        within = np.linalg.pinv(np.where(known, square, 0.0), rcond=1e-6, hermitian=True)
        left = found[..., own, own] - between @ within @ np.swapaxes(between, -1, -2)
        return np.where(known, left, np.nan)

    def left(self, sums: PairSums) -> np.ndarray:
        """Return the share of the outcome's variance that the indicators leave."""
        if not self.masked:
            return np.ones(sums.weight.shape[:-2])
        whole = sums.covariances()[..., self.size, self.size]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.covariances(sums)[..., self.size, self.size] / whole)

    def means(self, sums: PairSums) -> np.ndarray:
        """Return the mean rating of each factor among those who rated it."""
        found = sums.means()
        rated = np.ones((*found.shape[:-1], self.size))
        rated[..., self.masked] = found[..., self.size + 1 :]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(found[..., : self.size] / rated + self.centre)


def treatment(answers: Rated, places: Sequence[int], not_rated: str) -> str:
    """Return "pairwise" or "indicator": what becomes of missing ratings."""
    if not_rated not in NOT_RATED:
        raise BadParameter(
            Text("not_rated {name} is not known; available: {names}", name=repr(not_rated),
                 names=list(NOT_RATED))
        )  # fmt: skip
    if not_rated != "auto" or not len(places):
        return "pairwise" if not_rated == "auto" else not_rated
    if (answers.answers[list(places)] == len(answers.outcome)).all():
        return "pairwise"
    known = (~np.isnan(answers.ratings[:, list(places)])).astype(np.float32)
    together = known.T @ known / len(known)
    return "pairwise" if together.min() >= MOSTLY_TOGETHER else "indicator"


def designed(x: np.ndarray, y: np.ndarray, how: str, *, masks: np.ndarray | None = None) -> Design:
    """Return the columns to be added up.

    Parameters
    ----------
    x
        Factors, nan where not rated.
    y
        Outcome.
    how
        "pairwise" or "indicator".
    masks
        Who rated what, one column per indicator; by default one per factor with gaps.
    """
    if how == "pairwise":
        return Design(np.column_stack([x, y]), x.shape[1], [], np.zeros(x.shape[1]))
    known = ~np.isnan(x)
    gaps = [place for place in range(x.shape[1]) if not known[:, place].all()]
    centre = np.nanmean(x, axis=0) if len(x) and x.shape[1] else np.zeros(x.shape[1])
    filled = np.where(known, x - centre, 0.0)
    own = known[:, gaps].astype(float) if masks is None else masks.astype(float)
    masked = gaps if masks is None else list(range(own.shape[1]))
    return Design(np.column_stack([filled, y, own]), x.shape[1], masked, centre)


def require_possible(covariance: np.ndarray) -> None:
    """Refuse pairwise correlations that contradict each other.

    Raises
    ------
    BadValue
        The matrix has a negative eigenvalue: nobody's answers can have these correlations.
    """
    spread = np.sqrt(np.diag(covariance))
    if (
        np.isfinite(covariance).all()
        and np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0] < -NOUGHT
    ):
        raise BadValue(
            Text("the factors were rated together too rarely: their correlations contradict each other; "
                 "use not_rated='indicator' or name fewer factors")
        )  # fmt: skip
