"""Survival and churn: how long customers stay, why they leave, how groups differ."""

from .curves import conditional_survival, cumulative_hazard, hazard_rates, survival_curve

__all__ = ["conditional_survival", "cumulative_hazard", "hazard_rates", "survival_curve"]
