"""A report as slides: title, in short, one finding each with its figure, actions, appendix."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from ...language import _, date
from ...results import metric_label
from .appendix import data_rows, how_computed
from .document import Document
from .finding_slide import add_finding, add_list, figure_of, has_figure, listed_by_section, shows
from .master import Box, body_of, layout, new_slide, opened
from .slide_parts import add_history, add_lines, add_table, plain, tables_that_fit

__all__ = ["write_slides"]

MOST_FINDINGS = 12
ROWS_A_SLIDE = 12


def write_slides(document: Document, *, master: Path | None = None) -> bytes:
    """Return the report as a presentation.

    Parameters
    ----------
    document : Document
    master : path, optional
        The presentation whose look they take on.
    """
    deck = opened(master)
    foot = f"{document.about['pot']} · {document.answer.get('as_of') or _day(document)}"
    _title(deck, document)
    if document.answer:
        _in_short(deck, document, foot)
    told = _told(document)
    listed, seen = listed_by_section(document, told), set[str]()
    for row in told:
        if figure_of(document, row) in seen:
            continue  # said beside the figure, on the slide of the finding before
        seen |= {figure} if (figure := figure_of(document, row)) else set()
        if shows(document, row) or len(listed.get(row["section"], [row])) == 1:
            add_finding(deck, document, row, foot=foot, others=_same_figure(document, row, told))
        elif rows := listed.pop(row["section"], []):
            add_list(deck, document, rows, foot=foot)
            told = [*told, *rows]
    _actions(deck, document, foot)
    _appendix(deck, document, told, foot)
    deck.core_properties.title, deck.core_properties.author = document.title, "cxlab"
    buffer = BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _day(document: Document) -> str:
    return date(document.about["created_at"], "long")


def _told(document: Document) -> list[dict[str, Any]]:
    """Return the findings that get a slide: those of the first screen, then others that have a figure."""
    first = document.first_findings()
    others = [
        row
        for row in document.findings
        if row not in first and row["certainty"] != "open" and has_figure(document, row)
    ]
    said = document.answer.get("says", [])
    return [*first, *(row for row in others if row["finding"] not in said)][:MOST_FINDINGS]


def _same_figure(
    document: Document, row: dict[str, Any], told: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the other findings that the figure of this one shows as well."""
    figure = figure_of(document, row)
    return [one for one in told if one is not row and figure and figure_of(document, one) == figure]


def _title(deck: Any, document: Document) -> None:
    slide = new_slide(deck, "title", document.title)
    about = document.answer.get("population") or document.about["pot"]
    lines = [about, document.answer.get("as_of") or _day(document), *document.notices]
    below = next((one for one in slide.placeholders if one.placeholder_format.type == 4), None)
    if below is not None:
        below.text_frame.text = "\n".join(lines)
        return
    box = body_of(deck, layout(deck, "titleOnly"))
    add_lines(slide, box, [(line, 18) for line in lines])


def _in_short(deck: Any, document: Document, foot: str) -> None:
    """Write the headline with its history, then the findings of the first screen."""
    answer = document.answer
    slide = new_slide(deck, "titleOnly", _("In short"), foot=foot)
    box = body_of(deck, slide.slide_layout)
    if rows := answer.get("rows"):
        _several(slide, box, rows)
        return
    history = answer.get("history") or []
    chart = len(history) > 1
    upper = round(box.height * 0.42)
    left = round(box.width * (0.58 if chart else 1))
    limits = f"  ({answer['limits']})" if answer["limits"] else ""
    figure = [(answer["label"], 16), (f"{answer['value']}{limits}", 32)]
    told = [(one["text"], 16) for one in answer["changes"]]
    target = [(answer["target"], 16)] if answer["target"] else []
    add_lines(slide, box._replace(width=left, height=upper), [*figure, *told, *target], strong=(1,))
    if chart:
        place = box._replace(left=box.left + left, width=box.width - left, height=upper)
        add_history(slide, place, answer)
    first = [(f"{n}.  {plain(row['sentence'])}", 16) for n, row in enumerate(document.first_findings(), 1)]
    add_lines(slide, box._replace(top=box.top + upper, height=box.height - upper), first)


def _several(slide: Any, box: Box, rows: Sequence[dict[str, str]]) -> None:
    """Write the figures of a report that has several; what was found has slides of its own."""
    names = [name for name in ("label", "value", "change", "target") if any(row[name] for row in rows)]
    called = {"label": "", "value": _("Value"), "change": _("Change"), "target": _("Target")}
    cells = [[row[name] for name in names] for row in rows[:ROWS_A_SLIDE]]
    add_table(slide, box, [called[name] for name in names], cells)


def _actions(deck: Any, document: Document, foot: str) -> None:
    rows = [
        (row["action"], row.get("effect", ""), row["owner"] or row["process"]) for row in _acting(document)
    ]
    if rows:
        rows.sort(key=lambda one: not one[1])  # as on the first screen: those whose worth is known
        metric = next(
            (metric_label(row["impact_metric"]) for row in _acting(document) if row["impact_metric"]), ""
        )
        effect = _("Effect ({metric})").format(metric=metric) if metric else _("Effect")
        heads = (_("Action"), effect, _("Owner"))
        _tables(deck, _("What needs to be done?"), heads, rows, foot)


def _acting(document: Document) -> list[dict[str, Any]]:
    """Return the findings that ask for something, each action once, with what it is worth."""
    from ...results import Finding
    from ..answer import effect_of

    known = Finding.__dataclass_fields__
    acting: dict[str, dict[str, Any]] = {}
    currency = document.answer.get("currency", "")
    for row in document.findings:
        if row["action"]:
            one = Finding(**{name: value for name, value in row.items() if name in known})
            acting.setdefault(row["action"], row | {"effect": effect_of(one, currency=currency)})
    return list(acting.values())


def _appendix(deck: Any, document: Document, told: Sequence[dict[str, Any]], foot: str) -> None:
    """Write what has no slide of its own, and what the figures stand on."""
    others = [plain(row["sentence"]) for row in document.findings if row not in told]
    title = _("Further findings")
    for start in range(0, len(others), 8):
        slide = new_slide(deck, "titleOnly", title, foot=foot)
        lines = [(f"•  {text}", 14) for text in others[start : start + 8]]
        add_lines(slide, body_of(deck, slide.slide_layout), lines)
    files = data_rows(document)
    title = _("How this was computed")
    _tables(deck, title, files[0][:4], [row[:4] for row in files[1:]], foot)
    _tables(deck, title, (_("Run"), ""), how_computed(document), foot)


def _tables(deck: Any, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], foot: str) -> None:
    kept = [n for n in range(len(heads)) if n == 0 or any(row[n] for row in rows)]
    heads, rows = [heads[n] for n in kept], [[row[n] for n in kept] for row in rows]
    box = body_of(deck, layout(deck, "titleOnly"))
    for part in tables_that_fit(heads, rows, box, most=ROWS_A_SLIDE):
        add_table(new_slide(deck, "titleOnly", title, foot=foot), box, heads, part)
