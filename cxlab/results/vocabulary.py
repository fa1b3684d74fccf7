"""What the columns of results count: people, and parts of them that something happened to."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BEGUN", "NAMES", "NOT_OF_PEOPLE", "PARTS", "PEOPLE", "Part"]

PEOPLE = ("n", "customers", "complaints", "n_versus", "respondents")
"""Columns that say how many people (answers, requests) a row speaks of: all its figures rest on them."""

BEGUN = "entered"
"""The same in a funnel, whose rows have no n; in a curve it counts who comes under observation at a time."""

NAMES = (
    "level",
    "time_from",
    "step",
    "time",
    "start",
    "until",
    "from",
    "to",
    "periods_since_start",
    "given",
    "time_until",
    "horizon",
    "rank",
    "variants",
    "margin",
)
"""Columns of numbers that name a row or say how it was made; they tell nothing of people."""


NOT_OF_PEOPLE = ("findings", "rows", "share_linked", "targets_met", "days_overdue")
"""Metrics that count rows of files, or targets: that three rows are faulty is said to whoever mends them."""


@dataclass(frozen=True)
class Part:
    """A count of those to whom something happened, what it is a part of, and the figures that rest on it."""

    count: str
    whole: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    "Beginnings of the names of columns; none: every number of the row."

    def columns(self, table: object) -> list[str]:
        """Return the columns of a table to hide with the count; all numbers where none are named."""
        names = [str(name) for name in table]  # type: ignore[attr-defined]
        if not self.figures:
            return names
        return [name for name in names if name == self.count or name.startswith(self.figures)]


BANDS = ("promoters", "passives", "detractors")

PARTS = (
    Part("events", ("n", "customers", "at_risk")),
    Part("count", ("n",), ("estimate", "low", "high", "se")),
    Part("reached", ("entered",), ("reached", "share_of", "incidence", "at_risk", "median_", "p90_")),
    Part("mature_reached", ("mature_entered",), ("mature",)),
    Part("lost", ("judged",), ("lost", "friction")),
    Part("answers", (), ("answers", "dissatisfied", "friction")),
    Part("dissatisfied", ("answers",), ("dissatisfied", "friction")),
    Part("tickets", ("n",), ("ticket", "friction")),
    Part("breached", ("complaints",), ("estimate", "low", "high", "breached", "overdue")),
    Part(
        "left",
        ("customers",),
        ("left", "estimate", "low", "high", "leaving_", "customers_lost", "lost_", "money"),
    ),
    Part(
        "repeated",
        ("n",),
        ("visits", "share", "low", "high", "self_loops", "returns", "median_", "p90_", "total_"),
    ),
    *(Part(band, ("n",), BANDS) for band in BANDS),
)
