"""The command that opens JupyterLab: ``cxlab lab``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from cxlab.cli_parts import out
from cxlab.language import _, use
from cxlab.terminal import say, text

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: cxlab lab my_pot --language de")(lab)


def lab(
    pot: Annotated[
        str | None,
        typer.Argument(
            help="Folder with a pot.yml, or the name of a bundled pot (default: the sample company).",
            metavar="[POT]",
        ),
    ] = None,
    folder: Annotated[
        Path, typer.Option("--folder", "-f", help="Folder to work in; all that is written stays in it.")
    ] = Path("cxlab_lab"),
    language: Annotated[
        str | None,
        typer.Option("--language", "-l", help="en or de (default: the pot's).", metavar="en|de"),
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open JupyterLab in a workspace: templates, lessons, the pot at hand, a welcome notebook."""
    from cxlab.lab.workspace import environment, make_workspace, server_arguments

    if language is not None:
        use(language)
    made = make_workspace(folder, pot=pot, language=language)
    say(out, text(_("workspace") + ": ", "bold"), made.folder)
    command = [sys.executable, "-m", "jupyterlab", *server_arguments(made, port=port, browser=browser)]
    settings = environment(made)
    os.chdir(made.folder)
    if os.name == "posix":  # so that Ctrl-C and the end of the terminal reach JupyterLab itself
        sys.stdout.flush()
        os.execve(command[0], command, settings)  # noqa: S606  (no shell: that is what is wanted)
    raise typer.Exit(subprocess.run(command, env=settings, check=False).returncode)  # noqa: S603
