"""Carrying out a plan: every run ends in exactly one state, and the folder says so at every moment."""

from __future__ import annotations

import errno
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import BadValue, RunFailed, system_reason
from ..language import _, ngettext, told, using
from ..report.provenance import portable, versions
from ..report.stopping import check
from ..text import Text
from .archive import ARCHIVE, archive
from .executor import Event, Executor, executor_of
from .job import Job
from .keys import Keys
from .lock import OWN, batch_lock
from .manifest import MANIFEST, Manifest, RunRecord, headline_of, now, published, read_unsettled, settled
from .plan import Plan, PlannedRun
from .run_log import RunLogs

__all__ = ["run_batch", "would_run"]

RUNS, LOGS, TABLES, RESERVE = "runs", "logs", "tables", "reserve"
RESERVED = 1 << 20
"""Bytes kept free, so that a batch on a full disk can still say what became of it."""

SHORTEST = 0.3  # seconds between two writings of the manifest
SHARE = 20  # times as long as a writing takes
Watch = Callable[[Event | None, Manifest], None]


def run_batch(
    plan: Plan,
    *,
    workers: int | None = None,
    executor: str = "local",
    resume: bool = False,
    force: bool = False,
    warm: bool = True,
    watch: Watch | None = None,
) -> Manifest:
    """Make the reports of a plan.

    Parameters
    ----------
    plan : Plan
        See `read_plan`.
    workers : int, optional
        Processes on this machine; by default the plan's, else one for each processor.
    executor : str, default "local"
        Or "dask://host:port", an existing cluster that sees the same folders.
    resume : bool, default False
        Go on with the batch that was ended in this folder: what it has done stays done, the rest is run.
    force : bool, default False
        Run what has not changed too.
    warm : bool, default True
        Fork kernels from a process with the libraries imported, where that is possible.
    watch : callable, optional
        Is told of each event, and of the passing time (None), with the manifest as it then is.

    Returns
    -------
    Manifest
        With every run in one of the states done, skipped, failed, timed out and cancelled.

    Raises
    ------
    BadValue
        Another batch is running in the folder, or a place in it leads elsewhere.
    RunFailed
        The folder cannot be written.
    KeyboardInterrupt
        It was ended from outside; by then the manifest says so.
    """
    folder = plan.output
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_links(folder, plan)
        with batch_lock(folder):
            batch = _Batch(
                plan, folder, executor_of(executor, workers or plan.workers or _processors(), warm=warm)
            )
            batch.begin(resume=resume, force=force)
            with batch.ending():
                batch.carry_out(watch or (lambda *_: None))
            return batch.manifest
    except OSError as error:
        reason = system_reason(error)
        raise RunFailed(
            Text("the batch could not be written to {folder!r} ({reason})", folder=str(folder), reason=reason)
        ) from None


def would_run(plan: Plan, *, force: bool = False) -> list[tuple[PlannedRun, bool]]:
    """Return every run of a plan, and whether `run_batch` would make it: nothing is run or written."""
    keys = Keys(plan.today, plan.master)
    return [
        (run, force or not unchanged(plan.output / RUNS / run.name, keys.of(run), run.formats))
        for run in plan.runs
    ]


def _processors() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse_links(folder: Path, plan: Plan) -> None:
    """Refuse places of the batch that are links: what is written there would land elsewhere."""
    places = [folder / name for name in (RUNS, LOGS, ARCHIVE, OWN, MANIFEST)]
    places += [folder / RUNS / run.name for run in plan.runs]
    for place in places:
        if place.is_symlink():
            raise BadValue(
                Text("{place} is a link; a batch writes into its own folder only", place=str(place))
            )


class _Batch:
    """One batch under way."""

    def __init__(self, plan: Plan, folder: Path, executor: Executor) -> None:
        self.plan, self.folder, self.executor = plan, folder, executor
        self.started = time.monotonic()
        self.manifest = Manifest("", plan.name)
        self.logs = RunLogs(folder / LOGS)
        self._written = 0.0
        self._pause = 0.0
        self._jobs: list[Job] = []
        self._keys = Keys(plan.today, plan.master)

    def begin(self, *, resume: bool, force: bool) -> None:
        """Find out what is to be done, and write it down before anything is."""
        for name in (RUNS, LOGS, ARCHIVE):
            (self.folder / name).mkdir(exist_ok=True)
        (self.folder / OWN).chmod(0o700)
        (self.folder / OWN / RESERVE).write_bytes(b"\0" * RESERVED)
        earlier = self._earlier()
        self._keep_what_was_recorded()
        going_on = resume and earlier is not None
        self.manifest = Manifest(
            batch_id=earlier.batch_id if going_on and earlier else uuid.uuid4().hex[:12],
            plan=self.plan.name,
            language=self.plan.language,
            created_at=earlier.created_at if going_on and earlier else now(),
            workers=self.executor.workers,
            executor=self.executor.name,
            versions=versions(),
        )
        before = {run.name: run for run in earlier.runs} if going_on and earlier else {}
        records = [
            self._first(run, self._keys.of(run), before.get(run.name), force=force) for run in self.plan.runs
        ]
        self.manifest = replace(self.manifest, runs=tuple(records))
        self._jobs = [
            self._job(run, record)
            for run, record in zip(self.plan.runs, records, strict=True)
            if not record.is_over
        ]
        (self.folder / "plan.yml").write_text(self.plan.text, encoding="utf-8")
        self.write(at_once=True)

    def _earlier(self) -> Manifest | None:
        """Return what the batch before left, each of its runs in the state that it came to."""
        found = read_unsettled(self.folder)
        if found is None:
            return None
        return replace(found, runs=tuple(settled(self.folder, found.runs, found.batch_id)))

    def _keep_what_was_recorded(self) -> None:
        """Keep what reports of an earlier batch recorded, which was killed before it could."""
        for place in sorted((self.folder / RUNS).iterdir()):
            about = published(place)
            if about.get("state") == "completed" and about.get("run_id"):
                archive(place, self.folder / ARCHIVE, str(about["run_id"]))

    def _first(self, run: PlannedRun, key: str, before: RunRecord | None, *, force: bool) -> RunRecord:
        record = RunRecord(
            name=run.name,
            template=run.template,
            question=run.question,
            pot=Path(run.pot or "").name,
            language=run.language,
            labels=run.labels,
            parameters=portable(run.parameters),
            folder=f"{RUNS}/{run.name}",
            key=key,
        )
        if before is not None and before.state in ("done", "skipped") and before.key == key:
            return before
        about = published(self.folder / record.folder)
        if not force and unchanged(self.folder / record.folder, key, run.formats):
            with using(run.language):
                reason = _("unchanged")
            formats = [name for name in ("html", "pdf", "xlsx", "pptx") if self._has(record, name)]
            headline = headline_of(self.folder / record.folder)
            return replace(
                record,
                state="skipped",
                reason=reason,
                run_id=about["run_id"],
                formats=formats,
                headline=headline,
                change=_change(about.get("since")),
            )
        return record

    def _has(self, record: RunRecord, name: str) -> bool:
        return (self.folder / record.folder / f"report.{name}").exists()

    def _job(self, run: PlannedRun, record: RunRecord) -> Job:
        whole = self.folder.resolve()
        facts = {
            "batch_id": self.manifest.batch_id,
            "name": run.name,
            "key": record.key,
            "attempt": uuid.uuid4().hex[:8],
        }
        return Job(
            name=run.name,
            template=str(run.template_path),
            pot=None,
            language=run.language,
            parameters=run.parameters,
            folder=str(whole / record.folder),
            timeout=run.timeout,
            facts=facts,
            kept_tables=str(whole / OWN / TABLES),
            formats=run.formats,
            master=str(self.plan.master or ""),
            archive=str(whole / ARCHIVE),
            before=self.manifest.created_at,
            today=self.plan.today.isoformat(),
            depends_on=self._keys.parts(run.template_path, run.pot, run.parameters),
        )

    def carry_out(self, watch: Watch) -> None:
        """Let the executor make the reports, and write down what happens."""
        watch(None, self.manifest)
        for event in self.executor.events(self._jobs, retries=self.plan.retries):
            check()
            if event is not None:
                self._take(event)
            if self.plan.batch_timeout and time.monotonic() - self.started > self.plan.batch_timeout:
                raise _TimeIsUp
            self.write()
            watch(event, self.manifest)

    def _take(self, event: Event) -> None:
        record = next(run for run in self.manifest.runs if run.name == event.name)
        self.logs.add(event)
        if event.kind == "started":
            record = replace(
                record,
                state="running",
                attempts=record.attempts + 1,
                started_at=record.started_at or now(),
                worker=event.worker,
            )
        elif event.kind == "ended":
            record = self._ended(record, event.outcome)
        self.manifest = self.manifest.with_run(record)

    def _ended(self, record: RunRecord, outcome: dict[str, Any]) -> RunRecord:
        with using(record.language):
            lost = ngettext(
                "The process that made the report was ended from outside ({n} attempt).",
                "The process that made the report was ended from outside ({n} attempts).",
                record.attempts,
            )
        names = ("step", "run_id", "seconds", "cpu_seconds", "memory_mb", "warm", "formats", "headline")
        since, good = outcome.get("since") or {}, outcome["state"] == "done"
        reason = outcome["reason"] if good or outcome["reason"] else lost.format(n=record.attempts)
        return replace(
            record,
            state=outcome["state"],
            reason=reason,
            finished_at=now(),
            change=_change(since),
            new_findings=list(since.get("new") or []),
            **{name: outcome[name] for name in names},
        )

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Bring every run to an end, however the batch ends, and say what must be looked at."""
        try:
            yield
        except _TimeIsUp:
            self.executor.stop()
            self._close("timed out", Text("the time limit of the batch was over"))
        except BaseException:
            self.executor.stop()
            self._close("cancelled", Text("the batch was ended from outside"))
            raise
        else:
            self._close("", Text(""))

    def _close(self, state: str, reason: Text) -> None:
        runs = [self._brought_to_an_end(run, state, reason) for run in self.manifest.runs]
        good = all(run.state in ("done", "skipped") for run in runs)
        with using(self.plan.language):
            words = str(told(reason))
        self.manifest = replace(
            self.manifest,
            state=state or ("completed" if good else "failed"),
            reason=words,
            runs=tuple(runs),
            finished_at=now(),
            seconds=round(time.monotonic() - self.started, 1),
        )
        from .alerts import write_alerts
        from .index import write_batch_index

        with suppress(OSError):
            self.write(at_once=True)  # first of all: what follows may fail
        with suppress(OSError):
            self.manifest = write_alerts(self.folder, self.manifest, self.plan)
            write_batch_index(self.folder, self.manifest)
        (self.folder / OWN / RESERVE).unlink(missing_ok=True)
        self.write(at_once=True)
        shutil.rmtree(self.folder / OWN / TABLES, ignore_errors=True)

    def _brought_to_an_end(self, run: RunRecord, state: str, reason: Text) -> RunRecord:
        if run.is_over:
            return run
        found = settled(self.folder, [run], self.manifest.batch_id)[0]
        if found.state != "cancelled":
            return found
        ended = "timed out" if state == "timed out" and run.state == "running" else "cancelled"
        with using(run.language):
            return replace(run, state=ended, reason=str(told(reason)), finished_at=now())

    def write(self, *, at_once: bool = False) -> None:
        """Write the manifest, not more often than is worth it; on a full disk with the room kept for it."""
        moment = time.monotonic()
        if not at_once and moment - self._written < self._pause:
            return
        try:
            self.manifest.write(self.folder)
        except OSError as error:
            if not at_once and error.errno in (errno.ENOSPC, errno.EDQUOT):
                return  # the end is written in any case
            raise
        self._written = time.monotonic()
        self._pause = max(SHORTEST, SHARE * (self._written - moment))


class _TimeIsUp(Exception):
    pass


def unchanged(report: Path, key: str, formats: Iterable[str]) -> bool:
    """Say whether a report is there, whole, with this key and in these formats."""
    about = published(report)
    own = about.get("batch") or {}
    there = all((report / f"report.{name}").exists() for name in formats)
    return bool(key) and about.get("state") == "completed" and own.get("key") == key and there


def _change(since: dict[str, Any] | None) -> dict[str, Any] | None:
    if not since or since.get("estimate") is None:
        return None
    names = ("run_id", "created_at", "metric", "estimate", "low", "high", "p", "significant", "direction")
    return {name: since[name] for name in names}
