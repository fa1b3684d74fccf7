"""Reading speed and memory: a German CSV of 200 MB, a workbook of 38 MB, by `cx.read` and by path.

    python benchmarks/reading.py [csv] [xlsx] [--megabytes 200 38] [--keep FOLDER]

Each measurement runs in a process of its own; times are the best of three (the workbook: one), by the
clock and of the processors (what counts where others use them too); memory is the peak of the process.
DuckDB's own sniffer reads the CSV beside it: as fast as a file can be scanned, and wrong on dates such as
01.02.24 and on decimal commas.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

COMMENTS = [
    "alles gut",
    "Wartezeit zu lang, aber nett",
    "schöne Filiale",
    "",
    "Preis; Leistung stimmt",
    "nie wieder",
]
SHEET_ROWS = 1_048_576
HEADER = ["Kundennummer", "Datum", "Weiterempfehlung", "Region", "Umsatz", "Gewicht", "Kommentar"]


def rows(count: int, seed: int) -> Iterator[list[Any]]:
    """Yield made-up answers as a German export writes them."""
    rng = np.random.default_rng(seed)
    for start in range(0, count, 10_000):
        size = min(10_000, count - start)
        days, score = rng.integers(0, 700, size), rng.integers(0, 11, size)
        region, money = rng.integers(0, 4, size), rng.gamma(2, 900, size)
        said, weight = rng.integers(0, len(COMMENTS), size), rng.uniform(0.5, 2, size)
        for i in range(size):
            day = np.datetime64("2023-01-01") + int(days[i])
            yield [
                f"K{start + i:09d}",
                day,
                int(score[i]),
                ("Nord", "Süd", "West", "Ost")[region[i]],
                round(float(money[i]), 2),
                round(float(weight[i]), 3),
                COMMENTS[said[i]],
            ]


def german(row: list[Any]) -> str:
    """Write a row as a German spreadsheet does: semicolons, commas, days with dots, thousands."""
    year, month, day = str(row[1]).split("-")
    money = f"{row[4]:,.2f}".translate(str.maketrans(",.", ".,"))
    comment = f'"{row[6]}"' if ";" in row[6] else row[6]
    return ";".join(
        [
            row[0],
            f"{day}.{month}.{year}",
            str(row[2]),
            row[3],
            money,
            f"{row[5]:.3f}".replace(".", ","),
            comment,
        ]
    )


def write_csv(path: Path, megabytes: int) -> None:
    """Write a CSV of about that size."""
    size, wanted = 0, megabytes * 1_000_000
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(HEADER) + "\n")
        for row in rows(1 << 30, seed=1):
            size += file.write(german(row) + "\n")
            if size >= wanted:
                return


def write_xlsx(path: Path, megabytes: int) -> None:
    """Write a workbook of about that size, of no more rows than a sheet holds; 27,500 rows are a megabyte."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Antworten")
    sheet.append(HEADER)
    for row in rows(min(megabytes * 27_500, SHEET_ROWS - 1), seed=2):
        sheet.append([row[0], row[1].astype(object), *row[2:]])
    book.save(path)


def measured(what: str, path: str) -> dict[str, float]:
    """Run one measurement in this process."""
    import resource

    import cxlab as cx

    def by_duckdb() -> None:
        import duckdb

        duckdb.sql(
            f"select Region, Weiterempfehlung, count(*) from read_csv('{path}') group by all"
        ).fetchall()

    ways: dict[str, Callable[[], Any]] = {
        "read": lambda: cx.read(path),
        "nps by path": lambda: cx.nps(path, score="Weiterempfehlung", by="Region"),
        "duckdb": by_duckdb,
    }
    cx.nps, cx.read  # noqa: B018 - libraries are loaded before the clock starts
    best = cpu = float("inf")
    for _ in range(1 if path.endswith(".xlsx") else 3):
        Path(path).touch()  # a file that has not changed would not be parsed again
        start, used = time.perf_counter(), time.process_time()
        ways[what]()
        best, cpu = min(best, time.perf_counter() - start), min(cpu, time.process_time() - used)
    return {
        "seconds": best,
        "cpu": cpu,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
    }


def main() -> None:
    """Make the files, measure in fresh processes, print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", default=["csv", "xlsx"])
    parser.add_argument("--megabytes", nargs=2, type=int, default=[200, 38])
    parser.add_argument("--keep", type=Path, help="folder for the files, which are used again")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(*given.one)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for kind, size in zip(("csv", "xlsx"), given.megabytes, strict=True):
            path = folder / f"answers_{size}.{kind}"
            if kind in given.kinds:
                if not path.exists():
                    {"csv": write_csv, "xlsx": write_xlsx}[kind](path, size)
                print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB")
                for what in ("read", "nps by path", "duckdb") if kind == "csv" else ("read",):
                    show(what, path)


def show(what: str, path: Path) -> None:
    """Measure in a fresh process and print one line."""
    command = [sys.executable, __file__, "--one", what, str(path)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(
        f"  {what:<12} {found['seconds']:7.2f} s  {found['cpu']:7.2f} s of processor  "
        f"peak {found['peak_gb']:.2f} GB",
        flush=True,
    )


if __name__ == "__main__":
    main()
