"""Cox regression against lifelines: 1,000,000 customers, five categories, whole days; scaling and memory.

    python benchmarks/survival_cox.py

Peers take turns in one process and medians are compared, lifelines' with the dummy columns that its user
must make first and without. Its fit with the tightest precision is the yardstick of correctness. Memory is
the peak of a process of its own, with the libraries and the data. One minute.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import cxlab as cx

LEVELS = {"contract": 3, "product": 4, "region": 3, "channel": 2, "segment": 2}
EFFECTS = {"contract": 0.3, "product": -0.2, "region": 0.15, "channel": 0.1, "segment": -0.4}
TURNS = 5
WANTED_RATIO, WANTED_ERROR = 10.0, 1e-6
MOST_FOR_PEER = 1_000_000


def customers(n: int, seed: int = 1) -> pd.DataFrame:
    """Simulate customers followed up to two years in whole days; about half leave."""
    rng = np.random.default_rng(seed)
    codes = {name: rng.integers(0, size, n) for name, size in LEVELS.items()}
    eta = sum(EFFECTS[name] * code for name, code in codes.items())
    left = np.ceil(rng.exponential(500 / np.exp(eta)))
    until = rng.integers(30, 731, n)
    data = {
        name: pd.Categorical.from_codes(code, list("abcd"[: LEVELS[name]])) for name, code in codes.items()
    }
    return pd.DataFrame({**data, "days": np.minimum(left, until), "left": left <= until})


def own(data: pd.DataFrame) -> Any:
    """Fit with cxlab."""
    reference = dict.fromkeys(LEVELS, "a")
    return cx.cox(data, duration="days", event="left", covariates=list(LEVELS), reference=reference)


def dummies(data: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that lifelines needs."""
    return pd.get_dummies(data, columns=list(LEVELS), drop_first=True, dtype=float)


def peer(columns: pd.DataFrame, **options: Any) -> Any:
    """Fit with lifelines in its fast mode."""
    from lifelines import CoxPHFitter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CoxPHFitter().fit(columns, "days", "left", batch_mode=True, **options)


def seconds(call: Callable[[], Any]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def compare(n: int = 1_000_000) -> bool:
    """Print ratio and error; return whether both are as wanted."""
    data = customers(n)
    columns = dummies(data)
    model, tight = own(data), peer(columns, fit_options={"precision": 1e-14})
    estimates = np.abs(tight.params_.to_numpy() - model.table["estimate"].to_numpy()).max()
    errors = np.abs(tight.standard_errors_.to_numpy() - model.table["se"].to_numpy()).max()
    calls = (lambda: own(data), lambda: peer(dummies(data)), lambda: peer(columns))
    turns = [[seconds(call) for call in calls] for _turn in range(TURNS)]
    mine, theirs, bare = (statistics.median(column) for column in zip(*turns, strict=True))
    met = theirs / mine >= WANTED_RATIO, max(estimates, errors) <= WANTED_ERROR
    print("\n| what | cxlab | lifelines, batch_mode=True | ratio | wanted | met |\n|---|---|---|---|---|---|")
    print(f"| Cox, {n:,} rows, five categories, whole days | {mine:.2f} s | "
          f"{theirs:.2f} s | {theirs / mine:.1f} x faster "
          f"| >= {WANTED_RATIO:.0f} x | {'yes' if met[0] else 'no'} |")  # fmt: skip
    print(f"| the same, dummy columns ready | {mine:.2f} s | {bare:.2f} s | {bare / mine:.1f} x faster | | |")
    print(f"| largest difference to its tight fit, estimates and errors | | | {max(estimates, errors):.1e} "
          f"| <= {WANTED_ERROR:.0e} | {'yes' if met[1] else 'no'} |")  # fmt: skip
    return all(met)


def alone(who: str, n: int) -> tuple[float, float]:
    """Return seconds and peak gigabytes of one fit in a process of its own."""
    run = [sys.executable, __file__, who, str(n)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    took, peak = done.stdout.split()
    return float(took), float(peak)


def scaling() -> None:
    """Print time and peak memory by number of rows, each size in a process of its own."""
    print("| rows | cxlab | peak memory | lifelines | peak memory |\n|---|---|---|---|---|")
    for n in (10_000, 100_000, 1_000_000, 10_000_000):
        took, peak = alone("cxlab", n)
        line = f"| {n:,} | {took:.2f} s | {peak:.2f} GB |"
        if n <= MOST_FOR_PEER:
            took, peak = alone("lifelines", n)
            line += f" {took:.2f} s | {peak:.2f} GB |"
        else:
            line += " not run | |"
        print(line, flush=True)


def main() -> int:
    """Run all, or one size of one library."""
    if len(sys.argv) > 1:
        fit = own if sys.argv[1] == "cxlab" else lambda data: peer(dummies(data))
        data = customers(int(sys.argv[2]))
        fit(data.head(1000))  # libraries are loaded before the clock starts
        took = seconds(lambda: fit(data))
        print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2)
        return 0
    scaling()  # first: a child starts with the peak memory of its parent
    return 0 if compare() else 1


if __name__ == "__main__":
    sys.exit(main())
