"""Calls as Python text, runnable as they stand: what an exploration shows becomes a notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from importlib import import_module
from inspect import signature
from typing import Any

import pandas as pd

from cxlab.language import LANGUAGES, current
from cxlab.loaders import DataPot, bundled_pots

__all__ = ["Expression", "call", "pot_name", "program", "written"]

WIDTH = 100


def program(pot: DataPot, steps: Sequence[str]) -> str:
    """Return a program that opens the pot and carries out the steps, in the language that is spoken.

    Parameters
    ----------
    pot
        Is called `pot` in the steps.
    steps
        Lines of Python; empty ones are left out.
    """
    spoken = current()
    speak = [] if spoken == LANGUAGES[0] else ["from cxlab.language import use", "", f'use("{spoken}")']
    opened = ["" if not speak else None, f"pot = cx.open_pot({written(pot_name(pot))})"]
    lines = ["import cxlab as cx", *speak, *opened, *(step or None for step in steps)]
    return "\n".join(line for line in lines if line is not None)


def pot_name(pot: DataPot) -> str:
    """Return what `cx.open_pot` takes: the name of a bundled pot, or the folder.

    Examples
    --------
    >>> import cxlab as cx
    >>> pot_name(cx.open_pot("nordlicht"))
    'nordlicht'
    """
    bundled = next((name for name, folder in bundled_pots().items() if folder == pot.folder), None)
    return bundled or str(pot.folder)


class Expression(str):
    """Python that stands in a call as it is: ``cx.period("date", "month")``."""


def call(function: str, *given: str, **arguments: Any) -> str:
    """Return a call as text; arguments that are None, or what the function takes anyway, are left out.

    Parameters
    ----------
    function
        Its name, as a notebook writes it.
    *given
        Positional arguments, Python already.
    **arguments
        Values that Python reads back: texts, numbers, lists, days; an `Expression` stands as it is.

    Examples
    --------
    >>> print(call("cx.nps", "answers", by="region", weight=None, level=0.95, min_n=10))
    cx.nps(answers, by="region", min_n=10)
    """
    usual = _defaults(function)
    chosen = {name: value for name, value in arguments.items() if value is not None}
    named = [f"{name}={written(value)}" for name, value in chosen.items() if not _same(usual, name, value)]
    parts = [*given, *named]
    line = f"{function}({', '.join(parts)})"
    if len(line) <= WIDTH:
        return line
    return f"{function}(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def written(value: Any) -> str:
    r"""Return a value as Python writes it, texts in double quotation marks.

    Examples
    --------
    >>> print(written(["a", 1, None]), written({"plan": 'the "old" one'}))
    ["a", 1, None] {"plan": "the \"old\" one"}
    """
    if isinstance(value, Expression):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, pd.Timestamp):
        return written(str(value.date()))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(key)}: {written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return repr(value)


def _defaults(function: str) -> dict[str, Any]:
    """Return the defaults of a function of cxlab; nothing for one of an object (``pot.select``)."""
    if not function.startswith("cx."):
        return {}
    found = reduce(getattr, function.split(".")[1:], import_module("cxlab"))
    return {name: one.default for name, one in signature(found).parameters.items()}  # type: ignore[arg-type]


def _same(usual: Mapping[str, Any], name: str, value: Any) -> bool:
    return name in usual and type(usual[name]) is type(value) and bool(usual[name] == value)
