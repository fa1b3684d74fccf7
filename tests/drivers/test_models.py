"""Ordered logit, penalty and reward, changes: against statsmodels and against what was planted."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue

from .test_key_drivers import WEIGHTS, survey


def test_the_ordered_logit_is_that_of_statsmodels():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    data = survey(size=500)
    band = np.where(data["nps"] <= 6, 0, np.where(data["nps"] <= 8, 1, 2))
    x = data[list(WEIGHTS)].to_numpy()
    fit = OrderedModel(band, x, distr="logit").fit(disp=0)
    # A mean marginal effect by hand: raise each rating by a hair and compare the expected net score.
    found = cx.drivers.ordinal_effects(data, drivers=list(WEIGHTS), bands=(6, 9))
    for place in range(3):
        more = x.copy()
        more[:, place] += 1e-4
        change = fit.model.predict(fit.params, exog=more) - fit.model.predict(fit.params, exog=x)
        wanted = 100 * (change[:, 2] - change[:, 0]).mean() / 1e-4
        assert found["estimate"].iloc[place] == pytest.approx(wanted, rel=1e-2)
    linear = cx.key_drivers(data, drivers=list(WEIGHTS), bands=(6, 9), draws=200).effects
    both = found.merge(linear, on="aspect")
    assert both["se_x"].to_numpy() == pytest.approx(both["se_y"].to_numpy(), rel=0.3)


def test_weights_of_the_ordered_logit_are_rows_that_stand_so_often():
    data = survey(size=300)
    weights = data.assign(weight=np.where(data.index < 100, 2.0, 1.0))
    one = cx.drivers.ordinal_effects(weights, drivers=list(WEIGHTS), bands=(6, 9), weight="weight")
    twice = pd.concat([data, data.head(100)])
    two = cx.drivers.ordinal_effects(twice, drivers=list(WEIGHTS), bands=(6, 9))
    assert one["estimate"].to_numpy() == pytest.approx(two["estimate"].to_numpy(), rel=1e-3)


def test_the_ordered_logit_needs_complete_answers():
    few = survey(size=200).assign(price=lambda d: d["price"].where(d.index < 40))
    few["service"] = few["service"].where(few.index >= 20)
    with pytest.raises(BadValue, match="only 20 respondents"):
        cx.drivers.ordinal_effects(few, drivers=list(WEIGHTS))


@pytest.fixture(scope="module")
def lopsided():
    rng = np.random.default_rng(8)
    bill, gift, both, nothing = rng.integers(1, 6, (4, 3000))
    score = 5.0 - 2 * (bill <= 2) + 2 * (gift == 5) + 0.5 * both + rng.normal(0, 1, 3000)
    return pd.DataFrame({"bill": bill, "gift": gift, "both": both, "nothing": nothing, "score": score})


def test_what_only_disappoints_and_what_delights_is_found(lopsided):
    names = ["bill", "gift", "both", "nothing"]
    table = cx.drivers.penalty_reward(lopsided, outcome="score", drivers=names).set_index("aspect")
    assert table["effect_kind"].to_dict() == {
        "bill": "dissatisfier", "gift": "delighter", "both": "proportional", "nothing": "undecided"
    }  # fmt: skip
    assert table.loc["bill", "penalty"] == pytest.approx(-2, abs=0.15)
    assert table.loc["gift", "reward"] == pytest.approx(2, abs=0.15)
    assert table.loc["both", "penalty"] == pytest.approx(-1.0, abs=0.15)  # 1.5 against 3.5 on average


def test_one_kind_of_rating_alone_cannot_be_contrasted(lopsided):
    only = lopsided.assign(bill=lopsided["bill"].clip(upper=4))
    table = cx.drivers.penalty_reward(only, outcome="score", drivers=["bill", "gift"], draws=100)
    row = table.set_index("aspect").loc["bill"]
    assert pd.isna(row["penalty"])
    assert "0 top ratings" in str(row["note"])
    with pytest.raises(BadParameter, match="below high"):
        cx.drivers.penalty_reward(only, outcome="score", drivers=["bill"], low=5, high=5)


def test_a_driver_that_changes_is_found_and_a_steady_one_is_not():
    rng = np.random.default_rng(6)
    size = 2400
    price, service = rng.integers(1, 6, (2, size))
    year = np.repeat([2023, 2024, 2025], size // 3)
    score = 3 + np.where(year == 2025, 0.2, 1.0) * price + 0.6 * service + rng.normal(0, 1, size)
    data = pd.DataFrame(
        {"price": price, "service": service, "year": year, "nps": score, "who": np.arange(size) % 800}
    )
    asked = {"drivers": ["price", "service"], "cluster": "who"}
    table = cx.drivers.driver_changes(data, by="year", against="previous", **asked)
    assert table[["group", "versus"]].drop_duplicates().to_numpy().tolist() == [[2024, 2023], [2025, 2024]]
    last, first = table[table["group"] == 2025], table[table["group"] == 2024]
    assert (last["p_adjusted"] < 0.001).all()
    assert (first["p_adjusted"] > 0.05).all()
    assert last.set_index("aspect").loc["price", "estimate"] < -0.3
    single = cx.key_drivers(data[data["year"] == 2024], drivers=["price", "service"], draws=100).table
    value = first.set_index("aspect")["value"]
    assert single.set_index("aspect")["estimate"][value.index].to_numpy() == pytest.approx(value.to_numpy())


def test_one_group_only_has_nothing_to_compare():
    table = cx.drivers.driver_changes(survey().assign(channel="web"), by="channel", drivers=list(WEIGHTS))
    assert table.empty
    assert "p_adjusted" in table


def test_groups_too_small_to_tell_say_so():
    data = survey(size=400).assign(channel=lambda d: np.where(d.index < 25, "shop", "web"))
    table = cx.drivers.driver_changes(data, by="channel", drivers=list(WEIGHTS), draws=100)
    assert table["estimate"].isna().all()
    assert table["note"].astype(str).str.contains("fewer than 200").all()
