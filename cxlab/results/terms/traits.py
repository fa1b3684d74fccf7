"""Columns that pots often have to split by: they have a name in every language, and are shown as they are."""

from cxlab.language import N_
from cxlab.results.term import Column, Metric

__all__ = ["COLUMNS", "METRICS"]

NAMES = {
    "sales_channel": N_("Sales channel"),
    "region": N_("Region"),
    "tariff": N_("Tariff"),
    "age_group": N_("Age group"),
    "age": N_("Age"),
    "plan": N_("Plan"),
    "contract": N_("Contract"),
    "internet": N_("Internet access"),
    "payment_method": N_("Payment method"),
    "senior": N_("Senior"),
    "partner": N_("Partner"),
    "dependents": N_("Dependents"),
    "tech_support": N_("Technical support"),
    "online_backup": N_("Online backup"),
    "online_security": N_("Online security"),
    "paperless_billing": N_("Paperless billing"),
    "usage": N_("Usage"),
    "gender": N_("Gender"),
    "language": N_("Language"),
}
PERIODS = {
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "year": N_("Year"),
    "date": N_("Date"),
}
AMOUNTS = {
    "monthly_charges": N_("Monthly charges"),
    "total_charges": N_("Total charges"),
    "yearly_value": N_("Yearly value"),
}
COLUMNS = {
    **{name: Column(label, "own") for name, label in NAMES.items()},
    **{name: Column(label, "date") for name, label in PERIODS.items()},
    **{name: Column(label, "money") for name, label in AMOUNTS.items()},
}
METRICS: dict[str, Metric] = {}
