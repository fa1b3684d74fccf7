"""Lessons 1, 2 and 10: the figures that their texts cite are those that the cells beside them show."""

import pytest

import cxlab as cx
from cxlab.language import LANGUAGES, number, using
from cxlab.training.lesson import find_lesson


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


@pytest.fixture(scope="module")
def answers(pot):
    found = pot.select("responses")
    return found.assign(year=found["date"].dt.year)


def assert_cited(lesson, *figures):
    """Hold that the text cites each figure (a value and its digits) in both languages."""
    for language in LANGUAGES:
        prose = " ".join(b.prose(language) for b in find_lesson(lesson).blocks if b.kind == "text")
        with using(language):
            for value, digits in figures:
                assert number(value, digits) in prose, (lesson, language, value)


def test_customers(pot, answers):
    links = pot.links().set_index("table")
    responses, events = links.loc["responses"], links.loc["events"]
    assert_cited("customers", (responses["rows"], 0), (responses["linked"], 0), (responses["missing_key"], 0))
    assert_cited("customers", (100 * responses["share"], 0), (100 * events["share"], 0))
    assert_cited("customers", (answers["customer_id"].nunique(), 0))
    causes = pot.select("complaints")["cause"].value_counts()
    assert_cited("customers", *((causes[name], 0) for name in ("Abrechnung", "Abschlag", "Sonstiges")))
    assert causes.index[2] == "Sonstiges"


def test_nps(answers):
    yearly = cx.nps(answers, by="year", cluster="customer_id").set_index("year")
    recent = yearly.loc[[2024, 2025], ["estimate", "low", "high"]].to_numpy().ravel()
    assert_cited("nps", *((value, 1) for value in recent))
    later = answers[answers["year"] >= 2024]
    change = cx.nps_compare(later, by="year", against=2024, cluster="customer_id").iloc[0]
    assert_cited("nps", (-change["estimate"], 1), (-change["low"], 0), (change["high"], 0), (change["p"], 2))
    split = cx.nps_change(
        answers, period="year", by="segment", between=(2024, 2025), cluster="customer_id"
    ).iloc[-1]
    assert_cited("nps", (-split["mix"], 1), (split["rate"], 1))


def test_capstone(pot):
    rise = cx.complaints.complaint_rises(cx.complaints.observed_complaints(pot)).iloc[0]
    assert (rise["region"], rise["cause"], f"{rise['first_day']:%Y-%m-%d}") == (
        "West",
        "Abrechnung",
        "2024-09-02",
    )
    assert 1 < rise["expected_complaints"] < 2  # "one or two"
    assert_cited("capstone", (rise["complaints"], 0))
