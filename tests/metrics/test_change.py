import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadValue, UnknownName

from .conftest import make_scores


def make_periods(before, after):
    """Return answers of two waves from {segment: (detractors, passives, promoters)}."""
    waves = [
        make_scores(*c, wave=w, shop=s) for w, part in ((1, before), (2, after)) for s, c in part.items()
    ]
    return pd.concat(waves, ignore_index=True)


def test_midpoint_kitagawa():
    # REFERENCES: p (.5,.3,.2)->(.3,.3,.4), r (40,20,-10)->(42,20,-5): -7.4 = rate 2.3 + mix -9.7
    # shares .5 .3 .2 of 1,000 and .3 .3 .4; scores 40 20 -10 and 42 20 -5
    before = {"A": (100, 100, 300), "B": (90, 60, 150), "C": (80, 60, 60)}
    after = {"A": (37, 100, 163), "B": (90, 60, 150), "C": (160, 100, 140)}
    table = cx.nps_change(make_periods(before, after), period="wave", segment="shop")
    total = table.iloc[-1]
    assert table["nps_before"].tolist() == pytest.approx([40, 20, -10, 24])
    assert table["nps_after"].tolist() == pytest.approx([42, 20, -5, 16.6])
    assert (total["rate"], total["mix"], total["total"]) == pytest.approx((2.3, -9.7, -7.4))
    assert total["segment"] == "total"
    assert table["share_after"].tolist() == pytest.approx([0.3, 0.3, 0.4, 1])


counts = st.tuples(*[st.integers(0, 30)] * 3)
period = st.dictionaries(st.sampled_from("ABCD"), counts, min_size=1, max_size=4).filter(
    lambda part: sum(map(sum, part.values())) > 0
)


@given(period, period)
def test_parts_sum_exactly(before, after):
    table = cx.nps_change(make_periods(before, after), period="wave", segment="shop", min_n=0)
    parts, total = table.iloc[:-1], table.iloc[-1]
    assert total["rate"] + total["mix"] == pytest.approx(total["total"], abs=1e-9)
    assert total["total"] == pytest.approx(total["nps_after"] - total["nps_before"], abs=1e-9)
    assert parts["rate"].sum() == pytest.approx(total["rate"], abs=1e-9)
    assert parts["mix"].sum() == pytest.approx(total["mix"], abs=1e-9)
    assert parts["total"].sum() == pytest.approx(total["total"], abs=1e-9)


@given(period, period)
def test_weights_of_one_change_nothing(before, after):
    data = make_periods(before, after)
    plain = cx.nps_change(data, period="wave", segment="shop", min_n=0)
    weighted = cx.nps_change(data.assign(w=2.5), period="wave", segment="shop", weight="w", min_n=0)
    names = ["rate", "mix", "total", "share_before", "nps_after", "n_before"]
    pd.testing.assert_frame_equal(plain[names], weighted[names])


def test_total_interval_is_that_of_the_comparison():
    data = make_periods({"A": (20, 30, 50), "B": (5, 5, 5)}, {"A": (30, 30, 40), "B": (2, 5, 9)})
    total = cx.nps_change(data, period="wave", segment="shop").iloc[-1]
    test = cx.nps_compare(data, by="wave", against="previous").iloc[0]
    names = ["low", "high"]
    assert total[[f"total_{name}" for name in names]].tolist() == pytest.approx(test[names].tolist())


def test_absent_segment_has_no_rate():
    data = make_periods({"A": (20, 30, 50)}, {"A": (20, 30, 50), "B": (10, 0, 0)})
    table = cx.nps_change(data, period="wave", segment="shop").set_index("segment")
    new = table.loc["B"]
    assert np.isnan(new["rate"])
    assert new["mix"] == pytest.approx(table.loc["total", "mix"] - table.loc["A", "mix"])
    assert new["note"] == "no answers in the period before: no rate, all is mix"
    assert np.isnan(new["nps_before"])


def test_small_segments_are_suppressed_but_count():
    data = make_periods({"A": (20, 30, 50), "B": (1, 1, 1)}, {"A": (20, 30, 50), "B": (10, 0, 0)})
    table = cx.nps_change(data, period="wave", segment="shop").set_index("segment")
    assert table.loc["B", ["rate", "mix", "total", "nps_before", "nps_after"]].isna().all()
    # A alone would give B away: the total is the sum of both, weighted with their shares.
    assert table.loc[["A", "B"], "note"].str.startswith("suppressed: n < 5").all()
    assert table.loc["A", ["nps_before", "share_before", "n_before"]].isna().all()
    assert table.loc["total", "n_before"] == 103


def test_periods_are_the_last_two_named_ones_or_all():
    dates = pd.to_datetime(["2024-01-10", "2024-02-10", "2024-04-10"])
    data = pd.concat([make_scores(5, 5, n, date=d) for n, d in zip((5, 10, 20), dates, strict=True)])
    months = cx.period("date", "month")
    last = cx.nps_change(data, period=months)
    assert last["period_before"].tolist() == [pd.Timestamp("2024-02-01")]
    assert last["period_after"].tolist() == [pd.Timestamp("2024-04-01")]
    assert last["note"].tolist() == ["not split: no segment given"]
    named = cx.nps_change(data, period=months, between=("2024-01", "2024-04"))
    assert named["total"].iloc[0] == pytest.approx(50)
    every = cx.nps_change(data, period=months, between="all")
    assert every["total"].sum() == pytest.approx(50)
    with pytest.raises(UnknownName, match="available: 2024-01-01, 2024-02-01, 2024-04-01"):
        cx.nps_change(data, period=months, between=("2024-01", "2024-03"))


def test_a_last_period_of_a_few_answers_is_passed_over():
    waves = [make_scores(5, 5, n, wave=w) for w, n in ((1, 10), (2, 20))]
    data = pd.concat([*waves, make_scores(1, 1, 1, wave=3)])
    assert cx.nps_change(data, period="wave")["period_after"].tolist() == [2]
    assert cx.nps_change(data, period="wave", min_n=3)["period_after"].tolist() == [3]
    few = pd.concat([make_scores(1, 1, 1, wave=w) for w in (1, 2)])
    assert cx.nps_change(few, period="wave")["note"].str.startswith("suppressed").all()


def test_wrong_calls():
    with pytest.raises(BadValue, match="two periods with valid answers"):
        cx.nps_change(make_scores(1, 1, 1, wave=1), period="wave")
    with pytest.raises(BadValue, match='two periods or "all"'):
        cx.nps_change(make_periods({"A": (1, 2, 3)}, {"A": (1, 2, 3)}), period="wave", between="each")


@pytest.mark.parametrize(("names", "told"), [
    (["total", "web"], ["total (segment)", "web"]),
    (["total", "total (segment)"], ["total (segment1)", "total (segment)"]),
])  # fmt: skip
def test_a_segment_called_total_is_told_apart_from_the_last_row(names, told):
    answers = pd.DataFrame(
        {
            "wave": [1] * 40 + [2] * 40,
            "shop": (names[:1] * 20 + names[1:] * 20) * 2,
            "nps": [10, 9, 3, 8] * 10 + [10, 10, 0, 9] * 10,
        }
    )
    table = cx.nps_change(answers, period="wave", segment="shop")
    plain = cx.nps_change(
        answers.replace({"shop": dict(zip(names, "ab", strict=True))}), period="wave", segment="shop"
    )
    assert table["segment"].tolist() == [*told, "total"]
    pd.testing.assert_frame_equal(table.drop(columns="segment"), plain.drop(columns="segment"))
