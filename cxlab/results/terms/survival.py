"""Columns and metrics of the room survival."""

from dataclasses import replace

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

DRIVERS = {
    "answered": N_("any survey answer (rather than none)"),
    "complaint": N_("complaint"),
    "detractor_score": N_("detractor score (rather than a better one)"),
    "slow_answer": N_("slow answer"),
}

TIMES = {
    "duration": Column(N_("Tenure"), "number"),
    "entry": Column(N_("Tenure at the start of observation"), "number"),
    "tenure": Column(N_("Tenure so far"), "number"),
    "time": Column(N_("Tenure"), "number"),
    "start": Column(N_("From tenure"), "number"),
    "given": Column(N_("Tenure so far"), "number"),
    "horizon": Column(N_("Horizon"), "number"),
    "turning_point": Column(N_("Turning point"), "number"),
    "periods_since_start": Column(N_("Periods since the start"), "count"),
    "cohort": Column(N_("Start"), "date"),
    "cohort_versus": Column(N_("Start of the cohort compared with"), "date"),
    "period_start": Column(N_("Start of the period"), "date"),
    "period_end": Column(N_("End of the period"), "date"),
    "period_start_versus": Column(N_("Start of the period before"), "date"),
    "period_end_versus": Column(N_("End of the period before"), "date"),
    "gap_days": Column(N_("Gap, days"), "days"),
    "window_days": Column(N_("Days that a contact counts"), "days"),
    "time_from": Column(N_("From tenure"), "number"),
    "time_until": Column(N_("Until tenure"), "number"),
    "first_purchase": Column(N_("First purchase"), "date"),
    "last_purchase": Column(N_("Last purchase"), "date"),
}
COUNTED = {
    "at_risk": Column(N_("At risk"), "number"),
    "censored": Column(N_("Still there"), "number"),
    "customer_units": Column(N_("Time at risk after it"), "number"),
    "expected": Column(N_("Expected"), "number"),
    "observed": Column(N_("Observed"), "number"),
    "expected_versus": Column(N_("Expected of the others"), "number"),
    "observed_versus": Column(N_("Observed of the others"), "number"),
    "excess_events": Column(N_("Leavers above the rate of the others"), "number"),
    "purchases": Column(N_("Purchases"), "count"),
    "returned": Column(N_("Came back"), "flag"),
    "still": Column(N_("Still buying"), "count"),
}
OF_MODELS = {
    "covariate": Column(N_("Trait"), "column"),
    "trait": Column(N_("Trait"), "column"),
    "hazard_ratio": Column(N_("Hazard ratio"), "ratio"),
    "time_ratio": Column(N_("Time ratio"), "ratio"),
    "early": Column(N_("Hazard ratio, early"), "ratio"),
    "late": Column(N_("Hazard ratio, late"), "ratio"),
    "violated": Column(N_("Changes with tenure"), "flag"),
    "interpretation": Column(N_("In words"), "text"),
    "cumulative_hazard": Column(N_("Cumulative hazard"), "number"),
    "survival": Column(N_("Share still there"), "share"),
    "log_likelihood": Column(N_("Log-likelihood"), "number"),
    "n_parameters": Column(N_("Number of parameters"), "count"),
    "aic": Column("AIC", "number"),
    "model": Column(N_("Distribution"), "text"),
    "chosen": Column(N_("Chosen"), "flag"),
    "driver": Column(N_("Contact"), "text", words=DRIVERS),
    "cause": Column(N_("Reason"), "own"),
    "excluded": Column(N_("Why it is left out"), "text"),
    "share_left": Column(N_("Share who left"), "share"),
    "share_left_versus": Column(N_("Share of all others who left"), "share"),
}
OF_FORECASTS = {
    "risk": Column(N_("Risk"), "share"),
    "beyond_test": Column(N_("Above what was tested"), "flag"),
    "reason_1": Column(N_("First reason"), "text"),
    "reason_2": Column(N_("Second reason"), "text"),
    "reason_3": Column(N_("Third reason"), "text"),
    "of_total": Column(N_("Of all"), "metric"),
    "contacted": Column(N_("Contacted, by risk"), "share"),
    "captured": Column(N_("Share of all leavers"), "share"),
    "lift": Column(N_("Times the average"), "ratio"),
    "misses": Column(
        N_("Forecast misses"), "text", words={"too low": N_("too low"), "too high": N_("too high")}
    ),
}
CONTACTS = {
    "complaint": Column(N_("After a complaint"), "flag"),
    "slow_answer": Column(N_("After a slow answer"), "flag"),
    "detractor_score": Column(N_("After a score of 0 to 6"), "flag"),
    "answered": Column(N_("After any survey answer"), "flag"),
    "left_for_it": Column(N_("Left (for the reason)"), "flag"),
}
COLUMNS = {**CONTACTS, **TIMES, **COUNTED, **OF_MODELS, **OF_FORECASTS}
_OF_CUSTOMERS = {
    "survival": Metric(N_("Share still there"), "share", "high"),
    "conditional_survival": Metric(N_("Share who stay on"), "share", "high"),
    "retention_rate_12_months": Metric(N_("Still there after 12 months"), "share", "high"),
    "retention_difference": Metric(N_("Difference of the shares still there"), "share", "high"),
    "cumulative_hazard": Metric(N_("Cumulative hazard"), "number", "low"),
    "cumulative_incidence": Metric(N_("Share who left for the reason"), "share", "low"),
    "hazard": Metric(N_("Rate of leaving"), "number", "low"),
    "median_survival": Metric(N_("Time after which half have left"), "number", "high"),
    "p90_survival": Metric(N_("Time after which 90% have left"), "number", "high"),
    "rmst": Metric(N_("Mean time within the horizon"), "number", "high"),
    "rmst_difference": Metric(N_("Difference of the mean times"), "number", "high"),
    "median_difference": Metric(N_("Difference of the times after which half have left"), "number", "high"),
    "survival_difference": Metric(N_("Difference of the shares still there"), "share", "high"),
    "chi_square": Metric(N_("Chi-squared"), "number"),
    "churn_rate": Metric(N_("Churn rate"), "share", "low"),
    "churn_rate_change": Metric(N_("Change of the churn rate"), "share", "low"),
    "share_left": Metric(N_("Share of customers who have left"), "share", "low"),
    "share_of_leavers": Metric(N_("Share of those who left"), "share"),
    "returned": Metric(N_("Share that came back"), "share", "high"),
    "bought_again": Metric(N_("Share that bought again"), "share", "high"),
    "hazard_ratio": Metric(N_("Hazard ratio"), "ratio", "low"),
    "rate_ratio": Metric(N_("Rate against other times"), "ratio", "low"),
    "lift": Metric(N_("Times the average"), "ratio"),
    "customers_lost_per_year": Metric(N_("customers lost per year"), "count", "low"),
    "customers_lost": Metric(N_("customers lost"), "count", "low"),
    "expected_leavers": Metric(N_("Expected leavers"), "count", "low"),
    "value_at_risk": Metric(N_("Value at risk"), "money", "low"),
    "expected": Metric(N_("Forecast share of leavers"), "share"),
    "observed": Metric(N_("Observed share of leavers"), "share", "low"),
    "brier": Metric(N_("Brier score"), "number", "low"),
    "brier_reference": Metric(N_("Brier score without a model"), "number", "low"),
    "brier_skill": Metric(N_("Gain over no model"), "number", "high"),
    "auc": Metric(N_("Pairs in the right order (AUC)"), "share", "high"),
    "concordance": Metric(N_("Pairs in the right order (Uno)"), "share", "high"),
    "integrated_brier": Metric(N_("Integrated Brier score"), "number", "low"),
}
METRICS = {name: replace(metric, counts=N_("Customers")) for name, metric in _OF_CUSTOMERS.items()}
