"""A run that did not complete, told in plain words: what happened, where, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors
from ..language import _, markdown

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from .execute import Failure

__all__ = ["advice", "source_of", "step_of", "what_happened"]


def what_happened(failure: Failure) -> str:
    """Return one sentence in the current language.

    An error of cxlab's own says what was expected and found, and never shows a customer's data. The message
    of any other error may show data: it stays in the folded part of the page.
    """
    if failure.kind == "error":
        if failure.name in errors.__all__:
            return failure.message
        return _("A calculation stopped with an error that nobody had foreseen: {name}.").format(
            name=failure.name
        )
    if failure.kind == "timeout":
        return _("The run took longer than the {seconds} seconds that it may take.").format(
            seconds=failure.message
        )
    if failure.kind == "leak":
        return _(
            "The report held raw values of columns that pot.yml marks as personal (in brackets how many): "
            "{columns}. It was not published."
        ).format(columns=failure.message)
    if failure.kind == "unread":
        return _(
            "The report held pictures whose words cannot be looked through for personal values (how many: "
            "{n}). It was not published."
        ).format(n=failure.message)
    return {
        "died": _(
            "The computation was ended from outside in the middle of a step; most often memory ran out."
        ),
        "start": _("Python could not be started for the computation."),
        "unfinished": _(
            "The notebook ran to its end but recorded no results, so it is not known to be complete."
        ),
    }[failure.kind]


def advice(failure: Failure) -> str:
    """Return what the reader can do, in the current language."""
    if failure.kind == "error" and failure.name in ("BadPot", "BadFile", "MissingColumn", "UnknownName"):
        return _(
            "Correct the data or the pot.yml as the message says (“cxlab check” shows all), then run again."
        )
    if failure.kind == "error" and failure.name in errors.__all__:
        return _("Change the parameter or the data that the message names, then run again.")
    return {
        "error": _(
            "Send this page to whoever looks after the template: the full error message is at its end."
        ),
        "timeout": _("Run again with a higher limit (--timeout) or with less data."),
        "died": _(
            "Run again on a machine with more memory, or with less data: fewer columns or a shorter period."
        ),
        "leak": _(
            "Leave these columns out of the tables and segments, or redact texts (cx.redact) and replace ids "
            "(cx.pseudonymise) before they are shown."
        ),
        "unread": _("Show figures with report.figure(...), or draw them as vectors (svg)."),
        "start": _("Run again; if it happens twice, set up the Python environment anew."),
        "unfinished": _("End the notebook with report.record(...)."),
    }[failure.kind]


def step_of(notebook: NotebookNode, failure: Failure) -> str:
    """Return the heading above the cell that failed, in the current language, or nothing."""
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            lines = [line for line in _(markdown(cell.source)).splitlines() if line.startswith("#")]
            heading = lines[-1].lstrip("# ") if lines else heading
        if failure.cell and cell.id == failure.cell:
            return heading
    return ""


def source_of(notebook: NotebookNode, failure: Failure) -> str:
    """Return the code of the cell that failed."""
    return next((cell.source for cell in notebook.cells if failure.cell and cell.id == failure.cell), "")
