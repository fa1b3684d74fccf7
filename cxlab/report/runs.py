"""One report: check the parameters, execute the template, render what it said, publish it in one go."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CxError
from ..language import using
from . import failure as failures
from . import stages
from .attachments import texts_of
from .contents import contents_of
from .deadline import Deadline
from .differencing import told_apart
from .formats import Document, written
from .formats.texts import texts_in
from .found import ranked_rows
from .min_n import notice_of
from .order import Order, take_order, told_in
from .output import ATTACHMENT, RESULTS, keeping_bitmaps
from .provenance import notice, without_places
from .provenance import written as written_value
from .publish import FILES, publish
from .records import headline_card
from .render import page
from .run_facts import answer_of, facts_of_run, folder_name, state_of
from .run_result import Kept, RunResult, as_json, publish_run, writing
from .sections import messages, recorded, title_of
from .since import since_text
from .stopping import check
from .template_list import read_notebook
from .watchdog import Watchdog

if TYPE_CHECKING:
    from .execute import Execution, Failure

__all__ = ["RunResult", "run"]

REPORTS = Path("reports")


def run(
    template: str | Path,
    *,
    pot: str | Path | None = None,
    parameters: Mapping[str, Any] | None = None,
    language: str | None = None,
    output: str | Path | None = None,
    show_code: bool = False,
    timeout: float = 1800,
    formats: str | Iterable[str] = (),
    master: str | Path | None = None,
    batch: Mapping[str, Any] | None = None,
    earlier: tuple[Path, str] | None = None,
) -> RunResult:
    """Run a template and write ``report.html``, ``results.parquet``, ``findings.parquet`` and ``run.json``.

    Parameters
    ----------
    template : str or path
        Name of a bundled template, or a notebook.
    pot : str or path, optional
        Folder of a data pot or name of a bundled one; by default the template's own.
    parameters : dict, optional
        Values for the template's parameters, as text or as Python values.
    language : {"en", "de"}, optional
        By default the template's own.
    output : path, optional
        Folder for the report; by default a new one below ``reports/``. What an earlier run left there is
        replaced only when the new report is ready.
    show_code : bool, default False
        Keep the code in the report, folded.
    timeout : float, default 1800
        Seconds that the whole run may take, the look for personal data before publishing included.
    formats : list of {"pdf", "xlsx", "pptx"}, or them with commas between
        What to write beside the page: ``report.pdf``, ``report.xlsx``, ``report.pptx``.
    master : path, optional
        A presentation (.potx or .pptx) whose masters the slides take.
    batch : dict, optional
        What run.json is to say of the batch that the run belongs to.
    earlier : (path, str), optional
        Folder with earlier runs, and the moment (ISO) before which the one was made that this is compared
        with; the page then says what has changed since.

    Returns
    -------
    RunResult

    Raises
    ------
    BadParameter, BadPot, UnknownName
        Before anything is run.
    RunFailed
        There is no room for temporary files, or for the report; an earlier report is as it was.

    Examples
    --------
    >>> run("nps_analysis", pot="sfo_airport_2017").state  # doctest: +SKIP
    'completed'
    """
    from ..loaders import query_limit

    deadline = Deadline(timeout)
    with told_in(language or (parameters or {}).get("language")), query_limit(timeout):
        order = take_order(
            template,
            pot,
            language,
            parameters or {},
            output=Path(output) if output else REPORTS,
            show_code=show_code,
            deadline=deadline,
            formats=formats,
            master=master,
            batch=dict(batch or {}),
            earlier=earlier,
        )
        with Watchdog() as watchdog, _saying_cancelled(order, output, watchdog):
            folder, html, about, kept = _carry_out(order, output, watchdog)
            check()
            return publish_run(folder, html, about, kept, anew=output is None, watchdog=watchdog)


def _carry_out(
    order: Order, output: str | Path | None, watchdog: Watchdog
) -> tuple[Path, str, dict[str, Any], Kept]:
    """Execute and look at what came of it; return folder, page, what is known of the run, and its data."""
    from .execute import execute
    from .leaks import without_outputs

    path = order.template.path
    notebook = read_notebook(path)
    with keeping_bitmaps("pptx" in order.formats):
        execution = execute(
            notebook, order.values, folder=path.parent, deadline=order.deadline, watchdog=watchdog
        )
    about = facts_of_run(order, execution)
    lists = recorded(execution.notebook, RESULTS) if execution.failure is None else []
    files = recorded(execution.notebook, ATTACHMENT) if execution.failure is None else []
    kept = Kept([row for some in lists for row in some], files=files)
    stages.tell("rendering")
    folder = Path(output) if output else REPORTS / folder_name(about)
    with using(about["language"]):
        about["differencing"] = told_apart(kept.rows, about, folder) if kept.rows else ""
        html, error, kept = _with_since(execution, about, kept, order)
        if refused := _refused(order, execution, html, kept):
            shown = without_outputs(replace(execution, failure=refused[1]), refused[0])
            about = about | {"state": state_of(shown.failure), "answer": None}
            html, error, kept = _render(shown, about, Kept(), order)
    stages.tell("publishing")
    seconds = round(time.perf_counter() - order.started, 2)
    about |= {"seconds": seconds, "error": without_places(error, order.settings)}
    return folder, html, about, kept


def _refused(
    order: Order, execution: Execution, html: str, kept: Kept
) -> tuple[Failure, Failure | None] | None:
    """Return why the page must not be published as it is, and the failure that goes before it.

    A run whose time is up is not looked at any more: its page then holds nothing that came from the data.
    """
    from ..loaders import query_limit
    from .execute import Failure
    from .leaks import leak_in

    if order.pot is None:
        return None
    late = Failure("timeout", message=f"{order.deadline.seconds:g}")
    failure = execution.failure
    if failure is not None and failure.kind == "timeout":
        return failure, None
    try:
        with query_limit(max(order.deadline.left(), 0.001)):
            told = {"answer": str(answer_of(execution))}
            handed_on = {name: texts_in(content) for name, content in kept.documents.items()}
            rows = [*kept.rows, *kept.findings, *map(texts_of, kept.files), told, handed_on]
            leak = None if order.deadline.passed else leak_in(html, rows, order.pot, execution.notebook)
    except CxError:
        if not order.deadline.passed:
            raise
        leak = None
    if order.deadline.passed:
        return late, failure
    return (leak, failure) if leak else None


@contextmanager
def _saying_cancelled(order: Order, output: str | Path | None, watchdog: Watchdog) -> Iterator[None]:
    """Leave word of a run ended from outside, where a place was named and no earlier report is there."""
    try:
        yield
    except KeyboardInterrupt:
        if output is not None and not any((Path(output) / name).exists() for name in FILES):
            about = facts_of_run(order, None) | {
                "seconds": round(time.perf_counter() - order.started, 2),
                "error": "",
            }
            publish(Path(output), {"run.json": writing(as_json(about))}, watchdog=watchdog)
        raise


def _render(execution: Execution, about: dict[str, Any], kept: Kept, order: Order) -> tuple[str, str, Kept]:
    """Return the page; for a failed run what happened, for another what it leaves, its findings placed."""
    notebook, failure = execution.notebook, execution.failure
    shared = {
        name: about[name]
        for name in ("pot", "template", "run_id", "versions", "files", "exclusions", "min_n")
    }
    shared |= {
        "title": title_of(notebook) or about["question"],
        "created": about["created_at"],
        "parameters": [(name, written_value(name, value)) for name, value in about["parameters"].items()],
        "messages": messages(notebook),
    }
    if failure is None:
        shown = contents_of(notebook, show_code=order.show_code)
        told = list(filter(None, _notices(about)))
        card = headline_card(kept.rows)
        since = since_text(about["since"])
        html = page("page.html.j2", shown=shown, headline=card, notice=" ".join(told), since=since, **shared)
        found = ranked_rows(shown.findings)
        document = Document(shared["title"], html, about, shown, found, kept.rows, told)
        documents = {one: written(one, document, master=order.master) for one in order.formats}
        return html, "", replace(kept, findings=found, documents=documents)
    what = failures.what_happened(failure)
    about["step"] = failures.step_of(notebook, failure)
    html = page(
        "failure.html.j2",
        what=what,
        advice=failures.advice(failure),
        step=about["step"],
        source=failures.source_of(notebook, failure),
        traceback=failure.traceback or failure.message,
        **shared,
    )
    return html, what, Kept()


def _with_since(
    execution: Execution, about: dict[str, Any], kept: Kept, order: Order
) -> tuple[str, str, Kept]:
    """Render the page; with what has changed since the last comparable run, where earlier runs are known."""
    if order.earlier is not None and execution.failure is None and kept.rows:
        from .since import since_last

        found = ranked_rows(contents_of(execution.notebook, show_code=False).findings)
        about["since"] = since_last(kept.rows, found, about, *order.earlier)
    return _render(execution, about, kept, order)


def _notices(about: dict[str, Any]) -> Iterator[str]:
    """Yield what a reader must know before any figure."""
    yield notice(about["errors"], template=about["template"])
    yield notice_of(about["min_n"])
    yield about["differencing"]
