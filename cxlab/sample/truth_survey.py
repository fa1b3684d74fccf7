"""What the survey was planted to say: NPS, mix shift, non-response."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..stats import rate_mix
from .company import Company

__all__ = ["expected_nps", "mix_shift", "non_response", "nps_truth"]


def expected_nps(company: Company, which: np.ndarray, *, respondents: bool = True) -> float | None:
    """Return the NPS (-100 to 100) that those of these invitations who answer are expected to give.

    With `respondents=False`, the NPS that all of them would give.
    """
    score = company.survey.score[which]
    weight = company.survey.probability[which] if respondents else np.ones(int(which.sum()))
    if not weight.sum():
        return None
    net = (score >= 9).astype(float) - (score <= 6)
    return round(100 * float(np.average(net, weights=weight)), 2)


def _answer_day(company: Company) -> np.ndarray:
    return company.survey.answer_minute // 1440


def nps_truth(company: Company) -> dict[str, Any]:
    """Return the NPS of segments and months, and the effects on latent satisfaction."""
    survey, timeline = company.survey, company.timeline
    day, segment = _answer_day(company), company.people.segment[company.survey.customer]
    inside = day < timeline.days
    month = timeline.date(day).astype("datetime64[M]")
    months = np.arange(
        timeline.first.astype("datetime64[M]"), timeline.first.astype("datetime64[M]") + timeline.months
    )
    names = company.vocabulary.segments
    return {
        "note": "NPS of -100 to 100. 'respondents' is what those who answer are expected to give (each "
        "invitation weighted with its probability of an answer), 'all_invited' what all would give."
        " Months are those of StartDate.",
        "respondents": expected_nps(company, inside),
        "all_invited": expected_nps(company, inside, respondents=False),
        "respondents_by_segment": {
            n: expected_nps(company, inside & (segment == k)) for k, n in enumerate(names)
        },
        "all_invited_by_segment": {
            n: expected_nps(company, inside & (segment == k), respondents=False) for k, n in enumerate(names)
        },
        "months": [str(m) for m in months],
        "respondents_by_segment_and_month": {
            n: [expected_nps(company, (segment == k) & (month == m)) for m in months]
            for k, n in enumerate(names)
        },
        "latent_effects": {
            key: getattr(company.plan.survey, key)
            for key in (
                "segment",
                "month",
                "complaint",
                "slow_answer",
                "moment",
                "per_log_hazard_ratio",
                "person_sd",
                "wave_sd",
            )
        },
        "score_shares_at_standard_normal": company.plan.survey.score_shares,
        "invitations": len(survey.day),
    }


def mix_shift(company: Company) -> dict[str, Any]:
    """Return shares and NPS of the segments in the last twelve months and those before, and the split."""
    day, timeline = _answer_day(company), company.timeline
    segment, names = company.people.segment[company.survey.customer], company.vocabulary.segments
    periods = {
        "before": (day >= timeline.last_year - 365) & (day < timeline.last_year),
        "after": (day >= timeline.last_year) & (day < timeline.days),
    }
    result: dict[str, Any] = {
        "note": "The last twelve months against the twelve before. The sample moves between segments; the "
        "rate of one segment changes, those of the others only by chance.",
        "first_day_after": str(timeline.date(timeline.last_year)),
        "invited_share_before": dict(zip(names, company.plan.survey.invited_before, strict=True)),
        "invited_share_after": dict(zip(names, company.plan.survey.invited_after, strict=True)),
        "rate_change_segment": names[company.plan.survey.rate_change_segment],
        "rate_change_latent": company.plan.survey.rate_change,
    }
    shares, rates = [], []
    for period, inside in periods.items():
        weight = company.survey.probability * inside
        share = np.bincount(segment, weight, len(names)) / max(weight.sum(), 1e-12)
        rate = [expected_nps(company, inside & (segment == k)) for k in range(len(names))]
        result[f"share_{period}"] = dict(zip(names, np.round(share, 4).tolist(), strict=True))
        result[f"nps_{period}"] = dict(zip(names, rate, strict=True))
        shares.append(share)
        rates.append(np.array([np.nan if r is None else r for r in rate]))
    split = rate_mix(shares[0], rates[0], shares[1], rates[1])
    for key in ("total", "total_rate", "total_mix"):
        result[key] = round(float(np.asarray(getattr(split, key).estimate)), 2)
    return result


def non_response(company: Company) -> dict[str, Any]:
    """Return who answers how often."""
    survey, response = company.survey, company.plan.survey.response
    group = np.where(survey.score <= 6, 0, np.where(survey.score <= 8, 1, 2))
    answered = np.zeros(len(survey.day))
    answered[survey.answered] = 1
    names = ("detractor", "passive", "promoter")
    return {
        "note": "Probability to answer an invitation by what the customer would say. Engagement moves it too "
        "(times 0.6 to 1.4) but has nothing to do with the score.",
        "probability": dict(zip(names, response, strict=True)),
        "answered_share": {
            name: round(float(answered[group == k].mean()), 4)
            for k, name in enumerate(names)
            if (group == k).any()
        },
    }
