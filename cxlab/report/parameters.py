"""A template's parameters: read from its tagged cell, never executed, and checked before a kernel starts.

Each line of the cell is ``name: type = default  # help``. Types: ``str``, ``int``, ``float``, ``bool``,
``date``, pydantic's ``PositiveInt``, ``NonNegativeInt`` and ``PositiveFloat``, ``Literal[...]`` or a name of
`cxlab.report.choices`, ``list[...]`` of these, ``Optional[...]`` and ``... | None``. papermill can read names
and ``Optional[...]``; of the others it says that it does not know the parameter.

Help that begins with "column of responses" says that a parameter names a column of that table: it is looked
up before anything runs.
"""

from __future__ import annotations

import ast
import datetime as dt
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AllowInfNan,
    BeforeValidator,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    TypeAdapter,
    ValidationError,
)

from ..errors import BadParameter, hint
from ..text import Text
from . import choices

__all__ = ["Parameter", "check", "parse", "read"]


def _iso(value: Any) -> Any:
    """Let only 2017-05-31 be a date; pydantic alone would also take seconds since 1970."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


PLAIN: dict[str, Any] = {
    "str": str,
    "int": int,
    "float": Annotated[float, AllowInfNan(False)],
    "bool": bool,
    "PositiveInt": PositiveInt,
    "NonNegativeInt": NonNegativeInt,
    "PositiveFloat": Annotated[PositiveFloat, AllowInfNan(False)],
    "date": Annotated[dt.date, BeforeValidator(_iso)],
}
CHOICES = tuple(choices.__all__)
WORDS = {
    "str": Text("text"),
    "int": Text("a whole number"),
    "float": Text("a number"),
    "bool": Text("true or false"),
    "PositiveInt": Text("a whole number above 0"),
    "NonNegativeInt": Text("a whole number, 0 or above"),
    "PositiveFloat": Text("a number above 0"),
    "date": Text("a date such as 2017-05-31"),
}


COLUMN_OF = re.compile(r"columns? of (?:the )?([a-z_]+)\b", re.I)
"""How the help of a parameter begins that names a column of a table."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a template: name, type as written, default, help, and what it takes in words."""

    name: str
    type_text: str
    default: Any
    help: str
    expected: str
    item: Any
    several: bool
    optional: bool

    @property
    def table(self) -> str:
        """The table of which the parameter names a column, as its help says; nothing for another."""
        found = COLUMN_OF.match(self.help)
        return found[1] if found else ""

    def convert(self, value: Any) -> Any:
        """Return `value` as the parameter's type, in a form that papermill can write into a notebook.

        Text is read (``"3"``, ``"true"``, ``"2017-05-31"``, ``"a,b"``, ``""`` for none); other values must
        have the type already. Dates come out as ISO text.

        Raises
        ------
        ValueError
            If it cannot be read as that type.
        """
        if self.optional and (value is None or (isinstance(value, str) and value.lower() in ("", "none"))):
            return None
        if not self.several:
            return _scalar(self.item, value)
        items = (value.split(",") if value else []) if isinstance(value, str) else value
        if not isinstance(items, list | tuple):
            raise ValueError
        return [_scalar(self.item, item.strip() if isinstance(item, str) else item) for item in items]


_THE_TEMPLATE = Text("the template")


def read(notebook: str | Path) -> list[Parameter]:
    """Return the parameters of a notebook file.

    Parameters
    ----------
    notebook : path
        Notebook with at most one cell tagged ``parameters``; without one it has no parameters.

    Raises
    ------
    BadParameter
        If there are several such cells or a line is not ``name: type = default``.

    Examples
    --------
    >>> read("notebooks/nps_analysis.ipynb")  # doctest: +SKIP
    """
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    tagged = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) > 1:
        raise BadParameter(
            Text(
                "{name}: {count} cells are tagged 'parameters', expected one",
                name=Path(notebook).name,
                count=len(tagged),
            )
        )
    return parse(tagged[0]) if tagged else []


def parse(source: str) -> list[Parameter]:
    """Return the parameters that the source of a tagged cell declares.

    Raises
    ------
    BadParameter
        If a line is not ``name: type = default  # help`` with a plain default of that type.

    Examples
    --------
    >>> found = parse('every: Literal["week", "month"] = "month"  # length of a period')[0]
    >>> found.name, found.default, found.help
    ('every', 'month', 'length of a period')
    """
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise BadParameter(
            Text("parameters cell, line {line}: not valid Python", line=str(error.lineno))
        ) from None
    lines = source.splitlines()
    return [_parameter(statement, lines[statement.end_lineno - 1]) for statement in statements]  # type: ignore[operator]


def check(
    parameters: list[Parameter], given: Mapping[str, Any], *, template: str = _THE_TEMPLATE
) -> dict[str, Any]:
    """Return the given values as their types.

    Parameters
    ----------
    parameters : list of Parameter
    given : dict
        Name to value; text as it comes from a command line, or Python values.
    template : str
        Name for the message.

    Returns
    -------
    dict
        The given values only, converted; a notebook keeps its own defaults for the others.

    Raises
    ------
    BadParameter
        With one line for each fault.

    Examples
    --------
    >>> check(parse("least: int = 5  # smallest group"), {"least": "10"})
    {'least': 10}
    """
    known = {parameter.name: parameter for parameter in parameters}
    faults, values = [], {}
    for name, value in given.items():
        if fault := _name_fault(str(name), list(known), template):
            faults.append(fault)
            continue
        try:
            values[name] = known[name].convert(value)
        except (ValueError, TypeError):
            faults.append(
                Text(
                    "parameter {name!r}: expected {expected}, found {value}",
                    name=name,
                    expected=known[name].expected,
                    value=_short(value),
                )
            )
    if faults:
        raise BadParameter(Text.together(faults, "\n"))
    return values


def _name_fault(name: str, known: list[str], template: str) -> str:
    # papermill writes names into code as they are, so what is no plain name must never get that far.
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("__"):
        return Text("parameter {name}: not a name that a parameter can have", name=_short(name))
    if name not in known:
        fault = Text("parameter {name!r}: {template} has no such parameter", name=name, template=template)
        return Text.together([fault, hint(name, known)])
    return ""


def _parameter(statement: ast.stmt, line: str) -> Parameter:
    where = Text("parameters cell, line {line}", line=str(statement.lineno))
    if not (
        isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value
    ):
        raise BadParameter(Text("{where}: expected 'name: type = default  # help'", where=where))
    name, annotation = statement.target.id, ast.unparse(statement.annotation)
    if name.startswith("__"):
        raise BadParameter(
            Text("{where}: {name!r} is not a name that a parameter can have", where=where, name=name)
        )
    try:
        item, several, optional = _type_of(statement.annotation)
    except ValueError:
        one_of = ", ".join([*PLAIN, *CHOICES])
        reason = Text(
            "type {type} is not one of {names}, Literal[...], list[...], Optional[...], ... | None",
            type=annotation,
            names=one_of,
        )
        raise BadParameter(
            Text("{where}: {name!r}: {reason}", where=where, name=name, reason=reason)
        ) from None
    expected = _expected(statement.annotation)
    try:
        default = ast.literal_eval(statement.value)
        found = Parameter(name, annotation, default, _help(line), expected, item, several, optional)
        found.convert(default)
    except ValueError:
        raise BadParameter(
            Text(
                "{where}: {name!r}: the default is not {expected}, written out",
                where=where,
                name=name,
                expected=expected,
            )
        ) from None
    return found


def _help(line: str) -> str:
    return line.rpartition("  # ")[2].strip() if "  # " in line else ""


def _type_of(node: ast.expr) -> tuple[Any, bool, bool]:
    """Return (type of one value, is it a list, may it be None) of an annotation, without evaluating it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and _is_none(node.right):
        item, several, _ = _type_of(node.left)
        return item, several, True
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        if node.value.id == "Optional":
            item, several, _ = _type_of(node.slice)
            return item, several, True
        if node.value.id == "list":
            return _scalar_type(node.slice), True, False
    return _scalar_type(node), False, False


def _scalar_type(node: ast.expr) -> Any:
    if isinstance(node, ast.Name) and node.id in PLAIN:
        return PLAIN[node.id]
    if _is_choice(node):
        allowed = _choices(node)
        by_text = {str(choice): choice for choice in allowed}
        return Annotated[
            Literal[allowed],
            BeforeValidator(lambda value: by_text.get(value, value) if isinstance(value, str) else value),
        ]
    raise ValueError


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_choice(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id in CHOICES
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal"


def _choices(node: ast.expr) -> tuple[Any, ...]:
    if isinstance(node, ast.Name):
        return get_args(getattr(choices, node.id))
    assert isinstance(node, ast.Subscript)
    found = ast.literal_eval(node.slice)
    return found if isinstance(found, tuple) else (found,)


def _expected(node: ast.expr) -> str:
    """Say in words what the type takes."""
    if isinstance(node, ast.Name) and node.id in WORDS:
        return WORDS[node.id]
    if isinstance(node, ast.BinOp):
        return Text("{expected} or none", expected=_expected(node.left))
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        if node.value.id == "Optional":
            return Text("{expected} or none", expected=_expected(node.slice))
        if node.value.id == "list":
            return Text("a list (a,b,c), each {expected}", expected=_expected(node.slice))
    return Text("one of {names}", names=", ".join(str(choice) for choice in _choices(node)))


def _scalar(kind: Any, value: Any) -> Any:
    adapter = TypeAdapter(kind)
    try:
        if isinstance(value, str):
            found = adapter.validate_strings(value)
        else:
            found = adapter.validate_python(value, strict=True)
    except (ValidationError, TypeError):
        raise ValueError from None
    return found.isoformat() if isinstance(found, dt.date) else found


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
