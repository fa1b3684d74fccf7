"""A process with the libraries imported that forks a ready kernel for each run (Linux).

This file is also the program of that process, started by its path in an isolated Python as a cold kernel is
(`kernel.py`). It reads requests from a socket that only its owner holds: when that ends, so does this
process, and with it every kernel (each asks the system to be killed with it).

What must not happen before a fork, for the child would inherit something that only works in the process that
made it: a context of ZeroMQ, an event loop, a thread, a figure, a query of DuckDB, a table of polars, and the
import of matplotlib's inline backend, which hooks itself into the IPython of the process that imports it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import sys
import time
from typing import Any

__all__ = ["PRELOADED"]

PRELOADED = (
    "matplotlib.pyplot",
    "pandas",
    "pyarrow.parquet",
    "pyarrow.compute",
    "pyarrow.csv",
    "pyarrow.dataset",
    "PIL.PngImagePlugin",
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.api",
    "lifelines",
    "seaborn",
    "duckdb",
    "narwhals",
    "pandera.pandas",
    "pydantic",
    "sklearn.cluster",
    "sklearn.linear_model",
    "sklearn.decomposition",
    "sklearn.utils.extmath",
    "simplemma",
    "openpyxl",
    "babel.numbers",
    "babel.dates",
    "yaml",
    "IPython.display",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "pandas.core.methods.to_dict",
    "encodings.idna",
    "markupsafe",
)
"""Libraries that reports use; one that is not there is left out."""

OWN = (
    *("cxlab.report", "cxlab.loaders", "cxlab.plots", "cxlab.results", "cxlab.stats", "cxlab.engine"),
    *("cxlab.metrics", "cxlab.survival", "cxlab.journey"),
)
SOMETIMES = (
    *("cxlab.complaints", "cxlab.drivers", "cxlab.voice", "cxlab.swot_analysis", "cxlab.competitors"),
    "cxlab.scorecard",
)
NEVER = ("matplotlib_inline.backend_inline", "polars")
NOT_LOADED = ("polars", "debugpy")
"""statsmodels would import polars, with its threads, and the kernel a debugger that nobody can attach."""
HARMLESS = ("jemalloc_bg_thd",)
"""Threads that their library starts anew in a child."""

LETTERS = "ABCXYZabcxyzÄÖÜäöüß 0123456789,.%–"
MESSAGE = 1 << 20
READ = 1 << 16


def _import_all() -> None:
    for name in NOT_LOADED:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in PRELOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for name in (*OWN, *SOMETIMES, "cxlab.templates"):
        with contextlib.suppress(ImportError):
            _whole(name)
    for name in NOT_LOADED:
        del sys.modules[name]


def _whole(name: str) -> None:
    """Import a room with all of its modules: they load when first used, which would be in every child."""
    import pkgutil

    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if module.name.rpartition(".")[2] not in ("kernel", "zygote", "watchdog", "__main__"):
            with contextlib.suppress(ImportError):
                importlib.import_module(module.name)


def _warm_up() -> None:
    """Do once what every report would: read the catalogues and the lists of names and words, draw letters."""
    from cxlab import language
    from cxlab.language.catalogue import LANGUAGES
    from cxlab.loaders.privacy import find_personal

    for name in LANGUAGES:
        with language.using(name):
            language.number(1234.5)
            language.date("2025-03-14", "long")
            find_personal(f"Anna {language._('Contents')}")
    _count_something()
    _read_dictionaries()
    _draw_letters()


def _read_dictionaries() -> None:
    """Unpack the dictionaries of both languages, which takes more than a second."""
    from cxlab.voice.languages import LANGUAGES, known_words
    from cxlab.voice.lemmas import lemma
    from cxlab.voice.words import stop_words

    for name in LANGUAGES:
        known_words(["rechnung"], name)
        lemma("rechnung", name)
        stop_words(name)


def _draw_letters() -> None:
    """Find and measure the fonts of cxlab's figures, on a figure that pyplot knows nothing of."""
    import io

    from matplotlib.backends.backend_svg import FigureCanvasSVG

    from cxlab.plots.style import NORMAL, SMALL, figure, theme

    with theme():
        drawn = figure(3.0)
        FigureCanvasSVG(drawn)
        axes = drawn.subplots()
        axes.set_title(LETTERS)
        axes.set_xlabel(LETTERS)
        for size in (SMALL, NORMAL):
            axes.text(0, 0, LETTERS, fontsize=size, fontweight="bold")
        axes.plot([0, 1], [0, 1], label=LETTERS)
        axes.legend()
        drawn.savefig(io.BytesIO(), format="svg", bbox_inches="tight")


def _count_something() -> None:
    """Let narwhals load what it needs for pandas, and the vocabulary of results its terms."""
    import narwhals
    import pandas as pd

    from cxlab.results import all_columns

    frame: Any = narwhals.from_native(pd.DataFrame({"a": [1, 2], "b": [1.0, 2.0]}))
    frame.lazy().group_by("a").agg(narwhals.col("b").sum()).sort("a").collect()
    all_columns()


def _unfit() -> str:
    """Say why this process must not fork kernels, or nothing."""
    for name in NEVER:
        if name in sys.modules:
            return f"{name} is imported"
    threads = sorted(_threads())
    if len(threads) > 1:
        return f"threads: {', '.join(threads)}"
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and pyplot.get_fignums():
        return "a figure is open"
    return ""


def _threads() -> list[str]:
    """Return the names of the threads of this process that a child would lack; the first is its own."""
    names = []
    for number in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError), open(f"/proc/self/task/{number}/comm") as file:
            names.append(file.read().strip())
    return [name for name in names if name not in HARMLESS]


class _Zygote:
    def __init__(self, owner: socket.socket, told: dict[str, Any]) -> None:
        self.owner, self.told = owner, told
        self.children: set[int] = set()
        self.waiting = b""

    def serve(self) -> None:
        """Answer requests until the owner is gone."""
        wake, waker = os.pipe()
        os.set_blocking(waker, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        ears = selectors.DefaultSelector()
        ears.register(self.owner, selectors.EVENT_READ)
        ears.register(wake, selectors.EVENT_READ)
        self._say({"ready": not _unfit(), "reason": _unfit()})
        while True:
            for key, _events in ears.select(1.0):
                if key.fd == wake:
                    with contextlib.suppress(BlockingIOError):
                        os.read(wake, READ)
                elif not self._answer():
                    return
            self._reap()

    def _answer(self) -> bool:
        received, files, _flags, _address = socket.recv_fds(self.owner, MESSAGE, 2)
        if not received:
            return False
        self.waiting += received
        while b"\n" in self.waiting:
            line, self.waiting = self.waiting.split(b"\n", 1)
            request = json.loads(line)
            if reason := _unfit():
                self._say({"pid": 0, "reason": reason})
            else:
                self._fork(request, files)
            for file in files:
                os.close(file)
            files = []
        return True

    def _fork(self, request: dict[str, Any], files: list[int]) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                _become_kernel(self, request, files, parent)
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                with contextlib.suppress(Exception):
                    sys.stdout.flush()
                    sys.stderr.flush()
                os._exit(code)
        self.children.add(pid)
        self._say({"pid": pid})

    def _reap(self) -> None:
        for pid in list(self.children):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                self.children.discard(pid)
                self._say({"ended": pid, "code": os.waitstatus_to_exitcode(status)})

    def _say(self, answer: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.owner.sendall(json.dumps(answer).encode() + b"\n")


def _become_kernel(zygote: _Zygote, request: dict[str, Any], files: list[int], parent: int) -> None:
    """Turn this child into the kernel of one run."""
    os.setsid()  # first: a signal to the zygote's group is not meant for it, and its own group can be ended
    kernel = sys.modules["cxlab_kernel"]
    kernel._die_with(parent)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    zygote.owner.close()
    for target, file in zip((1, 2), files, strict=False):
        os.dup2(file, target)
    for file in files:
        if file > 2:
            os.close(file)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    _forget_state()
    sys.path[:] = request["path"]
    sys.argv = ["kernel", *request["arguments"]]
    kernel._start({"folder": request["folder"]}, request["arguments"])


def _forget_state() -> None:
    """Begin as a fresh process would: nothing of an earlier language or report."""
    import tempfile

    tempfile.tempdir = None  # TMPDIR may be another one
    language = sys.modules.get("cxlab.language")
    if language is not None:
        language.use("en")


def _main() -> None:
    told = json.loads(sys.argv[1])
    owner = socket.socket(fileno=int(told["socket"]))
    sys.path[:] = told["path"]
    spec = importlib.util.spec_from_file_location("cxlab_kernel", told["kernel"])
    assert spec is not None
    assert spec.loader is not None
    kernel = importlib.util.module_from_spec(spec)
    sys.modules["cxlab_kernel"] = kernel
    spec.loader.exec_module(kernel)
    kernel._die_with(told["parent"])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the owner ends in its own way, and this process with it
    gc.disable()
    _import_all()
    with contextlib.suppress(Exception):  # a child does it for itself then
        _warm_up()
    gc.enable()
    gc.collect()
    gc.freeze()
    _Zygote(owner, told).serve()


if __name__ == "__main__":
    import importlib.util

    _main()
