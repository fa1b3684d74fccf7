"""A Cox model of the customers of a pot, the trait that matters most, and a test of its forecast."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from cxlab.errors import BadValue
from cxlab.stats import adjust_p

from ..cox_model.cox import cox
from ..cox_model.result import CoxResult
from ..curves.logrank import survival_compare
from ..forecast.splits import landmark_sample, random_split
from ..forecast.validation import RiskValidation, risk_validation
from .follow_up import FollowUp, cluster_of

__all__ = ["churn_model", "forecast_cut", "forecast_test", "telling_traits", "useful_references"]

ENOUGH = 0.05  # of all leavers: a category with fewer is no yardstick
PLAIN = ("no", "nein", "false", "none", "keine", "kein")
PER_GROUP = 20  # customers that a group of the calibration should hold


def useful_references(frame: pd.DataFrame, traits: Sequence[str]) -> dict[str, Hashable]:
    """Return per trait the category that the others are best compared with.

    That is the one with the lowest rate of leaving among those with at least 5% of the leavers: "seven times
    as often as customers with a yearly contract" tells more than "0.022 times as often as ...". A trait
    with a plain "no" among three categories or more is left out, and so is one without a large category.

    Parameters
    ----------
    frame : DataFrame
        Lifetimes, as in `FollowUp.frame`.
    traits : list of str
        Columns with categories; numbers are skipped.

    Examples
    --------
    >>> tenure = pd.DataFrame({"duration": [9, 9, 9, 3, 3, 3], "event": True, "plan": list("yyymmm")})
    >>> useful_references(tenure, ["plan"])
    {'plan': 'y'}
    """
    usable = frame[frame["duration"].notna() & frame["event"].notna()]
    entry = usable["entry"].fillna(0) if "entry" in usable else 0.0
    time, left = usable["duration"] - entry, usable["event"].astype(bool)
    found: dict[str, Hashable] = {}
    for name in traits:
        values = usable[name]
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            continue
        table = pd.DataFrame({"time": time, "left": left}).groupby(values, observed=True).sum()
        plain = [one for one in table.index if str(one).strip().lower() in PLAIN]
        large = table[(table["left"] >= ENOUGH * left.sum()) & (table["left"] > 0)]
        if len(large) and not (plain and len(table) > 2):
            found[name] = (large["left"] / large["time"].where(large["time"] > 0)).idxmin()
    return found


def churn_model(
    follow_up: FollowUp, *, time_varying: Mapping[str, Sequence[float]] | None = None, level: float = 0.95
) -> CoxResult | None:
    """Fit Cox's model to all traits of a follow-up, with references that make the ratios useful.

    Parameters
    ----------
    follow_up : FollowUp
    time_varying : dict, optional
        As in `cox`: `CoxResult.suggest_time_varying` says which effects should change.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    CoxResult or None
        None where the data cannot carry a model (no traits, too few leavers, perfect separation), or where
        the rule for a loss decides when customers leave: it would forecast the rule.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import observed_customers
    >>> model = churn_model(observed_customers(cx.open_pot("telco_ibm"), traits=["contract"]))
    >>> model.table[["category", "reference", "hazard_ratio"]].round(1)
             category reference  hazard_ratio
    0  Month-to-month  One year           8.9
    1        Two year  One year           0.1
    """
    if follow_up.set_by_rule:
        return None
    return _fit(follow_up.frame, follow_up.traits, time_varying=time_varying, level=level)


def _fit(
    frame: pd.DataFrame,
    traits: Sequence[str],
    *,
    time_varying: Mapping[str, Sequence[float]] | None,
    level: float,
) -> CoxResult | None:
    usable = frame.loc[frame["duration"].notna(), list(traits)]
    varied = [str(name) for name, number in usable.nunique().items() if number > 1]
    if not varied:
        return None
    kept = {name: cuts for name, cuts in (time_varying or {}).items() if name in varied}
    try:
        return cox(
            frame, duration="duration", event="event", covariates=varied, time_varying=kept, level=level,
            reference=useful_references(frame, varied), cluster=cluster_of(frame),
        )  # fmt: skip
    except BadValue:
        return None


def telling_traits(follow_up: FollowUp, model: CoxResult | None = None, *, min_n: int = 5) -> pd.DataFrame:
    """Rank the traits by how much leaving goes with them: the first is the one to draw curves by.

    Parameters
    ----------
    follow_up : FollowUp
    model : CoxResult, optional
        `churn_model`; its leavers above the rate of the others rank the traits. None: the tests do.
    min_n : int, default 5
        Groups of fewer customers are left out of the tests.

    Returns
    -------
    DataFrame
        trait, excess_events (leavers of its categories above what the rate of the others would give; nan
        without a model), statistic, df, p (log-rank test of its groups), p_adjusted (Holm, over the traits),
        correction.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import churn_model, observed_customers
    >>> follow_up = observed_customers(cx.open_pot("nordlicht"))
    >>> telling_traits(follow_up, churn_model(follow_up))["trait"].iloc[0]
    'sales_channel'
    """
    excess: dict[str, float] = {}
    if model is not None and not len(model.counted.cuts):
        rest = model.against_rest()
        sure = rest[(rest["estimate"] > 0) & (rest["p_adjusted"] < 1 - model.level)]
        sums = sure.groupby("covariate")["excess_events"].sum()
        excess = {str(name): float(of) for name, of in sums.items()}
    rows = []
    for name in follow_up.groupings:
        test = survival_compare(follow_up.frame, by=name, min_n=min_n, cluster=follow_up.cluster).iloc[0]
        rows.append({
            "trait": name, "excess_events": excess.get(name, 0.0 if excess else np.nan),
            "statistic": test["statistic"], "df": test["df"], "p": test["p"],
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=["trait", "excess_events", "statistic", "df", "p"])
    table = table.assign(p_adjusted=adjust_p(table["p"], method="holm"), correction="holm")
    order = ["excess_events", "p"]
    return table.sort_values(order, ascending=[False, True], kind="stable").reset_index(drop=True)


def forecast_cut(follow_up: FollowUp, horizon: float) -> pd.Timestamp | None:
    """Return the day from which a forecast of so many months can be tested; None without dates.

    Examples
    --------
    >>> import cxlab as cx
    >>> follow_up = cx.survival.observed_customers(cx.open_pot("nordlicht"))
    >>> str(forecast_cut(follow_up, 12).date())
    '2024-12-30'
    """
    if follow_up.days is None:
        return None
    return follow_up.days[1] - pd.Timedelta(days=int(np.ceil(horizon * 365.25 / 12)))


def forecast_test(
    follow_up: FollowUp, model: CoxResult | None, *, horizon: float, level: float = 0.95
) -> RiskValidation | None:
    """Fit the model again to a part of the data and test it on the rest: later, or drawn by lot.

    Parameters
    ----------
    follow_up : FollowUp
    model : CoxResult or None
        `churn_model`; without one there is nothing to test.
    horizon : float
        Months ahead.
    level : float, default 0.95

    Returns
    -------
    RiskValidation or None
        None where there is no model, too short a time, or nobody who left in it.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.survival import churn_model, observed_customers
    >>> follow_up = observed_customers(cx.open_pot("nordlicht"))
    >>> checked = forecast_test(follow_up, churn_model(follow_up), horizon=12)
    >>> checked.table[["metric", "estimate"]].round(2).head(2)
         metric  estimate
    0  expected      0.14
    1  observed      0.14
    """
    parts = _parts(follow_up, horizon) if model is not None else None
    if parts is None:
        return None
    past, later = parts
    trial = _fit(past, follow_up.traits, time_varying=None, level=level)
    if trial is None or later.empty:
        return None
    if changing := trial.suggest_time_varying():  # as the past alone would have shown it
        trial = _fit(past, follow_up.traits, time_varying=changing, level=level) or trial
    later = later.assign(risk=trial.predict_risk(later, given="tenure", horizon=horizon))
    groups = max(2, min(10, int(later["risk"].notna().sum()) // PER_GROUP))
    clock = None if follow_up.dated else "tenure"  # by dates all are censored on one day, not at one tenure
    try:
        return risk_validation(later, risk="risk", horizon=horizon, tenure=clock, groups=groups, level=level)
    except BadValue:
        return None


def _parts(follow_up: FollowUp, horizon: float) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Return customers to fit to and customers to test on; None where time is too short."""
    cut = forecast_cut(follow_up, horizon)
    if cut is None:
        columns = [*follow_up.traits, "entry", "duration", "event"]
        past, later = random_split(follow_up.frame, columns=columns)
        there = ~later["event"].fillna(value=False).astype(bool)
        return past, landmark_sample(later) if there.any() else later[:0]
    if follow_up.days is None or cut <= follow_up.days[0]:
        return None
    return follow_up.split(cut)
