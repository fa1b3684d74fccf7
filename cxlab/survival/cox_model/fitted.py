"""What the fit of a Cox model gives: coefficients, sizes, and how well it orders customers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from cxlab.stats import adjust_p

from . import cautions
from .concordance import Concordance, concordance
from .counted_rows import CountedDesign, ModelOptions
from .few_clusters import clusters_of
from .newton import Fit

__all__ = ["FittedCox"]


@dataclass(frozen=True)
class FittedCox:
    """A fitted Cox model.

    Attributes
    ----------
    table
        A row per coefficient: covariate, category, reference, (time_from, time_until where effects change
        with tenure,) estimate (log hazard ratio), se, hazard_ratio, low, high (of the hazard ratio), p, n,
        events (with that category), note, level. Categories of fewer customers than `min_n` show no figures.
    log_likelihood, log_likelihood_null
        Partial log-likelihood with and without the covariates.
    n, n_events
        Customers (or rows of follow-up) used, and those with the event.
    left_out
        Rows that are not used, by reason.
    level
        Confidence level.
    """

    table: pd.DataFrame
    log_likelihood: float
    log_likelihood_null: float
    n: int
    n_events: int
    left_out: dict[str, int]
    level: float
    options: ModelOptions = field(repr=False)
    counted: CountedDesign = field(repr=False)
    fit: Fit = field(repr=False)
    beta: np.ndarray = field(repr=False)
    "A coefficient per row of the table: 0 where there is none."
    variance: np.ndarray = field(repr=False)

    @property
    def fitted(self) -> np.ndarray:
        """Which coefficients have an estimate: not those of levels without events, nor the determined."""
        found = ~np.isneginf(self.beta)
        found[found] = self.fit.kept
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know about the model (few events, leaks, rows left out), in words."""
        fit, columns = self.fit, self.counted.columns
        known = [column for column, one in zip(columns, self.fitted, strict=True) if one]
        tangled = cautions.entangled(known, fit.variance, fit.sets.information(fit.sums_at_risk))
        return (*cautions.notes(self.counted), *tangled)

    @cached_property
    def concordance_interval(self) -> Concordance:
        """Concordance with its standard error and the numbers of pairs."""
        rows = self.fit.sets.rows
        score = (self.fit.sets.x @ self.fit.beta)[rows.pattern]
        return concordance(
            score,
            rows.exit,
            rows.event,
            entry=rows.entry,
            stratum=rows.stratum,
            weight=rows.weight,
            square=rows.square,
            cluster=clusters_of(self.counted, np.isneginf(self.beta)),
        )

    @property
    def concordance(self) -> float:
        """Share of pairs of customers that the model puts in the right order (0.5: by chance)."""
        return self.concordance_interval.estimate

    @property
    def reference_customer(self) -> dict[str, Hashable]:
        """Who the baseline stands for."""
        return {t.covariate: t.typical if t.levels is None else t.reference for t in self.counted.terms}

    @property
    def standing_out(self) -> pd.DataFrame:
        """Coefficients that hold after correction for their number, the strongest first.

        The rows of `table` with p_adjusted (Holm) below 1 - level: of many covariates without effect, one in
        twenty has an interval that leaves 1 out.
        """
        table = self.table[self.table["se"].notna()]
        table = table.assign(p_adjusted=adjust_p(table["p"], method="holm"))
        sure = table[table["p_adjusted"] < 1 - self.level]
        return sure.reindex(sure["estimate"].abs().sort_values(ascending=False, kind="stable").index)
