"""Error rates and coverage where figures are picked, repeated or cut short: the table of docs/selection.md.

    python benchmarks/selection.py --runs 100

Each row simulates data in which the truth is known and counts how often a figure claims what is not so, or
how often its interval holds the truth. "Plain" is the figure without the remedy, on the same data.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

import cxlab as cx

DAY = pd.Timestamp("2024-01-01")
Row = tuple[str, str, float, float]


def dated(days: np.ndarray) -> pd.DatetimeIndex:
    """Return days since the first as timestamps."""
    return DAY + pd.to_timedelta(days, unit="D")


def steps_of_best(rng: np.random.Generator) -> tuple[bool, bool]:
    """Ten events at the same rate for all; the best are those who stay longest."""
    life = rng.exponential(200, 1000)
    who = np.repeat(np.arange(1000), rng.poisson(life / 50))
    what = rng.choice(list("abcdefghij"), len(who))
    events = pd.DataFrame(
        {"customer_id": who, "event": what, "timestamp": dated(rng.random(len(who)) * life[who])}
    )
    best = np.argsort(-life)[:100]
    took = pd.crosstab(who, what).reindex(range(1000), fill_value=0) > 0
    own, rest = took.loc[best].mean(), took.drop(index=best).mean()
    z = (own - rest) / np.sqrt(own * (1 - own) / 100 + rest * (1 - rest) / 900)
    table = cx.steps_of_best(events, best=best.tolist())
    return bool((z.abs() > 2.81).any()), bool((table["p_adjusted"] < 0.05).any())


def transitions(rng: np.random.Generator) -> tuple[bool, bool]:
    """40 % go on to B at once, 60 % to C later; the data ends while many are under way."""
    begin, fast = rng.uniform(0, 90, 1000), rng.random(1000) < 0.4
    after = begin + np.where(fast, rng.exponential(1, 1000), rng.exponential(60, 1000))
    events = pd.DataFrame({
        "customer_id": np.tile(np.arange(1000), 2), "event": [*"A" * 1000, *np.where(fast, "B", "C")],
        "timestamp": dated(np.concatenate([begin, after])),
    })  # fmt: skip
    events = events[events["timestamp"] < dated(np.array([90]))[0]]
    row = cx.transitions(events, ends=True).set_index(["from", "to"]).loc[("A", "B")]
    n = int((after < 90).sum())
    share = (fast & (after < 90)).sum() / n
    half = 1.96 * np.sqrt(share * (1 - share) / n)
    return abs(share - 0.4) <= half, row["low"] <= 0.4 <= row["high"]


def rework(rng: np.random.Generator) -> tuple[bool, bool]:
    """Half come again, after 30 days in the mean; a tenth of them is followed for 54 days or more."""
    first, back = rng.uniform(0, 60, 800), rng.random(800) < 0.5
    day = np.concatenate([first, first + np.where(back, rng.exponential(30, 800), np.inf)])
    seen = day < 60
    events = pd.DataFrame({"customer_id": np.tile(np.arange(800), 2)[seen], "event": "help",
                           "timestamp": dated(day[seen])})  # fmt: skip
    row, truth = cx.rework(events, observed_until="2024-03-01").iloc[0], 0.5 * (1 - np.exp(-54 / 30))
    share, n = row["repeated"] / row["n"], row["n"]
    return abs(share - truth) <= 1.96 * np.sqrt(share * (1 - share) / n), row["low"] <= truth <= row["high"]


def friction(rng: np.random.Generator) -> tuple[bool, bool]:
    """40 customers answer once, 30 % badly, after ten visits each."""
    bad = rng.random(40) < 0.3
    visits = np.tile(np.arange(10) / 24, 40)
    events = pd.DataFrame(
        {"customer_id": np.repeat(np.arange(40), 10), "event": "page", "timestamp": dated(visits)}
    )
    events.loc[len(events)] = [99, "end", DAY + pd.Timedelta(days=90)]
    answers = pd.DataFrame(
        {"customer_id": np.arange(40), "date": dated(np.full(40, 0.6)), "ces": np.where(bad, 1, 7)}
    )
    row = cx.friction(events, responses=answers, dissatisfied=3).set_index("event").loc["page"]
    share = bad.mean()
    plain = abs(share - 0.3) <= 1.96 * np.sqrt(share * (1 - share) / 400)
    return plain, row["dissatisfied_share_low"] <= 0.3 <= row["dissatisfied_share_high"]


def channels(rng: np.random.Generator) -> tuple[bool, bool]:
    """Three requests in four channels, all alike; requests of one customer take alike long."""
    who = rng.integers(0, 120, 1200)
    slow, home = rng.lognormal(2, 0.7, 120), rng.choice(list("abcd"), 120)
    tickets = pd.DataFrame(
        {"category": rng.choice(["bill", "move", "stop"], 1200), "channel": home[who], "who": who}
    )
    tickets = tickets.assign(
        created=DAY, resolved=DAY + pd.to_timedelta(rng.exponential(slow[who]), unit="h")
    )
    plain = cx.channel_consistency(tickets, observed_until="2024-01-03")
    found = cx.channel_consistency(tickets, observed_until="2024-01-03", cluster="who")
    return bool(plain["differs"].any()), bool(found["differs"].any())


def calibration(rng: np.random.Generator) -> tuple[bool, bool]:
    """Perfect forecasts in ten groups by risk."""
    rate = 0.02 * np.exp(0.8 * rng.normal(size=500))
    left, cut = rng.exponential(1 / rate), rng.uniform(5, 60, 500)
    data = pd.DataFrame(
        {"risk": 1 - np.exp(-rate * 20), "duration": np.minimum(left, cut), "event": left <= cut}
    )
    table = cx.risk_validation(data, risk="risk", horizon=20, repeats=2).calibration
    off = ~table["expected"].between(table["low"], table["high"])
    return bool(off.any()), bool((table["misses"] != "").any())


def cox(rng: np.random.Generator) -> tuple[bool, bool]:
    """Ask whether any of 15 covariates without effect is named."""
    model = null_model(rng)
    return bool((model.table["p"] < 0.05).any()), len(model.standing_out) > 0


def ph_test(rng: np.random.Generator) -> tuple[bool, bool]:
    """Ask whether any of 15 covariates without effect is said to change with tenure."""
    table = null_model(rng).ph_test().iloc[:-1]
    return bool((table["p"] < 0.05).any()), bool(table["violated"].any())


def null_model(rng: np.random.Generator) -> cx.CoxResult:
    """Return a Cox model of 15 covariates that say nothing."""
    data = pd.DataFrame({f"x{number}": rng.normal(size=400) for number in range(15)})
    data = data.assign(duration=np.ceil(rng.exponential(50, 400)), event=rng.random(400) < 0.6)
    return cx.cox(data, covariates=[f"x{number}" for number in range(15)])


def agreement(rng: np.random.Generator) -> tuple[bool, bool]:
    """Ask whether mature share and incidence are said to disagree though nothing changes over time."""
    table = funnel(rng).table
    return False, bool((table["p_agreement"] < 0.05).any())


def incidence(rng: np.random.Generator) -> tuple[bool, bool]:
    """Share that reaches the third step within 45 days; customers differ in pace. Plain: share so far."""
    row = funnel(rng).table.iloc[2]
    truth = funnel_truth()
    inside = row["share_of_first_low"] <= truth <= row["share_of_first_high"]
    return bool(inside), bool(row["incidence_low"] <= truth <= row["incidence_high"])


def funnel_days(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return the days of three steps; the pace of a customer is the same for both."""
    pace, begin = rng.gamma(2, 0.5, n), rng.uniform(0, 120, n)
    second = begin + rng.exponential(10 / pace)
    return np.column_stack([begin, second, second + rng.exponential(15 / pace)])


def funnel(rng: np.random.Generator) -> cx.Funnel:
    """Return a funnel of 400 customers observed for 120 days."""
    days = funnel_days(rng, 400)
    seen = days < 120
    who, step = np.nonzero(seen)
    events = pd.DataFrame(
        {"customer_id": who, "event": np.array(list("abc"))[step], "timestamp": dated(days[seen])}
    )
    return cx.funnel(events, list("abc"), window=45, observed_until="2024-04-30")


@cache
def funnel_truth(n: int = 1_000_000) -> float:
    """Return how many reach the third step within 45 days, by many customers."""
    days = funnel_days(np.random.default_rng(0), n)
    return float(np.mean(days[:, 2] - days[:, 0] <= 45))


def moments(rng: np.random.Generator) -> tuple[float, float]:
    """Return what is quoted of an effect of 6 points where it is confirmed; nan elsewhere."""
    n = 6000
    exposed = rng.random(n) < 0.4
    left = rng.random(n) < np.where(exposed, 0.24, 0.30)
    end = DAY + pd.to_timedelta(31 + rng.random(n) * 170, unit="D")
    customers = pd.DataFrame({"customer_id": np.arange(n), "signup_date": DAY, "end_date": end.where(left)})
    events = pd.DataFrame(
        {"customer_id": np.flatnonzero(exposed), "event": "call", "timestamp": DAY + pd.Timedelta("5D")}
    )
    events.loc[len(events)] = [0, "end", DAY + pd.Timedelta(days=400)]
    row = cx.moments_that_matter(
        events, customers, day=30, horizon=180, candidates="call", observed_from=DAY
    ).iloc[0]
    if row["verdict"] != "confirmed":
        return np.nan, np.nan
    whole = 100 * (left[~exposed].mean() - left[exposed].mean())
    return whole, 100 * row["estimate"]


CLAIMS: dict[str, tuple[str, Callable[[np.random.Generator], tuple[bool, bool]]]] = {
    "`steps_of_best`, ten events alike for all": ("tables that claim, %", steps_of_best),
    "`channel_consistency`, customers alike, channels equal": ("tables that claim, %", channels),
    "`risk_validation`, perfect forecasts, ten groups": ("tables with a miss, %", calibration),
    "`CoxResult.text`, 15 covariates without effect": ("texts that claim, %", cox),
    "`CoxResult.ph_test`, 15 covariates without effect": ("tables that claim, %", ph_test),
    "`funnel`, mature share and incidence agree": ("said to disagree, %", agreement),
    "`funnel`, incidence of the third step": ("coverage, %", incidence),
    "`transitions`, share of what follows": ("coverage, %", transitions),
    "`rework`, share that comes again": ("coverage, %", rework),
    "`friction`, dissatisfied share": ("coverage, %", friction),
}


def main() -> None:
    """Simulate and print one table."""
    parser = argparse.ArgumentParser(description="Simulate error rates and coverage.")
    parser.add_argument("--runs", type=int, default=100)
    runs = parser.parse_args().runs
    print("| figure | measured | plain | cxlab | simulations |\n|---|---|---|---|---|", flush=True)
    for name, (what, one) in CLAIMS.items():
        found = np.array([one(np.random.default_rng(seed)) for seed in range(runs)], dtype=float)
        plain, own = 100 * found.mean(axis=0)
        shown = "not asked" if one is agreement else f"{plain:.0f}"
        print(f"| {name} | {what} | {shown} | {own:.0f} | {runs} |", flush=True)
    found = np.array([moments(np.random.default_rng(seed)) for seed in range(runs)])
    mean, middle = np.nanmean(found, axis=0), np.nanmedian(found, axis=0)
    kept = np.isfinite(found[:, 0]).sum()
    plain, own = (f"{mean[side]:.1f} ({middle[side]:.1f})" for side in (0, 1))
    name = f"`moments`, effect of 6 points, confirmed in {kept} of {runs}"
    print(f"| {name} | mean (median) quoted | {plain} | {own} | {runs} |")


if __name__ == "__main__":
    main()
