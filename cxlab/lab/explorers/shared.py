"""What twins share: what was found, days as parameters, columns that a table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxlab.errors import BadPot, UnknownName
from cxlab.lab.code import pot_name, program
from cxlab.lab.exploration import Exploration
from cxlab.loaders import DataPot
from cxlab.text import Text

__all__ = [
    "Found",
    "days_of",
    "exploration",
    "in_points",
    "owners_of",
    "require",
    "require_segment",
    "there",
    "together",
]


@dataclass(frozen=True)
class Found:
    """What a twin has found, before it is put together with what it shares with all others.

    Attributes
    ----------
    table, sentence, figure
        As in `Exploration`.
    steps
        Lines of code that give the table.
    columns
        Columns of the table worth seeing.
    parameters
        What the report takes to say it, besides pot, language, level and least number of people.
    """

    table: pd.DataFrame
    sentence: Markup
    figure: Any
    steps: Sequence[str]
    columns: tuple[str, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


def exploration(
    pot: DataPot, found: Found, *, template: str, language: str, level: float, min_n: int
) -> Exploration:
    """Return what a twin returns."""
    given = {"pot": pot_name(pot), "language": language, "level": level, "min_n": min_n, **found.parameters}
    return Exploration(
        table=found.table, sentence=found.sentence, figure=found.figure, alt="",
        code=program(pot, found.steps), template=template,
        parameters={name: value for name, value in given.items() if value is not None}, language=language,
        columns=found.columns, min_n=min_n,
    )  # fmt: skip


def together(*parts: str) -> Markup:
    """Return sentences one after the other; what is no markup is escaped."""
    return Markup("").join(parts)


def owners_of(pot: DataPot) -> pd.DataFrame | None:
    """Return the pot's map of touchpoints, processes and owners; None where it has none."""
    return pot["processes"] if "processes" in pot else None  # noqa: SIM401 - a pot has no get


def there(table: pd.DataFrame, columns: Sequence[str]) -> tuple[str, ...]:
    """Return those of the columns that the table has; notes only where there are any."""
    return tuple(
        name for name in columns if name in table and (name != "note" or table["note"].astype(bool).any())
    )


def days_of(period: tuple[Any, Any] | None) -> tuple[str | None, str | None]:
    """Return first and last day as parameters take them; None for an open end.

    Examples
    --------
    >>> days_of((pd.Timestamp("2024-01-01"), None)), days_of(None)
    (('2024-01-01', None), (None, None))
    """
    first, last = period or (None, None)
    return _day(first), _day(last)


def in_points(table: pd.DataFrame) -> pd.DataFrame:
    """Return differences of shares as figures draw them: in percentage points.

    Examples
    --------
    >>> in_points(pd.DataFrame({"estimate": [0.25], "low": [0.0], "high": [0.5]})).iloc[0].tolist()
    [25.0, 0.0, 50.0]
    """
    return table.assign(**{name: 100 * table[name] for name in ("estimate", "low", "high")})


def _day(value: Any) -> str | None:
    """Return a day as 2024-01-31."""
    return None if value is None else str(pd.Timestamp(value).date())


def require(fits: bool, why: Text) -> None:
    """Refuse a pot that an explorer cannot show.

    Raises
    ------
    BadPot
        With the reason.
    """
    if not fits:
        raise BadPot(why)


def require_segment(segment: str | None, available: Sequence[str]) -> None:
    """Refuse a column that cannot be compared by.

    Raises
    ------
    UnknownName
        With those that can.
    """
    if segment is not None and segment not in available:
        raise UnknownName(Text("segment"), segment, available)
