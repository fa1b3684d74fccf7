"""Execute a notebook with papermill and say honestly whether it reached its end.

papermill alone would call a notebook complete whose kernel died or ran out of time, and would start whatever
kernel the machine calls "python3"; here it is always the Python that is running now.
"""

from __future__ import annotations

import logging
import math
import os
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
from traitlets import Unicode
from traitlets.config import Config

from .output import RESULTS

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Execution", "Failure", "execute"]

START_SECONDS = 60
START_ATTEMPTS = 3
LONGEST_SOCKET_PATH = 95  # of about 104; each channel appends its number
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

    # A folder of this run alone: a shared one could hold start-up files that somebody else put there.
    scratch = Unicode(help="Where IPython keeps its own files.").tag(config=True)

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of this environment, kept off the network and away from the user's start-up files."""
        # The kernel calls an interrupt while it is being shut down an error; that would only alarm.
        quiet = "--log-level=CRITICAL"
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", quiet],
            display_name="Python 3",
            language="python",
            env={**OFFLINE, "IPYTHONDIR": self.scratch},
        )


def execute(
    notebook: NotebookNode, parameters: Mapping[str, Any], *, folder: Path, timeout: float
) -> Execution:
    """Execute a copy of `notebook`.

    Parameters
    ----------
    notebook : NotebookNode
    parameters : dict
        Checked values (see `parameters.check`), injected by papermill.
    folder : path
        Working folder of the kernel.
    timeout : float
        Seconds that one cell may take.

    Returns
    -------
    Execution
    """
    prepared = nbformat.from_dict(notebook)
    prepared.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    prepared.metadata["language_info"] = {"name": "python"}
    for attempt in range(1, START_ATTEMPTS + 1):
        execution = _attempt(prepared, parameters, folder, timeout)
        # Parallel kernels can collide on a port: only a start is tried again, never a calculation.
        if execution.failure is None or execution.failure.kind != "start" or attempt == START_ATTEMPTS:
            break
    return execution


def _attempt(
    notebook: NotebookNode, parameters: Mapping[str, Any], folder: Path, timeout: float
) -> Execution:
    import papermill

    reached: list[str] = []
    with tempfile.TemporaryDirectory(prefix="cxlab-") as scratch:
        saved = Path(scratch) / "executed.ipynb"
        failure = None
        # papermill warns of every type annotation it cannot read; `parameters` has checked them already.
        logging.getLogger("papermill").setLevel(logging.ERROR)
        try:
            papermill.execute_notebook(
                notebook,
                saved,
                parameters=dict(parameters),
                kernel_name="python3",
                progress_bar=False,
                start_timeout=START_SECONDS,
                execution_timeout=math.ceil(timeout),
                kernel_manager_class=ThisKernel,
                resources={"metadata": {"path": str(folder)}},
                on_cell_start=lambda cell, cell_index: reached.append(cell.id),
                config=_settings(Path(scratch)),
            )
        except Exception as error:
            failure = _failure(error, reached, timeout)
        executed = nbformat.read(saved, as_version=4) if saved.exists() else notebook
    # papermill marks a failed notebook with cells of its own; the report has a page for that.
    executed.cells = [
        cell for cell in executed.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])
    ]
    return Execution(executed, failure or _unfinished(executed))


def _failure(error: Exception, reached: list[str], timeout: float) -> Failure:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    cell = reached[-1] if reached else ""
    if isinstance(error, PapermillExecutionError):
        return Failure("error", error.ename, error.evalue, _plain(error.traceback), cell)
    if not reached:
        if not isinstance(error, RuntimeError | OSError | zmq.ZMQError):
            raise error
        return Failure("start", type(error).__name__, str(error))
    if isinstance(error, CellTimeoutError):
        return Failure("timeout", message=f"{timeout:g}", cell=cell)
    if isinstance(error, DeadKernelError):
        return Failure("died", cell=cell)
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
    settings = {"scratch": str(scratch / "ipython")}
    socket = str(scratch / "k")
    if os.name != "nt" and len(socket) <= LONGEST_SOCKET_PATH:
        settings |= {"transport": "ipc", "ip": socket}
    return Config({"ThisKernel": settings})
