"""Findings: sentences with their evidence, kept as data, so that the rest of the house can live on them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import pandas as pd

from ..errors import BadValue, hint
from ..text import Text
from .kinds import fault_of
from .registry import all_metrics, metric_of
from .term import Kind

__all__ = [
    "CERTAINTY",
    "Finding",
    "certainty_of",
    "checked_findings",
    "direction_of",
    "findings_frame",
    "latest",
    "ranked",
    "subject_of",
]

CERTAINTY = ("shown", "likely", "open")
"""How sure a finding is: significant after correction; by itself only; neither."""

COUNTS_FOR = {"shown": 1.0, "likely": 0.5, "open": 0.0}
"""What share of its worth a finding is ranked by."""

SAY_THEIR_RANK = ("drivers.driver",)
"""Findings whose sentence says which number they are, by something else than what they are worth."""

ASPECTS = ("finding", "metric", "dimension", "group", "aspect", "touchpoint")
"""What a finding is about, at whatever time."""

SUBJECT = (*ASPECTS, "period", "period_versus")
"""The same with its time: two findings that agree in it are one, told twice."""

DIRECTIONS = ("strength", "weakness", "neutral")


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


def direction_of(metric: str, difference: float | None) -> Any:
    """Return what a difference on a metric is: "strength", "weakness", or "neutral" where neither is good.

    What is good comes from the vocabulary. A ratio differs from 1, anything else from 0.

    Examples
    --------
    >>> direction_of("nps", -9.9), direction_of("expected_leavers", -20), direction_of("nps", None)
    ('weakness', 'strength', 'neutral')
    """
    known = metric_of(metric)
    if known is None or not known.better or difference is None or difference != difference:
        return "neutral"
    above = float(difference) - (1.0 if known.kind == "ratio" else 0.0)
    if above == 0:
        return "neutral"
    return "strength" if (above > 0) == (known.better == "high") else "weakness"


def checked_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings that can be kept; refuse those that contradict the vocabulary or each other.

    Raises
    ------
    BadValue
        A metric (also one of worth) that nobody has registered, no sentence, a value that its kind does not
        allow, a direction against what the vocabulary calls good, or worth on several metrics.

    Examples
    --------
    >>> found = Finding(finding="nps.change", metric="nps", sentence="NPS fell.", direction="strength",
    ...                 certainty="shown", value=14.6, value_versus=25.5, estimate=-10.9)
    >>> checked_findings([found])
    Traceback (most recent call last):
    ...
    cxlab.errors.BadValue: finding nps.change: -10.9 on nps is a weakness, found direction 'strength'
    """
    several = list(findings)
    for one in several:
        for fault in _faults(one):
            raise BadValue(Text("finding {name}: {fault}", name=one.finding, fault=fault))
    worth = sorted({one.impact_metric for one in several if one.impact_metric})
    if len(worth) > 1:
        text = Text("findings of one report are worth something on one metric, found {names}", names=worth)
        raise BadValue(text)
    return several


def _faults(one: Finding) -> Iterator[str]:
    if metric_of(one.metric) is None:
        unknown = Text("the vocabulary has no metric {metric}", metric=repr(one.metric))
        yield Text.together([unknown, hint(one.metric, sorted(all_metrics()))])
        return
    if one.impact_metric and metric_of(one.impact_metric) is None:
        unknown = Text("the vocabulary has no metric {metric}", metric=repr(one.impact_metric))
        yield Text.together([unknown, hint(one.impact_metric, sorted(all_metrics()))])
    if not str(one.sentence).strip():
        yield Text("its sentence is empty")
    if one.certainty not in CERTAINTY or one.direction not in DIRECTIONS:
        found = f"{one.certainty!r}, {one.direction!r}"
        yield Text("certainty or direction is none of the known words, found {found}", found=found)
    for name, kind in _kinds(one).items():
        if fault := fault_of(kind, getattr(one, name)):
            yield f"{name}: {fault}"
    wanted = direction_of(one.metric, one.estimate if _compares(one) else None)
    if "neutral" not in (wanted, one.direction) and wanted != one.direction:
        yield Text(
            "{estimate} on {metric} is a {wanted}, found direction {found}",
            estimate=str(one.estimate),
            metric=one.metric,
            wanted=wanted,
            found=repr(one.direction),
        )


def _compares(one: Finding) -> bool:
    """Say whether the estimate is a difference: it has another side, or the metric is one by its name."""
    if one.metric.endswith("_difference"):
        return True
    return one.value_versus is not None or bool(one.period_versus)


def _kinds(one: Finding) -> dict[str, Kind]:
    known = metric_of(one.metric)
    kind: Kind = "number" if known is None else known.kind
    differs: Kind = "share_difference" if kind == "share" and _compares(one) else kind
    differs = "number" if differs == "count" else differs  # an estimate of a count need not be whole
    sides: Kind = "number" if kind == "count" else kind
    ours: dict[str, Kind] = {"n": "count", "p_adjusted": "p", "level": "level"}
    figures = dict.fromkeys(("estimate", "low", "high"), differs)
    return figures | dict.fromkeys(("value", "value_versus"), sides) | ours


def latest(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in their order; one told again (a cell run twice) replaces what it was."""
    kept: dict[tuple[str, ...], Finding] = {}
    for one in findings:
        subject = subject_of(one)
        kept.pop(subject, None)
        kept[subject] = one
    return list(kept.values())


def subject_of(one: Finding | Mapping[str, Any], names: Iterable[str] = SUBJECT) -> tuple[str, ...]:
    """Return what a finding, or its row, is about: by this it is known again.

    Examples
    --------
    >>> subject_of({"finding": "nps.group", "metric": "nps", "group": "North", "aspect": None}, ASPECTS)
    ('nps.group', 'nps', '', 'North', '', '')
    """
    told = one if isinstance(one, Mapping) else vars(one)
    values = (told.get(name) for name in names)
    return tuple("" if pd.isna(value) else str(value) for value in values)


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order in which a reader should meet them, with their rank from 1 on.

    They are ordered by what they are worth (the absolute impact), of which one that is shown counts in full,
    one that is likely by half: a likely one comes first only where it is worth more than twice as much. What
    is open comes after all others. Equal ones keep their order. Drivers say their own rank: in the places
    that they take, those equally certain stand as they were told, number 2 before number 3.

    Examples
    --------
    >>> told = {"metric": "nps", "sentence": "", "direction": "weakness"}
    >>> small = Finding(finding="nps.group", certainty="shown", impact=-1.0, **told)
    >>> large = Finding(finding="nps.change", certainty="likely", impact=-9.0, **told)
    >>> unsure = Finding(finding="nps.target", certainty="open", impact=-20.0, **told)
    >>> [(one.finding, one.rank) for one in ranked([unsure, small, large])]
    [('nps.change', 1), ('nps.group', 2), ('nps.target', 3)]
    """

    def key(one: Finding) -> tuple[bool, float, int, float]:
        worth = _number(one.impact)
        worth = 0.0 if math.isinf(worth) else abs(worth)
        counts = COUNTS_FOR[one.certainty]
        return counts == 0, -worth * counts, CERTAINTY.index(one.certainty), -worth

    several = list(findings)
    order = _as_told(sorted(several, key=key), several)
    return [replace(one, rank=rank) for rank, one in enumerate(order, start=1)]


def _as_told(order: list[Finding], told: list[Finding]) -> list[Finding]:
    """Return findings in an order in which those that say their own rank stand as they were told."""
    for certainty in CERTAINTY:
        waiting = iter([one for one in told if _says_rank(one, certainty)])
        order = [next(waiting) if _says_rank(one, certainty) else one for one in order]
    return order


def _says_rank(one: Finding, certainty: str) -> bool:
    return one.finding in SAY_THEIR_RANK and one.certainty == certainty


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table, one row each, with the columns in the order in which `Finding` has them.

    Examples
    --------
    >>> findings_frame([]).columns[:3].tolist()
    ['finding', 'metric', 'sentence']
    """
    names = [field.name for field in fields(Finding)]
    frame = pd.DataFrame([[getattr(one, name) for name in names] for one in findings], columns=names)
    numbers = [field.name for field in fields(Finding) if str(field.type) == "float | None"]
    return frame.astype(dict.fromkeys(numbers, float) | {"n": "Int64", "rank": "Int64"})


def _number(value: float | None) -> float:
    return math.inf if value is None or value != value else float(value)
