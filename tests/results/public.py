"""What public functions return in their docstrings' examples, and whether the vocabulary knows it."""

import contextlib
import dataclasses
import doctest
import functools
import importlib
import inspect
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

import cxlab as cx
from cxlab.results import column_of, fault_of, kinds_of, metric_of

ROOMS = (
    *("metrics", "survival", "journey", "complaints", "voice", "drivers", "competitors", "swot_analysis"),
    *("scorecard", "loaders"),
)
OWN_DATA = ("loaders.read", "scorecard.find_kpis", "drivers.item_matrix")
"""Functions that return rows of the user's and no results."""


class Returned(NamedTuple):
    """A frame, who returned it, and the names that came from the user: columns given, groups asked for."""

    function: str
    frame: pd.DataFrame
    own: frozenset[str]


def public_functions() -> dict[str, Any]:
    """Return the functions that the rooms offer, by their name within `cx`."""
    found = {}
    for room in ROOMS:
        package = importlib.import_module(f"cxlab.{room}")
        for name in package.__all__:
            if inspect.isfunction(thing := getattr(package, name)):
                found[f"{room}.{name}"] = thing
    return found


def told_by_a_pot() -> list[Returned]:
    """Ask a bundled pot everything it can tell."""
    pot = cx.open_pot("nordlicht")
    caught = []
    for name in sorted(vars(type(pot))):
        method = getattr(type(pot), name)
        if name.startswith("_") or not inspect.isfunction(method) or _needs_arguments(method):
            continue
        told = _frames_in(getattr(pot, name)())
        caught += [Returned(f"DataPot.{name}", frame, frozenset()) for frame in told]
    return caught


@functools.cache
def functions_by_place() -> dict[str, str]:
    """Return the public functions by module and name, as a doctest is called."""
    return {f"{one.__module__}.{one.__qualname__}": called for called, one in public_functions().items()}


@contextlib.contextmanager
def watched_example(test: doctest.DocTest) -> Iterator[list[Returned]]:
    """Collect what a public function returns while its example runs."""
    caught: list[Returned] = []
    called = functions_by_place().get(test.name)
    if called is None or called in OWN_DATA:
        yield caught
        return
    function = public_functions()[called]
    watched = _watching(called, function, caught)
    test.globs[function.__name__] = watched
    with _in_place(cx, function.__name__, watched):
        yield caught


def faults(returned: list[Returned]) -> set[str]:
    """Return columns and metrics that the vocabulary does not know, and values not of their kind."""
    found = set()
    for one in returned:
        if "metric" in one.frame:
            unknown = {name for name in one.frame["metric"].astype(str) if metric_of(name) is None}
            found |= {f"{one.function}: metric {name} is not in the vocabulary" for name in unknown}
        for column in map(str, one.frame.columns):
            if column in one.own:
                continue
            if not _is_known(one.frame, column):
                found.add(f"{one.function}: column {column} is not in the vocabulary")
            elif one.frame.columns.is_unique and any(
                map(fault_of, kinds_of(one.frame, column), one.frame[column])
            ):
                found.add(f"{one.function}: a value of {column} is not of its kind")
    return found


def _is_known(frame: pd.DataFrame, column: str) -> bool:
    if column_of(column) is not None:
        return True
    base, _, end = column.rpartition("_")
    return end in ("low", "high", "se") and column_of(base) is not None and base in frame.columns


def functions_without_example() -> list[str]:
    """Return the public functions whose docstring shows no example: nothing is known of their columns."""
    return [name for name, function in public_functions().items() if ">>>" not in (function.__doc__ or "")]


def _needs_arguments(method: Any) -> bool:
    parameters = list(inspect.signature(method).parameters.values())[1:]
    return any(one.default is one.empty for one in parameters)


@contextlib.contextmanager
def _in_place(package: Any, name: str, watched: Any) -> Iterator[None]:
    """Let the flat `cx.name` be watched too, where the example calls it so."""
    before = getattr(package, name, None)
    if before is None:
        yield
        return
    setattr(package, name, watched)
    try:
        yield
    finally:
        setattr(package, name, before)


def _watching(called: str, function: Any, caught: list[Returned]) -> Any:
    @functools.wraps(function)
    def inner(*given: Any, **named: Any) -> Any:
        result = function(*given, **named)
        own = frozenset(_names_in([*given, *named.values()]))
        caught.extend(Returned(called, frame, own) for frame in _frames_in(result))
        return result

    return inner


def _names_in(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, pd.DataFrame):
            yield from map(str, value.columns)
        elif isinstance(value, cx.DataPot):  # what its tables hold
            yield from _names_in([value[table] for table in value])
        elif isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple | set):
            yield from _names_in(value)
        elif isinstance(value, dict):
            yield from _names_in([*value, *value.values()])
        elif hasattr(value, "label"):  # a period, called so in the result
            yield str(value.label)
        elif dataclasses.is_dataclass(value):
            yield from _names_in(vars(value).values() if hasattr(value, "__dict__") else ())


def _frames_in(result: Any, depth: int = 0) -> Iterator[pd.DataFrame]:
    """Yield the frames that a result is or holds: parts of a tuple, public fields and properties."""
    if isinstance(result, pd.DataFrame):
        yield result
    elif isinstance(result, tuple | list) and depth < 2:
        for item in result:
            yield from _frames_in(item, depth + 1)
    elif dataclasses.is_dataclass(result) and not isinstance(result, type) and depth < 2:
        fields = [one.name for one in dataclasses.fields(result)]
        ours = (property, functools.cached_property)
        fields += [name for name, thing in inspect.getmembers(type(result)) if isinstance(thing, ours)]
        for name in fields:
            if not name.startswith("_"):
                yield from _frames_in(getattr(result, name), depth + 1)
