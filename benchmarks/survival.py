"""Speed and memory of `cx.survival_curve` against lifelines' KaplanMeierFitter: ratios from one run.

    python benchmarks/survival.py                  # 1e4, 1e5, 1e6, 1e7 rows
    python benchmarks/survival.py --largest 1000000

Durations are whole days over eight years with 30 % events, as the same pandas columns in memory or the same
Parquet file (which lifelines reads with pandas first); both sides give the curve with its confidence limits.
cxlab counts on all cores, lifelines on one. Every size and side runs in a process of its own, which has
imported all it needs and has drawn a curve of 1,000 rows; there the first call is timed (what a notebook cell
costs), then the same call again (memory is warm then, which helps whoever needs more of it). Peers take turns
and medians are compared. Peak memory is what the process holds beyond its peak before the first call.
`benchmarks/survival_cox.py` measures the models.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

WANTED = 20
DAYS = 2922

SETUP = """
import json, resource, time
import numpy as np, pandas as pd
rng = np.random.default_rng(2024)
def customers(rows):
    life = rng.integers(1, {days}, rows)
    frame = pd.DataFrame({{"duration": life.astype("{dtype}"), "event": rng.random(rows) < 0.3}})
    if {late}:
        frame["entry"] = np.maximum(0, life - rng.integers(1, 1000, rows))
    return frame
"""

SIDES = {
    "cxlab": """
import cxlab as cx
def curve(data):
    return cx.survival_curve(data)[["estimate", "low", "high"]]
""",
    "lifelines": """
from lifelines import KaplanMeierFitter
def curve(data):
    data = pd.read_parquet(data) if isinstance(data, str) else data
    entry = data["entry"] if "entry" in data else None
    fitted = KaplanMeierFitter().fit(data["duration"], data["event"], entry=entry)
    return pd.concat([fitted.survival_function_, fitted.confidence_interval_], axis=1)
""",
}

MEASURE = """
curve(customers(1000))
data = {data}
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, times = peak(), []
for _ in range(2):
    start = time.perf_counter()
    found = curve(data)
    times.append(time.perf_counter() - start)
print(json.dumps([*times, peak() - before, float(found.iloc[len(found) // 2, 0])]))
"""


def main() -> None:
    """Measure all sizes and print one table."""
    parser = argparse.ArgumentParser(description="Measure cx.survival_curve against lifelines.")
    parser.add_argument("--largest", type=int, default=10_000_000, help="rows of the largest table")
    parser.add_argument("--repeat", type=int, default=3, help="processes per size and side")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, medians of {options.repeat} processes each\n")
    heads = ("rows", "input", "days as", "entry", "call", "cxlab", "lifelines", "ratio", "wanted", "met",
             "peak cxlab", "peak lifelines")  # fmt: skip
    print("| " + " | ".join(heads) + " |")
    print("|---" * len(heads) + "|")
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= options.largest]
    cases = [(size, "int64", False, False) for size in sizes]
    cases += [(sizes[-1], "float64", False, False), (sizes[-1], "int64", True, False)]
    cases += [(sizes[-1], "int64", False, True)]
    for rows, dtype, late, parquet in cases:
        for line in measured(rows, dtype, late=late, parquet=parquet, repeat=options.repeat):
            print("| " + " | ".join(line) + " |", flush=True)


def measured(rows: int, dtype: str, *, late: bool, parquet: bool, repeat: int) -> list[list[str]]:
    """Return the lines of one case: the first call and the second."""
    setup = SETUP.format(days=DAYS, dtype=dtype, late=late)
    runs: dict[str, list[list[float]]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory() as folder:
        data = f"customers({rows})"
        if parquet:  # written by a process of its own, so that its memory is not in the peak
            path = os.path.join(folder, "customers.parquet")
            in_process(f"{setup}\n{data}.to_parquet({path!r})")
            data = repr(path)
        for _ in range(repeat):
            for side, code in SIDES.items():
                runs[side].append(json.loads(in_process(setup + code + MEASURE.format(data=data))))
    middle = {
        side: [statistics.median(values) for values in zip(*found, strict=True)]
        for side, found in runs.items()
    }
    lines = []
    for place, call in enumerate(("first", "second")):
        own, theirs = (middle[side][place] for side in SIDES)
        ratio = theirs / own
        goal = WANTED if rows >= 10_000_000 and not late and not parquet else None
        line = [
            f"{rows:,}",
            "Parquet" if parquet else "pandas",
            dtype,
            "late" if late else "from 0",
            call,
            f"{own * 1e3:.1f} ms",
        ]
        line += [f"{theirs * 1e3:.1f} ms", f"{ratio:.1f}"]
        line += [f">= {goal} x", "yes" if ratio >= goal else "no"] if goal else ["", ""]
        lines.append([*line, *(f"{middle[side][2]:.0f} MB" for side in SIDES)])
    return lines


def in_process(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
