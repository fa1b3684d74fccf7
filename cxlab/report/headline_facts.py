"""The headline of the first screen as plain data, for pages that tell of the report."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ..plots.labels import every_of, name_of
from .answer import Headline
from .min_n import shown

__all__ = ["facts_of"]

FIGURES = ("estimate", "low", "high", "target")
TEXTS = ("population", "label", "value", "as_of", "limits", "target")


def facts_of(headline: Headline) -> dict[str, Any]:
    """Return what the first screen says of the headline, in words.

    Examples
    --------
    >>> facts_of(Headline(population="2025", label="NPS", value="14.6", target="Target 20: missed"))["target"]
    'Target 20: missed'
    """
    changes = [
        {"text": _plain(one.text), "direction": one.direction, "arrow": getattr(one, "arrow", "")}
        for one in headline.changes
    ]
    facts: dict[str, Any] = {name: _plain(getattr(headline, name)) for name in TEXTS}
    facts |= {"target_met": headline.target_met, "unit": headline.unit, "currency": headline.currency}
    return facts | {"changes": changes, "says": list(headline.says), "history": _history(headline)}


def _history(headline: Headline) -> list[dict[str, Any]]:
    """Return the periods of the small line: what each is called, its figure with limits, its target."""
    if headline.history is None:
        return []
    history = shown(headline.history)
    every = every_of("period", history["period"])
    rows = []
    for row in history.to_dict("records"):
        figures = {name: _figure(row.get(name)) for name in FIGURES}
        rows.append({"period": name_of(row["period"], every)} | figures)
    return rows


def _figure(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _plain(text: str) -> str:
    return text.striptags() if isinstance(text, Markup) else str(text)
