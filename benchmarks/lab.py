"""How fast explorers react on a million rows: CPU seconds of one core per choice, and of loading.

    python benchmarks/lab.py [--rows 1000000] [--only drivers ...]

A pot of the sample company's columns is made up in memory: a million answers with five ratings, events,
customers, complaints, comments. For each explorer the first look is told apart (reading and counting), then
choices follow as in front of the screen: another group, other months, another method. Figure and table are
made each time as the widget makes them. What the browser adds is measured by benchmarks/lab_browser.py.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from typing import Any

import numpy as np
import pandas as pd

import cxlab as cx
from cxlab.lab.explorers.complaints import COMPLAINTS
from cxlab.lab.explorers.drivers import DRIVERS
from cxlab.lab.explorers.funnel import FUNNEL
from cxlab.lab.explorers.nps import NPS
from cxlab.lab.explorers.scorecard import SCORECARD
from cxlab.lab.explorers.survival import SURVIVAL
from cxlab.lab.explorers.texts import TEXTS

EXPLORERS = {one.name: one for one in (NPS, DRIVERS, FUNNEL, SURVIVAL, COMPLAINTS, TEXTS, SCORECARD)}
FIRST = pd.Timestamp("2023-01-01")
DAYS = 1096
MONTHS = [("2023-03-01", "2023-12-31"), ("2024-01-01", "2024-12-31"), ("2024-07-01", "2025-06-30"),
          ("2025-01-01", "2025-12-31")]  # fmt: skip
CHOICES: dict[str, list[dict[str, Any]]] = {
    "nps": [{"segment": "segment"}, {"segment": "region"}, {"segment": "sales_channel", "level": 0.9}],
    "drivers": [{}, {"segment": "segment"}, {"method": "lmg"}],
    "funnel": [{}, {"segment": "channel"}, {"segment": "channel", "window_days": 14.0}],
    "survival": [{}, {"segment": "sales_channel"}, {"segment": "tariff", "method": "gehan"}],
    "complaints": [{}, {"segment": "region"}, {"segment": "channel"}, {"segment": "time"}],
    "texts": [{"method": "words"}, {"method": "words", "segment": "segment"}],
    "scorecard": [
        {},
        {"kpi": "nps"},
        {"segment": "channels"},
        {"kpi": "csat", "segment": "channels"},
        {"segment": "history"},
        {"correction": "bh"},
    ],
}
UNDATED = {"scorecard"}
"""Explorers whose months set what is compared with what: another span is another card, read anew."""


def made_pot(rows: int) -> Any:
    """Return the sample company's pot with as many made-up rows in each table."""
    pot = cx.open_pot("nordlicht")
    rng = np.random.default_rng(1)
    frames = {
        name: _larger(pot[name], rows, rng) for name in ("customers", "responses", "events", "complaints")
    }
    people = frames["customers"]
    came = pd.Timestamp("2012-01-01") + pd.to_timedelta(rng.integers(0, 5100, rows), "D")
    left = came + pd.to_timedelta(rng.exponential(2600, rows).astype(int) + 1, "D")
    seen = (left >= FIRST) & (left <= FIRST + pd.Timedelta(days=DAYS - 1))
    people["signup_date"], people["end_date"] = came, pd.Series(left).where(seen)
    kept = people[(left >= FIRST)].reset_index(drop=True)
    frames["customers"] = kept
    ids = kept["customer_id"].to_numpy()
    for name, each in (("responses", 2), ("events", 6), ("complaints", 3)):
        frames[name]["customer_id"] = ids[rng.integers(0, max(len(ids) // each, 1), rows)]
    for name in ("responses", "complaints"):
        time_column = {"responses": "date", "complaints": "created"}[name]
        frames[name][time_column] = FIRST + pd.to_timedelta(rng.integers(0, DAYS, rows), "D")
    words = np.array([f"wort{n}" for n in range(3000)])
    said = words[np.minimum(rng.zipf(1.3, (rows, 8)), 3000) - 1]
    angry = (frames["responses"]["nps"] < 7).to_numpy() & (rng.random(rows) < 0.2)
    said[angry, 0] = rng.choice(["rechnung", "hotline", "wartezeit"], angry.sum())  # what is to be found
    frames["responses"]["verbatim"] = pd.Series(list(map(" ".join, said)), dtype=object)
    return _Made(pot, frames)


def _larger(frame: pd.DataFrame, rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return so many rows, drawn from those of the frame."""
    drawn = frame.iloc[rng.integers(0, len(frame), rows)].reset_index(drop=True)
    if "customer_id" in drawn and "signup_date" in drawn:
        drawn["customer_id"] = np.array([f"K{n:07d}" for n in range(rows)], dtype=object)
    return drawn


class _Made(cx.DataPot):
    """A pot whose tables are in memory."""

    def __init__(self, pot: Any, frames: dict[str, pd.DataFrame]) -> None:
        self.__dict__ |= pot.__dict__
        self._made = frames

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self._made[table] if table in self._made else super().__getitem__(table)

    def select(self, table: str, *, start: Any = None, end: Any = None) -> pd.DataFrame:
        from cxlab.loaders.tables.dates import within

        frame, date = self[table], self.role(table).date
        if date is None or (start is None and end is None):
            return frame
        return frame[within(frame[date], start, end)]


def looked(explorer: Any, pot: Any, chosen: dict[str, Any]) -> float:
    """Return CPU seconds until sentence, figure and table are there."""
    start = time.process_time()
    found = explorer.explore(pot, **chosen, language="de")
    found.table_html()
    found.figure_html()
    return time.process_time() - start


def main() -> None:
    """Print a row per explorer."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*", default=list(EXPLORERS))
    given = parser.parse_args()
    pot = made_pot(given.rows)
    print(f"{given.rows:,} rows in each table; CPU seconds")
    print("| explorer | first look | median | worst | choices |")
    print("|---|---|---|---|---|")
    for name in given.only:
        explorer = EXPLORERS[name]
        first = looked(explorer, pot, CHOICES[name][0])
        spans = [None] if name in UNDATED else [None, *MONTHS]
        times = []
        for chosen in CHOICES[name]:
            times += [looked(explorer, pot, chosen | ({"period": span} if span else {})) for span in spans]
        print(f"| {name} | {first:.1f} | {statistics.median(times):.2f} | {max(times):.2f} | {len(times)} |",
              flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
