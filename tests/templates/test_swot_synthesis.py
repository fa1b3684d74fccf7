"""The synthesis: the four fields of nordlicht, its links, what people add, data that have next to nothing."""

from dataclasses import replace

import pandas as pd
import pytest

import cxlab as cx
from cxlab.language import using
from cxlab.report.run_history import findings_history
from cxlab.results import Finding, findings_frame
from cxlab.templates import swot_synthesis as narrative

from .in_process import said_by

PORTAL = Finding(
    finding="nps.group",
    metric="nps",
    dimension="sales_channel",
    group="Vergleichsportal",
    direction="weakness",
    certainty="shown",
    sentence="Portals <b>score</b> 21 points below.",
    estimate=-21.0,
    low=-34.0,
    high=-8.0,
    n=268,
    impact=-5.4,
    impact_metric="nps",
    owner="Sales",
    action="Clarify expectations",
    section="section-3",
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Return a folder with one earlier report about nordlicht and one about another pot."""
    folder = tmp_path_factory.mktemp("reports")
    for name, pot in (("nps-nordlicht", cx.open_pot("nordlicht").name), ("nps-other", "Other")):
        (folder / name).mkdir()
        facts = {"run_id": name, "template": "nps_analysis", "pot": pot, "language": "en", "parameters": "{}"}
        found = replace(PORTAL, sentence=f"{PORTAL.sentence} ({pot})")
        frame = findings_frame([found]).assign(**facts, created_at=pd.Timestamp("2026-01-31"))
        frame.to_parquet(folder / name / "findings.parquet")
    return folder


@pytest.fixture(scope="module")
def nordlicht(reports):
    return said_by("swot_synthesis", pot="nordlicht", language="en", findings=str(reports))


def text(said):
    return " ".join(" ".join(said).split())


def test_planted_strengths_of_the_competitors_are_stated(nordlicht):
    told = text(nordlicht)
    # benchmarks/truth_facts/swot.py counts this over many companies; here the largest two of 500 reviews
    assert (
        "Opportunity (service): Stadtstrom Direkt is rated worse than the others for customer service" in told
    )
    assert "Opportunity (service): Grünkraft is rated worse than the others for website and app" in told
    assert "Customers rate price only 3.24" in told
    assert "Reviewers are no sample of all customers" in told


def test_what_earlier_reports_found_enters_with_owner_and_gain(nordlicht):
    told = text(nordlicht)
    assert "Weakness (service): Portals <b>score</b> 21 points below." in told
    assert "(Other)" not in told
    assert "Clarify expectations (NPS: up to 5.4)" in told
    assert "from 1 earlier report and this one" in told


def test_each_entry_has_figure_interval_n_and_the_link_to_its_report(reports):
    history = findings_history(reports)
    found = cx.swot(cx.swot_analysis.earlier_findings(history, pot="Other"))
    html = narrative.matrix(found, "service")
    assert '<a href="../nps-other/report.html#section-3">nps_analysis</a>' in html
    assert "NPS \N{MINUS SIGN}21 (\N{MINUS SIGN}34 to \N{MINUS SIGN}8), n = 268, significant" in html
    assert "&lt;b&gt;" in html  # what was HTML in a finding is text here
    assert "<b>" not in html


def test_what_people_judge_is_marked_in_both_languages():
    people = cx.swot_analysis.SwotFile(
        entries=[
            {
                "field": "threat",
                "text": "A law is coming",
                "role": "Legal",
                "date": "2026-01-05",
                "source": "Memo",
            }
        ]
    )
    found = cx.swot([], people=people)
    assert "judgement: Legal, 2026-01-05, Memo" in narrative.matrix(found, "both")
    with using("de"):
        assert "Einschätzung: Legal, 2026-01-05, Memo" in narrative.matrix(found, "both")
    one = narrative.swot_findings(found)[0]
    assert (one.certainty, one.n) == ("open", None)


def test_data_without_competitors_items_or_findings_still_help():
    told = text(said_by("swot_synthesis", pot="telco_ibm", language="en"))
    assert "No finding enters yet" in told
    assert "These reports fit the data and would give findings: churn_survival" in told
    assert "nothing is said of competitors" in told


def test_one_bank_against_its_peers():
    told = text(said_by("swot_synthesis", pot="consumer_finance_cfpb", language="de"))
    assert "Bank of America wird mit Citibank" in told
    assert "JPMorgan Chase & Co. beantwortet 99,9 % der Beschwerden fristgerecht" in told
    assert "der Beschwerden über Bank of America betreffen Credit card" in told
    assert "Ein Register kennt keine Kundenzahlen" in told
