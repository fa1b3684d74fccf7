"""Measures: what is to be done about weaknesses and threats, ranked, with what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import metric_of

from .judgements import Measure, SwotFile
from .scopes import plain
from .synthesis import Swot

__all__ = ["measures"]

EFFORT = {"small": 1.0, "medium": 2.0, "large": 4.0}
"""What a priority is divided by: as much for twice the effort counts half."""
COLUMNS = [
    *(
        "rank",
        "measure",
        "owner",
        "process",
        "expected_gain",
        "expected_gain_low",
        "expected_gain_high",
        "impact_metric",
        "effort",
        "metric",
    ),
    *("value", "goal", "due", "aspect", "priority", "judgement", "evidence", "sentence"),
]


def measures(
    found: Swot, *, people: SwotFile | None = None, targets: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Rank measures: actions of the entries, and those that people wrote down.

    Parameters
    ----------
    found
        As `swot` returns it.
    people
        As `swot_analysis.load_swot` returns it; a measure answers the weightiest weakness or threat that
        shares its aspect, process or group, and takes the place of that entry's own action.
    targets
        The pot's targets per metric.

    Returns
    -------
    DataFrame
        A row per measure, by priority over effort (small 1, medium 2, large 4; unknown as medium): rank,
        measure, owner, process, expected_gain with its limits (what the entry is worth, at most, in its
        impact_metric, with the interval of its figure), effort, metric, value (today), goal, due,
        aspect, priority, judgement (people decided it), evidence, sentence (what it answers). What nobody has
        said is empty.

    Notes
    -----
    A gain is what would be won if the weakness were gone; that a measure removes all of it is not promised.
    Its interval is that of the finding, carried over in proportion.

    Examples
    --------
    >>> from cxlab.results import Finding
    >>> from cxlab.swot_analysis import swot
    >>> weak = Finding(finding="nps.group", metric="nps", sentence="Portals score 21 points below.",
    ...     direction="weakness", certainty="shown", group="Portal", estimate=-21.0, low=-34.0, high=-8.0,
    ...     impact=-5.4, impact_metric="nps", action="Clarify expectations", owner="Sales")
    >>> measures(swot([weak]))[["owner", "expected_gain", "expected_gain_low"]].round(1)
       owner  expected_gain  expected_gain_low
    0  Sales            5.4                2.1
    """
    bad = found.entries[found.entries["swot_field"].isin(["weakness", "threat"])].to_dict("records")
    rows, answered = [], set()
    for one in (people or SwotFile()).measures:
        entry = _entry_of(one, bad)
        answered.add(entry["evidence"])
        rows.append(_row(entry, targets or {}) | _told(one, entry))
    own = [entry for entry in bad if entry["action"] and entry["evidence"] not in answered]
    rows += [_row(entry, targets or {}) for entry in own]
    table = pd.DataFrame(rows, columns=COLUMNS)
    over = table["effort"].map(EFFORT).fillna(EFFORT["medium"])
    order = np.argsort(-(table["priority"].astype(float) / over).to_numpy(), kind="stable")
    table = table.iloc[order].drop_duplicates("measure").reset_index(drop=True)
    return table.assign(rank=np.arange(1, len(table) + 1))


def _entry_of(measure: Measure, entries: list[dict[Any, Any]]) -> dict[Any, Any]:
    """Return the entry that a measure answers, or an empty one."""
    for entry in entries:
        for name in ("aspect", "process", "group"):
            if plain(getattr(measure, name)) and plain(getattr(measure, name)) == plain(entry[name]):
                return entry
    empty = dict.fromkeys(("sentence", "owner", "process", "impact_metric", "metric", "aspect", "action"), "")
    numbers = dict.fromkeys(("impact", "estimate", "low", "high", "value"), np.nan)
    return {**empty, **numbers, "priority": 0.0, "evidence": "", "swot_field": ""}


def _row(entry: Mapping[Any, Any], targets: Mapping[str, float]) -> dict[str, Any]:
    gain, low, high = _gain(entry)
    target = targets.get(str(entry["metric"]))
    return {
        "measure": entry["action"], "owner": entry["owner"] or entry["process"], "process": entry["process"],
        "expected_gain": gain, "expected_gain_low": low, "expected_gain_high": high,
        "impact_metric": entry["impact_metric"], "effort": "", "metric": entry["metric"],
        "value": entry["value"], "goal": "" if target is None else f"{target:g}", "due": "",
        "aspect": entry["aspect"], "priority": entry["priority"], "judgement": False,
        "evidence": entry["evidence"], "sentence": entry["sentence"],
    }  # fmt: skip


def _told(one: Measure, entry: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what people say of a measure; where they are silent, the entry speaks."""
    return {
        "measure": one.measure, "owner": one.owner or entry["owner"], "effort": one.effort, "due": one.due,
        "judgement": True, "aspect": one.aspect or entry["aspect"], "process": one.process or
        entry["process"], **({"metric": one.metric} if one.metric else {}), **({"goal": one.target} if
        one.target else {}),
    }  # fmt: skip


def _gain(entry: Mapping[Any, Any]) -> tuple[float, float, float]:
    """Return what would be won at most, with its limits in proportion to those of the figure."""
    numbers = [entry[name] for name in ("impact", "estimate", "low", "high")]
    impact, estimate, low, high = (float(value) if pd.notna(value) else np.nan for value in numbers)
    gain = abs(impact)
    known = metric_of(str(entry["metric"]))
    same = 1.0 if known is not None and known.kind == "ratio" else 0.0  # where nothing would be won
    estimate, low, high = estimate - same, low - same, high - same
    if not estimate or np.isnan([estimate, low, high]).any() or np.sign(low) != np.sign(high):
        return gain, np.nan, np.nan
    ends = sorted((gain * low / estimate, gain * high / estimate))
    return gain, ends[0], ends[1]
