"""The first screen: what the report answers, before anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from ..language import _
from ..results import Finding

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Change", "Headline", "answer_html"]

MOST_FINDINGS, MOST_ACTIONS = 5, 4


@dataclass(frozen=True, kw_only=True)
class Change:
    """One comparison beside the headline, in words: "down 5.7 against 2024 (not significant)"."""

    text: str
    direction: Literal["better", "worse", "neutral"] = "neutral"


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The figure that answers the question, in words and formatted already, in the report's language."""

    population: str
    "Whom and when it speaks of: Nordlicht Energie, customer survey, January to December 2025."
    label: str
    value: str
    as_of: str = ""
    limits: str = ""
    changes: Sequence[Change] = ()
    target: str = ""
    notes: Sequence[str] = ()
    "What must be known to read the figure, e.g. the response rate: at most two sentences."
    history: pd.DataFrame | None = None
    "Columns period, estimate, low, high (and target): the small line beside the figure."


def answer_html(headline: Headline, findings: Sequence[Finding]) -> Markup:
    """Return the first screen as HTML: the headline, the findings ranked first, the actions."""
    changes = Markup("").join(
        Markup('<span class="change {}">{}</span> ').format(one.direction, one.text)
        for one in headline.changes
    )
    told = Markup("").join(Markup("<li>{}</li>").format(one.sentence) for one in findings[:MOST_FINDINGS])
    actions = [one for one in findings if one.action][:MOST_ACTIONS]
    rows = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td></tr>").format(one.action, one.owner or one.process)
        for one in actions
    )
    todo = Markup("<h3>{}</h3><table>{}</table>").format(_("What is to be done?"), rows) if actions else ""
    happened = Markup("<h3>{}</h3><ol>{}</ol>").format(_("What has happened?"), told) if told else ""
    return Markup(
        '<div class="answer"><p class="population">{}</p><p class="headline">{} <strong>{}</strong> {} {}</p>'
        "<p>{}</p>{}{}</div>"
    ).format(
        headline.population,
        headline.label,
        headline.value,
        changes,
        headline.target,
        Markup(" ").join(headline.notes),
        happened,
        todo,
    )
