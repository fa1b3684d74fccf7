"""Speed of funnels, transitions and variants against pm4py and retentioneering: ratios from one run.

    python benchmarks/journey.py                                   # peers where this interpreter has them
    python benchmarks/journey.py --peers /path/to/venv/bin/python  # peers from an interpreter of their own

The peers are no dependencies: install ``pm4py`` and ``retentioneering>=5`` into an environment of their
own; one that is not there is said and left out. Each job reads the same Parquet file in a process of its
own, after a run on a small one that loads its libraries. Jobs take turns, so that a busy machine slows
all; the quickest turn counts, since other work on the machine can only add time; the median and the
processor time of all threads stand beside it. retentioneering's usage events are switched off.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

STEPS = ["step_03", "step_05", "step_02"]
OURS = {
    "funnel, first entry, 7 days": "cx.funnel({path!r}, {steps}, window=7).table",
    "funnel, any entry, 7 days": 'cx.funnel({path!r}, {steps}, window=7, entry="any").table',
    "funnel, every entry, 7 days": 'cx.funnel({path!r}, {steps}, window=7, entry="every").table',
    "transitions": "cx.transitions({path!r})",
    "transitions by lead() in SQL": """
duckdb.sql('''
select a, b, count(*), count(distinct who), quantile_cont(gap, [0.5, 0.9]) from (
    select customer_id who, event a, lead(event) over w b,
        epoch_us(lead("timestamp") over w) - epoch_us("timestamp") gap
    from read_parquet({path!r}) window w as (partition by customer_id order by "timestamp", event)
) where b is not null group by a, b
''').fetchall()
""",
    "variants": "cx.variants({path!r})",
    "funnel and transitions": """
log = cx.event_log({path!r}, case="customer_id", event="event", time="timestamp")
cx.funnel(log, {steps}, window=10000).table, cx.transitions(log)
""",
    "transitions and variants": """
log = cx.event_log({path!r}, case="customer_id", event="event", time="timestamp")
cx.transitions(log), cx.variants(log)
""",
}
PEERS = {
    "retentioneering": """
events = pd.read_parquet({path!r})
stream = retentioneering.Eventstream(
    events, schema={{"path_cols": ["customer_id"], "event_col": "event", "timestamp_col": "timestamp"}}
)
stream.funnel_data(steps={steps})
stream.transition_graph_data()
""",
    "pm4py": """
events = pd.read_parquet({path!r})
log = pm4py.format_dataframe(events, case_id="customer_id", activity_key="event", timestamp_key="timestamp")
pm4py.discover_dfg(log)
pm4py.get_variants(log)
""",
}
VERSUS = {
    "retentioneering": ("funnel and transitions", 5.0),
    "pm4py": ("transitions and variants", 10.0),
}
WANTED = {"funnel, first entry, 7 days": 5.0, "funnel, any entry, 7 days": 5.0, "transitions": 3.0}
MEASURE = """
import json, resource, time
import pandas as pd, pyarrow.parquet
{imports}
{small}
start, cpu = time.perf_counter(), time.process_time()
{job}
spent = time.perf_counter() - start, time.process_time() - cpu
print(json.dumps([*spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20]))
"""
OUR_IMPORTS = "import duckdb, cxlab as cx\ncx.funnel, cx.transitions, cx.variants"


def main() -> None:
    """Write the events, run all jobs in turns and print one table."""
    parser = argparse.ArgumentParser(description="Measure journeys against pm4py and retentioneering.")
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--peers", default=sys.executable, help="an interpreter that has pm4py and retentioneering"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "events.parquet")
        write_events(path, options.events)
        write_events(small_of(path), 20_000)
        jobs = {name: (sys.executable, OUR_IMPORTS, job) for name, job in OURS.items()}
        jobs |= peer_jobs(options.peers)
        spent = in_turns(jobs, path, options.repeat)
    report(spent, options.events)


def peer_jobs(python: str) -> dict[str, tuple[str, str, str]]:
    """Return the jobs of the peers that an interpreter has; say which it has not."""
    jobs = {}
    for name, job in PEERS.items():
        known = subprocess.run([python, "-c", f"import {name}"], capture_output=True, env=quiet())
        if known.returncode:
            print(f"{name} is not installed in {python}: measured without it")
        else:
            jobs[name] = (python, f"import {name}", job)
    return jobs


def quiet() -> dict[str, str]:
    """Return the environment, with retentioneering's usage events switched off."""
    return os.environ | {"RETENTIONEERING_NO_TRACK": "1"}


def small_of(path: str) -> str:
    """Return the path of the small file beside the large one."""
    return path.replace(".parquet", "_small.parquet")


def write_events(path: str, events: int, seed: int = 1) -> None:
    """Write events of a tenth as many customers over half a year, twenty names, in no order."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(seed)
    names = pa.array([f"step_{number:02d}" for number in range(20)])
    weights = 1 / np.arange(1, 21)
    code = rng.choice(20, events, p=weights / weights.sum())
    at = np.datetime64("2024-01-01", "us") + rng.integers(0, 180 * 86_400, events).astype("timedelta64[s]")
    who = rng.integers(0, events // 10, events)
    pq.write_table(pa.table({"customer_id": who, "event": names.take(pa.array(code)), "timestamp": at}), path)


@dataclass(frozen=True)
class Spent:
    """What a job took in its turns: seconds on the clock and of all processors, gigabytes at most."""

    best: float
    median: float
    cpu: float
    memory: float

    @classmethod
    def of(cls, turns: list[tuple[float, float, float]]) -> Spent:
        """Put the turns together."""
        clock, cpu, memory = zip(*turns, strict=True)
        return cls(min(clock), statistics.median(clock), min(cpu), max(memory))


def in_turns(jobs: dict[str, tuple[str, str, str]], path: str, repeat: int) -> dict[str, Spent]:
    """Run each job several times, one after the other in turns."""
    turns: dict[str, list[tuple[float, float, float]]] = {name: [] for name in jobs}
    for _ in range(repeat):
        for name, (python, imports, job) in jobs.items():
            small, large = (job.format(path=name, steps=STEPS) for name in (small_of(path), path))
            code = MEASURE.format(imports=imports, small=small, job=large)
            done = subprocess.run(
                [python, "-c", code], capture_output=True, text=True, env=quiet(), cwd=Path(path).parent
            )
            if done.returncode:
                sys.exit(f"{name} failed:\n{done.stderr[-2000:]}")
            turns[name].append(tuple(json.loads(done.stdout.splitlines()[-1])))
    return {name: Spent.of(own) for name, own in turns.items()}


def report(spent: dict[str, Spent], events: int) -> None:
    """Print what was measured and whether it is what is wanted."""
    print(f"\n{os.cpu_count()} cores, {events:,} events from Parquet, one run\n")
    print("| what | best s | median s | processor s | peak GB | million events/s | wanted | met |")
    print("|---|---|---|---|---|---|---|---|")
    for name, own in spent.items():
        rate, wanted = events / own.best / 1e6, WANTED.get(name)
        goal, met = (f">= {wanted:.0f} M/s", "yes" if rate >= wanted else "no") if wanted else ("", "")
        print(
            f"| {name} | {own.best:.2f} | {own.median:.2f} | {own.cpu:.2f} | {own.memory:.1f} | "
            f"{rate:.1f} | {goal} | {met} |"
        )
    print("\n| ours | against | times faster (best) | (median) | (processor) | wanted | met |")
    print("|---|---|---|---|---|---|---|")
    for peer, (ours, wanted) in VERSUS.items():
        if peer in spent:
            own, other = spent[ours], spent[peer]
            ratio = other.best / own.best
            print(
                f"| {ours} | {peer} | {ratio:.1f} | {other.median / own.median:.1f} | "
                f"{other.cpu / own.cpu:.1f} | >= {wanted:.0f} | {'yes' if ratio >= wanted else 'no'} |"
            )


if __name__ == "__main__":
    main()
