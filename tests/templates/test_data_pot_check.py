# ruff: noqa: E501  (small tables read best on one line)
"""The sentences of the data check say what the frames say."""

import re

import pandas as pd
import pytest

from cxlab.language import using
from cxlab.loaders import open_pot
from cxlab.templates import data_pot_check as narrative

CUSTOMERS = "customer_id,signup_date\n1,2023-01-01\n2,2023-01-01\n"
ANSWERS = "response_id,nps,date,customer_id,verbatim\n1,9,2024-05-01,1,ok\n2,8,2024-05-01,1,ok\n3,7,2031-01-01,,\n4,12,2022-01-01,7,\n"


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
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(html)))


def all_of(pot, today="2024-06-30"):
    check = pot.check(today=today).table
    return check, pot.files(), {
        "orphans": pot.orphans(), "freshness": pot.freshness(today=today), "duplicates": pot.duplicates(),
        "impossible": pot.impossible_dates(today=today),
    }  # fmt: skip


def test_sentences_carry_the_numbers(pot):
    check, files, found = all_of(pot)
    assert "must not be used yet" in words(narrative.verdict(check, tables=2))
    assert "responses is 60 days old, agreed are 7" in words(narrative.freshness(found["freshness"]))
    links = words(narrative.links(pot.links(), wanted=0.95))
    assert "responses : 50.0% find their row in customers; mostly: no key given (1)" in links
    assert "1 row repeats an earlier one" in words(narrative.duplicates(found["duplicates"]))
    assert "1 date cannot be true" in words(narrative.dates(found["impossible"]))
    steps = narrative.next_steps(check, files, **found)
    assert "Export responses again." in words(steps)
    assert "<b>Research" not in str(steps)
    results = narrative.results(check, files, pot.links())
    assert results[0]["estimate"].tolist() == [float(check["severity"].isin(["error", "warning"]).sum())]
    assert results[2]["estimate"].tolist() == [0.5]


def test_german_has_no_english_left(pot):
    with using("de"):
        check, files, found = all_of(pot)
        text = " ".join(
            [
                words(narrative.verdict(check, tables=2)),
                words(narrative.next_steps(check, files, **found)),
                narrative.fault_rows(check).to_string(header=False, index=False),
                narrative.orphan_rows(found["orphans"]).to_string(header=False, index=False),
                narrative.date_rows(found["impossible"]).to_string(header=False, index=False),
            ]
        )
    assert "noch nicht verwendbar" in text
    assert "liegt nach dem 30.06.2024" in text
    assert "Schlüssel unbekannt" in text
    assert not re.search(r"\b(the|row|rows|lies|points|unknown|before|outside|days)\b", text)


def test_early_rows_are_odd_and_not_called_false():
    table = pd.DataFrame({"reason": ["before signup", "future"], "rows": [3, 1]})
    text = words(narrative.dates(table))
    assert "1 date cannot be true" in text
    assert "3 dates lie before their customers signed up" in text
    assert "cannot be true" not in words(narrative.dates(table[:1]))


def test_a_sound_pot_has_nothing_to_do():
    pot = open_pot("telco_ibm")
    empty = pd.DataFrame({"severity": pd.Series(dtype=str)})
    assert "can be used" in words(narrative.verdict(empty, tables=1))
    assert "nothing to link" in words(narrative.links(open_pot("consumer_finance_cfpb").links(), wanted=0.9))
    check, files, found = all_of(pot)
    assert "Nothing is to be done" in words(
        narrative.next_steps(check[check["severity"] == "info"], files, **found)
    )
