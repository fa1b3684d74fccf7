"""The truth: what was planted, and what a right analysis finds, give or take its sampling error."""

from __future__ import annotations

from dataclasses import asdict
from itertools import permutations
from typing import Any

import numpy as np

from .company import Company
from .market import STRENGTHS
from .measures import measures_truth
from .plan import CAUSES, SurveyPlan
from .service import fault_days
from .staff import expected_grade
from .survey import driver_correlation
from .truth_survey import mix_shift, non_response, nps_truth
from .web import step_two_shares, visitors_reach

__all__ = ["driver_shares", "truth"]

WINDOWS = (1, 7, 14, 30, 45, 60, 90, 180)


def truth(company: Company) -> dict[str, Any]:
    """Return everything planted, by mechanism, as plain values ready to be written."""
    return {
        "made_with": _made_with(company),
        "nps": nps_truth(company),
        "mix_shift": mix_shift(company),
        "non_response": non_response(company),
        "churn": _churn(company),
        "late_entry": _late_entry(company),
        "service": _service(company),
        "process_fault": _fault(company),
        "measures": measures_truth(company),
        "funnel": _funnel(company),
        "moment_that_matters": _moment(company),
        "drivers": _drivers(company.plan.survey),
        "market": _market(company),
        "expectation_gap": _gap(company.plan.survey),
        "staff_customer_gap": _staff(company),
    }


def _made_with(company: Company) -> dict[str, Any]:
    from .. import __version__

    timeline = company.timeline
    return {
        "cxlab": __version__,
        "seed": company.seed,
        "customers": len(company.people),
        "months": timeline.months,
        "industry": company.plan.profile.name,
        "observed_from": str(timeline.first),
        "observed_until": str(timeline.date(timeline.days - 1)),
    }


def _churn(company: Company) -> dict[str, Any]:
    churn, words = company.plan.churn, company.vocabulary
    named = {"product": words.products, "region": words.regions, "channel": words.channels}
    return {
        "note": "Cause-specific hazards, constant within bands of tenure, times the ratios. A customer "
        "leaves on the day in which the exact time falls. Time-varying ratios act on leaving "
        "dissatisfied only: a complaint on the days after it, a slow answer from 48 hours after the"
        " contact on, each for window_days; the score from the day of a survey wave (that of the "
        "invitation) until the next wave, asked or not; the moment between two days of tenure. "
        "Complaints of the last window_days before the observed time act, too, but are in no "
        "export.",
        "causes": dict(zip(CAUSES, words.causes, strict=True)),
        "baseline_band_starts_days": churn.band_starts_days,
        "baseline_hazard_per_year": churn.baseline_per_year,
        "hazard_ratios": {
            cause: {
                key: dict(zip(levels, getattr(churn, key)[cause], strict=True))
                for key, levels in named.items()
            }
            for cause in CAUSES
        },
        "time_varying_hazard_ratios": {
            key: getattr(churn, key) for key in ("complaint", "slow_answer", "detractor", "moment")
        },
        "window_days": churn.window_days,
        "slow_hours": churn.slow_hours,
        "left_in_observed_time": {
            cause: int((company.cause == number).sum()) for number, cause in enumerate(CAUSES)
        },
    }


def _late_entry(company: Company) -> dict[str, Any]:
    before = company.people.start < 0
    return {
        "note": "Customers who came before the observed time are in the data only because they had stayed "
        "until then. They are at risk from their tenure on the first observed day.",
        "share": round(float(before.mean()), 4),
        "mean_tenure_at_entry_days": round(float(-company.people.start[before].mean()), 1),
        "oldest_start": str(company.timeline.date(int(company.people.start.min()))),
    }


def _service(company: Company) -> dict[str, Any]:
    contacts, years = company.contacts, (company.end - company.entry).sum() / 365.25
    return {
        **asdict(company.plan.service),
        "contacts_per_customer_year": round(float(len(contacts) / years), 4),
        "complaint_share": round(float(contacts.complaint.mean()), 4),
        "slow_share": round(float(contacts.slow(company.plan).mean()), 4),
    }


def _fault(company: Company) -> dict[str, Any]:
    first, after = fault_days(company.plan, company.timeline)
    return {
        "region": company.vocabulary.regions[company.plan.service.fault_region],
        "topic": company.vocabulary.topics[company.vocabulary.fault_topic].name,
        "first_day": str(company.timeline.date(first)),
        "last_day": str(company.timeline.date(after - 1)),
        "extra_complaints_per_customer_week": company.plan.service.fault_complaints_per_week,
        "extra_complaints": int(company.contacts.fault.sum()),
    }


def _funnel(company: Company) -> dict[str, Any]:
    web, journey = company.plan.web, company.vocabulary.journey
    desktop, phone = step_two_shares(web)
    reach = visitors_reach(company.plan, company.timeline, WINDOWS, seed=company.seed)
    return {
        "note": "From the first visit. Shares of visitors who reach a step within so many days, had they "
        "been followed for ever; from a large simulation, standard error below 0.0015. The last "
        "step, the first bill, comes to every customer who is still there when it is due: leaving "
        "competes with it.",
        "steps": list(journey),
        "step_probability": dict(zip(journey[1:4], web.step, strict=True)),
        "second_step_by_device": {"desktop": round(desktop, 4), "mobile": phone},
        "delay_mean_days": dict(
            zip(journey[1:], [round(d * web.scale, 3) for d in web.delay_mean_days], strict=True)
        ),
        "delay_gamma_shape": dict(zip(journey[1:], web.delay_shape, strict=True)),
        "reached_within_days": {
            step: dict(zip(WINDOWS, shares, strict=True))
            for step, shares in zip(journey[1:4], reach, strict=True)
        },
        "visitors": len(company.journeys.visit),
        "contracts": int(company.journeys.signed.sum()),
    }


def _moment(company: Company) -> dict[str, Any]:
    churn = company.plan.churn
    return {
        "event": "welcome_call",
        "before_day": churn.moment_from_day,
        "acts_until_day": churn.moment_until_day,
        "hazard_ratio_dissatisfied": churn.moment,
        "latent_satisfaction": company.plan.survey.moment,
        "share_by_channel": dict(
            zip(company.vocabulary.channels, company.plan.web.moment_share, strict=True)
        ),
        "decoys": list(company.vocabulary.activities),
        "decoys_note": "Made by engagement, which also makes answers more likely, or by tenure (the "
        "anniversary voucher); without effect on leaving or on scores.",
    }


def driver_shares(survey: SurveyPlan) -> dict[str, float]:
    """Return the share of each driver in the explained variance (LMG), on the latent scale."""
    correlation, weights = driver_correlation(survey), np.array(survey.driver_weights)
    outcome, size = correlation @ weights, len(weights)

    def explained(chosen: tuple[int, ...]) -> float:
        index = list(chosen)
        return float(outcome[index] @ np.linalg.solve(correlation[np.ix_(index, index)], outcome[index]))

    total = np.zeros(size)
    orders = list(permutations(range(size)))
    for order in orders:
        steps = [explained(order[:k]) for k in range(size + 1)]
        total[list(order)] += np.diff(steps)
    shares = total / total.sum()
    return dict(zip(survey.driver_names, np.round(shares, 4).tolist(), strict=True))


def _drivers(survey: SurveyPlan) -> dict[str, Any]:
    names, weights = survey.driver_names, np.array(survey.driver_weights)
    return {
        "note": "Weights of the latent drivers on latent satisfaction, which is near standard normal; items"
        " 1 to 5 and scores 0 to 10 are cuts of these, so that regressions on them find somewhat "
        "less.",
        "weights": dict(zip(names, survey.driver_weights, strict=True)),
        "correlation_between_drivers": survey.driver_correlation,
        "r2_latent": round(float(weights @ driver_correlation(survey) @ weights), 4),
        "lmg_share": driver_shares(survey),
        "mean_grade_of_the_average_customer": {
            n: round(expected_grade(m), 3) for n, m in zip(names, survey.driver_means, strict=True)
        },
    }


def _market(company: Company) -> dict[str, Any]:
    companies = (company.vocabulary.company, *company.vocabulary.competitors)
    names = company.plan.survey.driver_names
    return {
        "note": "Latent rating by the aspect that the review is mainly about; above 0 better than the "
        "market.",
        "latent_rating": {
            c: dict(zip(names, row, strict=True)) for c, row in zip(companies, STRENGTHS, strict=True)
        },
    }


def _gap(survey: SurveyPlan) -> dict[str, Any]:
    rows = zip(survey.dimensions, survey.expectation, survey.gap, strict=True)
    return {name: {"expectation": e, "perception": round(e + g, 2), "gap": g} for name, e, g in rows}


def _staff(company: Company) -> dict[str, Any]:
    survey, staff = company.plan.survey, company.plan.staff
    rows = zip(survey.driver_names, survey.driver_means, staff.belief_shift, strict=True)
    believed = {name: (expected_grade(mean), expected_grade(mean + shift)) for name, mean, shift in rows}
    return {
        name: {"average_customer": round(c, 3), "employees_believe": round(e, 3), "gap": round(e - c, 3)}
        for name, (c, e) in believed.items()
    }
