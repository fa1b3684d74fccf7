"""One run as a worker gets it and as it answers: plain data, the same on this machine and on others."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..errors import CxError, RunFailed
from ..language import told, using

__all__ = ["Job", "Outcome", "carry_out"]

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Job:
    """What a worker needs to know of a run."""

    name: str
    template: str
    pot: str | None
    language: str
    parameters: dict[str, Any]
    folder: str
    "Where the report is to stand."
    timeout: float
    facts: dict[str, Any]
    "Of the batch: batch_id, name, key."
    kept_tables: str = ""
    "Folder of tables that have been read already; empty: read the files."
    formats: tuple[str, ...] = ("html",)
    master: str = ""
    "Presentation whose look slides take on."
    archive: str = ""
    "Folder that keeps what every report recorded."
    before: str = ""
    "Moment before which a run was made that this one is compared with."
    today: str = ""
    "The day that the batch takes for today."
    depends_on: dict[str, str] = field(default_factory=dict)
    "What the batch has seen of all that the report depends on, see `Keys.parts`."


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    `machine` says that it was not the notebook's own doing: such a run may be tried again.
    """

    state: str
    reason: str = ""
    step: str = ""
    run_id: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_mb: float = 0.0
    warm: bool = False
    machine: bool = False
    headline: dict[str, Any] | None = None
    since: dict[str, Any] | None = None
    formats: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def carry_out(job: dict[str, Any], tell: Tell | None = None) -> dict[str, Any]:
    """Make one report and return the fields of its `Outcome`; never raises but when it is told to end.

    Parameters
    ----------
    job : dict
        The fields of a `Job`.
    tell : callable, optional
        Is told the stage, its step, and the number of steps.
    """
    order = Job(**{**job, "formats": tuple(job["formats"])})
    started, used = time.perf_counter(), time.process_time()
    try:
        outcome = _made(order, tell or (lambda *_: None))
    except CxError as error:
        with using(order.language):
            outcome = Outcome("failed", str(told(error.args[0])), machine=isinstance(error, RunFailed))
    except (MemoryError, OSError) as error:
        outcome = Outcome("failed", f"{type(error).__name__}: {error}", machine=True)
    except Exception as error:  # nobody had foreseen it; its message may hold a customer's data
        outcome = Outcome("failed", type(error).__name__)
    about = asdict(outcome)
    about["seconds"] = round(time.perf_counter() - started, 2)
    about["cpu_seconds"] = round(outcome.cpu_seconds + time.process_time() - used, 2)
    return about


def _made(job: Job, tell: Tell) -> Outcome:
    from ..loaders.pot.kept_tables import keeping_tables
    from ..report import run
    from ..report.stages import listening

    with listening(tell), keeping_tables(job.kept_tables):
        found = run(
            job.template,
            pot=job.pot,
            parameters=job.parameters,
            language=None,
            output=job.folder,
            timeout=job.timeout,
            formats=job.formats,
            master=job.master or None,
            batch=job.facts,
            earlier=(Path(job.archive), job.before) if job.archive else None,
        )
    about = json.loads((found.folder / "run.json").read_text(encoding="utf-8"))
    used = about.get("resources") or {}
    state = {"completed": "done"}.get(found.state, found.state)
    if state == "done" and job.archive:
        from .archive import archive

        with suppress(OSError):
            archive(found.folder, Path(job.archive), found.run_id)
    headline = found.headline and {
        name: found.headline[name] for name in ("metric", "estimate", "low", "high", "n", "level")
    }
    return Outcome(
        state,
        reason=found.error,
        step=about.get("step", ""),
        run_id=found.run_id,
        cpu_seconds=used.get("cpu_seconds", 0.0),
        memory_mb=used.get("memory_mb", 0.0),
        warm=used.get("warm", False),
        machine=bool(about.get("outside")),
        headline=headline,
        since=about.get("since"),
        formats=["html", *found.documents],
    )
