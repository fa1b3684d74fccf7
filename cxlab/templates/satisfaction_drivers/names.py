"""What aspects are called, and who is responsible for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ...language import LANGUAGES, _, current, interval, using
from ...results import column_of, label

__all__ = ["aspect_name", "belongs_to", "named", "share_limits"]


def aspect_name(aspect: object) -> str:
    """Return what an aspect is called in the current language; one that is not known as the data name it.

    Examples
    --------
    >>> aspect_name("website"), aspect_name("Long-term parking"), aspect_name("opening_hours")
    ('Website and app', 'Long-term parking', 'opening hours')
    """
    known = column_of("aspect")
    words = known.words if known else {}
    return _(words[str(aspect)]) if str(aspect) in words else label(str(aspect))


def named(table: pd.DataFrame) -> pd.DataFrame:
    """Return a result with its aspects called by their names, to be drawn."""
    return table.assign(aspect=[aspect_name(one) for one in table["aspect"]])


def belongs_to(aspect: object, owners: pd.DataFrame | None) -> dict[str, Any]:
    """Return touchpoint, process and owner of an aspect, where the pot's map has a touchpoint of its name.

    Parameters
    ----------
    aspect : str
        The aspect; its names in all languages are looked for.
    owners : DataFrame, optional
        touchpoint, process, owner.

    Examples
    --------
    >>> owners = pd.DataFrame({"touchpoint": ["Preis"], "process": ["Pricing"], "owner": ["Kim"]})
    >>> belongs_to("price", owners)
    {'touchpoint': 'Preis', 'process': 'Pricing', 'owner': 'Kim'}
    """
    if owners is None:
        return {}
    wanted = {_plain(aspect), *_plains(_in_all_languages(aspect))}
    own = owners[owners["touchpoint"].map(_plain).isin(wanted)]
    if own.empty:
        return {}
    row = own.iloc[0]
    return {name: str(row[name]) for name in ("touchpoint", "process", "owner")}


def share_limits(low: float, high: float) -> str:
    """Return the limits of a share.

    Examples
    --------
    >>> share_limits(0.286, 0.364)
    '29% to 36%'
    """
    return interval(low, high, 0, as_percent=True)


def _in_all_languages(aspect: object) -> list[str]:
    spoken = current()
    found = []
    for language in LANGUAGES:
        with using(language):
            found.append(aspect_name(aspect))
    assert current() == spoken
    return found


def _plain(name: object) -> str:
    return str(name).strip().casefold()


def _plains(names: Iterable[object]) -> set[str]:
    return {_plain(name) for name in names}
