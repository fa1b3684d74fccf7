"""The commands for many reports: ``cxlab batch`` and ``cxlab history``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from cxlab.cli_parts import out
from cxlab.language import _, ngettext, told
from cxlab.terminal import say, text

if TYPE_CHECKING:
    import pandas as pd

    from cxlab.batch import Manifest, Plan

__all__ = ["register"]

NOT_ALL, TO_LOOK_AT = 1, 3


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        epilog="Exit codes: 0 every report is there, 1 some are not, 2 wrong use (nothing was run), 3 every "
        "report is there and something must be looked at. Example: cxlab batch plan.yml --workers 2"
    )(batch)
    app.command(epilog="Example: cxlab history nps --by region --folder reports/monthly")(history)


def batch(
    plan: Annotated[Path, typer.Argument(help="The plan (YAML).")],
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Reports to make at a time (default: processors).")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a batch that was ended.")] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="Only runs whose name fits; repeat as needed.", metavar="PATTERN")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the plan and say what it makes.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Make reports that have not changed too.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder of the batch.")] = None,
    today: Annotated[
        str | None, typer.Option(help="Day that relative dates count from.", metavar="2025-03-14")
    ] = None,
    executor: Annotated[
        str, typer.Option(help="local, or dask://host:port for an existing cluster.", metavar="WHERE")
    ] = "local",
    cold: Annotated[
        bool, typer.Option("--cold", help="Start every kernel afresh, not from a warm process.")
    ] = False,
) -> None:
    """Make every report of a plan: restartable, each report in exactly one true state."""
    from cxlab.batch import Progress, read_plan, run_batch
    from cxlab.language import use

    found = read_plan(plan, output=output, today=_day(today))
    use(found.language)
    if only:
        found = found.only(only)
    if dry_run:
        _tell_plan(found, force=force)
        return
    say(
        out,
        ngettext("{n} report into {folder}", "{n} reports into {folder}", len(found.runs)).format(
            n=len(found.runs), folder=found.output
        ),
    )
    with Progress(out) as watch:
        made = run_batch(
            found,
            workers=workers,
            executor=executor,
            resume=resume,
            force=force,
            warm=not cold,
            watch=watch,
        )
    _tell_batch(made, found.output)


def history(
    kpi: Annotated[str, typer.Argument(help="Metric, such as nps.")],
    by: Annotated[
        list[str] | None, typer.Option("--by", help="Dimension of the results, or a parameter; repeat.")
    ] = None,
    folder: Annotated[Path, typer.Option("--folder", "-f", help="Where the reports are.")] = Path("reports"),
    template: Annotated[str | None, typer.Option(help="Only reports of this template.")] = None,
    pot: Annotated[str | None, typer.Option(help="Only reports on this pot.")] = None,
    language: Annotated[str | None, typer.Option("--language", "-l", help="en or de.")] = None,
) -> None:
    """Show how a metric has developed over all reports below a folder."""
    from cxlab.language import use
    from cxlab.report import kpi_history

    if language:
        use(language)
    found = kpi_history(kpi, by=by or (), folder=folder, template=template, pot=pot)
    if found.empty:
        say(out, _("No report below {folder} has recorded {kpi}.").format(folder=folder, kpi=kpi))
        return
    _print_history(found)


def _day(today: str | None) -> dt.date | None:
    from cxlab.errors import BadParameter
    from cxlab.text import Text

    try:
        return dt.date.fromisoformat(today) if today else None
    except ValueError:
        raise BadParameter(
            Text("--today {value!r}: expected a day such as 2025-03-14", value=today)
        ) from None


def _tell_plan(plan: Plan, *, force: bool) -> None:
    from cxlab.batch import would_run

    rows = would_run(plan, force=force)
    table = Table(_("report"), _("state"), _("parameters"), box=None, header_style="bold", pad_edge=False)
    for run, changed in rows:
        given = ", ".join(f"{name}={value}" for name, value in run.given.items())
        table.add_row(text(run.name), text(_("would run") if changed else _("unchanged")), text(given))
    out.print(table)
    count = sum(changed for _run, changed in rows)
    say(
        out,
        ngettext("{n} of {all} report would be made", "{n} of {all} reports would be made", len(rows)).format(
            n=count, all=len(rows)
        ),
    )


def _tell_batch(made: Manifest, folder: Path) -> None:
    counts = ", ".join(f"{n} {_(state)}" for state, n in made.counts().items())
    style = "green" if made.state == "completed" else "bold red"
    say(out, text(_(made.state), style), f" {counts}. {told(made.reason)}".rstrip())
    say(out, _("summary: {path}").format(path=folder / "summary.txt"))
    if made.state != "completed":
        raise typer.Exit(NOT_ALL)
    if made.alerts:
        raise typer.Exit(TO_LOOK_AT)


def _print_history(found: pd.DataFrame) -> None:
    from cxlab.report.columns import columns_of

    shown: list[Any] = columns_of(found)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for one in shown:
        table.add_column(one.heading, justify="right" if one.numeric else "left")
    for cells in zip(*(one.cells for one in shown), strict=True):
        table.add_row(*(text(cell) for cell in cells))
    out.print(table)
