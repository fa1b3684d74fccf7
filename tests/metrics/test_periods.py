"""Which period a headline is told for."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue


def survey(start, end, per_month):
    """Return answers spread evenly over whole months."""
    months = pd.period_range(start, end, freq="M")
    days = [
        pd.date_range(month.start_time, month.end_time.normalize(), periods=per_month).normalize()
        for month in months
    ]
    dates = pd.DatetimeIndex(np.concatenate(days))
    return pd.DataFrame({"date": dates, "nps": 9})


def starts(table):
    return table["first_day"].dt.strftime("%Y-%m-%d").tolist()


def test_a_few_answers_a_month_make_a_year():
    table = cx.headline_periods(survey("2023-01", "2025-12", 40), value="nps")
    assert starts(table) == ["2023-01-01", "2024-01-01", "2025-01-01"]
    assert table["last_day"].dt.strftime("%Y-%m-%d").tolist() == ["2023-12-31", "2024-12-31", "2025-12-31"]
    assert table["n"].tolist() == [480] * 3


@pytest.mark.parametrize("per_month", [450, 20])
def test_two_years_are_compared_by_years(per_month):
    """Whatever their number: a quarter against the one before it would compare winter with autumn."""
    table = cx.headline_periods(survey("2024-01", "2025-12", per_month), value="nps")
    assert table["months"].tolist() == [12, 12]


@pytest.mark.parametrize(("per_month", "months", "periods"), [(450, 3, 6), (140, 3, 6), (40, 12, 1)])
def test_less_than_two_years_are_compared_by_the_longest_period_that_carries(per_month, months, periods):
    table = cx.headline_periods(survey("2024-07", "2025-12", per_month), value="nps")
    assert (table["months"].unique().tolist(), len(table)) == ([months], periods)


def test_two_months_of_many_answers_are_compared():
    assert cx.headline_periods(survey("2025-09", "2025-12", 450))["months"].tolist() == [1] * 4
    assert cx.headline_periods(survey("2025-09", "2025-12", 60))["months"].tolist() == [0]


def test_the_longest_period_can_be_chosen():
    data = survey("2024-01", "2025-12", 450)
    assert cx.headline_periods(data, every="quarter")["months"].unique().tolist() == [3]
    assert cx.headline_periods(data, every="month")["months"].unique().tolist() == [1]
    with pytest.raises(BadParameter, match="every is one of"):
        cx.headline_periods(data, every="hour")


def test_stragglers_set_neither_the_end_nor_the_unit():
    data = survey("2023-01", "2025-12", 40)
    late = pd.DataFrame({"date": pd.to_datetime(["2026-07-03", "2019-02-01"]), "nps": 9})
    both = pd.concat([data, late])
    assert starts(cx.headline_periods(both)) == starts(cx.headline_periods(data))
    assert cx.trend_period(both) == cx.trend_period(data) == "quarter"
    assert cx.survey_span(both)[["n", "outside"]].iloc[0].tolist() == [1440, 2]


def test_a_year_that_ends_within_a_month_ends_there():
    data = survey("2023-01", "2025-06", 40)
    data = data[data["date"] <= "2025-06-15"]
    table = cx.headline_periods(data)
    assert starts(table)[-1] == "2024-06-16"
    assert table["last_day"].iloc[-1] == pd.Timestamp("2025-06-15")


def test_a_short_survey_is_one_period():
    data = survey("2024-05", "2024-05", 500)
    table = cx.headline_periods(data)
    assert (len(table), table["months"].iloc[0], table["n"].iloc[0]) == (1, 0, 500)


def test_only_answers_with_the_value_count():
    data = survey("2023-01", "2025-12", 40)
    data.loc[data["date"] < "2025-01-01", "nps"] = np.nan
    assert len(cx.headline_periods(data, value="nps")) == 1
    with pytest.raises(BadValue, match="no date of an answer"):
        cx.headline_periods(data.assign(nps=np.nan), value="nps")


def test_answers_are_put_into_their_period_whatever_the_zone():
    data = survey("2024-01", "2025-12", 40)
    zoned = data.assign(date=data["date"].dt.tz_localize("Europe/Berlin"))
    periods = cx.headline_periods(zoned)
    inside = cx.assign_periods(zoned, periods)
    assert inside["period"].value_counts().tolist() == [480, 480]
    assert len(cx.assign_periods(zoned, periods.tail(1))) == 480
    assert "period" not in zoned


def test_a_trend_shows_periods_of_enough_answers():
    assert cx.trend_period(survey("2023-01", "2025-12", 120)) == "month"
    assert cx.trend_period(survey("2023-01", "2025-12", 5)) == "year"
    assert cx.trend_period(survey("2024-05", "2024-05", 28)) in ("day", "week")


def test_a_trend_keeps_to_the_rhythm_of_reporting():
    data = survey("2023-01", "2025-12", 120)
    assert cx.trend_period(data, shortest="quarter") == "quarter"
    assert cx.trend_period(survey("2024-05", "2024-05", 28), shortest="month") in ("day", "week")


def test_dates_of_text_are_no_history():
    assert not cx.has_dates(pd.DataFrame({"date": ["a"], "nps": [1]}), date="date")
    assert not cx.has_dates(survey("2024-01", "2024-01", 5), date=None)
    assert cx.has_dates(survey("2024-01", "2024-01", 5), date="date", value="nps")
