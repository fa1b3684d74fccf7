"""The engine with which papermill runs a report: its parameters and life cycle, our kernel and our limits.

papermill's own engine takes whatever kernel the machine calls "python3" and calls a notebook complete whose
kernel died or ran out of time. This one hands the cells to an `execute.Attempt`, which says how it went.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import nbformat

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from .execute import Attempt

__all__ = ["run_with_papermill"]

ENGINE = "cxlab"


def run_with_papermill(notebook: NotebookNode, parameters: Mapping[str, Any], attempt: Attempt) -> None:
    """Let papermill run a copy of the notebook; `attempt` then holds what became of it.

    Parameters
    ----------
    notebook : NotebookNode
    parameters : dict
        Checked values (see `parameters.check`).
    attempt : Attempt
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import remove_error_markers

    _register()
    copied = nbformat.from_dict(notebook)
    copied.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    copied.metadata["language_info"] = {"name": "python"}
    # papermill warns of every type annotation it cannot read; `parameters` has checked them already.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        papermill.execute_notebook(
            copied,
            None,
            parameters=dict(parameters),
            kernel_name="python3",
            engine_name=ENGINE,
            progress_bar=False,
            attempt=attempt,
        )
    except PapermillExecutionError:  # the notebook's own error, which `attempt` has found too
        attempt.notebook = remove_error_markers(attempt.notebook)


def _register() -> None:
    from papermill.engines import Engine, papermill_engines

    if ENGINE in papermill_engines._engines:
        return

    class ReportEngine(Engine):  # type: ignore[misc,unused-ignore]
        """Hands the cells of a notebook to an attempt."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
            """Execute the cells; see `papermill.engines.Engine`."""
            options["attempt"].carry_out(nb_man)

    papermill_engines.register(ENGINE, ReportEngine)
