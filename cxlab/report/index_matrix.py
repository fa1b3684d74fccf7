"""The matrix of the index: questions down, pots and cases across, the state of each report inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..language import _
from .index_entry import IndexEntry

__all__ = ["matrix_of", "pot_and_labels"]

NOT_SHOWN = ("language",)
"""A page has one language."""

MARKS = {
    "completed": "✓",
    "skipped": "=",
    "failed": "✗",
    "timed out": "✗",
    "cancelled": "–",
    "running": "…",
    "waiting": "…",
}


def matrix_of(
    reports: Sequence[IndexEntry], anchors: Mapping[int, str], word: Callable[[str], str]
) -> dict[str, Any] | None:
    """Return columns and rows of the matrix, or None where it would be a single row or column.

    Parameters
    ----------
    reports : list of IndexEntry
    anchors : dict
        Identity of a report -> where the page says more of it.
    word : function
        What a state is called.
    """
    questions = list(dict.fromkeys(report.question for report in reports))
    cases = list(dict.fromkeys(map(_case, reports)))
    if len(questions) < 2 or len(cases) < 2:
        return None
    places: dict[tuple[str, tuple[str, ...]], list[IndexEntry]] = {}
    for report in reports:
        places.setdefault((report.question, _case(report)), []).append(report)
    rows = []
    for question in questions:
        cells = [
            [_cell(report, anchors, word) for report in places.get((question, case), [])] for case in cases
        ]
        rows.append({"question": _(question), "cells": cells})
    same = len({case[0] for case in cases}) == 1  # the one pot needs no saying in each heading
    columns = [" · ".join(filter(None, case[1:] if same and len(case) > 1 else case)) for case in cases]
    return {"columns": columns, "rows": rows}


def _case(report: IndexEntry) -> tuple[str, ...]:
    return (report.pot, *(value for name, value in report.labels.items() if name not in NOT_SHOWN))


def pot_and_labels(report: IndexEntry) -> str:
    """Return whose report it is: the pot, then the case."""
    return " · ".join(filter(None, _case(report)))


def _cell(report: IndexEntry, anchors: Mapping[int, str], word: Callable[[str], str]) -> dict[str, str]:
    value = (report.answer or {}).get("value", "") if report.is_complete else ""
    return {
        "anchor": anchors[id(report)],
        "state": report.state.replace(" ", "-"),
        "mark": MARKS.get(report.state, ""),
        "word": word(report.state),
        "value": str(value),
    }
