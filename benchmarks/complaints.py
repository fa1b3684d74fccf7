"""Complaints: counting against hand-written SQL, and hot spots in many companies.

    python benchmarks/complaints.py counting --rows 20000000
    python benchmarks/complaints.py hot-spots --companies 100

Counting by cause, week and region in Parquet is measured as a ratio to one DuckDB query that does the same,
both in one process and in turn. Hot spots: companies of 20,000 customers in six industries whose contacts are
drawn by the sample company's own mechanism, with its process fault and without it; nobody leaves, which costs
three quarters of the time. The functions are those that the report's template calls, so that what is counted
is what the report would state as shown: a fault is found if region and topic of the first rise are right and
both days within a week. Results: docs/complaints.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

import cxlab as cx
from cxlab.complaints import ObservedComplaints
from cxlab.complaints._exposure import Exposure, customer_years
from cxlab.loaders.industries import industry_profile
from cxlab.results import Finding, ranked
from cxlab.sample.plan import YEAR, Plan, plan_for
from cxlab.sample.population import draw_people
from cxlab.sample.service import draw_contacts, fault_days
from cxlab.sample.timeline import Timeline
from cxlab.sample.vocabulary import vocabulary
from cxlab.templates import complaint_root_causes as narrative

INDUSTRIES = ("energy", "telecom", "insurance", "bank", "saas", "ecommerce")
CHANNELS = ("E-Mail", "Webformular", "Chat", "Telefon")
UNKNOWN = 0.12  # complaints coded as "other", as the sample company's exports have them

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


def company(seed: int, *, fault: bool, customers: int = 20_000) -> tuple[ObservedComplaints, Plan, Timeline]:
    """Return the complaints of one company, as `observed_complaints` reads them from a pot."""
    industry = INDUSTRIES[seed % len(INDUSTRIES)]
    plan = plan_for(industry_profile(industry))
    if not fault:
        plan = replace(
            plan, service=replace(plan.service, fault_complaints_per_week=0.0, fault_reply_log_shift=0.0)
        )
    timeline, words = Timeline(36, int(plan.past_years * YEAR)), vocabulary(industry)
    people = draw_people(plan, timeline, seed=seed, size=customers, new=False, tag="bench")
    contacts = draw_contacts(people, plan, timeline, seed=seed, tag="bench")
    contacts = contacts.take(np.flatnonzero(contacts.complaint & (contacts.minute >= 0)))
    weights = np.array([topic.complaints for topic in words.topics])
    rng = np.random.default_rng(seed)
    topic = rng.choice(len(weights), len(contacts), p=weights / weights.sum())
    topic = np.where(contacts.fault, words.fault_topic, topic)
    topic = np.where(rng.random(len(topic)) < UNKNOWN, len(weights), topic)
    names, regions = (
        np.array([*(one.label["de"] for one in words.topics), "Sonstiges"]),
        np.array(words.regions),
    )
    frame = pd.DataFrame({
        "customer_id": contacts.customer, "created": pd.to_datetime(timeline.date(contacts.day)),
        "cause": names[topic], "region": regions[people.region[contacts.customer]],
        "channel": np.array(CHANNELS)[rng.integers(0, len(CHANNELS), len(topic))],
    })  # fmt: skip
    first, last = (pd.Timestamp(timeline.date(day)) for day in (0, timeline.days - 1))
    there = pd.DataFrame({"region": regions[people.region], "signup_date": first, "end_date": pd.NaT})
    years = [customer_years(there, "region", first, last, every=every) for every in ("month", "week")]
    exposure = Exposure("customers", years[0], "date", 1000.0, years[1])
    dimensions = ("region", "cause", "channel")
    observed = ObservedComplaints(
        frame,
        "complaints",
        "cause",
        "created",
        "region",
        "customer_id",
        "",
        dimensions,
        first,
        last,
        exposure,
    )
    return observed, plan, timeline


def stated(observed: ObservedComplaints, draws: int) -> dict[str, list[Finding]]:
    """Return what the report would state as shown, by the functions its template calls."""
    spots = cx.complaints.complaint_rises(observed, draws=draws)
    spans = cx.complaints.compared_spans(observed)
    change = cx.complaints.complaint_change(observed, spans, draws=draws)
    rates = cx.complaints.rates_by_place(observed, observed.outside(spots))
    residuals = cx.complaints.cause_by_driver(
        observed.outside(spots), "channel", customer="customer_id", correction="holm"
    )
    found = {
        "rise": narrative.rise_findings(observed, spots),
        "localised": narrative.localised_findings(observed, change, spans, spots=spots),
        "group": narrative.group_findings(observed, rates),
        "driver": narrative.driver_findings(observed, residuals),
        "change": narrative.change_finding(observed, change, spans),
    }
    return {name: [one for one in several if one.certainty == "shown"] for name, several in found.items()}


def is_the_fault(finding: Finding, plan: Plan, timeline: Timeline, seed: int) -> bool:
    """Tell whether region and topic are those of the fault, and both days within a week of its own."""
    words = vocabulary(INDUSTRIES[seed % len(INDUSTRIES)])
    first, after = fault_days(plan, timeline)
    days = [pd.Timestamp(timeline.date(day)) for day in (first, after - 1)]
    named = [pd.Timestamp(day) for day in finding.period.split("/")]
    near = all(abs((one - day).days) <= 7 for one, day in zip(named, days, strict=True))
    topic = words.topics[words.fault_topic].label["de"]
    return near and (finding.group, finding.aspect) == (words.regions[plan.service.fault_region], topic)


def hot_spots(companies: int, draws: int, faults: tuple[bool, ...]) -> None:
    """Print in how many companies the fault is stated, and in how many without one something is."""
    for fault in faults:
        counts: Counter[str] = Counter()
        started = time.process_time()
        for seed in range(1, companies + 1):
            observed, plan, timeline = company(seed, fault=fault)
            found = stated(observed, draws)
            counts.update(name for name, several in found.items() if several)
            counts["any alarm"] += any(found[name] for name in ("rise", "localised"))
            if fault and found["rise"]:
                first = ranked(found["rise"])[0]
                counts["fault stated first"] += is_the_fault(first, plan, timeline, seed)
            print(f"{seed} companies: {dict(counts)}", file=sys.stderr, flush=True)
        seconds = (time.process_time() - started) / companies
        print(f"{companies} companies of 20,000 {'with' if fault else 'without'} the fault, "
              f"{draws} draws, {seconds:.1f} s each: {dict(counts)}", flush=True)  # fmt: skip


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("counting", "hot-spots"))
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--companies", type=int, default=100)
    parser.add_argument("--draws", type=int, default=199)
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
