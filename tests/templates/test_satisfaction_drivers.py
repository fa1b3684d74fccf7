"""What the report on drivers says is what the frames say, in both languages, and data stay text."""

import re

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab import plots
from cxlab.language import using
from cxlab.plots.style import figure_of, words_of
from cxlab.results import checked_findings
from cxlab.templates import satisfaction_drivers as narrative
from cxlab.templates.satisfaction_drivers.names import belongs_to

from .in_process import said_by

HOSTILE = "<script>alert(1)</script>"
WEIGHTS = {"price": 0.6, "service": 0.35, "website": 0.05}


def survey(size, weights=WEIGHTS):
    """Return grades of 1 to 5 and a score of 0 to 10 that hangs on them with planted weights."""
    rng = np.random.default_rng(1)
    latent = rng.normal(0, 1, (size, len(weights)))
    score = 6.5 + 2 * (latent @ list(weights.values())) + rng.normal(0, 1, size)
    frame = pd.DataFrame(np.clip(np.round(3.2 + latent), 1, 5), columns=list(weights))
    return frame.assign(nps=np.clip(np.round(score), 0, 10))


@pytest.fixture(scope="module")
def answers():
    return survey(size=900)


@pytest.fixture(scope="module")
def results(answers):
    asked = {"drivers": list(WEIGHTS), "draws": 100}
    found = cx.key_drivers(answers, bands=(6, 9), **asked)
    return found, cx.importance_performance(answers, **asked)


@pytest.fixture(scope="module")
def page():
    return said_by("satisfaction_drivers", pot="nordlicht", language="de")


def words(html):
    return re.sub(" +", " ", re.sub(r"<[^>]+>", " ", str(html)))


def test_each_sure_driver_is_said_with_its_worth(results):
    found, places = results
    told = narrative.driver_findings(found, places, outcome="nps")
    assert checked_findings(told) == told
    assert [one.aspect for one in told][:2] == ["price", "service"]
    first = told[0]
    assert words(first.sentence).strip().startswith("Price matters most: ")
    assert f"goes with {first.estimate:.0f} NPS points" in words(first.sentence)
    assert first.impact_metric == "nps"
    assert abs(first.impact) == pytest.approx(first.estimate)


def test_a_weak_driver_comes_with_an_action_and_its_owner(results):
    found, places = results
    weak = places.assign(quadrant=places["quadrant"].mask(places["aspect"] == "price", "concentrate"))
    owners = pd.DataFrame({"touchpoint": ["PREIS "], "process": ["Pricing"], "owner": ["Kim"]})
    price, *rest = narrative.driver_findings(found, weak, outcome="nps", owners=owners)
    assert (price.direction, price.owner, price.process) == ("weakness", "Kim", "Pricing")
    assert price.impact < 0
    assert "Price" in price.action
    assert not any(one.action for one in rest)
    with using("de"):
        assert belongs_to("price", owners)["owner"] == "Kim"


def test_a_close_race_is_not_called_won():
    even = survey(size=300, weights={"price": 0.4, "service": 0.4, "web": 0.4})
    asked = {"drivers": ["price", "service", "web"], "draws": 100}
    found, places = cx.key_drivers(even, **asked), cx.importance_performance(even, **asked)
    said = words(narrative.driver_findings(found, places, outcome="nps")[0].sentence)
    assert "2 others may matter as much" in said
    assert "3 factors may be the most important" in narrative.drivers_title(found.table)
    assert narrative.headline(found, company="x", outcome="NPS").label == "Probably matters most for NPS"


def test_too_few_answers_give_an_answer_not_a_crash():
    few = survey(size=20)
    found = cx.key_drivers(few, drivers=list(WEIGHTS), draws=100)
    told = narrative.headline(found, company="x", outcome="NPS")
    assert told.value == "–"
    assert "too few ratings" in told.notes[0]
    places = cx.importance_performance(few, drivers=list(WEIGHTS), draws=100)
    assert narrative.driver_findings(found, places, outcome="nps") == []
    assert "Not judged" in words(narrative.set_aside(found.table))
    assert "No factor" in figure_text(plots.importance_performance(places))


def figure_text(axes):
    return " ".join(text.get_text() for text in axes.texts) + words_of(figure_of(axes))


def test_names_of_the_data_stay_text(answers):
    renamed = answers.rename(columns={"price": HOSTILE})
    asked = {"drivers": [HOSTILE, "service"], "draws": 100}
    found, places = cx.key_drivers(renamed, **asked), cx.importance_performance(renamed, **asked)
    told = narrative.driver_findings(found, places, outcome="nps")
    assert all("<script" not in str(one.sentence) for one in told)
    assert "<script" not in str(narrative.explained(found, whole=[HOSTILE]))


def test_small_gaps_tell_nothing_of_employees(answers):
    rng = np.random.default_rng(3)
    near = np.clip(answers["price"] + 0.1, 1, 5)
    staff = pd.DataFrame({"price": near, "service": rng.integers(4, 6, 900)})
    sides = {"price": "price", "service": "service"}
    both = {"customer_items": sides, "employee_items": sides}
    gaps = cx.drivers.inside_outside(answers, staff, **both)
    effects = pd.DataFrame({"aspect": ["service"], "estimate": [10.0]})
    told = narrative.belief_findings(gaps, effects, outcome="nps")
    assert [one.aspect for one in told] == ["service"]
    assert told[0].impact == pytest.approx(-10 * told[0].estimate)
    assert "overestimate" in words(told[0].sentence)


def test_the_report_says_what_was_planted(page):
    """truth.yml: price moves most, service is overestimated, too much responsiveness is promised."""
    text = " ".join(" ".join(page).split())
    assert "Preis liegt vorn" in text
    assert "Mitarbeiter überschätzen die Zufriedenheit mit Service" in text
    assert "Reaktionsschnelligkeit : Das Erlebnis bleibt 1,4 Punkte hinter dem Versprechen zurück" in text
    assert "kein Beweis" in text


def test_the_first_screen_names_what_to_do_and_who(page):
    answer = " ".join(page[-1].split())
    assert answer.startswith("Nordlicht Energie · Kundenbefragung")
    assert "Preis um einen Bewertungspunkt verbessern" in answer
    assert "Leitung Produkt" in answer


def test_figures_name_their_factors(results, answers):
    _found, places = results
    axes = plots.importance_performance(narrative.named(places))
    assert {"Price", "Service"} <= {text.get_text() for text in axes.texts}
    kinds = cx.drivers.penalty_reward(answers, drivers=list(WEIGHTS), draws=100)
    axes = plots.penalty_reward(narrative.named(kinds))
    assert "Price: bad" in words_of(figure_of(axes))


def test_a_driver_is_counted_among_those_that_were_judged():
    # Two of three factors can be judged (the third is rated alike by all): number 2 is one of 2, not of 3.
    rng = np.random.default_rng(3)
    price, service = rng.integers(1, 6, (2, 300))
    score = np.clip(price + service + rng.normal(0, 1, 300).round(), 0, 10)
    data = pd.DataFrame({"nps": score, "sat_price": price, "sat_service": service, "sat_const": 3})
    asked = {"outcome": "nps", "drivers": ["sat_price", "sat_service", "sat_const"], "draws": 100}
    found, places = cx.key_drivers(data, **asked), cx.importance_performance(data, **asked)
    second = narrative.driver_findings(found, places, outcome="nps")[1]
    assert "is number 2 of 2" in words(second.sentence)
