"""The market: public reviews of the company and its three competitors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .streams import stream
from .survey import graded
from .timeline import Timeline

__all__ = ["STRENGTHS", "Reviews", "draw_reviews"]

STRENGTHS = (
    (-0.35, -0.20, -0.10, 0.55, 0.25),
    (0.60, -0.55, -0.25, 0.10, 0.45),
    (-0.50, 0.65, 0.35, 0.10, -0.10),
    (-0.10, 0.15, 0.10, 0.60, -0.60),
)
"Latent rating of each company (own first) on each driver: price, service, billing, reliability, website."
SHARES = (0.22, 0.11, 0.13, 0.20, 0.34)
"Stars where the latent rating is standard normal: people review when very happy or very unhappy."
ABOUT = (0.26, 0.28, 0.19, 0.14, 0.13)


@dataclass(frozen=True)
class Reviews:
    """One entry per review, by day."""

    company: np.ndarray
    aspect: np.ndarray
    second: np.ndarray
    "Another aspect that the text also speaks of, or -1."
    stars: np.ndarray
    day: np.ndarray
    platform: np.ndarray


def draw_reviews(timeline: Timeline, customers: int, *, seed: int) -> Reviews:
    """Draw the reviews of the observed time; their number follows the company's size."""
    rng = stream(seed, "market")
    size = 4 * int(np.clip(customers // 16, 60, 6000))
    company, aspect = rng.integers(0, 4, size), rng.choice(5, size, p=ABOUT)
    latent = np.array(STRENGTHS)[company, aspect] + rng.standard_normal(size)
    second = np.where(rng.random(size) < 0.3, rng.choice(5, size, p=ABOUT), -1)
    return Reviews(
        company, aspect, np.where(second == aspect, -1, second), graded(latent, SHARES),
        np.sort(rng.integers(0, timeline.days, size)), rng.choice(3, size, p=[0.5, 0.3, 0.2]),
    )  # fmt: skip
