"""Do complaints, slow answers and bad scores go before leaving? Contacts as time-varying covariates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory, require
from cxlab.errors import BadParameter
from cxlab.language import N_, _, interval, number, percent

from .cox import cox
from .cox_result import CoxResult
from .durations import unit_days, wall_clock
from .exposure import exposure_spans, split_by_exposure

__all__ = ["ChurnDrivers", "churn_drivers"]

DRIVERS = {
    "complaint": N_("after a complaint"),
    "slow_answer": N_("after a slow answer"),
    "detractor_score": N_("after a detractor score (0 to 6), compared with a better score"),
    "answered": N_("after answering a survey"),
}
FEW = 5
DETRACTOR = 6


@dataclass(frozen=True)
class ChurnDrivers:
    """Hazard ratios of leaving after a contact.

    Attributes
    ----------
    table
        driver, hazard_ratio, low, high, p, customers (who were ever exposed), customer_units (time lived
        exposed), events (who left while exposed), note, reading.
    model
        The Cox model behind it.
    rows
        Start/stop rows that it was fitted to.
    """

    table: pd.DataFrame
    model: CoxResult
    rows: pd.DataFrame

    @property
    def text(self) -> str:
        """One paragraph that a manager can read, in the current language."""
        said = self.table.loc[self.table["driver"] != "answered", "reading"]
        return " ".join([*said, caution()])


def caution() -> str:
    """Return what a hazard ratio after a contact does not say."""
    return _(
        "Who complains may have decided to leave already: the contact is a warning in time, but that "
        "preventing it would keep the customer is not shown. Dissatisfaction that no answer shows is part of "
        "these figures, and only contacts that are in the data count."
    )


def churn_drivers(
    lifetimes: pd.DataFrame,
    *,
    complaints: Any = None,
    tickets: Any = None,
    responses: Any = None,
    covariates: Sequence[str] = (),
    strata: str | Sequence[str] | None = None,
    event: str = "event",
    window_days: float = 90,
    slow_hours: float = 48,
    score_days: float = 180,
    lag_days: float = 0,
    unit: str = "days",
    customer: str = "customer_id",
    start: str = "signup_date",
    created: str = "created",
    first_response: str = "first_response",
    date: str = "date",
    score: str = "nps",
    level: float = 0.95,
) -> ChurnDrivers:
    """Estimate how much more often customers leave after a complaint, a slow answer, a detractor score.

    Follow-up is split where a contact begins or ceases to count, so a customer counts as exposed only from
    the contact on. A detractor's score is compared with a better score in force, not with silence.

    Parameters
    ----------
    lifetimes
        One row per customer, from `durations` (entry, duration, event, and the start date).
    complaints, tickets, responses
        Tables of contacts; those not given are left out. Complaints and tickets have `created`, tickets
        `first_response`, responses `date` and `score` (0 to 10).
    covariates, strata
        Further covariates of the model, known at the start; groups with baselines of their own.
    event
        Column: left (or left for a given reason; others are then censored).
    window_days
        How long a complaint or a slow answer counts.
    slow_hours
        A first answer later than this is slow; it counts from then on.
    score_days
        How long a score counts, at most until the next one.
    lag_days
        Days after a contact that do not count yet: leaves out those who complain because they are leaving.
    unit
        Unit of the durations.

    Raises
    ------
    BadParameter
        No table of contacts is given, or none touches a customer's follow-up.

    References
    ----------
    Therneau, Crowson and Atkinson, Using time dependent covariates and time dependent coefficients in the Cox
    model (vignette of R's survival). Suissa (2008), American Journal of Epidemiology 167 (immortal time).
    """
    each = unit_days(unit)
    keys: dict[str, Any] = {"customer": customer, "start": start, "unit_days": each}
    exposures = {}
    if complaints is not None:
        exposures["complaint"] = exposure_spans(
            complaints, lifetimes, date=created, lasts_days=window_days, after_days=lag_days, **keys
        )
    if tickets is not None:
        slow = _slow(tickets, customer, created, first_response, slow_hours)
        exposures["slow_answer"] = exposure_spans(
            slow,
            lifetimes,
            date=created,
            lasts_days=window_days,
            after_days=slow_hours / 24 + lag_days,
            **keys,
        )
    if responses is not None:
        exposures |= _scores(responses, lifetimes, customer, date, score, score_days, lag_days, keys)
    if not exposures:
        raise BadParameter("give at least one of complaints, tickets and responses")
    rows = split_by_exposure(lifetimes, exposures, event=event, customer=customer)
    present = [name for name in exposures if rows.loc[rows["duration"].notna(), name].nunique() == 2]
    if not present:
        raise BadParameter("none of the contacts falls into the follow-up of a customer")
    model = cox(
        rows, duration="duration", event=event, entry="entry", covariates=[*present, *covariates],
        strata=strata, cluster=customer, level=level,
    )  # fmt: skip
    return ChurnDrivers(_table(model, rows, present, event, customer), model, rows)


def _slow(tickets: Any, customer: str, created: str, first_response: str, slow_hours: float) -> pd.DataFrame:
    require(tickets, customer, created, first_response)
    frame = in_memory(tickets, [customer, created, first_response])
    asked, zone = wall_clock(frame[created], created)
    answered, _zone = wall_clock(frame[first_response], first_response, zone)
    wait = (answered - asked).dt.total_seconds() / 3600
    # No answer yet counts as slow once the hours have passed: the span begins then and not before.
    return frame[(wait > slow_hours) | (wait.isna() & asked.notna())]


def _scores(
    responses: Any, lifetimes: pd.DataFrame, customer: str, date: str, score: str, days: float, lag: float,
    keys: dict[str, Any],
) -> dict[str, pd.DataFrame]:  # fmt: skip
    require(responses, customer, date, score)
    answers = in_memory(responses, [customer, date, score]).dropna()
    worst = answers[answers[score] <= DETRACTOR]
    given: dict[str, Any] = {
        "date": date,
        "lasts_days": days,
        "after_days": lag,
        "until_next": answers,
        **keys,
    }
    return {
        "answered": exposure_spans(answers, lifetimes, **given),
        "detractor_score": exposure_spans(worst, lifetimes, **given),
    }


def _table(
    model: CoxResult, rows: pd.DataFrame, present: Sequence[str], event: str, customer: str
) -> pd.DataFrame:
    found = model.table[model.table["covariate"].isin(present)]
    lived = (rows["duration"] - rows["entry"]).to_numpy(dtype=float)
    lines = []
    for row in found.itertuples():
        on = rows[row.covariate].to_numpy(dtype=bool)
        events = int(rows.loc[on, event].fillna(0).astype(bool).sum())
        line = {
            "driver": row.covariate,
            "hazard_ratio": row.hazard_ratio,
            "low": row.low,
            "high": row.high,
            "p": row.p,
        }
        line |= {
            "customers": int(rows.loc[on, customer].nunique()),
            "customer_units": float(np.nansum(lived[on])),
        }
        note = row.note or (f"only {events} left while exposed" if events < FEW else "")
        lines.append(line | {"events": events, "note": note})
    table = pd.DataFrame(lines).assign(level=model.level)
    table["reading"] = [_reading(row) for row in table.itertuples()]
    return table


def _reading(row: Any) -> str:
    when = _(DRIVERS[row.driver])
    if not np.isfinite(row.low):
        return _("Too few left {when} to say anything.").format(when=when)
    values = {
        "when": when, "ratio": number(row.hazard_ratio, 2), "interval": interval(row.low, row.high, 2),
        "level": percent(row.level, 0), "events": number(row.events),
    }  # fmt: skip
    if row.p < 1 - row.level:
        said = _(
            "Customers leave {ratio} times as often {when} ({level} interval {interval}; {events} left then)."
        )
    else:
        said = _(
            "Whether customers leave more often {when} is not clear: hazard ratio {ratio} ({level} interval "
            "{interval}; {events} left then)."
        )
    return said.format(**values)
