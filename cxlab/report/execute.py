"""Execute a notebook and say honestly whether it reached its end.

papermill injects the parameters, nbclient runs the cells. Alone they would call a notebook complete whose
kernel died or ran out of time, keep it in a file before anybody has looked at it, and start whatever kernel
the machine calls "python3"; here it is always the Python that is running now, and nothing is written.
"""

from __future__ import annotations

import logging
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import Any as AnyTrait
from traitlets.config import Config

from . import kernel
from .deadline import Deadline
from .limits import LimitedClient
from .output import BITMAPS, RESULTS, bitmaps_asked
from .scratch import temporary_folder, temporary_place
from .stopping import check, waiting_ended
from .watchdog import Watchdog, end_group

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Execution", "Failure", "execute"]

START_SECONDS = 60
START_ATTEMPTS = 3
LONGEST_SOCKET_PATH = 95  # of about 104; each channel appends its number
LOG_BYTES = 4_000  # of what the kernel says before it can speak to us
# Read by every Python that a notebook starts; the kernel itself is isolated and reads no PYTHON... at all.
NOT_HANDED_ON = ("PYTHONSTARTUP", "PYTHONINSPECT")
# Libraries that would otherwise ask a hub or report their use.
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "RETENTIONEERING_NO_TRACK": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


@dataclass(frozen=True)
class Failure:
    """Why a run did not complete.

    `kind` is "error" (a cell raised), "timeout", "died" (the kernel ended), "start" (it never began), "leak"
    (the page held personal values) or "unfinished" (all went well, but no results were recorded). `cell` is
    the id of the cell it happened in.
    """

    kind: str
    name: str = ""
    message: str = ""
    traceback: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Execution:
    """The notebook as far as it came, and the failure if there was one."""

    notebook: NotebookNode
    failure: Failure | None


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
        return KernelSpec(argv=[*python, *arguments], display_name="Python 3", language="python")

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
    for attempt in range(1, START_ATTEMPTS + 1):
        with temporary_folder(place, watchdog) as scratch:
            prepared = _prepared(notebook, parameters)
            execution = _attempt(prepared, folder, scratch, deadline, watchdog)
        # Parallel kernels can collide on a port: only a start is tried again, never a calculation.
        if execution.failure is None or execution.failure.kind != "start" or attempt == START_ATTEMPTS:
            break
    return execution


def _prepared(notebook: NotebookNode, parameters: Mapping[str, Any]) -> NotebookNode:
    """Return a copy of the notebook with the cell of its parameters."""
    import papermill

    copied = nbformat.from_dict(notebook)
    copied.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    copied.metadata["language_info"] = {"name": "python"}
    # papermill warns of every type annotation it cannot read; `parameters` has checked them already.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill.execute_notebook(
        copied, None, parameters=dict(parameters), kernel_name="python3", prepare_only=True
    )


def _attempt(
    notebook: NotebookNode, folder: Path, scratch: Path, deadline: Deadline, watchdog: Watchdog | None
) -> Execution:
    manager = ThisKernel(watchdog=watchdog, notebook_folder=folder, config=_settings(scratch))
    client = LimitedClient(notebook, km=manager, log=_silent(), timeout_func=lambda _cell: deadline.left())
    client.startup_timeout = max(1, math.ceil(min(START_SECONDS, deadline.left())))
    reached: list[str] = []
    failure = None
    with tempfile.TemporaryFile(dir=scratch) as log:  # without a name: nothing stays of it
        try:
            kernel_of_run = client.setup_kernel(
                cleanup_kc=True, cwd=str(scratch), env=_environment(scratch), stdout=log, stderr=log
            )
            with waiting_ended(), kernel_of_run, waiting_ended():
                _execute_cells(client, reached, deadline)
        except Exception as error:
            log.seek(0)
            failure = _failure(error, reached, deadline, log.read()[-LOG_BYTES:].decode(errors="replace"))
        finally:
            _end(manager, watchdog)
    return Execution(notebook, failure or _unfinished(notebook))


def _execute_cells(client: LimitedClient, reached: list[str], deadline: Deadline) -> None:
    client.shutdown_kernel = "immediate"  # unless all goes well
    for index, cell in enumerate(client.nb.cells):
        check()
        reached.append(cell.id)
        client.iopub_timeout = max(1, math.ceil(deadline.left()))
        try:
            client.execute_cell(cell, index)
        finally:
            client.say_what_was_cut(cell, index)
    client.shutdown_kernel = "graceful"


def _end(manager: ThisKernel, watchdog: Watchdog | None) -> None:
    """End the kernel and whatever it has started, however far the run came."""
    process = manager.process
    if process is not None:
        end_group(process.pid)
        process.wait()
    if watchdog is not None:
        watchdog.forget_processes()


def _failure(error: Exception, reached: list[str], deadline: Deadline, log: str) -> Failure | None:
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
        return Failure("died", cell=cell)
    if isinstance(error, CellExecutionError):
        return None
    return Failure("error", type(error).__name__, str(error), cell=cell)


def _unfinished(notebook: NotebookNode) -> Failure | None:
    """Look at the notebook itself: every cell ran without an error, and results were recorded."""
    recorded = False
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        for output in cell.outputs:
            if output.output_type == "error":
                return Failure("error", output.ename, output.evalue, _plain(output.traceback), cell.id)
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
