"""How often do the 95 % intervals of the survival room hold the true value? Writes docs/survival_coverage.md.

Run: python benchmarks/survival_coverage.py

Everything is drawn from one seed. All samples of a row are estimated in one call, a sample per group.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

import cxlab as cx

SEED = 20242
RUNS = 2000
PAGE = Path(__file__).resolve().parents[1] / "docs" / "survival_coverage.md"
SIZES = (50, 200, 1000)
LOW, HIGH = 93.0, 97.0
# Two reasons for leaving with constant hazards per day: on average one and a half years.
HAZARDS = np.array([0.0012, 0.0006])
TIMES = (90, 365, 730)
HORIZON = 730

INTRODUCTION = """\
# Coverage of the intervals of survival curves

Written by `python benchmarks/survival_coverage.py` with seed {seed}; do not edit.

{runs:,} samples per row. Customers leave for one of two reasons with constant hazards (0.0012 and 0.0006 per
day), durations are whole days, one in three is censored. With late entry four customers in ten were there
before observation began, up to 500 days; with weights a row stands for exp(0.5 z) customers, z correlated
(.5) with the time at which it leaves, and the truth is that of the weighted population.

Each cell: how often, in per cent, the 95 % interval holds the true value; in brackets in how many samples
there is an interval at all (the rest: too few seen for that long). A missing limit of a median counts as 0 or
infinite. **Bold**: outside {low:g} to {high:g} %. With {runs:,} samples a coverage of 95 is known to +/- 1.0.
"""


def main() -> None:
    """Simulate all tables and write the page."""
    started = time.perf_counter()
    parts = [INTRODUCTION.format(seed=SEED, runs=RUNS, low=LOW, high=HIGH)]
    for title, reading, section in SECTIONS:
        parts += [f"## {title}", reading, section(np.random.default_rng([SEED, len(parts)]))]
        print(f"{title}: {time.perf_counter() - started:.0f} s", flush=True)
    PAGE.write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")


def simulate(rng: np.random.Generator, n: int, *, late: bool, weighted: bool = False) -> pd.DataFrame:
    """Return samples of n customers each, numbered in `run`."""
    size = RUNS * n
    rate = HAZARDS.sum()
    was_there = rng.random(size) < (0.4 if late else 0.0)
    entry = np.where(was_there, rng.integers(1, 500, size), 0)
    # Memoryless: who has lasted until entry lasts a fresh time from then on.
    fresh = rng.exponential(1 / rate, size)
    life = entry + np.ceil(fresh)
    seen = entry + np.ceil(rng.exponential(2 / rate, size))
    cause = np.where(rng.random(size) < HAZARDS[0] / rate, 1, 2)
    data = pd.DataFrame({"run": np.repeat(np.arange(RUNS), n), "entry": entry})
    data["duration"], data["event"] = np.minimum(life, seen), life <= seen
    data["cause"] = np.where(data["event"], cause, 0)
    if weighted:
        from scipy.special import ndtri

        z = 0.5 * ndtri(np.clip(1 - np.exp(-rate * fresh), 1e-12, 1 - 1e-12))
        z += np.sqrt(0.75) * rng.standard_normal(size)
        data["w"] = np.exp(0.5 * z)
    return data


def still_there(at: float) -> float:
    """Return the true survival on whole days."""
    return float(np.exp(-HAZARDS.sum() * at))


def weighted_still_there(at: float) -> float:
    """Return the share of weight that lasts beyond a time: weighting moves the latent normal by .25."""
    from scipy.special import ndtr, ndtri

    return float(1 - ndtr(ndtri(1 - np.exp(-HAZARDS.sum() * at)) - 0.25))


def cell(low: pd.Series, high: pd.Series, truth: float, *, open_ended: bool = False) -> str:
    """Return coverage in per cent, and in how many samples there is an interval if not in all."""
    lower, upper = low.to_numpy(dtype=float), high.to_numpy(dtype=float)
    known = ~np.isnan(lower) | ~np.isnan(upper) if open_ended else ~np.isnan(lower)
    inside = (np.nan_to_num(lower, nan=0.0) <= truth) & (truth <= np.nan_to_num(upper, nan=np.inf))
    covered = 100 * inside[known].mean()
    text = f"{covered:.1f}" if LOW <= covered <= HIGH else f"**{covered:.1f}**"
    share = 100 * known.mean()
    return text if share > 99.95 else f"{text} ({share:.0f} %)"


def survival(rng: np.random.Generator) -> str:
    """Simulate curves at fixed times: both kinds of limits, weights, and given a tenure so far."""
    rows = []
    for late in (False, True):
        for n in SIZES:
            data = simulate(rng, n, late=late)
            loglog = cx.survival_curve(data, by="run", times=TIMES)
            plain = cx.survival_curve(data, by="run", times=TIMES, interval="plain")
            ahead = cx.conditional_survival(data, by="run", given=180, horizon=365)
            for at in TIMES:
                cells = [cell(*limits(found, at), still_there(at)) for found in (loglog, plain)]
                given = cell(ahead["low"], ahead["high"], still_there(365)) if at == 365 else ""
                rows.append([entry(late), n, at, *cells, given])
    return table(["entry", "n", "day", "log-log (default)", "plain", "given 180 days, 365 more"], rows)


def weights(rng: np.random.Generator) -> str:
    """Simulate weighted curves."""
    rows = []
    for n in SIZES:
        data = simulate(rng, n, late=False, weighted=True)
        right = cx.survival_curve(data, by="run", times=TIMES, weight="w")
        wrong = cx.survival_curve(data, by="run", times=TIMES, weight="w", weight_type="replicates")
        for at in TIMES:
            truth = weighted_still_there(at)
            rows.append([n, at, *(cell(*limits(found, at), truth) for found in (right, wrong))])
    return table(["n", "day", "sampling (default)", "taken as replicates"], rows)


def one_figure(rng: np.random.Generator) -> str:
    """Simulate medians, restricted means and their differences."""
    median = np.log(2) / HAZARDS.sum()
    rate = HAZARDS.sum()
    # Whole days: the area under steps at the days, and the first day on which half have left.
    mean, half = float(np.exp(-rate * np.arange(HORIZON)).sum()), float(np.ceil(median))
    rows = []
    for late in (False, True):
        for n in SIZES:
            data = simulate(rng, n, late=late)
            mid = cx.median_survival(data, by="run")
            area = cx.rmst(data, by="run", horizon=HORIZON)
            cells = [cell(mid["low"], mid["high"], half, open_ended=True)]
            cells.append(cell(area["low"], area["high"], mean))
            low, high = differences(area)
            cells.append(cell(low, high, 0.0))
            rows.append([entry(late), n, *cells])
    heads = ["entry", "n", "median", f"restricted mean, {HORIZON} days", "difference of two restricted means"]
    return table(heads, rows)


def differences(area: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return limits of the difference of every two neighbouring samples.

    As `survival_difference` has them.
    """
    a, b = area.iloc[::2].reset_index(drop=True), area.iloc[1::2].reset_index(drop=True)
    se = np.hypot(a["se"], b["se"])
    gap = a["estimate"] - b["estimate"]
    return gap - 1.959964 * se, gap + 1.959964 * se


def reasons(rng: np.random.Generator) -> str:
    """Simulate cumulative incidences of both reasons."""
    rows = []
    for late in (False, True):
        for n in SIZES:
            data = simulate(rng, n, late=late)
            for at in TIMES:
                cells = []
                for interval in ("log-log", "plain"):
                    found = cx.competing_risks(data, event="cause", by="run", times=[at], interval=interval)
                    for cause in (1, 2):
                        truth = HAZARDS[cause - 1] / HAZARDS.sum() * (1 - still_there(at))
                        own = found[found["cause"] == cause]
                        cells.append(cell(own["low"], own["high"], truth))
                rows.append([entry(late), n, at, *cells])
    kinds = [f"{kind}, reason {k}" for kind in ("log-log", "plain") for k in (1, 2)]
    return table(["entry", "n", "day", *kinds], rows)


def limits(found: pd.DataFrame, at: float) -> tuple[pd.Series, pd.Series]:
    """Return the limits at one time."""
    chosen = found[found["time"] == at]
    return chosen["low"], chosen["high"]


def entry(late: bool) -> str:
    """Return the name of a kind of entry."""
    return "late" if late else "from the start"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    lines = [" | ".join(str(item) for item in row) for row in (heads, *rows)]
    lines.insert(1, " | ".join("---" for _ in heads))
    return "\n".join(f"| {line} |" for line in lines)


SECTIONS = (
    (
        "Survival at fixed times",
        "Log-log limits, the default, hold their level with 50 customers and "
        "with late entry. Plain limits are "
        "too short where few have left yet or few are at risk: they are meant for large samples.",
        survival,
    ),
    (
        "Survival with sampling weights",
        "Weights of a sample need the jackknife errors. Taking them for "
        "replicates promises too much, and more "
        "customers do not cure it.",
        weights,
    ),
    (
        "Median and restricted mean",
        "The restricted mean has plain limits, which fall a little short with 50 customers.",
        one_figure,
    ),
    (
        "Share that has left for a reason",
        "Log-log limits are the default; where an event is yet to be seen "
        "there are none, and a sample with a "
        "single one makes them long. Plain limits are far too short for rare reasons.",
        reasons,
    ),
)


if __name__ == "__main__":
    main()
