"""Warm kernels: as a cold kernel in all that matters, and never a report without its figures."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from cxlab import report
from cxlab.report import warm, zygote
from cxlab.report.warm import Zygote, warm_kernels

from .conftest import IMPORTS, PARAMETERS, write_notebook

pytestmark = pytest.mark.skipif(not warm.POSSIBLE, reason="kernels are forked on Linux only")

START = "data = cx.open_pot(pot)\nreport.start(data, language=language)\nanswers = data['responses']"
END = "report.record(cx.nps(answers, min_n=0), headline='nps')"


@pytest.fixture(scope="module")
def kernels():
    """One zygote for the tests of this module."""
    with warm_kernels() as found:
        assert found.start()
        yield found


@pytest.fixture
def run(tmp_path, pot, kernels):
    """Run cells between the usual first and last ones; the result, and what run.json says."""
    counter = iter(range(100))

    def run(*cells, **options):
        name = f"n{next(counter)}"
        code = [("code", text) for text in cells]
        first = [("code", IMPORTS), ("parameters", PARAMETERS), ("code", START)]
        notebook = write_notebook(tmp_path / f"{name}.ipynb", [*first, *code, ("code", END)])
        found = report.run(notebook, pot=pot, output=tmp_path / name, **options)
        return found, (tmp_path / name / "run.json").read_text(encoding="utf-8")

    return run


def test_a_warm_report_is_whole_and_says_that_it_was_warm(run, kernels):
    before = kernels.pid
    found, about = run(
        "plt.plot([1, 2])\nplt.show()", "import numpy as np\nreport.say(str(np.random.rand()))"
    )
    assert found.state == "completed", found.error
    assert '"warm": true' in about
    page = found.html.read_text(encoding="utf-8")
    assert page.count("<figure>") == 1
    again, _about = run("import numpy as np\nreport.say(str(np.random.rand()))")
    numbers = [text for text in page.split() if text.startswith("<p>0.")]
    other = again.html.read_text(encoding="utf-8")
    assert not any(number in other for number in numbers)  # seeded anew in each child
    assert kernels.pid == before


def test_a_report_that_lost_its_figures_fails(run):
    lose = (
        "from IPython import get_ipython\n"
        "from matplotlib_inline.backend_inline import flush_figures\n"
        "get_ipython().events.unregister('post_execute', flush_figures)"
    )
    found, _about = run("plt.plot([1, 2])\nplt.show()", lose, "plt.plot([1, 2])")
    assert found.state == "failed"
    assert "did not reach the page" in found.error


def test_it_ends_as_a_cold_kernel_ends(run):
    found, about = run("import os\nos._exit(3)")
    assert found.state == "failed"
    assert "itself" in found.error
    assert '"outside": false' in about
    found, about = run("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert found.state == "failed"
    assert '"outside": true' in about
    found, _about = run("import time\ntime.sleep(600)", timeout=4)
    assert found.state == "timed out"


def test_its_surroundings_are_those_of_the_run(run, kernels, monkeypatch, tmp_path):
    monkeypatch.setenv("OF_THIS_RUN", "yes")
    cells = [
        "import os, sys, threading",
        "assert os.environ['OF_THIS_RUN'] == 'yes'",
        "assert os.getpgid(0) == os.getpid()",
        f"assert os.getppid() == {kernels.pid}",
        "assert 'polars' not in sys.modules or sys.modules['polars'] is not None",
        "assert not os.environ['MATPLOTLIBRC'].endswith('null')",
    ]
    found, _about = run(*cells)
    assert found.state == "completed", found.error


def test_a_killed_zygote_is_replaced_and_changed_code_too(run, kernels, monkeypatch):
    before = kernels.pid
    os.kill(before, signal.SIGKILL)
    found, about = run("1")
    assert found.state == "completed"
    assert '"warm": true' in about
    assert kernels.pid != before


def test_where_no_process_can_be_forked_the_kernel_starts_cold(run, kernels, monkeypatch):
    monkeypatch.setattr(Zygote, "fork", lambda *_a, **_k: None)
    found, about = run("1")
    assert found.state == "completed"
    assert '"warm": false' in about


def test_a_zygote_ends_with_its_owner_and_changed_code_needs_another(monkeypatch):
    started = []
    monkeypatch.setattr(Zygote, "_answer", lambda self, _seconds: started.append(1) or {"ready": True})
    found = Zygote()
    keys = iter([("a",), ("a",), ("b",)])
    monkeypatch.setattr(warm, "code_key", lambda: next(keys))
    monkeypatch.setattr(zygote, "__file__", str(Path(__file__).with_name("no_zygote.py")))
    monkeypatch.setattr(Zygote, "is_started", property(lambda self: self._process is not None))
    assert [found.start(), found.start(), found.start()] == [True, True, True]
    assert len(started) == 2
    found.stop()
    assert found.pid is None


def test_threads_and_figures_forbid_a_fork(monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    assert "polars" in zygote._unfit()
    monkeypatch.delitem(sys.modules, "polars")
    monkeypatch.setattr(zygote, "NEVER", ())
    monkeypatch.setattr(zygote, "_threads", lambda: ["main", "other"])
    assert zygote._unfit() == "threads: main, other"
    assert time.monotonic()
