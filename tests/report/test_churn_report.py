"""The churn report on tenures without dates and on dates with late entry, in both languages."""

import html
import re

import pandas as pd
import pytest

from cxlab import report
from cxlab.report.readings import churn_survival as reading
from cxlab.survival import cox, durations

TRAITS = {"traits": ["contract", "internet", "tech_support", "online_backup"], "value": "monthly_charges"}


def words(result) -> str:
    page = result.html.read_text(encoding="utf-8").split("<body", 1)[1]
    page = page.split("So wurde gerechnet</h2>")[0]
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


def test_telco_shows_the_reference_figures(telco):
    assert telco.state == "completed", telco.error
    text = words(telco)
    # R survival: S(12) .8431996, S(24) .7887364, S(36) .7485454; 7,043 customers, 1,869 left.
    for figures in ("84% after 12 months", "79% after 24 months", "75% after 36 months", "7,043", "1,869"):
        assert figures in text
    for sentence in (
        "no dates",
        "records no reasons",
        "holds no complaints",
        "change with tenure",
        "chosen by lot",
    ):
        assert sentence in text
    rows = pd.read_parquet(telco.results)
    best = rows[rows["headline"]].iloc[0]
    assert best["metric"] == "retention_rate_12_months"
    assert best["estimate"] == pytest.approx(0.8431996, abs=1e-6)


def test_nordlicht_tells_of_late_entry_reasons_and_contacts_in_german(nordlicht):
    assert nordlicht.state == "completed", nordlicht.error
    text = words(nordlicht)
    for part in (
        "01.01.2023 bis zum 31.12.2025", "waren vorher gekommen", "Anbieterwechsel", "nach einer Beschwerde",
        "kann schon zum Gehen entschlossen sein", "an dem geprüft, was danach kam", "Erwartete Abgänge",
    ):  # fmt: skip
        assert part in text
    english = {"the", "customers", "leave", "with", "than", "months", "nan", "none"}
    assert not english & set(re.findall(r"[a-z]+", text.lower()))


def test_every_share_has_its_interval(nordlicht):
    listed = re.search(r"Von allen neuen Kunden sind noch da: (.*?)\. ", words(nordlicht))
    assert listed
    assert listed[1].count("bis") == listed[1].count("nach") == 4


def test_readings_say_what_is_missing():
    for said in (
        reading.reasons(None), reading.groups(None, None, ""), reading.drivers(None),
        reading.quality(None, by_time=True),
    ):  # fmt: skip
        assert said.startswith("<p>")


def test_effects_that_chance_explains_are_called_so():
    data = pd.DataFrame({"duration": [3, 5, 7, 9, 4, 6, 8, 10], "event": [1] * 8, "kind": list("ababbaba")})
    model = cox(data, duration="duration", event="event", covariates="kind")
    assert "No characteristic" in reading.effects(model)
    assert "few leavers" in reading.how_sure(model)


def test_names_from_the_data_are_escaped():
    data = pd.DataFrame({
        "duration": list(range(1, 41)) * 2, "event": True,
        "kind": ["<b>bad</b>"] * 40 + ["good"] * 40,
    })  # fmt: skip
    data.loc[data["kind"] == "good", "duration"] *= 9
    said = reading.effects(cox(data, duration="duration", event="event", covariates="kind"))
    assert "<b>" not in said
    assert "&lt;b&gt;" in said


def test_excluded_customers_are_told_with_their_reasons():
    dates = pd.DataFrame({
        "signup_date": pd.to_datetime(["2024-01-01", "2024-06-01", None]),
        "end_date": pd.to_datetime(["2024-03-01", "2024-05-01", None]),
    })  # fmt: skip
    made = durations(dates, observed_from="2023-06-01", observed_until="2024-12-31")
    said = reading.window(made, (pd.Timestamp("2023-06-01"), pd.Timestamp("2024-12-31")))
    assert "2 customers cannot be used" in said
    assert "end before start: 1" in said
