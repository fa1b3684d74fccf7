"""The page that lists reports: a matrix of their states, then each with its answer; failures first."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..atomic import replace_file
from ..language import N_, _, ngettext, number, using
from .change import ARROWS
from .index_entry import IndexEntry, entry_of
from .index_matrix import matrix_of, pot_and_labels
from .records import headline_card
from .render import page
from .runs import RunResult
from .since import change_text
from .sparkline import sparkline

__all__ = ["STATES", "write_index"]

STATES = {
    "completed": N_("completed"),
    "skipped": N_("unchanged"),
    "failed": N_("failed"),
    "timed out": N_("timed out"),
    "cancelled": N_("cancelled"),
    "running": N_("running"),
    "waiting": N_("waiting"),
}
LANGUAGE_NAMES = {"en": "English", "de": "Deutsch"}


FORMAT_NAMES = {"pdf": "PDF", "xlsx": "Excel", "pptx": "PowerPoint"}
MOST_NEW, LONGEST_ERROR = 3, 400


def write_index(
    results: Iterable[RunResult | IndexEntry],
    path: str | Path,
    *,
    title: str | None = None,
    left_out: Sequence[tuple[str, str]] = (),
) -> Path:
    """Write an index page for reports, one page per language: reports that failed first, then as they come.

    Parameters
    ----------
    results : list of RunResult or IndexEntry
    path : path
        The HTML file, in the language that most reports have; links to the reports are relative to it. Pages
        in further languages stand beside it (``index.de.html``), and each names the others.
    title : str, optional
    left_out : list of (question, reason), optional
        Templates that were not run, for the end of the page.

    Returns
    -------
    Path
    """
    reports, target = [entry_of(result) for result in results], Path(path)
    spoken = [language for language, _n in Counter(report.language for report in reports).most_common()]
    places = {language: _place(target, language, main=spoken[0]) for language in spoken} or {"en": target}
    for language, place in places.items():
        told = [report for report in reports if report.language == language]
        others = {other: where for other, where in places.items() if other != language}
        with using(language):
            html = _html(
                told,
                target.parent,
                title,
                left_out,
                [_other(other, reports, where) for other, where in others.items()],
            )
        _write(place, html)
    return target


def _html(
    told: Sequence[IndexEntry],
    folder: Path,
    title: str | None,
    left_out: Sequence[tuple[str, str]],
    others: list[dict[str, str]],
) -> str:
    ordered = sorted(told, key=lambda report: not report.is_failure)
    questions = dict.fromkeys(report.question for report in told)
    named = {question: f"is-question-{n}" for n, question in enumerate(questions, start=1)}
    anchors = {id(report): f"report-{place}" for place, report in enumerate(ordered, start=1)}
    return page(
        "index.html.j2",
        title=title or _("Reports"),
        summary=_summary(told),
        created=dt.datetime.now(dt.UTC),
        matrix=matrix_of(told, anchors, _word),
        filters=_filters(told),
        rows=[
            _row(report, folder) | {"anchor": anchors[id(report)], "filter": named[report.question]}
            for report in ordered
        ],
        left_out=[(_(question), reason) for question, reason in left_out],
        others=others,
    )


def _place(target: Path, language: str, *, main: str) -> Path:
    return target if language == main else target.with_name(f"{target.stem}.{language}{target.suffix}")


def _write(target: Path, html: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, html)


def _summary(reports: Sequence[IndexEntry]) -> str:
    """Say how many reports there are, how many did not complete, and how many say something new."""
    text = ngettext("{n} report", "{n} reports", len(reports)).format(n=number(len(reports)))
    waiting = sum(not (report.is_complete or report.is_failure) for report in reports)
    failed = sum(report.is_failure for report in reports)
    news = sum(bool(report.new_findings) for report in reports)
    counted = [
        (failed, ngettext("{n} did not complete", "{n} did not complete", failed)),
        (waiting, ngettext("{n} not ready yet", "{n} not ready yet", waiting)),
        (news, ngettext("{n} with new findings", "{n} with new findings", news)),
    ]
    return ", ".join([text, *(words.format(n=number(n)) for n, words in counted if n)]) + "."


def _other(language: str, reports: Sequence[IndexEntry], place: Path) -> dict[str, str]:
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


def _filters(reports: Sequence[IndexEntry]) -> list[dict[str, Any]]:
    """Return what rows can be chosen by: only what some rows have and others have not."""
    kinds = [
        ("failure", _("Not completed"), [report.is_failure for report in reports]),
        ("news", _("With new findings"), [bool(report.new_findings) for report in reports]),
    ]
    questions = dict.fromkeys(report.question for report in reports)
    if 1 < len(questions) < len(reports):
        kinds += [
            (f"question-{n}", _(question), [report.question == question for report in reports])
            for n, question in enumerate(questions, start=1)
        ]
    kept = [(name, label, sum(some)) for name, label, some in kinds if any(some) and not all(some)]
    if not kept:
        return []
    return [
        {"name": name, "label": label, "n": number(n)}
        for name, label, n in [("all", _("All"), len(reports)), *kept]
    ]


def _row(report: IndexEntry, folder: Path) -> dict[str, Any]:
    return {
        "complete": report.is_complete,
        "failure": report.is_failure,
        "news": bool(report.new_findings),
        "state_word": _word(report.state),
        "about": pot_and_labels(report),
        "question": _(report.question),
        "link": _link(report.html, folder),
        "headline": _headline(report) if report.is_complete else None,
        "sparkline": _sparkline(report),
        "since": change_text(report.since) if report.is_complete else "",
        "finding": report.finding,
        "new_findings": (report.new_findings or [])[:MOST_NEW],
        "more_new": max(len(report.new_findings or []) - MOST_NEW, 0),
        "error": report.error[:LONGEST_ERROR],
        "step": report.step,
        "documents": [
            {"name": FORMAT_NAMES.get(name, name), "link": _link(place, folder)}
            for name, place in report.documents.items()
        ],
    }


def _word(state: str) -> str:
    return _(STATES.get(state, state))


def _link(place: Path | None, folder: Path) -> str:
    return quote(Path(os.path.relpath(place, folder)).as_posix()) if place is not None else ""


def _headline(report: IndexEntry) -> dict[str, Any] | None:
    """Return label, value, limits, changes and target: as the first screen says, else as recorded."""
    if report.answer:
        changes = [
            change | {"arrow": ARROWS.get(change.get("arrow", ""), "")} for change in report.answer["changes"]
        ]
        return report.answer | {"changes": changes}
    card = headline_card([_recorded(report.headline)] if report.headline else [])
    return None if card is None else card | {"changes": [], "target": ""}


def _recorded(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"level": None, "low": None, "high": None, **row, "headline": True}


def _sparkline(report: IndexEntry) -> Any:
    """Return the small line of the first screen, drawn anew."""
    answer = report.answer or {}
    history = answer.get("history") or []
    if not report.is_complete or len(history) < 2:
        return ""
    import pandas as pd

    frame = pd.DataFrame(history).astype({name: float for name in history[0] if name != "period"})
    return sparkline(frame, label=answer["label"], unit=answer.get("unit", "points"))
