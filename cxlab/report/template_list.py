"""The report templates: where they are, what they ask, and which pots they fit."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BadFile, UnknownName, system_reason
from ..text import Text
from . import parameters
from .needs import Needs

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from ..loaders import DataPot

__all__ = [
    "Template",
    "copy_template",
    "find_template",
    "fits",
    "list_templates",
    "missing",
    "read_notebook",
    "template_parameters",
]


@dataclass(frozen=True)
class Template:
    """A notebook that answers one question, and what it cannot do without."""

    name: str
    path: Path
    question: str
    needs: Needs
    reads_findings: bool = False
    "Whether it stands on what earlier reports found: it runs after them and is given their folder."


def list_templates() -> list[Template]:
    """Return the bundled templates, sorted by name.

    Examples
    --------
    >>> [template.name for template in list_templates()]  # doctest: +ELLIPSIS
    [...]
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_bundled" / "notebooks", package.parent / "notebooks"):
        if found := sorted(folder.glob("*.ipynb")):
            return [_template(path) for path in found]
    return []


def find_template(name: str | Path) -> Template:
    """Return the bundled template of that name, or the notebook at that path.

    Raises
    ------
    UnknownName
        If there is neither.
    BadFile
        If the file is not a notebook.
    """
    bundled = {template.name: template for template in list_templates()}
    if str(name) in bundled:
        return bundled[str(name)]
    path = Path(name)
    if path.suffix == ".ipynb" and path.is_file():
        return _template(path.resolve())
    raise UnknownName("template", str(name), bundled)


def template_parameters(name: str | Path) -> list[parameters.Parameter]:
    """Return the parameters of a template, see `cxlab.report.parameters.read`."""
    return parameters.read(find_template(name).path)


def missing(template: Template, pot: DataPot) -> str:
    """Return what the template needs and the pot lacks, as "table" or "table.column"; "" where it fits."""
    return template.needs.lacking(pot)


def fits(template: Template, pot: DataPot) -> bool:
    """Say whether the pot has every table and column that the template needs."""
    return not missing(template, pot)


def copy_template(name: str | Path, path: str | Path, *, language: str | None = None) -> Path:
    """Copy a template to `path`, to be worked on; a file that is there already is never overwritten.

    Parameters
    ----------
    name : str or path
    path : path
    language : {"en", "de"}, optional
        In which language its headings are to be, and its report by default; by default as the template is.

    Raises
    ------
    BadFile
        If `path` exists or cannot be written.
    """
    template, target = find_template(name), Path(path)
    try:
        if target.is_dir():
            target /= f"{template.name}.ipynb"
        if target.exists():
            raise BadFile(Text("{target} exists already; choose another name", target=target))
        target.parent.mkdir(parents=True, exist_ok=True)
        return (
            _translated(template.path, target, language)
            if language
            else Path(shutil.copyfile(template.path, target))
        )
    except OSError as error:
        raise BadFile(
            Text(
                "{target} cannot be written: {reason}",
                target=target,
                reason=system_reason(error),
            )
        ) from None


def _translated(path: Path, target: Path, language: str) -> Path:
    import nbformat

    from .headings import translate_notebook

    notebook = read_notebook(path)
    translate_notebook(notebook, language)
    nbformat.write(notebook, target)
    return target


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook in the current format.

    Raises
    ------
    BadFile
        If it is none.
    """
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, KeyError, AttributeError, OSError, nbformat.ValidationError) as error:
        raise BadFile(
            Text("{path} is not a notebook: {name}", path=path, name=type(error).__name__)
        ) from None


def _template(path: Path) -> Template:
    notebook = read_notebook(path)
    about: dict[str, Any] = notebook.metadata.get("cxlab", {})
    question = about.get("question") or _heading(notebook) or path.stem
    needs = Needs.read(about.get("needs"))
    return Template(path.stem, path, question, needs, about.get("reads") == "findings")


def _heading(notebook: NotebookNode) -> str:
    sources = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    lines = (line for source in sources for line in source.splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")
