"""The matrix of four fields as HTML, and the findings that keep its entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from ...language import _, ngettext, number
from ...results import Finding
from ...swot_analysis import Swot
from .._html import fill
from .words import FIELD_NAMES, ONE, SCOPE_NAMES, evidence_words

__all__ = ["entries_of", "matrix", "swot_findings"]

MATRIX = Markup('<div class="swot">{}</div>')
FIELD = Markup('<div class="{}"><h3>{}</h3>{}</div>')


def entries_of(found: Swot, scope: str) -> pd.DataFrame:
    """Return the entries that concern this scope alone ("product", "service") or both ("both")."""
    return found.entries[found.entries["scope"] == scope]


def matrix(found: Swot, scope: str, *, most: int = 5) -> Markup:
    """Return the four fields of one scope, each entry a sentence with figure, interval, n and source.

    Parameters
    ----------
    found : Swot
    scope : str
        "product", "service" or "both".
    most : int
        Entries per field; how many more there are is said.
    """
    entries = entries_of(found, scope)
    return MATRIX.format(Markup("").join(_field(entries, name, most) for name in FIELD_NAMES))


def _field(entries: pd.DataFrame, name: str, most: int) -> Markup:
    own = entries[entries["swot_field"] == name].to_dict("records")
    if not own:
        body = Markup('<p class="note">{}</p>').format(_("Nothing found for certain."))
    else:
        items = Markup("").join(Markup("<li>{}</li>").format(_entry(row)) for row in own[:most])
        body = Markup("<ol>{}</ol>").format(items)
        if len(own) > most:
            more = ngettext("{n} more below.", "{n} more below.", len(own) - most)
            body += Markup('<p class="note">{}</p>').format(more.format(n=number(len(own) - most)))
    return FIELD.format(name, _(FIELD_NAMES[name]), body)


def _entry(row: Mapping[Any, Any]) -> Markup:
    marks = [Markup("<strong>{}</strong>").format(_("contradicted"))] if row["conflict"] else []
    parts = [escape(evidence_words(row)), *marks, _source(row)]
    return Markup("{} <small>{}</small>").format(
        row["sentence"], Markup("; ").join(part for part in parts if part)
    )


def _source(row: Mapping[Any, Any]) -> Markup | str:
    """Return the link to the report that found it; reports lie beside each other."""
    if row["judgement"]:
        return ""
    if not row["report"]:
        return escape(_("this report"))
    anchor = f"#{row['section']}" if row["section"] else ""
    link = Markup('<a href="../{}/report.html{}">{}</a>').format(row["report"], anchor, row["template"])
    if not row["further"]:
        return link
    more = ngettext("{n} more finding", "{n} more findings", row["n_findings"] - 1)
    return Markup("{} (+ {})").format(link, more.format(n=number(row["n_findings"] - 1)))


def swot_findings(found: Swot, scope: str = "") -> list[Finding]:
    """Return the entries (of one scope) as findings: what the first screen and the next synthesis read."""
    rows = found.entries.to_dict("records")
    return [_finding(row) for row in rows if not scope or row["scope"] == scope]


def _finding(row: Mapping[Any, Any]) -> Finding:
    field = row["swot_field"]
    inner = field in ("strength", "weakness")
    judged = bool(row["judgement"])
    numbers = ("value", "value_versus", "estimate", "low", "high")
    figures: dict[str, Any] = {} if judged else {name: _or_none(row[name]) for name in numbers}
    text = _("{field} ({scope}): {sentence}")
    return Finding(
        finding=f"swot.{field}", metric="swot_priority" if judged else row["metric"],
        dimension="" if judged else row["dimension"],
        group=row["sentence"][:80] if judged else row["group"], period=row["aspect"] or row["period"],
        **figures, n=None if judged or pd.isna(row["n"]) else int(row["n"]),
        direction=field if inner else "neutral", certainty="open" if judged else row["certainty"],
        impact=float(row["priority"]), impact_metric="swot_priority", aspect=row["aspect"],
        touchpoint=row["touchpoint"], process=row["process"], owner=row["owner"],
        sentence=fill(text, field=_(ONE[field]), scope=_(SCOPE_NAMES[row["scope"]]),
                      sentence=row["sentence"]),
    )  # fmt: skip


def _or_none(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
