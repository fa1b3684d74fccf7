"""The report on complaints says what was planted in the sample company, first and with its owner."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml

import cxlab as cx
from cxlab.language import using
from cxlab.templates import complaint_root_causes as narrative
from cxlab.templates.complaint_root_causes.words import certainty_at, owner_of

from .in_process import said_by

DAY = pd.Timestamp("2024-01-01")


def plain(said):
    return " ".join(re.sub(r"<[^>]+>", "", str(said)).split())


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


@pytest.fixture(scope="module")
def truth(pot):
    return yaml.safe_load((pot.folder / "truth.yml").read_text(encoding="utf-8"))["process_fault"]


@pytest.fixture(scope="module")
def complaints(pot):
    return cx.complaints.observed_complaints(pot)


@pytest.fixture(scope="module")
def spots(complaints):
    return cx.complaints.complaint_rises(complaints, draws=99)


@pytest.fixture(scope="module")
def german():
    """Everything that the report says in German with its default parameters, the first screen last."""
    return [
        " ".join(text.split()) for text in said_by("complaint_root_causes", pot="nordlicht", language="de")
    ]


def test_region_topic_weeks_and_owner_of_the_fault_are_stated(pot, complaints, spots, truth):
    (found,) = narrative.rise_findings(complaints, spots, owners=pot["processes"])
    assert (found.group, found.aspect) == (truth["region"], "Abrechnung")
    assert found.period == f"{truth['first_day']}/{truth['last_day']}"
    assert (found.owner, found.process) == ("Leitung Abrechnung", "Abrechnung und Inkasso")
    assert (found.certainty, found.direction) == ("shown", "weakness")
    assert found.estimate == pytest.approx(found.value - found.value_versus)
    assert found.low < truth["extra_complaints"] < found.high
    said = plain(found.sentence)
    for part in (
        "West",
        "Abrechnung",
        "2 Sept 2024 to 13 Oct 2024",
        "owner Leitung Abrechnung",
        "It is over",
    ):
        assert part in said
    assert found.action.startswith("Abrechnung, West: find out what went wrong")


def test_a_rise_longer_than_the_longest_window_is_not_over(complaints, spots):
    cut, until = pd.Timestamp("2024-09-22"), pd.Timestamp("2024-10-13")
    whole = complaints.frame
    seen = replace(complaints, frame=whole[whole["created"] <= until], last=until)
    inside = whole[(whole["region"] == "West") & (whole["cause"] == "Abrechnung")]
    count = inside["created"].between("2024-09-02", cut).sum()
    usual = spots["expected_complaints"].iloc[0] / 2  # of three of its six weeks
    row = spots.iloc[[0]].assign(last_day=cut, complaints=count, expected_complaints=usual)
    (found,) = narrative.rise_findings(seen, row)
    assert plain(found.sentence).endswith("It goes on.")
    assert "find out now what changed since" in found.action


def test_a_rise_after_which_fewer_complain_but_more_than_usual_has_eased(complaints, spots):
    row = spots.iloc[[0]].assign(expected_complaints=spots["expected_complaints"].iloc[0] / 8)
    (found,) = narrative.rise_findings(complaints, row)
    assert plain(found.sentence).endswith("fewer, but still more than usual.")
    assert "find out what went wrong from" in found.action


def test_the_first_screen_says_the_fault_first_and_who_acts(german):
    screen = german[-1]
    happened = screen.split("Was ist passiert?")[1]
    assert happened.strip().startswith("Abrechnung, West : 48 Beschwerden vom 02.09.2024 bis 13.10.2024")
    assert "Leitung Abrechnung (Prozess Abrechnung und Inkasso)" in screen.split("Was ist zu tun?")[1]
    assert "Beschwerden je 100 Kunden und Jahr" in screen


def test_the_german_report_holds_no_english(german):
    text = " ".join(german)
    assert not re.search(r"\b(the|complaints?|were|cause|customers?|interval|process)\b", text)


def test_hypotheses_of_people_are_judged_and_left_alone(german, pot):
    assert "Mögliche Gründe: 2 von 8 durch Daten gestützt, 1 widerlegt" in german
    causes = cx.complaints.causes_of(pot)
    assert {why.status for _bone, _place, why in causes.walk()} == {"open"}


def test_a_change_that_a_rise_explains_is_not_told_twice(pot, complaints, spots):
    spans = cx.complaints.compared_spans(complaints)
    change = cx.complaints.complaint_change(complaints, spans, draws=99)
    assert narrative.localised_findings(complaints, change, spans, spots=spots) == []
    said = plain(narrative.localised_text(complaints, change, spans, spots=spots))
    assert "Region West, cause Abrechnung" in said
    assert "the rise of 2 Sept 2024 to 13 Oct 2024" in said
    (alone,) = narrative.localised_findings(complaints, change, spans, spots=None, owners=pot["processes"])
    assert (alone.group, alone.owner, alone.direction) == (
        "West, Abrechnung",
        "Leitung Abrechnung",
        "strength",
    )


def test_what_a_rise_holds_is_left_out_of_the_comparison_of_places(complaints, spots):
    ratios = []
    for frame in (complaints.frame, complaints.outside(spots)):
        rates = cx.complaints.rates_by_place(complaints, frame)
        own = rates[(rates["region"] == "West") & (rates["cause"] == "Abrechnung")]
        ratios.append(float(own["ratio"].iloc[0]))
    assert ratios[0] > 1.5 > 1.0 > ratios[1]
    assert narrative.group_findings(complaints, rates) == []
    assert "told above are left out" in plain(narrative.groups_text(complaints, rates, spots, alpha=0.01))


def test_figures_of_the_change_are_those_of_the_data(complaints):
    spans = cx.complaints.compared_spans(complaints)
    change = cx.complaints.complaint_change(complaints, spans, draws=19)
    (found,) = narrative.change_finding(complaints, change, spans)
    counts = complaints.frame["created"].dt.year.value_counts()
    years = complaints.exposure.frame.groupby(complaints.exposure.frame["date"].dt.year)["exposure"].sum()
    assert found.value == pytest.approx(100 * counts[2025] / years[2025])
    assert found.value_versus == pytest.approx(100 * counts[2024] / years[2024])
    assert (found.period, found.period_versus, found.certainty) == ("2025", "2024", "open")
    assert found.impact is None


def test_costs_say_their_rank_and_only_sure_ones_are_acted_on(pot, complaints):
    costs = cx.complaints.complaint_costs(pot, complaints)
    table = costs.table
    first = narrative.cost_findings(complaints, costs, owners=pot["processes"])[0]
    assert (first.group, first.metric) == (table["cause"].iloc[0], "money")
    assert re.search(r"rank 1( to \d+)? of 12 causes", plain(first.sentence))
    assert first.action == ""
    sure = table.assign(low=1.0, rank_best=np.arange(1, 13), rank_worst=np.arange(1, 13))
    said = narrative.cost_findings(complaints, type(costs)(sure, costs.draws))
    assert [one.certainty for one in said] == ["shown"]
    assert said[0].action.endswith("cut these complaints first")
    free = type(costs)(table.assign(low=-3.0), costs.draws)
    assert narrative.cost_findings(complaints, free) == []
    assert f"What {table['cause'].iloc[0]} costs is uncertain" in plain(narrative.cost_text(free))
    assert "uncertain" not in plain(narrative.cost_text(type(costs)(sure, costs.draws)))


def test_what_data_cannot_say_is_not_said(complaints):
    nothing = [
        narrative.rise_findings(complaints, None), narrative.change_finding(complaints, None, None),
        narrative.localised_findings(complaints, None, None), narrative.group_findings(complaints, None),
        narrative.driver_findings(complaints, None), narrative.recovery_findings(complaints, None),
        narrative.sla_findings(complaints, None, {}), narrative.cost_findings(complaints, None),
    ]  # fmt: skip
    assert nothing == [[]] * len(nothing)
    silent = [narrative.recovery_text(None), narrative.cost_text(None), narrative.chart_text(None)]
    assert [str(one) for one in silent] == [""] * 3


def test_certainty_asks_for_the_chance_of_a_false_alarm():
    assert [certainty_at(p, 0.01) for p in (0.01, 0.011, 0.06)] == ["shown", "likely", "open"]
    owners = pd.DataFrame({"touchpoint": [" Bill "], "process": ["Billing"], "owner": ["Kim"]})
    assert owner_of(owners, "bill")["owner"] == "Kim"
    assert owner_of(owners, "price") == owner_of(None, "bill") == {}


@pytest.mark.parametrize("table", ["one", "html"])
def test_small_and_strange_pots_get_a_report(tmp_path, table):
    """Sixty complaints: of one cause without dates; of one region, with markup in their values."""
    rng = np.random.default_rng(3)
    n = 60
    frame = pd.DataFrame({
        "complaint_id": range(n), "customer_id": rng.integers(0, 40, n), "region": "north",
        "created": DAY + pd.to_timedelta(rng.integers(0, 700, n), "D"), "cause": rng.choice(["a", "b"], n),
    })  # fmt: skip
    if table == "one":
        frame = frame.assign(cause="bill", created=None)
    if table == "html":
        frame["cause"] = "<script>" + frame["cause"]
    frame.to_csv(tmp_path / "complaints.csv", index=False)
    (tmp_path / "pot.yml").write_text("name: P\ntables: {complaints: {file: complaints.csv}}\n")
    said = said_by("complaint_root_causes", pot=str(tmp_path), language="en")
    assert "60 complaints were used" in " ".join(said)


def test_airport_mentions_are_per_hundred_respondents_of_their_area():
    with using("en"):
        mentions = cx.complaints.observed_complaints(cx.open_pot("sfo_airport_2017"))
        rates = cx.complaints.rates_by_place(mentions)
        assert narrative.rate_label(mentions) == "Mentions per 100 respondents"
    asked = (
        cx.open_pot("sfo_airport_2017")["responses"].dropna(subset=["date"])["boarding_area"].value_counts()
    )
    whole = rates[rates["cause"] == ""].set_index("boarding_area")
    assert (whole["exposure"] == asked[whole.index]).all()
    assert whole.loc["Area A", "estimate"] == pytest.approx(100 * 420 / asked["Area A"], rel=0.01)


def test_the_report_quotes_what_rose_and_invents_no_other_matter(german, complaints, spots):
    said = complaints.texts_of(spots)
    inside = said[said["part"] == "inside"]
    rows = complaints.frame.loc[inside.index]
    assert len(inside) >= int(spots["complaints"].iloc[0])
    assert (rows["region"] == "West").all()
    assert rows["created"].min() >= spots["first_day"].iloc[0]
    assert set(said["part"]) == {"inside", "outside"}
    assert any("Abrechnung, West: typische Beschwerden" in text for text in german)
    # the sample company's fault adds complaints, it does not change what they are about
    assert any("Kein Wort hebt sich signifikant" in text for text in german)


def test_texts_of_what_rose_are_told_only_where_there_are_some(complaints, spots):
    assert complaints.texts_of(spots.head(0)) is None
    assert complaints.texts_of(spots.assign(complaints=pd.NA)) is None


def test_words_of_what_rose_are_told_with_both_shares():
    row = {"word": "app", "group": "inside", "value": 0.4, "value_versus": 0.1, "p_adjusted": 0.001}
    words = pd.DataFrame([row | {"level": 0.95}, row | {"word": "late", "group": "outside", "level": 0.95}])
    assert "“app” (40% against 10%)." in plain(narrative.rise_words(words))
    assert "late" not in plain(narrative.rise_words(words))
    assert plain(narrative.rise_words(None)) == ""


def test_questions_are_a_case_for_self_service_only_where_the_interval_says_so(german):
    text = " ".join(german)
    assert "wiederkehrende Fragen führen zu rund" in text
    assert "Beim ersten Kontakt gelöst: weder weitergeleitet noch wiedereröffnet" in text
    assert "Kunde meldet sich telefonisch" not in text  # how agents begin a note is no question


def test_codes_of_a_rise_are_those_that_others_have_less_often():
    table = pd.DataFrame({"group": ["inside", "inside"], "code_label": ["Bills <b>", "App"],
                          "value": [0.4, 0.2], "value_versus": [0.1, np.nan], "p_adjusted": [0.001, 0.2],
                          "level": 0.95})  # fmt: skip
    assert (
        plain(narrative.rise_codes(table))
        == "By their codes they are more often about: Bills &lt;b&gt; (40% against 10%)."
    )
    assert "about the same things" in narrative.rise_codes(table.assign(p_adjusted=0.5))
    assert narrative.rise_codes(None) == ""


def test_a_question_finding_names_touchpoint_owner_and_what_to_do():
    places = pd.DataFrame({"touchpoint": ["Umzug", "Mahnung"], "questions": [1, 3], "n": [90, 80],
                           "per_year": [30.2, 26.0], "estimate": [0.9, 0.5], "low": [0.8, 0.4],
                           "high": [0.95, 0.6], "own_data": [0.7, 0.1], "use": ["automate", "open"],
                           "level": 0.95})  # fmt: skip
    owners = pd.DataFrame({"touchpoint": ["Umzug"], "process": ["Service"], "owner": ["Anna"]})
    (found,) = narrative.question_findings(places, owners=owners)
    assert plain(found.sentence).startswith(
        "Umzug: one recurring question makes about 30 contacts a year; 90%"
    )
    assert (found.owner, found.certainty, found.impact) == ("Anna", "likely", None)
    assert found.action == "Umzug: let customers settle the recurring requests online"
    assert narrative.question_findings(None) == []
