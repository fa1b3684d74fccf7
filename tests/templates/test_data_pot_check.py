"""The findings of the data check say what the check says, with owner and action."""

import re

import pytest

from cxlab.language import using
from cxlab.loaders import open_pot
from cxlab.results import column_of
from cxlab.templates import data_pot_check as narrative

CUSTOMERS = "customer_id,signup_date\n1,2023-01-01\n2,2023-01-01\n"
ANSWERS = (
    "response_id,nps,date,customer_id,verbatim\n1,9,2024-05-01,1,ok\n2,8,2024-05-01,1,ok\n"
    "3,7,2031-01-01,,\n4,12,2022-01-01,7,\n"
)
DAY = "2024-06-30"


@pytest.fixture
def pot(tmp_path):
    (tmp_path / "pot.yml").write_text(
        "name: P\ntables: {customers: {file: c.csv, owner: CRM},"
        " responses: {file: r.csv, owner: <b>Research</b>, refresh_days: 7}}"
    )
    (tmp_path / "c.csv").write_text(CUSTOMERS)
    (tmp_path / "r.csv").write_text(ANSWERS)
    return open_pot(tmp_path)


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", str(html)))


def found_in(pot, wanted=0.95):
    return narrative.findings(pot.check(today=DAY), pot.files(), pot.links(), wanted=wanted)


def test_every_topic_has_its_findings(pot):
    found = found_in(pot)
    said = {topic: [words(one.sentence) for one in of_it] for topic, of_it in found.items()}
    assert said["fault"] == ["responses.nps: outside 0 to 10: 12 (1) in 1 row (file row 5)"]
    assert said["stale"] == ["responses: newest date 1 May 2024 is 60 days old; to be refreshed every 7 days"]
    assert "points to no row of customers" in said["orphans"][0]
    assert "empty, so not linked to customers" in said["orphans"][0]
    assert said["duplicates"] == [
        "responses.verbatim: same customer, day and text as an earlier row in 1 row (file row 3)"
    ]
    assert "lies after 30 Jun 2024" in said["dates"][0]


def test_findings_carry_owner_action_and_rows(pot):
    found = found_in(pot)
    fault, orphans = found["fault"][0], found["orphans"][0]
    assert (fault.finding, fault.group, fault.owner) == ("data.fault", "responses.nps", "<b>Research</b>")
    assert (fault.impact, fault.n, fault.certainty, fault.direction) == (4, 4, "shown", "weakness")
    assert (orphans.impact, orphans.value, orphans.impact_metric) == (1, 2, "rows")
    assert fault.action.startswith("responses.nps: declare codes that mean no answer")
    assert found["stale"][0].impact is None
    assert "<b>Research" not in str(found["stale"][0].sentence)


def test_rows_without_customer_count_only_below_the_wanted_share(pot):
    assert found_in(pot, wanted=0.5)["orphans"] == []
    clear = narrative.all_clear("orphans", [], wanted=0.5)
    assert clear == "Every table finds at least 50% of its rows."
    assert narrative.all_clear("fault", found_in(pot)["fault"]) == ""


def test_the_headline_says_whether_the_data_can_be_used(pot):
    assert narrative.headline(pot.check(today=DAY), pot.files(), today=None).value == "not yet"
    sound = open_pot("telco_ibm")
    assert narrative.headline(sound.check(), sound.files(), today=None).value == "yes"
    answer = narrative.headline(pot.check(today=DAY), pot.files(), today=None)
    assert answer.population == "P · 2 tables, 6 rows"


def test_german_has_no_english_left(pot):
    with using("de"):
        found = [one for of_it in found_in(pot).values() for one in of_it]
        text = " ".join(f"{words(one.sentence)} {one.action}" for one in found)
    assert "liegt nach dem 30.06.2024" in text
    assert "verweist auf keine Zeile von customers" in text
    assert not re.search(r"\b(the|row|rows|lies|points|unknown|before|outside|days|export|declare)\b", text)


def test_every_column_is_registered(pot):
    check = pot.check(today=DAY)
    tables = [
        check.table, check.actions, pot.files(), pot.links(), pot.orphans(), pot.duplicates(),
        pot.freshness(today=DAY), pot.impossible_dates(today=DAY), pot.exclusions(), *pot.quality(today=DAY),
    ]  # fmt: skip
    assert {name for table in tables for name in table if column_of(name) is None} == set()


def test_all_stale_tables_are_one_finding(tmp_path):
    (tmp_path / "pot.yml").write_text(
        "name: P\ntables: {customers: {file: c.csv, owner: CRM, refresh_days: 1},"
        " responses: {file: r.csv, owner: Research, refresh_days: 7}}"
    )
    (tmp_path / "c.csv").write_text(CUSTOMERS)
    (tmp_path / "r.csv").write_text(ANSWERS)
    (found,) = found_in(open_pot(tmp_path))["stale"]
    head, first, second = str(found.sentence).split("<br>")
    assert head == "2 tables are older than agreed:"
    assert words(first).startswith("customers: newest date 1 Jan 2023 is 546 days old")
    assert words(second).startswith("responses: newest date")
    assert found.owner == "CRM, Research"
