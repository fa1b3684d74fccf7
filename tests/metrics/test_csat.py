import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadParameter, BadValue


def answers(hits: int, n: int) -> pd.DataFrame:
    return pd.DataFrame({"csat": [5] * hits + [2] * (n - hits)})


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 10, 0, 0.2775), (8, 10, 0.4902, 0.9433), (1, 29, 0.0061, 0.1718)]
)
def test_top_box_with_wilson(hits, n, low, high):
    # REFERENCES: Wilson 0/10 (0,.2775); 8/10 (.4902,.9433); 1/29 (.0061,.1718)
    row = cx.csat(answers(hits, n)).iloc[0]
    assert row["metric"] == "csat"
    assert row["estimate"] == pytest.approx(hits / n)
    assert (row["low"], row["high"]) == pytest.approx((low, high), abs=5e-5)
    assert (row["count"], row["n"]) == (hits, n)


def test_box_and_mean_stand_side_by_side():
    table = cx.csat(pd.DataFrame({"csat": [5, 5, 4, 3, 1, 2]}))
    assert table["metric"].tolist() == ["csat", "csat_mean"]
    # R: t.test(c(5,5,4,3,1,2)): mean 3.333333, 95 % 1.61961211..5.04705456
    mean = table.iloc[1]
    assert (mean["estimate"], mean["low"], mean["high"]) == pytest.approx(
        (3.3333333, 1.61961211, 5.04705456), abs=1e-6
    )


def test_number_of_boxes_and_scale():
    data = pd.DataFrame({"csat": range(1, 11)})
    assert cx.csat(data, scale=(1, 10), top=3).iloc[0]["estimate"] == pytest.approx(0.3)
    with pytest.raises(BadValue, match=r"outside 1\.\.5"):
        cx.csat(data)
    with pytest.raises(BadParameter, match="top"):
        cx.csat(data, scale=(1, 10), top=10)
    with pytest.raises(BadParameter, match="scale"):
        cx.csat(data, scale=(5, 1))


def test_answers_all_alike_claim_no_certainty_of_the_mean():
    table = cx.csat(answers(10, 10))
    assert table["low"].isna().tolist() == [False, True]
    assert table["note"].tolist() == ["", "no interval: the answers do not vary"]


def test_ces_needs_its_direction():
    data = pd.DataFrame({"ces": [7, 6, 5, 4, 3, 2, 1, 1]})
    with pytest.raises(TypeError, match="direction"):
        cx.ces(data)
    with pytest.raises(BadParameter, match='"easy" or "effort"'):
        cx.ces(data, direction="high")


@given(st.lists(st.integers(1, 7), min_size=5, max_size=40))
def test_ces_directions_mirror_each_other(values):
    easy = cx.ces(pd.DataFrame({"ces": values}), direction="easy")
    effort = cx.ces(pd.DataFrame({"ces": 8 - np.array(values)}), direction="effort")
    assert easy.iloc[0]["estimate"] == pytest.approx(np.mean(np.array(values) >= 5))
    for column in ("estimate", "low", "high", "count"):
        assert easy.iloc[0][column] == effort.iloc[0][column]
    assert easy.iloc[1]["estimate"] == pytest.approx(np.mean(values))
    assert effort.iloc[1]["estimate"] == pytest.approx(8 - np.mean(values))


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.floats(0.1, 9), st.sampled_from("abcd")), min_size=6, max_size=40
    )
)
def test_weights_and_clusters_brute_force(rows):
    data = pd.DataFrame(rows, columns=["csat", "w", "account"])
    hit, w = (data["csat"] >= 4).astype(float), data["w"]
    share, n = (w * hit).sum() / w.sum(), len(data)
    weighted = cx.csat(data, weight="w").iloc[0]
    se = np.sqrt(n / (n - 1) * (w**2 * (hit - share) ** 2).sum()) / w.sum()
    assert (weighted["estimate"], weighted["se"]) == pytest.approx((share, se), abs=1e-8)
    assert 0 <= weighted["low"] <= weighted["estimate"] + 1e-9
    assert weighted["estimate"] - 1e-9 <= weighted["high"] <= 1
    sums = (data["csat"] - data["csat"].mean()).groupby(data["account"]).sum()
    clustered = cx.csat(data, cluster="account").iloc[1]
    if len(sums) > 1:
        cr1 = np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum()) / n
        assert clustered["se"] == pytest.approx(cr1, abs=1e-9)


def test_groups_and_small_groups():
    # With C hidden alone, it would follow from the total; B, the smallest other, goes with it.
    data = pd.concat(
        [answers(8, 10).assign(shop="A"), answers(5, 9).assign(shop="B"), answers(2, 3).assign(shop="C")]
    )
    table = cx.csat(data, by="shop")
    assert table["shop"].tolist() == ["A", "A", "B", "B", "C", "C"]
    assert table["estimate"].isna().tolist() == [False] * 2 + [True] * 4
    assert table["note"].tolist() == ["", "", *["suppressed: n < 5 or beside such a group"] * 4]
    assert table[["count", "n"]].isna().all(axis=1).tolist() == [False] * 2 + [True] * 4
