"""How a batch goes, for people: a line for each running report and a bar, else plain lines."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

from rich.console import Console

from ..language import N_, _, number
from ..terminal import say, text
from .executor import Event
from .manifest import Manifest

__all__ = ["Progress"]

STAGES = {
    "": N_("waiting for the worker"),
    "checking": N_("checking"),
    "starting": N_("starting"),
    "executing": N_("executing"),
    "rendering": N_("rendering"),
    "publishing": N_("publishing"),
}
LEAST_KNOWN = 3
"""Reports that must have been made before the time of the rest is estimated."""


class Progress:
    """Shows a batch on a console; to be given to `run_batch` as `watch`.

    Examples
    --------
    >>> with Progress(Console(quiet=True)) as watch:
    ...     watch(None, Manifest("b", "plan"))
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Any = None
        self._tasks: dict[str, Any] = {}
        self._whole: Any = None
        self._began: dict[str, float] = {}
        self._started = time.monotonic()
        self._first = 0

    def __enter__(self) -> Progress:
        if self._console.is_terminal:
            from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bars

            columns = (
                TextColumn("{task.fields[shown]}", markup=False),
                BarColumn(bar_width=24),
                TextColumn("{task.fields[stage]}", markup=False),
                TimeElapsedColumn(),
            )
            self._live = Bars(*columns, console=self._console, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, event: Event | None, manifest: Manifest) -> None:
        """Show what has happened."""
        over = sum(run.is_over for run in manifest.runs)
        if self._whole is None:
            self._first = over
        if event is not None and event.kind == "started":
            self._began[event.name] = time.monotonic()
        if event is not None and event.kind == "ended":
            self._tell(event, manifest, over)
        if self._live is not None:
            self._draw(event, manifest, over)
        self._whole = self._whole or 0

    def _tell(self, event: Event, manifest: Manifest, over: int) -> None:
        """Say in one line how a report ended."""
        state, reason = event.outcome["state"], event.outcome["reason"]
        style = {"done": "green", "skipped": "dim"}.get(state, "bold red")
        took = f"{number(time.monotonic() - self._began.get(event.name, time.monotonic()), 0)} s"
        count = f"[{over}/{len(manifest.runs)}] "
        say(self._console, count, text(_(state), style), f"  {event.name}  {took}  {reason}".rstrip())

    def _draw(self, event: Event | None, manifest: Manifest, over: int) -> None:
        whole = len(manifest.runs)
        if "" not in self._tasks:
            self._tasks[""] = self._live.add_task("", total=whole, shown=manifest.plan, stage="")
        self._live.update(self._tasks[""], completed=over, stage=self._estimate(over, whole))
        if event is None:
            return
        if event.kind == "started" and event.name not in self._tasks:
            self._tasks[event.name] = self._live.add_task(
                "", total=None, shown=f"  {event.name}", stage=_(STAGES[""])
            )
        elif event.kind == "stage" and event.name in self._tasks:
            stage, step, steps = event.stage
            shown = _(STAGES.get(stage, stage)) + (f" {step}/{steps}" if steps else "")
            self._live.update(self._tasks[event.name], total=steps or None, completed=step, stage=shown)
        elif event.kind == "ended" and event.name in self._tasks:
            self._live.remove_task(self._tasks.pop(event.name))

    def _estimate(self, over: int, whole: int) -> str:
        """Say how many are over, and when the rest will be."""
        made = over - self._first
        said = f"{over}/{whole}"
        if made < LEAST_KNOWN or over == whole:
            return said
        seconds = (time.monotonic() - self._started) / made * (whole - over)
        left = _("about {minutes} min left").format(minutes=number(max(seconds / 60, 1), 0))
        return f"{said}, {left}"
