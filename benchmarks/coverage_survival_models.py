"""Do the intervals of the survival models hold what they promise? 200 simulated companies each.

    python benchmarks/coverage_survival_models.py > docs/coverage_survival_models.md

Customers enter late, leave on whole days (ties) and are censored. With 200 data sets the share of one
interval is known to about 3 points, so the intervals of a scenario are counted together; wanted are 93 to
97 % for each.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import cxlab as cx

SIMULATIONS = 200
TRUTH = {("plan", "plus"): -0.5, ("plan", "flex"): 0.6, ("web", True): 0.3}
RATE = 1 / 400
WANTED = (0.93, 0.97)


def customers(rng: np.random.Generator, n: int, *, late: bool) -> pd.DataFrame:
    """Simulate customers with planted hazard ratios."""
    plan = rng.choice(["basic", "plus", "flex"], n, p=[0.5, 0.3, 0.2])
    web = rng.random(n) < 0.5
    account = np.arange(n) // 4
    eta = np.select([plan == "plus", plan == "flex"], [-0.5, 0.6], 0.0) + 0.3 * web
    left = np.ceil(rng.exponential(1 / (RATE * np.exp(eta))))
    entry = np.where(rng.random(n) < 0.5, rng.integers(1, 300, n), 0) if late else np.zeros(n)
    until = entry + rng.integers(100, 600, n)
    data = {
        "entry": entry,
        "duration": np.minimum(left, until),
        "event": left <= until,
        "plan": plan,
        "web": web,
    }
    return pd.DataFrame({**data, "account": account})[left > entry]


def fit(data: pd.DataFrame, **options: object) -> cx.CoxResult:
    """Fit the model that the customers were made from."""
    return cx.cox(
        data,
        duration="duration",
        event="event",
        covariates=["plan", "web"],
        reference={"plan": "basic"},
        **options,
    )


def effects(model: cx.CoxResult) -> list[bool]:
    """Tell for each planted hazard ratio whether its interval holds it."""
    rows = model.table.set_index(["covariate", "level"])
    return [
        bool(rows.loc[key, "low"] <= np.exp(value) <= rows.loc[key, "high"]) for key, value in TRUTH.items()
    ]


def risk(model: cx.CoxResult) -> list[bool]:
    """Tell for four customers whether the interval of their risk holds the true one."""
    new = pd.DataFrame(
        {"plan": ["basic", "plus", "flex", "flex"], "web": [False, True, False, True], "t": 100.0}
    )
    listed = cx.churn_risk(model, new.assign(customer_id=range(4)), tenure="t", horizon=120)
    eta = new["plan"].map({"basic": 0.0, "plus": -0.5, "flex": 0.6}) + 0.3 * new["web"]
    true = -np.expm1(-120 * RATE * np.exp(eta))
    row = listed.set_index("customer_id")
    return [bool(row.loc[i, "low"] <= true[i] <= row.loc[i, "high"]) for i in range(4)]


def leavers(rng: np.random.Generator, model: cx.CoxResult) -> list[bool]:
    """Tell whether the number who leave lies in the interval of the expected number."""
    active = customers(rng, 500, late=False).assign(entry=0.0)
    row = cx.expected_churn(model, active, tenure="entry", horizon=90).iloc[0]
    eta = active["plan"].map({"basic": 0.0, "plus": -0.5, "flex": 0.6}) + 0.3 * active["web"]
    left = int((np.ceil(rng.exponential(1 / (RATE * np.exp(eta)))) <= 90).sum())
    return [bool(row["low"] <= left <= row["high"])]


def complaint(rng: np.random.Generator, n: int) -> list[bool]:
    """Tell whether the interval of a time-varying effect (twice the hazard for 90 days) holds it."""
    asked = rng.exponential(300, n)
    spent = rng.exponential(1, n) / RATE
    during = np.minimum(np.maximum(spent - asked, 0) / 2, 90)
    left = np.where(spent <= asked, spent, np.where(during < 90, asked + during, spent - 90))
    until = rng.integers(100, 800, n)
    data = pd.DataFrame(
        {"customer_id": np.arange(n), "duration": np.minimum(left, until), "event": left <= until}
    )
    spans = pd.DataFrame({"customer_id": np.arange(n), "from": asked, "until": asked + 90})
    rows = cx.split_by_exposure(data, {"complaint": spans})
    table = cx.cox(
        rows, duration="duration", event="event", covariates="complaint", cluster="customer_id"
    ).table
    return [bool(table["low"].iloc[0] <= 2 <= table["high"].iloc[0])]


def scenarios(seed: int) -> dict[str, list[bool]]:
    """Run every scenario once."""
    rng = np.random.default_rng(seed)
    late, start = customers(rng, 800, late=True), customers(rng, 800, late=False)
    model = fit(late)
    weights = late.assign(copies=1)
    few = customers(rng, 150, late=True)
    return {
        "hazard ratios, late entry, 800 customers": effects(model),
        "hazard ratios, from the start, 800 customers": effects(fit(start)),
        "hazard ratios, late entry, 150 customers": effects(fit(few)),
        "hazard ratios, weights as replicates": effects(fit(weights, weight="copies")),
        "hazard ratios, robust errors": effects(fit(late, cluster="account")),
        "risk of a customer given the tenure": risk(model),
        "number of customers who leave": leavers(rng, model),
        "effect of a complaint, start/stop rows": complaint(rng, 1500),
    }


def main() -> int:
    """Print the table; fail if a scenario lies outside what is wanted."""
    runs = [scenarios(seed) for seed in range(SIMULATIONS)]
    print("# Coverage of the survival models\n")
    print(
        f"Share of the intervals (95 %) from {SIMULATIONS} simulated data sets that hold the planted value;"
    )
    print(
        f"wanted: {WANTED[0]:.0%} to {WANTED[1]:.0%}. Written by `benchmarks/coverage_survival_models.py`.\n"
    )
    print("| what | intervals | coverage | as wanted |\n|---|---|---|---|")
    met = True
    for name in runs[0]:
        held = np.array([run[name] for run in runs]).ravel()
        good = WANTED[0] <= held.mean() <= WANTED[1]
        met &= bool(good)
        print(f"| {name} | {held.size} | {held.mean():.1%} | {'yes' if good else 'no'} |")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
