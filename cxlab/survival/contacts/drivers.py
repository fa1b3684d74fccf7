"""Do complaints, slow answers and bad scores go before leaving? Contacts as time-varying covariates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns, in_memory, require
from cxlab.errors import BadParameter, BadValue
from cxlab.language import _
from cxlab.text import Text

from ..cox_model.cox import cox
from ..cox_model.result import CoxResult
from ..forecast.outcomes import numbers
from ..lifetimes.durations import DAYS_PER, in_days, same_clock, unit_days
from ..lifetimes.start_stop import exposure_spans, split_by_exposure
from ..notebook_html import result_html
from .driver_table import ABSENT, ALWAYS, NO_BETTER, OUTSIDE, driver_table

__all__ = ["ChurnDrivers", "churn_drivers"]

DETRACTOR, BEST = 6, 10  # the highest score of a detractor, and of all
OFF = 2.0
"How many times the time between its dates a duration may be before its unit cannot be right."


@dataclass(frozen=True)
class ChurnDrivers:
    """Hazard ratios of leaving after a contact.

    Attributes
    ----------
    table
        A row per kind of contact asked for: driver, hazard_ratio, low, high, p, customers (who were ever
        exposed), customer_units (time lived exposed), events (who left while exposed), note (why there are
        no figures, or few leavers), window_days (how long one counts), level,
        interpretation. Contacts of fewer customers than `min_n` show none.
    model
        The Cox model behind it.
    rows
        Start/stop rows that it was fitted to.
    """

    table: pd.DataFrame
    model: CoxResult = field(repr=False)
    rows: pd.DataFrame = field(repr=False)

    def _repr_html_(self) -> str:
        columns = ["driver", "hazard_ratio", "low", "high", "p", "customers", "events", "note"]
        return result_html(self.text, self.table, columns)

    @property
    def text(self) -> str:
        """One paragraph that a manager can read, in the current language."""
        said = self.table.loc[self.table["driver"] != "answered", "interpretation"]
        return " ".join([*said, caution()])


def caution() -> str:
    """Return what a hazard ratio after a contact does not say."""
    return _(
        "A complaint is an early-warning signal, not proof of cause: who complains may have decided to leave "
        "already. Dissatisfaction that no answer shows is part of these figures, and only contacts that are "
        "in the data count."
    )


def churn_drivers(
    lifetimes: pd.DataFrame,
    *,
    complaints: Any = None,
    tickets: Any = None,
    responses: Any = None,
    covariates: str | Sequence[str] = (),
    strata: str | Sequence[str] | None = None,
    event: str = "event",
    window_days: float = 90,
    slow_hours: float = 48,
    score_days: float = 180,
    lag_days: float = 0,
    unit: str = "days",
    customer: str = "customer_id",
    start: str = "signup_date",
    end: str | None = "end_date",
    created: str = "created",
    first_response: str = "first_response",
    date: str = "date",
    score: str = "nps",
    min_n: int = 5,
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
    customer, start, created, first_response, date, score
        Columns.
    end
        Column of the end dates: where the data has it, durations are checked against it; None: not checked.
    min_n
        Contacts of fewer customers are fitted, but their figures not shown; nor levels of covariates.
    level
        Confidence level.

    Returns
    -------
    ChurnDrivers

    Raises
    ------
    BadParameter
        No table of contacts is given, none touches a customer's follow-up, a window ends before it begins, or
        `unit` is not that of the durations.
    BadValue
        Columns without dates or scores, or contacts and customers of which only one has a time zone.

    References
    ----------
    Therneau, Crowson and Atkinson, Using time dependent covariates and time dependent coefficients in the Cox
    model (vignette of R's survival). Suissa (2008), American Journal of Epidemiology 167 (immortal time).

    Examples
    --------
    >>> first, tenure = pd.Timestamp("2024-01-01"), [40, 90, 60, 200, 80, 180, 120, 300] * 3
    >>> customers = pd.DataFrame({"customer_id": range(24), "signup_date": first, "duration": tenure,
    ...                           "event": [True, True, True, False] * 6})
    >>> complaints = pd.DataFrame({"customer_id": range(0, 24, 2), "created": first + pd.Timedelta(days=30)})
    >>> found = churn_drivers(customers, complaints=complaints)
    >>> found.table[["driver", "hazard_ratio", "customers", "events"]].round(2)
          driver  hazard_ratio  customers  events
    0  complaint         10.45         12      12
    """
    keys: dict[str, Any] = {"customer": customer, "start": start, "unit_days": unit_days(unit)}
    _check_unit(lifetimes, start, end, unit)
    exposures = {}
    if complaints is not None:
        keys |= _lasting(window_days, lag_days, "window_days", "lag_days")
        exposures["complaint"] = exposure_spans(complaints, lifetimes, date=created, **keys)
    if tickets is not None:
        slow = _slow(tickets, customer, created, first_response, slow_hours)
        keys |= _lasting(window_days, slow_hours / 24 + lag_days, "window_days", "slow_hours / 24 + lag_days")
        exposures["slow_answer"] = exposure_spans(slow, lifetimes, date=created, **keys)
    if responses is not None:
        keys |= _lasting(score_days, lag_days, "score_days", "lag_days")
        exposures |= _scores(responses, lifetimes, date, score, keys)
    if not exposures:
        raise BadParameter(Text("give at least one of complaints, tickets and responses"))
    rows = split_by_exposure(lifetimes, exposures, event=event, customer=customer)
    absent = {name: why for name in exposures if (why := _absent(name, exposures[name], rows))}
    present = [name for name in exposures if name not in absent]
    if not present:
        why = Text.together(Text("{name}: {why}", name=name, why=said) for name, said in absent.items())
        raise BadParameter(
            Text("none of the contacts can be compared within the follow-up of customers ({why})", why=why)
        )
    further = [covariates] if isinstance(covariates, str) else covariates
    model = cox(
        rows, duration="duration", event=event, entry="entry", covariates=[*present, *further],
        strata=strata, cluster=customer, min_n=min_n, level=level,
    )  # fmt: skip
    table = driver_table(model, rows, list(exposures), absent, min_n)
    scored = ("answered", "detractor_score")
    lasting = [score_days if name in scored else window_days for name in table["driver"]]
    table.insert(len(table.columns) - 2, "window_days", lasting)
    return ChurnDrivers(table, model, rows)


def _check_unit(lifetimes: Any, start: str, end: str | None, unit: str) -> None:
    """Refuse durations that are not the time between their dates in that unit."""
    require(lifetimes, start, "duration")
    if end is None or end not in columns(lifetimes):
        return
    frame = in_memory(lifetimes, [start, end, "duration"])
    since, last, _zone = same_clock(frame[start], frame[end])
    days = in_days(last - since)
    lived = numbers(frame["duration"], "duration")
    both = (days > 0) & (lived > 0)
    if not both.any():
        return
    ratio = {name: float(np.median(days[both] / lived[both])) / size for name, size in DAYS_PER.items()}
    if 1 / OFF <= ratio[unit] <= OFF:
        return
    likely = min(ratio, key=lambda name: abs(np.log(ratio[name])))
    hint = Text("; they look like {unit}", unit=likely) if 1 / OFF <= ratio[likely] <= OFF else ""
    raise BadParameter(
        Text(
            "unit is {unit!r}, but the durations are not the {unit} from {start!r} to "
            "{end!r}{hint}; give their unit, or end=None if they are not meant to be",
            unit=unit,
            start=start,
            end=end,
            hint=hint,
        )
    )


def _lasting(days: float, after: float, name: str, begins: str) -> dict[str, float]:
    """Return how long and from when a contact counts; refuse one that would cease before it begins."""
    if not days > after >= 0:
        raise BadParameter(
            Text(
                "{name} must be more than {begins}, and that not negative: a contact counts from "
                "{after:g} to {days:g} days after it",
                name=name,
                begins=begins,
                after=after,
                days=days,
            )
        )
    return {"lasts_days": days, "after_days": after}


def _absent(name: str, spans: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return why nothing can be said of a contact; empty where something can."""
    followed = rows[rows["duration"].notna()]
    if spans.empty:
        return ABSENT
    if followed[name].nunique() < 2:
        return ALWAYS if followed[name].any() else OUTSIDE
    if name == "detractor_score" and (followed[name] == followed["answered"]).all():
        return NO_BETTER
    return ""


def _slow(tickets: Any, customer: str, created: str, first_response: str, slow_hours: float) -> pd.DataFrame:
    require(tickets, customer, created, first_response)
    frame = in_memory(tickets, [customer, created, first_response])
    asked, answered, _zone = same_clock(frame[created], frame[first_response])
    wait = (answered - asked).dt.total_seconds() / 3600
    # No answer yet counts as slow once the hours have passed: the span begins then and not before.
    return frame[(wait > slow_hours) | (wait.isna() & asked.notna())]


def _scores(
    responses: Any, lifetimes: Any, date: str, score: str, keys: dict[str, Any]
) -> dict[str, pd.DataFrame]:
    customer = keys["customer"]
    require(responses, customer, date, score)
    answers = in_memory(responses, [customer, date, score]).dropna()
    given_scores = numbers(answers[score], score)
    odd = answers.loc[(given_scores < 0) | (given_scores > BEST), score]
    if len(odd):
        raise BadValue(
            Text(
                "column {score!r} holds {n} values outside 0 to {best}, such as {example}; if they "
                "mean that there was no answer, set them to missing first (in a pot: missing, in "
                "pot.yml)",
                score=score,
                n=len(odd),
                best=BEST,
                example=str(odd.iloc[0]),
            )
        )
    worst = answers[given_scores <= DETRACTOR]
    given: dict[str, Any] = {"date": date, "until_next": answers, **keys}
    return {
        "answered": exposure_spans(answers, lifetimes, **given),
        "detractor_score": exposure_spans(worst, lifetimes, **given),
    }
