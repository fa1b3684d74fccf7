"""Whole periods and rounded counts."""

import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn


def answers(first, last):
    return pd.DataFrame({"date": pd.date_range(first, last, freq="6h"), "nps": 9})


@pytest.mark.parametrize(
    ("first", "last", "every", "wanted"),
    [
        ("2024-01-01", "2024-03-31 18:00", "month", ("2024-01-01", "2024-03-31")),
        ("2024-01-02", "2024-03-30", "month", ("2024-02-01", "2024-02-29")),
        ("2024-01-03", "2024-01-21", "week", ("2024-01-08", "2024-01-21")),
        ("2023-12-31", "2024-12-30", "quarter", ("2024-01-01", "2024-09-30")),
    ],
)
def test_only_whole_periods_stay(first, last, every, wanted):
    kept = cx.whole_periods(answers(first, last), "date", every=every)["date"].dt.strftime("%Y-%m-%d")
    assert (kept.min(), kept.max()) == wanted


def test_a_period_cut_off_on_both_sides_leaves_nothing():
    assert cx.whole_periods(answers("2024-01-05", "2024-01-20"), "date").empty
    assert cx.whole_periods(answers("2024-01-05", "2024-01-20").head(0), "date").empty


def test_a_later_run_on_more_data_has_the_same_answers_of_the_months_before():
    early = cx.whole_periods(answers("2024-01-01", "2024-03-10"), "date")
    late = cx.whole_periods(answers("2024-01-01", "2024-03-14"), "date")
    pd.testing.assert_frame_equal(early, late)


def test_wrong_calls():
    with pytest.raises(MissingColumn):
        cx.whole_periods(answers("2024-01-01", "2024-02-01"), "day")
    with pytest.raises(BadParameter, match="every"):
        cx.whole_periods(answers("2024-01-01", "2024-02-01"), "date", every="decade")
    with pytest.raises(BadValue, match="dates"):
        cx.whole_periods(pd.DataFrame({"date": ["2024"]}), "date")
    with pytest.raises(BadParameter, match="to must"):
        cx.rounded_counts(pd.DataFrame({"n": [1]}), to=1)


def test_counts_are_rounded_and_figures_are_not():
    table = pd.DataFrame(
        {"n": [42, 43], "events": pd.array([12, None], dtype="Int64"), "estimate": [0.28, 0.31]}
    )
    rounded = cx.rounded_counts(table, to=5)
    assert rounded["n"].tolist() == [40, 45]
    assert rounded["events"].tolist() == [10, pd.NA]
    assert rounded["estimate"].tolist() == [0.28, 0.31]
    assert cx.rounded_counts(pd.DataFrame({"n": [5, 14, 15]}), to=10)["n"].tolist() == [10, 10, 20]
