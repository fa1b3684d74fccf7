"""Runs on an existing Dask cluster, through joblib's Dask backend; its workers see the batch's folder.

Dask hands the runs of a lost worker to another one. Nothing is doubled by that: a report is published into
its own folder in one step, and what is published last of one run replaces what came before. What happens
meanwhile is seen in the folder itself, for joblib gives its answers all at the end.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from socket import gethostname
from typing import Any

from ..errors import BadValue
from ..language import told, using
from ..text import Text
from .executor import Event
from .job import Job, Outcome
from .keys import Keys, difference
from .manifest import headline_of, published
from .worker_process import WorkerProcess

__all__ = ["DaskExecutor"]

CONNECT_SECONDS = 20
NETWORK_SECONDS = 10  # until what another machine has written is seen here
TICK = 0.25
LOOK = 1.0  # seconds between two looks at the folder


class DaskExecutor:
    """Workers of a Dask cluster.

    Raises
    ------
    BadValue
        Dask is not installed, or nobody answers at the address.
    """

    def __init__(self, address: str, *, warm: bool = True) -> None:
        self.name = f"dask://{address}"
        self.warm = warm
        self._client = _connected(address)
        self.workers = max(len(self._client.scheduler_info(n_workers=-1)["workers"]), 1)
        self._answers: queue.Queue[tuple[Job, dict[str, Any]]] = queue.Queue()

    def events(self, jobs: Sequence[Job], *, retries: int) -> Iterator[Event | None]:
        """Yield what happens; see `Executor`."""
        left = {job.name: job for job in jobs}
        for job in jobs:
            yield Event("started", job.name, "dask")
        for attempt in range(retries + 1):
            lost: list[Job] = []
            for event, job in self._round([*left.values()]):
                if event is not None and event.outcome["machine"] and attempt < retries:
                    lost.append(job)
                    yield Event("lost", job.name, outcome=event.outcome)
                elif event is not None:
                    left.pop(job.name)
                    yield event
                else:
                    yield None
            for job in lost:
                yield Event("started", job.name, "dask")
            if not lost:
                break
        self._client.close()

    def stop(self) -> None:
        """End the runs on all workers; what has not begun does not."""
        with suppress(Exception):
            self._client.run(_end_runs)
        with suppress(Exception):
            self._client.close()

    def _round(self, jobs: list[Job]) -> Iterator[tuple[Event | None, Any]]:
        """Have jobs carried out once; yield the end of each when it is known, and None as time passes."""
        thread = threading.Thread(target=self._work, args=(jobs,), daemon=True)
        thread.start()
        left = {job.name: job for job in jobs}
        looked = time.monotonic()
        while left:
            try:
                job, outcome = self._answers.get(timeout=TICK)
            except queue.Empty:
                yield None, None
                if time.monotonic() - looked > LOOK:
                    looked = time.monotonic()
                    for name, seen in _published(left.values()):
                        yield Event("ended", name, outcome=seen), left.pop(name)
                continue
            if left.pop(job.name, None):
                yield Event("ended", job.name, outcome=outcome), job
        thread.join()

    def _work(self, jobs: list[Job]) -> None:
        """Hand jobs to the cluster; where it gives up on all, for one ends every worker, one by one."""
        import joblib

        try:
            with joblib.parallel_config(backend="dask", client=self._client, wait_for_workers_timeout=60):
                found = joblib.Parallel(batch_size=1)(
                    joblib.delayed(_carried_out)(asdict(job), warm=self.warm) for job in jobs
                )
        except Exception as error:
            if len(jobs) == 1:
                lost = Outcome("failed", type(error).__name__, machine=True)
                self._answers.put((jobs[0], asdict(lost)))
                return
            there = dict(_published(jobs))
            for job in jobs:
                if job.name in there:
                    self._answers.put((job, there[job.name]))
                else:
                    self._work([job])
            return
        for job, outcome in zip(jobs, found, strict=True):
            self._answers.put((job, _if_it_is_here(job, outcome)))


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise BadValue(Text("Dask is not installed; pip install 'cxlab[dask]'")) from None
    try:
        return Client(f"tcp://{address}", timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise BadValue(Text("no Dask scheduler answers at {address}", address=address)) from None


def _published(jobs: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return name and outcome of the runs whose end stands in their folder, as far as it tells."""
    found = []
    for job in jobs:
        about = published(Path(job.folder))
        own = about.get("batch") or {}
        same = own.get("batch_id") == job.facts["batch_id"] and own.get("key") == job.facts["key"]
        if not same or own.get("attempt") != job.facts["attempt"] or about.get("outside"):
            continue
        used = about.get("resources") or {}
        outcome = Outcome(
            {"completed": "done"}.get(about["state"], about["state"]),
            reason=about.get("error", ""),
            step=about.get("step", ""),
            run_id=about["run_id"],
            seconds=about.get("seconds", 0.0),
            headline=headline_of(Path(job.folder)) if about["state"] == "completed" else None,
            since=about.get("since"),
            formats=[name for name in job.formats if (Path(job.folder) / f"report.{name}").exists()],
            **{name: used[name] for name in ("cpu_seconds", "memory_mb", "warm") if name in used},
        )
        if set(outcome.formats) >= set(job.formats) or outcome.state != "done":
            found.append((job.name, asdict(outcome)))
    return found


_here = threading.local()
_processes: list[WorkerProcess] = []
"""One for each thread of a Dask worker: a run needs a process of its own."""


def _carried_out(order: dict[str, Any], *, warm: bool) -> dict[str, Any]:
    """Make one report on the machine of a Dask worker, if it sees there what the batch has seen."""
    job = Job(**{**order, "formats": tuple(order["formats"])})
    refused = _other_things_here(job)
    if refused is not None:
        return asdict(refused)
    if not hasattr(_here, "process"):
        _here.process = WorkerProcess(warm=warm)
        _processes.append(_here.process)
    outcome = _here.process.carry_out(job, lambda *_stage: None)
    return outcome if outcome is not None else asdict(Outcome("failed", machine=True))


def _other_things_here(job: Job) -> Outcome | None:
    """Return a failure where this machine has other files or versions under the names that the batch uses.

    Such a run may be tried again: another worker may see the right ones.
    """
    seen = Keys(dt.date.fromisoformat(job.today), Path(job.master) if job.master else None)
    other = difference(
        job.depends_on, seen.parts(Path(job.template), job.parameters.get("pot"), job.parameters)
    )
    if not job.depends_on or other is None:
        return None
    with using(job.language):
        said = Text(
            "The Dask worker on {host} sees {other}; it was not used.", host=gethostname(), other=other
        )
        return Outcome("failed", str(told(said)), machine=True)


def _if_it_is_here(job: Job, outcome: dict[str, Any]) -> dict[str, Any]:
    """Return an outcome, or a failure where the report it tells of is not in the batch's folder."""
    end = time.monotonic() + NETWORK_SECONDS
    while outcome["state"] == "done" and published(Path(job.folder)).get("run_id") != outcome["run_id"]:
        if time.monotonic() > end:
            with using(job.language):
                said = Text("A Dask worker has made the report, but in a folder that is not the batch's.")
                return asdict(Outcome("failed", str(told(said)), machine=True))
        time.sleep(TICK)
    return outcome


def _end_runs() -> None:
    """End the runs on this worker; called on each."""
    for process in _processes:
        process.ask_to_end()
