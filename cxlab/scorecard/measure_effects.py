"""How the KPI of every measure moved since it began, and how it moved where the measure was not taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.results import is_hidden
from cxlab.stats import Difference
from cxlab.text import Text

from .changes import corrected
from .current import target_state
from .kpi import NO_TEST, Cell, Kpi
from .measures import Measure

__all__ = ["measure_effects"]

DAY = pd.Timedelta(days=1)
LONGEST, SHORTEST = 365, 28
"""Days before and after that are compared at most, and at least."""

COLUMNS = [
    *("measure", "metric", "begin", "factor", "group", "arm", "days", "value", "value_versus", "estimate"),
    *("low", "high", "se", "p", "p_adjusted", "correction", "comparisons", "n", "n_versus", "target_value"),
    *("target_state", "owner", "note", "method", "level"),
]


def measure_effects(
    kpis: Sequence[Kpi], measures: Sequence[Measure], *, correction: str = "holm"
) -> pd.DataFrame:
    """Compare the KPI of every measure after its begin with before, and with whom it did not touch.

    Before and after are equally long: as long as the measure has run (or its `window` says), at most a year,
    so that a year is compared with a year. That a KPI moved after a measure is no proof that it moved by it:
    what else changed at the time moved it, too. Where the measure touched a group only, the others show what
    would have happened without it, as far as they are alike (difference in differences).

    Parameters
    ----------
    kpis : list of Kpi
        As `find_kpis` returns them.
    measures : list of Measure
        As `load_measures` reads them.
    correction
        "holm", "bh" or "none", over the measures (of each the sharper comparison that there is).

    Returns
    -------
    DataFrame
        Up to three rows per measure: measure, metric, begin, factor, group, arm ("touched": after against
        before where it was taken; "untouched": the same for all others; "difference": what the first changed
        more than the second), days (before and after), value (after), value_versus (before), estimate (their
        difference), low, high, se, p, p_adjusted (of "difference", where there is no untouched group of
        "touched"), correction, comparisons, n, n_versus, target_value, target_state, owner, note (why nothing
        can be said), method, level.

    Examples
    --------
    >>> import cxlab as cx
    >>> kpis = cx.scorecard.find_kpis(cx.open_pot("nordlicht"), only=["complaints_per_100_customers"])
    >>> mended = cx.scorecard.Measure(
    ...     measure="Bills corrected", metric="complaints_per_100_customers", begin="2024-10-14",
    ...     group={"region": "West"})
    >>> measure_effects(kpis, [mended])[["arm", "value", "value_versus", "estimate"]].round(0)
              arm  value  value_versus  estimate
    0     touched   23.0          33.0     -10.0
    1   untouched   24.0          20.0       4.0
    2  difference    NaN           NaN     -15.0
    """
    known = {kpi.metric: kpi for kpi in kpis}
    rows: list[dict[str, Any]] = []
    for one in measures:
        kpi = known.get(one.metric)
        rows += _compared(kpi, one) if kpi else [_blank(one, Text("the data do not hold this KPI"))]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table = table.astype({"days": "Int64", "target_value": float})
    judged = table["arm"].eq("difference") | (
        table["arm"].eq("touched")
        & ~table.groupby("measure")["arm"].transform(lambda arm: arm.eq("difference").any())
    )
    found = corrected(table.assign(p=table["p"].where(judged)), correction)
    return found.assign(p=table["p"].astype(float))[COLUMNS]


def _compared(kpi: Kpi, one: Measure) -> list[dict[str, Any]]:
    column, group = next(iter(one.group.items()), ("", None))
    if column and column not in kpi.columns():
        return [_blank(one, Text("the data of this KPI have no column {column}", column=column))]
    if column and group not in kpi.groups(column):
        return [
            _blank(one, Text("no row of this KPI has {column} = {group}", column=column, group=str(group)))
        ]
    cells = _before_and_after(kpi, one)
    if cells is None:
        text = Text("fewer than {days} days before or after its begin are in the data", days=SHORTEST)
        return [_blank(one, text)]
    after, before = (replace(cell, column=column, group=group) for cell in cells)
    rows = [_row(kpi, one, "touched", (after, before))]
    if column:
        others = (after.others, before.others)
        rows += [_row(kpi, one, "untouched", others)]
        if not any(row["note"] for row in rows):
            test = kpi.contrast((after, before, *others), (1, -1, -1, 1))
            rows.append(_blank(one, NO_TEST if np.isnan(test.p) else "") | _figures(test)
                        | {"arm": "difference", "days": rows[0]["days"], "level": kpi.level,
                           "n": rows[0]["n"], "n_versus": rows[1]["n"]})  # fmt: skip
    return rows


def _before_and_after(kpi: Kpi, one: Measure) -> tuple[Cell, Cell] | None:
    """Return the days after and before, equally many, as far as both were observed."""
    begin = pd.Timestamp(one.begin)
    longest = one.days or LONGEST
    for days in (longest, *range(longest - 7, SHORTEST - 1, -7)):
        after = Cell(begin, begin + (days - 1) * DAY)
        before = Cell(begin - days * DAY, begin - DAY)
        if kpi.covers(after) and kpi.covers(before):
            return after, before
    return None


def _row(kpi: Kpi, one: Measure, arm: str, cells: tuple[Cell, Cell]) -> dict[str, Any]:
    now, before = (kpi.value(cell) for cell in cells)
    row = _blank(one, "") | {
        "arm": arm,
        "days": (cells[0].ends[1] - cells[0].ends[0]).days + 1,
        "level": kpi.level,
    }
    hidden = [side["note"] for side in (now, before) if is_hidden(side["note"])]
    if hidden:
        return row | {"note": hidden[0]}
    test = kpi.contrast(cells, (1, -1))
    row |= {
        "value": now["estimate"],
        "value_versus": before["estimate"],
        "n": now["n"],
        "n_versus": before["n"],
    }
    row |= _figures(test) | {"note": NO_TEST if np.isnan(test.p) else ""}
    if arm == "touched" and one.target is not None:
        state = target_state(kpi.metric, now["estimate"], now["low"], now["high"], one.target)
        row |= {"target_state": state}
    return row


def _figures(test: Difference) -> dict[str, Any]:
    return {"estimate": test.estimate, "low": test.low, "high": test.high, "se": test.se, "p": test.p}


def _blank(one: Measure, note: str) -> dict[str, Any]:
    factor, group = next(iter(one.group.items()), ("", ""))
    return {
        "measure": one.measure, "metric": one.metric, "begin": pd.Timestamp(one.begin), "factor": factor,
        "group": group, "arm": "touched", "owner": one.owner, "target_value": one.target, "target_state": "",
        "note": note, "method": "before and after, equally long",
    }  # fmt: skip
