"""Hold what a trainee found against what was planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ....text import Text
from .data import Data, Planted

__all__ = ["judge_findings", "judge_rise", "judge_step", "verdict_on"]

TRUE, FALSE, OPEN = "true", "false", "open"
WORSE = {"worse", "schlechter", "weakness", "schwäche"}
BETTER = {"better", "besser", "strength", "stärke"}
SUBJECTS = ("complaints", "nps", "funnel", "churn", "measure")
FIELDS = ("about", "group", "direction", "sentence")
NEEDED, MOST = 4, 8
SHORTEST = 20  # characters of a sentence
BEFORE, NEAR = pd.Timedelta(days=42), pd.Timedelta(days=20)
"""How much earlier or later than planted a begin may lie: searches in time take weeks before it along."""


def judge_rise(answer: Any, data: Data) -> Any:
    """Judge where complaints rose, of which cause, since when: region, cause, begin."""
    planted = data.planted
    found = _texts(answer, ("region", "cause", "begin"))
    if found is None:
        return "unusable", Text("The answer is a `dict` with `region`, `cause` and `begin`.")
    begin = _date(found["begin"])
    if begin is None:
        return "unusable", Text("`begin` is a date, such as `2025-03-14`, or a month, such as `2025-03`.")
    if not _same(found["region"], planted.region):
        return "another_region" if _same(found["cause"], planted.cause) else "wrong"
    if not _same(found["cause"], planted.cause):
        return "another_cause"
    if _near(begin, planted.begin, found["begin"]):
        return "right"
    return "end_for_begin" if _near(begin, planted.end, found["begin"]) else "another_time"


def judge_step(answer: Any, data: Data) -> Any:
    """Judge on which device visitors get stuck, and before which step."""
    planted = data.planted
    found = _texts(answer, ("device", "step"))
    if found is None:
        return "unusable", Text("The answer is a `dict` with `device` and `step`.")
    device, step = (planted.plain(found[name]) for name in ("device", "step"))
    hard = _same(device, planted.device)
    if _same(step, planted.steps[2]):
        return "right" if hard else "other_device" if _same(device, planted.other_device) else "wrong"
    return "narrow_for_all" if _same(step, planted.steps[1]) else "wrong"


def judge_findings(answer: Any, data: Data) -> Any:
    """Judge a list of findings: none false, and at least four of the five subjects found."""
    if isinstance(answer, pd.DataFrame):
        answer = answer.to_dict("records")
    findings = [_texts(item, FIELDS) for item in answer] if isinstance(answer, list | tuple) else [None]
    if not findings or None in findings:
        fields = list(FIELDS)
        return "unusable", Text("The answer is a list of `dict`, each with {names}.", names=fields)
    told = [finding for finding in findings if finding is not None]
    if any(len(finding["sentence"].strip()) < SHORTEST for finding in told):
        return "no_sentence"
    if len(told) > MOST:
        return "everything"
    verdicts = [verdict_on(finding, data.planted) for finding in told]
    counted = Counter(verdicts)
    found = {f["about"].casefold() for f, verdict in zip(told, verdicts, strict=True) if verdict == TRUE}
    summary = Text(
        "Of your {n} findings {true} are true, {false} false, and {open} cannot be judged. You have found "
        "{found} of {all} planted facts.",
        n=len(told), true=counted[TRUE], false=counted[FALSE], open=counted[OPEN], found=len(found),
        all=len(SUBJECTS),
    )  # fmt: skip
    return _overall(told, verdicts, found), summary


def _overall(told: list[dict[str, str]], verdicts: list[str], found: set[str]) -> str:
    false = [finding for finding, verdict in zip(told, verdicts, strict=True) if verdict == FALSE]
    if any(finding["about"].casefold() == "measure" for finding in false):
        return "no_effect"
    if any(_direction(finding["direction"]) == "better" for finding in false):
        return "reversed"
    return "right" if not false and len(found) >= NEEDED else "wrong"


def verdict_on(finding: Mapping[str, str], planted: Planted) -> str:
    """Return whether a finding is "true" or "false", or "open" where nothing was planted that decides it."""
    about, direction = finding["about"].casefold().strip(), _direction(finding["direction"])
    truth = _truth_about(about, finding["group"], planted)
    if truth is None or direction is None:
        return OPEN
    return TRUE if truth == direction else FALSE


def _truth_about(about: str, group: str, planted: Planted) -> str | None:
    """Return whether a group is planted as "worse" or "better"; "neither" where every claim is false."""
    if about == "complaints":
        named = [name for name in (*planted.regions, *planted.causes) if _same(name, group)]
        return (
            ("worse" if _same(group, planted.region) or _same(group, planted.cause) else "neither")
            if named
            else None
        )
    if about == "nps":
        return _end_of(planted.segments, group)
    if about == "churn":
        return _end_of({name: -ratio for name, ratio in planted.channels.items()}, group)
    if about == "funnel":
        sides = {planted.device: "worse", planted.other_device: "better"}
        return next((side for device, side in sides.items() if _same(device, planted.plain(group))), None)
    if about == "measure":
        name = group.casefold()
        return "better" if "behoben" in name else "neither" if "antwortvorlagen" in name else None
    return None


def _end_of(values: Mapping[str, float], group: str) -> str | None:
    """Return on which end of all groups one lies; those between are not told."""
    name = next((name for name in values if _same(name, group)), None)
    ends = {min(values, key=values.__getitem__): "worse", max(values, key=values.__getitem__): "better"}
    return ends.get(name) if name else None


def _direction(text: str) -> str | None:
    word = text.casefold().strip()
    return "worse" if word in WORSE else "better" if word in BETTER else None


def _texts(answer: Any, names: tuple[str, ...]) -> dict[str, str] | None:
    if not isinstance(answer, Mapping) or not {*names} <= {*answer}:
        return None
    return {name: str(answer[name]) for name in names}


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _date(text: str) -> pd.Timestamp | None:
    try:
        found = pd.Timestamp(text)
    except ValueError:
        return None
    return None if pd.isna(found) else found.tz_localize(None)


def _near(found: pd.Timestamp, planted: pd.Timestamp, written: str) -> bool:
    """Return whether two dates are the same within some days; a month is taken by its middle."""
    if len(written.strip()) == len("2025-03"):
        found += pd.Timedelta(days=14)
    return planted - BEFORE <= found <= planted + NEAR
