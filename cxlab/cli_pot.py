"""The commands for data: ``cxlab check``, ``pot init`` and ``sample``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxlab.cli_parts import FAILED, LanguageOption, out, print_table, speak, tell_draft
from cxlab.language import _, told
from cxlab.terminal import say

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    pot_app = typer.Typer(
        no_args_is_help=True, rich_markup_mode="rich", help="Make a data pot out of exports."
    )
    app.add_typer(pot_app, name="pot")
    app.command(epilog="Example: cxlab check data/sfo_airport_2017")(check)
    pot_app.command("init", epilog="Example: cxlab pot init my_exports")(pot_init)
    app.command(epilog="Example: cxlab sample my_company --customers 5000 --industry telecom --seed 7")(
        sample
    )


def check(
    pot: Annotated[str, typer.Argument(help="Folder with a pot.yml, or the name of a bundled pot.")],
    language: LanguageOption = None,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds one query on a database may take.")] = 60,
) -> None:
    """Check a data pot: contracts, links, freshness, impossible values."""
    from cxlab.loaders import open_pot, query_limit

    speak(language, pot)
    with query_limit(timeout):
        found = open_pot(pot).check()
    say(out, told(found.text))
    if not found.ok:
        raise typer.Exit(FAILED)


def pot_init(
    folder: Annotated[Path, typer.Argument(help="Folder with the exports (CSV, Excel, Parquet, SPSS, XES).")],
    force: Annotated[bool, typer.Option("--force", help="Replace the pot.yml that is there.")] = False,
    language: LanguageOption = None,
) -> None:
    """Look at every file of a folder, write a first pot.yml and say what is unsure."""
    from cxlab.loaders import init_pot

    if language is not None:
        speak(language)
    draft = init_pot(folder, force=force, language=language)
    speak(language, str(folder))
    tell_draft(draft)
    say(out, _("then: {command}").format(command=f"cxlab check {folder}"))


def sample(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write: a new or an empty one.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same company.")] = 1,
    customers: Annotated[int, typer.Option(min=100, help="Number of customers.")] = 2000,
    months: Annotated[int, typer.Option(min=12, help="Observed months.")] = 36,
    industry: Annotated[str, typer.Option(help="Industry profile (see docs/sample_company.md).")] = "energy",
) -> None:
    """Write a fictional company: raw exports as a real one has them, and the truth planted in them."""
    from cxlab.sample import write_company

    with out.status("making a company ..."):
        written = write_company(folder, seed=seed, customers=customers, months=months, industry=industry)
    print_table(["table", "rows"], [(name, f"{rows:,}") for name, rows in written.rows.items()])
    command = f"cxlab check {written.folder}"
    say(out, _("wrote {path}; look at it with: {command}").format(path=written.folder, command=command))
