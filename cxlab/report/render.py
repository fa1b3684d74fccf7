"""An executed notebook as one HTML file that needs nothing else: no script, no address, no font."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ..language import _, current, date, markdown, number
from .clean import clean, from_markdown
from .output import CUT, PROVENANCE, RESULTS

if TYPE_CHECKING:
    from jinja2 import Environment
    from nbformat import NotebookNode

__all__ = ["Block", "Section", "page", "render_cells", "title_of"]

PAGES = Path(__file__).parent / "pages"
HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Something shown: prose, a figure (`image` is its data address) or code."""

    kind: str
    html: Markup = field(default_factory=Markup)
    image: str = ""
    alt: str = ""


@dataclass
class Section:
    """One heading of the report and what stands below it."""

    title: Markup = field(default_factory=Markup)
    anchor: str = ""
    level: int = 2
    blocks: list[Block] = field(default_factory=list)


def page(name: str, **values: Any) -> str:
    """Fill one of the page templates; what is not Markup is escaped."""
    return (
        _environment()
        .get_template(name)
        .render(_=_, number=number, date=date, language=current(), css=_css(), **values)
    )


def render_cells(notebook: NotebookNode, *, show_code: bool = False) -> list[Section]:
    """Return the sections of an executed notebook, texts in the current language.

    The first heading of the first level is the title of the page and left out here, see `title_of`.
    """
    sections = [Section()]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            _add_prose(sections, from_markdown(_without_title(_(markdown(cell.source)))))
        elif cell.cell_type == "code":
            if show_code and cell.source.strip():
                sections[-1].blocks.append(Block("code", escape(cell.source)))
            sections[-1].blocks += _outputs(cell, sections[-1].title)
    for position, section in enumerate(sections):
        section.anchor = f"section-{position}"
    return [section for section in sections if section.title or section.blocks]


def title_of(notebook: NotebookNode) -> str:
    """Return the notebook's title, its first heading of the first level, in the current language."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in _(markdown(cell.source)).splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return ""


def recorded(notebook: NotebookNode, kind: str) -> list[Any]:
    """Return what the outputs of a private MIME type hold, in order."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output.data[kind] for output in outputs if kind in output.get("data", {})]


def messages(notebook: NotebookNode) -> str:
    """Return what the cells wrote to standard error: warnings, for the appendix."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stderr").strip()


def _without_title(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.startswith("# "))


def _add_prose(sections: list[Section], html: Markup) -> None:
    """Cut HTML at its headings: each begins a section."""
    parts = HEADING.split(html)
    _add(sections[-1], parts[0])
    for level, title, below in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        sections.append(Section(title=Markup(title), level=int(level)))  # noqa: S704  (clean already)
        _add(sections[-1], below)


def _add(section: Section, html: str) -> None:
    if html.strip():
        section.blocks.append(Block("prose", Markup(html.strip())))  # noqa: S704  (clean already)


def _outputs(cell: NotebookNode, heading: Markup) -> Iterable[Block]:
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout" and output.text.strip():
            yield Block("prose", Markup("<pre>{}</pre>").format(output.text.rstrip()))
        elif output.output_type in ("display_data", "execute_result"):
            yield from _display(output, heading)


def _display(output: NotebookNode, heading: Markup) -> Iterable[Block]:
    data = output.data
    if RESULTS in data or PROVENANCE in data:
        return
    if CUT in data:
        yield Block("prose", Markup("<p><em>{}</em></p>").format(_cut(**data[CUT])))
        return
    for kind in ("image/svg+xml", "image/png", "image/jpeg"):
        if kind in data:
            alt = output.metadata.get(kind, {}).get("alt") or _(
                "Figure without a description in: {section}"
            ).format(section=heading.striptags())
            yield Block("figure", image=_address(kind, data[kind]), alt=alt)
            return
    if "text/html" in data:
        yield Block("prose", clean(data["text/html"]))
    elif "text/markdown" in data:
        yield Block("prose", from_markdown(data["text/markdown"]))
    elif "text/plain" in data:
        yield Block("prose", Markup("<pre>{}</pre>").format(data["text/plain"]))


def _cut(shown: int, total: int) -> str:
    """Say that an output was too long for a page."""
    if not shown:
        return _("An output of {total} characters was left out: it is too large for a report.").format(
            total=number(total)
        )
    return _("Cut here: {total} characters were printed, the first {shown} are kept.").format(
        total=number(total), shown=number(shown)
    )


def _address(kind: str, content: str) -> str:
    # A vector figure inside <img> is a picture: browsers run no script in it.
    encoded = (
        base64.b64encode(content.encode()).decode() if kind == "image/svg+xml" else "".join(content.split())
    )
    return f"data:{kind};base64,{encoded}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _css() -> Markup:
    return Markup((PAGES / "page.css").read_text(encoding="utf-8"))  # noqa: S704  (our own file)
