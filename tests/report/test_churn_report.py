"""The churn report on tenures without dates and on dates with late entry, in both languages."""

import html
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest

import cxlab as cx
from cxlab import report
from cxlab.language import number, percent, using
from cxlab.survival import cox, expected_churn, survival_curve, useful_references
from cxlab.templates.churn_survival.words import rounded_like

TRAITS = {"traits": ["contract", "internet", "tech_support", "online_backup"], "horizon_months": 12}


def words(result) -> str:
    page = result.html.read_text(encoding="utf-8").split("<body", 1)[1]
    page = page.split("So wurde gerechnet</h2>")[0]
    page = re.sub(r"<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(scope="module")
def telco(tmp_path_factory):
    output = tmp_path_factory.mktemp("telco")
    return report.run("churn_survival", pot="telco_ibm", parameters=TRAITS, output=output)


@pytest.fixture(scope="module")
def nordlicht(tmp_path_factory):
    output = tmp_path_factory.mktemp("nordlicht")
    given = {"drivers_reason": "Anbieterwechsel"}
    return report.run("churn_survival", pot="nordlicht", language="de", parameters=given, output=output)


@pytest.fixture(scope="module")
def subscribers():
    """Telco as survival analysis needs it, straight from the file."""
    customers = cx.open_pot("telco_ibm")["customers"]
    return customers.assign(
        duration=customers["tenure_months"], event=customers["churned"] == "Yes", entry=0.0
    )


def test_telco_shows_the_reference_figures(telco):
    assert telco.state == "completed", telco.error
    text = words(telco)
    # R survival: S(12) .8431996, S(24) .7887364, S(36) .7485454; 7,043 customers, 1,869 left.
    for figures in (
        "84.3% after 12 months",
        "78.9% after 24 months",
        "74.9% after 36 months",
        "7,043",
        "1,869",
    ):
        assert figures in text
    for sentence in ("no dates", "records no reasons", "holds no complaints", "change with tenure", "by lot"):
        assert sentence in text
    assert "so no median is given" in text  # no figure beyond the data
    rows = pd.read_parquet(telco.results)
    best = rows[rows["headline"]].iloc[0]
    assert (best["metric"], best["n"]) == ("share_left", 7043)
    assert best["estimate"] == pytest.approx(1869 / 7043)
    kept = rows[(rows["metric"] == "retention_rate_12_months") & (rows["dimension"] == "")].iloc[0]
    assert kept["estimate"] == pytest.approx(0.8431996, abs=1e-6)


def test_telco_sentences_hold_the_figures_of_the_data(telco, subscribers):
    """Each figure once more by hand: hazard from person-months, groups and ratios from the frame."""
    text = words(telco)
    months = np.minimum(subscribers["duration"], 3).sum()
    left = (subscribers["event"] & (subscribers["duration"] <= 3)).sum()
    later = (subscribers["event"].sum() - left) / (subscribers["duration"].sum() - months)
    said = f"leave {left / months / later:.1f} times as often as later"
    assert said in text
    assert f"{left / months:.1%} a month instead of {later:.1%}" in text
    curve = survival_curve(subscribers, by="contract", times=[12]).set_index("contract")
    monthly = curve.loc["Month-to-month"]
    limits = f"{monthly['low']:.1%} to {monthly['high']:.1%}"
    assert f"{monthly['estimate']:.1%} still there after 12 months ({limits}; 3,875 customers)" in text
    assert "Two year : 100.0% still there after 12 months (nobody had left by then; 1,695 customers)" in text
    rest = cox(subscribers, duration="duration", event="event", covariates=TRAITS["traits"]).against_rest()
    row = rest[rest["category"] == "Month-to-month"].iloc[0]
    assert f"Month-to-month leave {row['hazard_ratio']:.1f} times as often as all others" in text
    assert f"({row['low']:.1f} to {row['high']:.1f}); 43% of them have left, 7% of the others" in text


def test_telco_forecast_is_that_of_the_model_with_changing_effects(telco, subscribers):
    text = words(telco)
    columns = {"duration": "duration", "event": "event", "covariates": TRAITS["traits"]}
    columns["reference"] = useful_references(subscribers, TRAITS["traits"])
    model = cox(subscribers, **columns)
    final = cox(subscribers, time_varying=model.suggest_time_varying(), **columns)
    active = subscribers[~subscribers["event"]]
    total = expected_churn(final, active, tenure="duration", horizon=12, value="monthly_charges")
    people, money = total.to_dict("records")
    limits = f"{number(people['low'], 0)} to {number(people['high'], 0)}"
    assert f"{number(people['estimate'], 0)} are expected to leave within 12 months ({limits})" in text
    unit = rounded_like(money["low"], money["high"])
    amount = number(round(money["estimate"] / unit) * unit, 0)
    assert f"Sum of their “Monthly charges”: {amount} (" in text
    assert f"For {number(people['missing'])} customers no risk can be told" in text


def test_nordlicht_sentences_hold_the_figures_of_the_data(nordlicht):
    assert nordlicht.state == "completed", nordlicht.error
    text = words(nordlicht)
    customers = cx.open_pot("nordlicht")["customers"]
    days = cx.observation_window(customers)
    seen = cx.durations(
        customers, observed_from=days[0], observed_until=days[1], reason="end_reason", unit="months"
    )
    with using("de"):
        kept = survival_curve(seen, times=[12]).iloc[0]
        assert f"{percent(kept['estimate'])} nach 12 Monaten".replace("\u00a0", " ") in text
        shares = cx.competing_risks(seen, cause="reason", times=[24])
        for row in shares.to_dict("records"):
            said = f"{row['cause']} : {percent(row['estimate'])} sind aus diesem Grund abgewandert"
            assert said.replace("\u00a0", " ") in text
        gone = percent(shares["estimate"].sum()).replace("\u00a0", " ")
        there = percent(survival_curve(seen, times=[24])["estimate"].iloc[0]).replace("\u00a0", " ")
        assert f"gehen in dieser Zeit {gone}, {there} sind noch da" in text
        late = percent((seen["entry"] > 0).mean(), 0).replace("\u00a0", " ")
        assert f"{late} von ihnen waren vorher gekommen" in text


def test_nordlicht_cohorts_are_counted_from_the_dates(nordlicht):
    customers = cx.open_pot("nordlicht")["customers"]
    came = customers["signup_date"].between("2023-01-01", "2023-03-31")
    stayed = came & ~(customers["end_date"] <= "2024-03-31")
    share = f"{stayed.sum() / came.sum():.0%}".replace("%", " %")
    said = f"Von {came.sum()} Kunden mit Beginn Q1 2023 waren am Ende von Q1 2024 noch {share} da"
    assert said in words(nordlicht)


def test_nordlicht_tells_of_late_entry_reasons_and_contacts_in_german(nordlicht):
    text = words(nordlicht)
    for part in (
        "01.01.2023 bis zum 31.12.2025", "aus den Daten abgeleitet", "nach einer Beschwerde",
        "kann schon zum Gehen entschlossen sein", "an den 12 Monaten danach geprüft",
        "in der Datei risk_list.xlsx", "Gefährdeter Wert (EUR)", "keine Ursache",
    ):  # fmt: skip
        assert part in text


def test_german_report_holds_no_english_and_no_names_of_code(nordlicht):
    text = words(nordlicht).replace("risk_list.xlsx", "")
    english = {"the", "customers", "leave", "with", "than", "months", "nan", "none", "tariff", "risk"}
    assert not english & set(re.findall(r"[a-z]+", text.lower()))
    named = set(re.findall(r"\b[a-z]+_[a-z_]+\b", text))
    assert named <= {"show_ids", "observed_from", "observed_until"}  # parameters that a sentence speaks of
    assert not re.search(r"\d\.\d\d?\s%", text), "a decimal point in a percentage"
    assert not re.search(r"\d%", text), "no space before a percent sign"


def test_list_shows_no_customer_by_its_own_id(nordlicht):
    text = words(nordlicht)
    ids = cx.open_pot("nordlicht")["customers"]["customer_id"].astype(str)
    assert not set(re.findall(r"\b\d{7}\b", text)) & set(ids)
    assert re.search(r"\b1 Nr\. \d+ \d+ (über )?\d+ %", text)
    assert re.search(r"\b2 Nr\. \d+ \d+ \d+ % \(\d+ bis \d+ %\)", text)
    assert "Vertriebsweg: Vergleichsportal (× 1,4); Region: Ost (× 1,3)" in text


def test_every_share_has_its_interval(nordlicht):
    listed = re.search(r"Von allen neuen Kunden sind noch da: (.*?)\. ", words(nordlicht))
    assert listed
    assert listed[1].count("bis") == listed[1].count("nach") == 4


def test_first_tenth_of_the_list_is_what_the_next_step_says(nordlicht):
    text = words(nordlicht)
    row = re.search(r"\b10,0 % \d+ [\d,]+ % [\d,]+ % (\d,\d) (\d,\d) bis", text)
    said = re.search(
        r"mit dem höchsten Risiko gingen (\d,\d)-mal so viele wie im Durchschnitt \((\d,\d) bis", text
    )
    assert row
    assert said
    assert row.groups() == said.groups()


def test_the_top_of_the_list_is_not_praised_beyond_what_was_shown(telco):
    """The first 5 % of telco's list left no more often than the average when the forecast was checked."""
    page = words(telco)
    low = re.search(r"\b5\.0%\s+\d+\s+[\d.]+%\s+[\d.]+%\s+[\d.]+\s+([\d.]+) to", page)
    assert low is not None
    assert (float(low[1]) <= 1) == ("Of the first 5% of the list it is not shown" in page)


def test_nordlicht_says_the_planted_facts_first(nordlicht):
    """Comparison portal, complaint and the first anniversary, each with its figure, before any section."""
    answer = words(nordlicht).split("Wie viele Kunden wandern ab?")[0]
    assert "Abwanderung 2025 13,9 %" in answer
    assert "Vergleichsportal wandern 1,7-mal so oft ab wie alle übrigen (1,4 bis 2,0)" in answer
    assert "Flex Online wandern 1,6-mal so oft ab" in answer
    assert "Zwischen dem 12. und 15. Monat wandern Kunden 2,2-mal so oft ab" in answer


def test_the_whole_list_is_a_file_without_ids(nordlicht):
    rows = list(
        openpyxl.load_workbook(nordlicht.folder / "risk_list.xlsx").active.iter_rows(values_only=True)
    )
    heads = dict(zip(rows[0], range(len(rows[0])), strict=True))
    at_stake = [row[heads["Gefährdeter Wert (EUR)"]] for row in rows[1:]]
    assert len(at_stake) > 1000
    assert at_stake == sorted(at_stake, reverse=True)
    names = {str(row[heads["Kunde"]]) for row in rows[1:]}
    ids = set(cx.open_pot("nordlicht")["customers"]["customer_id"].astype(str))
    assert not names & ids
    assert max(row[heads["Risiko"]] for row in rows[1:]) < 0.3  # none above the highest tested
