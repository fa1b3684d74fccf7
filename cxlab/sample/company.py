"""The company: its mechanisms run in order; customers who left before the observed time are forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import BadValue
from ..loaders.industries import industry_profile
from ..text import Text
from .churn import draw_ends
from .plan import YEAR, Plan, plan_for
from .population import People, draw_people
from .satisfaction import Waves, draw_waves
from .service import Contacts, draw_contacts
from .survey import Survey, draw_survey
from .timeline import Timeline
from .vocabulary import Vocabulary, vocabulary
from .web import Journeys, draw_journeys

__all__ = ["Company", "simulate"]

PILOT = 20_000
ONLINE = 0


@dataclass(frozen=True)
class Company:
    """A simulated company: what happened (not yet what its systems recorded)."""

    seed: int
    plan: Plan
    vocabulary: Vocabulary
    timeline: Timeline
    people: People
    end: np.ndarray
    "Day on which each customer left, or the first day after the observed time."
    cause: np.ndarray
    "Position in CAUSES, -1 for customers who are still there."
    contacts: Contacts
    waves: Waves
    survey: Survey
    journeys: Journeys

    @property
    def entry(self) -> np.ndarray:
        """Day from which each customer is observed: the start, or 0 for customers who were there before."""
        return np.maximum(self.people.start, 0)


def simulate(
    *,
    seed: int = 1,
    customers: int = 2000,
    months: int = 36,
    industry: str = "energy",
    plan: Plan | None = None,
) -> Company:
    """Simulate a company in memory.

    Parameters
    ----------
    seed
        Same seed, same company.
    customers
        Number of customers who were there at some time of the observed months.
    months
        Observed months; they end with 2025.
    industry
        One of `cxlab.loaders.industries.profile.industries()`.
    plan
        What is planted; by default `plan_for` the industry.

    Returns
    -------
    Company
        Arrays, one entry per customer, contact, wave, invitation or journey.

    Raises
    ------
    BadValue
        Fewer than 50 customers, or fewer than 18 or more than 120 months.
    UnknownName
        No such industry.

    Examples
    --------
    >>> company = simulate(seed=7, customers=500)
    >>> len(company.people), int((company.people.start < 0).sum()) > 100
    (500, True)
    """
    if customers < 50:
        raise BadValue(Text("customers: expected at least 50, found {customers}", customers=customers))
    if not 18 <= months <= 120:
        raise BadValue(Text("months: expected 18 to 120, found {months}", months=months))
    plan = plan or plan_for(industry_profile(industry))
    timeline = Timeline(months, int(plan.past_years * YEAR))
    survived = _share_still_there(plan, timeline, seed)
    new = round(customers * timeline.days / (timeline.days + timeline.past_days * survived))
    newcomers = draw_people(plan, timeline, seed=seed, size=new, new=True, tag="new")
    newcomers, journeys = _through_the_web(newcomers, plan, timeline, seed)
    drafted = int((customers - new) / survived * 1.05 + 8 * np.sqrt(customers / survived) + 50)
    people = draw_people(plan, timeline, seed=seed, size=drafted, new=False, tag="old").joined(newcomers)
    contacts, waves, end, cause = _lives(people, plan, timeline, seed, "all")
    old = np.flatnonzero(end[:drafted] > 0)[: customers - new]
    chosen = np.concatenate([old, np.arange(drafted, len(people))])
    chosen = chosen[np.argsort(people.start[chosen], kind="stable")]
    number = np.full(len(people), -1, np.int32)
    number[chosen] = np.arange(len(chosen))
    journeys = replace(journeys, customer=_renumber(journeys.customer, number[drafted:]))
    people, end, cause = people.take(chosen), end[chosen], cause[chosen]
    contacts, waves = _observed(contacts, number, end), _reordered(waves, chosen)
    survey = draw_survey(people, waves, end, plan, timeline, seed=seed)
    return Company(
        seed=seed,
        plan=plan,
        vocabulary=vocabulary(industry),
        timeline=timeline,
        people=people,
        end=end,
        cause=cause,
        contacts=contacts,
        waves=waves,
        survey=survey,
        journeys=journeys,
    )


def _lives(
    people: People, plan: Plan, timeline: Timeline, seed: int, tag: str
) -> tuple[Contacts, Waves, np.ndarray, np.ndarray]:
    contacts = draw_contacts(people, plan, timeline, seed=seed, tag=tag)
    waves = draw_waves(people, contacts, plan, timeline, seed=seed, tag=tag)
    end, cause = draw_ends(people, contacts, waves, plan, until=timeline.days, seed=seed, tag=tag)
    return contacts, waves, end, cause


def _share_still_there(plan: Plan, timeline: Timeline, seed: int) -> float:
    """Return the share of customers of the past who are still there when the observed time begins."""
    people = draw_people(plan, timeline, seed=seed, size=PILOT, new=False, tag="pilot")
    end = _lives(people, plan, timeline, seed, "pilot")[2]
    return float((end > 0).mean())


def _through_the_web(newcomers: People, plan: Plan, timeline: Timeline, seed: int) -> tuple[People, Journeys]:
    """Let newcomers of the online channel start on the day on which a journey ended in a contract."""
    online = np.flatnonzero(newcomers.channel == ONLINE)
    online = online[np.argsort(newcomers.start[online], kind="stable")]
    journeys = draw_journeys(plan, timeline, seed=seed, contracts=len(online))
    signed = np.flatnonzero(journeys.signed)
    signed = signed[np.argsort(journeys.step_day[2][signed], kind="stable")]
    start = newcomers.start.copy()
    start[online] = np.floor(journeys.step_day[2][signed])
    journeys.customer[signed] = online
    return replace(newcomers, start=start), journeys


def _renumber(customer: np.ndarray, number: np.ndarray) -> np.ndarray:
    return np.where(customer >= 0, number[customer], -1)


def _observed(contacts: Contacts, number: np.ndarray, end: np.ndarray) -> Contacts:
    """Keep contacts of chosen customers, from the first observed day to the day they left, by time."""
    customer = number[contacts.customer]
    keep = np.flatnonzero((customer >= 0) & (contacts.minute >= 0))
    keep = keep[contacts.day[keep] < end[customer[keep]]]
    kept = replace(contacts.take(keep), customer=customer[keep])
    return kept.take(np.argsort(kept.minute, kind="stable"))


def _reordered(waves: Waves, chosen: np.ndarray) -> Waves:
    count = np.diff(waves.first)[chosen]
    first = np.concatenate([[0], np.cumsum(count)])
    position = np.repeat(waves.first[chosen] - first[:-1], count) + np.arange(first[-1])
    return Waves(first, waves.latent[position], waves.start[chosen], waves.cadence)
