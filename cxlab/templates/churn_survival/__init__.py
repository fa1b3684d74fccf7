"""What a churn report says, in words: findings, sentences and captions.

Frames are those of `cxlab.survival`; shares are 0..1 and tenures in months. None stands for what the pot has
no data for: the text then says so.
"""

from .captions import alt, calibration_title, curve_title, finding_title, groups_title, reasons_title, titles
from .cohorts import cohorts, no_cohorts
from .contacts import contacts_found, driver_names, main_reason, no_contacts, on_contacts
from .forecast import expected, forecast_found, no_forecast, quality, risk_file, risk_view, who
from .phases import phases_found, phases_text
from .rates import answer, churn_rate_found, headline_frame, rests_on
from .reasons import no_reasons, reasons, reasons_found
from .stay import curve, groups, groups_found, no_groups
from .traits import constant_effects, drivers_found, how_sure, numbers_found, without_effect
from .window import gap_sensitivity, window
from .words import trait_heading, trait_name, value_heading

__all__ = [
    "alt",
    "answer",
    "calibration_title",
    "churn_rate_found",
    "cohorts",
    "constant_effects",
    "contacts_found",
    "curve",
    "curve_title",
    "driver_names",
    "drivers_found",
    "expected",
    "finding_title",
    "forecast_found",
    "gap_sensitivity",
    "groups",
    "groups_found",
    "groups_title",
    "headline_frame",
    "how_sure",
    "main_reason",
    "no_cohorts",
    "no_contacts",
    "no_forecast",
    "no_groups",
    "no_reasons",
    "numbers_found",
    "on_contacts",
    "phases_found",
    "phases_text",
    "quality",
    "reasons",
    "reasons_found",
    "reasons_title",
    "rests_on",
    "risk_file",
    "risk_view",
    "titles",
    "trait_heading",
    "trait_name",
    "value_heading",
    "who",
    "window",
    "without_effect",
]
