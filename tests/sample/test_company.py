"""The company itself: same seed same company, mechanisms that do not disturb each other, every industry."""

from dataclasses import fields, replace

import numpy as np
import pytest

import cxlab.sample.company as company_module
from cxlab.errors import BadValue, UnknownName
from cxlab.loaders.industries import industries, industry_profile
from cxlab.sample import simulate
from cxlab.sample.export_service import draw_desk
from cxlab.sample.orders import draw_orders, yearly_value
from cxlab.sample.plan import plan_for
from cxlab.sample.timeline import Timeline
from cxlab.sample.vocabulary import vocabulary


def same(one, other):
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))


def test_same_seed_same_company_and_another_seed_another_one():
    one, again, other = (simulate(seed=seed, customers=400) for seed in (3, 3, 4))
    assert same(one.people, again.people)
    assert same(one.contacts, again.contacts)
    assert np.array_equal(one.end, again.end)
    assert np.array_equal(one.survey.answered, again.survey.answered)
    assert not np.array_equal(one.end, other.end)


def test_changing_one_mechanism_does_not_move_the_others(monkeypatch):
    """Another share of answers leaves customers, contacts, leaving and what would be said as they were."""
    before = simulate(seed=3, customers=400)

    def changed(profile):
        plan = plan_for(profile)
        return replace(plan, survey=replace(plan.survey, response=(0.5, 0.5, 0.5)))

    monkeypatch.setattr(company_module, "plan_for", changed)
    after = simulate(seed=3, customers=400)
    assert same(before.people, after.people)
    assert same(before.contacts, after.contacts)
    assert np.array_equal(before.end, after.end)
    assert np.array_equal(before.survey.score, after.survey.score)
    assert len(after.survey.answered) > 1.5 * len(before.survey.answered)


def test_everything_lies_in_the_observed_time(company):
    people, days = company.people, company.timeline.days
    assert len(people) == 20_000
    assert (np.diff(people.start) >= 0).all()
    assert people.start.min() >= -company.timeline.past_days
    assert people.start.max() < days
    assert (company.end > people.start).all()
    assert (company.end > 0).all()
    assert (company.end <= days).all()
    assert ((company.cause < 0) == (company.end == days)).all()
    contacts = company.contacts
    assert (np.diff(contacts.minute) >= 0).all()
    assert contacts.minute.min() >= 0
    assert (contacts.day >= people.start[contacts.customer]).all()
    assert (contacts.day < company.end[contacts.customer]).all()
    survey = company.survey
    assert (survey.day < company.end[survey.customer]).all()
    assert (survey.answer_minute[survey.answered] < days * 1440).all()
    assert (np.diff(survey.answer_minute[survey.answered]) >= 0).all()


def test_customers_are_asked_no_more_often_than_the_cadence(company):
    survey = company.survey
    order = np.lexsort((survey.day, survey.customer))
    gap = np.diff(survey.day[order])[np.diff(survey.customer[order]) == 0]
    assert gap.min() >= company.plan.survey.cadence_days


def test_months_end_with_the_same_day():
    for months in (18, 36, 60):
        timeline = Timeline(months, 1000)
        assert str(timeline.date(timeline.days - 1)) == "2025-12-31"
        assert str(timeline.first).endswith("-01")
    assert Timeline(36, 0).days == 1096


def test_business_clock_goes_both_ways():
    timeline = Timeline(24, 0)
    rng = np.random.default_rng(1)
    start, work = rng.integers(0, 600_000, 5000), rng.integers(1, 9000, 5000)
    end = timeline.minute_after(start, work)
    assert np.array_equal(timeline.business_minutes(end) - timeline.business_minutes(start), work)
    monday_noon = -int(timeline.weekday(0)) % 7 * 1440 + 720
    assert (
        timeline.business_minutes(np.array([monday_noon + 1440]))[0]
        - timeline.business_minutes(np.array([monday_noon]))[0]
        == 600
    )


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"customers": 3}, BadValue, "at least 50, found 3"),
        ({"months": 6}, BadValue, "18 to 120, found 6"),
        ({"industry": "farming"}, UnknownName, "available: airport, automotive"),
    ],
)
def test_wrong_arguments(wrong, error, message):
    with pytest.raises(error, match=message):
        simulate(**wrong)


@pytest.mark.parametrize("name", industries())
def test_every_industry_lives_as_its_profile_says(name):
    profile, company = industry_profile(name), simulate(seed=1, customers=300, industry=name)
    assert len(company.people) == 300
    years = (company.end - company.entry).sum() / 365.25
    exits = (company.cause >= 0).sum() / years
    assert 0.5 / profile.lifecycle_years < exits < 1.9 / profile.lifecycle_years
    contacts = len(company.contacts) / years
    assert 0.6 * profile.contacts_per_year < contacts < 1.6 * profile.contacts_per_year
    assert company.plan.churn.moment_from_day >= profile.landmark_day
    assert len(company.survey.answered) > 20
    words = vocabulary(name)
    assert {topic.aspect for topic in words.topics} == set(company.plan.survey.driver_names)
    assert draw_desk(company).topic.max() < len(words.topics)


def test_lifetimes_and_contacts_order_the_industries():
    some = {
        name: simulate(seed=2, customers=1500, industry=name)
        for name in ("bank", "ecommerce", "saas", "insurance")
    }
    exits = {name: (c.cause >= 0).sum() / (c.end - c.entry).sum() for name, c in some.items()}
    contacts = {name: len(c.contacts) / (c.end - c.entry).sum() for name, c in some.items()}
    assert exits["bank"] < exits["insurance"] < exits["saas"] < exits["ecommerce"]
    assert contacts["insurance"] < contacts["ecommerce"] < contacts["bank"] < contacts["saas"]


def test_without_contracts_silence_shows_who_left():
    company = simulate(seed=1, customers=500, industry="grocery")
    value = yearly_value(company.people, 100, 0.5, seed=1)
    orders = draw_orders(company.people, company.end, value, company.plan, company.timeline, seed=1)
    purchases = orders.kind < 2
    last = np.full(500, -1)
    np.maximum.at(last, orders.customer[purchases], orders.day[purchases])
    silence = company.timeline.days - last
    limit = company.plan.profile.inactivity_days
    gone, there = company.end < company.timeline.days - limit, company.cause < 0
    assert (silence[gone] > limit).all()
    assert (silence[there & (company.people.start < company.timeline.days - limit)] <= limit).mean() > 0.97
