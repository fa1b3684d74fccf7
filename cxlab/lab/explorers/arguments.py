"""The arguments that twins share, checked in one place: what cannot be is refused before it is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, cast

import pandas as pd

from cxlab.errors import BadValue
from cxlab.loaders import DataPot, open_pot
from cxlab.text import Text

__all__ = ["twin"]

Explore = TypeVar("Explore", bound=Callable[..., Any])
CORRECTIONS = ("holm", "bh", "none")


def twin(*methods: str) -> Callable[[Explore], Explore]:
    """Make a twin of a function: it also takes the name or the folder of a pot, and checks what twins share.

    Parameters
    ----------
    methods
        What its argument `method` may be; none: it is checked where it is used.

    Raises
    ------
    BadValue
        When it is called: period, level, min_n, correction or method is none that can be.
    BadPot, UnknownName
        There is no such pot.

    Examples
    --------
    >>> @twin()
    ... def explore_nothing(pot, *, period=None):
    ...     return pot.name, period
    >>> explore_nothing("sfo_airport_2017", period=("2017-05-01", None))[1][0]
    Timestamp('2017-05-01 00:00:00')
    """

    def made(explore: Explore) -> Explore:
        known = signature(explore).parameters

        @wraps(explore)
        def checked(pot: Any, **chosen: Any) -> Any:
            if chosen.get("period") is not None:
                chosen["period"] = _period(chosen["period"])
            for name, allowed in (("correction", CORRECTIONS), ("method", methods)):
                if name in chosen and name in known and allowed:
                    _require_one_of(name, chosen[name], allowed)
            if "level" in chosen:
                _require_level(chosen["level"])
            if "min_n" in chosen:
                _require_count(chosen["min_n"])
            return explore(pot if isinstance(pot, DataPot) else open_pot(pot), **chosen)

        return cast(Explore, checked)

    return made


def _period(given: Any) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """Return first and last day, None for an open end."""
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise BadValue(
            Text("period: expected the first and the last day, found {found}", found=repr(given)[:80])
        )
    first, last = (_day(value) for value in given)
    if first is not None and last is not None and last < first:
        raise BadValue(Text("end ({end}) lies before start ({start})", end=given[1], start=given[0]))
    return first, last


def _day(value: Any) -> pd.Timestamp | None:
    if value is None:
        return None
    try:
        day = None if isinstance(value, bool | int | float) else pd.Timestamp(value)
    except (TypeError, ValueError):
        day = None
    if day is None or pd.isna(day):
        raise BadValue(
            Text("{name}: expected a day such as 2024-01-31, found {value!r}", name=Text("period"),
                 value=str(value)[:40])
        )  # fmt: skip
    return day


def _require_one_of(name: str, found: Any, allowed: Iterable[str]) -> None:
    names = [*allowed]
    if found not in names:
        if name == "method":
            raise BadValue(
                Text("method {found} is not known; available: {names}", found=repr(found), names=names)
            )
        raise BadValue(
            Text("correction {found} is not known; available: {names}", found=repr(found), names=names)
        )


def _require_level(found: Any) -> None:
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found < 1:
        raise BadValue(Text("level must lie between 0 and 1, e.g. 0.95; found {level}", level=str(found)))


def _require_count(found: Any) -> None:
    if isinstance(found, bool) or not hasattr(found, "__index__") or found < 0:
        raise BadValue(Text("min_n must be a number of customers, 0 or more; found {min_n!r}", min_n=found))
