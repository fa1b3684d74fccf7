"""A table's entry in pot.yml, with comments on what is unsure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .proposal import Proposal

__all__ = ["scalar", "table_lines"]

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


def table_lines(
    name: str, found: Proposal, *, file: str, kind: str | None, sheet: str | None = None
) -> list[str]:
    """Return the lines of a table's entry."""
    lines = [f"  {name}:", f"    file: {scalar(file)}"]
    if sheet is not None:
        lines.append(f"    sheet: {scalar(sheet)}")
    if kind is not None:
        lines.append(f"    kind: {kind}")
    if found.source != "generic":
        lines.append(f"    source: {found.source}")
    lines.append('    owner: ""    # who answers for this data?')
    named = {ours: theirs for ours, theirs in found.columns.items() if ours != theirs}
    if named:
        lines.append("    columns:")
        lines += [f"      {scalar(ours)}: {scalar(theirs)}" for ours, theirs in named.items()]
    lines += _mapping("missing", {n: _list(codes) for n, codes in found.missing.items()}, _why(found))
    lines += _mapping(
        "exclude", {n: _list(codes) for n, codes in found.exclude.items()}, "left out and counted"
    )
    lines += _mapping("scale", {n: _list(ends) for n, ends in found.scale.items()}, "")
    lines += _labels(found.values)
    if found.dates:
        lines.append("    # day first or month first? choose, and take the # away:")
        lines += [
            "    # " + line[4:]
            for line in _mapping("dates", {n: scalar(f) for n, f in found.dates.items()}, "")
        ]
    for key, names in (("personal", found.personal), ("segments", found.segments)):
        lines += _flow(key, names)
    if found.weight:
        lines.append(f"    weight: {scalar(found.weight)}")
    return lines


def _why(found: Proposal) -> str:
    only = [name for name in found.missing if name in found.scale]
    if len(found.missing) == len(only) == 1:
        low, high = found.scale[only[0]]
        return f"outside {low} to {high}: no answer?"
    return "no answer?"


def _mapping(key: str, entries: Mapping[str, str], comment: str) -> list[str]:
    """Write a mapping on one line where it fits, else on one line for each entry."""
    if not entries:
        return []
    note = f"    # {comment}" if comment else ""
    flow = f"    {key}: {{" + ", ".join(f"{scalar(name)}: {text}" for name, text in entries.items()) + "}"
    if len(flow) <= WIDTH:
        return [flow + note]
    return [f"    {key}:{note}", *(f"      {scalar(name)}: {text}" for name, text in entries.items())]


def _labels(values: Mapping[str, Mapping[Any, str]]) -> list[str]:
    if not values:
        return []
    lines = ["    values:"]
    for name, labels in values.items():
        lines.append(f"      {scalar(name)}:")
        lines += [f"        {scalar(code)}: {scalar(label)}" for code, label in labels.items()]
    return lines


def _flow(key: str, names: Iterable[str]) -> list[str]:
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


def _list(items: Iterable[Any]) -> str:
    return "[" + ", ".join(scalar(item) for item in items) + "]"
