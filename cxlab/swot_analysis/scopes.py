"""Does a finding concern the product or the service around it? By words that people can change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cxlab.loaders.safeyaml import load

__all__ = ["SCOPES", "plain", "scope_of"]

SCOPES = ("product", "service")
FILE = Path(__file__).parent / "scopes.yml"
PREFIXES = ("sat_", "rate_", "expect_", "perceive_", "cause_")
"""What columns put before the name of an aspect."""


def plain(name: object) -> str:
    """Return the name of an aspect, touchpoint or process so that like ones are equal.

    Examples
    --------
    >>> plain("sat_price"), plain(" Price "), plain(None)
    ('price', 'price', '')
    """
    text = str(name or "").strip().casefold()
    for prefix in PREFIXES:
        text = text.removeprefix(prefix)
    return text


def scope_of(
    *,
    aspect: str = "",
    process: str = "",
    touchpoint: str = "",
    dimension: str = "",
    group: str = "",
    own: Mapping[str, str] | None = None,
) -> str:
    """Return "product", "service" or "both".

    The aspect decides before the dimension, that before process and touchpoint, the group last; of each the
    pot's own list (`own`: name -> scope) goes before the words of ``scopes.yml``.

    Examples
    --------
    >>> scope_of(aspect="sat_price"), scope_of(dimension="sales_channel"), scope_of(group="Ost")
    ('product', 'service', 'both')
    >>> scope_of(aspect="website", own={"website": "product"})
    'product'
    """
    told = {plain(name): scope for name, scope in (own or {}).items()}
    words, dimensions = _words()
    for name, is_dimension in (
        (aspect, False), (dimension, True), (process, False), (touchpoint, False), (group, False),
    ):  # fmt: skip
        if not (key := plain(name)):
            continue
        if key in told:
            return told[key]
        if is_dimension:
            if key in dimensions:
                return dimensions[key]
            continue
        if scope := words.get(key) or _part(key, words):
            return scope
    return "both"


def _part(name: str, words: Mapping[str, str]) -> str:
    """Return the scope of the first word of a name of several that the lists know."""
    return next((words[part] for part in re.findall(r"[\w-]+", name.replace("_", " ")) if part in words), "")


@cache
def _words() -> tuple[dict[str, str], dict[str, str]]:
    document = load(FILE.read_text(encoding="utf-8"), where=FILE.name)[0]
    words = {
        word.strip(): scope
        for scope, parts in document.items()
        for line in parts["words"]
        for word in line.split(",")
    }
    dimensions = {name: scope for scope, parts in document.items() for name in parts["dimensions"]}
    return words, dimensions
