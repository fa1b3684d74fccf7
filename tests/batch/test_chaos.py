"""A batch whose parts are killed: nothing lost, nothing doubled, no orphan, every state true.

`benchmarks/batch_chaos.py` does the same for many rounds; here it is each kind of victim once.
"""

import importlib.util
import json
import random
import signal
import sys
import time
import uuid
from pathlib import Path

import nbformat
import pytest

PLACE = Path(__file__).resolve().parents[2] / "benchmarks" / "batch_chaos.py"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found by /proc")


@pytest.fixture(scope="module")
def chaos():
    spec = importlib.util.spec_from_file_location("batch_chaos", PLACE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_whatever_is_killed_every_run_comes_to_one_true_end(chaos, tmp_path):
    plan = chaos.write_plan(tmp_path / "in", good=3, megabytes=20, timeout=3.0)
    output, generator = tmp_path / "out", random.Random(16)
    assert chaos.round_of_chaos(plan, output, generator, length=15.0, victim="batch", workers=1) == []
    before = chaos.done_before(output)
    mark, killed = uuid.uuid4().hex, set()
    process = chaos.start(plan, output, mark, workers=1, resume=True)
    while process.poll() is None:
        for victim in ("kernel", "zygote"):
            if victim not in killed and chaos.kill_one(mark, victim):
                killed.add(victim)
        time.sleep(0.1)
    said = process.communicate()[0].decode()
    assert process.returncode == 1, said  # some reports are not there, and must not be
    assert "Traceback" not in said
    assert "zygote" in killed
    assert chaos.orphans(mark) == []
    assert list(chaos.faults_of(output, expected=chaos.expected_end)) == []
    after = chaos.done_before(output)
    assert {name: after[name] for name in before} == before


def test_after_ctrl_c_resume_makes_what_is_left_and_nothing_again(chaos, tmp_path):
    plan = chaos.write_plan(tmp_path / "in", good=3, megabytes=1, timeout=3.0)
    about = json.loads(plan.read_text())
    plan.write_text(json.dumps(about | {"runs": about["runs"][:1]}))
    go = tmp_path / "go"
    _let_all_but_the_first_wait(tmp_path / "in" / "good.ipynb", go)
    output, mark = tmp_path / "out", uuid.uuid4().hex
    process = chaos.start(plan, output, mark, workers=1, resume=False)
    while process.poll() is None and not chaos.done_before(output):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    said = process.communicate()[0].decode()
    assert (process.returncode, "Traceback" in said) == (130, False), said
    assert chaos.orphans(mark) == []
    stopped, before = chaos.read_manifest(output), chaos.done_before(output)
    assert stopped.state == "cancelled"
    assert {run.state for run in stopped.runs} == {"done", "cancelled"}
    go.touch()
    again = chaos.start(plan, output, uuid.uuid4().hex, workers=1, resume=True)
    again.communicate()
    assert again.returncode == 0
    after = chaos.done_before(output)
    assert len(after) == 3
    assert {name: after[name] for name in before} == before
    assert chaos.read_manifest(output).batch_id == stopped.batch_id


def _let_all_but_the_first_wait(notebook, go):
    """However slow the machine, the batch is not over when it is interrupted."""
    about = nbformat.read(notebook, as_version=4)
    wait = f"while number > 1 and not pathlib.Path({str(go)!r}).exists():\n    time.sleep(0.05)"
    about.cells[-2].source = f"import pathlib, time\n{wait}\n{about.cells[-2].source}"
    nbformat.write(about, notebook)
