"""Execute a notebook and say honestly whether it reached its end.

papermill injects the parameters and runs the notebook, with an engine of ours (`engine`). Its own would call
a notebook complete whose kernel died or ran out of time, keep it in a file before anybody has looked at it,
and start whatever kernel the machine calls "python3"; here it is always the Python that is running now, warm
where `warm` has one ready, and nothing is written.
"""

from __future__ import annotations

import logging
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import Any as AnyTrait
from traitlets.config import Config

from . import kernel, stages
from .deadline import Deadline
from .engine import run_with_papermill
from .kernel import OFFLINE
from .limits import LimitedClient
from .output import BITMAPS, LOST, RESULTS, bitmaps_asked
from .scratch import temporary_folder, temporary_place
from .stopping import check, waiting_ended
from .usage import Usage, usage_of
from .warm import provisioner
from .watchdog import Watchdog, end_group

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Execution", "Failure", "execute"]

START_SECONDS = 60
START_ATTEMPTS = 3
LONGEST_SOCKET_PATH = 95  # of about 104; each channel appends its number
FROM_OUTSIDE = (-9, -15)  # SIGKILL, which is also how the system ends who has too much memory, SIGTERM
PATIENCE = 2.0  # seconds until a dead process is known to be
LOG_BYTES = 4_000  # of what the kernel says before it can speak to us
# Read by every Python that a notebook starts; the kernel itself is isolated and reads no PYTHON... at all.
NOT_HANDED_ON = ("PYTHONSTARTUP", "PYTHONINSPECT")


@dataclass(frozen=True)
class Failure:
    """Why a run did not complete.

    `kind` is "error" (a cell raised), "timeout", "died" (the kernel ended), "start" (it never began), "leak"
    (the page held personal values), "lost" (a drawn figure did not reach the page) or "unfinished" (all went
    well, but no results were recorded). `cell` is the id of the cell it happened in. `outside` says of a
    kernel that died that somebody else ended it.
    """

    kind: str
    name: str = ""
    message: str = ""
    traceback: str = ""
    cell: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Execution:
    """The notebook as far as it came, and the failure if there was one."""

    notebook: NotebookNode
    failure: Failure | None
    usage: Usage = field(default_factory=lambda: Usage())


class ThisKernel(AsyncKernelManager):
    """Starts the running interpreter, whatever kernels are installed or named on this machine."""

    watchdog = AnyTrait(help="Is told of the kernel's process.")
    notebook_folder = AnyTrait(help="Where the notebook works.")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of this environment."""
        python = [sys.executable, "-I", "-X", "utf8", kernel.__file__, kernel.settings(self.notebook_folder)]
        # The kernel calls an interrupt while it is being shut down an error; that would only alarm.
        arguments = ["-f", "{connection_file}", "--log-level=CRITICAL", "--HistoryManager.enabled=False"]
        about = {"kernel_provisioner": {"provisioner_name": provisioner()}}
        return KernelSpec(
            argv=[*python, *arguments], display_name="Python 3", language="python", metadata=about
        )

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        """Start the kernel and have it watched over."""
        await super().start_kernel(**options)
        if self.watchdog is not None and self.process is not None:
            self.watchdog.over_process(self.process.pid)

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The kernel's process."""
        return getattr(self.provisioner, "process", None)


def execute(
    notebook: NotebookNode,
    parameters: Mapping[str, Any],
    *,
    folder: Path,
    deadline: Deadline,
    watchdog: Watchdog | None = None,
) -> Execution:
    """Execute a copy of `notebook`.

    Parameters
    ----------
    notebook : NotebookNode
    parameters : dict
        Checked values (see `parameters.check`), injected by papermill.
    folder : path
        Working folder of the kernel.
    deadline : Deadline
        When the run has to be over.
    watchdog : Watchdog, optional
        Ends the kernel if this process is killed.

    Returns
    -------
    Execution

    Raises
    ------
    RunFailed
        No temporary file can be written.
    """
    place = temporary_place()
    for number in range(1, START_ATTEMPTS + 1):
        stages.tell("starting")
        with temporary_folder(place, watchdog) as scratch:
            attempt = Attempt(folder, scratch, deadline, watchdog)
            run_with_papermill(notebook, parameters, attempt)
        # Parallel kernels can collide on a port: only a start is tried again, never a calculation.
        if attempt.failure is None or attempt.failure.kind != "start" or number == START_ATTEMPTS:
            break
    return Execution(attempt.notebook, attempt.failure, attempt.usage)


class Attempt:
    """One attempt to execute a notebook: papermill calls `carry_out`, the rest says what became of it."""

    def __init__(self, folder: Path, scratch: Path, deadline: Deadline, watchdog: Watchdog | None) -> None:
        self.folder, self.scratch, self.deadline, self.watchdog = folder, scratch, deadline, watchdog
        self.notebook: NotebookNode = nbformat.from_dict({"cells": [], "metadata": {}})
        self.failure: Failure | None = None
        self.usage = Usage()

    def carry_out(self, running: Any) -> None:
        """Execute every cell; `running` is papermill's record of the execution."""
        self.notebook = running.nb
        manager = ThisKernel(
            watchdog=self.watchdog, notebook_folder=self.folder, config=_settings(self.scratch)
        )
        client = LimitedClient(
            running.nb, km=manager, log=_silent(), timeout_func=lambda _cell: self.deadline.left()
        )
        client.startup_timeout = max(1, math.ceil(min(START_SECONDS, self.deadline.left())))
        reached: list[str] = []
        with tempfile.TemporaryFile(dir=self.scratch) as log:  # without a name: nothing stays of it
            try:
                kernel_of_run = client.setup_kernel(
                    cleanup_kc=True,
                    cwd=str(self.scratch),
                    env=_environment(self.scratch),
                    stdout=log,
                    stderr=log,
                )
                with waiting_ended(), kernel_of_run, waiting_ended():
                    try:
                        _execute_cells(client, running, reached, self.deadline)
                    finally:
                        self.usage = usage_of(manager.process)
            except Exception as error:
                log.seek(0)
                said = log.read()[-LOG_BYTES:].decode(errors="replace")
                self.failure = _failure(error, reached, self.deadline, said, manager.process)
            finally:
                _end(manager, self.watchdog)
        self.failure = self.failure or _unfinished(running.nb)


def _execute_cells(client: LimitedClient, running: Any, reached: list[str], deadline: Deadline) -> None:
    client.shutdown_kernel = "immediate"  # unless all goes well
    for index, cell in enumerate(client.nb.cells):
        check()
        stages.tell("executing", index + 1, len(client.nb.cells))
        reached.append(cell.id)
        client.iopub_timeout = max(1, math.ceil(deadline.left()))
        running.cell_start(cell, index)
        try:
            client.execute_cell(cell, index)
        finally:
            client.say_what_was_cut(cell, index)
        running.cell_complete(cell, cell_index=index)
    client.shutdown_kernel = "graceful"


def _end(manager: ThisKernel, watchdog: Watchdog | None) -> None:
    """End the kernel and whatever it has started, however far the run came."""
    process = manager.process
    if process is not None:
        end_group(process.pid)
        process.wait()
    if watchdog is not None:
        watchdog.forget_processes()


def _failure(
    error: Exception, reached: list[str], deadline: Deadline, log: str, process: Any
) -> Failure | None:
    """Return what went wrong; nothing for an error that the notebook itself holds."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    cell = reached[-1] if reached else ""
    if isinstance(error, CellTimeoutError) or (not reached and deadline.passed):
        return Failure("timeout", message=f"{deadline.seconds:g}", cell=cell)
    if not reached:
        if not isinstance(error, RuntimeError | OSError | zmq.ZMQError):
            raise error
        return Failure("start", type(error).__name__, str(error), log)
    if isinstance(error, DeadKernelError):
        code = _end_code(process)
        itself = code is not None and code not in FROM_OUTSIDE
        return Failure("died", message="itself" if itself else "", cell=cell, outside=code in FROM_OUTSIDE)
    if isinstance(error, CellExecutionError):
        return None
    return Failure("error", type(error).__name__, str(error), cell=cell)


def _end_code(process: Any) -> int | None:
    """Return how a dead kernel ended: its exit code, the negative number of a signal, None if unknown."""
    if process is None or os.name == "nt":
        return None
    with suppress(subprocess.TimeoutExpired):
        return int(process.wait(PATIENCE))
    return None


def _unfinished(notebook: NotebookNode) -> Failure | None:
    """Look at the notebook itself: every cell ran without an error, and results were recorded."""
    recorded = False
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        for output in cell.outputs:
            if output.output_type == "error":
                return Failure("error", output.ename, output.evalue, _plain(output.traceback), cell.id)
            if lost := output.get("data", {}).get(LOST):
                return Failure("lost", message=str(lost), cell=cell.id)
            recorded = recorded or RESULTS in output.get("data", {})
        if cell.execution_count is None:
            return Failure("died", cell=cell.id)
    return None if recorded else Failure("unfinished")


def _plain(traceback: list[str]) -> str:
    from nbconvert.filters import strip_ansi

    return strip_ansi("\n".join(traceback))


def _settings(scratch: Path) -> Config:
    """Talk to the kernel through files that only this user can open; Windows needs loopback TCP."""
    settings = {"connection_file": str(scratch / "kernel.json")}
    socket = str(scratch / "k")
    if os.name != "nt" and len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        settings |= {"transport": "ipc", "ip": socket}
    return Config({"ThisKernel": settings})


def _environment(scratch: Path) -> dict[str, str]:
    """Return the kernel's environment: kept off the network and away from the user's own settings."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    if not kept.get("SOURCE_DATE_EPOCH", "0").isdigit():  # IPython and matplotlib take it for a number
        del kept["SOURCE_DATE_EPOCH"]
    ours = scratch / "matplotlibrc"
    ours.touch()  # empty: matplotlib's own settings
    kept |= OFFLINE | {"MATPLOTLIBRC": str(ours), "IPYTHONDIR": str(scratch / "ipython")}
    if bitmaps_asked.get():
        kept[BITMAPS] = "1"
    if not _has_home():  # where matplotlib would keep its list of fonts
        kept["MPLCONFIGDIR"] = str(scratch / "matplotlib")
    return kept


def _has_home() -> bool:
    if os.environ.get("MPLCONFIGDIR"):
        return os.access(os.environ["MPLCONFIGDIR"], os.W_OK)
    try:
        return os.access(Path.home(), os.W_OK)
    except RuntimeError:
        return False


def _silent() -> logging.Logger:
    """Return a logger that says nothing: what goes wrong stands in the report."""
    logger = logging.getLogger("cxlab.nbclient")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
