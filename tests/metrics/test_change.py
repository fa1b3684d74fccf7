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
    table = cx.nps_change(make_periods(before, after), period="wave", by="shop")
    total = table.iloc[-1]
    assert table["value_versus"].tolist() == pytest.approx([40, 20, -10, 24])
    assert table["value"].tolist() == pytest.approx([42, 20, -5, 16.6])
    assert (total["rate"], total["mix"], total["estimate"]) == pytest.approx((2.3, -9.7, -7.4))
    assert total["group"] == "total"
    assert table["share"].tolist() == pytest.approx([0.3, 0.3, 0.4, 1])


counts = st.tuples(*[st.integers(0, 30)] * 3)
period = st.dictionaries(st.sampled_from("ABCD"), counts, min_size=1, max_size=4).filter(
    lambda part: sum(map(sum, part.values())) > 0
)


@given(period, period)
def test_parts_sum_exactly(before, after):
    table = cx.nps_change(make_periods(before, after), period="wave", by="shop", min_n=0)
    parts, total = table.iloc[:-1], table.iloc[-1]
    assert total["rate"] + total["mix"] == pytest.approx(total["estimate"], abs=1e-9)
    assert total["estimate"] == pytest.approx(total["value"] - total["value_versus"], abs=1e-9)
    assert parts["rate"].sum() == pytest.approx(total["rate"], abs=1e-9)
    assert parts["mix"].sum() == pytest.approx(total["mix"], abs=1e-9)
    assert parts["contribution"].sum() == pytest.approx(total["estimate"], abs=1e-9)


@given(period, period)
def test_weights_of_one_change_nothing(before, after):
    data = make_periods(before, after)
    plain = cx.nps_change(data, period="wave", by="shop", min_n=0)
    weighted = cx.nps_change(data.assign(w=2.5), period="wave", by="shop", weight="w", min_n=0)
    names = ["rate", "mix", "estimate", "contribution", "share_versus", "value", "n_versus"]
    pd.testing.assert_frame_equal(plain[names], weighted[names])


def test_total_interval_is_that_of_the_comparison():
    data = make_periods({"A": (20, 30, 50), "B": (5, 5, 5)}, {"A": (30, 30, 40), "B": (2, 5, 9)})
    total = cx.nps_change(data, period="wave", by="shop").iloc[-1]
    test = cx.nps_compare(data, by="wave", against="previous").iloc[0]
    names = ["low", "high"]
    assert total[names].tolist() == pytest.approx(test[names].tolist())


def test_absent_segment_has_no_rate():
    data = make_periods({"A": (20, 30, 50)}, {"A": (20, 30, 50), "B": (10, 0, 0)})
    table = cx.nps_change(data, period="wave", by="shop").set_index("group")
    new = table.loc["B"]
    assert np.isnan(new["rate"])
    assert new["mix"] == pytest.approx(table.loc["total", "mix"] - table.loc["A", "mix"])
    assert new["note"] == "no answers in the earlier period: no rate, all is mix"
    assert np.isnan(new["value_versus"])


def test_small_segments_are_suppressed_but_count():
    data = make_periods({"A": (20, 30, 50), "B": (1, 1, 1)}, {"A": (20, 30, 50), "B": (10, 0, 0)})
    table = cx.nps_change(data, period="wave", by="shop").set_index("group")
    assert table.loc["B", ["rate", "mix", "estimate", "contribution", "value_versus", "value"]].isna().all()
    # A alone would give B away: the total is the sum of both, weighted with their shares.
    assert table.loc[["A", "B"], "note"].str.startswith("suppressed: n < 5").all()
    assert table.loc["A", ["value_versus", "share_versus", "n_versus"]].isna().all()
    assert table.loc["total", "n_versus"] == 103


def test_periods_are_the_last_two_named_ones_or_all():
    dates = pd.to_datetime(["2024-01-10", "2024-02-10", "2024-04-10"])
    data = pd.concat([make_scores(5, 5, n, date=d) for n, d in zip((5, 10, 20), dates, strict=True)])
    months = cx.period("date", "month")
    last = cx.nps_change(data, period=months)
    assert last["period_versus"].tolist() == [pd.Timestamp("2024-02-01")]
    assert last["period"].tolist() == [pd.Timestamp("2024-04-01")]
    assert last["note"].tolist() == ["not split: no segment given"]
    named = cx.nps_change(data, period=months, between=("2024-01", "2024-04"))
    assert named["estimate"].iloc[0] == pytest.approx(50)
    every = cx.nps_change(data, period=months, between="all")
    assert every["estimate"].sum() == pytest.approx(50)
    with pytest.raises(UnknownName, match="available: 2024-01-01, 2024-02-01, 2024-04-01"):
        cx.nps_change(data, period=months, between=("2024-01", "2024-03"))


def test_a_last_period_of_a_few_answers_is_passed_over():
    waves = [make_scores(5, 5, n, wave=w) for w, n in ((1, 10), (2, 20))]
    data = pd.concat([*waves, make_scores(1, 1, 1, wave=3)])
    assert cx.nps_change(data, period="wave")["period"].tolist() == [2]
    assert cx.nps_change(data, period="wave", min_n=3)["period"].tolist() == [3]
    few = pd.concat([make_scores(1, 1, 1, wave=w) for w in (1, 2)])
    assert cx.nps_change(few, period="wave")["note"].str.startswith("suppressed").all()


def test_wrong_calls():
    with pytest.raises(BadValue, match="two periods with valid answers"):
        cx.nps_change(make_scores(1, 1, 1, wave=1), period="wave")
    with pytest.raises(BadValue, match='two periods, "latest" or "all"'):
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
    table = cx.nps_change(answers, period="wave", by="shop")
    plain = cx.nps_change(
        answers.replace({"shop": dict(zip(names, "ab", strict=True))}), period="wave", by="shop"
    )
    assert table["group"].tolist() == [*told, "total"]
    pd.testing.assert_frame_equal(table.drop(columns="group"), plain.drop(columns="group"))


# --- clusters and panels


def panel(rng, people=60, size=3, rho=0.5, drift=0.0):
    """Return answers of the same accounts in two periods."""
    account = np.tile(np.repeat(np.arange(people), size), 2)
    effect = rng.normal(0, rho**0.5, people)[account]
    z = effect + rng.normal(0, (1 - rho) ** 0.5, len(account))
    wave = np.repeat([1, 2], people * size)
    z += drift * (wave == 2)
    nps = np.select([z < -0.84, z < 0], [3, 8], 10)
    return pd.DataFrame(
        {"wave": wave, "account": account, "nps": nps, "shop": np.where(account % 3, "x", "y")}
    )


def test_the_total_is_that_of_the_comparison_of_both_periods():
    data = panel(np.random.default_rng(2))
    total = cx.nps_change(data, period="wave", by="shop", cluster="account").iloc[-1]
    test = cx.nps_compare(data, by="wave", against="previous", cluster="account").iloc[0]
    for name in ("estimate", "low", "high", "se", "p"):
        assert total[name] == pytest.approx(test[name])


def test_errors_of_rate_and_mix_are_those_of_leaving_out_one_account():
    # CR1 is close to the jackknife over accounts where there are many.
    rng = np.random.default_rng(6)
    data = panel(rng, people=120, size=2)
    data = data[rng.random(len(data)) < 0.8]
    whole = cx.nps_change(data, period="wave", by="shop", cluster="account")
    drawn = [
        cx.nps_change(data[data["account"] != account], period="wave", by="shop")[["rate", "mix"]].to_numpy()
        for account in data["account"].unique()
    ]
    n = len(drawn)
    jackknife = np.sqrt((n - 1) * np.var(drawn, axis=0))
    joint = cx.nps_compare(data, by="wave", against="previous", cluster="account").iloc[0]
    reach = (joint["high"] - joint["low"]) / 2 / joint["se"]
    for column, name in enumerate(("rate", "mix")):
        half = (whole[f"{name}_high"] - whole[f"{name}_low"]) / 2
        assert (half / reach).to_numpy() == pytest.approx(jackknife[:, column], rel=0.04)


def test_who_answered_in_both_periods_is_compared_with_themselves():
    # Five people in both: changes 1, 0, 2, 1, 1 of their own scores (-1, 0, 1); mean 1, t interval of five.
    data = pd.DataFrame(
        {
            "wave": [1] * 7 + [2] * 6,
            "who": [*"abcdefg", *"abcdeh"],
            "nps": [8, 10, 3, 8, 3, 10, 10, 10, 10, 10, 10, 8, 3],
        }
    )
    row = cx.nps_change(data, period="wave", cluster="who").iloc[-1]
    assert (row["n_paired"], row["paired"]) == (5, pytest.approx(100.0))
    half = 2.776445 * np.sqrt(0.5 / 5)  # t(4), variance of 1, 0, 2, 1, 1
    assert (row["paired_low"], row["paired_high"]) == pytest.approx(
        (100 * (1 - half), 100 * (1 + half)), abs=1e-3
    )
    assert cx.nps_change(data, period="wave", cluster="who", min_n=6).iloc[-1][["paired"]].isna().all()


def test_a_panel_makes_the_interval_of_the_change_narrower_and_accounts_wider():
    rng = np.random.default_rng(3)
    data = panel(rng, people=300, size=1, rho=0.7)
    plain, joint = (
        cx.nps_change(data, period="wave", **extra).iloc[-1] for extra in ({}, {"cluster": "account"})
    )
    assert joint["high"] - joint["low"] < 0.75 * (plain["high"] - plain["low"])
    apart = data.assign(account=data["account"] // 10 + 1000 * data["wave"])
    apart["nps"] = apart.groupby("account")["nps"].transform("first")
    wide = cx.nps_change(apart, period="wave", cluster="account").iloc[-1]
    narrow = cx.nps_change(apart, period="wave").iloc[-1]
    assert wide["high"] - wide["low"] > 2 * (narrow["high"] - narrow["low"])


def test_a_period_of_one_account_has_no_interval():
    data = panel(np.random.default_rng(1), people=6, size=3)
    data.loc[data["wave"] == 2, "account"] = 99
    row = cx.nps_change(data, period="wave", cluster="account").iloc[-1]
    assert np.isnan(row["low"])
    assert "no interval: the answers of one period belong to one cluster" in row["note"]


def test_the_change_of_a_segment_is_that_of_its_own_score():
    data = make_periods({"A": (20, 30, 50), "B": (15, 15, 15)}, {"A": (30, 30, 40), "B": (6, 15, 27)})
    own = cx.nps_change(data, period="wave", by="shop").set_index("group").loc["B"]
    test = cx.nps_compare(data[data["shop"] == "B"], by="wave", against="previous").iloc[0]
    assert own[["estimate", "low", "high", "p"]].tolist() == pytest.approx(
        test[["estimate", "low", "high", "p"]].tolist()
    )
    assert own["contribution"] == pytest.approx(own["rate"] + own["mix"])


def test_the_change_hides_whatever_the_scores_of_either_period_hide():
    # In the first period nps hides b beside the small s, in the second c: either would give s away.
    before = {"a": (40, 0, 40), "b": (5, 0, 5), "c": (10, 0, 10), "s": (1, 0, 2)}
    after = {"a": (40, 0, 40), "b": (10, 0, 10), "c": (5, 0, 5), "s": (2, 0, 1)}
    data = make_periods(before, after)
    hidden = set()
    for wave in (1, 2):
        scores = cx.nps(data[data["wave"] == wave], by="shop")
        hidden |= set(scores.loc[scores["estimate"].isna(), "shop"])
    changed = cx.nps_change(data, period="wave", by="shop")
    gone = set(changed.loc[changed["estimate"].isna(), "group"])
    assert hidden == {"b", "c", "s"}
    assert hidden <= gone


def three_waves():
    waves = [(20, 30, 50), (25, 35, 45), (40, 30, 36)]
    return pd.concat([make_scores(*counts, wave=number) for number, counts in enumerate(waves)])


def test_the_latest_period_is_compared_with_the_two_before_it():
    found = cx.nps_change(three_waves(), period="wave", between="latest")
    assert list(zip(found["period"], found["period_versus"], strict=True)) == [(2, 1), (2, 0)]
    assert found["correction"].unique().tolist() == ["holm"]
    assert found["p_adjusted"].tolist() == pytest.approx(
        [max(2 * found["p"].min(), found["p"].iloc[0]), 2 * found["p"].min()]
    )


@pytest.mark.parametrize("global_p", [0.001, 0.4])
def test_three_periods_are_a_closed_family_below_a_test_of_all(global_p):
    found = cx.nps_change(three_waves(), period="wave", between="latest", global_p=global_p)
    assert found["correction"].unique().tolist() == ["closed"]
    assert found["p_adjusted"].tolist() == pytest.approx(np.maximum(found["p"], global_p).tolist())


def test_one_change_needs_no_correction():
    found = cx.nps_change(three_waves(), period="wave", global_p=0.9)
    assert found["p_adjusted"].tolist() == found["p"].tolist()
