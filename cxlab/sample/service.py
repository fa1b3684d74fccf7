"""Contacts: who writes when, which are complaints, how long the first answer takes, and the process fault."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .plan import YEAR, Plan
from .population import People
from .streams import stream
from .timeline import Timeline

__all__ = ["Contacts", "draw_contacts", "fault_days"]


@dataclass(frozen=True)
class Contacts:
    """One entry per contact, in the order of customer and time."""

    customer: np.ndarray
    minute: np.ndarray
    "Minute of arrival, from midnight before the first observed day."
    reply_minute: np.ndarray
    complaint: np.ndarray
    fault: np.ndarray
    "Caused by the process fault."

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def day(self) -> np.ndarray:
        """Day of arrival."""
        return (self.minute // 1440).astype(np.int32)

    def slow(self, plan: Plan) -> np.ndarray:
        """Tell which were answered later than the plan's slow hours."""
        return self.reply_minute - self.minute > plan.churn.slow_hours * 60

    def take(self, index: np.ndarray) -> Contacts:
        """Return the contacts at these positions."""
        return Contacts(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


def fault_days(plan: Plan, timeline: Timeline) -> tuple[int, int]:
    """Return the first day of the process fault (a Monday) and the first day after it."""
    first = int(timeline.days * plan.service.fault_at)
    first -= int(timeline.weekday(first))
    return first, min(first + 7 * plan.service.fault_weeks, timeline.days)


def draw_contacts(people: People, plan: Plan, timeline: Timeline, *, seed: int, tag: str) -> Contacts:
    """Draw every contact from a customer's start to the end of the observed time, as if nobody left.

    Leaving is drawn afterwards and cuts the contacts off, so that contacts can drive leaving.
    """
    rng = stream(seed, f"contacts/{tag}")
    until = np.full(len(people), timeline.days)
    usual, usual_day = _poisson(rng, people.contacts_per_year / YEAR, people.start, until, timeline)
    first, after = fault_days(plan, timeline)
    hit = np.flatnonzero((people.region == plan.service.fault_region) & (people.start < after))
    rate = np.full(len(hit), plan.service.fault_complaints_per_week / 7)
    from_ = np.maximum(people.start[hit], first)
    fault, fault_day = _poisson(rng, rate, from_, np.full(len(hit), after), timeline)
    customer = np.concatenate([usual, hit[fault]]).astype(np.int32)
    day = np.concatenate([usual_day, fault_day])
    is_fault = np.repeat([False, True], [len(usual), len(fault)])
    chance = (
        plan.service.complaint_logit + plan.service.complaint_logit_per_satisfaction * people.satisfaction
    )
    complaint = is_fault | (rng.random(len(customer)) < (1 / (1 + np.exp(-chance)))[customer])
    minute = day.astype(np.int64) * 1440 + _minute_of_day(rng, len(day))
    in_fault = is_fault | (
        (people.region[customer] == plan.service.fault_region) & (day >= first) & (day < after)
    )
    business = rng.lognormal(plan.service.reply_log_mean, plan.service.reply_log_sd, len(day))
    business *= np.where(in_fault, np.exp(plan.service.fault_reply_log_shift), 1.0)
    reply = timeline.minute_after(minute, np.ceil(business).astype(np.int64))
    order = np.lexsort((minute, customer))
    return Contacts(customer, minute, reply, complaint, is_fault).take(order)


def _poisson(
    rng: np.random.Generator, per_day: np.ndarray, start: np.ndarray, end: np.ndarray, timeline: Timeline
) -> tuple[np.ndarray, np.ndarray]:
    """Return (position, day) of events whose rate follows weekday and season."""
    load = timeline.load_between(start, np.maximum(end, start))
    who = np.repeat(np.arange(len(start), dtype=np.int32), rng.poisson(per_day * load))
    return who, timeline.day_in(start[who], end[who], rng.random(len(who)))


def _minute_of_day(rng: np.random.Generator, size: int) -> np.ndarray:
    """Most people write in the morning or after work, some at night."""
    peak = rng.choice(np.array([10.2, 14.5, 19.6]) * 60, size, p=[0.42, 0.28, 0.30])
    return np.clip(peak + rng.normal(0, 105, size), 0, 1439).astype(np.int64)
