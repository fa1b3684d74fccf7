"""The phases of a control chart: which points belong to each, and how they are judged by its limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats.control_charts import (
    Chart,
    binomial_chart,
    counts_chart,
    individuals_chart,
    moving_range_chart,
    overdispersion,
    rates_chart,
)
from cxlab.stats.run_rules import run_signals
from cxlab.stats.sequential_charts import cusum, ewma
from cxlab.text import Text

from ._chart_points import RATES, SHARES
from ._rows import RowNotes

__all__ = ["Phase", "base_of", "phase_of"]

FEW = 20
"""Points below which limits are provisional (Montgomery 2005, section 5.3)."""


def _like(times: pd.Series, moment: Any) -> Any:
    """Return a moment as the times are: a timestamp where they are dates."""
    return pd.Timestamp(moment) if pd.api.types.is_datetime64_any_dtype(times) else moment


def phase_of(times: pd.Series, phases: Sequence[Any]) -> np.ndarray:
    phase = np.zeros(len(times), dtype=int)
    for start in sorted(_like(times, one) for one in phases):
        phase += (times >= start).to_numpy()
    return np.asarray(pd.factorize(phase)[0])


def base_of(times: pd.Series, baseline: tuple[Any, Any] | None, exclude: Sequence[Any]) -> np.ndarray:
    base = ~times.isin([_like(times, one) for one in exclude]).to_numpy()
    if baseline is not None:
        first, last = (_like(times, one) for one in baseline)
        base &= ((times >= first) & (times <= last)).to_numpy()
    return np.asarray(base)


class Phase:
    """The points of one phase, judged by limits of their own."""

    def __init__(
        self, points: pd.DataFrame, base: np.ndarray, kind: str, rules: str, target: float | None,
        sigma: float | None, slack: float, limit: float, smoothing: float,
    ) -> None:  # fmt: skip
        value = points["value"].to_numpy(float)
        size = points["size"].to_numpy(float) if "size" in points else None
        base = base if base.any() else np.ones(len(points), dtype=bool)
        chart = _chart(kind, value, size, base, target, sigma)
        found = run_signals(chart.z, rules)
        shown = {"time": points["time"], "metric": f"{kind}_chart", "estimate": chart.value,
                 "centre": chart.centre, "low": chart.low, "high": chart.high, "z": chart.z}  # fmt: skip
        if kind in ("cusum", "ewma"):
            found, shown = self._sequential(chart, kind, shown, slack, limit, smoothing)
        if kind == "xmr":
            moving = moving_range_chart(value, base=base)
            shown["moving_range"] = moving.value
            found["moving range"] = moving.beyond
        if kind in (*SHARES, *RATES, "c"):
            shown["count"] = value.astype("int64")
        if size is not None:
            shown["size"] = size
        fired = np.array(
            [", ".join(name for name, hit in found.items() if hit[row]) for row in range(len(value))]
        )
        shown |= {"base": chart.base, "signal": fired != "", "rules": fired.astype(object)}
        notes = RowNotes(len(value))
        if size is not None:
            notes.add(size == 0, Text("nothing was exposed, so that there is no value"))
        method = "three standard deviations" if kind not in ("cusum", "ewma") else kind
        self.table = pd.DataFrame(shown | {"note": notes.texts, "method": method})
        spread = overdispersion(value[chart.base], None if kind not in SHARES else size[chart.base])  # type: ignore[index]
        few = int(chart.base.sum())
        self.limits = {
            "base_points": few, "centre": float(chart.centre[-1]), "low": float(self.table["low"].iloc[-1]),
            "high": float(self.table["high"].iloc[-1]), "spread": chart.spread,
            "overdispersion": spread.ratio if kind in (*SHARES, "c") else np.nan,
            "p": spread.p if kind in (*SHARES, "c") else np.nan,
            "note": Text("limits are provisional: they come from {n} point", "limits are provisional: they "
                         "come from {n} points", n=few) if few < FEW else "",
        }  # fmt: skip

    @staticmethod
    def _sequential(
        chart: Chart, kind: str, shown: dict[str, Any], slack: float, limit: float, smoothing: float
    ) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        if kind == "cusum":
            sums = cusum(chart.z, slack=slack, limit=limit)
            return {"CUSUM": sums.signal}, shown | {"up": sums.up, "down": sums.down}
        smooth = ewma(chart.value, centre=float(chart.centre[0]), sigma=chart.sigma, smoothing=smoothing)
        return {"EWMA": smooth.signal}, shown | {
            "smoothed": smooth.value,
            "low": smooth.low,
            "high": smooth.high,
        }


def _chart(
    kind: str, value: np.ndarray, size: np.ndarray | None, base: np.ndarray, target: float | None,
    sigma: float | None,
) -> Chart:  # fmt: skip
    if kind in SHARES:
        return binomial_chart(
            value, size, base=base, laney=kind == "laney_p", counts=kind == "np", centre=target  # type: ignore[arg-type]
        )  # fmt: skip
    if kind in RATES:
        return rates_chart(value, size, base=base, laney=kind == "laney_u", centre=target)  # type: ignore[arg-type]
    if kind == "c":
        return counts_chart(value, base=base, centre=target)
    return individuals_chart(value, base=base, centre=target, sigma=sigma)
