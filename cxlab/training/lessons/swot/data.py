"""Data of lesson 8: what a ferry line's reports found, and reviews of the market, with a planted picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from ....language import _, number, percent
from ....results import Finding, findings_frame
from ....stats.interval_p import interval_p
from ....templates._against_rest import rest_finding
from ....templates.swot_synthesis import matrix_findings

__all__ = ["OWN", "Data", "make"]

OWN = "Sund Line"
RIVALS = ("Norderland", "Blue Strait", "Kapline", "Westpier", "Arctic Belt")
ASPECTS = ("Crew", "Boarding", "Catering", "Ticketing", "Shop", "Lounge")
GROUPS = (
    "Business",
    "Bus",
    "Camping",
    "Festival",
    "Hotel",
    "Premium",
    "Senior",
    "Sport",
    "Student",
    "Transit",
)
"""Kinds of tickets whose names are the same words in both languages: answers are compared by them."""
REVIEWS = 120
"""Reviews per company and aspect."""
SHIFT = 0.7
"""By how much an outlier is better or worse, in stars."""
WORTH = {"nps": 1.0, "customers_lost_per_year": 0.01, "weighted_gap": 2.0}
"""What the board has agreed: 100 customers lost, or half a star, weigh as much as a point of NPS."""

BETTER = {
    "caught_up": (-1, 1.4, 0, 0, 0, 0), "leading": (1, 0, 0, 0, 0, 0), "contested": (0.2, 0, 1, 0, 0, 0),
    "gap": (1, 0, 0, -1.4, 0, 0), "even": (0, 0, 0, 0, 0, 0),
}  # fmt: skip
"""By how much (in SHIFT) ourselves and the rivals are better in each part that an aspect plays. caught_up: we
are weak, a rival is strong. leading: we are strong. contested: a rival is strong. gap: we are strong, a rival
is weak."""
INSIDE = "inside"
"""The aspect that only our own reports speak of: we are weak, reviews do not rate it."""
ROLES = ("first", "tiny", "doubtful", "old", "leaving", "good", "unclear_1", "unclear_2", "unclear_3")
"""Groups. first: the weightiest weakness. tiny: the widest gap, of very few. doubtful: worth most, uncertain.
old: worth much two years ago. leaving: worth the greatest number, of another unit."""
NOW, THEN = pd.Timestamp("2025-11-28", tz="UTC"), pd.Timestamp("2023-11-30", tz="UTC")


@dataclass(frozen=True, eq=False)
class Data:
    """One trainee's evidence.

    Attributes
    ----------
    findings
        What earlier reports found, as `cxlab.report.findings_history` returns it.
    reviews
        Market reviews: company, aspect, rating (1 to 5).
    own
        Our name in the reviews.
    worth
        What one unit of each impact metric is worth, as the board has agreed.
    truth
        The part that each aspect and each group plays.
    """

    findings: pd.DataFrame
    reviews: pd.DataFrame
    own: str
    worth: dict[str, float]
    truth: dict[str, str] = field(repr=False)


def make(seed: int) -> Data:
    """Return the evidence of one trainee: aspects, rivals and groups play parts drawn by lot."""
    rng = np.random.default_rng([8, seed])
    aspects = dict(zip((*BETTER, INSIDE), map(str, rng.permutation(ASPECTS)), strict=True))
    groups = dict(zip(ROLES, map(str, rng.permutation(GROUPS)), strict=False))
    return Data(
        findings=_findings(rng, aspects, groups),
        reviews=_reviews(rng, aspects),
        own=OWN,
        worth=dict(WORTH),
        truth={name: part for part, name in (aspects | groups).items()},
    )


def _reviews(rng: np.random.Generator, aspects: dict[str, str]) -> pd.DataFrame:
    companies = (OWN, *map(str, rng.permutation(RIVALS)))
    tables = []
    for part, outliers in BETTER.items():
        for company, better in zip(companies, outliers, strict=True):
            stars = np.clip(np.round(rng.normal(3.4 + SHIFT * better, 1.0, REVIEWS)), 1, 5).astype(int)
            tables.append(pd.DataFrame({"company": company, "aspect": aspects[part], "rating": stars}))
    return pd.concat(tables).sample(frac=1, random_state=rng, ignore_index=True)


def _findings(rng: np.random.Generator, aspects: dict[str, str], groups: dict[str, str]) -> pd.DataFrame:
    """Return what each report found, with the facts of its run."""
    reports = [
        ("nps_analysis", NOW, [*_of_groups(rng, groups), *_of_survey(rng)]),
        ("nps_analysis", THEN, [_group(groups["old"], -17 + rng.normal(), 2.5, -6.4, 520)]),
        ("churn_survival", NOW, [_leaving(rng, groups["leaving"])]),
        ("complaint_root_causes", NOW, [_complaints(rng, aspects[INSIDE])]),
        ("satisfaction_drivers", NOW, _of_ratings(aspects)),
        ("cx_scorecard", NOW, [_scorecard(rng)]),
    ]
    tables = []
    for run, (template, day, found) in enumerate(reports, start=1):
        facts: dict[str, Any] = {
            "run_id": f"run-{run}",
            "template": template,
            "pot": "sund_line",
            "created_at": day,
        }
        facts["report"] = f"{template}-{day:%Y}"
        table = findings_frame(found).assign(**facts)
        table["sentence"] = [Markup(text).striptags() for text in table["sentence"]]  # noqa: S704
        tables.append(table.astype(object))
    return pd.concat(tables, ignore_index=True)


def _group(name: str, gap: float, se: float, impact: float | None, n: int, many: int = 12) -> Finding:
    """Return that a group of passengers differs from the rest in NPS, corrected for so many groups."""
    low, high = gap - 1.96 * se, gap + 1.96 * se
    p = float(interval_p(gap, low, high))
    row = {
        "factor": _("passengers"), "group": name, "versus": "rest", "metric": "nps_difference",
        "value": 31 + gap, "value_versus": 31.0, "estimate": gap, "low": low, "high": high, "n": n, "p": p,
        "p_adjusted": min(1.0, many * p), "level": 0.95,
    }  # fmt: skip
    worth: dict[str, Any] = {} if impact is None else {"impact": impact, "impact_metric": "nps"}
    act = _("{group}: find out what goes wrong and put it right").format(group=name) if gap < 0 else ""
    return rest_finding(pd.Series(row), finding="nps.group", metric="nps", kind="points", action=act, **worth)


def _of_groups(rng: np.random.Generator, groups: dict[str, str]) -> list[Finding]:
    moved = rng.normal(size=4)
    unclear = [groups[name] for name in ROLES if name.startswith("unclear")][: int(rng.integers(1, 4))]
    return [
        _group(groups["first"], -14 + 1.5 * moved[0], 3.0, -4.6 + 0.2 * moved[1], 780),
        _group(groups["tiny"], -41 + 2 * moved[2], 8.0, -0.9, 24),
        _group(groups["doubtful"], -11 + 0.3 * moved[3], 4.6, -7.3, 610),
        _group(groups["good"], 10 + moved[2], 2.5, 2.1, 640),
        *(_group(name, float(rng.normal(0, 2)), 4.0, None, 300) for name in unclear),
    ]


def _of_survey(rng: np.random.Generator) -> list[Finding]:
    share = float(rng.uniform(0.17, 0.26))
    text = _("{share} of the passengers who were asked have answered.")
    return [
        Finding(
            finding="nps.response", metric="response_rate", direction="neutral", certainty="shown",
            sentence=text.format(share=percent(share, 0)), value=share,
        )
    ]  # fmt: skip


def _leaving(rng: np.random.Generator, group: str) -> Finding:
    ratio, lost = float(rng.uniform(1.5, 1.8)), float(rng.integers(120, 190))
    low, high = ratio / 1.22, ratio * 1.22
    text = _(
        "{group}: customers leave {ratio} times as often as the others, {lost} more each year (significant)."
    )
    return Finding(
        finding="churn.driver", metric="hazard_ratio", dimension="passengers", group=group,
        direction="weakness", certainty="shown", estimate=ratio, low=low, high=high, n=900, p_adjusted=0.002,
        level=0.95, impact=lost, impact_metric="customers_lost_per_year",
        sentence=text.format(group=group, ratio=number(ratio, 1), lost=number(lost, 0)),
        action=_("{group}: find out what goes wrong and put it right").format(group=group),
    )  # fmt: skip


def _complaints(rng: np.random.Generator, aspect: str) -> Finding:
    usual = float(rng.integers(8, 13))
    n = int(usual + rng.integers(30, 45))
    text = _("Complaints about {aspect}: {n} in October, against the usual {usual} (significant).")
    return Finding(
        finding="complaints.rise", metric="excess_complaints", aspect=aspect, direction="weakness",
        certainty="shown", value=float(n), value_versus=usual, estimate=n - usual, n=n,
        p_adjusted=0.0001, impact=n - usual,
        impact_metric="excess_complaints",
        sentence=text.format(aspect=aspect, n=number(n), usual=number(usual, 0)),
    )  # fmt: skip


def _of_ratings(aspects: dict[str, str]) -> list[Finding]:
    """Return what our own passengers rate well (one aspect that the market finds weak) and what badly."""
    rated = {"caught_up": ("keep_up", 4.15, 0.31), INSIDE: ("concentrate", 3.3, 0.26)}
    rows = [
        {"aspect": aspects[part], "quadrant": quadrant, "importance": weight, "importance_low": weight - 0.05,
         "importance_high": weight + 0.05, "importance_cut": 1 / 6, "performance": mean,
         "performance_low": mean - 0.05, "performance_high": mean + 0.05, "performance_cut": 3.8, "n": 1150,
         "level": 0.95}
        for part, (quadrant, mean, weight) in rated.items()
    ]  # fmt: skip
    return matrix_findings(pd.DataFrame(rows))


def _scorecard(rng: np.random.Generator) -> Finding:
    score = float(rng.integers(24, 34))
    text = _("The NPS stands at {score}, below the target of 35.")
    return Finding(
        finding="scorecard.kpi", metric="nps", direction="weakness", certainty="shown", value=score,
        value_versus=35.0, estimate=score - 35, sentence=text.format(score=number(score, 0)),
    )  # fmt: skip
