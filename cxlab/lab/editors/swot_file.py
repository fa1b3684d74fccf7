"""swot.yml as people change it in the editor: entries, measures, strategies and scopes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

from cxlab.swot_analysis import load_swot
from cxlab.swot_analysis.judgements import EXAMPLE, FILE, HEAD

from .changed_keys import filled, with_keys
from .people_file import PeopleFile

__all__ = ["Kind", "add_to_swot", "change_in_swot", "open_swot", "remove_from_swot", "set_scope"]

Kind = Literal["entries", "measures", "strategies"]


def open_swot(folder: str | Path) -> PeopleFile:
    """Open ``swot.yml`` of a pot's folder to change it; where there is none, the first change writes it.

    Raises
    ------
    BadPot
        The file is not right as it is.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> entry = {"field": "threat", "text": "Dynamic tariffs", "role": "Head of product",
    ...          "date": "2025-11-03", "source": "Trade fair"}
    >>> file = add_to_swot(open_swot(folder), "entries", entry)
    >>> load_swot(folder).entries[0].text
    'Dynamic tariffs'
    """
    return PeopleFile.open(
        Path(folder) / FILE, load_swot, empty=HEAD + yaml.safe_dump(EXAMPLE, sort_keys=False)
    )


def add_to_swot(file: PeopleFile, kind: Kind, values: Mapping[str, Any]) -> PeopleFile:
    """Write a further entry, measure or strategy behind the last one.

    Raises
    ------
    BadPot
        Something is missing or not known (role, date and source of an entry must be said), or the file was
        changed meanwhile; it stays as it is.
    """
    return file.save(file.document.append((kind,), filled(values)))


def change_in_swot(file: PeopleFile, kind: Kind, at: int, values: Mapping[str, Any]) -> PeopleFile:
    """Change keys of the entry, measure or strategy at place `at` (from 0); an empty value takes a key out.

    Raises
    ------
    BadPot
        As for `add_to_swot`; or there is no such place.
    """
    return file.save(with_keys(file.document, (kind, at), values))


def remove_from_swot(file: PeopleFile, kind: Kind, at: int) -> PeopleFile:
    """Take the entry, measure or strategy at place `at` (from 0) out.

    Raises
    ------
    BadPot
        There is no such place, or the file was changed meanwhile.
    """
    return file.save(file.document.remove((kind, at)))


def set_scope(file: PeopleFile, aspect: str, scope: Literal["product", "service", "both", ""]) -> PeopleFile:
    """Say whether an aspect is a matter of the product or of the service; "" takes it out.

    Raises
    ------
    BadPot
        The scope is not known, or the file was changed meanwhile.
    """
    document = file.document
    held = (document.value or {}).get("scopes") or {}
    if scope and not held:
        return file.save(document.set(("scopes",), {aspect: scope}))
    return file.save(with_keys(document, ("scopes",), {aspect: scope})) if held else file
