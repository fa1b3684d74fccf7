"""Slides of a lesson: one HTML page without scripts, or a presentation; its code is run for real results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from ..language import _, told, using
from ..text import Text
from .lesson import Block, Lesson
from .notebook import HEADINGS
from .running import run_cells

__all__ = ["Slide", "slides_html", "slides_of", "slides_pptx"]


@dataclass(frozen=True)
class Slide:
    """One slide: its title, Markdown, and for code the source and its result."""

    title: str
    text: str
    code: str = ""
    result: Any = None


def slides_of(lesson: Lesson, language: str) -> list[Slide]:
    """Return the slides of a lesson: goals, then the blocks that carry `slide`, code with its results.

    Raises
    ------
    RunFailed
        A cell of the lesson cannot be run.
    """
    with using(language):
        results = _results(lesson, language)
        goals = "\n".join(f"- {goal}" for goal in lesson.goals[language])
        slides = [Slide(_("After this lesson you can"), goals)]
        title = lesson.title[language]
        for place, block in enumerate(lesson.blocks):
            if block.slide:
                slides.append(_slide(block, language, title, results.get(place)))
                title = slides[-1].title
    return slides


def slides_html(lesson: Lesson, language: str) -> str:
    """Return the slides as one page that needs nothing else; the space bar or a swipe goes on."""
    from ..report.render import page

    with using(language):
        heading = _heading(lesson, language)
        first = Markup('<section class="slide"><h1>{}</h1><p class="note">cxlab</p></section>').format(
            heading
        )
        body = first + Markup("\n").join(_section(slide) for slide in slides_of(lesson, language))
        style = Markup(_css())  # noqa: S704  (our own file)
        return page("plain.html.j2", title=heading, body=Markup("<main>{}</main>").format(body), style=style)


def slides_pptx(lesson: Lesson, language: str, *, master: Path | None = None) -> bytes:
    """Return the slides as a presentation, in the look of a master where one is named.

    Raises
    ------
    BadParameter
        The package that writes presentations is not installed, or the master is none.
    """
    from ..report.formats.chosen import check_formats
    from ..report.formats.master import new_slide, opened

    check_formats("pptx")
    deck = opened(master)
    with using(language):
        foot = _heading(lesson, language)
        new_slide(deck, "title", foot)
        for slide in slides_of(lesson, language):
            _add_slide(deck, slide, foot)
    written = BytesIO()
    deck.save(written)
    return written.getvalue()


def _heading(lesson: Lesson, language: str) -> str:
    return told(Text("Lesson {number}: {title}", number=lesson.number, title=lesson.title[language]))


def _slide(block: Block, language: str, before: str, result: Any) -> Slide:
    """Make the slide of a block; one without a heading of its own goes on under the one before."""
    if block.kind == "code":
        return Slide(before, "", block.code("code", language), result)
    text = block.prose(language)
    if block.kind in HEADINGS:
        return Slide(_(HEADINGS[block.kind]), text)
    found = re.match(r"#+ (.+)\n*", text)
    return Slide(found[1], text[found.end() :]) if found else Slide(before, text)


def _results(lesson: Lesson, language: str) -> dict[int, Any]:
    """Run the code of a lesson, where a slide shows any; return the results by the place of the block."""
    places = [place for place, block in enumerate(lesson.blocks) if block.kind == "code"]
    if not any(lesson.blocks[place].slide for place in places):
        return {}
    ran = run_cells([lesson.blocks[place].code("code", language) for place in places])
    return dict(zip(places, ran, strict=True))


def _section(slide: Slide) -> Markup:
    from ..report.clean import from_markdown

    code = Markup("<pre>{}</pre>").format(slide.code) if slide.code else ""
    shown = _shown(slide.result)
    text = from_markdown(slide.text) if slide.text else ""
    return Markup('<section class="slide"><h2>{}</h2>{}{}{}</section>').format(slide.title, text, code, shown)


def _shown(result: Any) -> Markup:
    """Return a result as a notebook shows it: a table, a figure or text."""
    from ..report.clean import clean
    from ..report.output import data_address

    if isinstance(result, pd.DataFrame):
        return clean(result.to_html(border=0))
    if picture := _picture(result):
        return Markup('<img src="{}" alt="{}">').format(data_address("image/png", picture), _alt(result))
    return Markup("<pre>{}</pre>").format(str(result)) if result is not None else Markup("")


def _picture(result: Any) -> bytes:
    """Return a figure as PNG, as a notebook would show it; nothing where the result is none."""
    drawn = getattr(result, "_repr_png_", None)
    return drawn() if drawn is not None else b""


def _alt(result: Any) -> str:
    from ..plots.style import figure_of, words_of

    return words_of(figure_of(result))


@cache
def _css() -> str:
    return (Path(__file__).parent / "slides.css").read_text(encoding="utf-8")


def _add_slide(deck: Any, slide: Slide, foot: str) -> None:
    from ..report.formats.master import Box, body_of, new_slide
    from ..report.formats.slide_parts import add_lines, add_picture, add_table

    made = new_slide(deck, "titleOnly", slide.title, foot=foot)
    box = body_of(deck, made.slide_layout)
    tables, lines = _tables_in(slide.text), list(_lines_in(slide.text))
    lines += [(line, 14) for line in slide.code.splitlines()]
    picture = _picture(slide.result)
    if isinstance(slide.result, pd.DataFrame):
        tables = [_rows_of(slide.result)]
    elif slide.result is not None and not picture:
        lines += [(line, 14) for line in str(slide.result).splitlines()]
    share = 1.0 if not (tables or picture) else 0.35 if lines else 0.0
    below = Box(box.left, box.top + round(box.height * share), box.width, round(box.height * (1 - share)))
    if lines:
        add_lines(made, Box(box.left, box.top, box.width, round(box.height * share)), lines)
    if picture:
        add_picture(made, below, BytesIO(picture), _ratio(picture), _alt(slide.result))
    elif tables:
        head, *rows = tables[0]
        add_table(made, below, head, rows)


def _ratio(picture: bytes) -> float:
    """Return width over height of a PNG, whose header says both."""
    return int.from_bytes(picture[16:20], "big") / int.from_bytes(picture[20:24], "big")


def _rows_of(table: pd.DataFrame) -> list[list[str]]:
    """Return a frame as rows of texts, its index first where that says something."""
    told_by = table if table.index.names == [None] else table.reset_index()
    return [[*map(str, told_by)], *([str(value) for value in row] for row in told_by.to_numpy(object))]


def _tables_in(text: str) -> list[list[list[str]]]:
    """Return the first table of Markdown as its rows of texts, if there is one."""
    rows = [line.strip().strip("|") for line in text.splitlines() if line.strip().startswith("|")]
    cells = [[_without_marks(cell.strip()) for cell in row.split("|")] for row in rows]
    kept = [row for row in cells if not all(set(cell) <= {"-", ":"} for cell in row)]
    return [kept] if len(kept) > 1 else []


def _lines_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield the paragraphs and items of Markdown as plain lines with their size."""
    for line in text.splitlines():
        bare = line.strip()
        if not bare or bare.startswith("|"):
            continue
        mark = re.match(r"(-|>|#+|\d+\.) ", bare)
        words = _without_marks(bare[mark.end() :] if mark else bare)
        item = (
            {"-": "• ", ">": ""}.get(mark[1], f"{mark[1]} " if mark[1][0].isdigit() else "") if mark else ""
        )
        yield f"{item}{words}", 20


def _without_marks(text: str) -> str:
    return re.sub(r"\*\*|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)", "", text)
