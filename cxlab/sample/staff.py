"""Employees: their own survey, and what they believe customers think."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from .plan import Plan
from .satisfaction import score
from .streams import stream
from .survey import graded
from .timeline import Timeline

__all__ = ["DRIVER_SHARES", "TEAMS", "StaffAnswers", "draw_staff", "expected_grade"]

TEAMS = ("Kundenservice", "Abrechnung", "Vertrieb", "IT und Digital", "Verwaltung")
TEAM_LEVEL = np.array([-0.35, -0.15, 0.25, 0.15, 0.05])
DRIVER_SHARES = (0.07, 0.13, 0.27, 0.33, 0.20)
"Grades 1 to 5 of a driver whose latent value is standard normal; customers and employees use the same scale."


@dataclass(frozen=True)
class StaffAnswers:
    """One entry (or row) per employee and wave."""

    day: np.ndarray
    team: np.ndarray
    enps: np.ndarray
    items: np.ndarray
    "Tools, leadership, cooperation, customer focus: 1 to 5."
    beliefs: np.ndarray
    "How satisfied customers are with each driver, as the employee believes: 1 to 5."
    writes: np.ndarray


def draw_staff(plan: Plan, timeline: Timeline, customers: int, *, seed: int) -> StaffAnswers:
    """Draw two yearly waves of the employee survey."""
    rng = stream(seed, "staff")
    size = 2 * int(np.clip(customers // 25, 60, 3000))
    wave = np.repeat([timeline.days - 420, timeline.days - 55], size // 2)
    team = rng.choice(len(TEAMS), size, p=[0.38, 0.17, 0.18, 0.15, 0.12])
    mood = plan.staff.enps_mean + TEAM_LEVEL[team] + rng.standard_normal(size)
    items = 0.55 * mood[:, None] + 0.83 * rng.standard_normal((size, 4)) + np.array([-0.6, 0.2, 0.3, 0.4])
    # Who talks to customers every day believes less of the good news.
    closeness = np.where(team == 0, -0.25, 0.06)[:, None]
    believed = np.array(plan.survey.driver_means) + plan.staff.belief_shift + closeness
    return StaffAnswers(
        day=np.sort(wave + np.minimum(rng.exponential(5, size), 20).astype(int)),
        team=team,
        enps=score(mood, plan),
        items=graded(items, DRIVER_SHARES),
        beliefs=graded(believed + rng.standard_normal((size, 5)), DRIVER_SHARES),
        writes=rng.random(size) < 0.35,
    )


def expected_grade(mean: float, sd: float = 1.0) -> float:
    """Return the mean grade of a driver whose latent value has this mean and standard deviation."""
    cuts = norm.ppf(np.cumsum(DRIVER_SHARES)[:-1])
    return float(5 - norm.cdf((cuts - mean) / sd).sum())
