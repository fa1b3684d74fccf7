"""Cutting dates to periods, against the calendar."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.engine import Period, period, tally
from cxlab.errors import BadParameter, BadValue


def first_day(day: dt.date, every: str) -> dt.date:
    return {
        "day": day,
        "week": day - dt.timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(month=day.month - (day.month - 1) % 3, day=1),
        "year": day.replace(month=1, day=1),
    }[every]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.datetimes(dt.datetime(1000, 1, 1), dt.datetime(9999, 12, 31)),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
)
def test_against_the_calendar(moment: dt.datetime, every: str) -> None:
    """Also outside 1677..2262, where nanoseconds end: 9999-12-31 is a usual way to write "open"."""
    for frame in (
        pd.DataFrame({"t": pd.Series([moment], dtype="datetime64[us]")}),
        pl.DataFrame({"t": [moment]}),
    ):
        table = tally(frame, by=Period("t", every))  # type: ignore[arg-type]
        assert table[every].dtype == "datetime64[us]"
        assert table[every].item().to_pydatetime().date() == first_day(moment.date(), every)


def test_weeks_in_duckdb_are_those_of_the_calendar() -> None:
    """They are counted by number there: before 1970, missing, and what Postgres writes for "for ever"."""
    days = pd.DataFrame({"t": [*pd.date_range("1969-12-20", "1970-01-20", freq="13h"), pd.NaT]})
    found = tally(duckdb.from_df(days), by=Period("t", "week"))
    assert found.equals(tally(days, by=Period("t", "week")))
    forever = duckdb.sql("SELECT TIMESTAMP 'infinity' AS t UNION ALL SELECT TIMESTAMP '2024-01-03'")
    weeks = tally(forever, by=Period("t", "week"))
    assert weeks["n"].tolist() == [1, 1]
    assert weeks["week"].iloc[0] == pd.Timestamp("2024-01-01")


def test_date_objects_and_missing_dates() -> None:
    frame = pd.DataFrame({"d": [dt.date(2024, 2, 29), None, dt.date(2024, 2, 1)]})
    for data in (frame, pl.from_pandas(frame)):
        table = tally(data, by=period("d"))
        assert table["month"].tolist() == [pd.Timestamp("2024-02-01"), pd.NaT]
        assert table["n"].tolist() == [2, 1]


def test_the_zone_of_the_column_decides() -> None:
    stamps = pd.to_datetime(["2024-02-29 23:30", "2024-02-29 22:30"]).tz_localize("UTC")
    frame = pd.DataFrame({"t": stamps})
    assert tally(frame, by=period("t"))["n"].tolist() == [2]
    berlin = frame.assign(t=frame["t"].dt.tz_convert("Europe/Berlin"))
    assert tally(berlin, by=period("t"))["n"].tolist() == [1, 1]


def test_a_day_of_25_hours_is_one_day() -> None:
    hours = pd.date_range("2024-10-26 22:00", periods=25, freq="h", tz="UTC").tz_convert("Europe/Berlin")
    table = tally(pd.DataFrame({"t": hours}), by=period("t", "day"))
    assert table.to_dict("list") == {"day": [pd.Timestamp("2024-10-27")], "n": [25]}


@pytest.mark.parametrize("values", [["2024-01-01"], [20240101], [1.5], [True]])
def test_what_is_not_a_date_is_refused_with_the_remedy(values: list[object]) -> None:
    frame = pd.DataFrame({"created": values})
    for data in (frame, pl.from_pandas(frame)):
        with pytest.raises(
            BadValue, match=r"column 'created' does not hold dates; .*pd.to_datetime"
        ) as caught:
            tally(data, by=period("created"))
        assert "2024" not in str(caught.value)


def test_unknown_period() -> None:
    with pytest.raises(BadParameter, match="period 'fortnight' is not known; available: day, week, month"):
        period("date", "fortnight")  # type: ignore[arg-type]


def test_two_zones_in_one_duckdb_session(monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = pd.to_datetime(["2024-02-29 23:30"]).tz_localize("UTC")
    frame = pd.DataFrame({"a": stamps, "b": stamps.tz_convert("Asia/Tokyo")})
    monkeypatch.setattr("cxlab.engine.scan.SIZE_FOR_DUCKDB", 0)
    with pytest.raises(BadValue, match="different time zones"):
        tally(frame, by=[period("a", name="x"), period("b", name="y")])
