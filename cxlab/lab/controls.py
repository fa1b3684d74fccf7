"""What an explorer lets choose, as data: the widget draws it, a test reads it, neither knows the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxlab.lab.exploration import Exploration
from cxlab.language import month
from cxlab.loaders import DataPot

__all__ = ["Choice", "Control", "Explorer", "Months", "Number", "Several", "Switch", "months_between"]


@dataclass(frozen=True)
class Choice:
    """One of several values.

    Attributes
    ----------
    name
        Argument of the headless twin.
    label
        What it is called, in the reader's language.
    options
        What each value is called, and the value; the first is chosen at first.
    """

    name: str
    label: str
    options: Sequence[tuple[str, Hashable]]


@dataclass(frozen=True)
class Several:
    """Any number of values; `chosen` are chosen at first."""

    name: str
    label: str
    options: Sequence[tuple[str, Hashable]]
    chosen: Sequence[Hashable] = ()


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    name: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Number:
    """A number between two others."""

    name: str
    label: str
    chosen: float
    low: float
    high: float
    step: float = 1.0


@dataclass(frozen=True)
class Months:
    """From one month to another; the twin gets the first and the last day, or None while all are chosen."""

    name: str
    first: pd.Timestamp
    last: pd.Timestamp


Control = Choice | Several | Switch | Number | Months


@dataclass(frozen=True)
class Explorer:
    """A way to explore a pot: its headless twin, and what may be chosen.

    Attributes
    ----------
    name
        Stable name: "nps".
    title
        What it is called, to be translated.
    explore
        The twin: pot and the controls' values in, `Exploration` out.
    controls
        What may be chosen on a pot, labels in the current language.
    fits
        Whether a pot holds what it needs.
    """

    name: str
    title: str
    explore: Callable[..., Exploration]
    controls: Callable[[DataPot], list[Control]]
    fits: Callable[[DataPot], bool]


def months_between(first: pd.Timestamp, last: pd.Timestamp) -> list[tuple[str, pd.Timestamp]]:
    """Return every month from one day to another: what it is called, and its first day.

    Examples
    --------
    >>> [name for name, _day in months_between(pd.Timestamp("2025-01-30"), pd.Timestamp("2025-02-01"))]
    ['January 2025', 'February 2025']
    """
    found: Any = pd.period_range(first, last, freq="M")
    return [(month(one.to_timestamp()), one.to_timestamp()) for one in found]
