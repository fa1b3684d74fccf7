import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn

START = pd.Timestamp("2024-03-04 08:00")
HOURS = [1, 2, 2, 3, 4, 6, 8, 9, 12, 15, 20, 26]
ANSWERED = [1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0]


def tickets(hours, answered, until="2024-04-01"):
    """Return tickets that were answered, or are still open, after so many hours at `until`."""
    span = pd.to_timedelta(hours, unit="h")
    open_ = ~np.array(answered, dtype=bool)
    created = pd.Series(START, index=range(len(span))).mask(open_, pd.Timestamp(until) - span)
    ended = (START + span).to_series(index=range(len(span))).mask(open_)
    return pd.DataFrame({"ticket_id": range(len(hours)), "created": created, "first_response": ended})


def test_open_tickets_are_censored_like_r_survival():
    # R: quantile(survfit(Surv(x, e) ~ 1, conf.type="log-log"), c(.5, .9)): 7.5 (2, 20) and NA (12, NA)
    data = tickets(HOURS, ANSWERED)
    table = cx.response_time(data, observed_until="2024-04-01")
    median, p90 = (row for _, row in table.iterrows())
    assert (median["metric"], p90["metric"]) == ("median_hours", "p90_hours")
    assert (median["estimate"], median["low"], median["high"]) == (7.5, 2, 20)
    assert np.isnan(p90["estimate"])
    assert p90["low"] == 12
    assert p90["note"] == "not reached: too many tickets are still open"
    assert (median["n"], median["ended"], median["open"]) == (12, 9, 3)


def test_open_tickets_are_neither_dropped_nor_zero():
    data = tickets([1, 2, 3, 4, 5, 100, 100, 100, 100], [1] * 5 + [0] * 4)
    found = cx.response_time(data, observed_until="2024-04-01", quantiles=[0.5]).iloc[0]["estimate"]
    assert found == 5  # without the open ones 3, with them as zeros 1


@given(st.lists(st.integers(1, 200), min_size=5, max_size=40))
def test_without_open_tickets_the_median_is_the_median(hours):
    data = tickets(hours, [1] * len(hours))
    row = cx.response_time(data, observed_until="2024-12-01", quantiles=[0.5]).iloc[0]
    assert row["estimate"] == pytest.approx(np.median(hours))


def test_impossible_and_unusable_tickets_are_counted():
    data = tickets([1, 2, 3, 4, 5, 6, 7], [1] * 7)
    data.loc[0, "first_response"] = START - pd.Timedelta(hours=1)
    data.loc[1, "created"] = pd.NaT
    row = cx.response_time(data, observed_until="2024-04-01").iloc[0]
    assert (row["n"], row["impossible"], row["missing"]) == (5, 1, 2)


def test_resolution_in_days_and_default_end_of_observation():
    data = tickets([24, 48, 72, 96, 120], [1] * 5).rename(columns={"first_response": "resolved"})
    extra = pd.DataFrame({"ticket_id": [9], "created": [START], "resolved": [pd.NaT]})
    row = cx.response_time(pd.concat([data, extra]), end="resolved", unit="days", quantiles=[0.5]).iloc[0]
    assert (row["metric"], row["open"]) == ("median_days", 1)
    assert row["estimate"] == pytest.approx(3.5)


def test_groups_small_groups_and_backends(tmp_path):
    data = pd.concat(
        [
            tickets(HOURS, ANSWERED).assign(channel="mail"),
            tickets([1, 2], [1, 0]).assign(channel="phone"),
            tickets([1, 2, 3, 4, 5], [1] * 5).assign(channel="shop"),
        ]
    )
    wanted = cx.response_time(data, by="channel", observed_until="2024-04-01")
    assert wanted["channel"].tolist() == ["mail", "mail", "phone", "phone", "shop", "shop"]
    assert set(wanted["note"].iloc[2:]) == {"suppressed: n < 5 or beside such a group"}
    assert wanted["n"].isna().tolist() == [False] * 2 + [True] * 4
    assert wanted["estimate"].iloc[:1].tolist() == [7.5]
    path = tmp_path / "tickets.parquet"
    data.to_parquet(path)
    for other in (pl.from_pandas(data), duckdb.connect().from_df(data), path):
        found = cx.response_time(other, by="channel", observed_until="2024-04-01")
        pd.testing.assert_frame_equal(found, wanted)


def test_response_time_wrong_calls():
    data = tickets([1, 2], [1, 1])
    with pytest.raises(MissingColumn):
        cx.response_time(data, end="answered")
    with pytest.raises(BadParameter, match="quantiles"):
        cx.response_time(data, quantiles=[50])
    with pytest.raises(BadParameter, match="unit"):
        cx.response_time(data, unit="weeks")
    empty = data.assign(created=pd.NaT, first_response=pd.NaT).astype(
        {"created": "datetime64[ns]", "first_response": "datetime64[ns]"}
    )
    with pytest.raises(BadValue, match="nothing was observed"):
        cx.response_time(empty)
    assert (
        cx.response_time(data.head(0), observed_until="2024-04-01")["note"].tolist()
        == ["no valid answers"] * 2
    )


# --- first-contact resolution


def contacts():
    rows = [  # customer, created, resolved, category, reopened
        ("a", "2024-01-01", "2024-01-01", "bill", 0),  # followed on day 3 about a fault
        ("a", "2024-01-04", "2024-01-05", "fault", 0),
        ("b", "2024-01-01", "2024-01-02", "bill", 0),  # followed after 20 days
        ("b", "2024-01-22", "2024-01-22", "bill", 1),  # reopened
        ("c", "2024-01-03", "2024-01-03", "bill", 0),
        ("d", "2024-01-03", None, "bill", 0),  # open
        ("e", "2024-01-28", "2024-01-29", "bill", 0),  # window ends after the data
        (None, "2024-01-05", "2024-01-05", "bill", 0),  # no customer
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "created", "resolved", "category", "reopened"])
    frame[["created", "resolved"]] = frame[["created", "resolved"]].apply(pd.to_datetime)
    return frame.assign(ticket_id=range(len(frame)))


def fcr(**options):
    return cx.first_contact_resolution(
        contacts(), within_days=7, observed_until="2024-02-01", min_n=1, **options
    ).iloc[0]


def test_first_contact_resolution_carries_its_definition():
    row = fcr()
    assert (row["n"], row["count"]) == (5, 4)
    assert (row["open"], row["not_yet_observable"], row["missing"]) == (1, 1, 1)
    assert row["n"] + row["open"] + row["not_yet_observable"] + row["missing"] == len(contacts())
    assert row["method"] == "resolved, no contact of the same customer within 7 days; wilson"


def test_same_category_and_reopened():
    assert fcr(category="category")["count"] == 5
    assert "customer and category" in fcr(category="category")["method"]
    assert fcr(reopened="reopened")["count"] == 3
    assert fcr(reopened="reopened")["n"] == 5
    assert "not reopened" in fcr(reopened="reopened")["method"]


def test_first_contact_resolution_by_group_on_polars():
    table = cx.first_contact_resolution(
        pl.from_pandas(contacts()), within_days=7, observed_until="2024-02-01", by="category", min_n=1
    )
    assert table["category"].tolist() == ["bill", "fault"]
    assert table["n"].tolist() == [4, 1]


def test_reopened_text_is_refused():
    with pytest.raises(BadValue, match="numbers of reopenings"):
        cx.first_contact_resolution(
            contacts().assign(reopened="no"), within_days=7, observed_until="2024-02-01", reopened="reopened"
        )


# --- retention


def test_retention_counts_only_those_at_the_start():
    data = pd.DataFrame(
        {
            "signup_date": ["2023-01-01"] * 10
            + ["2024-06-01", "2024-06-01", None, "2024-05-01", "2022-01-01"],
            "end_date": [
                "2024-03-01",
                "2024-12-31",
                *[None] * 8,
                "2024-07-01",
                None,
                None,
                "2024-04-01",
                "2023-01-01",
            ],
        }
    ).apply(pd.to_datetime)
    row = cx.retention_rate(data, period_start="2024-01-01", period_end="2025-01-01").iloc[0]
    assert row["estimate"] == pytest.approx(0.8)
    assert (row["low"], row["high"]) == pytest.approx((0.4902, 0.9433), abs=5e-5)  # Wilson 8/10
    assert (row["n"], row["count"], row["lost"], row["joined"], row["missing"]) == (10, 8, 2, 2, 2)
    assert (row["period_start"], row["period_end"]) == (
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2025-01-01"),
    )


def leavers(cut: str) -> tuple[pd.DataFrame, float]:
    """Return 1,000 customers as the data shows them on a day, and how many of 2024 really stay through it."""
    rng = np.random.default_rng(1)
    begin = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.uniform(0, 700, 1000), unit="D")
    end = begin + pd.to_timedelta(rng.exponential(500, 1000), unit="D")
    there = (begin < "2024-01-01") & (end >= "2024-01-01")
    seen = pd.DataFrame({"signup_date": begin.normalize(), "end_date": end.where(end <= cut).normalize()})
    return seen, float((end[there] >= "2025-01-01").mean())


def test_retention_beyond_the_end_of_the_data_is_not_known():
    # Taken on 31 March, 84 % of the customers of January seem to stay the year; 47 % do.
    data, truth = leavers("2024-03-31")
    year = {"period_start": "2024-01-01", "period_end": "2025-01-01"}
    row = cx.retention_rate(data, **year).iloc[0]
    assert np.isnan(row["estimate"])
    assert row["note"].startswith("not yet observable: the last date is 2024-03-30; observed_until")
    row = cx.retention_rate(data, **year, observed_until="2024-12-30").iloc[0]
    assert row["note"] == "not yet observable: the data ends on 2024-12-30"
    whole, _truth = leavers("2024-12-31")
    for until in (None, "2024-12-31", "2025-01-01"):
        row = cx.retention_rate(whole, **year, observed_until=until).iloc[0]
        assert row["low"] < truth < row["high"]
        assert row["note"] == ""


def test_contracts_of_one_customer_tell_less_than_as_many_customers():
    # R: survey::svyciprop would widen alike; by hand, 20 customers whose 5 contracts all stay or all end are
    # worth 20 contracts: Wilson of 10 / 20 with t(19) instead of z.
    data = pd.DataFrame({"signup_date": pd.Timestamp("2023-01-01"), "who": np.repeat(range(20), 5),
                         "end_date": np.repeat([pd.Timestamp("2024-03-01"), pd.NaT], 50)})  # fmt: skip
    year = {"period_start": "2024-01-01", "period_end": "2025-01-01", "observed_until": "2025-01-01"}
    row = cx.retention_rate(data, **year, cluster="who").iloc[0]
    plain = cx.retention_rate(data.iloc[::5], **year).iloc[0]
    assert (row["estimate"], row["n"], row["clusters"]) == (0.5, 100, 20)
    assert row["low"] < plain["low"] < cx.retention_rate(data, **year)["low"].iloc[0]
    alone = cx.retention_rate(data.assign(who=None), **year, cluster="who").iloc[0]
    assert (alone["n"], alone["clusters"]) == (100, 100)
    one = cx.retention_rate(data.assign(who=1), **year, cluster="who").iloc[0]
    assert np.isnan(one["low"])
    assert "one cluster" in one["note"]


def test_retention_by_group_suppresses_small_ones():
    data = pd.DataFrame(
        {
            "signup_date": pd.Timestamp("2023-01-01"),
            "end_date": pd.NaT,
            "plan": ["a"] * 6 + ["b"] * 2 + ["c"] * 5,
        }
    )
    data["end_date"] = data["end_date"].astype("datetime64[ns]")
    table = cx.retention_rate(data, period_start="2024-01-01", period_end="2025-01-01", by="plan")
    assert table["estimate"].tolist()[0] == 1
    assert table["note"].tolist() == ["", *["suppressed: n < 5 or beside such a group"] * 2]
    assert table[["count", "lost", "n"]].isna().all(axis=1).tolist() == [False, True, True]
    with pytest.raises(BadParameter, match="later"):
        cx.retention_rate(data, period_start="2025-01-01", period_end="2024-01-01")


def test_tickets_of_few_customers_are_hidden_with_and_without_clusters():
    days = pd.date_range("2024-01-01", periods=40, freq="D")
    tickets = pd.DataFrame({"ticket_id": range(80), "created": days.repeat(2), "resolved": days.repeat(2),
                            "region": ["a", "b"] * 40, "customer_id": range(80)})  # fmt: skip
    few = tickets.head(20).assign(region="c", ticket_id=range(80, 100), customer_id=[900, 901] * 10)
    data = pd.concat([tickets, few], ignore_index=True)
    for cluster in (None, "customer_id"):
        asked = {"within_days": 7, "by": "region", "cluster": cluster}
        found = cx.first_contact_resolution(data, **asked).set_index("region")
        assert found.loc["c", ["estimate", "n", "count"]].isna().all(), cluster
        assert cx.first_contact_resolution(data, **asked, min_n=2)["n"].notna().all()


def test_blank_names_of_clusters_are_nobody_however_many_tickets_there_are(monkeypatch):
    rng = np.random.default_rng(4)
    began = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 500, 600), "h")
    names = np.array([*(f"k{number}" for number in range(60)), *[" "] * 20])
    ended = began + pd.to_timedelta(rng.exponential(20, 600), "h")
    tickets = pd.DataFrame({"created": began, "resolved": ended,
                            "customer_id": rng.choice(names, 600)})  # fmt: skip
    asked = {"start": "created", "end": "resolved", "cluster": "customer_id", "observed_until": "2024-03-01"}
    one_by_one = cx.response_time(tickets, **asked)
    lone = int((tickets["customer_id"] == " ").sum())
    assert one_by_one["clusters"].tolist() == [60 + lone] * len(one_by_one)
    monkeypatch.setattr("cxlab.metrics.service._MANY", 0)
    counted = cx.response_time(tickets, **asked)
    assert counted["clusters"].tolist() == one_by_one["clusters"].tolist()
    limits = ["low", "high"]
    assert counted[limits].to_numpy() == pytest.approx(one_by_one[limits].to_numpy(), rel=0.05)
