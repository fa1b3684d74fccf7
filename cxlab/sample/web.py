"""The web: journeys from the first visit to the contract, and what customers do there besides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .plan import YEAR, Plan, WebPlan
from .population import People
from .streams import stream
from .timeline import Timeline

__all__ = ["Events", "Journeys", "draw_events", "draw_journeys", "step_two_shares"]

SOURCES = ("search", "comparison", "direct", "social")
SOURCE_SHARES = (0.42, 0.27, 0.22, 0.09)
MOMENT, FIRST_ACTIVITY = 5, 6
"Event kinds: 0 to 4 the steps of the journey, 5 the moment that matters, then the self-service events."


@dataclass(frozen=True)
class Journeys:
    """One entry per visitor: when each step is reached (days since the first observed), infinite if never."""

    customer: np.ndarray
    "Position of the customer that the visitor became, else -1."
    visit: np.ndarray
    step_day: tuple[np.ndarray, np.ndarray, np.ndarray]
    mobile: np.ndarray
    source: np.ndarray
    until: int

    @property
    def signed(self) -> np.ndarray:
        """Whether the contract came within the observed time."""
        return np.less(self.step_day[2], self.until)


@dataclass(frozen=True)
class Events:
    """Web and app events by time; `visitor` is a journey's position where the customer is -1."""

    customer: np.ndarray
    visitor: np.ndarray
    kind: np.ndarray
    second: np.ndarray
    mobile: np.ndarray
    source: np.ndarray


def step_two_shares(web: WebPlan) -> tuple[float, float]:
    """Return the probability of the second step on a desktop and on a phone."""
    desktop = (web.step[1] - web.mobile_share * web.mobile_step_two) / (1 - web.mobile_share)
    return desktop, web.mobile_step_two


def draw_journeys(plan: Plan, timeline: Timeline, *, seed: int, contracts: int) -> Journeys:
    """Draw visitors until that many of them have signed within the observed time."""
    web = plan.web
    size = int(contracts / np.prod(web.step) * 1.3) + 200
    while True:
        journeys = _journeys(web, timeline, stream(seed, "web/journeys"), size)
        signed = np.cumsum(journeys.signed)
        if len(signed) and signed[-1] >= contracts:
            break
        size *= 2
    last = int(np.searchsorted(signed, contracts)) + 1 if contracts else 0
    return Journeys(
        journeys.customer[:last],
        journeys.visit[:last],
        tuple(day[:last] for day in journeys.step_day),  # type: ignore[arg-type]
        journeys.mobile[:last],
        journeys.source[:last],
        timeline.days,
    )


def _journeys(web: WebPlan, timeline: Timeline, rng: np.random.Generator, size: int) -> Journeys:
    day = timeline.day_in(np.zeros(size, int), np.full(size, timeline.days), rng.random(size))
    visit = day + np.clip(rng.normal(0.72, 0.17, size), 0.01, 0.99)
    mobile = rng.random(size) < web.mobile_share
    chances: list[np.ndarray | float] = [
        web.step[0],
        np.where(mobile, web.mobile_step_two, step_two_shares(web)[0]),
        web.step[2],
    ]
    reached, days = visit, []
    for number, chance in enumerate(chances):
        shape, mean = web.delay_shape[number], web.delay_mean_days[number] * web.scale
        delay = rng.gamma(shape, mean / shape, size) + 20 / 86_400
        reached = np.where(rng.random(size) < chance, reached + delay, np.inf)
        days.append(reached)
    source = rng.choice(len(SOURCES), size, p=SOURCE_SHARES).astype(np.int8)
    return Journeys(np.full(size, -1), visit, (days[0], days[1], days[2]), mobile, source, timeline.days)


def draw_events(
    people: People, end: np.ndarray, journeys: Journeys, plan: Plan, timeline: Timeline, *, seed: int
) -> Events:
    """Write down journeys with their repeats and detours, first bills, and self-service beside them."""
    parts = [
        _journey_events(journeys, plan.web, stream(seed, "web/journey_events")),
        _first_bills(people, end, plan, stream(seed, "web/bills")),
        _moments(people, end, stream(seed, "web/moments")),
        *_activity(people, end, plan.web, timeline, stream(seed, "web/activity")),
    ]
    customer, visitor, kind, day, mobile, source = (
        np.concatenate([part[number] for part in parts]) for number in range(6)
    )
    inside = np.flatnonzero((day >= 0) & (day < timeline.days))
    order = inside[np.argsort(day[inside], kind="stable")]
    second = (day[order] * 86_400).astype(np.int64)
    return Events(
        customer[order].astype(np.int32),
        visitor[order].astype(np.int32),
        kind[order],
        second,
        mobile[order],
        source[order],
    )


Part = tuple[np.ndarray, ...]


def _journey_events(journeys: Journeys, web: WebPlan, rng: np.random.Generator) -> Part:
    """Return steps as they were reached, taken again before the next one, and back after the third."""
    who: list[np.ndarray] = []
    kinds: list[np.ndarray] = []
    days: list[np.ndarray] = []
    times = (journeys.visit, *journeys.step_day)
    for kind, day in enumerate(times):
        there = np.flatnonzero(np.isfinite(day))
        _add(who, kinds, days, there, kind, day[there])
        if kind == 3:
            continue
        again = there[rng.random(len(there)) < web.repeat[kind]]
        later = np.minimum(times[kind + 1][again], day[again] + 14 * web.scale)
        _add(who, kinds, days, again, kind, day[again] + rng.random(len(again)) * (later - day[again]))
    third = np.flatnonzero(np.isfinite(times[2]))
    back = third[rng.random(len(third)) < web.back]
    later = np.minimum(times[3][back], times[2][back] + 10 * web.scale)
    _add(who, kinds, days, back, 1, times[2][back] + rng.random(len(back)) * (later - times[2][back]))
    visitor = np.concatenate(who)
    return (
        journeys.customer[visitor],
        visitor,
        np.concatenate(kinds),
        np.concatenate(days),
        journeys.mobile[visitor],
        journeys.source[visitor],
    )


def _add(
    who: list[np.ndarray],
    kinds: list[np.ndarray],
    days: list[np.ndarray],
    positions: np.ndarray,
    kind: int,
    day: np.ndarray,
) -> None:
    who.append(positions)
    kinds.append(np.full(len(positions), kind, np.int8))
    days.append(day)


def _first_bills(people: People, end: np.ndarray, plan: Plan, rng: np.random.Generator) -> Part:
    """Return the first bill of every customer who is still there when it is due."""
    web = plan.web
    shape, mean = web.delay_shape[3], web.delay_mean_days[3] * web.scale
    due = people.start + 0.3 + rng.gamma(shape, mean / shape, len(people))
    who = np.flatnonzero(due < end)
    return _of_customers(who, np.full(len(who), 4, np.int8), due[who], rng)


def _moments(people: People, end: np.ndarray, rng: np.random.Generator) -> Part:
    day = people.start + people.moment_day + 0.38 + 0.3 * rng.random(len(people))
    who = np.flatnonzero((people.moment_day >= 0) & (day < end))
    return _of_customers(who, np.full(len(who), MOMENT, np.int8), day[who], rng)


def _activity(
    people: People, end: np.ndarray, web: WebPlan, timeline: Timeline, rng: np.random.Generator
) -> list[Part]:
    """Self-service: more of it by the engaged, none of it with an effect on leaving or on scores."""
    first = np.maximum(people.start, 0)
    years = np.maximum(end - first, 0) / YEAR
    parts = []
    for number, rate in enumerate(web.activity_per_year):
        count = rng.poisson(rate * 2 * people.engagement * years)
        who = np.repeat(np.arange(len(people)), count)
        day = first[who] + rng.random(len(who)) * (end[who] - first[who])
        day = np.floor(day) + np.clip(rng.normal(0.7, 0.16, len(who)), 0, 0.999)
        parts.append(_of_customers(who, np.full(len(who), FIRST_ACTIVITY + number, np.int8), day, rng))
    anniversary = people.start + 365 + 0.25
    who = np.flatnonzero(anniversary < end)
    kind = np.full(len(who), FIRST_ACTIVITY + len(web.activity_per_year), np.int8)
    return [*parts, _of_customers(who, kind, anniversary[who], rng)]


def _of_customers(who: np.ndarray, kind: np.ndarray, day: np.ndarray, rng: np.random.Generator) -> Part:
    none = np.full(len(who), -1, np.int8)
    return who, np.full(len(who), -1), kind, day, rng.random(len(who)) < 0.6, none


def visitors_reach(
    plan: Plan, timeline: Timeline, windows: tuple[int, ...], *, seed: int, size: int = 150_000
) -> list[list[float]]:
    """Return for each step after the visit the share of visitors who reach it within each window of days."""
    journeys = _journeys(plan.web, timeline, stream(seed, "web/truth"), size)
    since = [day - journeys.visit for day in journeys.step_day]
    return [[round(float((delay <= window).mean()), 5) for window in windows] for delay in since]
