"""What a column or a metric is: its name for readers, how it is written, which way is good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Column", "Kind", "Metric"]

Kind = Literal[
    "count",
    "share",
    "share_difference",
    "points",
    "days",
    "hours",
    "money",
    "ratio",
    "p",
    "score",
    "number",
    "level",
    "text",
    "note",
    "column",
    "id",
    "date",
    "flag",
    "metric",
    "own",
]
"""How values are written.

"metric": as the metric of their row is, or as its difference in a comparison. "share_difference": shares on
-1..1, written in points; "points" are on -100..100 already. "note": words of ours, told in
the reader's language; "text": words that are nobody's but the data's. "column": the name of a column, told by
what it is called. "own": a column of the user's, shown as it is. docs/results.md says what each may hold.
"""


@dataclass(frozen=True)
class Column:
    """A column of results: what readers call it (a message of the catalogue), how its values are written.

    Examples
    --------
    >>> Column("State", "text", words={"stale": "too old"}).words["stale"]
    'too old'
    """

    label: str
    kind: Kind
    technical: bool = False
    "Shown in tables only where it is asked for."
    words: Mapping[str, str] = field(default_factory=dict)
    "What its code words are called (messages of the catalogue), where its values are such words."


@dataclass(frozen=True)
class Metric:
    """A metric: what readers call it, how it is written, and whether a high or a low value is good."""

    label: str
    kind: Kind
    better: Literal["high", "low", ""] = ""
    counts: str = ""
    "What its n counts (a message of the catalogue): answers, customers."
