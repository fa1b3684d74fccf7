"""Orders: contracts with their renewals, or the purchases of a business without contracts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .plan import Plan
from .population import People
from .streams import stream
from .timeline import Timeline

__all__ = ["Orders", "draw_orders", "yearly_value"]

PURCHASES_PER_SILENCE = 5
"How many purchases fit, on average, into the silence that counts as churn."


@dataclass(frozen=True)
class Orders:
    """One entry per order, by day."""

    customer: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    "0 the first order, 1 renewal or purchase, 2 an extra."
    amount: np.ndarray


def yearly_value(people: People, median: float, spread: float, *, seed: int) -> np.ndarray:
    """Return each customer's value per year: log-normal, higher for products and segments that buy more."""
    rng = stream(seed, "orders/value")
    level = np.array([1.0, 1.1, 0.85, 1.2])[people.product] * np.array([0.75, 1.0, 1.35, 1.9])[people.segment]
    return median * level * rng.lognormal(0, spread, len(people))


def draw_orders(
    people: People, end: np.ndarray, value: np.ndarray, plan: Plan, timeline: Timeline, *, seed: int
) -> Orders:
    """Draw the orders of the observed time."""
    rng = stream(seed, "orders")
    contractual = plan.profile.contractual
    gap = 365 if contractual else max((plan.profile.inactivity_days or 365) / PURCHASES_PER_SILENCE, 1)
    who, day = _repeats(rng, people.start, end, gap, fixed=contractual)
    kind = np.where(day == people.start[who], 0, 1)
    amount = value[who] * gap / 365 * (1.0 if contractual else rng.lognormal(-0.08, 0.4, len(who)))
    extra = np.flatnonzero(rng.random(len(people)) < 0.15 + 0.15 * people.engagement)
    extra_day = (people.start[extra] + rng.random(len(extra)) * (end - people.start)[extra]).astype(np.int64)
    who, day = np.concatenate([who, extra]), np.concatenate([day, extra_day])
    kind = np.concatenate([kind, np.full(len(extra), 2)])
    amount = np.concatenate([amount, value[extra] * 0.08])
    inside = np.flatnonzero((day >= 0) & (day < timeline.days))
    order = inside[np.argsort(day[inside], kind="stable")]
    return Orders(who[order], day[order], kind[order], amount[order])


def _repeats(
    rng: np.random.Generator, start: np.ndarray, end: np.ndarray, gap: float, *, fixed: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return (position, day) of a first order at the start and of repeats until the end."""
    open_, now = np.arange(len(start)), start.astype(float)
    if not fixed:
        # Purchases before the observed time are not needed: an old customer's next one falls just after it.
        now = np.where(start < 0, rng.random(len(start)) * gap - gap, now)
    who, days = [], []
    while len(open_):
        who.append(open_)
        days.append(np.floor(now).astype(np.int64))
        now = now + (gap if fixed else np.maximum(rng.gamma(2.0, gap / 2, len(open_)), 1.0))
        going = now < end[open_]
        open_, now = open_[going], now[going]
    return np.concatenate(who), np.concatenate(days)
