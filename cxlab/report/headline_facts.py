"""The headline of the first screen as plain data, for pages that tell of the report."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from .answer import Headline

__all__ = ["facts_of"]

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
    return {name: _plain(getattr(headline, name)) for name in TEXTS} | {"changes": changes}


def _plain(text: str) -> str:
    return text.striptags() if isinstance(text, Markup) else str(text)
