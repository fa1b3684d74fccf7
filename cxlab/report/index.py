"""The page that lists reports: one card each, with its question, its figure and how the run ended."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..language import N_, _, ngettext, number, using
from .render import page
from .results import headline_card
from .runs import RunResult
from .scratch import temporary_folder

__all__ = ["write_index"]

STATES = {"completed": N_("completed"), "failed": N_("failed"), "timed out": N_("timed out")}
LANGUAGE_NAMES = {"en": "English", "de": "Deutsch"}


def write_index(results: Iterable[RunResult], path: str | Path, *, title: str | None = None) -> Path:
    """Write an index page for reports, in their language if they share one, else in English.

    Parameters
    ----------
    results : list of RunResult
    path : path
        The HTML file; links to the reports are relative to it.
    title : str, optional

    Returns
    -------
    Path
    """
    reports, target = list(results), Path(path)
    spoken = {report.language for report in reports}
    with using(spoken.pop() if len(spoken) == 1 else "en"):
        html = page(
            "index.html.j2",
            title=title or _("Reports"),
            summary=_summary(reports),
            created=dt.datetime.now(dt.UTC),
            cards=[_card(report, target.parent) for report in reports],
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(target.parent) as waiting:
        (waiting / target.name).write_text(html, encoding="utf-8")
        os.replace(waiting / target.name, target)
    return target


def _summary(reports: list[RunResult]) -> str:
    failed = sum(report.state != "completed" for report in reports)
    text = ngettext("{n} report", "{n} reports", len(reports)).format(n=number(len(reports)))
    if failed:
        text += ", " + ngettext("{n} did not complete", "{n} did not complete", failed).format(
            n=number(failed)
        )
    return text + "."


def _card(report: RunResult, folder: Path) -> dict[str, Any]:
    with using(report.language):
        return {
            "state": report.state,
            "state_name": _(STATES[report.state]),
            "language": report.language,
            "language_name": LANGUAGE_NAMES[report.language],
            "pot": report.pot,
            "question": _(report.question),
            "link": quote(Path(os.path.relpath(report.html, folder)).as_posix()),
            "headline": headline_card([report.headline] if report.headline else []),
            "error": report.error,
        }
