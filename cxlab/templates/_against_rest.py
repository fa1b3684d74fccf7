"""A group against the rest, in one sentence that all templates say alike, and the finding it makes.

Rows are those of any comparison (`cxlab.nps_compare` and its kin): group, versus, value, value_versus, and
the difference in estimate, low, high, with p, p_adjusted, n and level where they are known.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..language import _, interval, ngettext, number, percent
from ..results import Finding, certainty_of, metric_of
from ._html import digits_that_agree, fill, in_words

__all__ = ["against_rest", "only_by_contrast", "rest_finding", "told_once", "written_value"]


def against_rest(row: pd.Series, *, kind: str | None = None, at: str = "", period: str = "") -> Markup:
    """Say by how much a group lies above or below the rest, and how sure that is.

    Parameters
    ----------
    row : Series
        A row of a comparison.
    kind : {"points", "share", "days", "hours", "ratio", "number"}, optional
        How its values are written; by default as its metric is registered.
    at : str, optional
        Where it was measured, e.g. the step of a journey.
    period : str, optional
        When, where that is not the period that the page speaks of.

    Examples
    --------
    >>> row = pd.Series({"factor": "region", "group": "West", "versus": "rest", "metric": "nps_difference",
    ...     "value": -16.2, "value_versus": 22.9, "estimate": -39.1, "low": -47.0, "high": -31.2, "n": 57,
    ...     "p": 1e-9, "p_adjusted": 1e-8, "level": 0.95})
    >>> print(against_rest(row, kind="points").striptags())
    West (region) is 39 points below the rest: −16 against 23 (interval −47 to −31, n = 57; significant).
    """
    kind = kind or _kind(row)
    scale = 100 if kind == "share" else 1
    figures = (scale * row[name] for name in ("value", "value_versus", "estimate", "low", "high"))
    digits = digits_that_agree(*figures)
    message = _message(row["estimate"] < 0, str(row.get("versus", "rest")) == "rest")
    return fill(
        message,
        group=row["group"],
        factor=in_words(row["factor"]),
        versus=row.get("versus", ""),
        at=fill(_(" at {place}"), place=at) if at else "",
        gap=_gap(abs(scale * row["estimate"]), kind, digits),
        value=written_value(row["value"], kind, digits),
        other=written_value(row["value_versus"], kind, digits),
        sure=_how_sure(row, kind, digits, period),
    )


def rest_finding(
    row: pd.Series, *, finding: str, metric: str, kind: str | None = None, at: str = "", **belongs: Any
) -> Finding:
    """Return the finding that a group differs from the rest.

    Parameters
    ----------
    row : Series
        A row of a comparison.
    finding : str
        Stable name, e.g. "nps.group".
    metric : str
        What was compared; whether less of it is bad comes from the vocabulary.
    kind, at
        As for `against_rest`.
    **belongs
        Further fields of the finding: impact, impact_metric, process, owner, action, period (said, too) ...
    """
    level = float(row.get("level", 0.95))
    known = {name: _number(row.get(name)) for name in ("value", "value_versus", "estimate", "low", "high")}
    return Finding(
        finding=finding,
        metric=metric,
        sentence=against_rest(row, kind=kind, at=at, period=str(belongs.get("period", ""))),
        direction=direction_of(metric, float(row["estimate"])),
        certainty=certainty_of(row.get("p_adjusted"), row.get("p"), level=level),
        dimension=str(row["factor"]),
        group=str(row["group"]),
        n=None if pd.isna(row.get("n")) else int(row["n"]),
        p_adjusted=_number(row.get("p_adjusted")),
        level=level,
        **(known | belongs),
    )


def told_once(compared: pd.DataFrame, *, metric: str) -> pd.DataFrame:
    """Return comparisons without mirrored ones: of two groups that are each other's rest, the one it hurts.

    Parameters
    ----------
    compared : DataFrame
        Columns factor, group, versus, estimate, p_adjusted.
    metric : str
        What was compared; the vocabulary knows which side of it is good.

    Examples
    --------
    >>> rows = pd.DataFrame({"factor": "plan", "group": ["a", "b"], "versus": "rest",
    ...     "estimate": [20.0, -20.0], "p_adjusted": 0.01})
    >>> told_once(rows, metric="nps")["group"].tolist()
    ['b']
    """
    pair = compared.groupby("factor", sort=False)["factor"].transform("size") == 2
    mirrored = pair & compared["versus"].eq("rest") & compared["p_adjusted"].notna()
    better = compared["estimate"].map(lambda gap: direction_of(metric, gap) == "strength").astype(bool)
    again = compared["estimate"].eq(0) & compared.duplicated("factor")
    return compared[~(mirrored & (better | again))]


def only_by_contrast(compared: pd.DataFrame, *, metric: str) -> pd.Series:
    """Return which groups beat the rest only since that rest holds groups that are surely worse.

    A group is set against the rest without those: where its lead is then within the margin that it had
    against the whole rest, the others' weakness is all there is to tell.

    Parameters
    ----------
    compared : DataFrame
        Comparisons of a metric that is a mean: factor, group, versus, value, value_versus, estimate, low,
        high, p_adjusted, level, and share, the weight of each group.
    metric : str
        What was compared; the vocabulary knows which side of it is good.

    Examples
    --------
    >>> rows = pd.DataFrame({"factor": "plan", "group": ["a", "b", "c"], "versus": "rest",
    ...     "value": [30.0, 28.0, -40.0], "value_versus": [-6.0, -5.0, 29.0], "estimate": [36.0, 33.0, -69.0],
    ...     "low": [20.0, 17.0, -90.0], "high": [52.0, 49.0, -48.0], "p_adjusted": 0.01, "level": 0.95,
    ...     "share": 1 / 3})
    >>> only_by_contrast(rows, metric="nps").tolist()
    [True, True, False]
    """
    side = compared["estimate"].map(lambda gap: direction_of(metric, gap))
    sure = (compared["p_adjusted"] < 1 - compared["level"]) & compared["versus"].eq("rest")
    found: list[Any] = []
    for _factor, own in compared[sure].groupby("factor", sort=False):
        worse = own[side[own.index] == "weakness"]
        for place, row in own[side[own.index] == "strength"].iterrows():
            if not worse.empty and _within_margin(row, worse):
                found.append(place)
    return pd.Series(compared.index.isin(found), index=compared.index)


def _within_margin(row: pd.Series, worse: pd.DataFrame) -> bool:
    """Return whether the lead of a group over the rest without the worse groups is within its margin."""
    left = 1 - row["share"] - worse["share"].sum()
    if left < 1e-9:
        return True
    total = row["value_versus"] * (1 - row["share"]) - (worse["share"] * worse["value"]).sum()
    lead = (row["value"] - total / left) * (1 if row["estimate"] > 0 else -1)
    margin = row["estimate"] - row["low"] if row["estimate"] > 0 else row["high"] - row["estimate"]
    return bool(lead <= margin)


def direction_of(metric: str, estimate: float) -> Any:
    """Return whether more of a metric by so much is a strength or a weakness, as the vocabulary has it."""
    known = metric_of(metric)
    if known is None or not known.better or not estimate:
        return "neutral"
    return "strength" if (estimate > 0) == (known.better == "high") else "weakness"


def written_value(value: float, kind: str, digits: int) -> str:
    """Write a value of either side.

    Examples
    --------
    >>> written_value(0.456, "share", 0), written_value(2.25, "days", 1)
    ('46%', '2.2 days')
    """
    if kind == "share":
        return percent(value, digits)
    return _with_unit(number(value, digits), kind if kind in ("days", "hours") else "")


def _message(below: bool, rest: bool) -> str:
    if rest and below:
        return _(
            "<strong>{group}</strong> ({factor}){at} is {gap} below the rest: {value} against {other} {sure}."
        )
    if rest:
        return _(
            "<strong>{group}</strong> ({factor}){at} is {gap} above the rest: {value} against {other} {sure}."
        )
    if below:
        return _(
            "<strong>{group}</strong> ({factor}){at} is {gap} below {versus}: {value} against {other} {sure}."
        )
    return _(
        "<strong>{group}</strong> ({factor}){at} is {gap} above {versus}: {value} against {other} {sure}."
    )


def _gap(size: float, kind: str, digits: int) -> str:
    return _with_unit(number(size, digits), kind)


def _with_unit(written: str, kind: str) -> str:
    n = 1 if written == "1" else 2  # 1.0 is written in the plural
    unit = {
        "points": ngettext("{x} point", "{x} points", n),
        "share": ngettext("{x} percentage point", "{x} percentage points", n),
        "days": ngettext("{x} day", "{x} days", n),
        "hours": ngettext("{x} hour", "{x} hours", n),
    }
    return unit.get(kind, "{x}").format(x=written)


def _how_sure(row: pd.Series, kind: str, digits: int, period: str) -> Markup:
    """Return period, interval, n and what the test says, in brackets; narrow pages leave the evidence out."""
    level = float(row.get("level", 0.95))
    certainty = certainty_of(row.get("p_adjusted"), row.get("p"), level=level)
    words = {
        "shown": _("significant"),
        "likely": _("not significant once corrected for several comparisons"),
        "open": _("not significant"),
    }
    scale = 100 if kind == "share" else 1
    parts = []
    if pd.notna(row.get("low")):
        parts.append(_("interval {i}").format(i=interval(scale * row["low"], scale * row["high"], digits)))
    if pd.notna(row.get("n")):
        parts.append(_("n = {n}").format(n=number(int(row["n"]))))
    evidence = ", ".join(parts)
    if evidence and period:
        message = '({period}<span class="evidence">, {evidence}</span>; {sure})'
    elif evidence:
        message = '(<span class="evidence">{evidence}; </span>{sure})'
    else:
        message = "({period}; {sure})" if period else "({sure})"
    return fill(message, period=period, evidence=evidence, sure=words[certainty])


def _kind(row: pd.Series) -> str:
    known = metric_of(str(row.get("metric", "")))
    return known.kind if known else "number"


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
