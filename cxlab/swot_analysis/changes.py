"""What has changed since the last synthesis: new and gone entries, rising and fading ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats.interval_p import interval_p

from .rules import FIELDS
from .scopes import plain
from .synthesis import Swot

__all__ = ["changes_since"]

ENOUGH = 1.25
"""By how many times a priority must have grown or shrunk to be called rising or fading."""
COLUMNS = [
    *(
        "movement",
        "swot_field",
        "sentence",
        "priority",
        "priority_before",
        "estimate",
        "estimate_before",
        "p",
    ),
    *("since", "n_runs"),
]


def changes_since(found: Swot, history: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Compare the entries with those of earlier syntheses.

    Parameters
    ----------
    found
        As `swot` returns it.
    history
        Findings of earlier syntheses of the same pot and scope (names swot.strength and so on, impact is the
        priority), as `report.findings_history` keeps them.
    level
        From which confidence on a figure is said to have moved.

    Returns
    -------
    DataFrame
        A row per entry that is there now or was last time: movement ("new", "gone", "rising", "fading",
        "same"), swot_field, sentence, priority, priority_before, estimate, estimate_before, p (of the
        difference of both figures, from their intervals), since (day of the first synthesis that had it),
        n_runs. Rising is an entry whose figure moved away from 0 significantly, or whose priority grew by a
        quarter; fading the other way. Empty where there is no earlier synthesis.

    Examples
    --------
    >>> from cxlab.results import Finding
    >>> from cxlab.swot_analysis import swot
    >>> now = swot([Finding(finding="nps.group", metric="nps", sentence="Portals: -21.", direction="weakness",
    ...     certainty="shown", group="Portal", dimension="channel", estimate=-21.0, low=-25.0, high=-17.0)])
    >>> before = pd.DataFrame([{"finding": "swot.weakness", "dimension": "channel", "group": "Portal",
    ...     "metric": "nps", "sentence": "Portals: -10.", "estimate": -10.0, "low": -14.0, "high": -6.0,
    ...     "impact": 0.1, "level": 0.95, "run_id": "1", "created_at": pd.Timestamp("2026-01-01")}])
    >>> changes_since(now, before)[["movement", "estimate_before", "estimate"]]
      movement  estimate_before  estimate
    0   rising            -10.0     -21.0
    """
    names = tuple(f"swot.{field}" for field in FIELDS)
    told = history[history["finding"].isin(names)] if len(history) else history
    if told.empty:
        return pd.DataFrame(columns=COLUMNS)
    told = told.assign(
        key=[_key(row, row["finding"].removeprefix("swot.")) for row in told.to_dict("records")]
    )
    newest = told.sort_values("created_at", kind="stable")["run_id"].iloc[-1]
    last = {row["key"]: row for row in told[told["run_id"] == newest].to_dict("records")}
    first = told.groupby("key")["created_at"].min()
    runs = told.groupby("key")["run_id"].nunique()
    now = {_key(row, row["swot_field"]): row for row in found.entries.to_dict("records")}
    rows = []
    for key in [*now, *(key for key in last if key not in now)]:
        row = _compared(now.get(key), last.get(key), level)
        rows.append(row | {"since": first.get(key), "n_runs": int(runs.get(key, 0))})
    return pd.DataFrame(rows, columns=COLUMNS)


def _key(row: Mapping[Any, Any], field: str) -> str:
    about = [plain(row.get(name)) for name in ("metric", "aspect", "dimension", "group")]
    if not any(about):  # a judgement: known by its words
        about = [plain(row.get("sentence"))]
    return "|".join([field, *about])


def _compared(
    now: Mapping[Any, Any] | None, before: Mapping[Any, Any] | None, level: float
) -> dict[str, Any]:
    side = now or before or {}
    field = side.get("swot_field") or str(side.get("finding", "")).removeprefix("swot.")
    priority = np.nan if now is None else float(now["priority"])
    earlier = np.nan if before is None else float(before["impact"])
    figures = [np.nan if one is None else _number(one.get("estimate")) for one in (now, before)]
    p = np.nan if now is None or before is None else _p(now, before)
    return {
        "movement": _movement(now, before, priority, earlier, figures, p, level), "swot_field": field,
        "sentence": side.get("sentence", ""), "priority": priority, "priority_before": earlier,
        "estimate": figures[0], "estimate_before": figures[1], "p": p,
    }  # fmt: skip


def _movement(
    now: Any, before: Any, priority: float, earlier: float, figures: list[float], p: float, level: float
) -> str:
    if before is None:
        return "new"
    if now is None:
        return "gone"
    if p < 1 - level:
        return "rising" if abs(figures[0]) > abs(figures[1]) else "fading"
    if priority > ENOUGH * earlier:
        return "rising"
    return "fading" if priority < earlier / ENOUGH else "same"


def _p(now: Mapping[Any, Any], before: Mapping[Any, Any]) -> float:
    """Return p of the difference of two figures, by the width of their intervals (both at 95 %).

    Both rest in part on the same people: the test is then a cautious one.
    """
    half = [(_number(one.get("high")) - _number(one.get("low"))) / 2 for one in (now, before)]
    gap = _number(now.get("estimate")) - _number(before.get("estimate"))
    both = float(np.hypot(half[0], half[1]))
    return float(interval_p(gap, gap - both, gap + both)) if both > 0 else np.nan


def _number(value: Any) -> float:
    return np.nan if value is None or pd.isna(value) else float(value)
