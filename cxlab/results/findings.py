"""Findings: sentences with their evidence, kept as data, so that the rest of the house can live on them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import pandas as pd

__all__ = ["CERTAINTY", "Finding", "certainty_of", "findings_frame", "ranked"]

CERTAINTY = ("shown", "likely", "open")
"""How sure a finding is: significant after correction; by itself only; neither."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that the data say, with the figures it rests on.

    Numbers are on the scale of their metric (NPS -100..100, shares 0..1). `estimate`, `low` and `high` are
    those of the difference where there is something to compare with, else of the value.
    """

    finding: str
    "Stable name, e.g. nps.change, nps.group, journey.group, churn.driver."
    metric: str
    sentence: str
    "In the report's language; plain text or safe HTML."
    direction: Literal["strength", "weakness", "neutral"]
    certainty: Literal["shown", "likely", "open"]
    dimension: str = ""
    group: str = ""
    period: str = ""
    period_versus: str = ""
    value: float | None = None
    value_versus: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    p_adjusted: float | None = None
    level: float | None = None
    impact: float | None = None
    "What it is worth on `impact_metric`, which is the same throughout one report; the sign is its direction."
    impact_metric: str = ""
    aspect: str = ""
    touchpoint: str = ""
    process: str = ""
    owner: str = ""
    action: str = ""
    "What to do, in the report's language; only where the data can carry it out."
    section: str = ""
    "Anchor of the section in the page; the report fills it in."
    rank: int | None = None


def certainty_of(p_adjusted: float | None, p: float | None = None, *, level: float = 0.95) -> Any:
    """Return how certain a test makes a finding: "shown", "likely" or "open".

    Examples
    --------
    >>> certainty_of(0.01, 0.001), certainty_of(0.2, 0.03), certainty_of(0.9, 0.4), certainty_of(None)
    ('shown', 'likely', 'open', 'open')
    """
    if _number(p_adjusted) < 1 - level:
        return "shown"
    return "likely" if _number(p) < 1 - level else "open"


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order in which a reader should meet them, with their rank from 1 on.

    What is certain comes first, then what is worth more (the absolute impact); equal ones keep their order.

    Examples
    --------
    >>> told = {"metric": "nps", "sentence": "", "direction": "weakness"}
    >>> small = Finding(finding="nps.group", certainty="shown", impact=-1.0, **told)
    >>> large = Finding(finding="nps.change", certainty="shown", impact=-9.0, **told)
    >>> [(one.finding, one.rank) for one in ranked([small, large])]
    [('nps.change', 1), ('nps.group', 2)]
    """

    def key(one: Finding) -> tuple[int, float]:
        worth = _number(one.impact)
        return CERTAINTY.index(one.certainty), 0.0 if math.isinf(worth) else -abs(worth)

    return [replace(one, rank=rank) for rank, one in enumerate(sorted(findings, key=key), start=1)]


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table, one row each, with the columns in the order in which `Finding` has them."""
    names = [field.name for field in fields(Finding)]
    return pd.DataFrame([[getattr(one, name) for name in names] for one in findings], columns=names)


def _number(value: float | None) -> float:
    return math.inf if value is None or value != value else float(value)
