"""What a report on complaints says: what rose, where and since when, what it costs, and what comes first.

Frames are those of `cxlab.complaints`. A frame that is None stands for data the pot does not have: nothing
is said then.
"""

from .causes import (
    driver_findings,
    drivers_text,
    group_findings,
    groups_text,
    pareto_finding,
    pareto_title,
    places_title,
)
from .change import change_finding, change_parts, localised_findings, localised_text, spans_words
from .costs import cost_columns, cost_findings, cost_label, cost_text, cost_title
from .headline import headline, to_record
from .hypotheses import hypotheses_columns, hypotheses_text, hypotheses_title
from .lacking import lacking, left_out
from .rises import no_rises, rise_findings, rise_title
from .service import (
    recovery_findings,
    recovery_headings,
    recovery_table,
    recovery_text,
    sla_findings,
    sla_label,
    sla_text,
    sla_title,
)
from .texts import rise_quotes_caption, rise_words
from .trend import chart_text, chart_title
from .words import cause_headings, change_headings, rate_label

__all__ = [
    "cause_headings",
    "change_finding",
    "change_headings",
    "change_parts",
    "chart_text",
    "chart_title",
    "cost_columns",
    "cost_findings",
    "cost_label",
    "cost_text",
    "cost_title",
    "driver_findings",
    "drivers_text",
    "group_findings",
    "groups_text",
    "headline",
    "hypotheses_columns",
    "hypotheses_text",
    "hypotheses_title",
    "lacking",
    "left_out",
    "localised_findings",
    "localised_text",
    "no_rises",
    "pareto_finding",
    "pareto_title",
    "places_title",
    "rate_label",
    "recovery_findings",
    "recovery_headings",
    "recovery_table",
    "recovery_text",
    "rise_findings",
    "rise_quotes_caption",
    "rise_title",
    "rise_words",
    "sla_findings",
    "sla_label",
    "sla_text",
    "sla_title",
    "spans_words",
    "to_record",
]
