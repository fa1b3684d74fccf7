"""Kill `cxlab run` at random moments and look at what is left: which report, which processes, which files.

    python benchmarks/kill.py            # 30 moments for each of SIGKILL and SIGTERM, a few minutes
    python benchmarks/kill.py 10 churn_report data/telco_churn

Each trial sends the signal at a moment drawn from the length of a run that was left alone (fixed seed). Half
of them publish into a folder with an earlier report, half into a new one. Right are:

- state: the folder holds one whole report (page, results, run.json of one run), or nothing, or, in a folder
  without an earlier report, a run.json that says "cancelled";
- orphans: none of the processes that the run started lives on;
- left-overs: nothing in the folder for temporary files, nothing hidden beside the report;
- exit code: 0, or that of the signal, as a shell counts (143 after SIGTERM).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil

from cxlab.report.publish import FILES

MARK = "CXLAB_KILL_TRIAL"
PATIENCE = 30.0  # seconds that kernel and watchdog get to end
SIGNALS = ("SIGKILL", "SIGTERM")
SEED = 20


@dataclass(frozen=True)
class Trial:
    """What was found after one run; each fault is a sentence."""

    signal: str
    moment: float
    earlier: bool
    ended: str
    faults: tuple[str, ...]


def command(template: str, pot: str | None, folder: Path) -> list[str]:
    """Return the command line of a run of this Python's cxlab."""
    start = "from cxlab.cli import main; main()"
    which = ["--pot", pot] if pot else []
    return [sys.executable, "-c", start, "run", template, *which, "-o", str(folder)]


def trial(arguments: Sequence[str], folder: Path, name: str, moment: float | Path) -> Trial:
    """Start a run, send it a signal at a moment, and look at what is left.

    Parameters
    ----------
    arguments : list of str
        The command, which publishes into `folder`.
    folder : path
        May hold a report of an earlier run; its parent is used for temporary files too.
    name : str
        "SIGKILL", "SIGTERM" ...
    moment : float or path
        Seconds after the start, or a file: when it is there.
    """
    earlier, scratch, mark = _run_id(folder), folder.parent / "tmp", uuid.uuid4().hex
    scratch.mkdir(exist_ok=True)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            list(arguments),
            env=os.environ | {"TMPDIR": str(scratch), MARK: mark},
            stdout=said,
            stderr=said,
            preexec_fn=_heeding_signals,
        )
        waited = _wait(process, moment)
        if process.poll() is None:
            process.send_signal(getattr(signal, name))
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        said.seek(0)
        words = said.read().decode(errors="replace")
    faults = [*_orphans(mark), *_left(folder, scratch), *_untrue(folder, earlier, process.returncode)]
    number = getattr(signal, name)
    if process.returncode not in (0, -number, 128 + number):  # over, not yet listening, ended cleanly
        faults.append(f"ended with {process.returncode}")
    if "Traceback" in words:
        faults.append(f"a traceback: {words.strip().splitlines()[-1]}")
    return Trial(name, waited, bool(earlier), f"exit {process.returncode}", tuple(faults))


def _heeding_signals() -> None:
    """Let the run heed what this process may have been told to ignore, as nohup does; called in the child."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


def _wait(process: subprocess.Popen[bytes], moment: float | Path) -> float:
    """Wait for a moment or a file, not longer than the process lives; return the seconds."""
    started = time.monotonic()
    while process.poll() is None:
        over = moment.exists() if isinstance(moment, Path) else time.monotonic() - started >= moment
        if over:
            break
        time.sleep(0.002)
    return round(time.monotonic() - started, 2)


def _orphans(mark: str) -> list[str]:
    """Return the processes with the mark of the trial that live on, and end them."""
    end = time.monotonic() + PATIENCE
    while (alive := _marked(mark)) and time.monotonic() < end:
        time.sleep(0.05)
    for process in alive:
        process.kill()
    return [f"process {process.pid} lives on" for process in alive]


def _marked(mark: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def _left(folder: Path, scratch: Path) -> list[str]:
    beside = [path.name for path in folder.parent.iterdir() if path not in (folder, scratch)]
    inside = [path.name for path in folder.iterdir()] if folder.exists() else []
    strange = set(inside) - set(FILES)
    return [f"left: {name}" for name in [*os.listdir(scratch), *beside, *strange]]


def _run_id(folder: Path) -> str:
    path = folder / "run.json"
    return json.loads(path.read_text(encoding="utf-8"))["run_id"] if path.exists() else ""


def _untrue(folder: Path, earlier: str, code: int) -> list[str]:
    """Say where the files of a report are not those of one run, or its state is not what happened."""
    names = (
        {path.name for path in folder.iterdir() if not path.name.startswith(".")}
        if folder.exists()
        else set()
    )
    if not names:
        return ["the earlier report is gone"] if earlier else []
    if "run.json" not in names:
        return [f"{', '.join(sorted(names))} without run.json"]
    about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if about["state"] == "cancelled":
        wrong = names != {"run.json"} or bool(earlier) or code == 0
        return ["cancelled, but a report is there"] if wrong else []
    page = (folder / "report.html").read_text(encoding="utf-8") if "report.html" in names else ""
    results = pd.read_parquet(folder / "results.parquet")["run_id"][0] if "results.parquet" in names else ""
    one_run = about["run_id"] in page and results == about["run_id"]
    faults = (
        [] if about["state"] == "completed" and one_run else ["files of different runs, or a wrong state"]
    )
    if code == 0 and about["run_id"] == earlier:
        faults.append("told to be completed, but the earlier report is there")
    return faults


def trials(
    template: str, pot: str | None, number: int, *, signals: Sequence[str] = SIGNALS, seed: int = SEED
) -> Iterator[Trial]:
    """Kill `number` runs with each signal, at moments of a fixed seed."""
    generator = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="cxlab-kill-") as home:
        first = Path(home) / "first"
        started = time.monotonic()
        subprocess.run(command(template, pot, first), check=True, capture_output=True)
        length = time.monotonic() - started
        for position, name in enumerate([*signals] * number):
            folder = Path(home) / f"trial{position}" / "report"
            folder.parent.mkdir()
            if position // len(signals) % 2:
                shutil.copytree(first, folder)
            moment = generator.uniform(0, length)
            yield trial(command(template, pot, folder), folder, name, moment)


def _main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    template, pot = sys.argv[2:4] if len(sys.argv) > 3 else ("data_pot_check", "sfo_airport_2017")
    found = []
    sys.stdout.reconfigure(line_buffering=True)
    for one in trials(template, pot, number):
        found.append(one)
        earlier = "earlier report" if one.earlier else "new folder"
        print(
            f"{one.signal} at {one.moment:5.2f} s, {earlier}: {one.ended}; {'; '.join(one.faults) or 'right'}"
        )
    for name in SIGNALS:
        mine = [one for one in found if one.signal == name]
        print(f"{name}: {len(mine)} moments, {sum(bool(one.faults) for one in mine)} with a fault")


if __name__ == "__main__":
    _main()
