"""The window of observation is read off the dates; single odd dates do not move it."""

import pandas as pd
import pytest

import cxlab as cx


@pytest.fixture
def customers() -> pd.DataFrame:
    return cx.open_pot("nordlicht")["customers"].copy()


def days(customers) -> list[str]:
    return [str(day.date()) for day in cx.observation_window(customers)]


def test_the_window_of_the_sample_company(customers):
    assert days(customers) == ["2023-01-01", "2025-12-31"]  # as its truth.yml says


@pytest.mark.parametrize(
    "odd",
    [
        {"end_date": "2027-12-31"},  # notice given for a day to come
        {"end_date": "1999-05-01"},  # before the customer's own start
        {"signup_date": "1998-01-01", "end_date": "1999-05-01"},  # possible, but years before all others
        {"signup_date": "2031-01-01", "end_date": None},
        {"signup_date": None, "end_date": "2027-12-31"},
    ],
)
def test_one_odd_customer_moves_nothing(customers, odd):
    for column, day in odd.items():
        customers.loc[3, column] = pd.Timestamp(day)
    assert days(customers) == ["2023-01-01", "2025-12-31"]


def test_many_notices_for_the_future_are_not_observed_yet(customers):
    staying = customers["end_date"].isna()
    customers.loc[customers.index[staying][:200], "end_date"] = pd.Timestamp("2026-06-30")
    assert days(customers) == ["2023-01-01", "2025-12-31"]


def test_a_company_that_takes_no_new_customers_is_observed_until_its_last_end():
    ends = pd.date_range("2022-03-10", "2024-12-31", periods=300)
    closed = pd.DataFrame({"signup_date": pd.Timestamp("2021-05-01"), "end_date": ends})
    assert days(closed) == ["2022-03-01", "2024-12-31"]


def test_only_impossible_ends_are_no_ends():
    odd = pd.DataFrame(
        {"signup_date": pd.to_datetime(["2024-05-01"]), "end_date": pd.to_datetime(["2024-04-01"])}
    )
    with pytest.raises(cx.BadValue, match="nobody has left"):
        cx.observation_window(odd)
