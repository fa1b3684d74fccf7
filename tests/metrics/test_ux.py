"""System Usability Scale, UMUX-Lite and task success."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue
from cxlab.metrics import sus_scores, umux_lite_scores
from cxlab.metrics.ux import SUS_ITEMS, UMUX_ITEMS


def answers(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=SUS_ITEMS)


FIVE = answers([5, 1] * 5, [4, 2] * 5, [3] * 10, [4, 1] * 5, [5, 2] * 5)


def test_the_score_turns_the_even_statements():
    # Brooke 1996: his example answers 5,4,2,1,2,3,2,4,5,2 sum to 22: a score of 55... as counted by hand:
    # odd: 4+1+1+1+4 = 11, even: 1+4+2+1+3 = 11, together 22 x 2.5 = 55.
    assert sus_scores(answers([5, 4, 2, 1, 2, 3, 2, 4, 5, 2])).tolist() == [55.0]
    assert sus_scores(FIVE).tolist() == [100, 75, 50, 87.5, 87.5]


def test_the_mean_has_a_t_interval_within_the_scale():
    # R: t.test(c(100,75,50,87.5,87.5)): 56.461541 to 103.538459, of which no more than 100 can be
    row = cx.sus(FIVE).iloc[0]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((80, 56.461541, 100), abs=1e-5)
    assert (row["metric"], row["n"]) == ("sus", 5)


def test_a_questionnaire_with_a_gap_is_none():
    gap = FIVE.astype(float)
    gap.loc[0, "sus_3"] = np.nan
    gap.loc[1, "sus_4"] = 9
    assert sus_scores(gap, missing_codes=(9,)).isna().tolist() == [True, True, False, False, False]
    row = cx.sus(gap, missing_codes=(9,), min_n=0).iloc[0]
    assert (row["n"], row["missing"]) == (3, 2)
    with pytest.raises(BadValue, match=r"'sus_4' holds values outside 1\.\.5: 9"):
        cx.sus(gap)
    with pytest.raises(BadParameter, match="10 columns"):
        cx.sus(FIVE, items=SUS_ITEMS[:9])


def test_umux_lite_and_the_sus_that_it_stands_for():
    # Lewis, Utesch, Maher 2013: 100 x (x1 + x2 - 2) / 12; .65 x it + 22.9
    data = pd.DataFrame({"umux_1": [7, 6, 5, 6, 7], "umux_2": [6, 6, 5, 4, 7]})
    assert umux_lite_scores(data).round(4).tolist() == [91.6667, 83.3333, 66.6667, 66.6667, 100.0]
    own, as_sus = (row for _i, row in cx.umux_lite(data).iterrows())
    # R: t.test(100 * (c(7,6,5,6,7) + c(6,6,5,4,7) - 2) / 12): 81.66667, 63.15703 to 100.17630
    assert (own["estimate"], own["low"], own["high"]) == pytest.approx((81.66667, 63.15703, 100), abs=1e-4)
    assert as_sus["estimate"] == pytest.approx(0.65 * 81.66667 + 22.9, abs=1e-4)
    assert UMUX_ITEMS == ("umux_1", "umux_2")


@pytest.mark.parametrize(
    ("done", "n", "low", "high"),
    [(9, 10, 0.57403226, 1), (4, 5, 0.35963115, 0.97967937), (10, 10, 0.67911269, 1), (0, 8, 0, 0.37216794)],
)
def test_task_success_has_the_adjusted_wald_interval(done, n, low, high):
    # Lewis and Sauro 2006; R: p <- (x + z^2/2)/(n + z^2); p -+ z * sqrt(p * (1 - p) / (n + z^2)), cut to 0..1
    row = cx.task_success(pd.DataFrame({"task_success": [1] * done + [0] * (n - done)})).iloc[0]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((done / n, low, high), abs=1e-7)


def test_people_who_try_several_tasks_are_a_cluster():
    tries = pd.DataFrame({"who": np.repeat(range(12), 4), "task_success": np.repeat([1, 0, 1] * 4, 4)})
    alone, together = cx.task_success(tries).iloc[0], cx.task_success(tries, cluster="who").iloc[0]
    assert together["clusters"] == 12
    assert together["high"] - together["low"] > 1.5 * (alone["high"] - alone["low"])
    assert cx.task_success(tries.assign(task_success=tries["task_success"].eq(1)))["n"].tolist() == [48]


def test_groups_and_small_groups():
    data = pd.concat([FIVE.assign(page="shop"), FIVE.head(2).assign(page="help"), FIVE.assign(page="home")])
    table = cx.sus(data, by="page").set_index("page")
    assert table.loc["help", ["estimate", "n"]].isna().all()
    assert table["estimate"].notna().sum() <= 2


@pytest.mark.parametrize("frame", ["polars", "parquet"])
def test_other_frames_give_the_same(frame, tmp_path):
    if frame == "polars":
        given = pytest.importorskip("polars").from_pandas(FIVE)
    else:
        given = tmp_path / "sus.parquet"
        FIVE.to_parquet(given)
    pd.testing.assert_frame_equal(cx.sus(given), cx.sus(FIVE))
