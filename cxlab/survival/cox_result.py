"""A fitted Cox model: its coefficients, its baseline, its tests and its forecasts."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats import adjust_p

from . import cautions, ph, predict, words
from ._cells import Counted, ModelOptions
from .concordance import Concordance, concordance
from .cox_clusters import clusters_of
from .cox_fit import Fit

__all__ = ["CoxResult"]


@dataclass(frozen=True)
class CoxResult:
    """A fitted Cox model.

    Attributes
    ----------
    table
        A row per coefficient: covariate, level, reference, (from, until where effects change with tenure,)
        estimate (log hazard ratio), se, hazard_ratio, low, high (of the hazard ratio), p, n, events (with
        that level), note, confidence. Levels of fewer customers than `min_n` show no figures.
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
    counted: Counted = field(repr=False)
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
        tangled = cautions.entangled(known, fit.variance, fit.sets.information(fit.moments))
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

    @cached_property
    def baseline(self) -> pd.DataFrame:
        """Cumulative hazard and survival of the customer with every reference level and mean numbers.

        Columns: the strata, time, at_risk, events, cumulative_hazard, se, survival, low, high.
        """
        return predict.baseline(self)

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

    def ph_test(self, transform: str = "km") -> pd.DataFrame:
        """Test whether hazard ratios stay the same over tenure (scaled Schoenfeld residuals).

        Parameters
        ----------
        transform : {"km", "identity", "log", "rank"}
            Scale of time on which a trend is looked for.

        Returns
        -------
        DataFrame
            covariate, statistic (chi-squared), df, p, p_adjusted (of the single covariates, by Holm),
            violated (by p_adjusted), early and late (hazard ratios in the first
            and second half of the events, where a covariate has one coefficient), turning_point (the tenure
            between the two), reading, remedy; the last row tests all covariates together.

        References
        ----------
        Grambsch and Therneau (1994), Biometrika 81; the score test of R's survival::cox.zph (3.0 and later).

        Examples
        --------
        >>> from cxlab.survival import cox
        >>> data = pd.DataFrame({"duration": [5, 8, 12, 3, 9, 4], "event": [1, 0, 1, 1, 1, 1],
        ...                      "dsl": list("nnnyyy")})
        >>> model = cox(data, covariates="dsl", reference={"dsl": "n"}, min_n=1)
        >>> model.ph_test()[["covariate", "statistic", "df", "p", "violated"]].round(3)
                covariate  statistic  df      p  violated
        0             dsl      0.236   1  0.627     False
        1  all covariates      0.236   1  0.627     False
        """
        return ph.ph_test(self, transform)

    def remedy(self) -> dict[str, list[float]]:
        """Return what to give `cox` as `changing`, so that the effects that change with tenure may do so."""
        found = {name: [float(at) for at in cuts] for name, cuts in (self.options.changing or {}).items()}
        test = self.ph_test()
        for name in test.loc[test["violated"], "covariate"].astype(str):
            if name in self.options.covariates:
                found[name] = ph.with_turning_point(self, name)
        return found

    def predict_survival(self, data: pd.DataFrame, times: Any, given: Any = None) -> pd.DataFrame:
        """Return the probability to stay beyond each time, a row per customer and a column per time.

        Parameters
        ----------
        data
            Customers with the model's covariates (and strata).
        times
            Tenures, on the same clock as the durations: always counted from the start of the relation.
        given
            Tenure reached so far, on that clock too: a number, a column name or an array. Survival is then
            given that the customer has stayed that long; it is 1 at times up to it.

        Returns
        -------
        DataFrame
            Index of `data`; nan beyond the last time at which anybody was observed, from a tenure at which
            nobody was observed yet, and for customers with a missing or unknown covariate or tenure.

        Examples
        --------
        >>> from cxlab.survival import cox
        >>> data = pd.DataFrame({"duration": [5, 8, 12, 3, 9, 4], "event": [1, 0, 1, 1, 1, 1],
        ...                      "dsl": list("nnnyyy")})
        >>> model = cox(data, covariates="dsl", reference={"dsl": "n"}, min_n=1)
        >>> model.predict_survival(data.loc[[0, 3]], [4, 8]).round(3)
             4.0    8.0
        0  0.868  0.761
        3  0.522  0.285
        """
        return predict.predict_survival(self, data, times, given)

    def predict_risk(self, data: pd.DataFrame, *, given: Any, horizon: float) -> pd.Series:
        """Return each customer's probability to leave within the horizon, given the tenure reached so far.

        Parameters
        ----------
        data, given
            As in `predict_survival`.
        horizon
            How far ahead of the tenure reached, in the unit of the durations.

        Examples
        --------
        >>> from cxlab.survival import cox
        >>> data = pd.DataFrame({"duration": [5, 8, 12, 3, 9, 4], "event": [1, 0, 1, 1, 1, 1],
        ...                      "dsl": list("nnnyyy")})
        >>> model = cox(data, covariates="dsl", reference={"dsl": "n"}, min_n=1)
        >>> model.predict_risk(data.loc[[0, 3]], given=3, horizon=5).round(3).tolist()
        [0.193, 0.625]
        """
        return predict.predict_risk(self, data, given=given, horizon=horizon)

    @property
    def text(self) -> str:
        """One paragraph that a manager can read, in the current language."""
        return words.cox_text(self)
