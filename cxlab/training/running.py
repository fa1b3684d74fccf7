"""Run the code of a lesson in this process and keep what its cells show: for slides and for tests."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from ..errors import RunFailed
from ..language import current, use
from ..text import Text

__all__ = ["run_cells"]


def run_cells(sources: Sequence[str]) -> list[Any]:
    """Run cells one after the other; return what the last line of each gives, as a notebook would show it.

    The language that a lesson sets is set back, and its figures are closed.

    Raises
    ------
    RunFailed
        A cell fails; what it said is the cause.

    Examples
    --------
    >>> run_cells(["a = 2", "a + 1"])
    [None, 3]
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    before = current()
    try:
        return [_run(source, names) for source in sources]
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        raise RunFailed(Text("the lesson cannot be run: {fault}", fault=fault)) from error
    finally:
        use(before)
        _close_figures()


def _run(source: str, names: dict[str, Any]) -> Any:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<lesson>", "exec"), names)  # noqa: S102  (the lesson's own code, shipped with it)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<lesson>", "eval"), names)  # noqa: S307  (as above)


def _close_figures() -> None:
    import sys

    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
