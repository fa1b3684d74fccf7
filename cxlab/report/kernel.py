"""The kernel of a run: IPython's, with nothing of the user's own in it, and dead when its run is.

Started by its path in an isolated Python (no PYTHONSTARTUP, no sitecustomize of a PYTHONPATH), which then
gets the search path of the run, so that it imports the same cxlab. What is imported before that is the
standard library.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

__all__ = ["LOST", "OFFLINE", "settings"]

LOST = "application/vnd.cxlab.lost-figures+json"
"""Says how many figures a cell has drawn that were not shown."""

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>
# Libraries that would otherwise ask a hub or report their use.
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "RETENTIONEERING_NO_TRACK": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


def settings(folder: Path) -> str:
    """Return what the kernel is told on its command line.

    Parameters
    ----------
    folder : path
        Where the notebook works.

    Examples
    --------
    >>> sorted(json.loads(settings(Path("."))))
    ['folder', 'parent', 'path']
    """
    path = [os.path.abspath(entry) for entry in sys.path]
    return json.dumps({"folder": str(folder.absolute()), "parent": os.getpid(), "path": path})


def _die_with(parent: int) -> None:
    """Have the system kill this process when its parent ends, even inside a long C call (Linux)."""
    if sys.platform != "linux":
        return  # the watchdog does it
    import ctypes

    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the request
        os._exit(1)


def _start(told: dict[str, Any], arguments: list[str]) -> None:
    """Run IPython's kernel without the files that people have for interactive work."""
    import matplotlib  # here: it reads a matplotlibrc of the folder it is imported in
    from ipykernel.kernelapp import IPKernelApp
    from IPython.core.interactiveshell import InteractiveShell

    class Kernel(IPKernelApp):
        """Reads no configuration files, runs no startup files, loses no output."""

        def load_config_file(self, *_args: Any, **_kwargs: Any) -> None:
            pass

        def _run_startup_files(self) -> None:
            pass

        def init_iopub(self, context: Any) -> None:
            context.sndhwm = 0  # by default what a slow reader has not fetched is dropped without a word
            super().init_iopub(context)

    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]  # a warm kernel has imported it long ago
    InteractiveShell.enable_tip = False  # type: ignore[assignment]
    os.chdir(told["folder"])
    kernel = Kernel.instance()
    kernel.initialize(arguments)
    assert kernel.shell is not None
    kernel.shell.events.register("post_run_cell", _tell_of_lost_figures)
    kernel.start()


def _tell_of_lost_figures(_result: object) -> None:
    """Say so where a cell leaves figures open that the inline backend should have shown and closed."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not (open_figures := pyplot.get_fignums()):
        return
    if "inline" in str(pyplot.get_backend()).lower():
        from IPython.display import display

        display({LOST: len(open_figures)}, raw=True)


if __name__ == "__main__":
    _told = json.loads(sys.argv[1])
    _die_with(_told["parent"])
    sys.path[:] = _told["path"]
    _start(_told, sys.argv[2:])
