"""One report as the index tells of it, whoever ran it: from its result, or from its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..results.findings import SUBJECT, subject_of
from .formats.chosen import FORMATS
from .runs import RunResult

__all__ = ["IndexEntry", "entry_of", "entry_of_folder"]

STATES = {"done": "completed"}
"""States by which others call what a run.json calls differently."""


@dataclass(frozen=True)
class IndexEntry:
    """What the index says of a report."""

    state: str
    "completed, skipped, failed, timed out, cancelled, running or waiting."
    question: str
    template: str
    pot: str
    language: str
    html: Path | None
    labels: Mapping[str, str] = field(default_factory=dict)
    "Axes of a matrix and their values: market retail, month 2025-01."
    answer: dict[str, Any] | None = None
    "What the first screen says of the headline."
    headline: dict[str, Any] | None = None
    "The headline as recorded, for a report without an answer."
    finding: str = ""
    "The finding ranked first, in words."
    new_findings: list[str] | None = None
    "What the earlier report had not found; None where nothing is known of an earlier one."
    since: dict[str, Any] | None = None
    "The change of the headline since the last comparable run, see `since.since_last`."
    error: str = ""
    step: str = ""
    documents: Mapping[str, Path] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether there is a report to be read."""
        return self.state in ("completed", "skipped")

    @property
    def is_failure(self) -> bool:
        """Whether somebody has to look after it."""
        return self.state in ("failed", "timed out", "cancelled")


def entry_of(result: RunResult | IndexEntry) -> IndexEntry:
    """Return what the index says of a run that has just ended."""
    if isinstance(result, IndexEntry):
        return result
    return IndexEntry(
        state=result.state,
        question=result.question,
        template=result.template,
        pot=result.pot,
        language=result.language,
        html=result.html,
        answer=result.answer,
        headline=result.headline,
        finding=_first_finding(result.findings, result.answer),
        new_findings=result.new_findings,
        error=result.error,
        step=result.step,
        documents=result.documents,
    )


def entry_of_folder(folder: Path, record: Mapping[str, Any]) -> IndexEntry:
    """Return what the index says of a report of which a record is kept, and a folder if it came so far.

    Parameters
    ----------
    folder : path
        Of the report.
    record : dict
        state, question, template, pot, language, and where they are known labels, reason, step, headline and
        new_findings, as a batch keeps them (docs/batch.md).
    """
    about = _about(folder) if record["state"] not in ("waiting", "running") else {}
    there = bool(about) and (folder / "report.html").exists()
    return IndexEntry(
        state=STATES.get(record["state"], record["state"]),
        question=record["question"],
        template=record["template"],
        pot=about.get("pot") or Path(str(record["pot"] or "")).name,
        language=record["language"],
        html=folder / "report.html" if there else None,
        labels=dict(record.get("labels") or {}),
        answer=about.get("answer"),
        headline=record.get("headline"),
        finding=_first_finding(folder / "findings.parquet", about.get("answer")) if there else "",
        new_findings=record.get("new_findings"),
        since=about.get("since"),
        error=str(record.get("reason") or about.get("error") or ""),
        step=str(record.get("step") or about.get("step") or ""),
        documents={name: folder / FORMATS[name] for name in about.get("formats", []) if name in FORMATS},
    )


def _about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _first_finding(path: Path | None, answer: Mapping[str, Any] | None) -> str:
    """Return the finding that stands first on the first screen, else the one that ranks first, in words."""
    if path is None or not path.exists():
        return ""
    import pandas as pd

    found = pd.read_parquet(path, columns=["rank", "sentence", *SUBJECT]).sort_values("rank", kind="stable")
    first = (answer or {}).get("findings") or []
    subjects = [subject_of({str(name): row[name] for name in SUBJECT}) for _, row in found.iterrows()]
    told = [
        s for s, about in zip(found["sentence"], subjects, strict=True) if first and about == tuple(first[0])
    ]
    return next(iter([*told, *found["sentence"].astype(str)]), "")
