"""Speed and memory of `cx.nps` against plain pandas and two-level SQL, and the time to import cxlab.

    python benchmarks/nps.py                 # 1e4 rows, 2e7 rows of Parquet (half of it clustered), import
    python benchmarks/nps.py --rows 2000000  # a smaller Parquet file

Data is generated with a seed into a temporary folder. Peers take turns and medians are compared, so
that a busy machine slows both. The Parquet jobs run in processes of their own, whose peak memory is
read when they end.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SEED = 2017
SEGMENTS = ["airport", "app", "branch", "call centre", "e-mail", "shop", "web", "partner"]

CXLAB_JOB = """
table = cx.nps({path!r}, by=[cx.period("date", "month"), "segment"])
"""

PANDAS_JOB = """
answers = pd.read_parquet({path!r}, columns=["date", "segment", "nps"])
table = answers.assign(
    month=answers["date"].dt.to_period("M"), p=answers["nps"] >= 9, d=answers["nps"] <= 6
).groupby(["month", "segment"]).agg(p=("p", "mean"), d=("d", "mean"), n=("nps", "size"))
"""

CLUSTERED_JOB = """
table = cx.nps({path!r}, by="segment", cluster="customer_id")
"""

COMPARED_JOB = """
table = cx.nps_compare({path!r}, by="segment", cluster="customer_id")
"""

# What one would write by hand for CR1 errors: sums per customer, then moments over customers.
SQL_JOB = """
import duckdb
table = duckdb.connect().sql(\"\"\"
    SELECT segment, sum(s) n, count(*) g, sum(t) / sum(s) nps,
           sqrt(greatest(sum(t * t) - 2 * nps * sum(s * t) + nps * nps * sum(s * s), 0) * g / (g - 1)) / n se
    FROM (SELECT segment, customer_id, count(*) s,
                 sum(CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END) t
          FROM '{path}' GROUP BY ALL)
    GROUP BY segment ORDER BY segment\"\"\").df()
"""

MEASURE = """
import json, resource, time
import pandas as pd, pyarrow.parquet
import cxlab as cx
cx.nps
start = time.perf_counter()
{job}
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(json.dumps([seconds, peak, len(table)]))
"""


def main() -> None:
    """Run all parts and print one table."""
    parser = argparse.ArgumentParser(description="Measure cx.nps against plain pandas.")
    parser.add_argument("--rows", type=int, default=20_000_000, help="rows of the Parquet file")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each Parquet job and import")
    options = parser.parse_args()
    lines = [*small_frame(), *parquet(options.rows, options.repeat)]
    lines += [*clustered(options.rows // 2, options.repeat), *compared(options.rows // 2, options.repeat)]
    lines += import_time(options.repeat)
    print(f"\n{os.cpu_count()} cores, medians of one run\n")
    print("| what | cxlab | pandas or SQL | ratio | wanted | met |")
    print("|---|---|---|---|---|---|")
    for line in lines:
        print("| " + " | ".join(line) + " |")


def small_frame(rows: int = 10_000, repeat: int = 200) -> list[list[str]]:
    """Compare on a survey of the usual size, overall and by month and segment."""
    import pandas as pd

    import cxlab as cx

    answers = pd.DataFrame(make_answers(rows))
    month = cx.period("date", "month")

    def plain() -> pd.DataFrame:
        flags = answers.assign(
            month=answers["date"].dt.to_period("M"), p=answers["nps"] >= 9, d=answers["nps"] <= 6
        )
        return flags.groupby(["month", "segment"]).agg(p=("p", "mean"), d=("d", "mean"), n=("nps", "size"))

    def ours() -> pd.DataFrame:
        return cx.nps(answers, by=[month, "segment"])

    assert len(plain()) == len(ours())
    own, theirs = interleaved([ours, plain], repeat)
    ratio = own / theirs
    name = f"NPS with intervals by month and segment, {rows:,} rows in pandas"
    return [
        [name, f"{own * 1e3:.1f} ms", f"{theirs * 1e3:.1f} ms", f"{ratio:.2f}", "<= 2.5", met(ratio <= 2.5)]
    ]


def parquet(rows: int, repeat: int) -> list[list[str]]:
    """Compare on a Parquet file, each job in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "answers.parquet")
        write_answers(path, rows)
        runs = in_turns({"own": CXLAB_JOB.format(path=path), "plain": PANDAS_JOB.format(path=path)}, repeat)
    own, theirs = (statistics.median(run[0] for run in runs[name]) for name in ("own", "plain"))
    peaks = [max(run[1] for run in runs[name]) for name in ("own", "plain")]
    assert {run[2] for each in runs.values() for run in each} == {runs["own"][0][2]}
    speed = theirs / own
    name = f"NPS by month and segment, {rows:,} rows of Parquet"
    memory = [f"{peak:.2f} GB" for peak in peaks]
    return [
        [name, f"{own:.2f} s", f"{theirs:.2f} s", f"{speed:.1f} x faster", ">= 5 x", met(speed >= 5)],
        ["peak memory of that", *memory, f"{peaks[0] / peaks[1]:.2f}", "< 4 GB", met(peaks[0] < 4)],
    ]


def clustered(rows: int, repeat: int) -> list[list[str]]:
    """Compare scores with errors by customer on a Parquet file with SQL written by hand."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "answers.parquet")
        write_answers(path, rows, customers=rows // 5)
        runs = in_turns({"own": CLUSTERED_JOB.format(path=path), "sql": SQL_JOB.format(path=path)}, repeat)
    own, sql = (statistics.median(run[0] for run in runs[name]) for name in ("own", "sql"))
    peaks = [max(run[1] for run in runs[name]) for name in ("own", "sql")]
    name = f"NPS by segment, clustered by customer, {rows:,} rows of Parquet (SQL)"
    memory = [f"{peak:.2f} GB" for peak in peaks]
    time_ratio, memory_ratio = own / sql, peaks[0] / peaks[1]
    return [
        [name, f"{own:.2f} s", f"{sql:.2f} s", f"{time_ratio:.2f}", "<= 2", met(time_ratio <= 2)],
        ["peak memory of that", *memory, f"{memory_ratio:.2f}", "<= 1.5", met(memory_ratio <= 1.5)],
    ]


def compared(rows: int, repeat: int) -> list[list[str]]:
    """Compare segments of customers with SQL that only scores them; every customer is in one segment."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "answers.parquet")
        write_answers(path, rows, customers=rows // 5, nested=True)
        runs = in_turns({"own": COMPARED_JOB.format(path=path), "sql": SQL_JOB.format(path=path)}, repeat)
    own, sql = (statistics.median(run[0] for run in runs[name]) for name in ("own", "sql"))
    name = f"segments compared, clustered by customer, {rows:,} rows of Parquet (SQL scores them)"
    return [[name, f"{own:.2f} s", f"{sql:.2f} s", f"{own / sql:.2f}", "<= 2", met(own / sql <= 2)]]


def in_turns(jobs: dict[str, str], repeat: int) -> dict[str, list[list[float]]]:
    """Run jobs in turns, each in a process of its own; return seconds, peak memory and rows of each run."""
    runs: dict[str, list[list[float]]] = {name: [] for name in jobs}
    for _ in range(repeat):
        for name, job in jobs.items():
            runs[name].append(json.loads(in_process(MEASURE.format(job=job)).splitlines()[-1]))
    return runs


def import_time(repeat: int) -> list[list[str]]:
    """Measure `import cxlab` in fresh processes, the interpreter's own start left out."""
    code = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"
    runs: dict[str, list[float]] = {"cxlab": [], "pandas": []}
    for _ in range(2 * repeat + 1):
        for name, times in runs.items():
            times.append(float(in_process(code.format(name))))
    own, theirs = (statistics.median(runs[name]) for name in ("cxlab", "pandas"))
    return [["import", f"{own:.3f} s", f"{theirs:.3f} s", f"{own / theirs:.2f}", "< 0.3 s", met(own < 0.3)]]


def make_answers(rows: int, seed: int = SEED, customers: int = 0) -> dict[str, object]:
    """Return answers over one year: a date, one of eight segments, a score from 0 to 10, maybe a customer."""
    import numpy as np

    rng = np.random.default_rng(seed)
    days = rng.integers(0, 365, rows).astype("timedelta64[D]")
    answers: dict[str, object] = {
        "date": np.datetime64("2023-01-01", "us") + days,
        "segment": np.array(SEGMENTS, dtype=object)[rng.integers(0, len(SEGMENTS), rows)],
        "nps": rng.choice(11, rows, p=[0.04] + [0.02] * 5 + [0.06, 0.12, 0.2, 0.2, 0.28]).astype("int8"),
    }
    return answers | ({"customer_id": rng.integers(0, customers, rows)} if customers else {})


def write_answers(
    path: str, rows: int, chunk: int = 1_000_000, customers: int = 0, nested: bool = False
) -> None:
    """Write answers in chunks, so that making them needs little memory."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for number, start in enumerate(range(0, rows, chunk)):
        made = make_answers(min(chunk, rows - start), SEED + number, customers)
        if nested:  # every customer in one segment
            made["segment"] = np.array(SEGMENTS, dtype=object)[made["customer_id"] % len(SEGMENTS)]
        table = pa.table(made)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def interleaved(jobs: list[Callable[[], object]], repeat: int) -> list[float]:
    """Return the median seconds of each job, run in turns after one warm-up."""
    times: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job()
    for _ in range(repeat):
        for job, spent in zip(jobs, times, strict=True):
            start = time.perf_counter()
            job()
            spent.append(time.perf_counter() - start)
    return [statistics.median(spent) for spent in times]


def in_process(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def met(condition: bool) -> str:
    """Return "yes" or "no"."""
    return "yes" if condition else "no"


if __name__ == "__main__":
    main()
