"""What explains a change: parts that add up exactly, the right combination, nothing where nothing is."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn

attribute, localise = cx.complaints.attribute_change, cx.complaints.localise_change
BEFORE, AFTER = ("2024-01-01", "2024-03-31"), ("2024-04-01", "2024-06-29")
REGIONS, CAUSES, CHANNELS = ["north", "south", "west"], ["bill", "price", "move"], ["web", "phone"]


def complaints(seed=0, n=1500, fault=0):
    rng = np.random.default_rng(seed)
    days = pd.date_range("2024-01-01", "2024-06-29")
    data = pd.DataFrame({
        "created": rng.choice(days, n), "region": rng.choice(REGIONS, n), "cause": rng.choice(CAUSES, n),
        "channel": rng.choice(CHANNELS, n), "customer_id": rng.integers(0, 5000, n),
    })  # fmt: skip
    extra = data.sample(fault, random_state=seed).assign(region="west", cause="bill")
    extra["created"] = rng.choice(days[100:], fault)
    return pd.concat([data, extra], ignore_index=True)


def test_the_combination_that_rose_is_named():
    found = attribute(
        complaints(fault=120), ["region", "cause", "channel"], before=BEFORE, after=AFTER, draws=19
    )
    assert found.segments[["region", "cause", "channel"]].to_numpy().tolist() == [["west", "bill", ""]]
    row = found.segments.iloc[0]
    assert row["estimate"] == pytest.approx(120, abs=30)
    assert row["low"] < 120 < row["high"]
    assert row["p"] == 0.05
    assert row["stability"] > 0.8
    assert "region west, cause bill" in found.text


def test_nothing_is_named_where_nothing_happened():
    """The chance of a false alarm is 5 % at most."""
    named = [
        len(attribute(complaints(seed), ["region", "cause"], before=BEFORE, after=AFTER, draws=1).segments)
        for seed in range(30)
    ]
    assert sum(number > 0 for number in named) <= 3


def test_a_general_rise_is_said_to_be_general():
    data = complaints()
    data = pd.concat([data, data[data["created"] > "2024-04-01"]])
    found = attribute(data, ["region", "cause"], before=BEFORE, after=AFTER, draws=9)
    assert found.segments[["region", "cause"]].to_numpy().tolist() == [["", ""]]
    assert found.segments["note"].iloc[0].startswith("the change is general")


def test_mix_and_rate_add_up_exactly():
    data = complaints(fault=120)
    when = pd.to_datetime(["2024-02-01"] * 3 + ["2024-05-01"] * 3)
    orders = pd.DataFrame({"date": when, "region": REGIONS * 2, "exposure": [500, 300, 200, 300, 300, 500]})
    given = {"exposure": orders, "exposure_time": "date", "draws": 1}
    found = attribute(data, ["region", "cause"], before=BEFORE, after=AFTER, **given)
    change = found.total["estimate"].iloc[0]
    sums = found.parts.groupby("dimension")["estimate"].sum()
    assert sums.to_numpy() == pytest.approx([change, change], abs=1e-12)
    assert set(found.parts[found.parts["dimension"] == "region"]["component"]) == {"rate", "mix"}
    x = data[data["created"] <= "2024-03-31"].shape[0], data[data["created"] >= "2024-04-01"].shape[0]
    assert change == pytest.approx(x[1] / 1100 - x[0] / 1000)


def test_rows_outside_and_without_date_are_counted():
    data = pd.concat([complaints(), complaints().head(5).assign(created=pd.NaT)])
    found = attribute(data, ["region"], before=("2024-01-01", "2024-02-29"), after=AFTER, draws=1)
    assert found.excluded["no date"] == 5
    assert found.excluded["outside both periods"] > 100


def test_forecasts_are_localised_too():
    rng = np.random.default_rng(1)
    leaves = pd.MultiIndex.from_product([REGIONS, CAUSES, CHANNELS, range(20)]).to_frame(index=False)
    leaves.columns = ["region", "cause", "channel", "shop"]
    leaves["predict"] = 100 * rng.weibull(0.7, len(leaves))
    leaves["real"] = leaves["predict"] * (1 + rng.normal(0, 0.05, len(leaves)))
    leaves.loc[(leaves["region"] == "west") & (leaves["channel"] == "web"), "real"] *= 0.6
    found = localise(leaves, ["region", "cause", "channel", "shop"], actual="real", expected="predict")
    assert found[["region", "cause", "channel", "shop"]].to_numpy().tolist() == [["west", "", "web", ""]]
    assert found["ratio"].iloc[0] == pytest.approx(0.6, abs=0.02)


def undated():
    return complaints().assign(created=pd.NaT)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda: attribute(complaints(), [], before=BEFORE, after=AFTER), BadParameter),
        (lambda: attribute(complaints(), ["region"], before=BEFORE, after=BEFORE), BadParameter),
        (lambda: attribute(complaints(), ["region"], before=("x", "y"), after=AFTER), BadParameter),
        (lambda: attribute(complaints(), ["shop"], before=BEFORE, after=AFTER), MissingColumn),
        (lambda: attribute(undated(), ["region"], before=BEFORE, after=AFTER), BadValue),
        (
            lambda: attribute(complaints(), ["region"], before=BEFORE, after=AFTER,
                              exposure=pd.DataFrame({"region": REGIONS, "exposure": 0})),
            BadValue,
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused(change, error):
    with pytest.raises(error):
        change()


def test_what_few_customers_complain_of_is_hidden_however_often_they_do():
    calm = pd.DataFrame({"created": pd.date_range("2024-01-01", "2024-02-29").repeat(4),
                         "cause": ["bill", "price"] * 120, "customer_id": range(240)})  # fmt: skip
    often = pd.DataFrame({"created": pd.date_range("2024-02-01", periods=20), "cause": "leak",
                          "customer_id": [900, 901] * 10})  # fmt: skip
    asked = {"before": ("2024-01-01", "2024-01-31"), "after": ("2024-02-01", "2024-02-29"), "draws": 19}
    data = pd.concat([calm, often], ignore_index=True)
    told = cx.complaints.attribute_change(data, ["cause"], **asked, customer="customer_id", min_n=2)
    assert told.segments.loc[told.segments["cause"] == "leak", "complaints"].tolist() == [20]
    found = cx.complaints.attribute_change(data, ["cause"], **asked, customer="customer_id")
    for table, name in ((found.segments, "cause"), (found.parts, "category")):
        own = table[table[name] == "leak"]
        assert len(own) == 1
        assert own[["estimate", "low", "high", "complaints"]].isna().all(axis=None)
    assert found.parts["complaints"].notna().sum() <= 1  # the second smallest is hidden beside it
    alone = cx.complaints.attribute_change(often, ["cause"], before=("2024-02-01", "2024-02-05"),
                                           after=("2024-02-06", "2024-02-29"), draws=19,
                                           customer="customer_id")  # fmt: skip
    assert alone.total[["estimate", "value", "complaints"]].isna().all(axis=None)
    plain = cx.complaints.attribute_change(data, ["cause"], **asked, min_n=2).parts
    ratio = (told.parts["high"] - told.parts["low"]) / (plain["high"] - plain["low"])
    # What customers repeat makes the parts less certain as well.
    assert ratio.to_numpy() == pytest.approx(np.sqrt(told.total["dispersion"].item()))
