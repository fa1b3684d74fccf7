"""How often `cx.moments_that_matter` confirms what is not there, how its intervals cover, what it finds.

Two thousand customers who all began on one day; observation ends between 250 and 500 days later for
the landmark of 30 and horizon of 365 days, so that some are censored. Writes docs/journey_moments.md.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

import cxlab as cx

N, DECOYS, SEED = 2000, 20, 20251
RATES, ARMS = (0.02, 0.05, 0.1, 0.3), (20, 36, 60, 200, 1000)
START, DAY = pd.Timestamp("2024-01-01"), 86_400_000_000_000
PAGE = Path(__file__).parents[1] / "docs" / "journey_moments.md"
Count = dict[str, float]

HEAD = """# Moments that matter: error rates, coverage and power

Written by `python benchmarks/journey_moments.py` with seed {seed}; do not edit.

{runs:,} samples per row ({all:,} in all) of {customers:,} customers and {events} events without any
effect, each of which happens to as many customers as the column says. Sign-ups spread over 250 days, so that
customers are observed for 220 to 470 days after the landmark; the horizon is 365. Everybody answers once. All
in per cent.

- *tested*: share of comparisons made; the others are refused, since fewer than five leavers (or answers
  unlike most) are expected on one side in the discovery part or in the check.
- *p < .05*: of single tests, uncorrected. *one stands*: samples with at least one of the events significant
  in discovery after Holm's correction over both outcomes. *one confirmed*: samples with at least one event
  called confirmed, the family-wise error of the verdict; wanted: at most 5.
- *covered*: how often the 95 % interval of a tested comparison holds the truth, wanted 93 to 97 (**bold**:
  outside); in brackets that of comparisons which are shown but not tested. Empty: fewer than 500 intervals.
"""

POWER = """## Power

One event keeps half of those who would have left and makes half of those who had it answer 10, beside four
decoys. How often it is confirmed:

| leave | exposed | retention | NPS |
| --- | --- | --- | --- |"""


def world(rng: np.random.Generator, rate: float, arm: int, gain: float = 0.0, events: int = DECOYS):
    """Return events, customers and answers; the first event keeps and pleases a share `gain`."""
    signup = rng.integers(0, 250, N)
    who = [np.sort(rng.choice(N, arm, replace=False)) for _ in range(events)]
    had = np.zeros(N, dtype=bool)
    had[who[0]] = True
    leaves = rng.random(N) < np.where(had, rate * (1 - gain), rate)
    end = np.where(leaves, signup + 30 + rng.uniform(0.1, 365, N), np.nan)
    customers = pd.DataFrame({"customer_id": range(N), "signup_date": _days(signup), "end_date": _days(end)})
    people = np.concatenate([*who, [0]])
    names = [*np.repeat([f"e{number}" for number in range(events)], arm), "last"]
    when = np.append(signup[np.concatenate(who)] + rng.uniform(0, 29, arm * events), 500)
    log = pd.DataFrame({"customer_id": people, "event": names, "timestamp": _days(when)})
    happy = np.where(rng.random(N) < gain * had, 10, rng.choice([3, 8, 10], N, p=[0.2, 0.3, 0.5]))
    answers = pd.DataFrame({"customer_id": range(N), "date": _days(signup + 60), "nps": happy})
    return log, customers, answers


def _days(numbers: np.ndarray) -> pd.DatetimeIndex:
    return START + pd.to_timedelta(numbers, unit="D")


def found(log: pd.DataFrame, customers: pd.DataFrame, answers: pd.DataFrame, **more: object) -> pd.DataFrame:
    """Return the table without the row that marks the end of the data."""
    options = {"responses": answers, "day": 30, "horizon": 365, "min_n": 20, "observed_from": START}
    table = cx.moments_that_matter(log, customers, **options | more)
    return table[table["event"] != "last"]


def nothing(job: tuple[float, int, int]) -> list[Count]:
    """Simulate twenty events without any effect; count by outcome."""
    rate, arm, runs = job
    rng = np.random.default_rng([SEED, int(1000 * rate), arm])
    tables = [found(*world(rng, rate, arm)).assign(run=run) for run in range(runs)]
    table = pd.concat(tables)
    table["covers"] = (table["low"] <= 0) & (table["high"] >= 0)
    table["stands"] = table["p_adjusted"] < 0.05
    table["confirmed"] = table["verdict"] == "confirmed"
    rows = []
    for metric, part in table.groupby("metric"):
        tested = part[part["verdict"] != ""]
        by_run = part.groupby("run")[["stands", "confirmed"]].any().mean()
        rows.append({
            "metric": metric, "rate": rate, "arm": arm, "tested": len(tested) / len(part),
            "raw": (tested["p"] < 0.05).mean(), "stands": by_run["stands"], "confirmed": by_run["confirmed"],
            "covered": tested["covers"].mean(), "tests": len(tested), "refused": len(part) - len(tested),
            "covered_untested": part[part["verdict"] == ""]["covers"].mean(),
        })  # fmt: skip
    return rows


def planted(job: tuple[float, int, int]) -> list[Count]:
    """Simulate one event that keeps half of those who would leave, among decoys; count the finds."""
    rate, arm, runs = job
    rng = np.random.default_rng([SEED, 7, int(1000 * rate), arm])
    hits: dict[str, list[bool]] = {"retention": [], "nps": []}
    for _run in range(runs):
        table = found(*world(rng, rate, arm, gain=0.5, events=5))
        for metric, seen in hits.items():
            row = table[(table["event"] == "e0") & (table["metric"] == metric)]
            seen.append(bool((row["verdict"] == "confirmed").any()))
    return [{"metric": name, "rate": rate, "arm": arm, "power": np.mean(seen)} for name, seen in hits.items()]


def page(null: pd.DataFrame, power: pd.DataFrame, runs: int) -> str:
    """Return the page of docs."""
    lines = [HEAD.format(seed=SEED, runs=runs, customers=N, events=DECOYS, all=runs * len(null) // 2)]
    for metric, title in (("retention", "Retention"), ("nps", "NPS")):
        part = null[null["metric"] == metric]
        worst = part["confirmed"].max(), part["confirmed"].mean()
        error = f"At least one confirmed: {_cell(worst[0])} in the worst row, {_cell(worst[1])} in all rows."
        lines += [f"## {title}", "", error, "",
                  "| leave | exposed | tested | p < .05 | one stands | one confirmed | covered |",
                  "| --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
        lines += [_row(row) for _place, row in part.iterrows()] + [""]
    lines.append(POWER)
    wide = power.pivot_table(index=["rate", "arm"], columns="metric", values="power")
    for (rate, arm), row in wide.iterrows():
        lines.append(f"| {100 * rate:.0f} | {arm} | {_cell(row['retention'], 0)} | {_cell(row['nps'], 0)} |")
    return "\n".join([*lines, ""])


def _row(row: pd.Series) -> str:
    """Return a line of the table; coverage where five hundred intervals or more can tell."""
    cells = [f"{100 * row['rate']:.0f}", f"{row['arm']:.0f}", _cell(row["tested"], 0), _cell(row["raw"])]
    cells += [_cell(row["stands"]), _cell(row["confirmed"])]
    covered = "" if row["tests"] < 500 else _cell(row["covered"])
    if row["tests"] >= 500 and not 0.93 <= row["covered"] <= 0.97:
        covered = f"**{covered}**"
    untested = "" if row["refused"] < 500 else f" ({_cell(row['covered_untested'])})"
    return f"| {' | '.join(cells)} | {f'{covered}{untested}'.strip()} |"


def _cell(share: float, digits: int = 1) -> str:
    return "" if np.isnan(share) else f"{100 * share:.{digits}f}"


def main(runs: int) -> None:
    """Simulate and write the page."""
    jobs = [(rate, arm, runs) for rate, arm in product(RATES, ARMS)]
    with ProcessPoolExecutor(2) as pool:
        null = pd.DataFrame([row for rows in pool.map(nothing, jobs) for row in rows])
        power = pd.DataFrame([row for rows in pool.map(planted, jobs) for row in rows])
    print(null.round(4).to_string(), power.round(3).to_string(), sep="\n")
    PAGE.write_text(page(null, power, runs), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
