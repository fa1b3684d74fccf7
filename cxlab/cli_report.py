"""The commands for reports: ``cxlab run``, ``report``, ``demo``, ``new`` and ``templates``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxlab.cli_parts import (
    FAILED,
    FormatOption,
    LanguageOption,
    MasterOption,
    PotOption,
    err,
    out,
    print_table,
    speak,
    tell_draft,
)
from cxlab.errors import BadParameter, CxError
from cxlab.language import N_, _, number, told
from cxlab.terminal import say, text
from cxlab.text import Text

if TYPE_CHECKING:
    from cxlab.report import FolderReports, RunResult, Step
    from cxlab.report.index_entry import IndexEntry

__all__ = ["register"]

STATES = (N_("completed"), N_("failed"), N_("timed out"), N_("cancelled"))


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        epilog="Example: cxlab run nps_analysis --pot data/sfo_airport_2017 -p period=week --language de"
    )(run)
    app.command("report", epilog="Example: cxlab report my_exports --language de --format pdf,xlsx")(
        report_folder
    )
    app.command(epilog="Example: cxlab demo --language de")(demo)
    app.command(epilog="Example: cxlab new nps_analysis my_analysis.ipynb")(new)
    app.command(epilog="Example: cxlab templates nps_analysis")(templates)


def run(
    template: Annotated[
        str | None,
        typer.Argument(
            help="Name of a template (see: cxlab templates) or path of a notebook; may stand in FILE."
        ),
    ] = None,
    pot: PotOption = None,
    parameter_file: Annotated[
        Path | None,
        typer.Option(
            "--parameters",
            help="File of parameters, as an explorer saves it; -p and --pot go before it.",
            metavar="FILE",
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--parameter", "-p", help="A parameter of the template; repeat as needed.", metavar="NAME=VALUE"
        ),
    ] = None,
    language: LanguageOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for the report (default: below reports/).")
    ] = None,
    show_code: Annotated[
        bool, typer.Option("--show-code", help="Keep the code, folded, in the report.")
    ] = False,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds the whole run may take.")] = 1800,
    formats: FormatOption = "",
    master: MasterOption = None,
) -> None:
    """Run one template on a data pot and write the report as one HTML file."""
    from cxlab import report
    from cxlab.report.parameter_file import ParameterFile, read_parameter_file

    said = ParameterFile() if parameter_file is None else read_parameter_file(parameter_file)
    template, pot = template or said.template, pot or said.pot
    if template is None:
        raise BadParameter(Text("name a template (cxlab templates lists them)"))
    given = said.parameters | _parameters(parameter or [])
    with suppress(CxError):  # `report.run` says which languages there are
        speak(language or given.get("language"), pot or "")
    with out.status(text(_("running {template} ...").format(template=template))):
        result = report.run(
            template,
            pot=pot,
            parameters=given,
            language=language,
            output=output,
            show_code=show_code,
            timeout=timeout,
            formats=formats,
            master=master,
        )
    _tell(result)
    if result.state != "completed":
        raise typer.Exit(FAILED)


def report_folder(
    folder: Annotated[
        str, typer.Argument(help="Folder with exports (CSV, Excel, Parquet, SPSS, XES) or with a pot.yml.")
    ],
    language: LanguageOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder for the reports (default: its name below reports/)."),
    ] = None,
    formats: FormatOption = "",
    master: MasterOption = None,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds each report may take.")] = 1800,
) -> None:
    """Make every report that fits a folder of exports, and a page that lists them."""
    from cxlab import report
    from cxlab.language import use

    if language is not None:
        speak(language)
    with report.folder_reports(
        folder, language=language, output=output, formats=formats, master=master, timeout=timeout
    ) as planned:
        use(planned.steps[0].language)
        _tell_planned(planned)
        reports = _run_steps(planned.steps, planned.output, name=planned.pot.name, **planned.options)
        index = planned.write_index(reports)
    _tell_index(reports, index)


def _run_steps(steps: Sequence[Step], folder: Path, *, name: str, **options: Any) -> list[IndexEntry]:
    from cxlab.batch import Progress, run_steps

    return run_steps(steps, folder, name=name, watching=lambda: Progress(out), **options)


def _tell_index(reports: Sequence[IndexEntry], index: Path) -> None:
    say(out, text(_("open the page") + ": ", "bold"), index)
    if not all(report.is_complete for report in reports):
        raise typer.Exit(FAILED)


def _tell_planned(planned: FolderReports) -> None:
    """Say what was drafted, what the check found, and which templates do not fit."""
    if planned.draft is not None:
        tell_draft(planned.draft)
    say(out, told(planned.check.text).splitlines()[0])
    for one in planned.left_out:
        reason = told(one.reason)
        say(out, _("{template} is not run: {reason}").format(template=one.template.name, reason=reason))


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the reports.")] = Path(
        "reports/demo"
    ),
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language", "-l", help="en or de; repeat for both (default: each pot's own).", metavar="en|de"
        ),
    ] = None,
) -> None:
    """Run every template on the bundled pots that fit it and write an index page."""
    from cxlab import report

    reports = _run_steps(report.demo_steps(language), output, name="demo")
    _tell_index(reports, report.write_index(reports, output / "index.html"))


def new(
    template: Annotated[str, typer.Argument(help="Name of a template (see: cxlab templates).")],
    path: Annotated[
        Path | None, typer.Argument(help="Notebook to write (default: TEMPLATE.ipynb here).")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of its headings: en or de.")] = None,
) -> None:
    """Copy a template into your folder, to work on it in JupyterLab."""
    from cxlab import report

    written = report.copy_template(template, path or Path(f"{template}.ipynb"), language=language)
    say(
        out, _("wrote {path}; open it with: {command}").format(path=written, command=f"jupyter lab {written}")
    )


def templates(
    name: Annotated[str | None, typer.Argument(help="Show the parameters of this template.")] = None,
) -> None:
    """List the report templates, or the parameters of one."""
    from cxlab import report

    if name is None:
        print_table(
            ["template", "question"], [(item.name, item.question) for item in report.list_templates()]
        )
        return
    rows = [
        (item.name, item.type_text, repr(item.default), item.help)
        for item in report.template_parameters(name)
    ]
    print_table(["parameter", "type", "default", "meaning"], rows)


def _parameters(given: list[str]) -> dict[str, str]:
    """Split NAME=VALUE pairs; all faults are told at once."""
    faults = [Text("-p {item!r}: expected NAME=VALUE", item=item) for item in given if "=" not in item]
    pairs = _pairs(given)
    names = [name for name, _value in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    faults += [Text("-p {name}: given more than once", name=name) for name in twice]
    if faults:
        raise BadParameter(Text.together(faults, "\n"))
    return dict(pairs)


def _pairs(given: list[str]) -> list[tuple[str, str]]:
    split = (item.split("=", 1) for item in given if "=" in item)
    return [(name.strip(), value) for name, value in split]


def _tell(result: RunResult) -> None:
    """Print one line per report: state, where it is, what it says."""
    if result.state == "completed":
        took = _("in {seconds} s").format(seconds=number(result.seconds, 0))
        places = [result.html, *result.documents.values()]
        say(out, text(_("completed"), "green"), f" {took}  {'  '.join(map(str, places))}")
    else:
        took = _("after {seconds} s").format(seconds=number(result.seconds, 0))
        say(err, text(_(result.state), "bold red"), f" {took}: {result.error}")
        say(err, "  " + _("the page that explains it: {page}").format(page=result.html))
