"""Headings and texts of a notebook in the reader's language, in the notebook itself.

A report translates Markdown cells when it is written. In JupyterLab, under plain papermill and nbconvert
they stay as they are; there the first output below a heading says it again in the language of the report. A
copy of a template can be translated for good (`translate_notebook`): it keeps the source of each text, so
that a report in another language still knows it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..language import LANGUAGES, _, current, markdown, using
from .output import HEADING, show

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["SOURCE_LANGUAGE", "markdown_of", "repeat_headings", "translate_notebook"]

SOURCE_LANGUAGE = LANGUAGES[0]
CHOSEN = re.compile(r"^(language\s*:.*?=\s*)([\"'])\w+\2", re.MULTILINE)
START = re.compile(r"\breport\.start\((\w+)")
_hooks: list[Any] = []


@dataclass(frozen=True)
class _Step:
    """A code cell and the Markdown right above it."""

    code: str
    above: str


def markdown_of(cell: NotebookNode) -> str:
    """Return a Markdown cell in the current language.

    A text that was translated into another language, and not changed since, goes back to its source first.
    """
    kept = cell.metadata.get("cxlab", {})
    source = kept.get("source", "")
    if source:
        with using(kept["language"]):
            unchanged = _(source) == markdown(cell.source)
        if unchanged:
            return _(source)
    return _(markdown(cell.source))


def translate_notebook(notebook: NotebookNode, language: str) -> None:
    """Write the Markdown cells of a notebook in a language, and have it report in that language by default.

    Parameters
    ----------
    notebook : NotebookNode
        Is changed.
    language : {"en", "de"}

    Raises
    ------
    UnknownName
        If there is no catalogue for `language`.
    """
    with using(language):
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                source = markdown(cell.source)
                if _(source) != source:
                    cell.metadata["cxlab"] = {"source": source, "language": language}
                    cell.source = _(source)
            elif "parameters" in cell.metadata.get("tags", []):
                cell.source = CHOSEN.sub(rf'\g<1>"{language}"', cell.source)
            elif language != SOURCE_LANGUAGE:
                cell.source = START.sub(rf'report.start(\1, headings="{language}"', cell.source)


def repeat_headings(written_in: str) -> None:
    """From here on, say the texts above each cell of a template again, where they are in another language.

    Parameters
    ----------
    written_in : str
        The language of the notebook's Markdown cells.
    """
    shell = _shell()
    if shell is None:
        return
    while _hooks:
        shell.events.unregister("pre_run_cell", _hooks.pop())
    if current() == written_in:
        return
    steps = _steps()
    for step in _until(steps, shell.user_ns.get("In", [""])[-1]):
        _say(step.above)
    above = {step.code: step.above for several in steps for step in several}

    def before(info: Any) -> None:
        _say(above.get(_plain(info.raw_cell or ""), ""))

    shell.events.register("pre_run_cell", before)
    _hooks.append(before)


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


def _steps() -> list[list[_Step]]:
    """Return the steps of each bundled template."""
    from .template_list import list_templates, read_notebook

    return [_steps_of(read_notebook(template.path)) for template in list_templates()]


def _steps_of(notebook: NotebookNode) -> list[_Step]:
    steps, above = [], []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            above.append(markdown(cell.source))
        elif cell.cell_type == "code":
            steps.append(_Step(_plain(cell.source), "\n\n".join(_(text) for text in above)))
            above = []
    return steps


def _until(steps: Sequence[Sequence[_Step]], code: str) -> Sequence[_Step]:
    """Return the steps up to the one that is running, of the template that it belongs to."""
    for several in steps:
        codes = [step.code for step in several]
        if _plain(code) in codes:
            return several[: codes.index(_plain(code)) + 1]
    return []


def _plain(code: str) -> str:
    return code.strip()


def _say(text: str) -> None:
    if text:
        show({HEADING: {}, "text/markdown": text, "text/plain": text})
