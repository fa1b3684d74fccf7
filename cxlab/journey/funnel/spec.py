"""What a funnel is asked to mean: its steps and rules, read from the arguments and checked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine.instants import stamp_of
from cxlab.errors import BadParameter, UnknownName
from cxlab.text import Text

__all__ = [
    "ENTRIES",
    "ORDERS",
    "TIES",
    "FunnelSpec",
    "Step",
    "duration",
    "funnel_spec",
    "names_of",
    "next_day",
    "steps_of",
]

ORDERS = ("sequential", "strict", "any")
ENTRIES = ("first", "any", "every")
TIES = ("strict", "sequence", "tolerance")
EFFECTS = ("drop", "end")
MOST_STEPS = 50
_DAY = 86_400_000_000


@dataclass(frozen=True)
class Step:
    """One step: its name in results and the events that count as it."""

    name: str
    events: frozenset[Any]


@dataclass(frozen=True)
class FunnelSpec:
    """The semantics of a funnel. Times are in microseconds."""

    steps: tuple[Step, ...]
    window: int
    order: str = "sequential"
    entry: str = "first"
    ties: str = "strict"
    tolerance: int = 0
    exits: frozenset[Any] = frozenset()
    exclude: frozenset[Any] = frozenset()
    exclude_effect: str = "drop"

    @property
    def stops(self) -> frozenset[Any]:
        """Return the events that end an attempt."""
        return self.exits | (self.exclude if self.exclude_effect == "end" else frozenset())

    @property
    def drops(self) -> frozenset[Any]:
        """Return the events that leave a customer out altogether."""
        return self.exclude if self.exclude_effect == "drop" else frozenset()

    @property
    def names(self) -> list[Any]:
        """Return the events asked for."""
        return sorted(frozenset().union(*(s.events for s in self.steps), self.exits, self.exclude), key=str)

    @property
    def needed(self) -> list[Any] | None:
        """Return the events that matter; None where every event does, since none may come between."""
        return None if self.order == "strict" else self.names

    @property
    def labels(self) -> list[str]:
        """Return what each step is called in results."""
        if self.order == "any":
            size = len(self.steps)
            return [f"{number} of {size} steps" for number in range(1, size + 1)]
        return [step.name for step in self.steps]


def funnel_spec(
    steps: Sequence[Any] | Mapping[str, Any],
    window: Any,
    *,
    order: str,
    entry: str,
    ties: str,
    tolerance: Any,
    exits: Any,
    exclude: Any,
    exclude_effect: str,
) -> FunnelSpec:
    """Read and check the arguments of a funnel.

    Raises
    ------
    BadParameter
        A rule is not known, the window is not positive, or the rules contradict each other.
    """
    for kind, found, known in (
        ("order", order, ORDERS),
        ("entry policy", entry, ENTRIES),
        ("rule for ties", ties, TIES),
        ("effect of exclusion", exclude_effect, EFFECTS),
    ):
        if found not in known:
            raise UnknownName(kind, str(found), known)
    spec = FunnelSpec(
        steps=steps_of(steps),
        window=duration(window, "window"),
        order=order,
        entry=entry,
        ties=ties,
        tolerance=duration(tolerance, "tolerance") if ties == "tolerance" else 0,
        exits=names_of(exits),
        exclude=names_of(exclude),
        exclude_effect=exclude_effect,
    )
    if tolerance is not None and ties != "tolerance":
        raise BadParameter(Text("tolerance needs ties='tolerance'"))
    _check_rules(spec)
    return spec


def _check_rules(spec: FunnelSpec) -> None:
    if spec.order == "strict" and spec.ties == "tolerance":
        raise BadParameter(
            Text(
                "order='strict' asks what comes directly next, which a tolerance leaves open; use "
                "ties='strict' or ties='sequence'"
            )
        )
    for number, first in enumerate(spec.steps):
        for second in spec.steps[:number]:
            overlap = first.events & second.events and first.events != second.events
            if overlap and (spec.order == "any" or spec.ties == "tolerance"):
                raise BadParameter(
                    Text(
                        "steps {name!r} and {name2!r} share some events but not all; without a fixed order "
                        "the same event could serve either. Make them equal or disjoint",
                        name=second.name,
                        name2=first.name,
                    )
                )
    served = frozenset().union(*(step.events for step in spec.steps))
    if both := served & (spec.exits | spec.exclude):
        raise BadParameter(
            Text(
                "event {found!r} is a step and cannot also be an exit or excluded", found=min(map(str, both))
            )
        )
    if both := spec.exits & spec.exclude:
        raise BadParameter(
            Text("event {found!r} is in exits and in exclude; choose one", found=min(map(str, both)))
        )


def steps_of(steps: Sequence[Any] | Mapping[str, Any]) -> tuple[Step, ...]:
    """Return steps from names, sets of names, or a mapping of step names to either.

    >>> [step.name for step in steps_of(["visit", {"call", "chat"}])]
    ['visit', 'call or chat']
    """
    if isinstance(steps, str) or not isinstance(steps, Sequence | Mapping):
        raise BadParameter(
            Text("steps is a list of event names, of sets of them, or a mapping of step to events")
        )
    if isinstance(steps, Mapping):
        made = [Step(str(name), names_of(events)) for name, events in steps.items()]
    else:
        made = [Step(" or ".join(sorted(map(str, names_of(item)))), names_of(item)) for item in steps]
    if not 2 <= len(made) <= MOST_STEPS:
        raise BadParameter(Text("a funnel has 2 to {most} steps; found {n}", most=MOST_STEPS, n=len(made)))
    if empty := [number for number, step in enumerate(made, 1) if not step.events]:
        raise BadParameter(Text("step {empty} names no event", empty=empty[0]))
    return tuple(made)


def names_of(events: Any) -> frozenset[Any]:
    """Return one event name or several as a set."""
    if events is None:
        return frozenset()
    if isinstance(events, pd.Series | pd.Index | np.ndarray):
        events = events.tolist()
    several = events if isinstance(events, list | tuple | set | frozenset) else [events]
    for name in several:
        if not pd.api.types.is_scalar(name):
            raise BadParameter(
                Text("expected event names, one or a list of them; found {kind}", kind=type(name).__name__)
            )
    return frozenset(several)


def next_day(last: Any) -> pd.Timestamp | None:
    """Return when a plain day, or a month written as text, has ended; None for a moment within a day.

    >>> next_day("2024-02"), next_day("2024-02-28"), next_day("2024-02-28 12:00")
    (Timestamp('2024-03-01 00:00:00'), Timestamp('2024-02-29 00:00:00'), None)
    """
    if isinstance(last, str) and len(last.strip()) <= len("2024-12-31"):
        month = last.strip().count("-") == 1
        return stamp_of(last, "entry_to") + (pd.DateOffset(months=1) if month else pd.Timedelta(days=1))
    if isinstance(last, date) and not isinstance(last, datetime):
        return pd.Timestamp(last) + pd.Timedelta(days=1)
    return None


def duration(value: Any, name: str) -> int:
    """Return a length of time in microseconds: a number of days, a timedelta or a text such as "36h".

    >>> duration(1, "window") == duration("24h", "window") == 86_400_000_000
    True
    """
    try:
        if isinstance(value, bool | np.bool_) or value is None or value is pd.NaT or _is_number(value):
            raise ValueError
        if isinstance(value, Real | Decimal) and not isinstance(value, np.timedelta64):
            micros = round(float(value) * _DAY)
        else:
            micros = pd.Timedelta(value) // pd.Timedelta(microseconds=1)
    except (ValueError, TypeError, OverflowError):
        raise BadParameter(
            Text(
                "{name} is a number of days, a timedelta or a text such as '36h'; found {value!r}",
                name=name,
                value=value,
            )
        ) from None
    if not 0 < micros < 2**62:
        raise BadParameter(Text("{name} must be above 0; found {value!r}", name=name, value=value))
    return int(micros)


def _is_number(text: Any) -> bool:
    """Return whether a text is but a number, which pandas would take for nanoseconds."""
    try:
        return isinstance(text, str) and not np.isnan(float(text))
    except ValueError:
        return False
