"""Several figures on the first screen, one row each: name, value, change, target, small line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from ..language import _
from .change import Change, Direction, change_html
from .min_n import shown
from .sparkline import sparkline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KpiRow", "kpi_rows_html"]


@dataclass(frozen=True, kw_only=True)
class KpiRow:
    """One figure among several, in words and formatted already, in the report's language."""

    label: str
    value: str
    limits: str = ""
    detail: str = ""
    "What must be known to read it, in a few words: another period than the page's."
    changes: Sequence[Change] = ()
    target: str = ""
    target_met: bool | None = None
    history: pd.DataFrame | None = None
    "Columns period, estimate, low, high (and target): the small line."
    unit: Literal["points", "share", "number", "count"] = "points"


def kpi_rows_html(rows: Sequence[KpiRow]) -> Markup:
    """Return the rows as a table; a column that no row fills is left out.

    Examples
    --------
    >>> kpi_rows_html([KpiRow(label="NPS", value="14.6", target="Target 20: missed")]).striptags()
    'KPI Value Target NPS 14.6 Target 20: missed'
    """
    if not rows:
        return Markup("")
    against = _against(rows)
    cells = [(_value(row), _changes(row, short=bool(against)), _target(row), _line(row)) for row in rows]
    change = _("Against {period}").format(period=against) if against else _("Change")
    heads = [_("Value"), change, _("Target"), _("History")]
    kept = [place for place in range(4) if any(row[place] for row in cells)]
    classes = ("kpi-value", "kpi-change", "kpi-target", "kpi-history")
    head = Markup("").join(Markup(' <th scope="col">{}</th>').format(heads[place]) for place in kept)
    body = Markup("").join(
        Markup(' <tr><th scope="row">{}</th>{}</tr>').format(
            row.label, Markup("").join(_cell(own[place], classes[place]) for place in kept)
        )
        for row, own in zip(rows, cells, strict=True)
    )
    return Markup(
        '<table class="kpis"><thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(_("KPI"), head, body)


def _cell(inside: Markup, name: str) -> Markup:
    return (
        Markup(' <td class="{}">{}</td>').format(name, inside)
        if inside
        else Markup('<td class="none">–</td>')
    )


def _value(row: KpiRow) -> Markup:
    told = Markup('<strong class="value">{}</strong>').format(row.value)
    for text, name in ((row.limits, "limits"), (row.detail, "detail")):
        told += Markup(' <span class="{}">{}</span>').format(name, text) if text else ""
    return told


def _against(rows: Sequence[KpiRow]) -> str:
    """Return the period that all changes are against, nothing where there are several."""
    periods = {one.against if one.short else "" for row in rows for one in row.changes}
    return periods.pop() if len(periods) == 1 else ""


def _changes(row: KpiRow, *, short: bool) -> Markup:
    shown_as = [replace(one, text=one.short) if short else replace(one, unsure="") for one in row.changes]
    return Markup("<br>").join(change_html(one, tag="span") for one in shown_as)


def _target(row: KpiRow) -> Markup:
    if not row.target:
        return Markup("")
    met: Direction = {True: "better", False: "worse", None: "neutral"}[row.target_met]  # type: ignore[assignment]
    return change_html(Change(text=row.target, direction=met), tag="span")


def _line(row: KpiRow) -> Markup:
    if row.history is None or row.history.empty:
        return Markup("")
    return sparkline(shown(row.history), label=row.label, unit=row.unit)
