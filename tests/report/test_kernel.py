"""The kernel of a run: nothing of the user's own in it, and dead when its run is."""

import asyncio
import gc
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import DeadKernelError

from cxlab import report
from cxlab.report import deadline, leaks
from cxlab.report.stopping import waiting_ended

from .conftest import write_notebook

RECORD = (
    "from cxlab import report\nimport pandas as pd\n"
    "report.record(pd.DataFrame(dict(metric=['nps'], estimate=[1.0], n=[5])))"
)
OURS = """\
import builtins, os
assert not hasattr(builtins, "noise"), builtins.noise
assert "PYTHONSTARTUP" not in os.environ
import matplotlib
assert matplotlib.rcParams == matplotlib.rcParamsDefault | {
    name: matplotlib.rcParams[name] for name in ("backend", "backend_fallback")
}
import beside_the_run
"""
NOISE = "import builtins\nbuiltins.noise = {!r}\nprint('noise on the terminal')\n"
RUN = (
    "import sys; from cxlab import report; "
    "r = report.run(sys.argv[1], output=sys.argv[2]); print(r.state, r.error)"
)


def test_nothing_of_the_users_own_reaches_the_kernel(tmp_path):
    """Start-up files, a sitecustomize, profiles, a matplotlibrc; no home, an odd temporary folder."""
    cells = [("markdown", "# Why?"), ("code", OURS), ("code", RECORD)]
    notebook = write_notebook(tmp_path / "t.ipynb", cells)
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\n")
    user, path, odd = tmp_path / "user", tmp_path / "path", tmp_path / "t{x} %s ä'"
    startup = user / "ipython" / "profile_default" / "startup"
    for folder in (startup, user / "matplotlib", path, odd):
        folder.mkdir(parents=True)
    (startup / "00.py").write_text(NOISE.format("a start-up file of IPython"))
    (startup.parent / "ipython_kernel_config.py").write_text(NOISE.format("a profile"))
    (user / "matplotlib" / "matplotlibrc").write_text("font.size: 40\n")
    (user / "startup.py").write_text(NOISE.format("PYTHONSTARTUP"))
    (path / "sitecustomize.py").write_text(NOISE.format("sitecustomize"))
    (path / "beside_the_run.py").write_text("")
    settings = {"HOME": tmp_path / "nowhere", "TMPDIR": odd, "SOURCE_DATE_EPOCH": "", "PYTHONPATH": path}
    settings |= {"IPYTHONDIR": user / "ipython", "XDG_CONFIG_HOME": user, "MATPLOTLIBRC": tmp_path}
    settings |= {"PYTHONSTARTUP": user / "startup.py", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(notebook), str(tmp_path / "out")],
        env={name: str(value) for name, value in settings.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1].strip() == "completed"
    assert done.stdout.count("noise on the terminal") == 1, "the run's own Python, not the kernel's"
    assert done.stderr == ""
    assert list(odd.iterdir()) == []
    assert not (tmp_path / "nowhere").exists()


def test_long_prints_and_outputs_are_cut_and_said(tmp_path):
    cells = [
        ("code", "print('x' * 5_000_000)\nfor i in range(200_000): print('line', i)"),
        ("code", "from IPython.display import HTML\nHTML('y' * 60_000_000)"),
        ("code", RECORD),
    ]
    result = report.run(write_notebook(tmp_path / "t.ipynb", cells), output=tmp_path / "out")
    page = result.html.read_text(encoding="utf-8")
    printed = 5_000_001 + sum(len(f"line {i}\n") for i in range(200_000))
    assert result.state == "completed"
    assert f"Output truncated: the first 100,000 of {printed:,} characters are shown." in page
    assert "An output of 60," in page
    assert 100_000 < len(page) < 200_000


def test_the_limit_is_that_of_the_whole_run(tmp_path):
    """Four cells of 1.5 s each end at the limit of 4 s, though none of them takes that long."""
    cells = [("code", "import time\ntime.sleep(1.5)")] * 4
    result = report.run(write_notebook(tmp_path / "t.ipynb", cells), output=tmp_path / "out", timeout=4)
    assert result.state == "timed out"
    assert result.error == "The run exceeded its time limit of 4 seconds."
    assert result.results is None


def test_a_look_before_publishing_that_takes_too_long_publishes_nothing(tmp_path, pot, monkeypatch):
    cells = [("parameters", "pot: str = ''"), ("code", "print('of the data')"), ("code", RECORD)]
    notebook = write_notebook(tmp_path / "t.ipynb", cells)
    ahead = []
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + sum(ahead))
    monkeypatch.setattr(deadline, "time", clock)
    monkeypatch.setattr(leaks, "leak_in", lambda *_: ahead.append(600.0))
    result = report.run(notebook, pot=pot, output=tmp_path / "out", timeout=600.0)
    assert ahead, "it ran out while it looked, not before"
    assert result.state == json.loads((tmp_path / "out" / "run.json").read_text())["state"] == "timed out"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "run.json"]
    assert "of the data" not in result.html.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kill():
    path = Path(__file__).parents[2] / "benchmarks" / "kill.py"
    spec = importlib.util.spec_from_file_location("kill", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["kill"] = module
    spec.loader.exec_module(module)
    return module


BUSY = """\
import re, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(r"{mark}", "w").close()
re.match(r"(a+)+$", "a" * 40 + "b")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
@pytest.mark.parametrize(
    ("name", "earlier", "ended"), [("SIGKILL", True, -9), ("SIGTERM", True, 143), ("SIGHUP", False, 129)]
)
def test_a_kernel_inside_a_long_call_ends_with_its_run(tmp_path, kill, name, earlier, ended):
    """A regular expression that takes longer than anybody lives, and a process that the notebook started."""
    folder, mark = tmp_path / "r" / "out", tmp_path / "here"
    notebook = write_notebook(tmp_path / "t.ipynb", [("code", BUSY.format(mark=mark)), ("code", RECORD)])
    folder.parent.mkdir()
    if earlier:
        folder.mkdir()
        pd.DataFrame({"run_id": ["earlier"]}).to_parquet(folder / "results.parquet")
        (folder / "report.html").write_text("earlier")
        (folder / "run.json").write_text(json.dumps({"run_id": "earlier", "state": "completed"}))
    found = kill.trial(kill.command(str(notebook), None, folder), folder, name, mark)
    assert found.faults == ()
    assert found.ended == f"exit {ended}"
    if not earlier:
        assert json.loads((folder / "run.json").read_text())["state"] == "cancelled"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
def test_a_run_killed_at_any_moment_leaves_nothing_behind(tmp_path, kill):
    """A few moments of a fixed seed; many more in benchmarks/kill.py."""
    notebook = write_notebook(tmp_path / "t.ipynb", [("markdown", "# Why?"), ("code", RECORD)])
    found = list(kill.trials(str(notebook), None, 2))
    assert len(found) == 4
    assert [trial for trial in found if trial.faults] == []


def test_what_waited_for_the_kernel_is_silent_once_a_run_is_stopped(caplog):
    """asyncio prints the traceback of an error that nobody fetched: "DeadKernelError: Kernel died"."""
    loop = ensure_event_loop()

    async def waiting():
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:  # as nbclient does
            raise DeadKernelError("Kernel died") from None

    async def stopped():
        waiters.append(loop.create_task(waiting()))
        await asyncio.sleep(0)
        raise KeyboardInterrupt

    waiters = []
    with pytest.raises(KeyboardInterrupt), waiting_ended():
        loop.run_until_complete(stopped())
    assert waiters.pop().done()
    gc.collect()
    assert caplog.records == []
