"""Runs in processes of this machine: a thread for each worker process, which is replaced when lost."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial

from .executor import Event
from .job import Job, Outcome
from .worker_process import GRACE, WorkerProcess

__all__ = ["LocalExecutor"]

TICK = 0.25


class LocalExecutor:
    """Workers on this machine."""

    name = "local"

    def __init__(self, workers: int, *, warm: bool = True) -> None:
        self.workers = workers
        self.warm = warm
        self._stopping = threading.Event()
        self._happened: queue.Queue[Event] = queue.Queue()
        self._todo: queue.Queue[tuple[Job, int]] = queue.Queue()
        self._processes: list[WorkerProcess] = []
        self._threads: list[threading.Thread] = []
        self._retries = 0

    def events(self, jobs: Sequence[Job], *, retries: int) -> Iterator[Event | None]:
        """Yield what happens; see `Executor`."""
        self._retries = retries
        for job in jobs:
            self._todo.put((job, 1))
        left = {job.name for job in jobs}
        for number in range(min(self.workers, len(jobs))):
            self._processes.append(WorkerProcess(warm=self.warm))
            thread = threading.Thread(target=self._work, args=(number, self._processes[-1]), daemon=True)
            self._threads.append(thread)
            thread.start()
        while left:
            try:
                event = self._happened.get(timeout=TICK)
            except queue.Empty:
                yield None
                continue
            if event.kind == "ended":
                left.discard(event.name)
            yield event
        self._finish()

    def stop(self) -> None:
        """End the workers, and with them their kernels."""
        self._stopping.set()
        for process in self._processes:
            process.ask_to_end()
        self._finish()

    def _finish(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(2 * GRACE)
        for process in self._processes:
            process.kill()  # what has not ended by now

    def _work(self, number: int, process: WorkerProcess) -> None:
        """Hand job after job to a worker process, and see it end.

        The system ends a worker with the thread that started it: this one must not go first.
        """
        try:
            self._hand_out(number, process)
        finally:
            process.end()

    def _hand_out(self, number: int, process: WorkerProcess) -> None:
        while not self._stopping.is_set():
            try:
                job, attempt = self._todo.get(timeout=TICK)
            except queue.Empty:
                continue
            self._happened.put(Event("started", job.name, f"{number + 1}"))
            outcome = process.carry_out(job, partial(self._tell, job.name))
            if outcome is None:
                if self._stopping.is_set():
                    return
                outcome = asdict(Outcome("failed", machine=True))
            if outcome["machine"] and attempt <= self._retries and not self._stopping.is_set():
                self._happened.put(Event("lost", job.name, outcome=outcome))
                self._todo.put((job, attempt + 1))
            else:
                self._happened.put(Event("ended", job.name, outcome=outcome))

    def _tell(self, name: str, stage: str, step: int, steps: int) -> None:
        self._happened.put(Event("stage", name, stage=(stage, step, steps)))
