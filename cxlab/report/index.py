"""The page that lists reports, one row each: question, answer, first finding, how the run ended."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..language import N_, _, ngettext, number, using
from .change import ARROWS
from .records import headline_card
from .render import page
from .runs import RunResult
from .scratch import temporary_folder

__all__ = ["write_index"]

STATES = {"completed": N_("completed"), "failed": N_("failed"), "timed out": N_("timed out")}
LANGUAGE_NAMES = {"en": "English", "de": "Deutsch"}


def write_index(results: Iterable[RunResult], path: str | Path, *, title: str | None = None) -> Path:
    """Write an index page for reports, one page per language: reports that failed first, then as they come.

    Parameters
    ----------
    results : list of RunResult
    path : path
        The HTML file, in the language that most reports have; links to the reports are relative to it. Pages
        in further languages stand beside it (``index.de.html``), and each names the others.
    title : str, optional

    Returns
    -------
    Path
    """
    reports, target = list(results), Path(path)
    spoken = [language for language, _n in Counter(report.language for report in reports).most_common()]
    places = {language: _place(target, language, main=spoken[0]) for language in spoken} or {"en": target}
    for language, place in places.items():
        told = [report for report in reports if report.language == language]
        others = {other: where for other, where in places.items() if other != language}
        with using(language):
            html = page(
                "index.html.j2",
                title=title or _("Reports"),
                summary=_summary(told),
                created=dt.datetime.now(dt.UTC),
                rows=[_row(report, target.parent) for report in sorted(told, key=_is_complete)],
                others=[_other(other, reports, where) for other, where in others.items()],
            )
        _write(place, html)
    return target


def _place(target: Path, language: str, *, main: str) -> Path:
    return target if language == main else target.with_name(f"{target.stem}.{language}{target.suffix}")


def _write(target: Path, html: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(target.parent) as waiting:
        (waiting / target.name).write_text(html, encoding="utf-8")
        os.replace(waiting / target.name, target)


def _is_complete(report: RunResult) -> bool:
    return report.state == "completed"


def _summary(reports: list[RunResult]) -> str:
    failed = sum(not _is_complete(report) for report in reports)
    text = ngettext("{n} report", "{n} reports", len(reports)).format(n=number(len(reports)))
    if failed:
        text += ", " + ngettext("{n} did not complete", "{n} did not complete", failed).format(
            n=number(failed)
        )
    return text + "."


def _other(language: str, reports: list[RunResult], place: Path) -> dict[str, str]:
    """Return the link to the page in another language, in that language."""
    told = [report for report in reports if report.language == language]
    with using(language):
        summary = _summary(told)
    return {
        "language": language,
        "name": LANGUAGE_NAMES[language],
        "summary": summary,
        "link": quote(place.name),
    }


def _row(report: RunResult, folder: Path) -> dict[str, Any]:
    return {
        "complete": _is_complete(report),
        "state": _(STATES[report.state]),
        "pot": report.pot,
        "question": _(report.question),
        "link": quote(Path(os.path.relpath(report.html, folder)).as_posix()),
        "headline": _headline(report) if _is_complete(report) else None,
        "finding": _first_finding(report),
        "error": report.error,
    }


def _headline(report: RunResult) -> dict[str, Any] | None:
    """Return label, value, limits, changes and target: as the first screen says, else as recorded."""
    if report.answer:
        changes = [
            change | {"arrow": ARROWS.get(change.get("arrow", ""), "")} for change in report.answer["changes"]
        ]
        return report.answer | {"changes": changes}
    card = headline_card([report.headline] if report.headline else [])
    return None if card is None else card | {"changes": [], "target": ""}


def _first_finding(report: RunResult) -> str:
    """Return the finding that ranks first, in words; nothing where the report has none."""
    if report.findings is None or not report.findings.exists():
        return ""
    import pandas as pd

    found = pd.read_parquet(report.findings, columns=["rank", "sentence"]).sort_values("rank", kind="stable")
    return str(found["sentence"].iloc[0]) if len(found) else ""
