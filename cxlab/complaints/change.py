"""What explains that complaints rose or fell: mix and rate, and which combination of segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import require, tally
from cxlab.errors import BadParameter, BadValue
from cxlab.language import _, ngettext, number, percent, signed
from cxlab.results import protected
from cxlab.stats.localise import Leaves, localise
from cxlab.text import Text

from ._change_counts import Span, Units, both_periods, parts_of, total_of
from ._change_segments import ANY, coded, named, segments_of
from ._rows import check_options

__all__ = ["ChangeAttribution", "attribute_change", "localise_change"]


@dataclass(frozen=True)
class ChangeAttribution:
    """A change of complaints between two periods, taken apart.

    Attributes
    ----------
    total
        One row: metric ("complaint_rate_change" per day, or per exposure), estimate, low, high, value,
        value_versus, complaints, complaints_versus, exposure, exposure_versus, ratio, ratio_low, ratio_high,
        p.
    parts
        A row per dimension, category and component ("rate", "mix"): what it adds to the change. Over the rows
        of one dimension they add up to ``total.estimate`` exactly.
    segments
        The combinations that explain the change, the most telling first: the dimensions ("": any), estimate
        (complaints beyond what its own past makes expect), low, high, complaints, expected_complaints, ratio,
        share_of_change, p (how often a change by chance alone gives as telling a combination), stability
        (share of bootstrap samples that name it too), note. Combinations may overlap, so that their shares of
        the change need not add up to 1.
    text
        What it means, in the current language.
    """

    total: pd.DataFrame
    parts: pd.DataFrame
    segments: pd.DataFrame
    dimensions: tuple[str, ...]
    excluded: dict[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return in one paragraph, in the current language, what explains the change."""
        row = self.total.iloc[0]
        said = [
            _("Complaints went from {versus} to {now} ({change}).").format(
                versus=number(row["complaints_versus"]), now=number(row["complaints"]),
                change=_("{ratio} times the rate").format(ratio=number(row["ratio"], 2)))
        ]  # fmt: skip
        if self.segments.empty:
            said.append(_("No combination of segments stands out: the change is spread over all of them."))
            return " ".join(said)
        said.append(ngettext("{n} combination stands out:", "{n} combinations stand out:",
                             len(self.segments)).format(n=number(len(self.segments))))  # fmt: skip
        said += [self._segment(segment) for _index, segment in self.segments.iterrows()]
        return " ".join(said)

    def _segment(self, row: pd.Series) -> str:
        named = _(", ").join(f"{name} {row[name]}" for name in self.dimensions if row[name] != ANY)
        if pd.isna(row["complaints"]):
            return _("{named} (too few to be told).").format(named=named or _("everything"))
        return _("{named}: {count} instead of {expected} ({excess}, {share} of the change).").format(
            named=named or _("everything"), count=number(row["complaints"]),
            expected=number(row["expected_complaints"]),
            excess=signed(row["estimate"], 0), share=percent(row["share_of_change"], 0))  # fmt: skip


def attribute_change(
    complaints: Any,
    dimensions: Sequence[str],
    *,
    before: Span,
    after: Span,
    time: str = "created",
    exposure: Any = None,
    exposure_time: str | None = None,
    customer: str | None = None,
    direction: str = "both",
    deepest: int = 3,
    draws: int = 99,
    seed: int = 0,
    min_n: int = 5,
    level: float = 0.95,
) -> ChangeAttribution:
    """Take a change of complaints apart: by mix and rate, and by the combinations of segments behind it.

    Parameters
    ----------
    complaints
        One row per complaint.
    dimensions
        Columns in whose combinations the change is looked for: region, cause, channel, tariff.
    before, after
        First and last day (both included) of the periods compared.
    time
        Date of the complaint.
    exposure, exposure_time
        A table of what complaints can come from (orders, customers), counted in both periods by the
        dimensions it has (a column "exposure" is added up), and its date column; without a date column it
        holds for both. Without a table, days are the exposure, and there is no mix.
    customer
        Column of the customer: the intervals then allow for several complaints of one.
    direction
        "rise", "fall" or "both".
    deepest
        Most dimensions of a combination.
    draws, seed
        Changes by chance, and bootstrap samples, that p and stability come from.
    min_n, level
        Combinations of fewer complaints, or of fewer customers in both periods, are hidden; confidence level.

    Returns
    -------
    ChangeAttribution

    Raises
    ------
    BadValue
        No complaint lies in either period, or nothing was exposed in one of them.
    BadParameter
        The periods overlap or no dimension is named.

    References
    ----------
    Kitagawa (1955), JASA 50. Bhagwan et al. (2014), Adtributor, NSDI. Kalander (2022), arXiv 2205.10004.

    Examples
    --------
    >>> days, causes = pd.date_range("2024-01-01", "2024-02-29"), ["bill"] * 3 + ["price"] * 3
    >>> made = pd.DataFrame({"created": days.repeat(12), "region": ["north", "south", "west"] * 240,
    ...                      "cause": causes * 120})
    >>> fault = pd.DataFrame({"created": days[31:].repeat(4), "region": "west", "cause": "bill"})
    >>> found = attribute_change(pd.concat([made, fault]), ["region", "cause"], draws=19,
    ...                          before=("2024-01-01", "2024-01-31"), after=("2024-02-01", "2024-02-29"))
    >>> found.segments[["region", "cause", "complaints", "stability"]].round(1)
      region cause  complaints  stability
    0   west  bill         174        1.0
    """
    check_options(level, min_n)
    dims = list(dict.fromkeys([dimensions] if isinstance(dimensions, str) else dimensions))
    spans = _spans(before, after)
    if not dims:
        raise BadParameter(Text("name one dimension at least, such as 'region'"))
    cells, excluded, effect, whose = both_periods(complaints, dims, time, spans, customer)
    units = Units.of(exposure, dims, exposure_time, spans)
    hidden = Text("suppressed: fewer than {least} people", least=min_n)
    parts = pd.concat([parts_of(cells, dim, units, effect, level) for dim in dims], ignore_index=True)
    few = whose.few(
        ({dim: one} for dim, one in zip(parts["dimension"], parts["category"], strict=True)), min_n
    )
    parts["note"] = parts["note"].astype(object).mask(few, hidden)
    parts = protected(parts, min_n=min_n, by="category", within=["dimension", "component"])
    segments = segments_of(cells, dims, units, effect, direction, deepest, draws, seed, level)
    named_ones = ({dim: row[dim] for dim in dims if row[dim] != ANY} for _at, row in segments.iterrows())
    few = whose.few(named_ones, min_n)
    segments["note"] = segments["note"].astype(object).mask(few, hidden)
    segments = protected(segments, min_n=min_n, keep=("p", "stability"))
    total = total_of(cells, units, effect, level)
    total["note"] = total["note"].astype(object).mask(whose.few([{}], min_n), hidden)
    both_sides = protected(total.assign(n_versus=total["complaints_versus"]), min_n=min_n)
    total = both_sides.drop(columns="n_versus")
    return ChangeAttribution(total, parts, segments, tuple(dims), excluded)


def localise_change(
    table: Any,
    dimensions: Sequence[str],
    *,
    actual: str = "actual",
    expected: str = "expected",
    noise: str = "auto",
    direction: str = "both",
    deepest: int | None = None,
    most: int = 10,
) -> pd.DataFrame:
    """Find the combinations of segments in which an actual number deviates from an expected one.

    For data that hold both already: this week and last, a figure and its forecast.

    Parameters
    ----------
    table
        One row per leaf, the finest combination of the dimensions; leaves that occur twice are added up.
    dimensions
        Columns.
    actual, expected
        Columns of numbers of 0 or more.
    noise
        "counts" (numbers vary as counts do), "relative" (in proportion to themselves), "auto".
    direction, deepest, most
        As for `attribute_change`; combinations to return at most.

    Returns
    -------
    DataFrame
        A row per combination, the most telling first: the dimensions ("": any), metric ("deviation"), the
        columns of actual and expected numbers, estimate (actual - expected), ratio, leaves, surprise, note,
        method.

    Examples
    --------
    >>> leaves = pd.DataFrame({"a": list("xxyyzz"), "b": list("uvuvuv"), "actual": [50, 52, 49, 120, 51, 48],
    ...                        "expected": 50})
    >>> localise_change(leaves, ["a", "b"], noise="counts")[["a", "b", "actual", "expected"]]
       a  b  actual  expected
    0  y  v   120.0      50.0
    """
    dims = list(dimensions)
    require(table, *dims, actual, expected)
    frame = tally(table, by=[*dims, actual, expected])
    for name in (actual, expected):
        if not pd.api.types.is_numeric_dtype(frame[name]):
            raise BadValue(Text("column {column} must hold numbers", column=repr(name)))
        frame[name] = frame[name].astype(float).fillna(0.0) * frame["n"]
    cells = frame.groupby(dims, dropna=False, observed=True)[[actual, expected]].sum().reset_index()
    codes, values = coded(cells, dims)
    leaves = Leaves.of(codes, cells[actual].to_numpy(), cells[expected].to_numpy(), noise=noise)
    found = localise(leaves, direction=direction, deepest=deepest, most=most)
    columns = named(found, dims, values)
    v, f = (np.array([getattr(one, name) for one in found], dtype=float) for name in ("actual", "expected"))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(f > 0, v / f, np.nan)
    return pd.DataFrame(columns | {
        "metric": pd.Series("deviation", index=range(len(found)), dtype=object), actual: v, expected: f,
        "estimate": v - f, "ratio": ratio, "leaves": np.array([one.leaves for one in found], dtype="int64"),
        "surprise": np.array([one.gain for one in found], dtype=float), "note": "",
        "method": "relative noise" if leaves.sigma else "counts",
    })  # fmt: skip


def _spans(before: Span, after: Span) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return both periods as timestamps: the first day and the last."""
    try:
        spans = [
            (pd.Timestamp(first).normalize(), pd.Timestamp(last).normalize())
            for first, last in (before, after)
        ]
    except (TypeError, ValueError):
        raise BadParameter(
            Text("a period is its first and last day, such as ('2024-01-01', '2024-03-31')")
        ) from None
    (first, last), (start, end) = spans
    if last < first or end < start or not (last < start or end < first):
        raise BadParameter(Text("both periods must end after they begin, and may not overlap"))
    return spans
