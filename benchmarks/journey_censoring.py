"""How far funnel estimates are from the truth when journeys are unfinished, how often intervals hold it.

    python benchmarks/journey_censoring.py                    # 200 simulations each at 30, 60 and 90 days
    python benchmarks/journey_censoring.py --simulations 50   # fewer

Visitors come evenly until the data is taken, 30, 60 or 90 days after the first; steps and delays are those of
the sample company. The truth is the probability to reach the last step within the window, from the mechanism
itself.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

import cxlab as cx

STEPS = ["visit", "tariff_calculator", "application", "contract"]
CHANCES = (0.55, 0.24, 0.78)
SHAPES, MEANS = (0.35, 1.5, 3.0), (0.4, 5.0, 9.0)
FIRST = pd.Timestamp("2024-01-01")


def delays(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return days from the visit to each further step, infinite where it is never reached."""
    since, steps = np.zeros(n), []
    for chance, shape, mean in zip(CHANCES, SHAPES, MEANS, strict=True):
        more = rng.gamma(shape, mean / shape, n) + 20 / 86_400
        since = np.where(rng.random(n) < chance, since + more, np.inf)
        steps.append(since)
    return np.column_stack(steps)


def events(rng: np.random.Generator, visitors: int, days: int) -> pd.DataFrame:
    """Return the events of visitors as far as they were observed."""
    entered = rng.uniform(0, days, visitors)
    when = np.column_stack([entered, entered[:, None] + delays(rng, visitors)])
    who, step = np.nonzero(when <= days)
    at = FIRST + pd.to_timedelta(when[who, step], unit="D")
    return pd.DataFrame({"customer_id": who, "event": np.array(STEPS)[step], "timestamp": at})


def main() -> None:
    """Print bias and coverage of the three estimates."""
    parser = argparse.ArgumentParser(description="Check funnel estimates under censoring.")
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--visitors", type=int, default=4000)
    parser.add_argument("--window", type=float, default=25, help="days")
    options = parser.parse_args()
    truth = float(np.mean(delays(np.random.default_rng(0), 4_000_000)[:, -1] <= options.window))
    print(f"\ntruth {truth:.4f}, window {options.window:g} days, {options.visitors:,} visitors, "
          f"{options.simulations} simulations\n")  # fmt: skip
    print("| data taken after | estimate | mean | bias | mean width | interval holds the truth |")
    print("|---|---|---|---|---|---|")
    for days in (30, 60, 90):
        found: dict[str, list[tuple[float, float, float]]] = {
            "share_of_first": [],
            "mature": [],
            "incidence": [],
        }
        for seed in range(options.simulations):
            log = events(np.random.default_rng(1000 * days + seed), options.visitors, days)
            end = FIRST + pd.Timedelta(days, unit="D")
            row = cx.funnel(log, STEPS, window=options.window, observed_until=end).table.iloc[-1]
            for name, rows in found.items():
                rows.append((row[name], row[f"{name}_low"], row[f"{name}_high"]))
        for name, rows in found.items():
            point, low, high = np.array(rows, dtype=float).T
            holds = np.mean((low <= truth) & (truth <= high))
            known = 1.96 * np.sqrt(holds * (1 - holds) / options.simulations)
            print(f"| {days} days | {name} | {point.mean():.4f} | {point.mean() - truth:+.4f} | "
                  f"{np.mean(high - low):.4f} | {holds:.1%} +/- {known:.1%} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
