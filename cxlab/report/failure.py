"""A run that did not complete, told in plain words: what happened, where, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import errors
from ..language import _
from .headings import markdown_of

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
        return _("A calculation stopped with an unexpected error: {name}.").format(name=failure.name)
    if failure.kind == "timeout":
        return _("The run exceeded its time limit of {seconds} seconds.").format(seconds=failure.message)
    if failure.kind == "died" and failure.message:
        return _("Python ended during a step: the notebook itself ended it, or a library crashed.")
    if failure.kind == "leak":
        return _(
            "The report contained raw values of columns marked as personal in pot.yml (number in brackets): "
            "{columns}. It was not published."
        ).format(columns=failure.message)
    if failure.kind == "unread":
        return _(
            "The report contained pictures whose text cannot be checked for personal data (number: {n}). "
            "It was not published."
        ).format(n=failure.message)
    return {
        "died": _(
            "The calculation was terminated from outside during a step, most likely for lack of memory."
        ),
        "start": _("Python could not be started."),
        "lost": _("Figures were drawn but did not reach the page, so the report would be incomplete."),
        "unfinished": _("The notebook ran to the end but recorded no results, so it may be incomplete."),
    }[failure.kind]


def advice(failure: Failure) -> str:
    """Return what the reader can do, in the current language."""
    if failure.kind == "error" and failure.name in ("BadPot", "BadFile", "MissingColumn", "UnknownName"):
        return _(
            "Correct the data or pot.yml as described in the message (“cxlab check” lists all faults), then "
            "run again."
        )
    if failure.kind == "error" and failure.name in errors.__all__:
        return _("Change the parameter or the data named in the message, then run the report again.")
    if failure.kind == "error" and not (failure.traceback or failure.message):
        return _(
            "Send this page to the person responsible for the template; the full error message is left out, "
            "as it may hold personal data."
        )
    if failure.kind == "died" and failure.message:
        return _("Send this page to the person responsible for the template.")
    return {
        "error": _(
            "Send this page to the person responsible for the template; the full error message is at the end."
        ),
        "timeout": _("Run the report with a higher time limit (--timeout) or with less data."),
        "died": _(
            "Run the report on a computer with more memory, or with less data (fewer columns, a shorter "
            "period)."
        ),
        "leak": _(
            "Leave these columns out of the tables and segments, or redact texts (cx.redact) and replace ids "
            "(cx.pseudonymise) before they are shown."
        ),
        "unread": _("Show figures with report.figure(...), or draw them as vectors (svg)."),
        "lost": _("Run the report again; if it happens again, show figures with report.figure(...)."),
        "start": _("Run the report again; if it fails again, reinstall the Python environment."),
        "unfinished": _("End the notebook with report.record(...)."),
    }[failure.kind]


def step_of(notebook: NotebookNode, failure: Failure) -> str:
    """Return the heading above the cell that failed, in the current language, or nothing."""
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            lines = [line for line in markdown_of(cell).splitlines() if line.startswith("#")]
            heading = lines[-1].lstrip("# ") if lines else heading
        if failure.cell and cell.id == failure.cell:
            return heading
    return ""


def source_of(notebook: NotebookNode, failure: Failure) -> str:
    """Return the code of the cell that failed."""
    return next((cell.source for cell in notebook.cells if failure.cell and cell.id == failure.cell), "")
