"""One report: check the parameters, execute the template, render what it said, publish it in one go."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BadParameter, BadPot, CxError
from ..language import using
from ..language.catalogue import LANGUAGES
from . import failure as failures
from . import parameters as parameter_cell
from .output import PROVENANCE, RESULTS
from .phrases import in_language
from .provenance import notice, versions, written
from .render import messages, page, recorded, render_cells, title_of
from .results import FIELDS, headline_card
from .templates import ANY_TABLE, Template, find_template, read_notebook

if TYPE_CHECKING:
    from ..loaders import DataPot
    from .execute import Execution

__all__ = ["RunResult", "run"]

HELD = ("files", "exclusions", "errors", "versions")
"""What run.json says beside the fields of a `RunResult`."""


@dataclass(frozen=True)
class RunResult:
    """How a run ended: "completed", or "failed" with a page that explains it and no results."""

    state: str
    template: str
    question: str
    pot: str
    language: str
    parameters: dict[str, Any]
    run_id: str
    created_at: dt.datetime
    seconds: float
    folder: Path
    html: Path
    results: Path | None
    headline: dict[str, Any] | None
    error: str


def run(
    template: str | Path,
    *,
    pot: str | Path | None = None,
    parameters: Mapping[str, Any] | None = None,
    language: str | None = None,
    output: str | Path | None = None,
    show_code: bool = False,
    timeout: float = 600,
) -> RunResult:
    """Run a template and write ``report.html``, ``results.parquet`` and ``run.json``.

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
    timeout : float, default 600
        Seconds that one cell may take.

    Returns
    -------
    RunResult

    Raises
    ------
    BadParameter, BadPot, UnknownName
        Before anything is run.

    Examples
    --------
    >>> run("nps_analysis", pot="sfo_airport_2017").state  # doctest: +SKIP
    'completed'
    """
    from .execute import execute
    from .leaks import leak_in, without_outputs

    with _told_in(language or (parameters or {}).get("language")):
        chosen = find_template(template)
        values, settings = _settings(chosen, pot, language, dict(parameters or {}))
        data = _check_pot(chosen, settings.get("pot"))
        _check_output(Path(output) if output else Path("reports"))
    started, created = time.perf_counter(), dt.datetime.now(dt.UTC)
    execution = execute(read_notebook(chosen.path), values, folder=chosen.path.parent, timeout=timeout)
    about = _about(chosen, execution, settings, created)
    folder = Path(output) if output else Path("reports") / _folder_name(about)
    lists = recorded(execution.notebook, RESULTS) if execution.failure is None else []
    rows = [row for some in lists for row in some]
    with using(about["language"]):
        html, error = _render(execution, about, rows, show_code)
        leak = leak_in(html, rows, data, execution.notebook) if data is not None else None
        if leak:
            about, rows = about | {"state": "failed"}, []
            html, error = _render(without_outputs(execution, leak), about, rows, show_code)
    about |= {"seconds": round(time.perf_counter() - started, 2), "error": error}
    return _publish(folder, html, about, rows)


@contextmanager
def _told_in(language: object) -> Iterator[None]:
    """Tell what is wrong before anything runs in the language of the report that was asked for."""
    try:
        yield
    except CxError as error:
        if language not in LANGUAGES:
            raise
        with using(str(language)):
            raise in_language(error) from None


def _settings(
    template: Template, pot: str | Path | None, language: str | None, given: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values to inject, and all values including the template's defaults."""
    for name, value in (("pot", pot), ("language", language)):
        if value is not None and given.setdefault(name, str(value)) != str(value):
            raise BadParameter(f"parameter {name!r}: given twice, as {given[name]!r} and {str(value)!r}")
    spec = parameter_cell.read(template.path)
    values = parameter_cell.check(spec, given, template=template.name)
    if isinstance(values.get("pot"), str) and Path(values["pot"]).exists():
        values["pot"] = str(Path(values["pot"]).resolve())  # the kernel works in another folder
    return values, {parameter.name: parameter.default for parameter in spec} | values


def _check_output(folder: Path) -> None:
    """Refuse a folder that cannot be written, before minutes are spent on what to write there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BadParameter(f"output {str(folder)!r} cannot be written: {error.strerror}") from None


def _check_pot(template: Template, pot: str | None) -> DataPot | None:
    """Open the pot; refuse it without the tables that the template needs (columns are checked when read)."""
    if pot is None:
        return None
    from ..loaders import open_pot

    beside = template.path.parent / pot
    opened = open_pot(beside if beside.is_dir() else pot)
    if lacking := [table for table in template.needs if table != ANY_TABLE and table not in opened]:
        available = ", ".join(opened.tables)
        raise BadPot(f"{template.name} needs table {', '.join(lacking)}; pot {opened.name!r} has {available}")
    return opened


def _about(
    template: Template, execution: Execution, settings: dict[str, Any], created: dt.datetime
) -> dict[str, Any]:
    data = (recorded(execution.notebook, PROVENANCE) or [{}])[-1]
    return {
        "state": "failed" if execution.failure else "completed",
        "template": template.name,
        "question": template.question,
        "pot": data.get("pot") or Path(str(settings.get("pot") or "")).name,
        "language": settings.get("language") or "en",
        "parameters": settings,
        "run_id": f"{created:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}",
        "created_at": created,
        "files": data.get("files", []),
        "exclusions": data.get("exclusions", []),
        "errors": data.get("errors", []),
        "versions": versions(),
    }


def _render(
    execution: Execution, about: dict[str, Any], rows: list[dict[str, Any]], show_code: bool
) -> tuple[str, str]:
    """Return the page and, for a failed run, what happened."""
    notebook, failure = execution.notebook, execution.failure
    shared = {name: about[name] for name in ("pot", "template", "run_id", "versions", "files", "exclusions")}
    shared |= {
        "title": title_of(notebook) or about["question"],
        "created": about["created_at"],
        "parameters": [(name, written(name, value)) for name, value in about["parameters"].items()],
        "messages": messages(notebook),
    }
    if failure is None:
        sections = render_cells(notebook, show_code=show_code)
        told = notice(about["errors"], template=about["template"])
        html = page("page.html.j2", sections=sections, headline=headline_card(rows), notice=told, **shared)
        return html, ""
    what = failures.what_happened(failure)
    html = page(
        "failure.html.j2",
        what=what,
        advice=failures.advice(failure),
        step=failures.step_of(notebook, failure),
        source=failures.source_of(notebook, failure),
        traceback=failure.traceback or failure.message,
        **shared,
    )
    return html, what


def _publish(folder: Path, html: str, about: dict[str, Any], rows: list[dict[str, Any]]) -> RunResult:
    """Write everything under temporary names first, so that a crash leaves the earlier report as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Any] = {"report.html": lambda path: path.write_text(html, encoding="utf-8")}
    if rows:
        parts = {"results.parquet": lambda path: _write_results(path, about, rows), **parts}
    parts["run.json"] = lambda path: path.write_text(_json(about), encoding="utf-8")
    waiting = {name: folder / f".{name}.{about['run_id']}" for name in parts}
    try:
        for name, write in parts.items():
            write(waiting[name])
        for name, path in waiting.items():
            os.replace(path, folder / name)
    finally:
        for path in waiting.values():
            path.unlink(missing_ok=True)
    results = folder / "results.parquet"
    if not rows:  # what an earlier run measured does not belong to this one
        results.unlink(missing_ok=True)
    kept = {name: value for name, value in about.items() if name not in HELD}
    headline = next((row for row in rows if row["headline"]), None)
    where: dict[str, Any] = {
        "folder": folder,
        "html": folder / "report.html",
        "results": results if rows else None,
    }
    return RunResult(**kept, **where, headline=headline)


def _write_results(path: Path, about: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(FIELDS)).astype(
        {"estimate": float, "low": float, "high": float, "level": float}
    )
    facts = {name: about[name] for name in ("run_id", "template", "pot", "language", "created_at")}
    facts["parameters"] = json.dumps(about["parameters"], ensure_ascii=False)
    for position, (name, value) in enumerate(facts.items()):
        frame.insert(position, name, value)
    frame.to_parquet(path, index=False)


def _json(about: dict[str, Any]) -> str:
    return json.dumps(about | {"created_at": about["created_at"].isoformat()}, indent=2, ensure_ascii=False)


def _folder_name(about: dict[str, Any]) -> str:
    parts = (about["template"], about["pot"], about["language"], f"{about['created_at']:%Y%m%d-%H%M%S}")
    words = (re.sub(r"\W+", "_", part) for part in parts if part)
    # a file system counts bytes, at most 255 of a name: a long one is cut between two letters
    return "-".join(word.encode()[:90].decode(errors="ignore") for word in words)
