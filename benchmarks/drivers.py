"""Do the intervals of driver importance hold the true values, and how fast are they? Prints what it finds.

    python benchmarks/drivers.py coverage          # planted populations, 400 surveys each
    python benchmarks/drivers.py changes           # how often a change is found where there is none
    python benchmarks/drivers.py speed             # 1,000,000 rows, 50 factors, 500 bootstrap samples

The population is that of the sample company's survey: correlated latent drivers cut into grades of 1 to 5, a
score of 0 to 10 that hangs on them, two answers per customer that resemble each other, 15 % not rated. The
true values are those of one survey of a million.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
from scipy.stats import norm

import cxlab as cx

WEIGHTS = np.array([0.36, 0.32, 0.26, 0.14, 0.0])
NAMES = ["price", "service", "billing", "reliability", "nothing"]
CORRELATION = np.full((5, 5), 0.35) + 0.65 * np.eye(5)
CUTS = norm.ppf(np.cumsum([0.07, 0.13, 0.27, 0.33, 0.20])[:-1])
SHARED = 0.3  # of the variance between customers


def survey(size: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw a survey of so many answers, two per customer."""
    customer = np.arange(size) // 2
    root = np.linalg.cholesky(CORRELATION)

    def noise(*shape: int) -> np.ndarray:
        between = rng.standard_normal((size // 2 + 1, *shape))[customer]
        return np.sqrt(SHARED) * between + np.sqrt(1 - SHARED) * rng.standard_normal((size, *shape))

    latent = noise(5) @ root.T
    rest = np.sqrt(1 - WEIGHTS @ CORRELATION @ WEIGHTS)
    score = np.clip(np.round(6.8 + 2.7 * (latent @ WEIGHTS + rest * noise())), 0, 10)
    shift = np.array([-0.35, -0.1, 0.05, 0.75, 0.3])
    grades = np.searchsorted(CUTS, latent + shift, side="right") + 1.0
    grades[rng.random(grades.shape) < 0.15] = np.nan
    return pd.DataFrame(grades, columns=NAMES).assign(nps=score, customer=customer)


def coverage(runs: int) -> None:
    """Print how often the 95 % intervals hold the values of the whole population."""
    whole = cx.key_drivers(survey(1_000_000, np.random.default_rng(0)), drivers=NAMES, draws=100)
    true = {name: getattr(whole, name).set_index("aspect")["estimate"] for name in ("table", "effects")}
    print("| answers | runs | importance | effects | R2 | factor of latent weight 0 significant |")
    print("|---|---|---|---|---|---|")
    for size in (200, 600, 2000):
        held: dict[str, list[bool]] = {"table": [], "effects": [], "r2": [], "nothing": []}
        for run in range(runs):
            data = survey(size, np.random.default_rng(1000 + run))
            found = cx.key_drivers(data, drivers=NAMES, cluster="customer", draws=300, seed=run)
            for name in ("table", "effects"):
                part = getattr(found, name).set_index("aspect")
                held[name] += [
                    part.loc[one, "low"] <= true[name][one] <= part.loc[one, "high"] for one in NAMES
                ]
            row = found.explained.iloc[0]
            held["r2"].append(row["low"] <= whole.explained["estimate"].iloc[0] <= row["high"])
            held["nothing"].append(found.effects.set_index("aspect").loc["nothing", "p"] < 0.05)
        shares = " | ".join(f"{100 * np.mean(values):.1f} %" for values in held.values())
        print(f"| {size} | {runs} | {shares} |", flush=True)


def changes(runs: int) -> None:
    """Print how often `driver_changes` finds a change in surveys without one, after correction."""
    print("| answers in the smaller group | runs | surveys with a change | comparisons with p < 0.05 |")
    print("|---|---|---|---|")
    for size in (250, 500, 2000):
        found, single = [], []
        for run in range(runs):
            data = survey(4000 + size, np.random.default_rng(3000 + run))
            data["group"] = np.where(data.index < size, "small", "large")
            asked = {"drivers": NAMES, "cluster": "customer", "draws": 300, "seed": run}
            table = cx.drivers.driver_changes(data, by="group", **asked)
            found.append((table["p_adjusted"] < 0.05).any())
            single += (table["p"] < 0.05).tolist()
        print(
            f"| {size} | {runs} | {100 * np.mean(found):.1f} % | {100 * np.mean(single):.1f} % |", flush=True
        )


def speed() -> None:
    """Print how long a million answers to fifty questions take."""
    rng = np.random.default_rng(0)
    common = rng.standard_normal((1_000_000, 1))
    own = rng.standard_normal((1_000_000, 50), dtype=np.float32)
    grades = np.clip(np.round(3.5 + 0.6 * common + 0.9 * own), 1, 5).astype(np.int8)
    data = pd.DataFrame(grades, columns=[f"q{place}" for place in range(50)])
    data["nps"] = np.clip(np.round(5 + 0.2 * (grades[:, :10].sum(axis=1) - 35) + common[:, 0]), 0, 10)
    data["customer"] = np.arange(len(data)) // 3
    start = time.perf_counter()
    cx.key_drivers(data, drivers=list(data.columns[:50]), cluster="customer", draws=500)
    print(f"1,000,000 rows, 50 factors, 500 samples: {time.perf_counter() - start:.1f} s")


def main() -> None:
    """Run one of the benchmarks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("coverage", "changes", "speed"))
    parser.add_argument("--runs", type=int, default=400)
    options = parser.parse_args()
    if options.what == "speed":
        speed()
    else:
        {"coverage": coverage, "changes": changes}[options.what](options.runs)


if __name__ == "__main__":
    main()
