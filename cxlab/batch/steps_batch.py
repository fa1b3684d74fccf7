"""Several reports that nobody has written a plan for: those of a folder, those of the demonstration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from ..language import current
from ..report import Step, find_template
from ..report.index_entry import IndexEntry
from ..report.steps import parameters_of
from .batches import Watch, run_batch
from .index import entries_of
from .plan import Plan, PlannedRun

__all__ = ["run_steps"]


def run_steps(
    steps: Sequence[Step],
    folder: Path,
    *,
    name: str,
    watching: Callable[[], AbstractContextManager[Watch]],
    formats: Iterable[str] = (),
    master: Path | None = None,
    timeout: float = 1800,
) -> list[IndexEntry]:
    """Make reports as batches: first those on the data alone, then those that read what these found.

    What has not changed since the last call is not made again; who reads findings always is.

    Parameters
    ----------
    steps : list of Step
    folder : path
        Of all; each step says where below it its report stands.
    name : str
        What the batch is called.
    watching : callable
        Gives a context whose value is told what happens, see `run_batch`; asked once for each batch.
    formats, master, timeout
        See `cxlab.report.run`.

    Returns
    -------
    list of IndexEntry
        In the order of the steps.
    """
    found: dict[str, IndexEntry] = {}
    options: dict[str, Any] = {"formats": tuple(formats), "timeout": timeout}
    for place in dict.fromkeys(step.batch for step in steps):
        chosen = [step for step in steps if step.batch == place]
        plan = Plan(
            name=name,
            path=folder / place,
            output=folder / place,
            workers=None,
            batch_timeout=None,
            retries=1,
            language=current(),
            alerts=(),
            runs=tuple(_planned(step, folder, **options) for step in chosen),
            today=dt.datetime.now().date(),
            master=master,
        )
        with watching() as watch:
            made = run_batch(plan, force=any(step.reads for step in chosen), watch=watch)
        entries = entries_of(plan.output, made)
        found |= {step.folder: entry for step, entry in zip(chosen, entries, strict=True)}
    return [found[step.folder] for step in steps]


def _planned(step: Step, folder: Path, *, formats: tuple[str, ...], timeout: float) -> PlannedRun:
    template = find_template(step.template)
    settings = {"pot": step.pot, "language": step.language}
    return PlannedRun(
        name=step.name,
        template=template.name,
        template_path=template.path,
        question=template.question,
        pot=step.pot,
        language=step.language,
        parameters=settings | parameters_of(step, folder),
        labels={},
        timeout=timeout,
        formats=("html", *formats),
    )
