"""SWOT and TOWS from findings: what is strong and weak, what others do better, what to do about it."""

from .changes import changes_since
from .evidence import latest_findings
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
    "changes_since",
    "draft_swot",
    "latest_findings",
    "load_swot",
    "measures",
    "scope_of",
    "swot",
    "tows",
]
