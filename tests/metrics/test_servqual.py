from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, UnknownName

KIOSK = Path(__file__).parents[1] / "reference/kiosk_servqual.csv"
PAIRS = {f"q{k:02d}": (f"e{k:02d}", f"p{k:02d}") for k in range(1, 25)}


@pytest.fixture(scope="module")
def kiosk():
    return pd.read_csv(KIOSK)


def test_kiosk_total(kiosk):
    # REFERENCES: expectation 5.974, perception 4.872. R: t.test(rowMeans(p), rowMeans(e), paired=TRUE):
    # -1.10205314, 95 % -1.216658141..-.987448139, df 206
    total = cx.expectation_gap(kiosk, pairs=PAIRS).iloc[-1]
    assert (total["part"], total["n"]) == ("total", 207)
    assert (total["value_versus"], total["value"]) == pytest.approx((5.974, 4.872), abs=5e-4)
    figures = (total["estimate"], total["low"], total["high"])
    assert figures == pytest.approx((-1.10205314, -1.216658141, -0.987448139), abs=1e-8)
    assert total["missing"] == 4 * 24


def test_kiosk_item(kiosk):
    # R: t.test(p01, e01, paired=TRUE): -.54589372, 95 % -.69482017..-.39696727
    item = cx.expectation_gap(kiosk, pairs=PAIRS).iloc[0]
    figures = (item["estimate"], item["low"], item["high"])
    assert figures == pytest.approx((-0.54589372, -0.69482017, -0.39696727), abs=1e-8)


def test_items_make_dimensions_make_the_weighted_total(kiosk):
    dimensions = {"reliable": ["q01", "q02", "q03"], "fun": ["q04", "q05", "q06"], "rest": list(PAIRS)[6:]}
    table = cx.expectation_gap(
        kiosk, pairs=PAIRS, dimensions=dimensions, importance={"reliable": 5, "fun": 1, "rest": 2}
    )
    gaps = table[table["part"] == "dimension"].set_index("dimension")["estimate"]
    items = table[table["part"] == "item"].groupby("dimension")["estimate"].mean()
    pd.testing.assert_series_equal(gaps.sort_index(), items, check_names=False)
    total = table[table["part"] == "total"].iloc[0]
    assert total["estimate"] == pytest.approx((5 * gaps["reliable"] + gaps["fun"] + 2 * gaps["rest"]) / 8)
    person = sum(
        weight
        * (
            kiosk[[PAIRS[i][1] for i in dimensions[name]]].mean(axis=1)
            - kiosk[[PAIRS[i][0] for i in dimensions[name]]].mean(axis=1)
        )
        for name, weight in {"reliable": 5 / 8, "fun": 1 / 8, "rest": 2 / 8}.items()
    ).dropna()
    assert total["se"] == pytest.approx(person.std(ddof=1) / np.sqrt(207))


def test_long_form_agrees_with_wide(kiosk):
    pairs = {name: PAIRS[name] for name in ("q01", "q02", "q03")}
    long = (
        pd.concat(
            pd.DataFrame({"who": kiosk.index, "item": name, "expectation": kiosk[e], "perception": kiosk[p]})
            for name, (e, p) in pairs.items()
        )
        .sample(frac=1, random_state=1)
        .sort_values("item")
    )
    wide = cx.expectation_gap(kiosk, pairs=pairs)
    pd.testing.assert_frame_equal(cx.expectation_gap(long, respondent="who"), wide)


def test_answers_may_be_missing_item_by_item(kiosk):
    data = kiosk.copy()
    data.loc[:50, "p01"] = np.nan
    table = cx.expectation_gap(data, pairs={"a": ("e01", "p01"), "b": ("e02", "p02")})
    assert table["n"].tolist() == [157, 207, 207, 207]
    assert table["estimate"].iloc[3] == pytest.approx(table["estimate"].iloc[:2].mean())
    assert 0 < table["se"].iloc[3] < table["se"].iloc[0]


def test_weights_and_groups(kiosk):
    data = kiosk.assign(w=np.arange(len(kiosk)) % 3 + 1.0, shop=["A", "B"] * 105 + ["A"])
    table = cx.expectation_gap(data, pairs={"a": ("e01", "p01")}, weight="w", by="shop")
    assert table["shop"].tolist() == ["A"] * 3 + ["B"] * 3
    part = data[data["shop"] == "A"].dropna(subset=["e01", "p01"])
    gap, w, n = part["p01"] - part["e01"], part["w"], len(part)
    mean = (w * gap).sum() / w.sum()
    row = table.iloc[0]
    assert row["estimate"] == pytest.approx(mean)
    assert row["se"] == pytest.approx(np.sqrt(n / (n - 1) * (w**2 * (gap - mean) ** 2).sum()) / w.sum())
    assert row["n_eff"] == pytest.approx(w.sum() ** 2 / (w**2).sum())


def test_wrong_calls(kiosk):
    with pytest.raises(BadParameter, match="respondent"):
        cx.expectation_gap(kiosk)
    with pytest.raises(UnknownName, match="item"):
        cx.expectation_gap(kiosk, pairs=PAIRS, dimensions={"x": ["q99"]})
    with pytest.raises(BadParameter, match="'q02' is in no dimension"):
        cx.expectation_gap(kiosk, pairs=PAIRS, dimensions={"x": ["q01"]})
    with pytest.raises(BadValue, match="must hold numbers"):
        cx.expectation_gap(kiosk.astype({"e01": str}), pairs=PAIRS)
    with pytest.raises(UnknownName, match="importance"):
        cx.expectation_gap(kiosk, pairs=PAIRS, importance={"x": 1})


def test_nobody_answered(kiosk):
    table = cx.expectation_gap(kiosk.head(0), pairs={"a": ("e01", "p01")})
    assert table["note"].tolist() == ["no valid answers"] * 3
    assert len(cx.expectation_gap(kiosk.head(0).assign(shop=""), pairs={"a": ("e01", "p01")}, by="shop")) == 0


def test_respondents_without_weight_are_nobody():
    data = pd.DataFrame({"e": [7, 6, 7, 6, 7], "p": [5, 5, 6, 6, 4], "w": [1.0, 1, 1, 0, 0]})
    found = cx.expectation_gap(data, pairs={"speed": ("e", "p")}, weight="w")
    assert found[["n", "estimate"]].isna().all(axis=None)  # three are too few to be shown, their number too
