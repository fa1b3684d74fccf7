"""Complaints: counting against hand-written SQL, and hot spots in many companies.

    python benchmarks/complaints.py counting --rows 20000000
    python benchmarks/complaints.py hot-spots --companies 100

Counting by cause, week and region in Parquet is measured as a ratio to one DuckDB query that does the same,
both in one process and in turn. Hot spots: companies of 20,000 customers whose contacts are drawn by the
sample company's own mechanism, with its process fault and without it; nobody leaves, which costs three
quarters of the time. Found is a fault whose region and topic are named as the first hot spot, within a week
of its first and last day. Results: docs/complaints.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from cxlab.loaders.industries import industry_profile

import cxlab as cx
from cxlab.sample.plan import YEAR, Plan, plan_for
from cxlab.sample.population import draw_people
from cxlab.sample.service import draw_contacts, fault_days
from cxlab.sample.timeline import Timeline
from cxlab.sample.vocabulary import vocabulary

SQL = """
    SELECT cause, date_trunc('week', created) AS week, region, count(*) AS complaints
    FROM read_parquet('{path}') GROUP BY ALL ORDER BY ALL
"""


def write_complaints(rows: int, path: Path) -> None:
    """Write complaints of five years with twelve causes and five regions."""
    duckdb.sql(f"""
        COPY (
            SELECT 'cause ' || (hash(i) % 12)::INT AS cause,
                   'region ' || (hash(i * 7 + 1) % 5)::INT AS region,
                   TIMESTAMP '2020-01-01'
                   + INTERVAL 1 SECOND * (hash(i * 13 + 5) % 157680000)::BIGINT AS created
            FROM range({rows}) t(i)
        ) TO '{path}' (FORMAT parquet)
    """)


def counting(rows: int, repeats: int = 5) -> None:
    """Print how long counting takes against SQL."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "complaints.parquet"
        write_complaints(rows, path)
        by = ["cause", cx.period("created", "week"), "region"]
        seconds: dict[str, list[float]] = {"sql": [], "cxlab": []}
        for _repeat in range(repeats):
            started = time.perf_counter()
            by_hand = duckdb.sql(SQL.format(path=path)).df()
            seconds["sql"].append(time.perf_counter() - started)
            started = time.perf_counter()
            ours = cx.complaints.complaint_counts(str(path), by=by, min_n=0)
            seconds["cxlab"].append(time.perf_counter() - started)
        assert ours["complaints"].tolist() == by_hand["complaints"].tolist()
        sql, own = (float(np.median(values)) for values in seconds.values())
        print(
            f"{rows:,} complaints, {len(ours):,} groups: SQL {sql:.2f} s, cxlab {own:.2f} s, "
            f"ratio {own / sql:.2f}"
        )


def company(seed: int, *, fault: bool, customers: int = 20_000) -> tuple[pd.DataFrame, Plan, Timeline]:
    """Return the complaints of one company."""
    plan = plan_for(industry_profile("energy"))
    if not fault:
        plan = replace(
            plan, service=replace(plan.service, fault_complaints_per_week=0.0, fault_reply_log_shift=0.0)
        )
    timeline, words = Timeline(36, int(plan.past_years * YEAR)), vocabulary("energy")
    people = draw_people(plan, timeline, seed=seed, size=customers, new=False, tag="bench")
    contacts = draw_contacts(people, plan, timeline, seed=seed, tag="bench")
    contacts = contacts.take(np.flatnonzero(contacts.complaint & (contacts.minute >= 0)))
    weights = np.array([topic.complaints for topic in words.topics])
    topic = np.random.default_rng(seed).choice(len(weights), len(contacts), p=weights / weights.sum())
    topic = np.where(contacts.fault, words.fault_topic, topic)
    names, regions = np.array([one.name for one in words.topics]), np.array(words.regions)
    frame = pd.DataFrame({
        "customer_id": contacts.customer, "created": pd.to_datetime(timeline.date(contacts.day)),
        "cause": names[topic], "region": regions[people.region[contacts.customer]],
    })  # fmt: skip
    return frame, plan, timeline


def hot_spots(companies: int, draws: int, faults: tuple[bool, ...]) -> None:
    """Print in how many companies the fault is found, and in how many without one there is an alarm."""
    words = vocabulary("energy")
    for fault in faults:
        found = alarms = further = 0
        started = time.perf_counter()
        for seed in range(1, companies + 1):
            frame, plan, timeline = company(seed, fault=fault)
            spots = cx.complaints.hot_spots(frame, customer="customer_id", draws=draws)
            alarms += len(spots) > 0
            if not (fault and len(spots)):
                continue
            first, after = fault_days(plan, timeline)
            days = [pd.Timestamp(timeline.date(day)) for day in (first, after - 1)]
            best = spots.iloc[0]
            near = [
                abs((best[name] - day).days) <= 7
                for name, day in zip(("first_day", "last_day"), days, strict=True)
            ]
            right = best["region"] == words.regions[plan.service.fault_region]
            found += right and best["cause"] == words.topics[words.fault_topic].name and all(near)
            further += len(spots) - 1
        seconds = (time.perf_counter() - started) / companies
        kind = (
            f"with the fault: found {found}, further hot spots {further}"
            if fault
            else f"without: alarms {alarms}"
        )
        print(f"{companies} companies of 20,000 {kind}; {draws} draws, {seconds:.1f} s each", flush=True)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("counting", "hot-spots"))
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--companies", type=int, default=100)
    parser.add_argument("--draws", type=int, default=99)
    parser.add_argument("--only", choices=("with", "without"))
    given = parser.parse_args()
    if given.what == "counting":
        counting(given.rows)
    else:
        wanted = tuple(
            fault for fault, name in ((True, "with"), (False, "without")) if given.only in (None, name)
        )
        hot_spots(given.companies, given.draws, wanted)


if __name__ == "__main__":
    main()
