"""The command line: parse, make one library call, turn the outcome into an exit code.

Exit codes: 0 all went well; 1 a run failed or a check found errors; 2 wrong use (nothing was run).
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from cxlab import __version__, cli_batch, cli_lab, cli_pot, cli_report, cli_training
from cxlab.cli_parts import FAILED, err, out
from cxlab.errors import CxError, RunFailed, system_reason
from cxlab.language import _, told
from cxlab.terminal import open_streams, say, text
from cxlab.text import Text

WRONG_USE = 2
SIGNALLED = 128  # as a shell counts: 130 after Ctrl-C, 143 after SIGTERM

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="A workbench for customer-experience research: report templates run on a data pot.",
    epilog="Exit codes: 0 all went well, 1 a run failed or a check found errors, 2 wrong use. "
    "Example: cxlab run nps_analysis --pot data/sfo_airport_2017 --language de",
)

for commands in (cli_batch, cli_lab, cli_training, cli_report, cli_pot):
    commands.register(app)

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
