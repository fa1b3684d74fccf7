"""Two hundred reports: cxlab batch against papermill in a loop and papermill in a pool of two processes.

    python benchmarks/batch.py              # 200 runs each: hours on two cores
    python benchmarks/batch.py --runs 24    # the same mixture, fewer of them
    python benchmarks/batch.py --peers 24   # all 200 by cxlab, an evenly drawn part of them by papermill

The runs are templates x segments x languages on the sample company, an energy supplier of 2,000 customers.
The peers get the same notebooks and the same parameters, write the executed notebook and nothing else: no
page, no look for personal data, no recorded results. cxlab's own report does all of that. Processor time is
that of all processes until the last report is there, starting the workers included; memory is the peak of the
processes together, in proportion where they share pages (PSS), looked at twice a second.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from cxlab.batch import PlannedRun, read_manifest, read_plan

SEGMENTS = ("segment", "tariff", "region", "sales_channel")
SIZES = [5, 6, 7, 8, 9]
TEMPLATES: dict[str, dict[str, list[object]]] = {
    "nps_analysis": {"segments": [[], *([name] for name in SEGMENTS)], "min_n": SIZES},
    "churn_survival": {"traits": [[], *([name] for name in SEGMENTS)], "min_n": SIZES},
    "journey_funnel": {"adjust": [[], *([name] for name in SEGMENTS)], "min_n": SIZES},
    "data_pot_check": {"wanted_share": [0.9 + 0.004 * step for step in range(25)]},
}
WANTED, GOAL = 3.0, 5.0


@dataclass(frozen=True)
class Measured:
    """What a way to make the reports took."""

    name: str
    runs: int
    wall: float
    cpu: float
    memory_mb: float

    @property
    def row(self) -> str:
        """The figures as a line of a table."""
        each = self.cpu / self.runs
        rate = self.runs / self.wall * 60
        figures = f"{self.wall:.0f} s | {each:.2f} s | {rate:.1f} | {self.memory_mb:.0f} MB"
        return f"| {self.name} | {self.runs} | {figures} |"


def write_plan(folder: Path, runs: int) -> Path:
    """Write a plan of so many runs: two languages, four templates, and segments or sizes of groups."""
    groups = [
        {"template": name, "pot": "nordlicht", "matrix": {"language": ["de", "en"]} | axes}
        for name, axes in TEMPLATES.items()
    ]
    path = folder / "plan.yml"
    path.write_text(json.dumps({"name": "Benchmark", "runs": groups}))
    planned = read_plan(path).runs
    by_template = [[run for run in planned if run.template == name] for name in TEMPLATES]
    chosen: list[PlannedRun] = []
    while len(chosen) < runs:  # the same share of each template, whatever the number
        for mine in by_template:
            if mine and len(chosen) < runs:
                chosen.append(mine.pop(0))
        if not any(by_template):
            break
    include = [
        {
            "template": run.template,
            "pot": "nordlicht",
            "parameters": run.given | {"language": run.language},
            "name": run.name,
        }
        for run in chosen
    ]
    path.write_text(json.dumps({"name": "Benchmark", "runs": include}))
    return path


def drawn(runs: Sequence[PlannedRun], number: int) -> list[PlannedRun]:
    """Draw so many runs: the same share of each template, and of each from its first to its last."""
    found = []
    for place, template in enumerate(TEMPLATES):
        mine = [run for run in runs if run.template == template]
        share = min(number // len(TEMPLATES) + (place < number % len(TEMPLATES)), len(mine))
        found += [mine[step * len(mine) // share] for step in range(share)]
    return found


def _papermill(task: tuple[str, str, dict[str, object]]) -> str:
    import papermill

    notebook, output, parameters = task
    papermill.execute_notebook(
        notebook, output, parameters=parameters, progress_bar=False, kernel_name="python3"
    )
    return output


def measured(name: str, runs: int, work: Callable[[], None]) -> Measured:
    """Do the work in a process of its own, and measure it with all that it starts."""
    peak, over = [0.0], threading.Event()
    process = multiprocessing.get_context("spawn").Process(target=_usage_of, args=(work, queue := _queue()))
    began = time.monotonic()
    process.start()

    def look() -> None:
        while not over.wait(0.5):
            peak[0] = max(peak[0], _together(process.pid))

    thread = threading.Thread(target=look)
    thread.start()
    cpu = queue.get()
    process.join()
    over.set()
    thread.join()
    return Measured(name, runs, time.monotonic() - began, cpu, peak[0])


def _queue() -> multiprocessing.Queue[float]:
    return multiprocessing.get_context("spawn").Queue()


def _usage_of(work: Callable[[], None], answer: multiprocessing.Queue[float]) -> None:
    import resource

    work()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    answer.put(sum(one.ru_utime + one.ru_stime for one in used))


def _together(pid: int | None) -> float:
    total = 0
    try:
        whole = psutil.Process(pid)
        for process in (whole, *whole.children(recursive=True)):
            with_shared = process.memory_full_info()
            total += with_shared.pss
    except (psutil.Error, OSError):
        pass
    return total / 1024**2


@dataclass(frozen=True)
class Loop:
    """papermill, one notebook after the other, or several at a time."""

    tasks: list[tuple[str, str, dict[str, object]]]
    processes: int = 1

    def __call__(self) -> None:
        """Execute the notebooks."""
        if self.processes == 1:
            for task in self.tasks:
                _papermill(task)
        else:
            with multiprocessing.get_context("spawn").Pool(self.processes) as pool:
                pool.map(_papermill, self.tasks, chunksize=1)


@dataclass(frozen=True)
class Batch:
    """`cxlab batch`."""

    plan: str
    output: str
    workers: int

    def __call__(self) -> None:
        """Make the reports; the command waits for all that it has started, so that nothing goes uncounted."""
        command = [sys.executable, "-c", "from cxlab.cli import main; main()", "batch", self.plan]
        command += ["-o", self.output, "--workers", str(self.workers)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _told(one: Measured) -> Measured:
    print(one.row, flush=True)
    return one


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--peers", type=int, default=0, help="runs of the peers; all if not given")
    parser.add_argument("--without", nargs="*", default=[], choices=["loop", "pool"])
    given = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors\n")
    with tempfile.TemporaryDirectory(prefix="cxlab-batch-") as home:
        plan = write_plan(Path(home), given.runs)
        runs = read_plan(plan).runs
        tasks = [
            (str(run.template_path), str(Path(home) / f"{run.name}.ipynb"), dict(run.parameters))
            for run in (drawn(runs, given.peers) if given.peers else runs)
        ]
        print("| what | runs | wall | processor time per run | runs per minute | peak memory |")
        print("|---|---|---|---|---|---|")
        found = [_told(measured("cxlab batch, 2 workers", len(runs), Batch(str(plan), f"{home}/two", 2)))]
        done = read_manifest(f"{home}/two")
        assert done is not None
        states = done.counts()
        if "loop" not in given.without:
            found.append(_told(measured("papermill in a loop", len(tasks), Loop(tasks))))
        if "pool" not in given.without:
            pool = measured("papermill, pool of 2 processes", len(tasks), Loop(tasks, processes=2))
            found.append(_told(pool))
    print(f"\nstates: {states}")
    for peer in found[1:]:
        cpu = (peer.cpu / peer.runs) / (found[0].cpu / found[0].runs)
        speed = (peer.wall / peer.runs) / (found[0].wall / found[0].runs)
        print(f"against {peer.name}: {cpu:.1f} x fewer processor seconds, {speed:.1f} x the throughput "
              f"(wanted {WANTED:g}, goal {GOAL:g})")  # fmt: skip


if __name__ == "__main__":
    _main()
