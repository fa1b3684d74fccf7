"""Speed and memory of `cx.nps` against plain pandas and two-level SQL, and the time to import cxlab.

    python benchmarks/nps.py                 # 1e4 rows, 2e7 rows of Parquet (half of it clustered), import
    python benchmarks/nps.py --only clusters # what is counted by customer, against SQL in two levels
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

CHANGED_JOB = """
table = cx.nps_change({path!r}, period=cx.period("date", "month"), by="segment", cluster="customer_id")
"""

RESOLVED_JOB = """
table = cx.first_contact_resolution(
    {path!r}, within_days=7, by="team", cluster="customer_id", observed_until="2024-12-01"
)
"""

WAITED_JOB = """
table = cx.response_time(
    {path!r}, end="resolved", by="team", cluster="customer_id", observed_until="2024-12-01"
)
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

# The same for the difference between each segment and the rest, where customers answer in several segments.
REST_JOB = """
import duckdb
table = duckdb.connect().sql(\"\"\"
    WITH each AS (SELECT segment, customer_id, count(*) s,
                         sum(CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END) t
                  FROM '{path}' GROUP BY ALL),
         whole AS (SELECT customer_id, sum(s) s, sum(t) t FROM each GROUP BY ALL)
    SELECT segment, count(*), sum(each.s), sum(each.t), sum(each.s * each.s), sum(each.s * each.t),
           sum(each.t * each.t), sum(each.s * whole.s), sum(each.s * whole.t), sum(each.t * whole.s),
           sum(each.t * whole.t), (SELECT sum(s * s) FROM whole), (SELECT sum(s * t) FROM whole),
           (SELECT sum(t * t) FROM whole)
    FROM each JOIN whole USING (customer_id) GROUP BY segment\"\"\").df()
"""

# For a change: per customer the answers of both months in every segment, then their squares and products.
CHANGE_JOB = """
import duckdb
table = duckdb.connect().sql(\"\"\"
    WITH each AS (SELECT segment, customer_id, count(*) FILTER (later) s1, count(*) FILTER (NOT later) s0,
                         coalesce(sum(t) FILTER (later), 0) t1, coalesce(sum(t) FILTER (NOT later), 0) t0
                  FROM (SELECT segment, customer_id, date >= DATE '2023-12-01' later,
                               CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END t
                        FROM '{path}' WHERE date >= DATE '2023-11-01') GROUP BY ALL),
         whole AS (SELECT customer_id, sum(s1) s1, sum(s0) s0, sum(t1) t1, sum(t0) t0 FROM each GROUP BY ALL)
    SELECT segment, count(*), sum(s1), sum(s0), sum(t1), sum(t0), sum(s1 * s1), sum(s1 * t1), sum(t1 * t1),
           sum(s0 * s0), sum(s0 * t0), sum(t0 * t0), sum(s1 * s0), sum(s1 * t0), sum(t1 * s0), sum(t1 * t0)
    FROM (SELECT segment, s1, s0, t1, t0 FROM each UNION ALL SELECT 'total', s1, s0, t1, t0 FROM whole)
    GROUP BY segment\"\"\").df()
"""

RESOLVED_SQL_JOB = """
import duckdb
table = duckdb.connect().sql(\"\"\"
    WITH each AS (SELECT team, customer_id, resolved, lead(created) OVER (
                      PARTITION BY customer_id ORDER BY created, ticket_id) next FROM '{path}'),
         people AS (SELECT team, customer_id, count(*) s, count(*) FILTER (
                        next IS NULL OR next > resolved + INTERVAL 7 DAY) t
                    FROM each WHERE resolved + INTERVAL 7 DAY <= TIMESTAMP '2024-12-01' GROUP BY ALL)
    SELECT team, sum(s), sum(t), count(*), sum(t * t), sum(s * t), sum(s * s) FROM people GROUP BY team
    \"\"\").df()
"""

# By hand: a customer's tickets up to each of sixteen times, and what squares and fourth powers add up to.
WAITED_SQL_JOB = """
import duckdb, numpy as np
edges = -8 * np.log(1 - np.arange(1, 17) / 17)
each = ", ".join(f"count(*) FILTER (h <= {{e}}) n{{i}}, count(*) FILTER (h <= {{e}} AND gone) g{{i}}"
                 for i, e in enumerate(edges))
sums = ", ".join(f"sum((g{{i}} - {{e / 8}} * n{{i}}) ** 2), sum((g{{i}} - {{e / 8}} * n{{i}}) ** 4)"
                 for i, e in enumerate(edges))
tickets = f'''(SELECT team, customer_id, resolved IS NOT NULL gone, date_diff('minute', created,
              coalesce(resolved, TIMESTAMP '2024-12-01')) / 60 h FROM '{path}')'''
curve = duckdb.sql(f"SELECT team, gone, h, count(*) FROM {{tickets}} GROUP BY ALL").df()
table = duckdb.sql(f"SELECT team, count(*), {{sums}} FROM "
                   f"(SELECT team, customer_id, {{each}} FROM {{tickets}} GROUP BY ALL) GROUP BY team").df()
"""

MEASURE = """
import json, resource, time
import pandas as pd, pyarrow.parquet
import cxlab as cx
cx.nps, cx.nps_compare, cx.nps_change, cx.first_contact_resolution, cx.response_time
start, cpu = time.perf_counter(), time.process_time()
{job}
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(json.dumps([seconds, peak, len(table), cpu]))
"""


def main() -> None:
    """Run all parts and print one table."""
    parser = argparse.ArgumentParser(description="Measure cx.nps against plain pandas.")
    parser.add_argument("--rows", type=int, default=20_000_000, help="rows of the Parquet file")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each Parquet job and import")
    parser.add_argument("--only", choices=["clusters"], help="measure only this part")
    options = parser.parse_args()
    lines = [] if options.only else [*small_frame(), *parquet(options.rows, options.repeat)]
    lines += [*clustered(options.rows // 2, options.repeat), *compared(options.rows // 2, options.repeat)]
    lines += [] if options.only else import_time(options.repeat)
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
    return against_sql(f"NPS by segment, clustered by customer, {rows:,} rows of Parquet (SQL)", runs)


def compared(rows: int, repeat: int) -> list[list[str]]:
    """Compare comparisons, a change and first-contact resolution by customer with two-level SQL."""
    with tempfile.TemporaryDirectory() as folder:
        crossed, nested, tickets = (str(Path(folder) / f"{name}.parquet") for name in ("a", "n", "t"))
        write_answers(crossed, rows, customers=rows // 5)
        write_answers(nested, rows, customers=rows // 5, nested=True)
        write_tickets(tickets, rows)
        jobs = {
            "segments against the rest, customers in several": (crossed, COMPARED_JOB, REST_JOB),
            "segments against the rest, customers in one": (nested, COMPARED_JOB, REST_JOB),
            "change between two months by segment": (crossed, CHANGED_JOB, CHANGE_JOB),
            "first-contact resolution by team": (tickets, RESOLVED_JOB, RESOLVED_SQL_JOB),
            "response time by team": (tickets, WAITED_JOB, WAITED_SQL_JOB),
        }
        lines = []
        for name, (path, own, sql) in jobs.items():
            runs = in_turns({"own": own.format(path=path), "sql": sql.format(path=path)}, repeat)
            lines += against_sql(f"{name}, clustered by customer, {rows:,} rows of Parquet (SQL)", runs)
    return lines


def against_sql(name: str, runs: dict[str, list[list[float]]]) -> list[list[str]]:
    """Return the lines on time (processor seconds beside the clock) and memory of a job and its SQL."""
    clock, cpu = (
        [statistics.median(run[at] for run in runs[who]) for who in ("own", "sql")] for at in (0, 3)
    )
    peaks = [max(run[1] for run in runs[who]) for who in ("own", "sql")]
    ratio, memory = cpu[0] / cpu[1], peaks[0] / peaks[1]
    times = [f"{seconds:.2f} s ({own:.2f} s of processor)" for seconds, own in zip(clock, cpu, strict=True)]
    gigabytes = [f"{peak:.2f} GB" for peak in peaks]
    return [
        [name, *times, f"{ratio:.2f} (processor)", "<= 2", met(ratio <= 2)],
        ["peak memory of that", *gigabytes, f"{memory:.2f}", "<= 1.5", met(memory <= 1.5)],
    ]


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


def write_tickets(path: str, rows: int, chunk: int = 1_000_000) -> None:
    """Write tickets of a fifth as many customers, one in thirty still open."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng, writer = np.random.default_rng(SEED), None
    for start in range(0, rows, chunk):
        n = min(chunk, rows - start)
        created = np.datetime64("2023-01-01", "us") + rng.integers(0, 700 * 86_400, n).astype(
            "timedelta64[s]"
        )
        resolved = created + rng.exponential(8 * 3600, n).astype("timedelta64[s]")
        table = pa.table({
            "ticket_id": np.arange(start, start + n), "customer_id": rng.integers(0, rows // 5, n),
            "team": np.array(["a", "b", "c", "d"], dtype=object)[rng.integers(0, 4, n)], "created": created,
            "resolved": pa.array(resolved, mask=rng.random(n) < 1 / 30),
        })  # fmt: skip
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
