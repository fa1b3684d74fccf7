"""Where runs are carried out: one seam, on this machine or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..errors import BadValue
from ..text import Text
from .job import Job

__all__ = ["Event", "Executor", "executor_of"]


@dataclass(frozen=True)
class Event:
    """Something that happened to a run: "started", "stage", "ended" (with its outcome) or "lost"."""

    kind: str
    name: str
    worker: str = ""
    stage: tuple[str, int, int] = ("", 0, 0)
    outcome: dict[str, Any] = field(default_factory=dict)


class Executor(Protocol):
    """Carries out jobs, and says what happens; a run whose worker was lost is told as such."""

    name: str
    workers: int

    def events(self, jobs: Sequence[Job], *, retries: int) -> Iterator[Event | None]:
        """Yield what happens until every job has ended; None now and then, so that nobody waits in vain."""
        ...

    def stop(self) -> None:
        """End every run within seconds and leave no process behind."""
        ...


def executor_of(name: str, workers: int, *, warm: bool = True) -> Executor:
    """Return the executor of that name: "local", or "dask://host:port" for an existing cluster.

    Raises
    ------
    BadValue
        There is none of that name.
    """
    if name == "local":
        from .local import LocalExecutor

        return LocalExecutor(workers, warm=warm)
    if name.startswith("dask://") and ":" in name.removeprefix("dask://"):
        from .dask_cluster import DaskExecutor

        return DaskExecutor(name.removeprefix("dask://"), warm=warm)
    raise BadValue(Text("no executor named {name!r}; local, or dask://host:port", name=name[:60]))
