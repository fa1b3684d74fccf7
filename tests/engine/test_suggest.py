import pandas as pd
import pytest

from cxlab.engine import suggest_period


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2024-03-04", "2024-03-06", "day"),
        ("2024-03-04", "2024-03-17", "day"),
        ("2024-03-04", "2024-03-18", "week"),
        ("2024-03-30", "2024-04-02", "day"),
        ("2024-01-01", "2024-03-01", "month"),
        ("2020-01-01", "2024-12-31", "month"),
        ("2020-01-01", "2025-01-01", "quarter"),
        ("2000-01-01", "2025-01-01", "year"),
    ],
)
def test_period_gives_a_readable_number_of_periods(first, last, expected):
    dates = pd.to_datetime([last, None, first])
    assert suggest_period(pd.DataFrame({"date": dates}), "date") == expected


def test_without_dates_it_is_the_month():
    assert suggest_period(pd.DataFrame({"date": pd.to_datetime([None, None])}), "date") == "month"
    assert suggest_period(pd.DataFrame({"x": [1]}), None) == "month"
