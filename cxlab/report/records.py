"""Recorded results: metric frames as tidy rows, one shape for every template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ..errors import BadValue, MissingColumn, hint
from ..language import _, interval, number
from ..results import Kind, digits_of, level_text, metric_label, metric_of, written
from ..text import Text
from . import currency

__all__ = ["FIELDS", "headline_card", "headline_text", "level_text", "rows_of"]

FIELDS = (
    "metric",
    "dimension",
    "group",
    "period",
    "estimate",
    "low",
    "high",
    "level",
    "n",
    "note",
    "headline",
)


def rows_of(
    frames: pd.DataFrame | Iterable[pd.DataFrame], *, headline: str | None = None
) -> list[dict[str, Any]]:
    """Return metric frames as rows with the keys of `FIELDS`, ready for JSON.

    Raises
    ------
    MissingColumn, BadValue
        See `cxlab.report.record`.

    Examples
    --------
    >>> frame = pd.DataFrame({"area": ["A"], "metric": ["nps"], "estimate": [39.9], "n": [310]})
    >>> row = rows_of(frame)[0]
    >>> row["dimension"], row["group"], row["estimate"], row["low"]
    ('area', 'A', 39.9, None)
    """
    several = [frames] if isinstance(frames, pd.DataFrame) else list(frames)
    rows = [row for frame in several for row in _rows(frame)]
    if not rows:
        raise BadValue(Text("record: expected at least one result row, found none"))
    if headline is not None:
        _mark(rows, headline)
    return rows


def headline_text(row: dict[str, Any]) -> str:
    """Return a recorded row as "NPS 39.8 (37.2 to 42.4), n = 2,746" in the current language."""
    text = f"{metric_label(row['metric'])} {_figure(row)}"
    if limits := _limits(row):
        text += f" ({limits})"
    return f"{text}, n = {number(row['n'])}"


def headline_card(rows: list[dict[str, Any]]) -> dict[str, str] | None:
    """Return label, value, limits and n of the headline among recorded rows, in the current language."""
    row = next((row for row in rows if row["headline"]), None)
    if row is None:
        return None
    limits = _limits(row)
    if limits and row["level"]:
        limits = _("{level} interval: {limits}").format(level=level_text(row["level"]), limits=limits)
    return {
        "label": metric_label(row["metric"]),
        "value": _figure(row),
        "limits": limits,
        "n": number(row["n"]),
    }


def _kind(row: dict[str, Any]) -> Kind:
    found = metric_of(row["metric"])
    return "number" if found is None else found.kind


def _figure(row: dict[str, Any]) -> str:
    digits = digits_of(_kind(row), row["low"], row["high"])
    return written(row["estimate"], _kind(row), digits, currency=currency.in_use())


def _limits(row: dict[str, Any]) -> str:
    """Return the interval of a recorded row, or nothing where it has none."""
    if row["low"] is None or row["high"] is None:
        return ""
    digits = max(digits_of(_kind(row), row["low"], row["high"]), 0)
    return interval(row["low"], row["high"], digits, as_percent=_kind(row) == "share")


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    for column in ("metric", "estimate", "n"):
        if column not in frame.columns:
            raise MissingColumn(column, frame.columns, where="a recorded frame")
    groups = list(frame.columns[: list(frame.columns).index("metric")])
    dates = [name for name in groups if pd.api.types.is_datetime64_any_dtype(frame[name])]
    others = [name for name in groups if name not in dates]
    return [_row(record, dates, others) for record in frame.to_dict("records")]


def _row(found: dict[Any, Any], dates: list[Any], groups: list[Any]) -> dict[str, Any]:
    return {
        "metric": str(found["metric"]),
        "dimension": " × ".join(str(name) for name in groups),
        "group": " × ".join(_text(found[name]) for name in groups),
        "period": " × ".join(_text(found[name])[:10] for name in dates),
        **{name: _float(found.get(name)) for name in ("estimate", "low", "high", "level")},
        "n": None if pd.isna(found["n"]) else int(found["n"]),
        "note": str(found.get("note") or ""),
        "headline": False,
    }


def _mark(rows: list[dict[str, Any]], headline: str) -> None:
    total = [row for row in rows if not row["dimension"] and not row["period"]]
    for row in total:
        if row["metric"] == headline:
            row["headline"] = True
            return
    available = sorted({row["metric"] for row in total})
    raise BadValue(
        Text(
            "record: no ungrouped row of the headline metric {headline!r}; {hint}",
            headline=headline,
            hint=hint(headline, available),
        )
    )


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _float(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
