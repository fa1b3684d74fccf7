"""What is wrong in a YAML file of people's: a line for every fault, with the line of the file it stands on.

`first_fault` tells one fault of a short file; pots and plans tell all of theirs at once, with these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..errors import hint
from ..text import Text
from .safeyaml import Lines

__all__ = ["fault_at", "faults_together", "first_fault", "place_of"]

SAID = {
    "missing": Text("field required"),
    "string_type": Text("input should be a valid string"),
    "list_type": Text("input should be a valid list"),
    "dict_type": Text("input should be a valid dictionary"),
    "model_type": Text("must be names with their values (name: value)"),
    "float_type": Text("input should be a valid number"),
    "int_type": Text("input should be a valid integer"),
    "bool_type": Text("input should be a valid boolean"),
    "tuple_type": Text("input should be a valid tuple"),
}
"""What pydantic says most often, in words of ours; the rest stays as it says it."""
LONGEST = 60
"""Letters of a key that are shown."""


def faults_together(name: str, faults: Sequence[str]) -> Text:
    """Put the faults of a file into one message, a line for each.

    Examples
    --------
    >>> print(faults_together("plan.yml", ["line 1: a", "line 2: b"]))
    plan.yml has 2 faults:
      line 1: a
      line 2: b
    """
    if len(faults) == 1:
        return Text.together([name, faults[0]], " ")
    head = Text("{name} has {count} faults:", name=name, count=len(faults))
    return Text.together([head, *(Text.together([" ", fault], " ") for fault in faults)], "\n")


def place_of(path: tuple[object, ...], lines: Lines, *, first: int = 0) -> str:
    """Say where something stands: the line of the nearest key, and the key; lists count from `first`.

    Examples
    --------
    >>> print(place_of(("runs", 0, "pots"), {("runs",): 3}, first=1))
    line 3: runs.1.pots
    """
    line = next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)
    dotted = ".".join(str(part + first) if isinstance(part, int) else str(part)[:LONGEST] for part in path)
    if line and dotted:
        return Text("line {line}: {key}", line=str(line), key=dotted)
    return dotted or Text("as a whole")


def fault_at(where: str, error: Any, *, key: str, known: Iterable[str]) -> Text:
    """Say what pydantic found at a place; for an unknown key also the name it was probably meant to be.

    Parameters
    ----------
    where
        As `place_of` says it, or "" where the message names its place itself.
    error
        One of pydantic's ``ValidationError.errors()``.
    key, known
        The key that is not known, and the keys that are.
    """
    if error["type"] == "extra_forbidden":
        return Text("{where}: unknown key; {hint}", where=where, hint=hint(key, [*known]))
    said = SAID.get(error["type"]) or error["msg"][:1].lower() + error["msg"][1:]
    if error["type"] == "value_error":
        said = error["ctx"]["error"].args[0]
    return Text.together([where, said] if where else [said], ": ")


def first_fault(error: Any, lines: Lines, name: str, known: Iterable[str] = ()) -> Text:
    """Say the first fault that pydantic found in a file of people's, with the line it stands on.

    Parameters
    ----------
    error
        pydantic's ValidationError.
    lines
        As `load` returns them.
    name
        What the file is called.
    known
        Keys that may have been meant where one is not known.
    """
    first = error.errors()[0]
    where = tuple(first["loc"])
    told = {"name": name, "line": str(_line(where, lines)), "key": ".".join(str(part) for part in where)}
    match first["type"]:
        case "extra_forbidden" if meant := [*known]:
            told["hint"] = hint(str(where[-1]), meant)
            return Text("{name} line {line}: key {key} is not known here; {hint}", **told)
        case "extra_forbidden":
            return Text("{name} line {line}: key {key} is not known here", **told)
        case "missing":
            return Text("{name} line {line}: {key} is missing", **told)
        case "literal_error":
            told["values"] = str(first.get("ctx", {}).get("expected", ""))
            return Text("{name} line {line}: {key} must be one of: {values}", **told)
        case "value_error" if isinstance(reason := first["ctx"]["error"].args[0], Text):
            return Text("{name} line {line}: {key}: {reason}", **told, reason=reason)  # in words of ours
    return Text("{name} line {line}: {key} does not hold what it should", **told)


def _line(where: tuple[object, ...], lines: Lines) -> int:
    """Return the line of a key; of one that is missing, that of the entry it is missing in."""
    for length in range(len(where), 0, -1):
        inside = [line for key, line in lines.items() if key[:length] == where[:length]]
        if inside:
            return min(inside)
    return 1
