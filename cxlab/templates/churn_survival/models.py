"""What can be modelled with the customers at hand: a model, its check, contacts; None where nothing can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ...errors import BadValue
from ...language import _
from .observed import Observed, cluster_of
from .stay import cut

if TYPE_CHECKING:
    from ...loaders import DataPot
    from ...survival import ChurnDrivers, CoxResult, RiskValidation

__all__ = ["contact_tables", "contacts", "fitted", "shown_ids", "tested", "with_changes"]

CONTACTS = {
    "complaints": {"customer_id", "created"},
    "tickets": {"customer_id", "created", "first_response"},
    "responses": {"customer_id", "date", "nps"},
}
PER_GROUP = 20  # customers that a group of the calibration should hold


def fitted(seen: Observed, *, level: float = 0.95) -> CoxResult | None:
    """Fit Cox's model to all traits; None where the data cannot carry one (see `effects`).

    Nor is there one where the rule decides when customers leave: it would forecast the rule.
    """
    if seen.ruled:
        return None
    return _cox(seen.frame, seen.traits, level=level)


def with_changes(seen: Observed, model: CoxResult | None, *, level: float = 0.95) -> CoxResult | None:
    """Fit it again with effects that change with tenure, if the model's do; None if they do not."""
    time_varying = model.suggest_time_varying() if model is not None else {}
    return _cox(seen.frame, seen.traits, time_varying=time_varying, level=level) if time_varying else None


def tested(seen: Observed, model: CoxResult | None, *, horizon: float, level: float) -> RiskValidation | None:
    """Fit the model again to a part of the data and test it on the rest: later, or drawn by lot.

    None where there is no model, too short a time, or nobody left in it.
    """
    from ...survival import landmark_sample, random_split, risk_validation

    if model is None:
        return None
    if seen.days is not None:
        day = cut(seen.days, horizon)
        if day <= seen.days[0]:
            return None
        past, later = seen.split(day)
    else:
        past, later = random_split(seen.frame, columns=[*seen.traits, "entry", "duration", "event"])
        later = landmark_sample(later) if (~later["event"].fillna(False).astype(bool)).any() else later[:0]
    trial = _cox(past, seen.traits, level=level)
    if trial is None or later.empty:
        return None
    if time_varying := trial.suggest_time_varying():  # as the past alone would have shown it
        trial = _cox(past, seen.traits, time_varying=time_varying, level=level) or trial
    later = later.assign(risk=trial.predict_risk(later, given="tenure", horizon=horizon))
    groups = max(2, min(10, int(later["risk"].notna().sum()) // PER_GROUP))
    clock = "tenure" if seen.days is None else None  # by dates all are censored on one day, not at one tenure
    try:
        return risk_validation(later, risk="risk", horizon=horizon, tenure=clock, groups=groups, level=level)
    except BadValue:
        return None


def contact_tables(pot: DataPot) -> dict[str, pd.DataFrame]:
    """Return the tables of complaints, tickets and scores that name customer and day."""
    tables = {name: pot[name] for name in CONTACTS if name in pot}
    return {name: table for name, table in tables.items() if CONTACTS[name] <= set(table)}


def contacts(
    seen: Observed, tables: dict[str, pd.DataFrame], *, reason: str = "", level: float = 0.95
) -> ChurnDrivers | None:
    """Set complaints, tickets and scores against leaving (for one reason); None where that fails."""
    from ...errors import BadParameter
    from ...survival import churn_drivers

    if reason:
        _require_reason(seen.frame, reason)
    if not seen.dated or not tables:
        return None
    gone = seen.frame["event"].fillna(False).astype(bool)
    if reason:
        gone &= seen.frame["reason"].eq(reason).fillna(False).astype(bool)
    target = seen.frame.assign(target=gone)
    try:
        return churn_drivers(
            target, complaints=tables.get("complaints"), tickets=tables.get("tickets"),
            responses=tables.get("responses"), event="target", unit="months", start=seen.start,
            covariates=seen.traits, level=level,
        )  # fmt: skip
    except (BadValue, BadParameter):
        return None


def _require_reason(frame: pd.DataFrame, reason: str) -> None:
    from ...errors import UnknownName

    known = sorted(map(str, frame["reason"].dropna().unique())) if "reason" in frame else []
    if reason not in known:
        raise UnknownName("reason for leaving (parameter drivers_reason)", reason, known)


def shown_ids(seen: Observed, *, as_they_are: bool = False) -> pd.Series:
    """Return what customers are called in the list: pseudonyms, unless their own ids are asked for.

    With a key (see `cxlab.pseudonymise`) these are keyed pseudonyms, the same in every run; without one the
    place of the customer among those read, which says nothing to who does not have the data.
    """
    from ...errors import BadParameter
    from ...loaders import pseudonymise

    if "customer_id" not in seen.frame:
        return _places(seen.frame.index)
    ids = seen.frame["customer_id"].astype("string")
    if as_they_are:
        return ids
    try:
        return pseudonymise(ids)
    except BadParameter:
        return _places(ids.index)


def _places(index: pd.Index) -> pd.Series:
    return pd.Series([_("No. {k}").format(k=k + 1) for k in range(len(index))], index=index)


def _cox(
    frame: pd.DataFrame,
    traits: list[str],
    *,
    time_varying: dict[str, list[float]] | None = None,
    level: float,
) -> CoxResult | None:
    from ...survival import cox

    if not traits:
        return None
    usable = frame.loc[frame["duration"].notna(), traits]
    varied = [str(name) for name, levels in usable.nunique().items() if levels > 1]
    kept = {name: cuts for name, cuts in (time_varying or {}).items() if name in varied}
    try:
        if not varied:
            return None
        return cox(
            frame, duration="duration", event="event", covariates=varied, time_varying=kept, level=level,
            cluster=cluster_of(frame),
        )  # fmt: skip
    except BadValue:
        return None
