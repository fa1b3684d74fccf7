"""Kill a batch at random moments, again and again, and look whether every report comes to one true end.

    python benchmarks/batch_chaos.py             # 12 rounds, fixed seed; about ten minutes
    python benchmarks/batch_chaos.py 30 7        # 30 rounds, seed 7

The plan holds honest reports and bad ones: one that raises, one that never ends, one that calls `os._exit`,
one that prints 1 GB, one whose data cannot be read, one that draws figures. Each round starts or resumes the
batch and kills, at a moment drawn from the length of a round, the batch itself, a worker, the zygote of a
worker, or a kernel (SIGKILL). When all rounds are over the batch is resumed and left alone. Right are:

- lost: every run of the plan is in batch.json and has a state;
- doubled: every report that is done has one run.json, kept once in the history;
- true: a state is what the report's own run.json says; done means a whole report, with the key of the plan;
- repeated: a resumed batch leaves alone what was done before;
- orphans: no process that a batch has started lives on when it is over.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cxlab.batch import Manifest, read_manifest

MARK = "CXLAB_CHAOS"
PATIENCE = 40.0
VICTIMS = ("batch", "worker", "zygote", "kernel")
FINAL = {"done", "skipped", "failed", "timed out", "cancelled"}

IMPORTS = "import cxlab as cx\nimport pandas as pd\nfrom cxlab import report"
PARAMETERS = (
    'pot: str = "pot"  # the pot\nlanguage: str = "en"  # language of the report\nnumber: int = 0  # any'
)
START = "data = cx.open_pot(pot)\nreport.start(data, language=language)"
END = "report.record(cx.nps(data['responses'], min_n=0), headline='nps')"
BODIES = {
    "good": "report.say(f'Report number {number}.')",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "raises": "raise ValueError('no')",
    "endless": "import time\nwhile True:\n    time.sleep(1)",
    "exits": "import os\nos._exit(7)",
    "prints": "line = 'x' * 1_000_000\nfor _ in range({megabytes}):\n    print(line)",
}
EXPECTED = {
    "good": "done",
    "figure": "done",
    "raises": "failed",
    "endless": "timed out",
    "exits": "failed",
    "prints": "done",
    "unread": "failed",
}
"""How the runs of each notebook must end when nobody kills them."""


def write_plan(folder: Path, *, good: int, megabytes: int, timeout: float) -> Path:
    """Write pots, notebooks and a plan, and return the plan."""
    for name, content in (("pot", _answers()), ("broken", "")):
        (folder / name).mkdir(parents=True)
        (folder / name / "responses.csv").write_text(content)
        about = {"name": name.title(), "tables": {"responses": {"file": "responses.csv"}}}
        (folder / name / "pot.yml").write_text(json.dumps(about))
    for name, body in BODIES.items():
        cells = [new_code_cell(text) for text in (IMPORTS, PARAMETERS, START)]
        cells[1].metadata["tags"] = ["parameters"]
        cells.append(new_code_cell(body.replace("{megabytes}", str(megabytes))))
        notebook = new_notebook(cells=[new_markdown_cell(f"# {name}"), *cells, new_code_cell(END)])
        notebook.metadata["cxlab"] = {"question": f"{name}?", "needs": {"responses": ["nps"]}}
        nbformat.write(notebook, folder / f"{name}.ipynb")
    bad = [name for name in BODIES if name not in ("good",)]
    groups = [
        {"template": "good.ipynb", "pot": "pot", "name": "good-{number}",
         "matrix": {"number": list(range(1, good + 1))}},
        *({"template": f"{name}.ipynb", "pot": "pot", "name": name} for name in bad),
        {"template": "good.ipynb", "pot": "broken", "name": "unread"},
    ]  # fmt: skip
    groups.insert(1, groups.pop())  # what cannot be read stands in the middle
    for group in groups:
        group |= {"timeout": timeout} if group["template"] == "endless.ipynb" else {}
    plan = {"name": "Chaos", "retries": 3, "runs": groups}
    path = folder / "plan.yml"
    path.write_text(json.dumps(plan))
    return path


def _answers() -> str:
    return "response_id,nps\n" + "".join(f"{i},{(i * 7) % 11}\n" for i in range(60))


def start(plan: Path, output: Path, mark: str, *, workers: int, resume: bool) -> subprocess.Popen[bytes]:
    """Start `cxlab batch`; all that it starts carries the mark."""
    command = [
        sys.executable,
        "-c",
        "from cxlab.cli import main; main()",
        "batch",
        str(plan),
        "-o",
        str(output),
    ]
    command += ["--workers", str(workers), *(["--resume"] if resume else [])]
    return subprocess.Popen(
        command,
        env=os.environ | {MARK: mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def processes(mark: str) -> list[psutil.Process]:
    """Return the living processes with a mark."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def kind_of(process: psutil.Process) -> str:
    """Say which part of a batch a process is."""
    try:
        words = process.cmdline()
        parent = process.parent()
        forked = parent is not None and any(word.endswith("zygote.py") for word in parent.cmdline())
    except psutil.Error:
        return ""
    if any(word.endswith("watchdog.py") for word in words):
        return "watchdog"
    if any(word.endswith("zygote.py") for word in words):
        return "kernel" if forked else "zygote"
    if any(word.endswith("kernel.py") for word in words):
        return "kernel"
    if any("cxlab.batch.worker" in word for word in words):
        return "worker"
    return "batch" if "batch" in words else ""


def kill_one(mark: str, victim: str) -> bool:
    """Kill a process of that kind, if there is one."""
    for process in processes(mark):
        if kind_of(process) == victim:
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.Error:
                continue
            return True
    return False


def orphans(mark: str) -> list[str]:
    """Return what still lives after a while, and end it."""
    end = time.monotonic() + PATIENCE
    while (alive := processes(mark)) and time.monotonic() < end:
        time.sleep(0.1)
    faults = [f"{kind_of(process) or process.name()} {process.pid} lives on" for process in alive]
    for process in alive:
        process.kill()
    return faults


def faults_of(output: Path, *, expected: Callable[[str], set[str]]) -> Iterator[str]:
    """Yield what is lost, doubled or untrue in the folder of a batch that is over."""
    manifest = read_manifest(output)
    if manifest is None:
        yield "no batch.json"
        return
    for run in manifest.runs:
        if run.state not in FINAL:
            yield f"{run.name} is {run.state}"
        if run.state not in expected(run.name):
            yield f"{run.name} is {run.state}: {run.reason}"
        yield from _untrue(output, run.name, run.state, run.key)
    names = [run.name for run in manifest.runs]
    yield from (f"{name} stands twice" for name, count in Counter(names).items() if count > 1)
    strange = {path.name for path in (output / "runs").iterdir()} - set(names)
    yield from (f"left: runs/{name}" for name in strange)
    kept = [_json(path / "run.json") for path in (output / "history").iterdir()]
    of_runs = Counter(about.get("run_id") for about in kept)
    yield from (f"history holds {run} {count} times" for run, count in of_runs.items() if count > 1)


def _untrue(output: Path, name: str, state: str, key: str) -> Iterator[str]:
    folder = output / "runs" / name
    about = _json(folder / "run.json")
    if state in ("done", "skipped"):
        if about.get("state") != "completed" or (about.get("batch") or {}).get("key") != key:
            yield f"{name} is {state}, but its report is not there"
        elif about["run_id"] not in (folder / "report.html").read_text(encoding="utf-8"):
            yield f"{name} is {state}, but the page is of another run"
    elif state in ("failed", "timed out") and about and about.get("state") not in ("failed", "timed out"):
        yield f"{name} is {state}, but its report says {about.get('state')}"


def _json(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def expected_end(name: str) -> set[str]:
    """Return how a run may end that nobody has disturbed."""
    return {EXPECTED[name.partition("-")[0]]}


def any_end(_name: str) -> set[str]:
    """Return how a run may end while things are killed."""
    return FINAL


def done_before(output: Path) -> dict[str, str]:
    """Return the run of each report that is done."""
    manifest = read_manifest(output) if output.exists() else None
    runs = manifest.runs if isinstance(manifest, Manifest) else ()
    return {run.name: run.run_id for run in runs if run.state in ("done", "skipped")}


def round_of_chaos(
    plan: Path, output: Path, generator: random.Random, *, length: float, victim: str, workers: int
) -> list[str]:
    """Start or resume a batch, kill something, and look at what is there when all has ended."""
    mark, before = uuid.uuid4().hex, done_before(output)
    process = start(plan, output, mark, workers=workers, resume=output.exists())
    moment, began = generator.uniform(0.15, 1.0) * length, time.monotonic()
    killed = False
    while process.poll() is None:
        if not killed and time.monotonic() - began > moment:
            killed = kill_one(mark, victim)
        time.sleep(0.02)
    said = process.stdout.read().decode(errors="replace") if process.stdout else ""
    faults = [*orphans(mark), *faults_of(output, expected=any_end)]
    after = done_before(output)
    faults += [f"{name} was done and is made again" for name in before if after.get(name) != before[name]]
    if "Traceback" in said:
        faults.append(f"a traceback: {said.strip().splitlines()[-1]}")
    return faults


def _main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 16
    generator, wrong = random.Random(seed), 0
    with tempfile.TemporaryDirectory(prefix="cxlab-chaos-") as home:
        plan, output = (
            write_plan(Path(home) / "in", good=12, megabytes=1000, timeout=20.0),
            Path(home) / "out",
        )
        for number in range(rounds):
            victim = VICTIMS[number % len(VICTIMS)]
            found = round_of_chaos(plan, output, generator, length=40.0, victim=victim, workers=2)
            wrong += len(found)
            print(f"round {number + 1}: {victim} killed, {len(done_before(output))} done", *found, sep="\n  ")
        mark = uuid.uuid4().hex
        start(plan, output, mark, workers=2, resume=True).communicate()
        found = [*orphans(mark), *faults_of(output, expected=expected_end)]
        print("left alone:", *(found or ["every run ended as it must"]), sep="\n  ")
        print(f"{rounds} rounds, {wrong + len(found)} faults")
    sys.exit(1 if wrong or found else 0)


if __name__ == "__main__":
    _main()
