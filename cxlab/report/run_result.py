"""What a run leaves: its page, its data and what is known of it, put in their place in one go."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from .attachments import write_workbook
from .data_files import write_findings, write_results
from .formats import FORMATS
from .new_findings import new_findings
from .publish import publish
from .watchdog import Watchdog

__all__ = ["Kept", "RunResult", "as_json", "publish_run", "writing"]

HELD = (
    *("files", "exclusions", "errors", "versions", "min_n", "differencing"),
    *("batch", "resources", "outside", "since"),
)
"""What run.json says beside the fields of a `RunResult`."""


@dataclass(frozen=True)
class RunResult:
    """How a run ended.

    `state` is "completed", or "failed" or "timed out" with a page that explains it and no results. A run that
    was ended from outside returns nothing; its run.json, where it has one, says "cancelled".
    """

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
    findings: Path | None = None
    answer: dict[str, Any] | None = None
    "What the first screen says of the headline, in words: label, value, limits, changes, target, history."
    new_findings: list[str] | None = None
    "What the earlier report in this folder had not found, in words; None where there was none of its kind."
    step: str = ""
    "The heading above the step that failed."
    documents: dict[str, Path] = field(default_factory=dict)
    "Format -> file, of the formats that were asked for beside the page."


@dataclass(frozen=True)
class Kept:
    """What a report leaves as data: rows of results and of findings, and files beside the page."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)
    "The report in the formats asked for."


def publish_run(
    folder: Path,
    html: str,
    about: dict[str, Any],
    kept: Kept,
    *,
    anew: bool = False,
    watchdog: Watchdog | None = None,
) -> RunResult:
    """Put the page, the results and what is known of the run in their place, all at once."""
    parts: dict[str, Callable[[Path], object]] = {"report.html": writing(html)}
    if kept.rows:
        parts["results.parquet"] = lambda path: write_results(path, about, kept.rows)
    if kept.findings:
        parts["findings.parquet"] = lambda path: write_findings(path, about, kept.findings)
    for file in kept.files:
        parts[file["name"]] = partial(write_workbook, attachment=file)
    for name, content in kept.documents.items():
        parts[FORMATS[name]] = partial(Path.write_bytes, data=content)
    about = about | {"new_findings": None if anew else new_findings(folder, about, kept.findings)}
    parts["run.json"] = writing(as_json(about | {"formats": list(kept.documents)}))
    folder = publish(folder, parts, anew=anew, watchdog=watchdog)
    facts = {name: value for name, value in about.items() if name not in HELD}
    headline = next((row for row in kept.rows if row["headline"]), None)
    where: dict[str, Any] = {
        "folder": folder,
        "html": folder / "report.html",
        "results": folder / "results.parquet" if kept.rows else None,
        "findings": folder / "findings.parquet" if kept.findings else None,
        "documents": {name: folder / FORMATS[name] for name in kept.documents},
    }
    return RunResult(**facts, **where, headline=headline)


def writing(text: str) -> Callable[[Path], object]:
    """Return what writes the text to a path."""
    return lambda path: path.write_text(text, encoding="utf-8")


def as_json(about: dict[str, Any]) -> str:
    """Return what run.json says."""
    return json.dumps(about | {"created_at": about["created_at"].isoformat()}, indent=2, ensure_ascii=False)
