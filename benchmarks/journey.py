"""Speed of funnels, transitions and variants against pm4py and retentioneering: ratios from one run.

    python benchmarks/journey.py                                   # cxlab alone, 5e6 events
    python benchmarks/journey.py --peers /path/to/venv/bin/python  # and its peers, from an interpreter that
    has them

The peers are no dependencies: install ``pm4py`` and ``retentioneering>=5`` into an environment of their own.
Each job reads the same Parquet file in a process of its own, after a run on a small one that loads its
libraries;
jobs take turns and medians are compared, so that a busy machine slows all. retentioneering's usage events are
switched off.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS = ["step_03", "step_05", "step_02"]
OURS = {
    "funnel, first entry, 7 days": "cx.funnel({path!r}, {steps}, window=7).table",
    "funnel, any entry, 7 days": 'cx.funnel({path!r}, {steps}, window=7, entry="any").table',
    "funnel, every entry, 7 days": 'cx.funnel({path!r}, {steps}, window=7, entry="every").table',
    "transitions": "cx.transitions({path!r})",
    "variants": "cx.variants({path!r})",
    "funnel and transitions": "cx.funnel({path!r}, {steps}, window=10000).table, cx.transitions({path!r})",
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
    "retentioneering": ("funnel and transitions", 3.0),
    "pm4py": ("transitions and variants", 10.0),
}
WANTED = {"funnel, first entry, 7 days": 5.0, "funnel, any entry, 7 days": 5.0, "transitions": 3.0}
MEASURE = """
import json, time
import pandas as pd, pyarrow.parquet
{imports}
{small}
start = time.perf_counter()
{job}
print(json.dumps(time.perf_counter() - start))
"""
OUR_IMPORTS = "import duckdb, cxlab as cx\ncx.funnel, cx.transitions, cx.variants"


def main() -> None:
    """Write the events, run all jobs in turns and print one table."""
    parser = argparse.ArgumentParser(description="Measure journeys against pm4py and retentioneering.")
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peers", help="an interpreter that has pm4py and retentioneering")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "events.parquet")
        write_events(path, options.events)
        write_events(small_of(path), 20_000)
        jobs = {name: (sys.executable, OUR_IMPORTS, job) for name, job in OURS.items()}
        if options.peers:
            jobs |= {name: (options.peers, f"import {name}", job) for name, job in PEERS.items()}
        seconds = in_turns(jobs, path, options.repeat)
    report(seconds, options.events)


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


def in_turns(jobs: dict[str, tuple[str, str, str]], path: str, repeat: int) -> dict[str, float]:
    """Return the median seconds of each job."""
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    environment = os.environ | {"RETENTIONEERING_NO_TRACK": "1"}
    for _ in range(repeat):
        for name, (python, imports, job) in jobs.items():
            small, large = (job.format(path=name, steps=STEPS) for name in (small_of(path), path))
            code = MEASURE.format(imports=imports, small=small, job=large)
            done = subprocess.run(
                [python, "-c", code], capture_output=True, text=True, env=environment, cwd=Path(path).parent
            )
            if done.returncode:
                sys.exit(f"{name} failed:\n{done.stderr[-2000:]}")
            spent[name].append(json.loads(done.stdout.splitlines()[-1]))
    return {name: statistics.median(times) for name, times in spent.items()}


def report(seconds: dict[str, float], events: int) -> None:
    """Print what was measured and whether it is what is wanted."""
    print(f"\n{os.cpu_count()} cores, {events:,} events from Parquet, medians of one run\n")
    print("| what | seconds | million events/s | against | ratio | wanted | met |")
    print("|---|---|---|---|---|---|---|")
    for name in OURS:
        rate, wanted = events / seconds[name] / 1e6, WANTED.get(name)
        goal = f">= {wanted:.0f} M/s" if wanted else ""
        met = ("yes" if rate >= wanted else "no") if wanted else ""
        print(f"| {name} | {seconds[name]:.2f} | {rate:.1f} | | | {goal} | {met} |")
    for peer, (ours, wanted) in VERSUS.items():
        if peer in seconds:
            ratio = seconds[peer] / seconds[ours]
            met = "yes" if ratio >= wanted else "no"
            print(
                f"| {ours} | {seconds[ours]:.2f} | | {peer}: {seconds[peer]:.2f} s | "
                f"{ratio:.1f} x | >= {wanted:.0f} x | {met} |"
            )


if __name__ == "__main__":
    main()
