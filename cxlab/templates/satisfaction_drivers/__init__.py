"""What a report on drivers says: the answer, findings with their evidence, titles."""

from .captions import (
    belief_label,
    belief_title,
    drivers_title,
    effect_label,
    effects_title,
    even_label,
    gap_label,
    importance_label,
    kept_label,
    kinds_title,
    places_caption,
    places_title,
    promise_title,
    score_name,
)
from .drivers import change_findings, driver_findings, explained, kind_findings, set_aside, stable
from .gaps import belief_findings, promise_findings
from .headline import headline
from .lacking import lacking
from .names import aspect_name, named
from .second_model import agreement, side_by_side

__all__ = [
    "agreement",
    "aspect_name",
    "belief_findings",
    "belief_label",
    "belief_title",
    "change_findings",
    "driver_findings",
    "drivers_title",
    "effect_label",
    "effects_title",
    "even_label",
    "explained",
    "gap_label",
    "headline",
    "importance_label",
    "kept_label",
    "kind_findings",
    "kinds_title",
    "lacking",
    "named",
    "places_caption",
    "places_title",
    "promise_findings",
    "promise_title",
    "score_name",
    "set_aside",
    "side_by_side",
    "stable",
]
