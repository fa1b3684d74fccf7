"""Values, lists and mappings as lines of a pot.yml that a person can read and change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["flow", "label_lines", "listed", "mapping", "scalar"]

WIDTH = 100
SAFE = re.compile(r"[^\W\d][\w./()+-]*(?: [\w./()+-]+)*")
WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"}


def scalar(value: Any) -> str:
    """Write a value so that YAML reads it back as it is.

    Examples
    --------
    >>> scalar("Kundennummer"), scalar("Ja: sehr"), scalar(11), scalar("11"), scalar(True)
    ('Kundennummer', '"Ja: sehr"', '11', '"11"', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if SAFE.fullmatch(text) and text.casefold() not in WORDS and len(text) < WIDTH:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in quoted)


def mapping(key: str, entries: Mapping[str, str], comment: str) -> list[str]:
    """Write a mapping on one line where it fits, else on one line for each entry."""
    if not entries:
        return []
    note = f"    # {comment}" if comment else ""
    flow = f"    {key}: {{" + ", ".join(f"{scalar(name)}: {text}" for name, text in entries.items()) + "}"
    if len(flow) <= WIDTH:
        return [flow + note]
    return [f"    {key}:{note}", *(f"      {scalar(name)}: {text}" for name, text in entries.items())]


def label_lines(values: Mapping[str, Mapping[Any, str | int]]) -> list[str]:
    """Write the labels of codes, one on a line."""
    if not values:
        return []
    lines = ["    values:"]
    for name, labels in values.items():
        lines.append(f"      {scalar(name)}:")
        lines += [f"        {scalar(code)}: {scalar(label)}" for code, label in labels.items()]
    return lines


def flow(key: str, names: Iterable[str]) -> list[str]:
    """Write a list over as many lines as it needs."""
    words = [scalar(name) for name in names]
    if not words:
        return []
    lines, current = [], f"    {key}: ["
    for position, word in enumerate(words):
        part = word + ("," if position < len(words) - 1 else "]")
        if len(current) + len(part) > WIDTH and not current.endswith("["):
            lines.append(current.rstrip())
            current = " " * 6
        current += part + " "
    return [*lines, current.rstrip()]


def listed(items: Iterable[Any]) -> str:
    """Write a list on one line."""
    return "[" + ", ".join(scalar(item) for item in items) + "]"
