"""The bundled sample company against the truth it was made with."""

import pandas as pd
import pytest
import yaml

import cxlab as cx
from cxlab.loaders.bundled import bundled_pots

STEPS = ["visit", "tariff_calculator", "application", "contract"]


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


@pytest.fixture(scope="module")
def truth():
    return yaml.safe_load((bundled_pots()["nordlicht"] / "truth.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("window", [7, 14, 30, 45, 90])
def test_conversion_holds_the_truth(pot, truth, window):
    table = cx.funnel(pot["events"], STEPS, window=window).table.set_index("name")
    for step in STEPS[1:]:
        share = truth["funnel"]["reached_within_days"][step][window]
        row = table.loc[step]
        margin = 0.25 * (
            row["incidence_high"] - row["incidence_low"]
        )  # fifteen intervals: a few may just miss
        assert row["incidence_low"] - margin <= share <= row["incidence_high"] + margin


def test_the_second_step_is_harder_on_a_phone(pot, truth):
    result = cx.funnel(pot["events"], STEPS, window=45, by="channel")
    step = result.differences.query("name == 'application' and metric == 'funnel_share_of_previous'").iloc[0]
    assert step["p_adjusted"] < 0.001
    desktop = (
        truth["funnel"]["second_step_by_device"]["desktop"]
        - truth["funnel"]["second_step_by_device"]["mobile"]
    )
    assert step["low"] < desktop < step["high"]


def test_no_decoy_is_confirmed(pot, truth):
    options = {"day": 30, "horizon": 365, "adjust": ["sales_channel"], "responses": pot["responses"]}
    table = cx.moments_that_matter(pot["events"], pot["customers"], **options)
    confirmed = set(table.loc[table["verdict"] == "confirmed", "event"])
    assert confirmed <= {truth["moment_that_matters"]["event"]}
    call = table[(table["event"] == "welcome_call") & (table["metric"] == "nps")].iloc[0]
    assert (
        call["estimate"] > 0
    )  # with so few customers the planted effect has the right sign, if not the proof


def test_tickets_become_a_service_process(pot):
    dates = {"opened": "created", "first reply": "first_response", "solved": "resolved"}
    events = cx.milestones(pot["tickets"], dates, named_by="channel")
    paths = cx.variants(events, sequence="event_id")
    assert paths["coverage"].iloc[-1] == pytest.approx(1)
    assert paths["variant"].str.startswith("opened: ").iloc[0]
    assert isinstance(cx.channel_consistency(pot["tickets"]), pd.DataFrame)
