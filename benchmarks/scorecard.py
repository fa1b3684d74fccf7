"""Do the scorecard's changes hold what they promise? Writes the table of docs/scorecard.md.

    python benchmarks/scorecard.py          # about two minutes on one core

Nothing changes in truth; counted is how often a 95 % interval of the change does not hold 0, which is the
same as how often the test rejects. Customers differ (some complain ten times as often as others) and are in
both periods, as they are in real data.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from cxlab.metrics import response_time
from cxlab.stats import ratio_contrast, recovered_contrast, wilson

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scorecard.md"
MARK = "<!-- simulation -->"
Draw = Callable[[np.random.Generator], tuple[float, float]]


def rate(customers: int, cells: int) -> Draw:
    """Return how the change of a rate is drawn: gamma-Poisson counts of the same customers in all periods."""

    def draw(rng: np.random.Generator) -> tuple[float, float]:
        mean = rng.gamma(0.5, 0.5, customers)  # half an event a year on average, very unequal
        years = rng.uniform(0.3, 1.0, (2, customers))
        counts = rng.poisson(mean * years)
        who = np.tile(np.arange(customers), 2)
        at = np.repeat([0, 1], customers)
        if cells == 4:  # a quarter of the customers is touched, the others are not
            at = at + 2 * np.tile(np.arange(customers) % 4 > 0, 2)
        signs = (1, -1) if cells == 2 else (1, -1, -1, 1)
        found = ratio_contrast(counts.ravel(), years.ravel(), at, who, signs=signs)
        return float(found.low), float(found.high)

    return draw


def share(answers: int, paired: float) -> Draw:
    """Return how the change of a share is drawn: so many of the second answers are of those of the first."""

    def draw(rng: np.random.Generator) -> tuple[float, float]:
        taste = rng.normal(size=2 * answers)
        who = np.r_[np.arange(answers), np.arange(answers) + int(answers * (1 - paired))]
        hits = (taste[who] + rng.normal(size=2 * answers) > -1).astype(float)
        found = ratio_contrast(hits, 1, np.repeat([0, 1], answers), who, signs=(1, -1))
        return float(found.low), float(found.high)

    return draw


def retention(customers: int) -> Draw:
    """Return how the change of retention is drawn: a tenth leaves in either year."""

    def draw(rng: np.random.Generator) -> tuple[float, float]:
        first = rng.binomial(customers, 0.9)
        second = rng.binomial(first + customers - first, 0.9)
        sides = wilson([second, first], [customers, customers])
        found = recovered_contrast(
            [second / customers, first / customers], sides.low, sides.high, signs=(1, -1)
        )
        return float(found.low), float(found.high)

    return draw


def median(requests: int) -> Draw:
    """Return how the change of a median wait is drawn: requests of customers who are served alike."""

    def draw(rng: np.random.Generator) -> tuple[float, float]:
        rows = []
        own = rng.normal(scale=0.5, size=requests)
        for _period in (0, 1):
            who = rng.integers(0, requests // 2, requests)
            hours = np.exp(2 + own[who] + rng.normal(scale=1.0, size=requests))
            created = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.uniform(0, 300, requests), unit="D")
            made = pd.DataFrame({"customer_id": who, "created": created})
            made["first_response"] = created + pd.to_timedelta(hours, unit="h")
            rows.append(response_time(made, quantiles=(0.5,), cluster="customer_id").iloc[0])
        ends = [[row[name] for row in rows] for name in ("estimate", "low", "high")]
        found = recovered_contrast(*ends, signs=(1, -1))
        return float(found.low), float(found.high)

    return draw


CASES: list[tuple[str, Draw, int]] = [
    *((f"complaints per customer and year, {n:,} customers", rate(n, 2), 4000) for n in (100, 400, 2000)),
    *((f"difference in differences of it, {n:,} customers", rate(n, 4), 4000) for n in (100, 400, 2000)),
    *((f"share, {n:,} answers a year, none twice", share(n, 0.0), 4000) for n in (60, 500)),
    *(
        (f"share, {n:,} answers a year, two thirds by the same people", share(n, 0.67), 4000)
        for n in (60, 500)
    ),
    *((f"retention, {n:,} customers", retention(n), 4000) for n in (100, 1000)),
    ("median wait, 200 requests of 100 customers a year", median(200), 400),
]


def lines(part: float) -> Iterator[str]:
    """Yield the table."""
    yield "| change of | runs | 95 % interval misses |"
    yield "|---|---|---|"
    for number, (name, draw, runs) in enumerate(CASES):
        rng = np.random.default_rng(number)
        found = np.array([draw(rng) for _run in range(max(int(runs * part), 20))])
        known = found[~np.isnan(found).any(axis=1)]
        missed = float(((known[:, 0] > 0) | (known[:, 1] < 0)).mean())
        yield f"| {name} | {len(known):,} | {100 * missed:.1f} % |"


def main() -> None:
    """Run the simulation and write the table into the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", type=float, default=1.0, help="part of the runs")
    options = parser.parse_args()
    table = "\n".join(lines(options.part))
    head, _mark, rest = PAGE.read_text(encoding="utf-8").partition(MARK)
    tail = rest[rest.index("\n## ") :] if "\n## " in rest else rest
    PAGE.write_text(f"{head}{MARK}\n{table}\n{tail}", encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
