"""How well the intervals, ranks and tests of the room competitors hold, by simulation.

    python benchmarks/competitors.py [RUNS]

Reviews of four companies and five aspects with effects of the company and the aspect and a deviation of each
cell; stars 1 to 5 from a J-shaped distribution. Prints, per size of a cell, how often the intervals hold the
true mean and the mean squared error of the observed and the shrunk figures, and how often a comparison in a
market without differences is called significant (family-wise, Holm). docs/swot.md holds the figures.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import cxlab as cx

STARS = np.arange(1, 6)
SHARES = np.array([0.22, 0.11, 0.13, 0.20, 0.34])
"""What reviews are like: very pleased or very annoyed."""
COMPANIES, ASPECTS = list("ABCD"), ["price", "service", "billing", "reliability", "website"]


def cuts() -> np.ndarray:
    """Return the limits of the stars on a standard normal scale."""
    from scipy.stats import norm

    return norm.ppf(np.cumsum(SHARES)[:-1])


def true_mean(latent: np.ndarray) -> np.ndarray:
    """Return the expected stars of a latent mean."""
    from scipy.stats import norm

    below = norm.cdf(cuts()[:, None] - latent[None, :])
    return 5 - below.sum(axis=0)


def one_run(rng: np.random.Generator, size: int, spread: float) -> dict[str, np.ndarray]:
    """Return, for one market, hits and squared errors of both figures, and the smallest corrected p."""
    company, aspect = rng.normal(0, spread, 4), rng.normal(0, spread, 5)
    latent = (company[:, None] + aspect[None, :] + rng.normal(0, spread, (4, 5))).ravel()
    truth = true_mean(latent)
    counts = np.maximum(rng.poisson(size, 20), 2)
    cell = np.repeat(np.arange(20), counts)
    stars = 1 + np.searchsorted(cuts(), latent[cell] + rng.standard_normal(cell.size))
    data = pd.DataFrame(
        {"company": np.array(COMPANIES)[cell // 5], "aspect": np.array(ASPECTS)[cell % 5], "rating": stars}
    )
    scores = cx.competitors.review_scores(data, aspect="aspect", min_n=0)
    table = scores.table.set_index(["company", "aspect"])
    keys = [(COMPANIES[k // 5], ASPECTS[k % 5]) for k in range(20)]
    table = table.loc[keys]
    return {
        "own": ((table["low"] <= truth) & (truth <= table["high"]))[table["low"].notna()],
        "shrunk": (table["shrunk_low"] <= truth) & (truth <= table["shrunk_high"]),
        "error": (table["estimate"] - truth) ** 2,
        "error_shrunk": (table["shrunk"] - truth) ** 2,
        "p": np.array([np.nanmin(scores.compare()["p_adjusted"])]),
    }


def main() -> None:
    """Run the simulation and print the tables."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print("| reviews per cell | true spread | own interval | shrunk interval | squared error, shrunk / own |")
    print("|---|---|---|---|---|")
    for size in (6, 15, 50):
        for spread in (0.1, 0.4):
            rng = np.random.default_rng(size * 100 + int(spread * 10))
            found = [one_run(rng, size, spread) for _ in range(runs)]
            own, shrunk, error, error_shrunk = (
                float(np.concatenate([one[name] for one in found]).mean())
                for name in ("own", "shrunk", "error", "error_shrunk")
            )
            print(
                f"| {size} | {spread} | {100 * own:.1f} % | {100 * shrunk:.1f} % |"
                f" {error_shrunk / error:.2f} |",
                flush=True,
            )
    print("\n| reviews per cell | any of 20 comparisons significant, none planted |\n|---|---|")
    for size in (6, 15, 50):
        rng = np.random.default_rng(size)
        smallest = [one_run(rng, size, 0.0)["p"][0] for _ in range(runs)]
        print(f"| {size} | {100 * np.mean(np.array(smallest) < 0.05):.1f} % |", flush=True)


if __name__ == "__main__":
    main()
