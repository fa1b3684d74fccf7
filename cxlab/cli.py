"""The command line: parse, make one library call, turn the outcome into an exit code.

Exit codes: 0 all went well; 1 a run failed or a check found errors; 2 wrong use (nothing was run).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cxlab import __version__
from cxlab.cli_batch import register as register_batch
from cxlab.cli_lab import register as register_lab
from cxlab.cli_training import register as register_training
from cxlab.errors import BadParameter, CxError, RunFailed, system_reason
from cxlab.language import N_, _, number, told
from cxlab.terminal import open_streams, say, text
from cxlab.text import Text

if TYPE_CHECKING:
    from cxlab.loaders import PotDraft
    from cxlab.report import FolderReports, RunResult, Step
    from cxlab.report.index_entry import IndexEntry

FAILED, WRONG_USE = 1, 2
STATES = (N_("completed"), N_("failed"), N_("timed out"), N_("cancelled"))
SIGNALLED = 128  # as a shell counts: 130 after Ctrl-C, 143 after SIGTERM

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="A workbench for customer-experience research: report templates run on a data pot.",
    epilog="Exit codes: 0 all went well, 1 a run failed or a check found errors, 2 wrong use. "
    "Example: cxlab run nps_analysis --pot data/sfo_airport_2017 --language de",
)

PotOption = Annotated[
    str | None,
    typer.Option("--pot", help="Folder with a pot.yml, or the name of a bundled pot.", metavar="POT"),
]
register_batch(app)
register_lab(app)
register_training(app)
pot_app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Make a data pot out of exports.")
app.add_typer(pot_app, name="pot")

LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        "-l",
        help="Language of the report and of messages: en or de (default: the pot's, where it is known).",
        metavar="en|de",
    ),
]


FormatOption = Annotated[
    str,
    typer.Option(
        "--format", "-f", help="Formats beside the page, with commas between.", metavar="pdf,xlsx,pptx"
    ),
]
MasterOption = Annotated[
    Path | None, typer.Option("--master", help="Presentation (.potx) whose look the slides take.")
]

DEBUG = "CXLAB_TRACEBACK"
"""Set to 1 it shows the whole traceback of an error that nobody had foreseen."""


def main() -> None:
    """Run the command line; whatever goes wrong ends in one clear message, never in a traceback."""
    open_streams()
    _without_slow_grammar()
    sys.exit(_run())


def _without_slow_grammar() -> None:
    """Save 2 seconds: jsonschema, which nbformat needs, would build a grammar of addresses in all scripts.

    jsonschema takes the package as optional and does without its formats "iri" and "iri-reference", which no
    schema of a notebook names. This is for the process of the command line alone: a kernel imports as ever.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _run() -> int:
    """Return the exit code."""
    from cxlab.report.stopping import check, ending_cleanly, stopped_by

    try:
        with ending_cleanly():
            code = app(standalone_mode=False)
            if code:  # typer makes a plain 130 of whatever asked the process to end
                check()
        if sys.stdout is not None:  # closed by whoever called
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except CxError as error:
        return _fail(error, FAILED if isinstance(error, RunFailed) else WRONG_USE)
    except (KeyboardInterrupt, SystemExit, typer.Abort) as end:
        if stopped_by() is None and isinstance(end, SystemExit):
            raise
        _tell_stopped()
        return SIGNALLED + (stopped_by() or signal.SIGINT)
    except BrokenPipeError:  # whoever read the output (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        fault = Text("cannot be used ({reason})", reason=system_reason(error))
        return _fail(Text.together([str(error.filename or ""), fault], ": "))
    except MemoryError:
        return _fail(Text("the memory does not suffice; take fewer columns or a shorter period"), FAILED)
    except Exception as error:
        if hasattr(error, "format_message"):  # wrong use, as typer tells it
            if not error.format_message():  # a group without a command has shown its help
                return WRONG_USE
            context = getattr(error, "ctx", None)
            usage = f"\n{context.get_usage()}" if context else ""
            return _fail(f"{error.format_message()}{usage}")
        if os.environ.get(DEBUG) == "1":
            raise
        return _fail(_unforeseen(error), FAILED)


def _speak(language: str | None, pot: str = "") -> None:
    """Speak the language that was asked for; else that of the pot, as far as its pot.yml can be read."""
    from cxlab.language import LANGUAGES, use

    if language is not None:
        use(language)
    elif pot:
        from cxlab.loaders import open_pot

        with suppress(CxError):
            own = open_pot(pot).language
            use(own if own in LANGUAGES else "en")


def _tell_stopped() -> None:
    with suppress(OSError):  # the terminal may be gone
        err.print(_("stopped; nothing half-written was left behind"))


def _fail(message: object, code: int = WRONG_USE) -> int:
    say(err, text(_("error") + ": ", "bold red"), told(message))
    return code


def _unforeseen(error: BaseException) -> Text:
    """Say what kind of error nobody had foreseen, and where; its message may hold a customer's data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = type(error).__name__
    fault = Text("unforeseen {name}: please report it", name=name)
    if trace:
        file, line = Path(trace.tb_frame.f_code.co_filename).name, str(trace.tb_lineno)
        fault = Text(
            "unforeseen {name} in {file} line {line}: please report it", name=name, file=file, line=line
        )
    return Text.together([fault, Text("set {variable} to see all of it", variable=f"{DEBUG}=1")])


def _print_version(wanted: bool) -> None:
    if wanted:
        out.print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and stop."),
    ] = False,
) -> None:
    pass


@app.command(
    epilog="Example: cxlab run nps_analysis --pot data/sfo_airport_2017 -p period=week --language de"
)
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
        _speak(language or given.get("language"), pot or "")
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


@app.command("report", epilog="Example: cxlab report my_exports --language de --format pdf,xlsx")
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
        _speak(language)
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
        _tell_draft(planned.draft)
    say(out, told(planned.check.text).splitlines()[0])
    for one in planned.left_out:
        reason = told(one.reason)
        say(out, _("{template} is not run: {reason}").format(template=one.template.name, reason=reason))


@app.command(epilog="Example: cxlab demo --language de")
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


@app.command(epilog="Example: cxlab new nps_analysis my_analysis.ipynb")
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


@app.command(epilog="Example: cxlab check data/sfo_airport_2017")
def check(
    pot: Annotated[str, typer.Argument(help="Folder with a pot.yml, or the name of a bundled pot.")],
    language: LanguageOption = None,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds one query on a database may take.")] = 60,
) -> None:
    """Check a data pot: contracts, links, freshness, impossible values."""
    from cxlab.loaders import open_pot, query_limit

    _speak(language, pot)
    with query_limit(timeout):
        found = open_pot(pot).check()
    say(out, told(found.text))
    if not found.ok:
        raise typer.Exit(FAILED)


@pot_app.command("init", epilog="Example: cxlab pot init my_exports")
def pot_init(
    folder: Annotated[Path, typer.Argument(help="Folder with the exports (CSV, Excel, Parquet, SPSS, XES).")],
    force: Annotated[bool, typer.Option("--force", help="Replace the pot.yml that is there.")] = False,
    language: LanguageOption = None,
) -> None:
    """Look at every file of a folder, write a first pot.yml and say what is unsure."""
    from cxlab.loaders import init_pot

    if language is not None:
        _speak(language)
    draft = init_pot(folder, force=force, language=language)
    _speak(language, str(folder))
    _tell_draft(draft)
    say(out, _("then: {command}").format(command=f"cxlab check {folder}"))


def _tell_draft(draft: PotDraft) -> None:
    names = ", ".join(draft.tables)
    say(out, _("wrote {path} with the tables {tables}").format(path=draft.path, tables=names))
    for heading, lines in ((_("look at these"), draft.unsure), (_("not used"), draft.skipped)):
        if lines:
            say(out, "\n".join([f"{heading}:", *(f"  {told(line)}" for line in lines)]))


@app.command(epilog="Example: cxlab templates nps_analysis")
def templates(
    name: Annotated[str | None, typer.Argument(help="Show the parameters of this template.")] = None,
) -> None:
    """List the report templates, or the parameters of one."""
    from cxlab import report

    if name is None:
        _print_table(
            ["template", "question"], [(item.name, item.question) for item in report.list_templates()]
        )
        return
    rows = [
        (item.name, item.type_text, repr(item.default), item.help)
        for item in report.template_parameters(name)
    ]
    _print_table(["parameter", "type", "default", "meaning"], rows)


@app.command(epilog="Example: cxlab sample my_company --customers 5000 --industry telecom --seed 7")
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
    _print_table(["table", "rows"], [(name, f"{rows:,}") for name, rows in written.rows.items()])
    command = f"cxlab check {written.folder}"
    say(out, _("wrote {path}; look at it with: {command}").format(path=written.folder, command=command))


def _print_table(headings: list[str], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(text(cell) for cell in row))
    out.print(table)


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
