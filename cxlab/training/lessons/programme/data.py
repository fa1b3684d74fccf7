"""Data of lesson 9: a plan, answers by route of a ferry line, and what two reports in a row have found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ....language import _

__all__ = ["Data", "Plan", "make"]

ROUTES = ("Hallby", "Marsund", "Tornvik", "Ekholm", "Brede", "Skarhamn", "Lindö", "Varnes", "Osterby",
          "Fanefjord", "Kalvsund", "Rennesund")  # fmt: skip
TEMPLATES = (
    "nps_analysis",
    "complaint_root_causes",
    "satisfaction_drivers",
    "cx_scorecard",
    "journey_funnel",
)
LEVELS = (0.8, 0.9, 0.95, 0.99)
GROUPS = ("Bus", "Business", "Camping", "Festival", "Hotel", "Premium", "Student")
"""Names that are understood in both languages: answers are compared by them."""
MONTHS = 6
"""How many months of answers there are, the running one included."""
TARGET = 25.0
FALLS = {0: 0.36, 1: 0.195, 4: 0.03}
"""By how much routes fall: one for certain, one as it seems before correction, one within chance."""
BELOW = (2, 3)
"""Routes that have been below the target all along."""
GROWTH = 1.1
"""More passengers every month, so that no two periods of like length hold equally many answers."""


@dataclass(frozen=True)
class Plan:
    """What a plan asks for: its text, and the parts that its runs are made of."""

    text: str
    templates: tuple[str, ...]
    languages: tuple[str, ...]
    levels: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Data:
    """One trainee's programme.

    Attributes
    ----------
    plan
        The plan: its `text`, and what it asks for.
    today
        The day on which the batch runs.
    answers
        route, date, nps of the last months, the running month up to yesterday.
    target
        NPS that every route is to reach.
    templates, pots, languages
        How many of each a larger plan has (one report for every combination).
    before, now
        Findings of the last report and of this one, as `cxlab.report.findings_history` returns them.
    truth
        The route that has really become worse.
    """

    plan: Plan
    today: dt.date
    answers: pd.DataFrame
    target: float
    templates: int
    pots: int
    languages: int
    before: pd.DataFrame
    now: pd.DataFrame
    truth: str = field(repr=False)


def make(seed: int) -> Data:
    """Return the programme of one trainee.

    Examples
    --------
    >>> make(1).answers.columns.tolist()
    ['route', 'date', 'nps']
    """
    rng = np.random.default_rng([9, seed])
    routes = [str(name) for name in rng.permutation(ROUTES)[: int(rng.integers(9, 13))]]
    today = dt.date(2025, int(rng.integers(7, 13)), int(rng.integers(9, 20)))
    before, now = _reports(rng)
    return Data(
        plan=_plan(rng, today),
        today=today,
        answers=_answers(rng, routes, today),
        target=TARGET,
        templates=int(rng.integers(3, 5)),
        pots=int(rng.integers(6, 10)),
        languages=int(rng.integers(2, 4)),
        before=before,
        now=now,
        truth=routes[0],
    )


def _plan(rng: np.random.Generator, today: dt.date) -> Plan:
    templates = tuple(map(str, rng.permutation(TEMPLATES)[: int(rng.integers(3, 5))]))
    levels = tuple(sorted(map(float, rng.permutation(LEVELS)[: int(rng.integers(2, 4))])))
    lines = [
        "name: Monthly reports",
        f"today: {today}",
        "runs:",
        f"  - templates: [{', '.join(templates)}]",
        "    pot: nordlicht",
        "    matrix:",
        "      language: [de, en]",
        f"      level: [{', '.join(map(str, levels))}]",
        "    exclude:",
        f"      - {{template: {templates[1]}, language: en}}",
        "    include:",
        f"      - {{template: {templates[0]}, language: de, min_n: 30}}",
        "alerts:",
        "  - {when: fell}",
        "  - {when: new weakness}",
    ]
    return Plan("\n".join(lines) + "\n", templates, ("de", "en"), levels)


def _answers(rng: np.random.Generator, routes: list[str], today: dt.date) -> pd.DataFrame:
    """Return answers by route and month; one route falls in the last whole month, another one seems to."""
    months = pd.period_range(end=pd.Timestamp(today), periods=MONTHS, freq="M")
    tables = []
    for place, route in enumerate(routes):
        level = float(rng.uniform(0.08, 0.14) if place in BELOW else rng.uniform(0.3, 0.4))
        for nth, month in enumerate(months):
            last = month == months[-2]
            fallen = FALLS.get(place, 0.0) if last else 0.0
            days = month.days_in_month if month != months[-1] else today.day - 1
            n = int(rng.integers(150, 170) * GROWTH**nth) * days // month.days_in_month
            exact = place in FALLS and month in (months[-2], months[-3])
            drift = 0.0 if exact else float(rng.normal(0, 0.025))
            scores = _scores(rng, n, level - fallen + drift)
            day = month.start_time + pd.to_timedelta(rng.integers(0, days, n), unit="D")
            tables.append(pd.DataFrame({"route": route, "date": day, "nps": scores}))
    return pd.concat(tables, ignore_index=True).sort_values("date", kind="stable", ignore_index=True)


def _scores(rng: np.random.Generator, n: int, net: float) -> np.ndarray:
    """Draw scores whose NPS is `net` (-1 to 1) but for rounding, 30 % of them passive."""
    promoters, detractors = round(n * (0.7 + net) / 2), round(n * (0.7 - net) / 2)
    drawn = [
        rng.integers(9, 11, promoters),
        rng.integers(7, 9, n - promoters - detractors),
        rng.integers(2, 7, detractors),
    ]
    return rng.permutation(np.concatenate(drawn))


WAS_AND_IS = (
    ("weakness", "", "shown"),
    ("weakness", "shown", "shown"),
    ("weakness", "likely", "shown"),
    ("weakness", "", "likely"),
    ("strength", "", "shown"),
    ("weakness", "open", "shown"),
    ("weakness", "shown", ""),
)
"""Direction of a finding, how certain it was in the last report and is now; empty: not told."""


def _reports(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    groups = [str(name) for name in rng.permutation(GROUPS)]
    sides: tuple[list[dict[str, object]], ...] = ([], [])
    for group, (direction, was, now) in zip(groups, WAS_AND_IS, strict=True):
        gap = int(rng.integers(9, 22))
        text = _("{group}: NPS {gap} points below the others.") if direction == "weakness" else _(
            "{group}: NPS {gap} points above the others."
        )  # fmt: skip
        for rows, certainty in zip(sides, (was, now), strict=True):
            if certainty:
                rows.append({
                    "finding": "nps.group", "metric": "nps", "dimension": "passengers", "group": group,
                    "direction": direction, "certainty": certainty,
                    "sentence": text.format(group=group, gap=gap),
                })  # fmt: skip
    before, now_ = (pd.DataFrame(rows).sample(frac=1, random_state=rng, ignore_index=True) for rows in sides)
    return before, now_
