"""Latent satisfaction: what each customer would answer in each survey wave, asked or not.

One wave is one survey cadence long. What a customer would say in a wave holds until the next one; whether it
makes a detractor acts on leaving, and who is asked and answers gives exactly that score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from .plan import Plan
from .population import People
from .service import Contacts
from .streams import stream
from .timeline import Timeline

__all__ = ["Waves", "draw_waves", "score"]


@dataclass(frozen=True)
class Waves:
    """Waves of all customers in one run: customer i has positions first[i] to first[i + 1]."""

    first: np.ndarray
    latent: np.ndarray
    "Latent satisfaction; a standard normal gives the plan's shares of scores."
    start: np.ndarray
    "Day of each customer's wave 0."
    cadence: int

    @property
    def customer(self) -> np.ndarray:
        """Customer of each wave."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))

    @property
    def day(self) -> np.ndarray:
        """Day of each wave."""
        customer = self.customer
        number = np.arange(len(self.latent)) - self.first[customer]
        return (self.start[customer] + number * self.cadence).astype(np.int32)

    def at(self, customer: np.ndarray, time: np.ndarray) -> np.ndarray:
        """Return the position of the wave in force at a time (days); -1 before the first."""
        number = np.ceil((time - self.start[customer]) / self.cadence).astype(np.int64) - 1
        last = self.first[customer + 1] - self.first[customer] - 1
        return np.where(number < 0, -1, self.first[customer] + np.minimum(number, last))


def score(latent: np.ndarray, plan: Plan) -> np.ndarray:
    """Turn latent satisfaction into the 0 to 10 answer."""
    cuts = norm.ppf(np.cumsum(plan.survey.score_shares)[:-1])
    return np.searchsorted(cuts, latent, side="right").astype(np.int8)


def level(people: People, plan: Plan) -> np.ndarray:
    """Return the lasting latent satisfaction: temper, segment, product and sales channel."""
    survey, churn = plan.survey, plan.churn
    ratios = (churn.product["dissatisfied"], churn.channel["dissatisfied"])
    product, channel = (survey.per_log_hazard_ratio * np.log(ratio) for ratio in ratios)
    segment = np.array(survey.segment)
    total = people.satisfaction + segment[people.segment] + product[people.product] + channel[people.channel]
    return total.astype(np.float32)


def draw_waves(
    people: People, contacts: Contacts, plan: Plan, timeline: Timeline, *, seed: int, tag: str
) -> Waves:
    """Draw the latent satisfaction of every wave until the end of the observed time, as if nobody left."""
    survey, cadence = plan.survey, plan.survey.cadence_days
    start = people.start + people.first_survey_day
    count = np.maximum((timeline.days - 1 - start) // cadence + 1, 0)
    first = np.concatenate([[0], np.cumsum(count)])
    noise = stream(seed, f"waves/{tag}").standard_normal(first[-1], dtype=np.float32) * survey.wave_sd
    waves = Waves(first, noise, start, cadence)
    customer, day = waves.customer, waves.day
    noise += level(people, plan)[customer]
    noise += np.array(survey.month, np.float32)[timeline.month(day)]
    changed = (people.segment[customer] == survey.rate_change_segment) & (day >= timeline.last_year)
    noise[changed] += survey.rate_change
    tenure = day - people.start[customer]
    moment = (people.moment_day[customer] >= 0) & (tenure >= plan.churn.moment_from_day)
    noise[moment & (tenure < plan.churn.moment_until_day)] += survey.moment
    _shock(waves, contacts, contacts.complaint, survey.complaint, plan)
    _shock(waves, contacts, contacts.slow(plan), survey.slow_answer, plan)
    return waves


def _shock(waves: Waves, contacts: Contacts, which: np.ndarray, effect: float, plan: Plan) -> None:
    """Move the next wave after a contact, if it comes within the plan's window; once, however many."""
    customer, day = contacts.customer[which], contacts.day[which]
    number = np.maximum(np.ceil((day + 1 - waves.start[customer]) / waves.cadence), 0).astype(np.int64)
    wait = waves.start[customer] + number * waves.cadence - day
    there = waves.first[customer] + number < waves.first[customer + 1]
    hit = np.unique((waves.first[customer] + number)[there & (wait <= plan.churn.window_days)])
    waves.latent[hit] += effect
