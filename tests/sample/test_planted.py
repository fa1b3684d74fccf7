"""What was planted comes back from 20,000 customers, within its sampling error."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from lifelines import CoxPHFitter, KaplanMeierFitter
from scipy import stats

from cxlab.sample.plan import CAUSES
from cxlab.sample.service import fault_days
from cxlab.sample.truth import driver_shares, truth
from cxlab.sample.truth_survey import expected_nps
from cxlab.sample.web import draw_events, step_two_shares
from tests.sample.episodes import fit_hazard, poisson

SE = 4.0
"Standard errors within which each of the many figures has to lie."


def net(scores):
    return 100 * ((scores >= 9).astype(float) - (scores <= 6))


def test_nps_of_each_segment_is_what_respondents_were_planted_to_say(company):
    survey = company.survey
    segment = company.people.segment[survey.customer]
    answered = survey.score[survey.answered]
    for number in range(4):
        values = net(answered[segment[survey.answered] == number])
        planted = expected_nps(company, segment == number)
        assert abs(values.mean() - planted) < SE * values.std() / np.sqrt(len(values))
    levels = [net(survey.score[segment == number]).mean() for number in range(4)]
    assert levels[3] < levels[0] < levels[1] < levels[2]


def test_scores_have_heaps_and_go_with_the_other_answers(company):
    survey = company.survey
    scores = survey.score[survey.answered].astype(float)
    counts = np.bincount(scores.astype(int), minlength=11)
    assert counts[10] > counts[9]
    assert counts[8] > counts[9]
    assert counts[5] > max(counts[4], counts[6])
    for other in (survey.answers.csat, survey.answers.ces):
        assert 0.5 < np.corrcoef(scores, other)[0, 1] < 0.72
    assert 0.3 < np.corrcoef(survey.answers.csat, survey.answers.ces)[0, 1] < 0.6


def test_the_satisfied_answer_more_often(company):
    survey = company.survey
    answered = np.zeros(len(survey.day), bool)
    answered[survey.answered] = True
    group = np.where(survey.score <= 6, 0, np.where(survey.score <= 8, 1, 2))
    # Answers that would come after the last observed day are not there: leave out the last invitations.
    early = survey.day < company.timeline.days - 30
    for number, planted in enumerate(company.plan.survey.response):
        share = answered[early & (group == number)]
        assert abs(share.mean() - planted) < SE * np.sqrt(planted * (1 - planted) / len(share))
    gap = net(survey.score[survey.answered]).mean() - net(survey.score).mean()
    assert gap > 8


def test_hazard_ratios_of_leaving_dissatisfied(company):
    fit, planted = fit_hazard(company)
    z = np.array([(fit[name][0] - np.log(planted[name])) / fit[name][1] for name in planted])
    assert np.abs(z).max() < SE
    assert stats.chi2.sf((z**2).sum(), len(z)) > 0.001


def static_columns(company, cause):
    """Return the columns of product, region and sales channel, and their planted log hazard ratios."""
    columns, planted = {}, {}
    for name in ("product", "region", "channel"):
        for level, ratio in enumerate(getattr(company.plan.churn, name)[cause][1:], 1):
            columns[f"{name}_{level}"] = getattr(company.people, name) == level
            planted[f"{name}_{level}"] = np.log(ratio)
    return columns, planted


def test_non_payment_by_a_cox_model_with_late_entry(company):
    columns, planted = static_columns(company, "non_payment")
    start = company.people.start
    data = pd.DataFrame(columns).astype(float).assign(
        entry=company.entry - start, duration=company.end - start,
        event=company.cause == CAUSES.index("non_payment"),
    )  # fmt: skip
    model = CoxPHFitter().fit(data.iloc[::2], "duration", "event", entry_col="entry")
    z = (model.params_ - np.array([planted[name] for name in model.params_.index])) / model.standard_errors_
    assert np.abs(z).max() < SE
    assert stats.chi2.sf((z**2).sum(), len(z)) > 0.001


def test_moving_away_has_a_constant_hazard(company):
    columns, planted = static_columns(company, "moved")
    baseline = company.plan.churn.baseline_per_year["moved"]
    assert len(set(baseline)) == 1
    columns["baseline"] = np.ones(len(company.people), bool)
    planted["baseline"] = np.log(baseline[0] / 365.25)
    event = company.cause == CAUSES.index("moved")
    fit = poisson(np.column_stack(list(columns.values())), event, company.end - company.entry, baselines=1)
    z = (fit.params - np.array(list(planted.values()))) / fit.bse
    assert np.abs(z).max() < SE
    assert stats.chi2.sf((z**2).sum(), len(z)) > 0.001


def test_without_late_entry_customers_seem_to_stay_longer(company):
    people = company.people
    duration, event = company.end - people.start, company.cause >= 0
    right = KaplanMeierFitter().fit(duration, event, entry=company.entry - people.start)
    naive = KaplanMeierFitter().fit(duration, event)
    # Newcomers alone need no late entry: they tell the truth about the first two years.
    new = people.start >= 0
    fresh = KaplanMeierFitter().fit(duration[new], event[new])
    assert abs(right.predict(700) - fresh.predict(700)) < 0.015
    assert naive.predict(700) - right.predict(700) > 0.08
    assert (people.start < 0).mean() > 0.5


def test_funnel_steps_and_delays(company):
    journeys, plan = company.journeys, company.plan.web
    for number, step in enumerate((journeys.visit, *journeys.step_day[:2])):
        there = np.isfinite(step)
        went = np.isfinite(journeys.step_day[number])[there]
        planted = plan.step[number]
        assert abs(went.mean() - planted) < SE * np.sqrt(planted * (1 - planted) / there.sum())
        delay = (journeys.step_day[number] - step)[there & np.isfinite(journeys.step_day[number])]
        mean = plan.delay_mean_days[number] * plan.scale
        assert abs(delay.mean() - mean) < SE * delay.std() / np.sqrt(len(delay)) + 0.01
    calculated = np.isfinite(journeys.step_day[0])
    for mobile, planted in zip((False, True), step_two_shares(plan), strict=True):
        went = np.isfinite(journeys.step_day[1])[calculated & (journeys.mobile == mobile)]
        assert abs(went.mean() - planted) < SE * np.sqrt(planted * (1 - planted) / len(went))


def test_contracts_signed_on_the_web_are_customers_who_began_that_day(company):
    journeys, people = company.journeys, company.people
    signed = np.flatnonzero(journeys.signed)
    customer = journeys.customer[signed]
    assert np.array_equal(np.sort(customer), np.flatnonzero((people.start >= 0) & (people.channel == 0)))
    assert np.array_equal(people.start[customer], np.floor(journeys.step_day[2][signed]))
    assert (journeys.customer[~journeys.signed] == -1).all()
    events = draw_events(people, company.end, journeys, company.plan, company.timeline, seed=11)
    assert (np.diff(events.second) >= 0).all()
    own = events.customer >= 0
    assert (events.second[own] < company.end[events.customer[own]] * 86_400).all()
    assert np.bincount(events.kind)[3] == len(signed)


def test_the_fault_shows_in_its_region_and_weeks_only(company):
    first, after = fault_days(company.plan, company.timeline)
    contacts, people = company.contacts, company.people
    region = people.region[contacts.customer]
    inside = (contacts.day >= first) & (contacts.day < after)
    days = np.clip(np.minimum(company.end, after) - np.maximum(company.entry, first), 0, None)

    def rate(number, which, exposure):
        return (contacts.complaint & (region == number) & which).sum() / exposure[
            people.region == number
        ].sum()

    usual = np.clip(company.end - company.entry, 0, None) - days
    ratio = [rate(k, inside, days) / rate(k, ~inside, usual) for k in range(5)]
    assert ratio[3] > 4
    assert max(ratio[:3] + ratio[4:]) < 1.5
    assert not (contacts.fault & ~inside).any()
    slow = contacts.slow(company.plan)
    assert slow[inside & (region == 3)].mean() > slow[inside & (region != 3)].mean() + 0.1


def test_drivers_have_their_weights_and_shares(company):
    from cxlab.sample.survey import draw_drivers

    plan, rng = company.plan.survey, np.random.default_rng(0)
    latent = rng.standard_normal(60_000)
    drivers = draw_drivers(rng, latent, plan)
    fit = sm.OLS(latent, drivers).fit()
    assert np.abs((fit.params - plan.driver_weights) / fit.bse).max() < SE
    assert fit.rsquared == pytest.approx(truth(company)["drivers"]["r2_latent"], abs=0.01)
    answers = company.survey.answers
    seen = sm.OLS(company.survey.score[company.survey.answered], answers.drivers).fit()
    assert list(np.argsort(-seen.params[:3])) == [0, 1, 2]
    assert sum(driver_shares(plan).values()) == pytest.approx(1, abs=1e-3)


def test_expectation_gaps(company):
    answers, plan = company.survey.answers, company.plan.survey
    for number in range(2):
        gap = answers.perception[:, number].astype(float) - answers.expectation[:, number]
        assert abs(gap.mean() - plan.gap[number]) < SE * gap.std() / np.sqrt(len(gap)) + 0.02
        expected = answers.expectation[:, number].astype(float)
        assert (
            abs(expected.mean() - plan.expectation[number]) < SE * expected.std() / np.sqrt(len(gap)) + 0.02
        )


def test_the_mix_shift_is_mostly_mix(company):
    shift = truth(company)["mix_shift"]
    assert shift["total"] == pytest.approx(shift["total_rate"] + shift["total_mix"], abs=0.02)
    assert shift["total_mix"] < -4
    changed = shift["rate_change_segment"]
    change = {name: shift["nps_after"][name] - shift["nps_before"][name] for name in shift["nps_after"]}
    assert min(change, key=change.get) == changed
    assert all(abs(value) < 6 for name, value in change.items() if name not in (changed, "Kleingewerbe"))


def test_decoys_go_with_engagement_but_not_with_leaving(company):
    """Newcomers who stayed 30 days: leaving within the year after, by what they did in the 30 days."""
    people, days = company.people, company.timeline.days
    events = draw_events(people, company.end, company.journeys, company.plan, company.timeline, seed=11)
    tenure = events.second / 86_400 - people.start[np.maximum(events.customer, 0)]
    cohort = (people.start >= 0) & (people.start < days - 396) & (company.end > people.start + 30)
    left = (company.cause == 0) & (company.end <= people.start + 395)
    z = {}
    for kind in (5, 6, 7, 8, 9, 10):
        early = (events.customer >= 0) & (events.kind == kind) & (tenure >= 0) & (tenure < 30)
        exposed = np.zeros(len(people), bool)
        exposed[events.customer[early]] = True
        table = [
            [(cohort & (exposed == e) & (left == o)).sum() for o in (True, False)] for e in (True, False)
        ]
        odds = np.log(table[0][0] * table[1][1] / (table[0][1] * table[1][0]))
        z[kind] = odds / np.sqrt(sum(1 / count for row in table for count in row))
        if kind != 5:
            assert people.engagement[cohort & exposed].mean() > people.engagement[cohort].mean() + 0.05
    assert z[5] < -3
    assert max(abs(value) for kind, value in z.items() if kind != 5) < 3


def test_contacts_have_their_rate_and_a_long_tail(company):
    contacts = company.contacts
    years = (company.end - company.entry).sum() / 365.25
    assert len(contacts) / years == pytest.approx(company.plan.service.contacts_per_year, rel=0.12)
    per_customer = np.sort(np.bincount(contacts.customer, minlength=len(company.people)))[::-1]
    assert per_customer[: len(per_customer) // 20].sum() > 0.25 * len(contacts)
    weekday = np.bincount(company.timeline.weekday(contacts.day), minlength=7)
    assert weekday[0] > weekday[2] > weekday[5] > weekday[6]
    hours = (contacts.reply_minute - contacts.minute) / 60
    assert np.mean(hours) > 1.5 * np.median(hours)
    assert company.timeline.weekday(contacts.reply_minute // 1440).max() == 4
