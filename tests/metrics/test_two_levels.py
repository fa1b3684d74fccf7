"""Clusters counted in two levels tell what clusters counted one by one do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import cxlab as cx
from cxlab.metrics import _side_pairs, service

CASES = {
    "rest": lambda data: cx.nps_compare(data, by="seg", cluster="customer_id"),
    "pairwise": lambda data: cx.nps_compare(data, by="seg", cluster="customer_id", against="pairwise"),
    "previous": lambda data: cx.nps_compare(
        data, by=cx.period("date", "month"), cluster="customer_id", against="previous"
    ),
    "total": lambda data: cx.nps_change(data, period=cx.period("date", "month"), cluster="customer_id"),
    "split": lambda data: cx.nps_change(
        data, period=cx.period("date", "month"), by="seg", cluster="customer_id", between="all"
    ),
}


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """Answers of customers who answer across segments and months; some name no customer."""
    rng = np.random.default_rng(9)
    n = 3000
    data = pd.DataFrame({
        "customer_id": rng.integers(0, 700, n).astype(float),
        "nps": rng.choice([0, 3, 7, 8, 9, 10], n), "seg": rng.choice(["a", "b", "c", None], n),
        "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 90, n), unit="D"),
    })  # fmt: skip
    data.loc[::50, "customer_id"] = np.nan
    return data


@pytest.mark.parametrize("case", CASES)
def test_the_same_figures(answers, case, monkeypatch):
    one_by_one = CASES[case](answers)
    passes = []
    counted = _side_pairs.cluster_pairs
    monkeypatch.setattr(_side_pairs, "MANY", 0)
    monkeypatch.setattr(_side_pairs, "cluster_pairs", lambda *a, **k: passes.append(1) or counted(*a, **k))
    two_levels = CASES[case](pa.Table.from_pandas(answers))
    assert passes
    # The law of few clusters puts like classes together: its limits agree to fewer digits.
    rough = [name for name in one_by_one if str(name).endswith(("low", "high")) or str(name).startswith("p")]
    exact = [name for name in one_by_one if name not in rough]
    pd.testing.assert_frame_equal(one_by_one[exact], two_levels[exact], rtol=1e-9, atol=1e-9)
    pd.testing.assert_frame_equal(one_by_one[rough], two_levels[rough], rtol=1e-3, atol=1e-3)


def test_answers_that_two_levels_do_not_find_are_counted_one_by_one(answers, monkeypatch):
    one_by_one = CASES["rest"](answers)
    counted = _side_pairs.cluster_pairs
    monkeypatch.setattr(_side_pairs, "MANY", 0)
    monkeypatch.setattr(
        _side_pairs, "cluster_pairs", lambda data, **k: counted(data.slice(0, 100), **k)
    )  # fmt: skip
    found = CASES["rest"](pa.Table.from_pandas(answers))
    pd.testing.assert_frame_equal(one_by_one, found, rtol=1e-9, atol=1e-9)


def test_tickets_of_customers_in_every_backend():
    rng = np.random.default_rng(3)
    n = 400
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 9_000, n), unit="h")
    tickets = pd.DataFrame({
        "ticket_id": np.arange(n), "customer_id": rng.choice([*"abcdefgh", " ", None], n), "created": created,
        "resolved": created + pd.to_timedelta(rng.integers(1, 90, n), unit="h"),
        "team": rng.choice(["x", "y", None], n), "reopened": rng.choice([0.0, 1.0, np.nan], n),
    })  # fmt: skip
    tickets.loc[::15, "resolved"] = pd.NaT
    options = {"within_days": 9, "reopened": "reopened", "observed_until": "2025-01-05", "by": "team"}
    found = cx.first_contact_resolution(tickets, cluster="customer_id", **options)
    other = cx.first_contact_resolution(pa.Table.from_pandas(tickets), cluster="customer_id", **options)
    pd.testing.assert_frame_equal(found, other, rtol=1e-12)
    plain = cx.first_contact_resolution(tickets, **options)
    counts = ["estimate", "n", "count", "open", "not_yet_observable", "missing"]
    pd.testing.assert_frame_equal(found[counts], plain[counts], rtol=1e-12)
    # A customer is a cluster, and each ticket that names none: those can have no recontact and are missing.
    judged = found["n"] + found["open"] + found["not_yet_observable"]
    assert judged.sum() == tickets["customer_id"].isin([*"abcdefgh"]).sum()
    assert (found["clusters"] == 8).all()


def waits(n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Tickets of customers with a speed of their own, some without a customer, some still open."""
    who = rng.integers(0, n // 6, n).astype(float)
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 9_000, n), unit="min")
    hours = rng.exponential(np.exp(rng.normal(2, 1, n // 6))[who.astype(int)]) + 0.01
    tickets = pd.DataFrame({
        "customer_id": who, "created": created, "team": rng.choice(["x", "y", None], n, p=[0.6, 0.3, 0.1]),
        "first_response": created + pd.to_timedelta((hours * 60).round(), unit="min"),
    })  # fmt: skip
    tickets.loc[::25, "customer_id"] = np.nan
    tickets.loc[::40, "first_response"] = pd.NaT
    return tickets


def test_waits_of_customers_counted_by_stretches_of_time(monkeypatch):
    """The same estimates and customers; limits from variances at 16 points agree within three per cent."""
    tickets = waits(6000, np.random.default_rng(5))
    options = {"by": "team", "cluster": "customer_id", "observed_until": "2024-02-01"}
    one_by_one = cx.response_time(tickets, **options)
    plain = cx.response_time(tickets, by="team", observed_until="2024-02-01")
    monkeypatch.setattr(service, "_MANY", 0)
    frames = [tickets, pa.Table.from_pandas(tickets)]
    for found in (cx.response_time(frame, **options) for frame in frames):
        limits = ["low", "high"]
        pd.testing.assert_frame_equal(one_by_one.drop(columns=limits), found.drop(columns=limits))
        width, own = (table["high"] - table["low"] for table in (found, one_by_one))
        assert np.allclose(width, own, rtol=0.03), (width / own).tolist()
        assert (width[:2] > 1.3 * (plain["high"] - plain["low"])[:2]).all()


def test_waits_of_few_stretches_are_those_one_by_one(monkeypatch):
    """Three durations only: every stretch holds one, so that nothing is lost."""
    rng = np.random.default_rng(2)
    who = rng.integers(0, 40, 400)
    days = 1 + (rng.integers(0, 3, 400) + (who % 3)) % 3
    start = pd.Timestamp("2024-01-01")
    tickets = pd.DataFrame({"who": who, "created": start,
                            "first_response": start + pd.to_timedelta(days, unit="D")})  # fmt: skip
    options = {"cluster": "who", "observed_until": "2024-02-01", "quantiles": (0.3, 0.5, 0.8), "unit": "days"}
    one_by_one = cx.response_time(tickets, **options)
    monkeypatch.setattr(service, "_MANY", 0)
    pd.testing.assert_frame_equal(one_by_one, cx.response_time(tickets, **options), rtol=1e-9)
