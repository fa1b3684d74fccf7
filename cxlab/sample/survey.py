"""The relationship survey: who is invited, who answers when, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from .plan import Plan, SurveyPlan
from .population import People
from .satisfaction import Waves, score
from .streams import stream
from .timeline import Timeline

__all__ = ["Answers", "Survey", "draw_survey", "graded", "promise_answers"]


@dataclass(frozen=True)
class Answers:
    """Answers beside the recommendation, one entry (or row) per response."""

    csat: np.ndarray
    ces: np.ndarray
    drivers: np.ndarray
    "1 to 5, one column per driver."
    expectation: np.ndarray
    perception: np.ndarray
    "1 to 7, one column per dimension asked here."
    finished: np.ndarray
    writes: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    "Driver with the lowest and the highest latent value: what an unhappy or a happy customer writes about."


@dataclass(frozen=True)
class Survey:
    """One entry per invitation; `answered` has its position for each response, by time of the answer."""

    customer: np.ndarray
    day: np.ndarray
    latent: np.ndarray
    score: np.ndarray
    "What the customer would answer, also where there is no answer."
    probability: np.ndarray
    "Probability of an answer."
    answer_minute: np.ndarray
    "When the answer comes, or would have come."
    answered: np.ndarray
    answers: Answers


def draw_survey(
    people: People, waves: Waves, end: np.ndarray, plan: Plan, timeline: Timeline, *, seed: int
) -> Survey:
    """Invite a share of each segment in each wave, let the satisfied answer more often."""
    rng = stream(seed, "survey")
    customer, day = waves.customer, waves.day
    before = np.array(plan.survey.invited_before)[people.segment[customer]]
    after = np.array(plan.survey.invited_after)[people.segment[customer]]
    share = np.where(day >= timeline.last_year, after, before)
    invited = np.flatnonzero((day >= 0) & (day < end[customer]) & (rng.random(len(day)) < share))
    customer, day, latent = customer[invited], day[invited], waves.latent[invited]
    would = score(latent, plan)
    group = np.where(would <= 6, 0, np.where(would <= 8, 1, 2))
    # Engagement has mean 1/2, so that each group's mean probability is the planted one.
    chance = np.array(plan.survey.response)[group] * (0.6 + 0.8 * people.engagement[customer])
    lag = np.floor(rng.exponential(1.4, len(day))).astype(np.int64)
    evening = np.clip(
        rng.choice([615, 1170], len(day), p=[0.4, 0.6]) + rng.normal(0, 110, len(day)), 420, 1430
    )
    minute = (day + lag) * 1440 + evening.astype(np.int64)
    answers = (rng.random(len(day)) < chance) & (minute < timeline.days * 1440)
    answered = np.flatnonzero(answers)
    answered = answered[np.argsort(minute[answered], kind="stable")]
    return Survey(
        customer,
        day,
        latent,
        would,
        chance,
        minute,
        answered,
        _answers(stream(seed, "survey/items"), latent[answered], plan.survey),
    )


def driver_correlation(survey: SurveyPlan) -> np.ndarray:
    """Return the correlation matrix of the latent drivers."""
    size = len(survey.driver_names)
    return np.full((size, size), survey.driver_correlation) + (1 - survey.driver_correlation) * np.eye(size)


def _answers(rng: np.random.Generator, latent: np.ndarray, survey: SurveyPlan) -> Answers:
    size = len(latent)
    csat = _noisy(rng, latent, survey.csat_loading)
    ces = _noisy(rng, latent, survey.ces_loading)
    drivers = draw_drivers(rng, latent, survey)
    topical = drivers + rng.normal(0, 0.4, drivers.shape)
    expectation, perception = _gaps(rng, latent, survey, 2)
    return Answers(
        csat=graded(csat, (0.06, 0.10, 0.22, 0.38, 0.24)),
        ces=graded(ces, (0.05, 0.06, 0.09, 0.13, 0.21, 0.26, 0.20)),
        drivers=graded(drivers + np.array(survey.driver_means), (0.07, 0.13, 0.27, 0.33, 0.20)),
        expectation=expectation,
        perception=perception,
        finished=rng.random(size) < 0.96,
        writes=rng.random(size) < 0.44 + 0.16 * (np.abs(latent) > 1),
        lowest=topical.argmin(axis=1),
        highest=topical.argmax(axis=1),
    )


def draw_drivers(rng: np.random.Generator, latent: np.ndarray, survey: SurveyPlan) -> np.ndarray:
    """Draw standard normal drivers given satisfaction: its regression on them has the planted weights.

    With correlation matrix S and weights w, satisfaction has variance 1 and covariance S w with the
    drivers; what is drawn is the drivers' distribution conditional on satisfaction.
    """
    correlation, weights = driver_correlation(survey), np.array(survey.driver_weights)
    slope = correlation @ weights
    root = np.linalg.cholesky(correlation - np.outer(slope, slope))
    return latent[:, None] * slope + rng.standard_normal((len(latent), len(weights))) @ root.T


def promise_answers(latent: np.ndarray, survey: SurveyPlan, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return expectation and perception (1 to 7) of every dimension, for the promise survey."""
    return _gaps(stream(seed, "promise/items"), latent, survey, len(survey.dimensions))


def graded(latent: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    """Cut a standard normal into the answers 1, 2, ... with these shares."""
    cuts = norm.ppf(np.cumsum(shares)[:-1])
    return (np.searchsorted(cuts, latent, side="right") + 1).astype(np.int8)


def _noisy(rng: np.random.Generator, latent: np.ndarray, loading: float) -> np.ndarray:
    return loading * latent + np.sqrt(1 - loading**2) * rng.standard_normal(len(latent))


def _gaps(
    rng: np.random.Generator, latent: np.ndarray, survey: SurveyPlan, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw expectation and perception of the first dimensions; only perception follows satisfaction.

    Answers are rounded and clipped to 1 to 7; the means are moved beforehand so that they come out as
    planted.
    """
    shape = (len(latent), size)
    wanted = np.array(survey.expectation[:size])
    strictness = rng.normal(0, 0.5, (len(latent), 1))
    expectation = _unclipped(wanted, 1.0) + strictness + rng.normal(0, 0.866, shape)
    perceived = _unclipped(wanted + np.array(survey.gap[:size]), 1.2)
    # A perception of the mean customer; the survey's own mean satisfaction is taken out.
    tilt = 0.7 * (latent - latent.mean())[:, None] if len(latent) else 0.0
    perception = perceived + 0.6 * strictness + tilt + rng.normal(0, 0.93, shape)
    return _seven(expectation), _seven(perception)


def _seven(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 1, 7).astype(np.int8)


def _unclipped(wanted: np.ndarray, sd: float) -> np.ndarray:
    """Return the means of normals whose rounded, clipped values have the wanted means."""
    centres = np.linspace(0, 11, 2201)
    edges = norm.cdf((np.arange(1.5, 7) - centres[:, None]) / sd)
    means = 7 - edges.sum(axis=1)
    return np.interp(wanted, means, centres)
