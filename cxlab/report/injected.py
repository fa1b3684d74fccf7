"""Parameters as plain papermill hands them over: checked when a report starts, as `report.run` checks them.

papermill writes what it is given into a cell of its own and only warns of names that the notebook does not
have: a typo would leave the default in force, and nobody would know.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from itertools import pairwise

from ..errors import BadParameter
from . import parameters

__all__ = ["check_injected"]

INJECTED = "# Parameters"
"""How the cell begins that papermill inserts behind the tagged one."""


def check_injected(cells: Sequence[str] | None = None) -> None:
    r"""Refuse parameters that the notebook does not have, or whose values are not of their type.

    Parameters
    ----------
    cells
        Sources of the cells executed so far; by default those of the running kernel.

    Raises
    ------
    BadParameter
        With one line for each fault.

    Examples
    --------
    >>> check_injected(['least: int = 5  # smallest group', '# Parameters\nleest = 3'])
    Traceback (most recent call last):
    ...
    cxlab.errors.BadParameter: parameter 'leest': the notebook has no such parameter; did you mean ...
    """
    run = _executed() if cells is None else list(cells)
    for before, cell in pairwise(run):
        if cell.lstrip().startswith(INJECTED):
            _check(before, cell)


def _check(declared: str, given: str) -> None:
    try:
        known = parameters.parse(declared)
    except BadParameter:  # the notebook has no cell of typed parameters
        return
    if known:
        parameters.check(known, _values(given), template="the notebook")


def _values(source: str) -> dict[str, object]:
    """Return what a cell of assignments assigns; values that are no plain ones are left to the notebook."""
    found: dict[str, object] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                found[statement.targets[0].id] = ast.literal_eval(statement.value)
            except ValueError:
                continue
    return found


def _executed() -> list[str]:
    if "IPython" not in sys.modules:
        return []
    from IPython import get_ipython

    shell = get_ipython()
    return list(shell.user_ns.get("In", [])) if shell is not None else []
