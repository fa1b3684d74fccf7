"""Every frame that a public function returns in its docstring's example, and what is the user's own in it."""

import contextlib
import dataclasses
import doctest
import functools
import importlib
import inspect
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

import cxlab as cx

ROOMS = (
    *("metrics", "survival", "journey", "complaints", "voice", "drivers", "competitors", "swot_analysis"),
    "loaders",
)
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


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


def returned_frames() -> list[Returned]:
    """Run the examples of all public functions, and ask a bundled pot everything it can tell."""
    caught: list[Returned] = []
    for called, function in public_functions().items():
        _run_example(called, function, caught)
    pot = cx.open_pot("nordlicht")
    for name in sorted(vars(type(pot))):
        method = getattr(type(pot), name)
        if name.startswith("_") or not inspect.isfunction(method) or _needs_arguments(method):
            continue
        told = _frames_in(getattr(pot, name)())
        caught.extend(Returned(f"DataPot.{name}", frame, frozenset()) for frame in told)
    return caught


def functions_without_example() -> list[str]:
    """Return the public functions whose docstring shows no example: nothing is known of their columns."""
    return [name for name, function in public_functions().items() if ">>>" not in (function.__doc__ or "")]


def _needs_arguments(method: Any) -> bool:
    parameters = list(inspect.signature(method).parameters.values())[1:]
    return any(one.default is one.empty for one in parameters)


def _run_example(called: str, function: Any, caught: list[Returned]) -> None:
    module = importlib.import_module(function.__module__)
    watched = _watching(called, function, caught)
    name = function.__name__
    tests = doctest.DocTestFinder(recurse=False).find(function, name, module, dict(vars(module)))
    for test in tests:
        test.globs[name] = watched
        with _in_place(cx, name, watched), contextlib.redirect_stdout(io.StringIO()) as said:
            ended = doctest.DocTestRunner(optionflags=OPTIONS, verbose=False).run(test)
        assert not ended.failed, said.getvalue()


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
