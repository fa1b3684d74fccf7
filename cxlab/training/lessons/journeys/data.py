"""Data of lesson 4: ways to a contract with Funkwerk, online, on a portal and at the counter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["ONLINE_WINDOW", "PORTAL_WINDOW", "STEPS", "TAKEN", "Data", "make"]

STEPS = ("visit", "quote", "application", "check", "contract")
"""The way of the website."""

TAKEN = pd.Timestamp("2025-07-01")
"""When the data was taken: nothing later is known."""

ONLINE_WINDOW = 45
PORTAL_WINDOW = 14
"""Days from entry within which a contract counts: of the online application, of a quote on the portal."""

SHARES = {"application": (0.60, 0.42, 0.82, 0.80), "check": (0.60, 0.78, 0.40, 0.80)}
"""Which step is the narrowest, and the share that goes on to each step after the visit."""


@dataclass(frozen=True, eq=False)
class Data:
    """Events of one trainee from four sources, one row each: customer_id, event, timestamp, event_id.

    Attributes
    ----------
    site
        Website: visit, quote, application, check, contract; all journeys are over.
    online
        Online application: application, contract; a campaign began lately.
    portal
        Comparison portal: quote, contract; customers come back for another quote.
    counter
        Shops: advice, contract, by day only; `event_id` is the running number of the till.
    """

    site: pd.DataFrame
    online: pd.DataFrame
    portal: pd.DataFrame
    counter: pd.DataFrame


def make(seed: int) -> Data:
    """Draw the events of one trainee.

    Examples
    --------
    >>> sorted(make(1).counter["event"].unique())
    ['advice', 'contract']
    """
    rng = np.random.default_rng([4, seed])
    return Data(site=_site(rng), online=_online(rng), portal=_portal(rng), counter=_counter(rng))


def _log(parts: list[pd.DataFrame], *, unit: str = "min") -> pd.DataFrame:
    """Put events in the order of time, numbered."""
    events = pd.concat(parts, ignore_index=True)
    events["timestamp"] = events["timestamp"].dt.floor(unit)
    events = events.sort_values("timestamp", kind="stable", ignore_index=True)
    return events.assign(event_id=np.arange(1, len(events) + 1))


def _events(customers: np.ndarray, event: str, days: np.ndarray) -> pd.DataFrame:
    """Return one event per customer, `days` before the data was taken as negative numbers."""
    when = TAKEN + pd.to_timedelta(np.round(days * 1440), "min")
    return pd.DataFrame({"customer_id": customers, "event": event, "timestamp": when})


def _site(rng: np.random.Generator) -> pd.DataFrame:
    """Journeys of the past half-year, each over long before the data was taken."""
    narrowest = ("application", "check")[int(rng.integers(2))]
    there = np.arange(10_000, 10_000 + int(rng.integers(850, 951)))
    at = rng.uniform(-240, -60, len(there))
    parts = [_events(there, STEPS[0], at)]
    for step, share in zip(STEPS[1:], SHARES[narrowest], strict=True):
        on = rng.permutation(len(there))[: round(len(there) * share)]
        there, at = there[on], at[on] + rng.exponential(1.5, len(on)) + 0.01
        parts.append(_events(there, step, at))
    return _log(parts)


def _online(rng: np.random.Generator) -> pd.DataFrame:
    """Applications of half a year, and of a campaign in the last weeks; a contract takes one to six weeks."""
    usual, campaign = int(rng.integers(900, 1100)), int(rng.integers(700, 900))
    at = np.concatenate([rng.uniform(-200, -24, usual), rng.uniform(-24, 0, campaign)])
    who = np.arange(20_000, 20_000 + len(at))
    signs = rng.random(len(at)) < rng.uniform(0.36, 0.44)
    slow = rng.uniform(0.6, 1.6)
    takes = np.minimum(slow * (2 + rng.gamma(4, 2.1, len(at))), 44)
    # a few lay forgotten for months: the longest time says nothing of the usual one
    oldest = np.argsort(at)[:3]
    signs[oldest] = True
    takes[oldest] = rng.uniform(80, 140, 3)
    signed = at + takes
    known = signs & (signed < 0)
    return _log([_events(who, "application", at), _events(who[known], "contract", signed[known])])


def _portal(rng: np.random.Generator) -> pd.DataFrame:
    """Draw customers of the portal: some sign at once, some after another quote, some too late."""
    sizes = {"at_once": 90, "returned": 60, "late": 40, "never": 150, "never_twice": 70}
    drawn = {kind: n + int(rng.integers(-8, 9)) for kind, n in sizes.items()}
    kind = np.repeat(list(drawn), list(drawn.values()))
    who = rng.permutation(np.arange(40_000, 40_000 + len(kind)))
    first = rng.uniform(-300, -130, len(kind))
    again = first + rng.uniform(25, 70, len(kind))
    soon, later = rng.uniform(0.5, 12, len(kind)), rng.uniform(17, 24, len(kind))
    back = np.isin(kind, ["returned", "never_twice"])
    signs = np.isin(kind, ["at_once", "returned", "late"])
    signed = np.select([kind == "at_once", kind == "returned"], [first + soon, again + soon], first + later)
    # a second click within minutes is a row of its own in the log, not another attempt
    twice = rng.random(len(kind)) < 0.2
    clicked = first + rng.uniform(2, 30, len(kind)) / 1440
    return _log([
        _events(who, "quote", first), _events(who[twice], "quote", clicked[twice]),
        _events(who[back], "quote", again[back]), _events(who[signs], "contract", signed[signs]),
    ])  # fmt: skip


def _counter(rng: np.random.Generator) -> pd.DataFrame:
    """Draw customers of the shops: the till knows the day and the order, not the hour."""
    sizes = {"same_day": 80, "same_day_before": 35, "later": 70, "before": 25, "advice_only": 160}
    drawn = {kind: n + int(rng.integers(-9, 10)) for kind, n in sizes.items()}
    kind = np.repeat(list(drawn), list(drawn.values()))
    who = rng.permutation(np.arange(60_000, 60_000 + len(kind)))
    day = np.floor(rng.uniform(-120, -40, len(kind)))
    gap = np.select(
        [kind == "same_day", kind == "same_day_before", kind == "later"],
        [0.2, -0.2, rng.integers(1, 20, len(kind))],
        -rng.integers(1, 20, len(kind)).astype(float),
    )
    signs = kind != "advice_only"
    events = [_events(who, "advice", day + 0.5), _events(who[signs], "contract", (day + 0.5 + gap)[signs])]
    log = _log(events)
    return log.assign(timestamp=log["timestamp"].dt.normalize())
