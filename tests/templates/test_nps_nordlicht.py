"""The NPS report of the bundled sample company says what was planted there (data/nordlicht/truth.yml)."""

import re
from pathlib import Path

import pytest
import yaml

import cxlab as cx
from cxlab.templates import nps_analysis as narrative


@pytest.fixture(scope="module")
def truth():
    folder = Path(cx.__file__).parents[1] / "data" / "nordlicht"
    return yaml.safe_load((folder / "truth.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


@pytest.fixture(scope="module")
def answers(pot):
    return pot.select("responses")


@pytest.fixture(scope="module")
def periods(pot, answers):
    return cx.headline_periods(answers, value="nps")


@pytest.fixture(scope="module")
def changes(answers, periods):
    recent = cx.assign_periods(answers, periods, name="year")
    p = cx.nps_trend(answers, cluster="customer_id", draws=199)["p"].iloc[0]
    return cx.nps_change(
        recent, period="year", by="segment", between="latest", global_p=p, cluster="customer_id"
    )


def test_the_headline_is_the_latest_year(periods):
    assert narrative.named_periods(periods)[periods["first_day"].iloc[-1]] == "2025"
    assert len(periods) == 3


def test_the_fall_of_the_year_its_mix_and_its_rate_hold_what_was_planted(changes, periods, truth):
    planted = truth["mix_shift"]
    change, mix = narrative.change_findings(changes, periods)[:2]
    assert change.low <= planted["total"] <= change.high
    assert mix.low <= planted["total_mix"] <= mix.high
    total = changes[changes["group"] == "total"].iloc[0]
    assert total["rate_low"] <= planted["total_rate"] <= total["rate_high"]
    assert (change.direction, mix.certainty) == ("weakness", "shown")
    assert "more Kleingewerbe" in str(mix.sentence)
    assert "fewer Eigenheim" in str(mix.sentence)


def test_the_groups_that_were_planted_are_found_and_no_region(pot, answers):
    role = pot.role("responses")
    compared = cx.nps_compare(answers, by=list(role.segments), cluster=role.cluster)
    shown = {one.group: one for one in narrative.group_findings(compared) if one.certainty == "shown"}
    assert shown["Kleingewerbe"].direction == shown["Vergleichsportal"].direction == "weakness"
    assert shown["Kleingewerbe"].action
    assert not {one.dimension for one in shown.values()} & {"region", "tariff"}


def test_groups_of_all_years_are_not_told_as_those_of_the_latest(answers, periods):
    """The headline speaks of 2025; Kleingewerbe has 117 answers in three years."""
    period = narrative.whole_span(cx.survey_span(answers, value="nps"), periods)
    assert period == "2023 to 2025"
    assert narrative.whole_span(cx.survey_span(answers, value="nps"), periods.tail(1)) == ""
    compared = cx.nps_compare(answers, by="segment", cluster="customer_id")
    found = {one.group: one for one in narrative.group_findings(compared, period=period)}
    assert found["Kleingewerbe"].period == period
    assert "(2023 to 2025, interval" in re.sub(r"<[^>]+>", "", found["Kleingewerbe"].sentence)


def test_the_response_rate_is_a_quarter(pot, answers, truth):
    invited = cx.match_responses(pot["invitations"], answers, value="nps")
    anonymous = int(answers["customer_id"].isna().sum())
    rate = cx.response_rate(invited, unlinked=anonymous)
    (found,) = narrative.response_finding(rate)
    assert "25%" in str(found.sentence)
    assert found.n == truth["nps"]["invitations"]
