"""Input as analysts have it: what is wrong is said, what is left out is counted, all sources agree."""

import datetime as dt

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, CxError, UnknownName


def day(number):
    return pd.Timestamp("2024-01-01") + pd.Timedelta(days=number)


def events(**changed):
    frame = pd.DataFrame(
        {"customer_id": ["1", "1", "2", "3"], "event": list("abab"), "timestamp": [day(n) for n in range(4)]}
    )
    return frame.assign(**changed)


def funnel(data, **options):
    return cx.funnel(data, ["a", "b"], window=7, min_n=0, **options)


CALLS = {
    "funnel": lambda data: funnel(data).table,
    "funnel, any entry": lambda data: funnel(data, entry="any").table,
    "transitions": lambda data: cx.transitions(data, min_n=0),
    "variants": lambda data: cx.variants(data, min_n=0),
    "rework": lambda data: cx.rework(data, min_n=0),
    "friction": lambda data: cx.friction(data, min_n=0),
    "missed steps": lambda data: cx.steps_of_best(data, best=["1"], min_n=0),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))


@every_call
def test_all_sources_agree(call, tmp_path):
    frame = events()
    frame.to_parquet(tmp_path / "events.parquet")
    sources = [
        frame.iloc[::-1],
        frame.astype({"event": "category"}),
        frame.astype({"event": "string"}),
        pl.from_pandas(frame),
        pl.from_pandas(frame).lazy(),
        duckdb.from_df(frame),
        tmp_path / "events.parquet",
    ]
    for source in sources:
        pd.testing.assert_frame_equal(call(source), call(frame), check_dtype=False)


@every_call
def test_what_cannot_be_used_is_counted(call):
    lacking = {
        "no customer": events(customer_id=["1", "1", "2", None]),
        "no event": events(event=["a", "b", "a", None]),
        "no time": events(timestamp=[day(0), day(1), day(2), pd.NaT]),
    }
    for reason, frame in lacking.items():
        for source in (frame, pl.from_pandas(frame)):
            assert call(source).attrs["excluded"] == {reason: 1}


def test_a_step_that_occurs_only_in_unusable_rows_was_reached_by_nobody():
    frame = events(customer_id=["1", None, "2", None])
    for source in (frame, pl.from_pandas(frame)):
        result = funnel(source)
        assert result.table["reached"].tolist() == [2, 0]
        assert result.excluded == {"no customer": 2}


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"], "does not hold dates; convert it first"),
        (["2024-01-01", "02.01.2024", "03.01.2024", None], r"written in 2 ways \(99.99.9999, 9999-99-99;"),
        ([1704067200, 1704067201, 1704067202, 1704067203], "count seconds since 1970"),
        ([True, False, True, False], "does not hold dates"),
        ([pd.Timestamp("2024-01-01", tz=zone) for zone in ("UTC", "Asia/Tokyo", "UTC", "UTC")], "mixes time"),
    ],
)  # fmt: skip
@every_call
def test_times_that_are_no_times_are_refused_with_the_remedy(call, times, words):
    with pytest.raises(BadValue, match=words) as caught:
        call(events(timestamp=pd.Series(times, dtype=object if isinstance(times[0], pd.Timestamp) else None)))
    assert "2024" not in str(caught.value)


@every_call
def test_a_file_with_dates_in_two_formats_is_refused_without_its_lines(call, tmp_path):
    events(timestamp=["2024-01-01", "02.01.2024", "03.01.2024", "x"]).to_csv(tmp_path / "e.csv", index=False)
    with pytest.raises(BadValue, match="timestamp"):
        call(tmp_path / "e.csv")
    events(timestamp=["2024-01-01", "02.01.2024", "03.01.2024", "04.01.2024"]).to_csv(
        tmp_path / "f.csv", index=False
    )
    with pytest.raises(BadValue, match="timestamp") as caught:
        call(tmp_path / "f.csv")
    assert "2024" not in str(caught.value)


def test_days_without_a_time_and_days_long_ago_are_dates():
    days = [dt.date(2024, 1, 1), dt.date(2024, 1, 2), dt.date(2024, 1, 3), dt.date(2024, 1, 4)]
    assert funnel(events(timestamp=days)).table["reached"].tolist() == [2, 1]
    long_ago = [dt.datetime(1500, 1, n) for n in (1, 2, 3, 4)]
    assert funnel(events(timestamp=long_ago)).table["reached"].tolist() == [2, 1]


def test_without_events_there_is_no_funnel_and_no_variant():
    for nothing in (events().iloc[:0], pl.from_pandas(events().iloc[:0])):
        with pytest.raises(BadValue, match="holds no event"):
            funnel(nothing)
        with pytest.raises(BadValue, match=r"no event with customer, name and time \(0 rows\)"):
            cx.variants(nothing)
        assert cx.transitions(nothing).empty
        assert cx.friction(nothing).empty
    with pytest.raises(BadValue, match=r"4 rows, left out for no customer: 4"):
        cx.variants(events(customer_id=None))


def test_one_event_is_a_journey():
    one = events().iloc[:1]
    assert cx.variants(one, min_n=0)["variant"].tolist() == ["a"]
    assert cx.transitions(one, min_n=0, ends=True)["n"].tolist() == [1, 1]
    with pytest.raises(UnknownName, match="no event named 'b'; available: a"):
        funnel(one)
    with pytest.raises(BadValue, match="there must be both"):
        cx.steps_of_best(one, best=["1"])


def test_a_window_of_zero_is_refused():
    with pytest.raises(BadParameter, match="window must be above 0; found 0"):
        cx.funnel(events(), ["a", "b"], window=0)


def test_the_names_on_offer_are_few_of_five_thousand():
    many = pd.DataFrame({"customer_id": range(5000), "event": [f"e{n:04}" for n in range(5000)]})
    with pytest.raises(UnknownName, match="and 4,980 more") as caught:
        cx.funnel(many.assign(timestamp=day(0)), ["e0001", "e9999"], window=1)
    assert len(str(caught.value)) < 400


def test_before_the_customer_existed_is_counted():
    born = pd.Series({"1": day(1), "2": day(0), "3": day(0)})
    for source in (events(), pl.from_pandas(events())):
        result = funnel(source, observed_from=born)
        assert result.excluded == {"before the customer existed": 1}
        assert result.table["entered"].tolist() == [1, 1]


def test_customers_left_out_at_the_landmark_are_told_in_words():
    customers = pd.DataFrame(
        {"customer_id": ["1", "2"], "signup_date": [day(-30), pd.NaT], "end_date": pd.NaT}
    )
    with pytest.raises(BadValue, match=r"\(no customer or start: 1, began before the observed time: 1\)"):
        cx.moments_that_matter(events(), customers, day=1, horizon=1)
    with pytest.raises(UnknownName, match="no event named 'c'"):
        cx.moments_that_matter(
            events(), customers.assign(signup_date=day(0)), day=1, horizon=1, candidates=["c"], min_n=0
        )


@pytest.mark.parametrize("nothing", [None, [1, 2], {"a": [1]}, "nowhere.parquet", np.zeros(3)])
@every_call
def test_what_is_no_table_is_refused(call, nothing):
    with pytest.raises(CxError, match=r"expected a pandas|no Parquet or CSV"):
        call(nothing)


@pytest.mark.parametrize("call", [CALLS["funnel"], CALLS["transitions"], CALLS["rework"], CALLS["friction"]])
def test_the_header_of_a_text_file_is_read_once(call, tmp_path, monkeypatch):
    from cxlab.engine import scan

    events().to_csv(tmp_path / "e.csv", index=False)
    calls, read = [], scan._read
    monkeypatch.setattr(scan, "_read", lambda *arguments: calls.append(1) or read(*arguments))
    call(tmp_path / "e.csv")
    assert len(calls) == 1
