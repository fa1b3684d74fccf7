"""Who the customers are: product, region, sales channel, segment, temper, and when they came."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .plan import Plan
from .streams import stream
from .timeline import Timeline

__all__ = ["People", "draw_people"]


@dataclass(frozen=True)
class People:
    """One entry per customer; days are counted from the first observed day, so most starts are negative."""

    start: np.ndarray
    product: np.ndarray
    region: np.ndarray
    channel: np.ndarray
    segment: np.ndarray
    satisfaction: np.ndarray
    "Lasting part of latent satisfaction, standard deviation `person_sd`."
    engagement: np.ndarray
    "0 to 1: logs in, opens newsletters, answers surveys. It has no effect on leaving or on scores."
    contacts_per_year: np.ndarray
    first_survey_day: np.ndarray
    moment_day: np.ndarray
    "Day of the relation of the moment that matters; -1 where it did not happen."
    english: np.ndarray

    def __len__(self) -> int:
        return len(self.start)

    def take(self, index: np.ndarray) -> People:
        """Return the customers at these positions."""
        return People(**{field.name: getattr(self, field.name)[index] for field in fields(self)})

    def joined(self, other: People) -> People:
        """Return these customers followed by the others."""
        both = {f.name: np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)}
        return People(**both)


def draw_people(plan: Plan, timeline: Timeline, *, seed: int, size: int, new: bool, tag: str) -> People:
    """Draw customers who came during the observed time (`new`) or in the company's years before it."""
    rng, cadence = stream(seed, f"people/{tag}"), plan.survey.cadence_days
    if new:
        start = timeline.day_in(np.zeros(size, int), np.full(size, timeline.days), rng.random(size))
    else:
        start = rng.integers(-timeline.past_days, 0, size, dtype=np.int32)
    channel = _levels(rng, plan.channel_shares, size)
    satisfaction = rng.normal(0, plan.survey.person_sd, size).astype(np.float32)
    called = rng.random(size) < np.array(plan.web.moment_share)[channel]
    return People(
        start=start,
        product=_levels(rng, plan.product_shares, size),
        region=_levels(rng, plan.region_shares, size),
        channel=channel,
        segment=_levels(rng, plan.segment_shares, size),
        satisfaction=satisfaction,
        engagement=rng.random(size, dtype=np.float32),
        contacts_per_year=_contact_rates(rng, plan, satisfaction),
        first_survey_day=rng.integers(cadence // 3, cadence, size, dtype=np.int32),
        moment_day=np.where(called, rng.integers(1, plan.churn.moment_from_day, size), -1).astype(np.int16),
        english=rng.random(size) < plan.english_share,
    )


def _levels(rng: np.random.Generator, shares: tuple[float, ...], size: int) -> np.ndarray:
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(size), side="right").astype(np.int8)


def _contact_rates(rng: np.random.Generator, plan: Plan, satisfaction: np.ndarray) -> np.ndarray:
    """Spread the mean rate over customers: a long tail, and more contacts of the less satisfied."""
    service, slope = plan.service, plan.service.rate_log_per_satisfaction
    spread = rng.gamma(service.rate_shape, 1 / service.rate_shape, len(satisfaction))
    tilt = np.exp(slope * satisfaction - (slope * plan.survey.person_sd) ** 2 / 2)
    return (service.contacts_per_year * spread * tilt).astype(np.float32)
