"""The funnel against its definition, for every combination of order, entry, ties and exclusion.

``python -m tests.journey.test_brute`` compares 20,000 random customers per combination, one by one, on every
backend that counts by itself; the tests here compare a smaller share of the same kind.
"""

import argparse
import sys
import time
from collections import Counter
from itertools import chain

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cxlab.journey.funnel.attempts import NEVER
from cxlab.journey.funnel.group import Group
from cxlab.journey.funnel.source import Columns, attempts_source
from cxlab.journey.funnel.spec import funnel_spec

from .brute import STEPS, Rules, combinations, random_log

MINUTE = 60_000_000
ORIGIN = pd.Timestamp("2024-01-01")
COMBINATIONS = list(combinations())
BACKENDS = {"polars": pl.from_pandas, "DuckDB": duckdb.from_df, "arrow": pa.Table.from_pandas}


def plan_for(rules):
    return funnel_spec(
        [set(step) for step in rules.steps],
        f"{rules.window}min",
        order=rules.order,
        entry=rules.entry,
        ties=rules.ties,
        tolerance=f"{rules.tolerance}min" if rules.ties == "tolerance" else None,
        exits="x" if rules.exclusion == "exit" else None,
        exclude="x" if rules.exclusion in ("drop", "end") else None,
        exclude_effect="end" if rules.exclusion == "end" else "drop",
    )


def moment(minute):
    return None if np.isinf(minute) else ORIGIN + pd.Timedelta(minutes=int(minute))


def found(source, rules, until):
    """Return all rows and the mature rows as (customer, minute of entry, minutes reached); whether fast."""
    first, last = rules.between
    seq = "seq" if rules.ties == "sequence" else None
    units = attempts_source(
        source,
        plan_for(rules),
        Columns("who", "what", "at", seq, "who"),
        observed_from=None,
        observed_until=until,
        entry_from=moment(first),
        entry_to=moment(last),
    )
    whole, rows = Group.of(plan_for(rules), units.attempts, units.end, MINUTE), []
    origin = int(ORIGIN.as_unit("us").asm8.astype("int64"))
    for attempts in (whole.attempts, whole.mature):
        who = np.array(units.groups)[np.searchsorted(np.unique(units.attempts.value), attempts.value)]
        minutes = np.where(attempts.reached < NEVER, (attempts.reached - origin) // MINUTE, NEVER)
        starts = (attempts.start - origin) // MINUTE
        rows.append(Counter(zip(who.tolist(), starts.tolist(), map(tuple, minutes.tolist()), strict=True)))
    return *rows, units.fast


def expected(frame, rules, ends):
    """Return the same by the definition; customers without an end are not there."""
    columns = zip(*(frame[name] for name in ("who", "minute", "seq", "what")), strict=True)
    events = {}
    for who, minute, seq, what in columns:
        events.setdefault(who, []).append((minute, seq if rules.ties == "sequence" else 0, what))
    sides = [Counter(), Counter()]
    for who, own in events.items():
        if who in ends:
            for side, rows in zip(sides, rules.customer(own, ends[who]), strict=True):
                side.update((who, entry, reached) for entry, reached in rows)
    return sides


def scope(frame, rng):
    """Draw until when customers are observed: to the last event, to one moment, each to their own."""
    everybody = frame["who"].unique().tolist()
    kind = rng.integers(3)
    if kind == 0:
        return None, dict.fromkeys(everybody, int(frame["minute"].max()))
    if kind == 1:
        return ORIGIN + pd.Timedelta("7min"), dict.fromkeys(everybody, 7)
    ends = {who: int(rng.integers(3, 12)) for who in everybody if rng.random() < 0.95}
    return pd.Series({who: ORIGIN + pd.Timedelta(minutes=end) for who, end in ends.items()}), ends


def mismatches(customers, seed, combination, *, chunk=100):
    """Return how many rows differ, and how many customers were compared on each backend.

    Every `chunk` customers the steps, window, tolerance, range of entries and end of observation change.
    """
    order, entry, ties, exclusion, names = combination
    rng, wrong, compared = np.random.default_rng(seed), 0, Counter()
    for number, size in enumerate([chunk] * (customers // chunk) + [customers % chunk]):
        if not size:
            continue
        frame = random_log(size, seed * 1000 + number, twice=0.05, numbers=None if number % 2 else 4)
        window, tolerance = int(rng.choice([1, 3, 5, 8])), int(rng.choice([1, 2, 4]))
        between = (-np.inf, np.inf) if rng.random() < 0.6 else (2, 5)
        steps = STEPS[names[number % len(names)]]
        rules = Rules(
            steps, order, entry, ties, exclusion, window=window, tolerance=tolerance, between=between
        )
        until, ends = scope(frame, rng)
        wanted = expected(frame, rules, ends)
        for backend, make in chain([("pandas", lambda frame: frame)], BACKENDS.items()):
            *rows, fast = found(make(frame), rules, until)
            wrong += sum(
                ((own - other) + (other - own)).total() for own, other in zip(rows, wanted, strict=True)
            )
            compared[f"{backend}{', counted there' if fast else ''}"] += size
            if not fast and backend != "pandas":
                break  # from here on it is the same sorted log
    return wrong, compared


@pytest.mark.parametrize("combination", COMBINATIONS, ids=lambda c: " ".join(c[:4]))
def test_the_funnel_is_its_definition(combination):
    assert mismatches(400, seed=1, combination=combination)[0] == 0


def test_the_definition_counts_what_can_be_counted_by_hand():
    rules = {"window": 5, "tolerance": 1}
    own = [(0, 0, "a"), (2, 0, "b"), (2, 0, "c"), (5, 0, "c"), (6, 0, "b")]
    strict = Rules(STEPS["a b c"], "sequential", "first", "strict", "none", **rules)
    assert strict.customer(own, until=9) == ([(0, (0, 2, 5))],) * 2
    assert strict.customer(own, until=4) == ([(0, (0, 2, NEVER))], [])  # five minutes have not passed
    near = Rules(STEPS["a b c"], "sequential", "first", "tolerance", "none", **rules)
    assert near.customer(own, until=9)[0] == [(0, (0, 2, 2))]
    direct = Rules([{"a"}, {"c"}], "strict", "first", "strict", "none", **rules)
    assert direct.customer([(0, 0, "a"), (1, 0, "z"), (2, 0, "c")], until=9)[0] == [(0, (0, NEVER))]
    twice = Rules(STEPS["a a"], "sequential", "every", "strict", "none", **rules)
    assert twice.customer([(0, 0, "a"), (0, 0, "a")], until=9)[0] == [(0, (0, NEVER))]


def main():
    """Compare many customers per combination and say how many differ."""
    parser = argparse.ArgumentParser(description="Compare the funnel with its brute-force definition.")
    parser.add_argument("--cases", type=int, default=20_000, help="random customers per combination")
    cases, total, compared, began = parser.parse_args().cases, 0, Counter(), time.perf_counter()
    for place, one in enumerate(COMBINATIONS):
        wrong, more = mismatches(cases, seed=2 + place, combination=one, chunk=500)
        total, compared = total + wrong, compared + more
        print(f"{' '.join(one[:4]):40} {cases:,} customers, {wrong} mismatches", flush=True)
    print(f"\n{len(COMBINATIONS)} combinations in {time.perf_counter() - began:.0f} s, {total} mismatches")
    for backend, number in compared.items():
        print(f"  {backend}: {number:,} customers")
    sys.exit(bool(total))


if __name__ == "__main__":
    main()
