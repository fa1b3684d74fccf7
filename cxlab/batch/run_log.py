"""A log for each run: what happened and when, one line each."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from .executor import Event
from .manifest import now

__all__ = ["RunLogs"]


class RunLogs:
    """Writes ``NAME.log`` for every run; a log that cannot be written stops nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begun: set[str] = set()

    def add(self, event: Event) -> None:
        """Add what happened."""
        what = {
            "started": f"started on worker {event.worker}",
            "stage": " ".join(map(str, filter(None, event.stage))),
            "lost": f"lost, will be tried again: {event.outcome.get('reason') or 'the worker is gone'}",
            "ended": f"{event.outcome.get('state', '')} {event.outcome.get('reason', '')}".strip(),
        }[event.kind]
        mode = "a" if event.name in self._begun else "w"
        self._begun.add(event.name)
        line = f"{now()} {' '.join(what.split())}\n"
        with suppress(OSError), (self._folder / f"{event.name}.log").open(mode, encoding="utf-8") as file:
            file.write(line)
