"""The company of lesson 10: everybody's own, with what was planted in it known to the checker alone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ....loaders import DataPot, open_pot
from ....loaders.industries import industry_profile
from ....sample import write_company
from ....sample.plan import Plan, plan_for
from ....sample.service import fault_days
from ....sample.timeline import Timeline
from ....sample.vocabulary import vocabulary

__all__ = ["Data", "Planted", "make"]

INDUSTRIES = ("energy", "telecom", "insurance", "bank")
CUSTOMERS, MONTHS = 2500, 36
CHANNEL_RATIOS = (1.0, 2.4, 1.2, 0.6)
"""Hazard ratios of the sales channels, dealt out by lot."""

HARD_ON_PHONE, HARD_ON_DESKTOP = 0.16, 0.305
"""Share of visitors with a phone who take the second step; 0.24 is the mean of all."""

BETRAYS = ("truth.yml", "SOURCE.md")
"""Files of a sample company that tell what was planted."""


@dataclass(frozen=True)
class Planted:
    """What was planted, in the words of the exports."""

    region: str
    cause: str
    begin: pd.Timestamp
    end: pd.Timestamp
    segments: dict[str, float]
    "Latent satisfaction of each segment."
    channels: dict[str, float]
    "Hazard ratio of each sales channel."
    device: str
    "On which the application is hard."
    other_device: str
    steps: tuple[str, ...]
    causes: tuple[str, ...]
    regions: tuple[str, ...]
    labels: dict[str, str]
    "What German results call events and devices."

    def plain(self, name: str) -> str:
        """Return the name in the exports of what may be called by its German label."""
        by_label = {label.casefold(): code for code, label in self.labels.items()}
        return by_label.get(name.strip().casefold(), name)


@dataclass(frozen=True)
class Data:
    """A company: who it is, and its exports."""

    company: str
    industry: str
    seed: int
    planted: Planted = field(repr=False)

    def open(self, folder: str | Path = "company") -> DataPot:
        """Open the company's data pot; its exports are written the first time, which takes some seconds.

        Parameters
        ----------
        folder
            Beside the notebook.
        """
        place = Path(folder)
        if not (place / "pot.yml").exists():
            plan = _plan(self.industry, self.seed)
            write_company(
                place, seed=self.seed, customers=CUSTOMERS, months=MONTHS, industry=self.industry, plan=plan
            )
            for name in BETRAYS:
                (place / name).unlink()
            shutil.rmtree(place / "truth")
        return open_pot(place)


def make(seed: int) -> Data:
    """Draw what is planted in the company of one trainee; it is simulated when it is opened.

    Examples
    --------
    >>> make(1).company
    'Leuchtturm Versicherung'
    """
    industry = str(_stream(seed).choice(INDUSTRIES))
    words = vocabulary(industry)
    return Data(words.company, industry, seed, _planted(industry, _plan(industry, seed)))


def _stream(seed: int) -> np.random.Generator:
    return np.random.default_rng([10, seed])


def _plan(industry: str, seed: int) -> Plan:
    """Return the industry's plan with the facts that differ from trainee to trainee."""
    rng = _stream(seed)
    rng.choice(INDUSTRIES)
    plan = plan_for(industry_profile(industry))
    ratios = tuple(float(ratio) for ratio in rng.permutation(CHANNEL_RATIOS))
    ones = (1.0,) * len(ratios)
    service = replace(
        plan.service,
        fault_region=int(rng.integers(len(plan.region_shares))),
        fault_at=float(rng.uniform(0.35, 0.8)),
        fault_complaints_per_week=0.04,
    )
    segment = tuple(float(value) for value in rng.permutation(plan.survey.segment))
    shares = (0.85,) * len(segment)  # no mix shift: the last exercises are hard enough
    survey = replace(plan.survey, segment=segment, invited_before=shares, invited_after=shares)
    hard = float(rng.choice([HARD_ON_PHONE, HARD_ON_DESKTOP]))
    channel = {"dissatisfied": ratios, "moved": ones, "non_payment": ratios}
    return replace(
        plan,
        churn=replace(plan.churn, channel=channel),
        service=service,
        survey=survey,
        web=replace(plan.web, mobile_step_two=hard),
    )


def _planted(industry: str, plan: Plan) -> Planted:
    words = vocabulary(industry)
    timeline = Timeline(MONTHS, int(plan.past_years * 365.25))
    first, after = fault_days(plan, timeline)
    on_phone = plan.web.mobile_step_two == HARD_ON_PHONE
    devices = ("mobile", "desktop") if on_phone else ("desktop", "mobile")
    return Planted(
        region=words.regions[plan.service.fault_region],
        cause=words.topics[words.fault_topic].label["de"],
        begin=pd.Timestamp(timeline.date(first).item()),
        end=pd.Timestamp(timeline.date(after - 1).item()),
        segments=dict(zip(words.segments, plan.survey.segment, strict=True)),
        channels=dict(zip(words.channels, plan.churn.channel["dissatisfied"], strict=True)),
        device=devices[0],
        other_device=devices[1],
        steps=words.journey,
        causes=tuple(topic.label["de"] for topic in words.topics),
        regions=words.regions,
        labels=words.labels,
    )
