"""What the synthesis says: competitors, own matrix, the four fields, TOWS, measures."""

from .captions import companies_title, scores_table
from .headline import counts, empty, evidence_table, headline, lacking, left_findings, next_steps, recorded
from .items import rated_items
from .market import (
    market_findings,
    mix_findings,
    no_size,
    not_different,
    scales_said,
    selection_findings,
    who_compares,
    without_worth,
)
from .matrix import matrix, swot_findings
from .measures import measure_findings, measure_table, to_be_agreed, tows_table, wording_is_yours
from .own_matrix import importance_of, matrix_findings

__all__ = [
    "companies_title",
    "counts",
    "empty",
    "evidence_table",
    "headline",
    "importance_of",
    "lacking",
    "left_findings",
    "market_findings",
    "matrix",
    "matrix_findings",
    "measure_findings",
    "measure_table",
    "mix_findings",
    "next_steps",
    "no_size",
    "not_different",
    "rated_items",
    "recorded",
    "scales_said",
    "scores_table",
    "selection_findings",
    "swot_findings",
    "to_be_agreed",
    "tows_table",
    "who_compares",
    "without_worth",
    "wording_is_yours",
]
