"""A folder to work in with JupyterLab: templates, lessons, a welcome notebook, what Jupyter writes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxlab.errors import BadFile, system_reason
from cxlab.lab.code import pot_name, written
from cxlab.lab.editors.people_file import write_atomically
from cxlab.lab.words import pot_language
from cxlab.language import _, using
from cxlab.loaders import DataPot, open_pot
from cxlab.text import Text

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Workspace", "environment", "make_workspace", "server_arguments"]

EXAMPLE = "nordlicht"
"""The pot that is at hand where none is named."""
OWN = ".jupyter"
"""Where Jupyter keeps its settings, its history and its secrets: inside the workspace, not at home."""
MADE_FOR = "made_for.txt"
"""Beside them: the pot that welcome and templates begin with."""


@dataclass(frozen=True)
class Workspace:
    """A folder to work in.

    Attributes
    ----------
    folder
        Where it is.
    welcome
        The notebook to begin with.
    added
        Files that were not there before.
    """

    folder: Path
    welcome: Path
    added: tuple[Path, ...]


def make_workspace(
    folder: str | Path, *, pot: str | Path | None = None, language: str | None = None
) -> Workspace:
    """Make a folder to work in, or add to one what it lacks; a file that is there is never changed.

    Parameters
    ----------
    folder
        Is made where it is not there.
    pot
        The data at hand: a folder with a pot.yml, or the name of a bundled pot; by default a sample company.
        It stays where it is.
    language
        "en" or "de", of templates, lessons and welcome; by default the pot's.

    Raises
    ------
    BadFile
        The folder cannot be written, or was made for other data: its notebooks would go on showing those.
    BadPot, UnknownName
        There is no such pot or language.

    Examples
    --------
    >>> import tempfile
    >>> made = make_workspace(Path(tempfile.mkdtemp()) / "lab", pot="sfo_airport_2017")
    >>> made.welcome.name, (made.folder / "templates" / "nps_analysis.ipynb").is_file()
    ('welcome.ipynb', True)
    """
    opened = open_pot(pot or EXAMPLE)
    spoken = language or pot_language(opened)
    place = Path(folder).resolve()
    _refuse_other_data(place / OWN / MADE_FOR, opened)
    before = _files(place)
    with using(spoken):
        welcome = place / ("willkommen.ipynb" if spoken == "de" else "welcome.ipynb")
        try:
            (place / "templates").mkdir(parents=True, exist_ok=True)
            _add_templates(place / "templates", opened, spoken)
            _add_lessons(place / "lessons", spoken)
            _add_settings(place / OWN)
            write_atomically(place / OWN / MADE_FOR, pot_name(opened))
            if not welcome.exists():
                _write(_welcome(opened, spoken, lessons=(place / "lessons").is_dir()), welcome)
        except OSError as error:
            raise BadFile(
                Text("{path} cannot be written ({reason})", path=str(place), reason=system_reason(error))
            ) from None
    return Workspace(place, welcome, tuple(sorted(_files(place) - before)))


def _refuse_other_data(made_for: Path, pot: DataPot) -> None:
    """Refuse a folder whose notebooks open another pot; they are never changed."""
    if made_for.is_file() and (other := made_for.read_text(encoding="utf-8")) != pot_name(pot):
        raise BadFile(
            Text(
                "{folder} was made for the data {other}; name another folder for {pot} (--folder)",
                folder=str(made_for.parents[1]),
                other=other,
                pot=pot_name(pot),
            )
        )


def environment(workspace: Workspace, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment in which JupyterLab and its kernels write nothing outside the workspace.

    Examples
    --------
    >>> here = Workspace(Path("/lab"), Path("/lab/welcome.ipynb"), ())
    >>> Path(environment(here, {})["IPYTHONDIR"]).as_posix()
    '/lab/.jupyter/ipython'
    """
    place = workspace.folder / OWN
    kept = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "MPLCONFIGDIR": "matplotlib",
        "npm_config_cache": "npm",
    }
    inside = {name: str(place / folder) for name, folder in kept.items()}
    return {**(os.environ if own is None else own), **inside}


def server_arguments(workspace: Workspace, *, port: int | None = None, browser: bool = True) -> list[str]:
    """Return what JupyterLab is started with: in the workspace, at the welcome notebook, offline.

    Examples
    --------
    >>> here = Workspace(Path("/lab"), Path("/lab/welcome.ipynb"), ())
    >>> [one for one in server_arguments(here) if "news" in one]
    ['--LabApp.news_url=None']
    """
    given = [
        f"--ServerApp.root_dir={workspace.folder}",
        f"--LabApp.default_url=/lab/tree/{workspace.welcome.name}",
        # JupyterLab would ask the network for news, for updates of itself and for extensions.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--LanguageServerManager.autodetect=False",
    ]
    given += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"] if port else []
    if getattr(os, "geteuid", lambda: 1)() == 0:  # in a container; it listens to this machine alone
        given.append("--allow-root")
    return given if browser else [*given, "--no-browser"]


def _add_templates(folder: Path, pot: DataPot, language: str) -> None:
    """Copy every template in the chosen language; those that fit the pot begin with it."""
    from cxlab.report import copy_template, fits, list_templates
    from cxlab.report.template_list import read_notebook

    for template in list_templates():
        target = folder / f"{template.name}.ipynb"
        if target.exists():
            continue
        copy_template(template.name, target, language=language)
        if fits(template, pot):
            notebook = read_notebook(target)
            _begin_with(notebook, pot_name(pot))
            _write(notebook, target)


def _begin_with(notebook: NotebookNode, pot: str) -> None:
    """Name the pot in the cell of parameters."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            lines = cell.source.split("\n")
            for number, line in enumerate(lines):
                if line.startswith("pot:") and "  #" in line:
                    help_ = line.split("  #", 1)[1]
                    lines[number] = f"pot: str = {written(pot)}  #{help_}"
            cell.source = "\n".join(lines)


def _add_lessons(folder: Path, language: str) -> None:
    from cxlab.report.template_list import list_templates

    bundled = next(iter(list_templates())).path.parent / "training" / language
    for lesson in sorted(bundled.glob("*.ipynb")):
        folder.mkdir(exist_ok=True)
        if not (folder / lesson.name).exists():
            write_atomically(folder / lesson.name, lesson.read_text(encoding="utf-8"))


def _add_settings(own: Path) -> None:
    """Settle what JupyterLab would ask at its first start."""
    place = own / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    said = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
    place.write_text(json.dumps(said, indent=2), encoding="utf-8")


def _welcome(pot: DataPot, language: str, *, lessons: bool) -> NotebookNode:
    """Return the notebook to begin with, in the current language."""
    from nbformat import v4

    hello = _(
        "# Welcome to cxlab\n\nRun the cell below (Shift + Enter): it shows what the data pot "
        "**{name}** holds, and lets you explore it. Every choice changes figure, table and sentence; "
        "*Show code* gives the call for a notebook of your own, *Save as parameters* a file for a report."
    ).format(name=pot.name)
    look = f"import cxlab as cx\n\npot = cx.open_pot({written(pot_name(pot))})\ncx.lab.open(pot"
    look += ")" if language == pot_language(pot) else f", language={written(language)})"
    plain = f"found = cx.lab.explore_nps(pot, language={written(language)})\nfound"
    cells = [v4.new_markdown_cell(hello), v4.new_code_cell(look)]
    if "responses" in pot and "nps" in pot.prepared("responses").frame:
        same = _(
            "The same without widgets: each explorer is a function, whose result holds table, sentence, "
            "figure, code and parameters."
        )
        cells += [v4.new_markdown_cell(same), v4.new_code_cell(plain)]
    cells.append(v4.new_markdown_cell("\n".join(_next(lessons=lessons))))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for place, cell in enumerate(cells):
        cell.id = f"welcome-{place}"
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def _next(*, lessons: bool) -> list[str]:
    """Return what lies in the workspace, as a list with links."""
    from cxlab.report import list_templates

    lines = [_("## What else is here"), ""]
    if lessons:
        lines.append(_("- **lessons/**: the methods, taught by doing; begin with the first."))
    lines.append(_("- **templates/**: a notebook for each question, to run, read and change:"))
    lines += [f"  - [{_(one.question)}](templates/{one.name}.ipynb)" for one in list_templates()]
    lines.append(
        _("- **A report** of any of them, in a terminal: `cxlab run TEMPLATE --pot POT`, or with a saved "
          "file `cxlab run --parameters FILE`.")
    )  # fmt: skip
    return lines


def _write(notebook: NotebookNode, path: Path) -> None:
    import nbformat

    write_atomically(path, nbformat.writes(notebook) + "\n")


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()} if folder.is_dir() else set()
