"""What stands on slides: lines of text, pictures, tables and a chart, in the master's look."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import IO, Any

from markupsafe import Markup

from ...language import _
from .master import Box

__all__ = ["add_history", "add_lines", "add_picture", "add_table", "plain", "tables_that_fit"]

LONGEST_ALT = 2000
NARROWEST, WIDEST = 10, 60  # characters by which the columns of a table share its width
SMALL = 11  # points of the letters of a large table
POINT = 12_700  # EMU


def plain(text: str) -> str:
    """Return a sentence as text, whatever it was."""
    return text.striptags() if isinstance(text, Markup) else str(text)


def add_lines(slide: Any, box: Box, lines: Sequence[tuple[str, int]], *, strong: Sequence[int] = ()) -> None:
    """Write paragraphs, each with its size in points; they shrink together where they find no room."""
    from pptx.util import Pt

    if not lines:
        return
    shape = slide.shapes.add_textbox(*box)
    frame = shape.text_frame
    frame.word_wrap = True
    scale = _scale(lines, box)
    for place, (text, size) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.text = text
        paragraph.font.size = Pt(max(round(size * scale), 10))
        paragraph.font.bold = place in strong or None
        paragraph.space_after = Pt(round(6 * scale))


def _scale(lines: Sequence[tuple[str, int]], box: Box) -> float:
    """Return by how much letters must shrink so that lines fit; a letter is about half as wide as high."""
    for scale in (1.0, 0.9, 0.8, 0.7, 0.6):
        needed = 0.0
        for text, size in lines:
            in_line = max(box.width / (0.52 * size * scale * POINT), 1)
            needed += (-(-len(text) // in_line) * 1.2 * size + 6) * scale * POINT
        if needed <= box.height:
            return scale
    return 0.6


def add_picture(slide: Any, box: Box, picture: IO[bytes], ratio: float, alt: str) -> None:
    """Put a picture into a box as large as it fits, with its description."""
    width = min(box.width, round(box.height * ratio))
    height = round(width / ratio)
    left = box.left + (box.width - width) // 2
    shape = slide.shapes.add_picture(picture, left, box.top, width, height)
    _describe(shape, alt)


def _describe(shape: Any, alt: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt[:LONGEST_ALT])


def add_table(slide: Any, box: Box, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table as wide as the box, its columns as wide as their texts ask for."""
    from pptx.util import Pt

    cells = [list(map(plain, heads)), *(list(map(plain, row)) for row in rows)]
    height = min(box.height, 380_000 * len(cells))
    shape = slide.shapes.add_table(len(cells), len(heads), box.left, box.top, box.width, height)
    lengths = _lengths(cells)
    for place, length in enumerate(lengths):
        shape.table.columns[place].width = round(box.width * length / sum(lengths))
    size = 14 if len(cells) <= 9 and sum(lengths) <= 130 else SMALL
    for down, row in enumerate(cells):
        for across, text in enumerate(row):
            cell = shape.table.cell(down, across)
            cell.text = text
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size = Pt(size)


def _lengths(cells: Sequence[Sequence[str]]) -> list[int]:
    """Return how many letters each column asks for."""
    longest = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    return [min(max(length, NARROWEST), WIDEST) for length in longest]


def tables_that_fit(
    heads: Sequence[str], rows: Sequence[Sequence[str]], box: Box, *, most: int
) -> Iterator[list[Sequence[str]]]:
    """Yield the rows of one slide after the other: `most` of one line each, fewer where texts run on."""
    lengths = _lengths([list(map(plain, heads)), *(list(map(plain, row)) for row in rows)])
    in_line = [max(box.width * length / sum(lengths) / (0.55 * SMALL * POINT), 1) for length in lengths]
    part: list[Sequence[str]] = []
    used = 0.0
    for row in rows:
        lines = max(-(-len(plain(text)) // room) for text, room in zip(row, in_line, strict=True))
        needed = 1 + 0.6 * (max(lines, 1) - 1)
        if part and used + needed > most:
            yield part
            part, used = [], 0.0
        part.append(row)
        used += needed
    if part:
        yield part


def add_history(slide: Any, box: Box, answer: dict[str, Any]) -> None:
    """Draw how the headline came to where it is, with its target, as a chart that can be edited."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Pt

    history, label = answer["history"], answer["label"]
    data = CategoryChartData(number_format="0%" if answer["unit"] == "share" else "General")
    data.categories = [row["period"] for row in history]
    data.add_series(label, [row["estimate"] for row in history])
    targets = [row["target"] for row in history]
    if any(target is not None for target in targets):
        data.add_series(_("Target"), targets)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *box, data)
    chart = frame.chart
    chart.has_title, chart.font.size = False, Pt(11)
    chart.has_legend = len(chart.plots[0].series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for one in chart.plots[0].series:
        one.smooth = False
    _scale_axes(chart, history)
    told = "; ".join(
        f"{row['period']}: {row['estimate']:g}" for row in history if row["estimate"] is not None
    )
    _describe(frame, f"{label}: {told}.")


def _scale_axes(chart: Any, history: Sequence[dict[str, Any]]) -> None:
    """Let the axis reach as far as the intervals do: what is chance is not to look like a change."""
    known = [
        value for row in history for name, value in row.items() if name != "period" and value is not None
    ]
    low, high = min(known), max(known)
    step = 10 ** math.floor(math.log10(high - low)) if high > low else 1.0
    step *= next(times for times in (1, 2, 5) if (high - low) / (step * times) <= 5)
    from pptx.enum.dml import MSO_THEME_COLOR

    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = math.floor(low / step) * step, math.ceil(high / step) * step
    axis.major_unit, axis.has_major_gridlines = step, True
    axis.major_gridlines.format.line.color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
    axis.format.line.fill.background()
