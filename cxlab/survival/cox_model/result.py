"""A fitted Cox model: its coefficients, its baseline, its tests and its forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ..notebook_html import result_html
from . import predict, proportional_hazards, words
from .against_rest import against_rest
from .fitted import FittedCox

__all__ = ["CoxResult"]


@dataclass(frozen=True)
class CoxResult(FittedCox):
    """A fitted Cox model, with its tests and forecasts; its attributes are those of `FittedCox`."""

    @cached_property
    def baseline(self) -> pd.DataFrame:
        """Cumulative hazard and survival of the customer with every reference level and mean numbers.

        Columns: the strata, time, at_risk, events, cumulative_hazard, se, survival, low, high.
        """
        return predict.baseline(self)

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
            between the two), interpretation, remedy; the last row tests all covariates together.

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
        return proportional_hazards.ph_test(self, transform)

    def against_rest(self, *, correction: str = "holm") -> pd.DataFrame:
        """Compare each category with all other customers, the other covariates held fixed.

        The rate of the others is the mean of their categories' rates, weighted by the time that customers of
        each were at risk; a covariate with two categories gives the ratio of the table, and its inverse.

        Parameters
        ----------
        correction : {"holm", "bh", "none"}
            How p_adjusted corrects for the number of categories.

        Returns
        -------
        DataFrame
            A row per category: covariate, category, estimate (log hazard ratio), se (delta method),
            hazard_ratio, low, high, p, p_adjusted, n, events, excess_events (events above those that the
            rate of the others would have given), correction, level. Categories that the table hides are not
            there, nor numbers.

        Raises
        ------
        BadParameter
            Effects of the model change with tenure (`time_varying`).

        Examples
        --------
        >>> from cxlab.survival import cox
        >>> data = pd.DataFrame({"duration": [5, 8, 12, 3, 9, 4], "event": [1, 0, 1, 1, 1, 1],
        ...                      "dsl": list("nnnyyy")})
        >>> model = cox(data, covariates="dsl", reference={"dsl": "n"}, min_n=1)
        >>> model.against_rest()[["category", "hazard_ratio", "events"]].round(3)
          category  hazard_ratio  events
        0        n         0.218       2
        1        y         4.586       3
        """
        return against_rest(self, correction=correction)

    def suggest_time_varying(self) -> dict[str, list[float]]:
        """Return the `time_varying` that lets the effects which change with tenure do so."""
        found = {name: [float(at) for at in cuts] for name, cuts in (self.options.time_varying or {}).items()}
        test = self.ph_test()
        for name in test.loc[test["violated"], "covariate"].astype(str):
            if name in self.options.covariates:
                found[name] = proportional_hazards.with_turning_point(self, name)
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

    def _repr_html_(self) -> str:
        columns = ["covariate", "category", "reference", "time_from", "time_until", "hazard_ratio", "low",
                   "high", "p", "n", "events", "note"]  # fmt: skip
        return result_html(self.text, self.table, columns)

    @property
    def text(self) -> str:
        """One paragraph that a manager can read, in the current language."""
        return words.cox_text(self, self.ph_test())
