"""A real scheduler and two workers on this machine, one of which is killed while it makes a report."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from cxlab.batch import read_manifest, read_plan, run_batch
from cxlab.batch.executor import Event
from cxlab.batch.job import Outcome
from cxlab.errors import BadValue

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are ended as Linux ends them")

COMMON = ["--no-dashboard"]


@pytest.fixture
def cluster(tmp_path):
    """Address of a scheduler, and its two workers; all ended in any case."""
    file = tmp_path / "scheduler.json"
    env = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3", "OMP_NUM_THREADS": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": env, "cwd": tmp_path}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny"]
    started = [subprocess.Popen([*scheduler, *COMMON, "--scheduler-file", str(file)], **quiet)]
    try:
        started += [
            subprocess.Popen([*worker, *COMMON, "--scheduler-file", str(file)], **quiet) for _ in range(2)
        ]
        end = time.monotonic() + 120
        while not file.exists() and time.monotonic() < end:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"].removeprefix("tcp://")
        with distributed.Client(f"tcp://{address}", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_nothing_is_lost_or_doubled_when_a_worker_is_killed(cluster, tmp_path):
    address, workers = cluster
    spec = importlib.util.spec_from_file_location(
        "batch_chaos", Path(__file__).resolve().parents[2] / "benchmarks" / "batch_chaos.py"
    )
    chaos = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(chaos)
    path = chaos.write_plan(tmp_path / "in", good=2, megabytes=1, timeout=30.0)
    plan = read_plan(path, output=tmp_path / "out").only(["good-*"])
    killed = []

    def watch(_event, _manifest):
        busy = [worker for worker in workers if psutil.Process(worker.pid).children(recursive=True)]
        if busy and not killed:
            killed.append(busy[0].pid)
            busy[0].send_signal(signal.SIGKILL)

    made = run_batch(plan, executor=f"dask://{address}", warm=False, watch=watch)
    assert killed
    assert made.executor == f"dask://{address}"
    assert made.counts() == {"done": 2}
    assert list(chaos.faults_of(tmp_path / "out", expected=chaos.expected_end)) == []
    assert read_manifest(tmp_path / "out") == made
    answers = tmp_path / "in" / "pot" / "responses.csv"

    def change(_event, _manifest):
        answers.write_text("response_id,nps\n1,10\n")

    refused = run_batch(plan, executor=f"dask://{address}", warm=False, watch=change, force=True)
    assert refused.counts() == {"failed": 2}
    assert all("sees other files of the pot" in run.reason for run in refused.runs)
    assert "report.html" in {path.name for path in (tmp_path / "out" / "runs" / "good-1").iterdir()}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("pot/responses.csv", "other files of the pot"),
        ("pot/pot.yml", "no pot that could be read"),
        ("small.ipynb", "another notebook"),
        ("", "in a folder that is not the batch's"),
    ],
)
def test_a_worker_that_sees_other_files_makes_nothing(place, publishing, monkeypatch, name, word):
    """What Dask would do on another machine, done here: the files are gone when the worker looks."""
    import cxlab.batch.dask_cluster as dask_cluster

    monkeypatch.setattr(dask_cluster, "NETWORK_SECONDS", 0)
    answers = []

    def events(jobs, *, retries):
        if name:
            (place / name).unlink()
        for job in jobs:
            if not name:  # it publishes elsewhere
                outcome = asdict(Outcome("done", run_id="r", formats=["html"]))
            else:
                outcome = dask_cluster._carried_out(asdict(job), warm=False)
            answers.append(dask_cluster._if_it_is_here(job, outcome))
            yield Event("started", job.name, "dask")
            yield Event("ended", job.name, outcome=answers[-1])

    publishing.events = events
    made = run_batch(read_plan(place / "plan.yml"))
    assert made.counts() == {"failed": 3}
    assert all(word in run.reason for run in made.runs)
    assert all(answer["machine"] for answer in answers)


def test_where_nobody_answers_nothing_is_run(tmp_path, place, monkeypatch):
    monkeypatch.setattr("cxlab.batch.dask_cluster.CONNECT_SECONDS", 0.5)
    plan = read_plan(place / "plan.yml")
    for executor, words in (
        ("dask://127.0.0.1:9", "no Dask scheduler answers"),
        ("ssh://x:1", "no executor"),
    ):
        with pytest.raises(BadValue, match=words):
            run_batch(plan, executor=executor)
    assert read_manifest(place / "out") is None
