"""SWOT and TOWS from findings: what is strong and weak, what others do better, what to do about it."""

from .changes import changes_since
from .evidence import all_findings, earlier_findings
from .judgements import Judgement, Measure, SwotFile, Wording, draft_swot, load_swot
from .measures import measures
from .scopes import scope_of
from .synthesis import Swot, swot
from .tows import tows

__all__ = [
    "Judgement",
    "Measure",
    "Swot",
    "SwotFile",
    "Wording",
    "all_findings",
    "changes_since",
    "draft_swot",
    "earlier_findings",
    "load_swot",
    "measures",
    "scope_of",
    "swot",
    "tows",
]
