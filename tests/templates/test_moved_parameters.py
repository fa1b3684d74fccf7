"""No sentence holds a constant that a parameter can change.

Each template runs twice, with every parameter moved in between; what the second run says must not state the
value that only the first one had. They run in English: that a translation says no number of its own is held
by the test of the catalogue.
"""

import re
from typing import Any, NamedTuple

import pytest

from cxlab.report import list_templates, template_parameters

from .in_process import said_by


class Move(NamedTuple):
    """The values of a parameter in the two runs, and how texts would state the first."""

    first: Any
    second: Any
    stated: str = ""


LEVEL = Move(0.95, 0.9, r"\b95\s?% (interval|confidence)")
MIN_N = Move(5, 8, r"fewer than 5\b|fewer than five|n < 5\b")
SHARED = {"level": LEVEL, "min_n": MIN_N, "correction": Move("holm", "bh", r"\bHolm\b")}
MOVES: dict[str, dict[str, Move]] = {
    "data_pot_check": {
        "today": Move("2026-01-31", "2026-03-31", r"\b31 days\b"),
        "wanted_share": Move(0.95, 0.85, r"\b95\s?%"),
    },
    "nps_analysis": {
        "segments": Move(["segment"], ["tariff"], r"Kleingewerbe|“segment”"),
        "report_period": Move("year", "quarter"),
        "period": Move(
            "month",
            "quarter",
            r"\b(January|February|April|May|July|August) 20\d\d:",
        ),
        "date_from": Move("2023-01-01", "2023-07-01", r"\b[13] Jan 2023\b"),
        "date_to": Move("2025-12-31", "2025-06-30", r"\b31 Dec(ember)? 2025\b"),
        "whole": Move("no", "quarter"),
        "wanted_margin": Move(3.0, 4.5, r"±3(\.0)? points"),
        "comments_shown": Move(5, 2),
        "comment_questions": Move([], ["why"]),
    },
    "satisfaction_drivers": {
        "items": Move(
            ["sat_price", "sat_service", "sat_billing"],
            ["sat_service", "sat_billing", "sat_website"],
            r"\bPrice\b",
        ),
        "leave_out": Move(["sat_billing"], ["sat_service"], r"\bService\b"),
        "method": Move("johnson", "lmg"),
        "segments": Move(["sales_channel"], ["region"], r"by sales channel"),
        "date_from": Move("2023-01-01", "2023-07-01", r"\b[13] Jan 2023\b"),
        "date_to": Move("2025-12-31", "2025-06-30", r"\b31 Dec(ember)? 2025\b"),
    },
    "churn_survival": {
        "traits": Move(["sales_channel"], ["region"], r"Vergleichsportal|Sales channel"),
        "value": Move("yearly_value", "usage", r"[Yy]early value"),
        "drivers_reason": Move("", "Anbieterwechsel"),
        "horizon_months": Move(
            12.0,
            9.0,
            r"\b(next|within|in) 12 months|the 12 months that",
        ),
        "observed_from": Move("2023-01-01", "2023-07-01", r"\b1 Jan(uary)? 2023\b"),
        "observed_until": Move(
            "2025-12-31",
            "2025-06-30",
            r"\b31 Dec(ember)? 2025\b|\b30 Dec 2024\b",
        ),
        "list_length": Move(10, 4, r"\b10 customers most\b"),
        "show_ids": Move(False, True, r"\bNo\.\s\d"),
    },
    "complaint_root_causes": {
        "table": Move("", "tickets", r"complaints were used, of the table complaints"),
        "cause": Move("cause", "category", r"cause Abrechnung"),
        "place": Move("region", "channel", r"in each region"),
        "dimensions": Move(["channel"], ["category"], r"compared by channel"),
        "exposure": Move("customers", "orders", r"\b1,000 customers\b"),
        "date_from": Move("2023-01-01", "2023-07-01"),
        "date_to": Move("2025-12-31", "2025-06-30", r"\b31 Dec(ember)? 2025\b"),
        "value": Move("yearly_value", "usage"),
        "hour_cost": Move(40.0, 60.0),
        "alpha": Move(0.01, 0.02, r"false alarm is 1%"),
    },
    "swot_synthesis": {
        "company": Move("Nordlicht Energie", "EnerPlus", r"Nordlicht Energie is compared"),
        "aspect": Move("", "channel"),
        "place": Move("channel", ""),
        "score": Move("nps", "csat", r"explains their NPS"),
        "half_life_days": Move(365, 30),
        "entries_shown": Move(5, 1),
    },
    "journey_funnel": {
        "steps": Move(
            ["visit", "tariff_calculator", "application", "first_bill"],
            ["visit", "application", "contract"],
            r"\b(Reach|to|reach) first bill\b",
        ),
        "window_days": Move(45.0, 30.0, r"\b45 days\b"),
        "window": Move("45 days", "30 days", r"\b45 days\b"),
        "entry": Move("first", "every", r"only attempt that counts"),
        "entry_from": Move("2023-01-01", "2023-07-01"),
        "entry_to": Move("2025-12-31", "2025-06-30"),
        "exits": Move(["newsletter_open"], ["faq_view"], r"outcome[^.]*newsletter open"),
        "group": Move("channel", "", r"\bChannel\s+mobile\b"),
        "value": Move("yearly_value", "usage", r"yearly value"),
        "landmark_day": Move(30, 44, r"\b30 days after\b|\bday 30\b"),
        "landmark": Move("30 days", "44 days", r"\b30 days after\b|\bday 30\b"),
        "horizon_days": Move(365, 200, r"\b365 days\b|\b12 months after\b"),
        "horizon": Move("365 days", "200 days", r"\b365 days\b|\b12 months after\b"),
        "adjust": Move(["sales_channel"], ["region"], r"sales channel"),
        "touchpoints": Move(["login", "visit"], ["application", "contract"], r"\bafter\s+login\b"),
        "score": Move("csat", "ces", r"\bCSAT\b"),
    },
}
MOVES["cx_scorecard"] = {
    "kpis": Move(["nps", "csat", "first_contact_resolution"], ["nps", "ces"], r"\bCSAT\b"),
    "longest_period": Move("year", "quarter", r"against 2024\b"),
    "date_from": Move("2023-01-01", "2023-07-01"),
    "date_to": Move("2025-12-31", "2025-06-30", r"as of 31 Dec 2025"),
    "today": Move("2026-01-31", "2026-03-31", r"events, 30 days"),
    "ces_direction": Move("easy", "effort", r"that call it easy"),
    "fcr_days": Move(7.0, 14.0, r"within 7 days"),
}
STAY = {
    "pot": "all runs are on one",
    "language": "all runs are in one",
    "nps_analysis.score": "one column holds answers of 0 to 10",
    "swot_synthesis.findings": "there are no earlier reports here",
    "swot_synthesis.rating": "one column holds the ratings",
    "swot_synthesis.outcomes": "for a register of complaints",
    "swot_synthesis.peers": "for a register of complaints",
    "satisfaction_drivers.score": "one column holds answers of 0 to 10",
    "churn_survival.gap_days": "for customers without contracts",
    "churn_survival.tenure": "for customers without dates",
    "churn_survival.left": "for customers without dates",
}
"""Parameters that are not moved, and why."""

STATED_STILL: set[str] = set()
"""Parameters whose first value the second run still states; may only shrink."""

TEMPLATES = [template.name for template in list_templates()]


def moves_of(template):
    there = {parameter.name for parameter in template_parameters(template)}
    moves = SHARED | MOVES.get(template, {})
    return {name: move for name, move in moves.items() if name in there}


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_parameter_is_moved(template):
    names = {parameter.name for parameter in template_parameters(template)}
    stay = {name for name in names if name in STAY or f"{template}.{name}" in STAY}
    assert names - stay == set(moves_of(template))


def stating(texts, patterns):
    """Return the parameters whose first value a text states, with the texts that do."""
    found = {}
    for name, pattern in patterns.items():
        if told := [text for text in texts if re.search(pattern, text)]:
            found[name] = told
    return found


@pytest.fixture(scope="module", params=TEMPLATES)
def runs(request):
    """A template, how its first values would be stated, and what each of its two runs says."""
    template = request.param
    moves = moves_of(template)
    told = [
        said_by(template, pot="nordlicht", language="en", **{name: move[run] for name, move in moves.items()})
        for run in (0, 1)
    ]
    return template, {name: move.stated for name, move in moves.items() if move.stated}, *told


def test_the_first_run_states_most_of_its_values(runs):
    _template, patterns, first, _second = runs
    assert 2 * len(stating(first, patterns)) >= len(patterns)


def test_the_second_run_states_no_value_of_the_first(runs):
    template, patterns, _first, second = runs
    told = stating(second, patterns)
    known = {name.split(".")[1] for name in STATED_STILL if name.startswith(f"{template}.")}
    assert {name: told.get(name) for name in set(told) ^ known} == {}
