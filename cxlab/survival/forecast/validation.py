"""How good is a churn forecast? On customers, and in a time, that the model has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.language import _, interval, number, percent
from cxlab.metrics._groups import check_options
from cxlab.stats import critical
from cxlab.text import Text

from ..cox_model.concordance import concordance
from ..cox_model.predict import check_horizon
from ..notebook_html import result_html
from .calibration import calibration
from .outcomes import LIFT_AT, Sample

__all__ = ["RiskValidation", "risk_validation"]


@dataclass(frozen=True)
class RiskValidation:
    """How good a forecast of churn within a horizon was.

    Attributes
    ----------
    table
        metric, estimate, low, high, se, n, events, missing (customers without a forecast or an outcome, who
        are left out), level: "expected" and "observed" share of leavers,
        "brier", "brier_reference" (everybody given the same risk), "brier_skill" (share of that error
        saved), "auc" (at the horizon), "concordance" (Uno's, up to the horizon), "integrated_brier" where
        curves are given.
    calibration
        group, n, expected, observed, low, high, misses ("too low" or "too high" where the forecast lies
        outside limits that all groups together keep with the confidence level, which are wider than `low` and
        `high`; else empty), note: customers by risk, lowest first.
    lift
        contacted (share of customers), n, share_left (of them), captured (share of all leavers
        among them), lift, low, high (of the lift), note.
    horizon, level
    """

    table: pd.DataFrame
    calibration: pd.DataFrame
    lift: pd.DataFrame
    horizon: float
    level: float

    def _repr_html_(self) -> str:
        columns = ["contacted", "n", "share_left", "captured", "lift", "low", "high", "note"]
        return result_html(self.text, self.lift, columns)

    @property
    def text(self) -> str:
        """One paragraph that a manager can read, in the current language."""
        return " ".join([self.accuracy, *self._highest()])

    @property
    def accuracy(self) -> str:
        """How near the forecast came, and how well it tells customers apart, in the current language."""
        row: dict[str, Any] = {str(one["metric"]): one for one in self.table.to_dict("records")}
        auc, c = row["auc"], row["observed"]
        said = _(
            "Forecast: {expected} of the customers leave within the horizon; {observed} did ({interval}). Of "
            "two customers, one of whom left, the forecast names the right one in {auc} of cases "
            "({auc_interval})."
        )
        return said.format(
            expected=percent(row["expected"]["estimate"]), observed=percent(c["estimate"]),
            interval=interval(c["low"], c["high"], as_percent=True), auc=percent(auc["estimate"], 0),
            auc_interval=interval(auc["low"], auc["high"], 0, as_percent=True),
        )  # fmt: skip

    def _highest(self) -> list[str]:
        tenth = self.lift.loc[self.lift["contacted"] == 0.1].iloc[0]
        if np.isnan(tenth["lift"]):
            return []
        said = _(
            "Among the tenth with the highest risk {lift} times as many left as on average ({interval})."
        )
        limits = interval(tenth["low"], tenth["high"], 1)
        return [said.format(lift=number(tenth["lift"], 1), interval=limits)]


def risk_validation(
    data: pd.DataFrame,
    *,
    risk: str,
    duration: str = "duration",
    event: str = "event",
    horizon: float,
    curves: pd.DataFrame | None = None,
    groups: int = 10,
    tenure: str | None = None,
    min_n: int = 5,
    repeats: int = 200,
    seed: int = 0,
    level: float = 0.95,
) -> RiskValidation:
    """Compare forecast risks with what happened.

    Customers whose follow-up ends before the horizon are neither dropped nor counted as loyal: the others
    stand for them by inverse probability of censoring.

    Parameters
    ----------
    data
        One row per customer who was active when the forecast was made.
    risk
        Column: forecast probability to leave within the horizon.
    duration, event
        Columns: time since the forecast, whether the customer left then.
    horizon
        Time since the forecast.
    curves
        Forecast survival: a row per customer of `data`, a column per time since the forecast; for the
        integrated Brier score.
    groups
        Groups of about equal size by risk in the calibration; customers of equal risk stay together. Fewer
        groups where they would hold less than `min_n` customers.
    tenure
        Column of the tenure at the forecast, where follow-up ends by tenure and not on a day that is the same
        for all: customers from `landmark_sample`. Those of the same tenure then stand for each other.
    min_n
        Shares of fewer customers are not shown.
    repeats, seed
        Bootstrap samples of customers for the intervals (concordance: infinitesimal jackknife).

    Returns
    -------
    RiskValidation

    Raises
    ------
    BadValue
        Nobody left within the horizon, or nobody was followed that long.
    BadParameter
        A horizon, level, number of groups or of bootstrap samples out of range.

    References
    ----------
    Graf, Schmoor, Sauerbrei and Schumacher (1999), Statistics in Medicine 18. Uno et al. (2007), JASA 102,
    and (2011), Statistics in Medicine 30. R: survival::brier, survival::concordance(timewt="n/G2").

    Examples
    --------
    >>> later = pd.DataFrame({"risk": [0.1, 0.2, 0.6, 0.7] * 5, "duration": [12, 12, 4, 8] * 5,
    ...                       "event": ([False, False, True, True] * 4) + [True, False, False, True]})
    >>> checked = risk_validation(later, risk="risk", horizon=10, repeats=20)
    >>> checked.table[["metric", "estimate"]].round(3).head(5)
                metric  estimate
    0         expected     0.400
    1         observed     0.467
    2            brier     0.069
    3  brier_reference     0.249
    4      brier_skill     0.721
    """
    check_options(level, min_n)
    check_horizon(horizon)
    if groups < 2 or repeats < 2:
        raise BadParameter(
            Text(
                "groups and repeats must be 2 or more; found {groups} and {repeats}",
                groups=groups,
                repeats=repeats,
            )
        )
    sample = Sample.read(data, risk, duration, event, horizon, curves, tenure)
    plain = sample.statistics(np.ones(len(sample.time)))
    rng = np.random.default_rng(seed)
    size = len(sample.time)
    drawn = [np.bincount(rng.integers(0, size, size), minlength=size).astype(float) for _r in range(repeats)]
    spread = pd.DataFrame([sample.statistics(w) for w in drawn])
    groups = max(1, min(groups, size // max(min_n, 1)))
    tail = (1 - level) / 2
    counts = {"n": size, "events": int(np.sum(sample.event & (sample.time <= horizon)))}
    counts["missing"] = sample.missing
    lines = []
    for metric, estimate in plain.items():
        low, high = spread[metric].quantile([tail, 1 - tail])
        lines.append(
            {"metric": metric, "estimate": estimate, "low": low, "high": high, "se": spread[metric].std()}
        )
    lifts = [line for line in lines if isinstance(line["metric"], tuple)]
    table = [line for line in lines if not isinstance(line["metric"], tuple)]
    table.append(_uno(sample, level))
    return RiskValidation(
        pd.DataFrame(table).assign(**counts, level=level), calibration(sample, groups, drawn, level, min_n),
        _lift(sample, lifts, min_n), horizon, level,
    )  # fmt: skip


def _uno(sample: Sample, level: float) -> dict[str, Any]:
    g = sample.uncensored(np.ones(len(sample.time)))
    with np.errstate(divide="ignore"):
        weight = np.where(sample.time <= sample.horizon, 1 / g(sample.time, True) ** 2, 0.0)
    weight = np.where(np.isfinite(weight), weight, 0.0)
    c = concordance(sample.risk, sample.time, sample.event, time_weight=weight)
    z = critical(level) * c.se
    low, high = max(c.estimate - z, 0.0), min(c.estimate + z, 1.0)
    return {"metric": "concordance", "estimate": c.estimate, "low": low, "high": high, "se": c.se}


def _lift(sample: Sample, lines: list[dict[str, Any]], min_n: int) -> pd.DataFrame:
    by = {line["metric"]: line for line in lines}
    observed = sample.statistics(np.ones(len(sample.time)))["observed"]
    rows = []
    for share in LIFT_AT:
        lift = by[share, "lift"]
        rows.append({
            "contacted": share, "n": int(np.ceil(share * len(sample.time))),
            # Weighted for those no longer observed, the estimate can come out a little above all of them.
            "share_left": min(lift["estimate"] * observed, 1.0), "captured": lift["estimate"] * share,
            "lift": lift["estimate"], "low": lift["low"], "high": lift["high"],
        })  # fmt: skip
    table = pd.DataFrame(rows).assign(note="")
    small = table["n"] < min_n
    table.loc[small, ["share_left", "captured", "lift", "low", "high"]] = np.nan
    table.loc[small, "note"] = Text("suppressed: n < {least}", least=min_n)
    return table
