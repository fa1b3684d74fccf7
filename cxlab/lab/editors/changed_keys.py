"""An entry of people's, key by key: what differs is written, what was emptied goes, all else stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .commented_yaml import CommentedYaml, Path

__all__ = ["filled", "with_keys"]


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that say something, stripped."""
    stripped = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
    return {key: value for key, value in stripped.items() if value not in ("", None, [], {}, ())}


def with_keys(document: CommentedYaml, path: Path, values: Mapping[str, Any]) -> CommentedYaml:
    r"""Return the document with keys of one entry set to `values`; an empty one is taken out.

    Examples
    --------
    >>> document = CommentedYaml("- why: Late  # since May\n  owner: A\n")
    >>> print(with_keys(document, (0,), {"why": "Late", "owner": "", "status": "open"}).text)
    - why: Late  # since May
      status: open
    <BLANKLINE>
    """
    said = filled(values)
    for key in values:
        held = document.at(path)
        if key not in said and key in held:
            document = document.remove((*path, key))
        elif key in said and held.get(key) != said[key]:
            document = document.set((*path, key), said[key])
    return document
