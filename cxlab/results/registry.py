"""One meaning per name: every column and metric that results have, looked up by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from ..text import Text
from .term import Column, Metric

__all__ = ["all_columns", "all_metrics", "column_of", "metric_of"]

ROOMS = (
    "common",
    "traits",
    "records",
    "metrics",
    "survival",
    "journey",
    "data",
    "complaints",
    "drivers",
    "competitors",
    "scorecard",
    "swot_analysis",
    "coding",
    "voice",
)


def column_of(name: str) -> Column | None:
    """Return what a column of results is, or None for a column of the user's."""
    return all_columns().get(name)


def metric_of(name: str) -> Metric | None:
    """Return what a metric is, or None where it is not registered."""
    return all_metrics().get(name)


@cache
def all_columns() -> dict[str, Column]:
    """Return every registered column by its name."""
    return _once("COLUMNS")


@cache
def all_metrics() -> dict[str, Metric]:
    """Return every registered metric by its name."""
    return _once("METRICS")


def _once(kind: str) -> dict[str, Any]:
    """Put the terms of all rooms together; a name that two of them explain is a fault of ours."""
    found: dict[str, Any] = {}
    for room in ROOMS:
        terms = getattr(import_module(f"cxlab.results.terms.{room}"), kind)
        twice = found.keys() & terms.keys()
        if twice:
            raise ValueError(
                Text(
                    "{kind} of {room} explain again: {names}",
                    kind=kind,
                    room=room,
                    names=", ".join(sorted(twice)),
                )
            )
        found |= terms
    return found
