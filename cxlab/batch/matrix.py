"""From a group of a plan to its combinations: templates x pots x axes, less what is excluded, with names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from ..errors import BadValue
from ..text import Text
from .planfile import Group
from .relative_dates import span_of, spans_of

__all__ = ["MOST_RUNS", "Combination", "combinations", "name_of"]

MOST_RUNS = 10_000
"""More runs than anybody looks at; a matrix beyond is a slip."""

LONGEST_NAME = 120  # bytes; some file systems allow 143
OWN = ("template", "pot")
PLACE = re.compile(r"\{([^{}]*)\}")
KEPT = re.compile(r"[^\w.+-]+")
PORTS = (f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³")
RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", *PORTS})
"""Names that no folder can have on Windows, with whatever ending: a plan has to run there too."""


@dataclass(frozen=True)
class Combination:
    """One run of a group before it is checked: what is given, where it stands in the plan, and its labels."""

    template: str
    pot: str | None
    given: dict[str, tuple[Any, tuple[object, ...]]]
    labels: dict[str, str] = field(default_factory=dict)


def combinations(group: Group, path: tuple[object, ...], today: dt.date) -> list[Combination]:
    """Return the combinations of a group, those excluded left out.

    Parameters
    ----------
    group : Group
    path : tuple
        Where the group stands in the plan.
    today : date

    Raises
    ------
    BadValue
        A phrase names no period, an exclusion fits nothing, or there are more than 10,000 combinations.
    """
    axes = [_cases(axis, value, (*path, "matrix", axis), today) for axis, value in group.matrix.items()]
    count = len(group.templates) * max(len(group.pots), 1) * prod(len(cases) for cases in axes)
    if count > MOST_RUNS:
        raise BadValue(Text("{count} combinations; a plan may have {most} runs", count=count, most=MOST_RUNS))
    common = {name: (value, (*path, "parameters", name)) for name, value in group.parameters.items()}
    if group.dates is not None:
        common = _dated(group.dates, (*path, "dates"), today) | common
    found = []
    for template, pot in product(group.templates, _pots(group)):
        for cases in product(*axes):
            given, labels, where = dict(common), dict[str, str](), pot
            for axis, case in zip(group.matrix, cases, strict=True):
                labels[axis] = case.label
                where = case.pot or where
                given |= case.given
            found.append(Combination(template, where, given, labels))
    found = _without(found, group.exclude)
    for number, extra in enumerate(group.include):
        found += _further(group, extra, common, (*path, "include", number))
    return found


def _pots(group: Group) -> list[str | None]:
    """Return the pots of a group; None stands for each template's own."""
    return [*group.pots] or [None]


@dataclass(frozen=True)
class _Case:
    label: str
    given: dict[str, tuple[Any, tuple[object, ...]]]
    pot: str | None = None


def _cases(axis: str, value: Any, path: tuple[object, ...], today: dt.date) -> list[_Case]:
    """Return the cases of an axis: values of the parameter of that name, named cases, or periods."""
    if axis in OWN:
        raise BadValue(Text("list them under {name}s:", name=axis))
    if isinstance(value, str):
        return [_Case(span.name, _days(span.first, span.last, path)) for span in spans_of(value, today)]
    if isinstance(value, list):
        return [_Case(_label(item), {axis: (item, path)}) for item in value]
    found = []
    for label, parameters in value.items():
        given = {name: (item, (*path, label, name)) for name, item in parameters.items()}
        pot = given.pop("pot", (None, ()))[0]
        dates = given.pop("dates", None)
        if dates is not None:
            given = _dated(str(dates[0]), dates[1], today) | given
        found.append(_Case(str(label), given, None if pot is None else str(pot)))
    return found


def _dated(
    phrase: str, path: tuple[object, ...], today: dt.date
) -> dict[str, tuple[Any, tuple[object, ...]]]:
    span = span_of(phrase, today)
    return _days(span.first, span.last, path)


def _days(
    first: dt.date, last: dt.date, path: tuple[object, ...]
) -> dict[str, tuple[Any, tuple[object, ...]]]:
    return {"date_from": (first.isoformat(), path), "date_to": (last.isoformat(), path)}


def _without(found: list[Combination], exclusions: list[dict[str, Any]]) -> list[Combination]:
    for number, condition in enumerate(exclusions):
        kept = [one for one in found if not _fits(one, condition)]
        if len(kept) == len(found):
            raise BadValue(Text("exclude {number} fits no run", number=number + 1))
        found = kept
    return found


def _fits(one: Combination, condition: Mapping[str, Any]) -> bool:
    values: dict[str, Any] = {name: value for name, (value, _path) in one.given.items()}
    values |= {"template": one.template, "pot": one.pot}
    return all(
        value == values.get(name, ...) or str(value) == one.labels.get(name)
        for name, value in condition.items()
    )


def _further(
    group: Group, extra: Mapping[str, Any], common: Mapping[str, Any], path: tuple[object, ...]
) -> Iterator[Combination]:
    given = {name: (value, (*path, name)) for name, value in extra.items() if name not in OWN}
    labels = {name: _label(value) for name, (value, _path) in given.items()}
    templates = [str(extra["template"])] if "template" in extra else group.templates
    pots: list[str | None] = [str(extra["pot"])] if "pot" in extra else _pots(group)
    for template, pot in product(templates, pots):
        yield Combination(template, pot, {**common, **given}, labels)


def _label(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "+".join(map(_label, value)) or "all"
    return str(value) if value not in ("", None) else "all"


def name_of(pattern: str | None, parts: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return the name of a report's folder.

    Parameters
    ----------
    pattern : str or None
        With ``{template}``, ``{pot}``, ``{language}``, and ``{axis}`` or ``{parameter}``; by default
        template, pot, language and what else tells the runs of the group apart.
    parts : dict
        Template, pot, language and the parameters.
    labels : dict
        The axes of the matrix.

    Raises
    ------
    BadValue
        The name has parts of a path, no letter, more than 120 bytes, or is none on Windows; or the pattern
        names nothing known.

    Examples
    --------
    >>> name_of(None, {"template": "nps", "pot": "north", "language": "de"}, {"month": "2025-01"})
    'nps-north-de-2025-01'
    >>> name_of("{pot}/../{month}", {"pot": "north"}, {"month": "2025-01"})
    Traceback (most recent call last):
    ...
    cxlab.errors.BadValue: name '{pot}/../{month}': must be one folder's name, without / and without ..
    """
    values = {**parts, **labels}
    if pattern is None:
        pattern = "-".join(f"{{{name}}}" for name in dict.fromkeys(("template", "pot", "language", *labels)))
    plain = PLACE.sub("", pattern)
    if "/" in plain or "\\" in plain or ".." in plain or "\0" in plain or "~" in plain:
        raise BadValue(
            Text(
                "name {pattern!r}: must be one folder's name, without / and without ..", pattern=pattern[:60]
            )
        )
    unknown = [name for name in PLACE.findall(pattern) if name not in values]
    if unknown or "{" in plain or "}" in plain:
        known = ", ".join(f"{{{name}}}" for name in values)
        raise BadValue(Text("name {pattern!r}: may hold {known}", pattern=pattern[:60], known=known))
    name = PLACE.sub(lambda found: _safe(values[found[1]]), pattern)
    name = KEPT.sub("_", name).strip("._-")
    if not name or len(name.encode()) > LONGEST_NAME:
        raise BadValue(
            Text("name {pattern!r}: makes a name without letters, or a longer one than {most} bytes",
                 pattern=pattern[:60], most=LONGEST_NAME)
        )  # fmt: skip
    if name.partition(".")[0].upper() in RESERVED:
        raise BadValue(
            Text("name {pattern!r}: makes {name}, which Windows keeps for a device; add a word to it",
                 pattern=pattern[:60], name=name)
        )  # fmt: skip
    return name


def _safe(value: str) -> str:
    return re.sub(r"\.\.+", "_", KEPT.sub("_", value)).strip("._") or "all"
