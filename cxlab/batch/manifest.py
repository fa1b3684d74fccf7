"""What a batch's folder says of itself: one JSON file, replaced as a whole after every change.

The state of a run that is over stands in two places: in the run.json that its report was published with,
which is the truth, and here, where all runs stand together. A batch that was killed between the two is put
right when its folder is read again; see `settled`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ..atomic import replace_file
from ..errors import BadFile, system_reason
from ..language import N_
from ..text import Text

__all__ = ["FINAL", "MANIFEST", "STATES", "Manifest", "RunRecord", "read_manifest", "settled"]

MANIFEST = "batch.json"
FORMAT = 1
WAITING, RUNNING = N_("waiting"), N_("running")
FINAL = (N_("done"), N_("skipped"), N_("failed"), N_("timed out"), N_("cancelled"))
STATES = (WAITING, RUNNING, *FINAL)
OF_REPORT = {"completed": "done", "failed": "failed", "timed out": "timed out", "cancelled": "cancelled"}
"""State of a run by that of its run.json."""


@dataclass(frozen=True)
class RunRecord:
    """One run of a batch as it stands.

    `state` is "waiting" or "running" while the batch lives, and one of `FINAL` when it is over: "done",
    "skipped" (nothing had changed since the report that is there), "failed", "timed out" or "cancelled".
    """

    name: str
    template: str
    question: str
    pot: str
    language: str
    labels: dict[str, str]
    parameters: dict[str, Any]
    folder: str
    "Of the report, relative to the batch's own."
    state: str = WAITING
    reason: str = ""
    "Why it failed, was cancelled or skipped: a sentence in the plan's language."
    step: str = ""
    "Heading above the cell that failed."
    key: str = ""
    "What the report depends on: template, code, parameters, data, versions."
    run_id: str = ""
    attempts: int = 0
    started_at: str = ""
    finished_at: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_mb: float = 0.0
    warm: bool = False
    "Whether its kernel was forked from a warm one."
    worker: str = ""
    formats: list[str] = field(default_factory=list)
    headline: dict[str, Any] | None = None
    "The headline's row of results: metric, estimate, low, high, n, level."
    change: dict[str, Any] | None = None
    "Of the headline since the last comparable run; see `cxlab.batch.changes`."
    new_findings: list[str] = field(default_factory=list)
    "Sentences that the last comparable report did not say."

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in FINAL


@dataclass(frozen=True)
class Manifest:
    """A batch as it stands."""

    batch_id: str
    plan: str
    state: str = RUNNING
    "running, completed (every run is done or skipped), failed (some are not), cancelled or timed out."
    reason: str = ""
    language: str = "en"
    created_at: str = ""
    finished_at: str = ""
    seconds: float = 0.0
    workers: int = 1
    executor: str = "local"
    versions: str = ""
    seed: str = "numpy and random are seeded anew in every kernel; cxlab's functions have seeds of their own"
    alerts: int = 0
    runs: tuple[RunRecord, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return how many runs are in each state, in the order of `STATES`."""
        found = Counter(run.state for run in self.runs)
        return {state: found[state] for state in STATES if found[state]}

    def with_run(self, record: RunRecord) -> Manifest:
        """Return the manifest with the record of that name replaced."""
        return replace(self, runs=tuple(record if run.name == record.name else run for run in self.runs))

    def write(self, folder: Path) -> None:
        """Replace the manifest in a folder by this one, in one step.

        Raises
        ------
        OSError
            The disk is full, for example; the earlier one is as it was.
        """
        content = {"format": FORMAT, **asdict(self)}
        replace_file(folder / MANIFEST, json.dumps(content, ensure_ascii=False, indent=1))


def read_manifest(folder: str | Path) -> Manifest | None:
    """Return the manifest of a batch's folder with every state true, or None where there is none.

    Of a batch that was killed, runs that it had not come to an end with are "cancelled" here, unless their
    report was published just before.

    Raises
    ------
    BadFile
        There is one that cannot be read.
    """
    from .lock import is_held

    found = read_unsettled(Path(folder))
    if found is not None and found.state == RUNNING and not is_held(Path(folder)):
        runs = tuple(settled(Path(folder), found.runs, found.batch_id))
        reason = Text("the batch was ended from outside")
        return replace(found, runs=runs, state="cancelled", reason=str(reason))
    return found


def read_unsettled(folder: Path) -> Manifest | None:
    """Return the manifest as it is written; see `read_manifest`."""
    path = folder / MANIFEST
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        if about.pop("format") != FORMAT:
            raise ValueError("format")
        runs = tuple(RunRecord(**_known(RunRecord, run)) for run in about.pop("runs"))
        found = Manifest(**_known(Manifest, about), runs=runs)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else Text("not written by this version")
        raise BadFile(Text("{path} cannot be read: {reason}", path=str(path), reason=reason)) from None
    return found


def settled(folder: Path, runs: Iterable[RunRecord], batch_id: str) -> list[RunRecord]:
    """Return the records of a batch that lives no more, each in the state that it really came to."""
    return [run if run.is_over else _as_published(folder, run, batch_id) for run in runs]


def _as_published(folder: Path, run: RunRecord, batch_id: str) -> RunRecord:
    about = published(folder / run.folder)
    own = about.get("batch") or {}
    if own.get("batch_id") == batch_id and own.get("key") == run.key and about.get("state") in OF_REPORT:
        state = OF_REPORT[about["state"]]
        return replace(run, state=state, run_id=about["run_id"], reason=about.get("error", ""))
    reason = Text("the batch was ended from outside before this report was ready")
    return replace(run, state="cancelled", reason=str(reason))


def published(folder: Path) -> dict[str, Any]:
    """Return what the run.json of a report says, or nothing."""
    try:
        about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def now() -> str:
    """Return the present moment as the manifest writes it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _known(kind: type, values: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in values.items() if name in names}


def headline_of(report: Path) -> dict[str, Any] | None:
    """Return the headline that a report recorded."""
    import pandas as pd

    try:
        found = pd.read_parquet(report / "results.parquet").query("headline")
    except (OSError, ValueError):
        return None
    if found.empty:
        return None
    row = found.iloc[0]
    return {
        name: None if pd.isna(row[name]) else getattr(row[name], "item", lambda v=row[name]: v)()
        for name in ("metric", "estimate", "low", "high", "n", "level")
    }
