"""What a column or a metric is: its name for readers, how it is written, which way is good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "Kind", "Metric"]

Kind = Literal[
    "count",
    "share",
    "points",
    "days",
    "hours",
    "money",
    "ratio",
    "p",
    "score",
    "number",
    "text",
    "id",
    "date",
    "flag",
    "metric",
]
"""How values are written; "metric": as the metric of their row is."""


@dataclass(frozen=True)
class Column:
    """A column of results: what readers call it (a message of the catalogue), how its values are written."""

    label: str
    kind: Kind


@dataclass(frozen=True)
class Metric:
    """A metric: what readers call it, how it is written, and whether a high or a low value is good."""

    label: str
    kind: Kind
    better: Literal["high", "low", ""] = ""
