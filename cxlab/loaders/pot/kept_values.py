"""Notes, texts and logs of a table as JSON and back: what comes back is equal, or it is not kept at all."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd

from ...text import Text
from ..files.record import Kept, ReadLog
from .prepare import Note

__all__ = ["NotKept", "decoded", "encoded", "keep_kind"]

PLAIN = (bool, int, float, str, type(None))
TAG = "cxlab"
KINDS: dict[str, Any] = {"Note": Note, "ReadLog": ReadLog}
"""Records that may be kept, by name: nothing else is ever made of what is read."""


class NotKept(ValueError):
    """A value that cannot be kept as it is."""


def keep_kind(kind: type) -> None:
    """Let records of this dataclass be kept."""
    KINDS[kind.__name__] = kind


def encoded(value: Any) -> Any:
    """Return a value in a form for JSON.

    Raises
    ------
    NotKept
        It is none of the kinds that are kept.

    Examples
    --------
    >>> decoded(encoded({1: (Text("{n} rows", n=3), None)}))
    {1: ('3 rows', None)}
    """
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list:
        return [encoded(item) for item in value]
    if kind is tuple:
        return {TAG: "tuple", "v": [encoded(item) for item in value]}
    if kind is Text:
        made = [value.message, value.plural, value.values, value.parts, value.separator]  # noqa: PD011
        return {TAG: "Text", "v": [encoded(part) for part in made]}
    if kind is dict or kind is Kept:
        pairs = [[encoded(key), encoded(item)] for key, item in value.items()]
        return {TAG: kind.__name__, "v": pairs}
    if kind is pd.Timestamp and value.tz is None:
        return {TAG: "Timestamp", "v": value.isoformat()}
    if KINDS.get(kind.__name__) is kind:
        return {
            TAG: kind.__name__,
            "v": {one.name: encoded(getattr(value, one.name)) for one in fields(kind)},
        }
    raise NotKept(kind.__name__)


def decoded(value: Any) -> Any:
    """Return the value that was encoded."""
    if isinstance(value, list):
        return [decoded(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind, held = value[TAG], value["v"]
    if kind == "tuple":
        return tuple(decoded(item) for item in held)
    if kind == "Text":
        message, plural, values, parts, separator = map(decoded, held)
        return Text.together(parts, separator) if parts else Text(message, plural, **values)
    if kind in ("dict", "Kept"):
        pairs = {decoded(key): decoded(item) for key, item in held}
        return pairs if kind == "dict" else Kept(pairs)
    if kind == "Timestamp":
        return pd.Timestamp(held)
    return KINDS[kind](**{name: decoded(item) for name, item in held.items()})
