"""Do tests and intervals hold where customers answer more than once? Writes docs/clusters.md.

    python benchmarks/clusters.py                          # all sections, about 20 minutes on one core
    python benchmarks/clusters.py compare cox --runs 200   # only these; the page keeps the others

Every section is drawn from a seed of its own, so that the page can be reproduced to the digit.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import cxlab as cx

PAGE = Path(__file__).resolve().parents[1] / "docs" / "clusters.md"
SEED = 20261126
START = pd.Timestamp("2024-01-01")
INTRODUCTION = """\
# Customers who answer more than once

Written by `python benchmarks/clusters.py`; do not edit. All figures are per cent.

Answers, tickets or rows of one customer (account, flight) are a cluster: they tell less than as many separate
ones. Tests and intervals use the CR1 standard error and the law of `cxlab.stats.few_clusters` (Bell and
McCaffrey's working model, with the probability computed instead of matched to a t distribution). "Before" is
what the same figure was with clusters - 1 degrees of freedom, or with rows taken as independent. A type I
error should be 5, a coverage 95; beside each stands three times the standard error of the simulation.
"""


def share(hits: list[bool]) -> str:
    """Return a share in per cent with three standard errors of the simulation."""
    found = float(np.mean(hits))
    return f"{100 * found:.1f} +/- {300 * np.sqrt(max(found * (1 - found), 1e-9) / len(hits)):.1f}"


def table(heads: list[str], rows: list[list[object]]) -> str:
    """Return a Markdown table."""
    lines = [" | ".join(str(item) for item in row) for row in (heads, *rows)]
    lines.insert(1, " | ".join("---" for _ in heads))
    return "\n".join(f"| {line} |" for line in lines)


def scores(rng: np.random.Generator, sizes: np.ndarray, rho: float, first: int = 0) -> pd.DataFrame:
    """Return answers of accounts of the given sizes whose latent scores correlate by rho."""
    account = np.repeat(np.arange(len(sizes)), sizes)
    z = rng.normal(0, rho**0.5, len(sizes))[account] + rng.normal(0, (1 - rho) ** 0.5, len(account))
    return pd.DataFrame({"account": account + first, "nps": np.select([z < -0.8416, z < 0], [3, 8], 10)})


def unequal(clusters: int) -> np.ndarray:
    """Return very unequal sizes: the largest has a third of all answers or more."""
    return np.maximum(2, np.round(300 / np.arange(1, clusters + 1) ** 1.2)).astype(int)


Plan = tuple[str, np.ndarray, np.ndarray, str]
EVEN = np.full(40, 30)


def compare(rng: np.random.Generator, runs: int) -> str:
    """Type I error of `nps_compare(cluster=)`: one segment against the rest, clusters of one size.

    A side of a single cluster has no test.
    """
    plans: list[Plan] = [
        ("1 against 40 of 30", EVEN[:1], EVEN, "80"),
        ("2 against 40 of 30", EVEN[:2], EVEN, "37"),
        ("3 against 40 of 30", EVEN[:3], EVEN, "21"),
        ("5 against 40 of 30", EVEN[:5], EVEN, "10"),
        ("3 against 3 of 30", EVEN[:3], EVEN[:3], ""),
    ]
    return compared(rng, runs, plans)


def lopsided(rng: np.random.Generator, runs: int) -> str:
    """Type I error of the same where cluster sizes are very unequal: they fall as 300 / k^1.2 unless given.

    At rho 0 a few large clusters are hard to tell from alike ones, and the test is careful.
    """
    plans: list[Plan] = [
        ("3 against 3: 120, 10, 10 and 60, 30, 5", np.array([120, 10, 10]), np.array([60, 30, 5]), ""),
        ("3 against 12", unequal(3), unequal(12), ""),
        ("15 against 15", unequal(15), unequal(15), "9 to 10"),
        ("30 against 30", unequal(30), unequal(30), ""),
    ]
    return compared(rng, runs, plans)


def compared(rng: np.random.Generator, runs: int, plans: list[Plan]) -> str:
    """Return the table of how often a difference is claimed where there is none."""
    rows = []
    for name, own, other, before in plans:
        cells: list[object] = [name, before]
        for rho in (0.0, 0.1, 0.3):
            rejected = []
            for _ in range(runs):
                data = pd.concat([scores(rng, own, rho), scores(rng, other, rho, first=1000)])
                data["seg"] = np.where(data["account"] < 1000, "a", "b")
                test = cx.nps_compare(data, by="seg", against="b", cluster="account").iloc[0]
                rejected.append(bool(test["p"] < 0.05))
                if np.isnan(test["p"]) and len(own) < 2:
                    break
            cells.append("no test" if len(rejected) < runs else share(rejected))
        rows.append(cells)
    heads = ["clusters", "before, rho .1", "rho 0", "rho .1", "rho .3"]
    return f"{runs:,} samples per cell.\n\n" + table(heads, rows)


def cox(rng: np.random.Generator, runs: int) -> str:
    """Type I error of `cox(cluster=)`: a covariate of the cluster without effect, frailty of log-sd .4.

    Half of the clusters have the covariate. One cluster has no standard error.
    """
    rows = []
    falling = np.array([120, 60, 30, 20, 10, 5])
    plans = [("6 of 40", np.full(6, 40), "25"), ("10 of 20", np.full(10, 20), ""),
             ("20 of 20", np.full(20, 20), ""), ("6: 120, 60, 30, 20, 10, 5", falling, "")]  # fmt: skip
    for name, sizes, before in plans:
        rejected = []
        for _ in range(runs):
            cluster = np.repeat(np.arange(len(sizes)), sizes)
            frailty = np.exp(rng.normal(0, 0.4, len(sizes)))[cluster]
            stay, seen = rng.exponential(20 / frailty), rng.uniform(5, 60, len(cluster))
            data = pd.DataFrame({"duration": np.ceil(np.minimum(stay, seen)), "event": stay <= seen,
                                 "x": (cluster % 2).astype(float), "cluster": cluster})  # fmt: skip
            found = cx.cox(data, covariates="x", cluster="cluster", min_n=1).table
            rejected.append(bool(found["p"].iloc[0] < 0.05))
        rows.append([name, before, share(rejected)])
    return f"{runs:,} samples per cell.\n\n" + table(["clusters", "before", "type I error"], rows)


def change(rng: np.random.Generator, runs: int) -> str:
    """Coverage of the total change of `nps_change(cluster=)`, no change.

    Accounts: 60 in either period, 8 answers each (rho .2). Panel: 400 customers who answer in both periods,
    with a correlation of .6; "paired" is the change of those who answered in both.
    """
    accounts, panel, paired = [], [], []
    for _ in range(runs):
        waves = [scores(rng, np.full(60, 8), 0.2, first=100 * wave).assign(wave=wave) for wave in (1, 2)]
        total = cx.nps_change(pd.concat(waves), period="wave", cluster="account").iloc[-1]
        accounts.append(bool(total["low"] <= 0 <= total["high"]))
        both = scores(rng, np.full(400, 2), 0.6).assign(wave=np.tile([1, 2], 400))
        total = cx.nps_change(both, period="wave", cluster="account").iloc[-1]
        panel.append(bool(total["low"] <= 0 <= total["high"]))
        paired.append(bool(total["paired_low"] <= 0 <= total["paired_high"]))
    rows = [["accounts", "81", share(accounts)], ["panel, total", "99.6", share(panel)],
            ["panel, paired", "", share(paired)]]  # fmt: skip
    return f"{runs:,} samples per cell.\n\n" + table(["data", "before", "coverage"], rows)


def tickets(rng: np.random.Generator, customers: int = 250) -> pd.DataFrame:
    """Return tickets of customers of whom a few write very often, each with a pace of their own."""
    number = np.minimum(rng.zipf(1.9, customers), 60)
    who = np.repeat(np.arange(customers), number)
    pace = np.exp(rng.normal(0, 0.8, customers))[who]
    created = START + pd.to_timedelta(rng.uniform(0, 700, len(who)), unit="D")
    wait = pd.to_timedelta(rng.exponential(8 * pace), unit="h")
    trouble = rng.random(len(who)) < rng.beta(1.5, 3.0, customers)[who]
    return pd.DataFrame({"ticket_id": np.arange(len(who)), "customer_id": who, "created": created,
                         "resolved": created + wait, "first_response": created + wait,
                         "reopened": trouble})  # fmt: skip


def service(rng: np.random.Generator, runs: int) -> str:
    """Coverage of ticket figures with heavy-tailed customers: a few have most of the tickets.

    250 customers with Zipf(1.9) tickets each, at most 60, whose waits and reopenings are alike. The truth is
    that of 60,000 customers.
    """
    whole = tickets(rng, 60_000)
    until = START + pd.Timedelta(days=760)
    solved = 1 - whole["reopened"].mean()
    waits = (whole["resolved"] - whole["created"]) / pd.Timedelta(hours=1)
    truth = {"reopened": solved, "median": waits.median(), "p90": waits.quantile(0.9)}
    hits: dict[tuple[str, bool], list[bool]] = {(name, c): [] for name in truth for c in (False, True)}
    for _ in range(runs):
        data = tickets(rng)
        for clustered in (False, True):
            cluster = "customer_id" if clustered else None
            # Repeat contacts within a minute never happen: the figure is that of tickets not reopened.
            fcr = cx.first_contact_resolution(
                data, within_days=1e-9, reopened="reopened", observed_until=until, cluster=cluster
            ).iloc[0]
            hits["reopened", clustered].append(bool(fcr["low"] <= truth["reopened"] <= fcr["high"]))
            rows = cx.response_time(data, observed_until=until, cluster=cluster)
            for name, (_, row) in zip(("median", "p90"), rows.iterrows(), strict=True):
                # An interval without an upper limit reaches as far as may be.
                hits[name, clustered].append(
                    bool(row["low"] <= truth[name] and not truth[name] > row["high"])
                )
    names = {
        "reopened": "first-contact resolution",
        "median": "response time, median",
        "p90": "response time, p90",
    }
    body = [[label, share(hits[name, False]), share(hits[name, True])] for name, label in names.items()]
    return f"{runs:,} samples per cell.\n\n" + table(["figure", "tickets independent", "by customer"], body)


def trend(rng: np.random.Generator, runs: int) -> str:
    """Type I error of the tests behind `nps_trend` where nothing changes over time.

    People answer 4 times each within three years (rho .5), some mostly early and others late. The line has
    CR2 errors and Satterthwaite degrees of freedom; before (CR1) it was 9.4 with 20 people, and in another
    3,000 samples 7.7 before and 5.5 after.
    """
    rows = []
    for people in (20, 50, 150):
        slope, jump = [], []
        for _ in range(runs):
            data = scores(rng, np.full(people, 4), 0.5)
            days = np.clip(rng.normal(rng.uniform(0, 1096, people)[data["account"]], 120), 0, 1095)
            data["date"] = START + pd.to_timedelta(days.round(), unit="D")
            found = cx.nps_trend(data, cluster="account", draws=399, seed=int(rng.integers(2**31)))
            slope.append(bool(found["p"].iloc[0] < 0.05))
            jump.append(bool(found["p"].iloc[1] < 0.05))
        rows.append([people, share(slope), share(jump)])
    return f"{runs:,} samples per cell.\n\n" + table(["people", "trend", "change point"], rows)


def differences(rng: np.random.Generator, runs: int) -> str:
    """Type I error of `survival_difference` with few customers on one side.

    Exponential tenures (mean 100), censored evenly up to 200, compared at 80.
    """
    rows = []
    for few, many, before in ((5, 100, "13.8"), (10, 110, "10.3"), (10, 10, "8.1"), (20, 100, "7.5")):
        cells: list[object] = [f"{few} and {many}", before]
        for measure in ("rmst", "survival"):
            rejected = []
            for _ in range(runs):
                n = few + many
                stay, seen = rng.exponential(100, n), rng.uniform(0, 200, n)
                data = pd.DataFrame({"g": np.where(np.arange(n) < few, "a", "b"), "event": stay <= seen,
                                     "duration": np.minimum(stay, seen)})  # fmt: skip
                test = cx.survival_difference(data, by="g", at=80, measure=measure).iloc[0]
                rejected.append(bool(test["p"] < 0.05))
            cells.append(share(rejected))
        rows.append(cells)
    heads = ["customers", "before (restricted mean)", "restricted mean", "survival"]
    return f"{runs:,} samples per cell; samples without a test count as not rejected.\n\n" + table(
        heads, rows
    )


def curves(rng: np.random.Generator, runs: int) -> str:
    """Coverage and type I error where customers have several contracts that end alike.

    120 customers with 1 to 10 contracts (frailty of log-sd .7). Coverage of survival at 20 and of the
    restricted mean up to 40; type I error of the log-rank test of two groups of customers.
    """
    big = contracts(rng, 40_000)
    at20 = cx.survival_curve(big, times=[20])["estimate"].iloc[0]
    mean = cx.rmst(big, horizon=40)["estimate"].iloc[0]
    names = ("survival at 20, coverage", "restricted mean, coverage", "log-rank, type I error")
    hits: dict[tuple[str, bool], list[bool]] = {(name, c): [] for name in names for c in (False, True)}
    for _ in range(runs):
        data = contracts(rng, 120)
        for clustered in (False, True):
            cluster = "customer_id" if clustered else None
            row = cx.survival_curve(data, times=[20], cluster=cluster).iloc[0]
            hits[names[0], clustered].append(bool(row["low"] <= at20 <= row["high"]))
            row = cx.rmst(data, horizon=40, cluster=cluster).iloc[0]
            hits[names[1], clustered].append(bool(row["low"] <= mean <= row["high"]))
            test = cx.survival_compare(data, by="group", cluster=cluster).iloc[0]
            hits[names[2], clustered].append(bool(test["p"] < 0.05))
    body = [[name, share(hits[name, False]), share(hits[name, True])] for name in names]
    return f"{runs:,} samples per cell.\n\n" + table(["figure", "rows independent", "by customer"], body)


def contracts(rng: np.random.Generator, customers: int) -> pd.DataFrame:
    """Return contracts of customers who end theirs at a pace of their own."""
    who = np.repeat(np.arange(customers), rng.integers(1, 11, customers))
    frailty = np.exp(rng.normal(0, 0.7, customers))[who]
    stay, seen = rng.exponential(30 / frailty), rng.uniform(5, 80, len(who))
    return pd.DataFrame({"customer_id": who, "group": np.where(who % 2, "a", "b"), "event": stay <= seen,
                         "duration": np.ceil(np.minimum(stay, seen))})  # fmt: skip


SECTIONS: dict[str, tuple[str, Callable[[np.random.Generator, int], str], int]] = {
    "compare": ("Segments against the rest", compare, 1000),
    "lopsided": ("Segments of very unequal clusters", lopsided, 1000),
    "change": ("Change between two periods", change, 1000),
    "service": ("Tickets", service, 500),
    "cox": ("Cox's model", cox, 500),
    "curves": ("Curves and log-rank tests", curves, 500),
    "differences": ("Few customers on one side", differences, 1000),
    "trend": ("Trend and change point", trend, 500),
}


def main() -> None:
    """Run the sections named on the command line, or all, and write them into the page."""
    parser = argparse.ArgumentParser(description="Simulate error rates with clusters.")
    parser.add_argument("sections", nargs="*", help=", ".join(SECTIONS))
    parser.add_argument("--runs", type=int, help="samples per cell; default: 500 or 1,000")
    options = parser.parse_args()
    for place, (name, (title, section, runs)) in enumerate(SECTIONS.items()):
        if name in (options.sections or SECTIONS):
            text = " ".join((section.__doc__ or "").split("\n\n", 1)[0].split())
            more = " ".join((section.__doc__ or "").partition("\n\n")[2].split())
            result = section(np.random.default_rng(SEED + place), options.runs or runs)
            found = f"## {title}\n\n{text} {more}\n\n{result}"
            print(found, flush=True)
            write(name, found)


def write(name: str, found: str) -> None:
    """Put a section into the page, beside those that are there."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    done = dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end -->", page, flags=re.DOTALL)) | {name: found}
    body = [f"<!-- {name} -->\n{done[name]}\n<!-- end -->\n" for name in SECTIONS if name in done]
    PAGE.write_text("\n".join([INTRODUCTION, *body]), encoding="utf-8")


if __name__ == "__main__":
    main()
