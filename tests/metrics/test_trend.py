"""The score over the whole time."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadValue


def drifting(rng, n=900, slope=0.0, jump=0.0):
    """Return answers over three years; `slope` in latent units a year, `jump` after the second."""
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 1096, n)), unit="D")
    years = (days - days[0]).days.to_numpy() / 365.25
    z = rng.normal(size=n) + slope * years + jump * (years >= 2)
    return pd.DataFrame({"date": days, "nps": np.select([z < -0.84, z < 0], [3, 8], 10)})


def test_the_line_is_that_of_least_squares():
    data = drifting(np.random.default_rng(1), slope=-0.3)
    found = cx.nps_trend(data).set_index("metric").loc["nps_trend"]
    score = 100.0 * ((data["nps"] >= 9).astype(int) - (data["nps"] <= 6).astype(int))
    years = (data["date"] - data["date"].min()).dt.days / 365.25
    assert found["estimate"] == pytest.approx(np.polyfit(years, score, 1)[0])
    assert found["high"] < 0
    assert found["unit"] == "year"


def test_a_jump_is_dated_and_its_sides_are_told():
    data = drifting(np.random.default_rng(4), jump=-0.7)
    found = cx.nps_trend(data).set_index("metric").loc["nps_change_point"]
    assert abs(found["period"] - pd.Timestamp("2025-01-01")) < pd.Timedelta(days=62)
    late = cx.nps(data[data["date"] >= found["period"]])["estimate"].iloc[0]
    assert found["value"] == pytest.approx(late)
    assert found["estimate"] == pytest.approx(found["value"] - found["value_versus"])
    assert found["p"] < 0.01
    assert np.isnan(found["low"])


def test_a_short_survey_has_a_trend_per_month_or_none():
    data = drifting(np.random.default_rng(2))
    part = data[data["date"] < "2023-07-01"]
    assert cx.nps_trend(part)["unit"].iloc[0] == "month"
    few_days = cx.nps_trend(data[data["date"] < "2023-03-01"])
    assert few_days["estimate"].isna().all()
    assert few_days["note"].iloc[0] == "no test: fewer than 90 days"
    assert cx.nps_trend(data.head(20))["note"].iloc[0] == "no test: fewer than 30 answers"


def test_people_are_the_unit():
    data = drifting(np.random.default_rng(3), n=400)
    twice = pd.concat([data, data]).assign(customer_id=[*range(400), *range(400)])
    one, two = cx.nps_trend(data), cx.nps_trend(twice, cluster="customer_id")
    assert two["se"].iloc[0] == pytest.approx(one["se"].iloc[0], rel=0.01)
    assert two["clusters"].tolist() == [400, 400]


def test_weights_codes_and_rows_without_a_date():
    data = drifting(np.random.default_rng(5)).astype({"nps": float})
    more = pd.concat([data, data.head(50).assign(nps=11), data.head(30).assign(date=pd.NaT)])
    found = cx.nps_trend(more.assign(w=2.0), weight="w", missing_codes=(11,))
    assert found["estimate"].iloc[0] == pytest.approx(cx.nps_trend(data)["estimate"].iloc[0])
    assert found["missing"].tolist() == [80, 80]
    with pytest.raises(BadValue, match=r"outside 0\.\.10"):
        cx.nps_trend(more)
    with pytest.raises(BadValue, match="must hold dates"):
        cx.nps_trend(data.assign(date="2024"))


def test_small_groups_are_hidden():
    data = drifting(np.random.default_rng(6), n=40).assign(customer_id=1)
    found = cx.nps_trend(data, cluster="customer_id")
    assert found[["estimate", "p"]].isna().all(axis=None)
    assert found["note"].str.startswith("suppressed").all()
