"""What is planted: every number that the sample company is made from, in one place.

The levels of product, region, channel and segment are named by the industry's vocabulary; their effects are
the same in every industry. Rates and periods come from the industry profile.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..loaders.industries import IndustryProfile

__all__ = ["CAUSES", "ChurnPlan", "Plan", "ServicePlan", "StaffPlan", "SurveyPlan", "WebPlan", "plan_for"]

CAUSES = ("dissatisfied", "moved", "non_payment")
YEAR = 365.25


@dataclass(frozen=True)
class ChurnPlan:
    """Cause-specific hazards: baseline by tenure, hazard ratios per level, time-varying hazard ratios."""

    baseline_per_year: dict[str, tuple[float, ...]]
    "Hazard per year of each cause in each tenure band, for a customer whose every hazard ratio is 1."
    band_starts_days: tuple[int, ...]
    moment_from_day: int
    moment_until_day: int
    "The moment happens before the first of these days of the relation and acts between the two."
    product: dict[str, tuple[float, ...]] = field(
        default_factory=lambda: {
            "dissatisfied": (1.0, 0.70, 1.40, 0.85),
            "moved": (1.0, 1.0, 1.0, 1.0),
            "non_payment": (1.0, 0.60, 1.60, 0.80),
        }
    )
    region: dict[str, tuple[float, ...]] = field(
        default_factory=lambda: {
            "dissatisfied": (1.0, 1.20, 0.90, 1.10, 1.0),
            "moved": (1.0, 1.30, 1.0, 1.15, 0.85),
            "non_payment": (1.0, 1.0, 1.0, 1.0, 1.0),
        }
    )
    channel: dict[str, tuple[float, ...]] = field(
        default_factory=lambda: {
            "dissatisfied": (1.0, 1.80, 1.30, 0.80),
            "moved": (1.0, 1.0, 1.0, 1.0),
            "non_payment": (1.0, 1.50, 1.40, 0.70),
        }
    )
    # Time-varying, on leaving dissatisfied only.
    complaint: float = 2.0
    slow_answer: float = 1.5
    detractor: float = 1.8
    moment: float = 0.65
    window_days: int = 90
    "How long a complaint or a slow answer raises the hazard."
    slow_hours: int = 48
    "A first reply later than this is slow; its effect starts then."


@dataclass(frozen=True)
class ServicePlan:
    """Contacts, complaints among them, and the process fault."""

    contacts_per_year: float
    complaint_logit: float = -1.5
    complaint_logit_per_satisfaction: float = -0.6
    rate_log_per_satisfaction: float = -0.30
    rate_shape: float = 0.8
    "Shape of the gamma that spreads the contact rates: few customers make many contacts."
    reply_log_mean: float = 4.9
    reply_log_sd: float = 1.35
    "Business minutes to the first reply are log-normal."
    fault_region: int = 3
    fault_weeks: int = 6
    fault_at: float = 0.56
    "Where in the observed time the fault begins."
    fault_complaints_per_week: float = 0.03
    fault_reply_log_shift: float = 0.9


@dataclass(frozen=True)
class SurveyPlan:
    """Latent satisfaction, the scores made from it, and who answers."""

    cadence_days: int
    segment: tuple[float, ...] = (0.0, 0.12, 0.38, -0.45)
    person_sd: float = 0.70
    wave_sd: float = 0.70
    per_log_hazard_ratio: float = -0.25
    "Products and sales channels that lose more customers also satisfy less."
    complaint: float = -0.9
    slow_answer: float = -0.4
    moment: float = 0.40
    month: tuple[float, ...] = (-0.15, -0.12, -0.06, 0.0, 0.05, 0.08, 0.10, 0.08, 0.04, 0.02, 0.0, -0.04)
    rate_change_segment: int = 2
    rate_change: float = -0.25
    "Change of one segment's satisfaction in the last twelve months; the other segments do not change."
    score_shares: tuple[float, ...] = (
        *(0.055, 0.02, 0.025, 0.035, 0.035, 0.11, 0.07),
        *(0.13, 0.185, 0.11, 0.225),
    )
    "Shares of the scores 0 to 10 where latent satisfaction is standard normal: heaps at 10, 8, 5 and 0."
    response: tuple[float, float, float] = (0.20, 0.24, 0.31)
    "Probability to answer an invitation: would-be detractor, passive, promoter."
    invited_before: tuple[float, ...] = (0.80, 0.80, 0.95, 0.15)
    invited_after: tuple[float, ...] = (0.80, 0.80, 0.25, 1.0)
    "Share of each segment that is invited, before and during the last twelve months: the mix shift."
    driver_names: tuple[str, ...] = ("price", "service", "billing", "reliability", "website")
    driver_weights: tuple[float, ...] = (0.36, 0.32, 0.26, 0.14, 0.06)
    driver_correlation: float = 0.35
    driver_means: tuple[float, ...] = (-0.35, -0.10, 0.05, 0.75, 0.30)
    csat_loading: float = 0.72
    ces_loading: float = 0.62
    dimensions: tuple[str, ...] = ("reliability", "responsiveness", "assurance", "empathy", "tangibles")
    expectation: tuple[float, ...] = (6.2, 6.0, 5.6, 5.3, 4.6)
    gap: tuple[float, ...] = (-0.5, -1.4, -0.3, -0.8, 0.3)
    "Perception minus expectation, on 1 to 7."


@dataclass(frozen=True)
class WebPlan:
    """The journey to a contract: step probabilities and delays, and what happens besides."""

    scale: float
    "Delays are those of a 45-day window times this."
    step: tuple[float, ...] = (0.55, 0.24, 0.78)
    mobile_share: float = 0.55
    mobile_step_two: float = 0.18
    "The second step is harder on a phone; on a desktop it is what makes the mean `step[1]`."
    delay_mean_days: tuple[float, ...] = (0.4, 5.0, 9.0, 26.0)
    delay_shape: tuple[float, ...] = (0.35, 1.5, 3.0, 6.0)
    repeat: tuple[float, ...] = (0.45, 0.50, 0.25)
    "Chance that a step is taken once more before the next one."
    back: float = 0.30
    "Chance to go back to the second step after the third."
    moment_share: tuple[float, ...] = (0.30, 0.35, 0.55, 0.55)
    "Share of new customers of each sales channel that get the moment that matters."
    activity_per_year: tuple[float, ...] = (2.0, 1.0, 0.7, 1.2, 0.4)
    "Self-service events of a customer with mean engagement; the decoys are among them."


@dataclass(frozen=True)
class StaffPlan:
    """What employees believe about customers, against what customers say (1 to 5)."""

    enps_mean: float = -0.2
    belief_shift: tuple[float, ...] = (0.25, 0.95, 0.75, 0.10, -0.15)
    "How far employees place customers' satisfaction above what it is, per driver, in latent units."


@dataclass(frozen=True)
class Plan:
    """Everything planted."""

    profile: IndustryProfile
    past_years: float
    churn: ChurnPlan
    service: ServicePlan
    survey: SurveyPlan
    web: WebPlan
    staff: StaffPlan
    product_shares: tuple[float, ...] = (0.38, 0.27, 0.20, 0.15)
    region_shares: tuple[float, ...] = (0.26, 0.17, 0.20, 0.25, 0.12)
    channel_shares: tuple[float, ...] = (0.34, 0.32, 0.16, 0.18)
    segment_shares: tuple[float, ...] = (0.35, 0.28, 0.25, 0.12)
    english_share: float = 0.14


def plan_for(profile: IndustryProfile) -> Plan:
    """Scale the plan to an industry: how long customers stay, how often they write, when they are asked."""
    return Plan(
        profile=profile,
        past_years=min(2 * profile.lifecycle_years, 12.0),
        churn=_churn(profile),
        service=ServicePlan(contacts_per_year=profile.contacts_per_year),
        survey=SurveyPlan(cadence_days=profile.survey_cadence_days),
        web=WebPlan(scale=profile.funnel_window_days / 45),
        staff=StaffPlan(),
    )


def _churn(profile: IndustryProfile) -> ChurnPlan:
    """Split one exit per lifecycle into the three causes; contracts end most often after their first year."""
    if profile.contractual:
        starts, shape = (0, 330, 400, 730, 1095), (0.6, 3.0, 1.1, 0.9, 0.75)
    else:
        starts, shape = (0, 90, 365, 730, 1095), (1.6, 1.2, 1.0, 0.9, 0.8)
    exits = 1 / profile.lifecycle_years
    # 1.5 is about the mean hazard ratio of the first cause, 1.1 and 1.2 of the others.
    landmark = max(profile.landmark_day, 14)
    return ChurnPlan(
        moment_from_day=landmark,
        moment_until_day=landmark + 365,
        band_starts_days=starts,
        baseline_per_year={
            "dissatisfied": tuple(round(exits * 0.62 / 1.5 * level, 5) for level in shape),
            "moved": tuple(round(exits * 0.25 / 1.1, 5) for _ in shape),
            "non_payment": tuple(round(exits * 0.13 / 1.2 * level, 5) for level in (1.6, 1.2, 1, 0.8, 0.6)),
        },
    )
