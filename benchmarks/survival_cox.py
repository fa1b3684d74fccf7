"""Cox regression against lifelines: 1,000,000 customers, five categories, whole days; scaling and memory.

    python benchmarks/survival_cox.py

Peers take turns in one process and medians are compared. lifelines' time holds what its user must do first,
dummy columns. Its fit with the tightest precision is the yardstick of correctness.
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


def peer(data: pd.DataFrame, **options: Any) -> Any:
    """Fit with lifelines in its fast mode."""
    from lifelines import CoxPHFitter

    columns = pd.get_dummies(data, columns=list(LEVELS), drop_first=True, dtype=float)
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
    model, tight = own(data), peer(data, fit_options={"precision": 1e-14})
    error = np.abs(tight.params_.to_numpy() - model.table["estimate"].to_numpy()).max()
    turns = [(seconds(lambda: own(data)), seconds(lambda: peer(data))) for _turn in range(TURNS)]
    mine, theirs = (statistics.median(column) for column in zip(*turns, strict=True))
    met = theirs / mine >= WANTED_RATIO, error <= WANTED_ERROR
    print("\n| what | cxlab | lifelines, batch_mode=True | ratio | wanted | met |\n|---|---|---|---|---|---|")
    print(f"| Cox, {n:,} rows, five categories, whole days | {mine:.2f} s | "
          f"{theirs:.2f} s | {theirs / mine:.1f} x faster "
          f"| >= {WANTED_RATIO:.0f} x | {'yes' if met[0] else 'no'} |")  # fmt: skip
    print(f"| largest difference to its tight fit | | | {error:.1e} | <= {WANTED_ERROR:.0e} "
          f"| {'yes' if met[1] else 'no'} |")  # fmt: skip
    return all(met)


def scaling() -> None:
    """Print time and peak memory by number of rows, each size in a process of its own."""
    print("| rows | seconds | peak memory |\n|---|---|---|")
    for n in (10_000, 100_000, 1_000_000, 10_000_000):
        done = subprocess.run([sys.executable, __file__, str(n)], capture_output=True, text=True, check=True)
        took, peak = done.stdout.split()
        print(f"| {n:,} | {float(took):.2f} | {float(peak):.2f} GB |")


def main() -> int:
    """Run all, or one size of the scaling."""
    if len(sys.argv) > 1:
        data = customers(int(sys.argv[1]))
        own(data.head(1000))  # libraries are loaded before the clock starts
        took = seconds(lambda: own(data))
        print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2)
        return 0
    scaling()  # first: a child starts with the peak memory of its parent
    return 0 if compare() else 1


if __name__ == "__main__":
    sys.exit(main())
