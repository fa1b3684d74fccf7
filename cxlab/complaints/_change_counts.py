"""Complaints and exposures of two periods, and how the change of the rate splits into mix and rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, columns, period, require, tally
from cxlab.engine.tally import Key
from cxlab.errors import BadValue
from cxlab.language import told
from cxlab.stats import Estimate, critical, rate_mix
from cxlab.stats.rates import rate_ratio
from cxlab.text import Text

__all__ = ["Span", "Units", "both_periods", "parts_of", "total_of"]

Span = tuple[Any, Any]
Spans = Sequence[tuple[pd.Timestamp, pd.Timestamp]]


@dataclass(frozen=True)
class Units:
    """What complaints can come from in both periods, by the dimensions that it is known for.

    `frame` has these dimensions, `before` and `after`; without any it has one row.
    """

    frame: pd.DataFrame
    dims: tuple[str, ...]

    @classmethod
    def of(cls, exposure: Any, dims: Sequence[str], time: str | None, spans: Spans) -> Units:
        """Count the exposure of both periods; without a table it is their days."""
        days = [float((last - first).days + 1) for first, last in spans]
        if exposure is None:
            return cls(pd.DataFrame({"before": [days[0]], "after": [days[1]]}), ())
        known = columns(exposure)
        shared = [dim for dim in dims if dim in known]
        weight = "exposure" if "exposure" in known else None
        keys: list[Key] = [*shared, *([period(time, "day", name="_day")] if time else [])]
        cells = tally(exposure, by=keys, weight=weight)
        worth = (cells["weight_sum"].fillna(0.0) if weight else cells["n"]).to_numpy(float)
        for name, (first, last), length in zip(("before", "after"), spans, days, strict=True):
            if time:
                inside = ((cells["_day"] >= first) & (cells["_day"] <= last)).to_numpy()
                cells[name] = np.where(inside, worth, 0.0)
            else:  # there all the time: what counts is for how long
                cells[name] = worth * length
            if cells[name].sum() <= 0:
                raise BadValue(Text("nothing was exposed in one of the periods; the rate cannot be told"))
        if not shared:
            return cls(cells[["before", "after"]].sum().to_frame().T, ())
        for dim in shared:
            cells[dim] = stated(cells[dim])
        return cls(cells.groupby(shared)[["before", "after"]].sum().reset_index(), tuple(shared))

    @property
    def total(self) -> tuple[float, float]:
        """Return the whole exposure before and after."""
        return float(self.frame["before"].sum()), float(self.frame["after"].sum())

    def leaves(self, cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Return the exposure before and after of each leaf, as far as it is known."""
        if not self.dims:
            return tuple(np.full(len(cells), whole) for whole in self.total)  # type: ignore[return-value]
        both = cells[list(self.dims)].merge(self.frame, how="left", on=list(self.dims))
        return both["before"].fillna(0.0).to_numpy(), both["after"].fillna(0.0).to_numpy()


@dataclass(frozen=True)
class Complainants:
    """Who complained: `frame` has the dimensions and n, `who` numbers the customers (-1: not known)."""

    frame: pd.DataFrame
    who: np.ndarray

    def few(self, wanted: Iterable[Mapping[str, str]], min_n: int) -> np.ndarray:
        """Tell of which combinations of categories fewer than `min_n` people complained in both periods."""
        return np.array([self._of(one) < min_n for one in wanted], dtype=bool)

    def _of(self, categories: Mapping[str, str]) -> int:
        inside = np.ones(len(self.frame), dtype=bool)
        for dim, category in categories.items():
            inside &= (self.frame[dim] == category).to_numpy()
        alone = inside & (self.who < 0)
        return len(np.unique(self.who[inside & ~alone])) + int(self.frame["n"].to_numpy()[alone].sum())


def stated(values: pd.Series) -> pd.Series:
    """Return categories as text; a missing one is one of its own."""
    return values.astype(object).where(values.notna(), told(Text("not stated"))).astype(str)


def both_periods(
    data: Any,
    dims: list[str],
    time: str,
    spans: list[tuple[pd.Timestamp, pd.Timestamp]],
    customer: str | None,
) -> tuple[pd.DataFrame, dict[str, int], float, Complainants]:
    """Return complaints per leaf in both periods, what was left out, the design effect, and by whom."""
    require(data, *dims, time, *([customer] if customer else []))
    days = tally(data, by=[*dims, period(time, "day", name="_day"), *([customer] if customer else [])])
    excluded: dict[str, int] = {}
    undated = days["_day"].isna()
    if undated.any():
        excluded[Text("no date")] = int(days.loc[undated, "n"].sum())
    inside = [((days["_day"] >= first) & (days["_day"] <= last)).to_numpy() for first, last in spans]
    outside = ~(inside[0] | inside[1]) & ~undated.to_numpy()
    if outside.any():
        excluded[Text("outside both periods")] = int(days.loc[outside, "n"].sum())
    for dim in dims:
        days[dim] = stated(days[dim])
    days["before"], days["after"] = (np.where(mask, days["n"], 0) for mask in inside)
    days = days[inside[0] | inside[1]]
    if days.empty or days["before"].sum() + days["after"].sum() == 0:
        raise BadValue(Text("no complaint lies in either of the two periods"))
    effect, who = 1.0, np.full(len(days), -1)
    if customer:
        who = pd.factorize(as_ids(days[customer], customer))[0]
        sums = days[["before", "after"]].groupby(np.where(who >= 0, who, -1 - np.arange(len(who)))).sum()
        alone = sums.index < 0
        squares = np.where(alone[:, None], sums, sums**2).sum(axis=0) / np.maximum(sums.sum(axis=0), 1)
        effect = max(float(np.average(squares, weights=np.maximum(sums.sum(axis=0), 1e-9))), 1.0)
    leaves = days.groupby(dims)[["before", "after"]].sum().reset_index()
    return leaves, excluded, effect, Complainants(days[[*dims, "n"]], who)


def total_of(cells: pd.DataFrame, units: Units, effect: float, level: float) -> pd.DataFrame:
    """Return the change of the whole rate, one row."""
    x0, x1 = float(cells["before"].sum()), float(cells["after"].sum())
    e0, e1 = units.total
    ratio = rate_ratio(x1, e1, x0, e0, level=level, dispersion=effect)
    gain, se = x1 / e1 - x0 / e0, float(np.sqrt(effect * (x1 / e1**2 + x0 / e0**2)))
    half = float(critical(level)) * se
    row = {
        "metric": "complaint_rate_change", "estimate": gain, "low": gain - half, "high": gain + half,
        "value": x1 / e1, "value_versus": x0 / e0, "complaints": int(x1), "complaints_versus": int(x0),
        "exposure": e1, "exposure_versus": e0, "ratio": float(ratio.estimate), "ratio_low": float(ratio.low),
        "ratio_high": float(ratio.high), "p": float(ratio.p), "dispersion": effect, "note": "",
        "method": "exact poisson", "level": level,
    }  # fmt: skip
    return pd.DataFrame([row])


def parts_of(cells: pd.DataFrame, dim: str, units: Units, effect: float, level: float) -> pd.DataFrame:
    """Return what each category of a dimension adds to the change of the rate, by rate and by mix."""
    counts = cells.groupby(dim)[["before", "after"]].sum()
    if dim in units.dims:
        own = units.frame.groupby(dim)[["before", "after"]].sum().add_prefix("e_")
        counts = counts.join(own, how="outer").fillna(0.0)
    x0, x1 = counts["before"].to_numpy(float), counts["after"].to_numpy(float)
    if dim in units.dims:
        e0, e1 = counts["e_before"].to_numpy(float), counts["e_after"].to_numpy(float)
        effects = _split(x0, e0, x1, e1, effect, level)
    else:
        e0, e1 = (np.full(len(x0), whole) for whole in units.total)
        gain, se = x1 / e1 - x0 / e0, np.sqrt(effect * (x1 / e1**2 + x0 / e0**2))
        half = critical(level) * se
        effects = {"rate": Estimate(gain, se, gain - half, gain + half)}
    tables = [
        pd.DataFrame({
            "dimension": dim, "category": counts.index.astype(str), "component": name,
            "metric": "complaint_rate_change", "estimate": found.estimate, "low": found.low,
            "high": found.high, "complaints": x1.astype("int64"), "complaints_versus": x0.astype("int64"),
            "note": "", "method": "kitagawa" if dim in units.dims else "rates added up", "level": level,
        })
        for name, found in effects.items()
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def _split(
    x0: np.ndarray, e0: np.ndarray, x1: np.ndarray, e1: np.ndarray, effect: float, level: float
) -> dict[str, Estimate]:
    """Split a change by mix and rate; a category that is absent in a period has mix only."""
    if np.any((e0 == 0) & (x0 > 0)) or np.any((e1 == 0) & (x1 > 0)):
        raise BadValue(Text("a category has complaints in a period in which nothing of it was exposed"))
    rates = [np.divide(x, e, out=np.zeros(len(x)), where=e > 0) for x, e in ((x0, e0), (x1, e1))]
    errors = [
        np.divide(np.sqrt(effect * np.maximum(x, 0.5)), e, out=np.zeros(len(x)), where=e > 0)
        for x, e in ((x0, e0), (x1, e1))
    ]
    found = rate_mix(
        e0 / e0.sum(), rates[0], e1 / e1.sum(), rates[1], se0=errors[0], se1=errors[1], n0=float(e0.sum()),
        n1=float(e1.sum()), level=level,
    )  # fmt: skip
    zero = np.where(found.absent, 0.0, found.rate.estimate)
    return {"rate": found.rate._replace(estimate=zero), "mix": found.mix}
