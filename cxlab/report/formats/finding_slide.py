"""A slide for one finding: the sentence above, its figure (or table) in the middle, what follows below."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from ...language import _, number
from ...results import Finding, column_of, metric_of, text_of
from ..answer import effect_of
from ..sections import Block
from .document import Document, figures_of
from .master import Box, body_of, new_slide
from .slide_parts import add_lines, add_picture, add_table, plain

__all__ = ["add_finding", "add_list", "figure_of", "has_figure", "listed_by_section", "shows"]

TITLE_LENGTH, SENTENCE = 150, re.compile(r"(?<=[a-zäöüß\d)%][.!?])\s+(?=[A-ZÄÖÜ])")
MOST_ROWS, MOST_COLUMNS = 8, 5
MOST_LISTED = 6
WIDE = 1.7  # a figure so wide stands above the text, a narrower one beside it


def add_finding(
    deck: Any,
    document: Document,
    row: dict[str, Any],
    *,
    foot: str,
    others: Sequence[dict[str, Any]] = (),
) -> None:
    """Add the slide of a finding; others that its figure shows as well are said below."""
    title, rest = _parted(plain(row["sentence"]))
    slide = new_slide(deck, "titleOnly", title, foot=foot)
    _shrink(slide, title)
    box = body_of(deck, slide.slide_layout)
    section = document.section_of(row)
    figure = _figure(figures_of(section), row) if section else None
    lines = _below(row, rest, document.answer.get("currency", ""))
    lines += [(plain(one["sentence"]), 14) for one in others]
    if figure is not None:
        _with_figure(slide, box, figure, lines)
    else:
        _with_table(slide, box, _table(document, row), lines)
    notes = [figure.alt if figure else "", str(section.title.striptags()) if section else ""]
    slide.notes_slide.notes_text_frame.text = "\n\n".join(filter(None, [plain(row["sentence"]), *notes]))


def figure_of(document: Document, row: dict[str, Any]) -> str:
    """Return the bitmap of the figure that a finding is shown with; nothing where there is none."""
    section = document.section_of(row)
    figure = _figure(figures_of(section), row) if section else None
    return figure.bitmap if figure else ""


def has_figure(document: Document, row: dict[str, Any]) -> bool:
    """Say whether there is a figure that a finding can be shown with."""
    section = document.section_of(row)
    return section is not None and bool(figures_of(section))


def shows(document: Document, row: dict[str, Any]) -> bool:
    """Say whether there is a figure, or a table small enough, that a finding can be shown with."""
    return has_figure(document, row) or _table(document, row) is not None


def listed_by_section(document: Document, told: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return per section the findings that only words tell: on slides of their own they would stand alone.

    What is told comes first; there is room for others of the same section that are not open.
    """
    listed: dict[str, list[dict[str, Any]]] = {}
    others = [row for row in document.findings if row not in told and row["certainty"] != "open"]
    for row in [*told, *others]:
        rows = listed.setdefault(row["section"], [])
        if len(rows) < MOST_LISTED and not shows(document, row):
            rows.append(row)
    return listed


def add_list(deck: Any, document: Document, rows: Sequence[dict[str, Any]], *, foot: str) -> None:
    """Add the slide of a section whose findings are told in words, the surest first."""
    section = document.section_of(rows[0])
    title = str(section.title.striptags()) if section else _("Findings")
    slide = new_slide(deck, "titleOnly", title, foot=foot)
    _shrink(slide, title)
    said = [f"•  {plain(row['sentence'])}" for row in rows]
    add_lines(slide, body_of(deck, slide.slide_layout), [(text, 18) for text in said])
    slide.notes_slide.notes_text_frame.text = "\n\n".join(plain(row["sentence"]) for row in rows)


def _table(document: Document, row: dict[str, Any]) -> dict[str, Any] | None:
    """Return the first table of a finding's section that a slide has room for."""
    section = document.section_of(row)
    tables = [block.data for block in section.blocks if block.data] if section else []
    return next(filter(_is_small, tables), None)


def _parted(sentence: str) -> tuple[str, str]:
    """Return what stands in the title, and the sentences after it where there is no room for them."""
    if len(sentence) <= TITLE_LENGTH:
        return sentence, ""
    first, *others = SENTENCE.split(sentence)
    return first, " ".join(others)


def _shrink(slide: Any, title: str) -> None:
    """Set a long title in smaller type; a short one keeps that of the master."""
    from pptx.util import Pt

    if slide.shapes.title is not None and len(title) > 60:
        size = Pt(24 if len(title) <= 110 else 20 if len(title) <= 180 else 16)
        for paragraph in slide.shapes.title.text_frame.paragraphs:
            paragraph.font.size = size


def _figure(figures: list[Block], row: dict[str, Any]) -> Block | None:
    """Return the figure that names what the finding is about, else the first of its section."""
    named = [one for one in figures if row["group"] and str(row["group"]) in one.alt]
    return next(iter([*named, *figures]), None)


def _below(row: dict[str, Any], rest: str, currency: str) -> list[tuple[str, int]]:
    """Return what is said below a figure: the rest of the sentence, how sure it is, what to do."""
    known = metric_of(row["metric"])
    counted = _(known.counts) if known and known.counts else "n"
    tested = any(row[name] is not None for name in ("p_adjusted", "low", "high"))
    facts = [text_of(row["certainty"], column_of("certainty"))] if tested else []
    if row["n"]:
        facts.append(f"{counted}: {number(row['n'])}")
    lines = [(rest, 16), (" · ".join(facts), 14)]
    if row["action"]:
        one = Finding(**{name: row[name] for name in row if name in Finding.__dataclass_fields__})
        worth = effect_of(one, currency=currency)
        who = row["owner"] or row["process"]
        around = ", ".join(filter(None, (worth, who)))
        lines.append((f"→ {plain(row['action'])}" + (f" ({around})" if around else ""), 18))
    return [line for line in lines if line[0]]


def _with_figure(slide: Any, box: Box, figure: Block, lines: list[tuple[str, int]]) -> None:
    content = base64.b64decode(figure.bitmap)
    wide, high = _size(content)
    picture = BytesIO(content)
    if wide / high >= WIDE:
        below = round(box.height * (0.12 + 0.07 * len(lines)))
        add_picture(slide, box._replace(height=box.height - below), picture, wide / high, figure.alt)
        add_lines(slide, box._replace(top=box.top + box.height - below, height=below), lines)
    else:
        left = min(round(box.width * 0.64), round(box.height * wide / high))
        add_picture(slide, box._replace(width=left), picture, wide / high, figure.alt)
        gap = round(box.width * 0.03)
        beside = box._replace(left=box.left + left + gap, width=box.width - left - gap)
        add_lines(slide, beside, lines)


def _size(content: bytes) -> tuple[int, int]:
    """Return width and height of a bitmap (PNG), as its header says."""
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _is_small(table: dict[str, Any]) -> bool:
    columns = table["columns"]
    return len(columns) > 0 and len(columns[0]["values"]) <= MOST_ROWS and bool(table.get("cells"))


def _with_table(slide: Any, box: Box, table: dict[str, Any] | None, lines: list[tuple[str, int]]) -> None:
    """Write the section's table above what is said, as the page shows it; or the words alone."""
    if table is None:
        add_lines(slide, box, [(text, size + 4) for text, size in lines])
        return
    below = round(box.height * (0.1 + 0.07 * len(lines)))
    heads = [name for name, _cells in table["cells"]][:MOST_COLUMNS]
    rows = list(zip(*(cells for _name, cells in table["cells"][:MOST_COLUMNS]), strict=True))
    add_table(slide, box._replace(height=box.height - below), heads, rows)
    add_lines(slide, box._replace(top=box.top + box.height - below, height=below), lines)
