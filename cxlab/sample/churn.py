"""Leaving: exact times from cause-specific hazards with time-varying covariates.

Each cause has a baseline that is constant within tenure bands, times hazard ratios. The causes with a
constant ratio are inverted directly. Leaving dissatisfied also depends on what happened lately; its times
are drawn by thinning: candidates from the largest hazard possible, kept with the share that the hazard has
of it.
"""

from __future__ import annotations

import numpy as np

from .plan import CAUSES, YEAR, Plan
from .population import People
from .satisfaction import Waves, score
from .service import Contacts
from .streams import stream

__all__ = ["draw_ends", "static_ratio", "varying_ratio"]

SPAN = 1 << 14
"More than the days of any company's life; makes one sortable key of customer and day."


def draw_ends(
    people: People, contacts: Contacts, waves: Waves, plan: Plan, *, until: int, seed: int, tag: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return the last day of each customer and the position of its cause; `until` and -1 where still there.

    The end is the whole day in which the exact time falls: a duration is a whole number of days, at least 1.
    """
    rng = stream(seed, f"ends/{tag}")
    ends = np.full((len(CAUSES), len(people)), np.inf)
    for number, cause in enumerate(CAUSES):
        ratio = static_ratio(people, plan, cause)
        if cause == "dissatisfied":
            ends[number] = _thinned(rng, people, ratio, contacts, waves, plan, until)
        else:
            ends[number] = _inverse(plan, cause, rng.exponential(size=len(people)) / ratio)
    cause = ends.argmin(axis=0).astype(np.int8)
    end = people.start + np.ceil(ends.min(axis=0))
    left = end < until
    return np.where(left, end, until).astype(np.int32), np.where(left, cause, -1).astype(np.int8)


def static_ratio(people: People, plan: Plan, cause: str) -> np.ndarray:
    """Return the product of the hazard ratios of product, region and sales channel."""
    churn = plan.churn
    return (
        np.array(churn.product[cause])[people.product]
        * np.array(churn.region[cause])[people.region]
        * np.array(churn.channel[cause])[people.channel]
    )


def varying_ratio(
    customer: np.ndarray, time: np.ndarray, people: People, events: Recent, waves: Waves, plan: Plan
) -> np.ndarray:
    """Return the product of the time-varying hazard ratios at times (days since the first observed).

    A complaint on day c acts in (c, c + window], a slow answer in (c + slow hours, + window], the answer of a
    wave from its day to that of the next, the moment in (from, until] of the tenure.
    """
    churn = plan.churn
    ratio = np.where(events.complaint.within(customer, time, churn.window_days), churn.complaint, 1.0)
    late = time - churn.slow_hours / 24
    ratio *= np.where(events.slow.within(customer, late, churn.window_days), churn.slow_answer, 1.0)
    position = waves.at(customer, time)
    detractor = (position >= 0) & (score(waves.latent[position], plan) <= 6)
    ratio *= np.where(detractor, churn.detractor, 1.0)
    tenure = time - people.start[customer]
    acts = (people.moment_day[customer] >= 0) & (tenure > churn.moment_from_day)
    return ratio * np.where(acts & (tenure <= churn.moment_until_day), churn.moment, 1.0)


class _Days:
    """Days of one kind of event, to be asked whether one lies shortly before a time."""

    def __init__(self, customer: np.ndarray, day: np.ndarray) -> None:
        self.keys = np.sort(customer.astype(np.int64) * SPAN + day + SPAN // 2)

    def within(self, customer: np.ndarray, time: np.ndarray, window: int) -> np.ndarray:
        """Tell whether an event day lies in [time - window, time)."""
        if not len(self.keys):
            return np.zeros(len(customer), bool)
        base = customer.astype(np.int64) * SPAN + SPAN // 2
        found = np.searchsorted(self.keys, base + np.ceil(time).astype(np.int64), side="left") - 1
        last = self.keys[np.maximum(found, 0)]
        return (found >= 0) & (last >= base + np.ceil(time - window).astype(np.int64))


class Recent:
    """Complaints and slow answers, ready to be looked up."""

    def __init__(self, contacts: Contacts, plan: Plan) -> None:
        slow = contacts.slow(plan)
        self.complaint = _Days(contacts.customer[contacts.complaint], contacts.day[contacts.complaint])
        self.slow = _Days(contacts.customer[slow], contacts.day[slow])


def _thinned(
    rng: np.random.Generator,
    people: People,
    ratio: np.ndarray,
    contacts: Contacts,
    waves: Waves,
    plan: Plan,
    until: int,
) -> np.ndarray:
    """Return the tenure at which each customer leaves dissatisfied; infinite beyond the observed time."""
    churn, recent = plan.churn, Recent(contacts, plan)
    most = churn.complaint * churn.slow_answer * churn.detractor
    tenure = np.full(len(people), np.inf)
    open_, spent = np.arange(len(people)), np.zeros(len(people))
    while len(open_):
        spent = spent + rng.exponential(size=len(open_)) / (ratio[open_] * most)
        candidate = _inverse(plan, "dissatisfied", spent)
        inside = people.start[open_] + candidate < until
        open_, spent, candidate = open_[inside], spent[inside], candidate[inside]
        chance = varying_ratio(open_, people.start[open_] + candidate, people, recent, waves, plan) / most
        kept = rng.random(len(open_)) < chance
        tenure[open_[kept]] = candidate[kept]
        open_, spent = open_[~kept], spent[~kept]
    return tenure


def _inverse(plan: Plan, cause: str, cumulative: np.ndarray) -> np.ndarray:
    """Return the tenure in days at which the cumulative baseline hazard reaches each value."""
    rates = np.array(plan.churn.baseline_per_year[cause]) / YEAR
    starts = np.array(plan.churn.band_starts_days, float)
    reached = np.concatenate([[0.0], np.cumsum(np.diff(starts) * rates[:-1])])
    band = np.searchsorted(reached, cumulative, side="right") - 1
    return starts[band] + (cumulative - reached[band]) / rates[band]
