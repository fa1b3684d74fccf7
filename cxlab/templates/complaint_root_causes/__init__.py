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
from .codes import CODE_COLUMNS, codes_table, codes_text, rise_codes
from .costs import cost_columns, cost_findings, cost_label, cost_text, cost_title
from .headline import headline, to_record
from .hypotheses import hypotheses_columns, hypotheses_text, hypotheses_title
from .lacking import lacking, left_out
from .questions import QUESTION_COLUMNS, question_findings, questions_table, questions_text
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
    "CODE_COLUMNS",
    "QUESTION_COLUMNS",
    "cause_headings",
    "change_finding",
    "change_headings",
    "change_parts",
    "chart_text",
    "chart_title",
    "codes_table",
    "codes_text",
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
    "question_findings",
    "questions_table",
    "questions_text",
    "rate_label",
    "recovery_findings",
    "recovery_headings",
    "recovery_table",
    "recovery_text",
    "rise_codes",
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
