"""Funnels: published cases, laws, the three estimates, the fast path, bad input."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, CxError, UnknownName
from cxlab.language import using

from .brute import random_log

OPTIONS = {"customer": "who", "event": "what", "time": "at"}


def log(*rows: tuple[int, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["who", "what", "at"])
    return frame.assign(at=pd.to_datetime("2024-01-01 " + frame["at"], format="mixed"))


def reached(events, steps, **options) -> list[int]:
    return (
        cx.funnel(events, steps, min_n=0, **{"window": "1h", **OPTIONS, **options}).table["reached"].tolist()
    )


def random_events(customers: int, seed: int = 0, days: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    n = customers * 6
    at = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, days * 86_400, n), unit="s")
    return pd.DataFrame(
        {
            "who": rng.integers(0, customers, n),
            "what": rng.choice(list("abcx"), n, p=[0.4, 0.3, 0.2, 0.1]),
            "at": at,
            "shop": rng.choice(["north", "south", None], n),
            "event_id": np.arange(n),
        }
    )


def test_mixpanels_published_case():
    # A 1:00, A 1:30, B 1:45, C 2:15, one hour: the first entry converts twice, any entry three times.
    events = log((1, "A", "01:00"), (1, "A", "01:30"), (1, "B", "01:45"), (1, "C", "02:15"))
    assert reached(events, ["A", "B", "C"], entry="first") == [1, 1, 0]
    assert reached(events, ["A", "B", "C"], entry="any") == [1, 1, 1]


def test_the_same_step_twice_needs_two_events():
    assert reached(log((1, "A", "01:00")), ["A", "A"]) == [1, 0]
    assert reached(log((1, "A", "01:00"), (1, "A", "01:10")), ["A", "A"]) == [1, 1]
    assert reached(log((1, "A", "01:00"), (1, "A", "01:00")), ["A", "A"]) == [1, 0]


def test_the_window_is_inclusive():
    events = log((1, "A", "01:00"), (1, "B", "02:00"), (2, "A", "01:00"), (2, "B", "02:00:01"))
    assert reached(events, ["A", "B"]) == [2, 1]


def test_steps_as_sets_and_named_steps():
    events = log((1, "mail", "01:00"), (1, "buy", "01:10"), (2, "call", "01:00"))
    result = cx.funnel(events, {"contact": {"mail", "call"}, "sale": "buy"}, window=1, min_n=0, **OPTIONS)
    assert result.table["name"].tolist() == ["contact", "sale"]
    assert result.table["reached"].tolist() == [2, 1]


@pytest.mark.parametrize("entry", ["first", "any", "every"])
@pytest.mark.parametrize("order", ["sequential", "any"])
def test_without_censoring_the_three_estimates_agree(entry, order):
    events = random_events(400, days=40)
    table = cx.funnel(
        events, ["a", "b", "c"], window=9, entry=entry, order=order, observed_until="2025-12-31", **OPTIONS
    ).table
    assert (table["reached"].iloc[1:] > 5).all()
    for name in ("mature", "incidence"):
        np.testing.assert_allclose(
            table[name].astype(float), table["share_of_first"].astype(float), rtol=1e-12
        )


def test_without_censoring_they_agree_with_exits_and_exclusions_too():
    events = random_events(400, days=40)
    for more in ({"exits": "x"}, {"exclude": "x"}, {"exclude": "x", "exclude_effect": "end"}):
        table = cx.funnel(
            events, ["a", "b", "c"], window=9, observed_until="2025-12-31", **more, **OPTIONS
        ).table
        for name in ("mature", "incidence"):
            np.testing.assert_allclose(table[name].astype(float), table["share_of_first"], rtol=1e-12)


@pytest.mark.parametrize("entry", ["first", "any", "every"])
@pytest.mark.parametrize("exclude", [None, "x"])
def test_late_entries_never_move_the_mature_figure(entry, exclude):
    events = random_events(300)
    until, window = events["at"].max(), pd.Timedelta("9d")
    late = pd.DataFrame({"who": np.arange(9_000, 9_200), "what": "a", "at": until - pd.Timedelta("8d")})
    later = pd.concat([late, late.assign(what="b", at=late["at"] + pd.Timedelta("1d"))])
    options = {"window": window, "entry": entry, "exclude": exclude, "observed_until": until, **OPTIONS}
    columns = ["mature_entered", "mature_reached", "mature"]
    before = cx.funnel(events, ["a", "b", "c"], **options).table
    after = cx.funnel(pd.concat([events, later]), ["a", "b", "c"], **options).table
    pd.testing.assert_frame_equal(before[columns], after[columns])
    assert after["share_of_first"].iloc[1] != before["share_of_first"].iloc[1]


@given(
    seed=st.integers(0, 10_000),
    entry=st.sampled_from(["first", "any", "every"]),
    rules=st.sampled_from([{}, {"exclude": "x"}, {"exclude": "x", "exclude_effect": "end"}, {"exits": "x"}]),
)
def test_late_entries_of_the_same_customers_never_move_it_either(seed, entry, rules):
    events, rng = random_log(40, seed), np.random.default_rng(seed)
    until = pd.Timestamp("2024-01-01 00:10")
    again = pd.DataFrame({"who": rng.integers(0, 60, 50), "what": "a", "seq": 1000 + np.arange(50)})
    again["at"] = until - pd.to_timedelta(rng.integers(0, 5, 50), unit="min")  # less than the window ago
    options = {"window": "5min", "entry": entry, "observed_until": until, "min_n": 0, **rules, **OPTIONS}
    steps, columns = ["a", "b", "c"], ["mature_entered", "mature_reached", "mature"]
    before = cx.funnel(events, steps, **options).table
    after = cx.funnel(pd.concat([events, again]), steps, **options).table
    pd.testing.assert_frame_equal(before[columns], after[columns])


@given(seed=st.integers(0, 10_000), order=st.sampled_from(["sequential", "strict", "any"]),
       entry=st.sampled_from(["first", "any", "every"]),
       ties=st.sampled_from(["strict", "sequence"]))  # fmt: skip
def test_without_censoring_the_three_agree_whatever_the_rules(seed, order, entry, ties):
    options = {"window": "5min", "order": order, "entry": entry, "ties": ties, "sequence": "seq", "min_n": 0}
    table = cx.funnel(
        random_log(80, seed), ["a", "b", "c"], observed_until="2024-01-02", **options, **OPTIONS
    ).table
    for name in ("mature", "incidence"):
        np.testing.assert_allclose(table[name].astype(float), table["share_of_first"], rtol=1e-12)


@given(seed=st.integers(0, 1000), ties=st.sampled_from(["strict", "sequence", "tolerance"]),
       entry=st.sampled_from(["first", "any", "every"]))  # fmt: skip
def test_shuffling_rows_changes_nothing(seed, ties, entry):
    events = random_log(60, seed)
    more = {
        "ties": ties,
        "tolerance": "2min" if ties == "tolerance" else None,
        "sequence": "seq",
        "entry": entry,
    }
    one = cx.funnel(events, ["a", "b", "c"], window="5min", **more, **OPTIONS).table
    two = cx.funnel(
        events.sample(frac=1, random_state=seed), ["a", "b", "c"], window="5min", **more, **OPTIONS
    ).table
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize("exits", [None, "x"])
@pytest.mark.parametrize("by", [None, "shop"])
def test_the_engine_counts_what_the_kernel_counts(tmp_path, exits, by):
    events = random_events(500, seed=3)
    events.loc[:5, "who"] = np.nan
    events.loc[6:9, "what"] = None
    events.loc[10:12, "at"] = pd.NaT
    events.to_parquet(tmp_path / "events.parquet")
    options = {
        "window": 9,
        "exits": exits,
        "by": by,
        "observed_until": "2024-07-01",
        "entry_from": "2024-01-15",
        "entry_to": "2024-06-15",
        **OPTIONS,
    }
    kernel = cx.funnel(events, ["a", {"b", "c"}, "c"], **options)
    assert not kernel.fast
    sources = [tmp_path / "events.parquet", pl.from_pandas(events), duckdb.from_df(events)]
    for source in sources:
        fast = cx.funnel(source, ["a", {"b", "c"}, "c"], **options)
        assert fast.fast
        pd.testing.assert_frame_equal(fast.table, kernel.table)
        for reason in ("no customer", "no event", "no time"):
            assert fast.excluded[reason] == kernel.excluded[reason]


def test_exits_compete_and_the_curve_starts_at_zero():
    events = log(
        (1, "A", "01:00"),
        (1, "B", "01:10"),
        (2, "A", "01:00"),
        (2, "X", "01:05"),
        (2, "B", "01:30"),
        (3, "A", "01:00"),
        (4, "A", "01:00"),
        (5, "Z", "09:00"),
    )
    result = cx.funnel(events, ["A", "B"], window="2h", exits="X", min_n=0, unit="hours", **OPTIONS)
    row = result.table.iloc[1]
    assert row["reached"] == 1
    assert row["incidence"] == pytest.approx(0.25)
    assert row["at_risk"] == 2
    assert row["median_hours"] == pytest.approx(1 / 6)
    assert result.curves["estimate"].iloc[0] == 0
    assert result.curves["estimate"].is_monotonic_increasing


def test_unfinished_journeys_are_not_lost():
    rng = np.random.default_rng(5)
    entered = rng.uniform(0, 30, 4000)
    converts = np.where(rng.random(4000) < 0.4, rng.exponential(8, 4000), np.inf)
    start = pd.Timestamp("2024-01-01")
    visits = pd.DataFrame({"who": range(4000), "what": "a", "at": start + pd.to_timedelta(entered, unit="D")})
    sales = visits.assign(what="b", at=start + pd.to_timedelta(np.minimum(entered + converts, 9e3), unit="D"))
    end = start + pd.Timedelta("30d")
    events = pd.concat([visits, sales[np.isfinite(converts) & (sales["at"] <= end)]])
    row = cx.funnel(events, ["a", "b"], window=20, observed_until=end, **OPTIONS).table.iloc[1]
    truth = np.mean(converts <= 20)
    assert (
        row["share_of_first_high"] < truth
    )  # counting unfinished journeys as lost is too low, and sure of it
    assert row["incidence_low"] < truth < row["incidence_high"]
    assert row["mature_low"] < truth < row["mature_high"]


def test_nobody_observed_for_the_whole_window_is_said():
    events = log((1, "A", "01:00"), (1, "B", "01:10"), (2, "A", "01:20"))
    row = cx.funnel(events, ["A", "B"], window=30, min_n=0, **OPTIONS).table.iloc[1]
    assert np.isnan(row["incidence"])
    assert "whole window" in row["note"]
    assert row["mature_entered"] == 0


def test_when_all_arrive_before_the_window_ends_the_incidence_is_known():
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(200) % 20, unit="D")
    visits = pd.DataFrame({"who": range(200), "what": "a", "at": start})
    sales = visits.assign(what="b", at=start + pd.to_timedelta(np.linspace(1, 9, 200), unit="D"))
    events = pd.concat([visits, sales])
    for window in (9, 10, 30):
        result = cx.funnel(events, ["a", "b"], window=window, observed_until="2024-06-01", **OPTIONS)
        row = result.table.iloc[1]
        assert row[["share_of_first", "mature", "incidence"]].tolist() == pytest.approx([1, 1, 1])
        assert row["incidence_low"] == pytest.approx(row["mature_low"])
        assert row["note"] == ""
        assert row["at_risk"] == (1 if window == 9 else 0)


def test_groups_by_first_touch_are_compared_once_for_two():
    rng = np.random.default_rng(1)
    who = np.arange(1000)
    shop = np.where(who % 2, "north", "south")
    visits = pd.DataFrame({"who": who, "what": "a", "at": pd.Timestamp("2024-01-01"), "shop": shop})
    buys = visits[rng.random(1000) < np.where(shop == "north", 0.5, 0.2)]
    events = pd.concat([visits, buys.assign(what="b", at=pd.Timestamp("2024-01-02"), shop="elsewhere")])
    result = cx.funnel(events, ["a", "b"], window=7, by="shop", observed_until="2024-03-01", **OPTIONS)
    assert result.table["shop"].unique().tolist() == ["north", "south"]
    found = result.differences
    assert len(found) == 1
    assert found["p_adjusted"].iloc[0] < 1e-6
    assert found["estimate"].iloc[0] == pytest.approx(0.3, abs=0.08)


def test_observation_per_customer_and_before_the_customer_existed():
    events = log(
        (1, "A", "01:00"), (1, "B", "01:10"), (2, "A", "01:00"), (2, "B", "01:50"), (3, "A", "02:00")
    )
    until = {1: pd.Timestamp("2024-01-01 03:00"), 2: pd.Timestamp("2024-01-01 01:30")}
    result = cx.funnel(events, ["A", "B"], window="1h", observed_until=until, min_n=0, **OPTIONS)
    assert result.table["reached"].tolist() == [2, 1]
    assert result.table["mature_entered"].tolist() == [1, 1]
    assert result.excluded == {"no end of observation": 1, "after the observation ended": 1}
    born = pd.Series({1: pd.Timestamp("2024-01-01 01:05"), 2: pd.Timestamp("2023-01-01")})
    early = cx.funnel(events, ["A", "B"], window="1h", observed_from=born, min_n=0, **OPTIONS)
    assert early.excluded == {"before the customer existed": 1}  # of customer 3 no start is known


def test_small_groups_are_suppressed():
    events = log((1, "A", "01:00"), (1, "B", "01:10"))
    table = cx.funnel(events, ["A", "B"], window=1, **OPTIONS).table
    assert table["note"].tolist() == ["suppressed: n < 5"] * 2
    assert table[["reached", "share_of_first", "incidence"]].isna().all(axis=None)


def test_episodes_of_one_customer_widen_the_interval():
    times = pd.date_range("2024-01-01", periods=40, freq="3D")
    rows = [(who, "a", at) for who in range(30) for at in times]
    rows += [(who, "b", at + pd.Timedelta("1h")) for who in range(15) for at in times]
    events = pd.DataFrame(rows, columns=["who", "what", "at"])
    row = cx.funnel(
        events, ["a", "b"], window=1, entry="every", observed_until="2025-01-01", **OPTIONS
    ).table.iloc[1]
    assert row["entered"] == 1200
    assert (
        row["share_of_first_high"] - row["share_of_first_low"] > 0.3
    )  # thirty customers, not 1,200 attempts


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"steps": ["a", "nowhere"]}, UnknownName, "nowhere"),
        ({"steps": ["a"]}, BadParameter, "2 to"),
        ({"steps": "ab"}, BadParameter, "list of event names"),
        ({"window": 0}, BadParameter, "above 0"),
        ({"window": "a while"}, BadParameter, "window is"),
        ({"entry": "last"}, UnknownName, "entry policy"),
        ({"order": "strict", "ties": "tolerance", "tolerance": 1}, BadParameter, "directly next"),
        ({"ties": "tolerance"}, BadParameter, "tolerance"),
        ({"tolerance": 1}, BadParameter, "ties='tolerance'"),
        ({"steps": [{"a", "b"}, {"b", "c"}], "order": "any"}, BadParameter, "equal or disjoint"),
        ({"exits": "b"}, BadParameter, "step"),
        ({"entry_from": "2024-02-01", "entry_to": "2024-01-01"}, BadParameter, "before"),
        ({"level": 2}, BadParameter, "level"),
        ({"ties": "sequence", "sequence": "shop"}, BadValue, "number"),
        ({"time": "who"}, BadValue, "dates"),
        ({"customer": "nobody"}, CxError, "nobody"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_a_reason(change, error, words):
    arguments = {"steps": ["a", "b"], "window": 9, **OPTIONS} | change
    with pytest.raises(error, match=words):
        cx.funnel(random_events(50), arguments.pop("steps"), **arguments)


def test_mixed_time_zones_are_refused():
    at = [pd.Timestamp("2024-01-01", tz="UTC"), pd.Timestamp("2024-01-02", tz="Europe/Berlin")]
    events = pd.DataFrame({"who": [1, 1], "what": ["a", "b"], "at": pd.Series(at, dtype=object)})
    with pytest.raises(CxError, match="mixes time zones"):
        cx.funnel(events, ["a", "b"], window=9, **OPTIONS)


def test_five_thousand_event_names_and_duplicates():
    rng = np.random.default_rng(0)
    n = 20_000
    events = pd.DataFrame(
        {
            "who": rng.integers(0, 500, n),
            "what": [f"e{i % 5000}" for i in range(n)],
            "at": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 10**6, n), unit="s"),
        }
    )
    twice = pd.concat([events, events])
    once = cx.funnel(events, ["e1", "e2"], window=9, entry="any", **OPTIONS).table
    pd.testing.assert_frame_equal(
        cx.funnel(twice, ["e1", "e2"], window=9, entry="any", **OPTIONS).table, once
    )
    assert len(cx.transitions(events, **OPTIONS)) > 10_000
    assert cx.transitions(twice, **OPTIONS).attrs["excluded"]["duplicate"] >= n


def test_the_sentence_states_the_semantics():
    result = cx.funnel(random_events(50), ["a", "b"], window="36h", entry="any", exclude="x", **OPTIONS)
    for words in ("every a starts an attempt", "36 hours", "Customers with x", "neither follows"):
        assert words in result.text
    assert result.text in str(result)
    with using("de"):
        assert "36 Stunden" in result.text


@pytest.mark.parametrize("entry", ["first", "any", "every"])
@pytest.mark.parametrize(
    ("order", "ties"), [("sequential", "tolerance"), ("strict", "sequence"), ("any", "strict")]
)
def test_every_rule_has_a_sentence_in_both_languages(order, ties, entry):
    rules = {"order": order, "ties": ties, "entry": entry, "sequence": "event_id", "exits": "x"}
    rules |= {"tolerance": "5min" if ties == "tolerance" else None, "entry_from": "2024-01-05"}
    result = cx.funnel(random_events(50), ["a", "b"], window="36h", **rules, **OPTIONS)
    english = result.text
    assert "from 5 Jan 2024 on" in english
    with using("de"):
        german = result.text
    assert "ab 05.01.2024" in german
    pairs = list(zip(english.split(". "), german.split(". "), strict=False))
    assert len(pairs) >= 6
    assert all(one != other for one, other in pairs)


def test_estimates_can_be_recorded():
    from cxlab.report.records import rows_of

    result = cx.funnel(random_events(50), ["a", "b"], window=9, **OPTIONS)
    rows = rows_of([result.overall, result.estimates], headline="funnel_share_in_window")
    assert rows[3]["headline"]
    assert len(rows) == 4 + 8


@pytest.mark.parametrize("entry", ["first", "any", "every"])
@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_events_sorted_once_give_the_funnel_of_the_events(entry, zone):
    events = random_events(300)
    events["at"] = events["at"].dt.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    kept = cx.event_log(events, case="who", event="what", time="at", value="shop")
    rules = {"window": "20 days", "entry": entry, "entry_from": "2024-02", "exits": "x", "min_n": 1}
    for by in (None, "shop"):
        given = {"by": by, "observed_until": "2024-06-30", **rules}
        direct = cx.funnel(events, ["a", "b", "c"], **given, **OPTIONS)
        again = cx.funnel(kept, ["a", "b", "c"], **given, **OPTIONS)
        pd.testing.assert_frame_equal(again.table, direct.table, check_exact=False)
        assert again.text == direct.text
    assert len(cx.transitions(kept))
