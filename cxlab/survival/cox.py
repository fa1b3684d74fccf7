"""Cox regression: which customers leave sooner, and by how much."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats import critical, two_sided_p

from . import guards, ph, predict, words
from ._cells import Counted, ModelOptions, count_rows
from ._risk import AUTO, entry_column
from .concordance import Concordance, concordance
from .cox_fit import Fit, Rows, fit_cox

__all__ = ["CoxResult", "cox"]

TIES = ("efron", "breslow")


@dataclass(frozen=True)
class CoxResult:
    """A fitted Cox model.

    Attributes
    ----------
    table
        A row per coefficient: covariate, level, reference, (from, until where effects change with tenure,)
        estimate (log hazard ratio), se, hazard_ratio, low, high (of the hazard ratio), p, n, events (with
        that level), note, level_of_confidence.
    log_likelihood, log_likelihood_null
        Partial log-likelihood with and without the covariates.
    n, n_events
        Customers (or rows of follow-up) used, and those with the event.
    left_out
        Rows that are not used, by reason.
    notes
        What the reader must know about the model, in words.
    level
        Confidence level.
    """

    table: pd.DataFrame
    log_likelihood: float
    log_likelihood_null: float
    n: int
    n_events: int
    left_out: dict[str, int]
    notes: tuple[str, ...]
    level: float
    options: ModelOptions
    counted: Counted
    fit: Fit
    beta: np.ndarray
    "A coefficient per row of the table: 0 where there is none."
    variance: np.ndarray

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

    def ph_test(self, transform: str = "km") -> pd.DataFrame:
        """Test whether hazard ratios stay the same over tenure (scaled Schoenfeld residuals).

        Parameters
        ----------
        transform : {"km", "identity", "log", "rank"}
            Scale of time on which a trend is looked for.

        Returns
        -------
        DataFrame
            covariate, statistic (chi-squared), df, p, violated, early and late (hazard ratios in the first
            and second half of the events, where a covariate has one coefficient), turning_point (the tenure
            between the two), reading, remedy; the last row tests all covariates together.

        References
        ----------
        Grambsch and Therneau (1994), Biometrika 81; the score test of R's survival::cox.zph (3.0 and later).
        """
        return ph.ph_test(self, transform)

    def remedy(self) -> dict[str, list[float]]:
        """Return what to give `cox` as `changing`, so that the effects that change with tenure may do so."""
        test = self.ph_test()
        broken = test[test["violated"] & test["covariate"].isin(self.options.covariates)]
        return {str(row.covariate): [float(row.turning_point)] for row in broken.itertuples()}

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
            Index of `data`; nan beyond the last time at which anybody was observed, and for customers with
            a missing or unknown covariate.
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
        """
        return predict.predict_risk(self, data, given=given, horizon=horizon)

    @cached_property
    def text(self) -> str:
        """One paragraph that a manager can read, in the current language."""
        return words.cox_text(self)


def cox(
    data: Any,
    *,
    duration: str,
    event: str,
    covariates: str | Sequence[str],
    entry: str | None = AUTO,
    strata: str | Sequence[str] | None = None,
    cluster: str | None = None,
    weight: str | None = None,
    weight_means: str = "replicates",
    reference: Mapping[str, Hashable] | None = None,
    changing: Mapping[str, Sequence[float]] | None = None,
    known_from: Mapping[str, str] | None = None,
    ties: str = "efron",
    level: float = 0.95,
) -> CoxResult:
    """Fit Cox's proportional hazards model.

    Equal rows are counted first (by the engine, so DuckDB or Parquet do for large data) and the model is
    fitted to the counts: exactly the fit to the rows, in a fraction of the time where durations are whole
    days or months and covariates are categories.

    Parameters
    ----------
    data
        One row per customer, or per stretch of follow-up (start/stop) where covariates vary in time:
        pandas, polars, pyarrow, DuckDB or a path.
    duration, event
        Tenure at the end of the row; whether the customer left then (True/False or 1/0).
    covariates
        Numbers, categories, text or truth values; categories enter by level against a reference level.
    entry
        Tenure from which the row is observed (late entry, or the start of a stretch); by default the column
        "entry" where there is one; None: everybody is observed from the start.
    strata
        Columns whose groups have baselines of their own, and no hazard ratio.
    cluster
        Column of rows that belong together, such as the customer of several stretches: robust errors.
    weight, weight_means
        "replicates": how many equal rows a row stands for; "sampling": weights of a sample, with robust
        errors.
    reference
        Reference level per covariate; by default "no" or False, else the most frequent level.
    changing
        Covariates whose effect may change, and the tenures at which: ``{"tech_support": [12]}`` gives one
        hazard ratio up to 12 and one after.
    known_from
        Per covariate, the column with the tenure from which its value was known; values that came after
        follow-up began are refused.
    ties : {"efron", "breslow"}
    level
        Confidence level.

    Raises
    ------
    BadValue
        Impossible rows, nobody left, a covariate with one value only or one that separates perfectly those
        who left from those who stayed.
    MissingColumn, BadParameter

    References
    ----------
    Cox (1972), JRSS B 34. Efron (1977), JASA 72. Therneau and Grambsch (2000), Modeling Survival Data.
    R: survival::coxph.

    Examples
    --------
    >>> months, left = [5, 8, 12, 3, 9, 4], [1, 0, 1, 1, 1, 1]
    >>> tenure = pd.DataFrame({"months": months, "left": left, "dsl": list("nnnyyy")})
    >>> model = cox(tenure, duration="months", event="left", covariates="dsl", reference={"dsl": "n"})
    >>> model.table[["covariate", "level", "estimate", "hazard_ratio"]].round(3)
      covariate level  estimate  hazard_ratio
    0       dsl     y     1.523         4.586
    """
    if ties not in TIES:
        raise BadParameter(f"ties {ties!r} is not known; available: {', '.join(TIES)}")
    options = ModelOptions(
        duration, event, _listed(covariates), entry, _listed(strata), cluster, weight, weight_means,
        dict(reference or {}), dict(changing or {}),
    )  # fmt: skip
    guards.check_known_from(data, known_from or {}, entry_column(data, entry))
    counted = count_rows(data, options)
    guards.require_events(counted)
    return _result(counted, options, ties, level)


def _listed(names: str | Sequence[str] | None) -> tuple[str, ...]:
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def _result(counted: Counted, options: ModelOptions, ties: str, level: float) -> CoxResult:
    rows, empty = _without_empty_levels(counted)
    fit = fit_cox(rows, ties=ties)
    if fit.diverging.any():
        kept = np.flatnonzero(~empty)[fit.kept]
        guards.refuse_separation([counted.columns[j] for j in kept[fit.diverging]])
    robust = options.cluster is not None or (
        options.weight is not None and options.weight_means == "sampling"
    )
    variance = fit.robust(_clusters(counted, empty)) if robust else fit.variance
    place = np.flatnonzero(~empty)[fit.kept]
    beta, whole = np.zeros(len(counted.columns)), np.zeros((len(counted.columns),) * 2)
    beta[place] = fit.beta
    beta[empty] = -np.inf
    whole[np.ix_(place, place)] = variance
    table = _table(counted, beta, whole, place, empty, level)
    notes = guards.notes(counted)
    return CoxResult(
        table, fit.log_likelihood, fit.null, counted.n, counted.n_events, counted.left_out, notes, level,
        options, counted, fit, beta, whole,
    )  # fmt: skip


def _without_empty_levels(counted: Counted) -> tuple[Rows, np.ndarray]:
    """Leave out the rows of levels in which nobody leaves: in the limit they carry no hazard at all."""
    rows = counted.rows
    left = np.bincount(rows.pattern, weights=rows.count * rows.event, minlength=len(rows.x))
    empty = np.array([
        column.level is not None and left @ (rows.x[:, j] != 0) == 0
        for j, column in enumerate(counted.columns)
    ])  # fmt: skip
    if not empty.any():
        return rows, empty
    kept = ~np.any(rows.x[:, empty] != 0, axis=1)[rows.pattern]
    chosen = {name: getattr(rows, name)[kept] for name in vars(rows) if name != "x"}
    return Rows(**chosen, x=rows.x[:, ~empty]), empty


def _clusters(counted: Counted, empty: np.ndarray) -> np.ndarray | None:
    if counted.cluster is None or not empty.any():
        return counted.cluster
    return counted.cluster[~np.any(counted.rows.x[:, empty] != 0, axis=1)[counted.rows.pattern]]


def _table(
    counted: Counted,
    beta: np.ndarray,
    variance: np.ndarray,
    place: np.ndarray,
    empty: np.ndarray,
    level: float,
) -> pd.DataFrame:  # fmt: skip
    fitted = np.isin(np.arange(len(beta)), place)
    se = np.where(fitted, np.sqrt(np.diag(variance)), np.nan)
    estimate = np.where(fitted | empty, beta, np.nan)
    ratio = np.exp(np.clip(estimate, -700, 700))
    with np.errstate(invalid="ignore", over="ignore"):
        z = critical(level) * se
        limits = np.exp(estimate - z), np.exp(estimate + z)
    parts: dict[str, Any] = {
        "covariate": [column.covariate for column in counted.columns],
        "level": [column.level for column in counted.columns],
        "reference": [column.reference for column in counted.columns],
    }
    if len(counted.cuts):
        bands = [column.band or (0.0, np.inf) for column in counted.columns]
        parts |= {"from": [low for low, _high in bands], "until": [high for _low, high in bands]}
    n, events = _sizes(counted)
    parts |= {
        "estimate": estimate,
        "se": se,
        "hazard_ratio": np.where(empty, 0.0, ratio),
        "low": limits[0],
        "high": limits[1],
    }
    parts |= {"p": two_sided_p(estimate / se), "n": n, "events": events}
    parts["note"] = [
        guards.column_note(alias, gone) for alias, gone in zip(~fitted & ~empty, empty, strict=True)
    ]
    return pd.DataFrame(parts).assign(confidence=level)


def _sizes(counted: Counted) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and events per coefficient: of its level (and band), or of all for a number."""
    rows = counted.rows
    whole, reached, events = (
        np.bincount(rows.pattern, weights=rows.count * of, minlength=len(rows.x))
        for of in (counted.final, 1, rows.event)
    )
    sizes = []
    for j, column in enumerate(counted.columns):
        chosen = rows.x[:, j] != 0 if column.level is not None or column.band else np.ones(len(rows.x), bool)
        sizes.append([(reached if column.band else whole) @ chosen, events @ chosen])
    whole_sizes = np.rint(np.array(sizes)).astype("int64")
    return whole_sizes[:, 0], whole_sizes[:, 1]
