"""The findings of a report as data: rows of its cells, then of ``findings.parquet``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from markupsafe import Markup

from ..results import Finding, findings_frame, latest, ranked

__all__ = ["ranked_rows", "rows_of_findings"]

FIELDS = tuple(field.name for field in fields(Finding))


def rows_of_findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as rows ready for JSON; sentences and actions as text, whatever they were.

    Examples
    --------
    >>> one = Finding(finding="nps.group", metric="nps", sentence=Markup("<b>A</b> &lt; B"), n=20,
    ...               direction="neutral", certainty="open")
    >>> row = rows_of_findings([one])[0]
    >>> row["sentence"], row["n"], row["impact"]
    ('A < B', 20, None)
    """
    frame = findings_frame(found).astype(object)
    rows: list[dict[str, Any]] = frame.where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def ranked_rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of all findings of a report, ranked; one told again replaces what it was.

    Examples
    --------
    >>> told = {"metric": "nps", "sentence": "", "direction": "neutral", "certainty": "shown"}
    >>> rows = [{"finding": "nps.group", "impact": 1.0}, {"finding": "nps.change", "impact": -3.0}]
    >>> [(row["finding"], row["rank"]) for row in ranked_rows(row | told for row in rows)]
    [('nps.change', 1), ('nps.group', 2)]
    """
    return rows_of_findings(ranked(latest(map(_finding, rows))))


def _finding(row: dict[str, Any]) -> Finding:
    known: dict[str, Any] = {name: row[name] for name in FIELDS if name in row}
    return Finding(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, Markup):
        return value.striptags()
    return int(value) if hasattr(value, "__index__") else value
