"""Ratings read once: numbers per respondent, and the day of each, from which any span of days is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxlab.drivers._rated import Rated, rated
from cxlab.loaders.tables.dates import within

__all__ = ["RatingCube"]


@dataclass(frozen=True)
class RatingCube:
    """Outcome and ratings of all respondents.

    Attributes
    ----------
    answers
        Those with an outcome, as the functions of `cxlab.drivers` read them.
    date
        Column of the days; None where nothing is dated.
    left_out
        Days of those without an outcome or a weight.
    """

    answers: Rated
    date: str | None
    left_out: pd.Series

    @classmethod
    def of(
        cls,
        data: pd.DataFrame,
        *,
        outcome: str,
        drivers: Mapping[str, str],
        groups: Sequence[str] = (),
        date: str | None = None,
        weight: str | None = None,
        cluster: str | None = None,
    ) -> RatingCube:
        """Read answers.

        Raises
        ------
        MissingColumn, BadValue
            As for `cxlab.key_drivers`.

        Examples
        --------
        >>> said = pd.DataFrame({"nps": [9, 3, 8], "price": [5, 2, 4], "date": pd.to_datetime(
        ...     ["2024-01-01", "2024-02-01", "2024-03-01"])})
        >>> cube = RatingCube.of(said, outcome="nps", drivers={"price": "price"}, date="date")
        >>> cube.between("2024-02-01", None).outcome.tolist()
        [3.0, 8.0]
        """
        also = [*dict.fromkeys([*groups, *([date] if date else [])])]
        answers = rated(data, outcome=outcome, drivers=drivers, weight=weight, cluster=cluster, also=also)
        known = data[outcome].notna() if weight is None else data[outcome].notna() & (data[weight] > 0)
        lost = data.loc[~known, date] if date else pd.Series(dtype="datetime64[ns]")
        return cls(answers, date, lost)

    def between(self, first: Any, last: Any) -> Rated:
        """Return the answers from one day to another, both included; None leaves that end open."""
        if self.date is None or (first is None and last is None):
            return self.answers
        inside = within(self.answers.groups[self.date], first, last).to_numpy()
        left_out = int(within(self.left_out, first, last).sum())
        return self.answers.where(inside, left_out=left_out)
