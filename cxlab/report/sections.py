"""What the cells of an executed notebook show, section by section."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ..language import _, number
from .clean import clean, from_markdown
from .headings import markdown_of
from .output import ANSWER, CUT, FINDINGS, HEADING, LEFT_OUT, PROVENANCE, RESULTS, TABLE, data_address

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Block", "Section", "all_sections", "messages", "recorded", "title_of"]

NOT_SHOWN = {RESULTS, PROVENANCE, ANSWER, HEADING, LEFT_OUT}
HEADING_TAG = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Something shown: prose, a figure (`image` is its data address), a table or code.

    What office formats need is kept beside it: the `bitmap` of a figure, the values of a table (`data`).
    """

    kind: str
    html: Markup = field(default_factory=Markup)
    image: str = ""
    alt: str = ""
    bitmap: str = ""
    data: dict[str, Any] | None = None


@dataclass
class Section:
    """One heading of the report and what stands below it."""

    title: Markup = field(default_factory=Markup)
    anchor: str = ""
    level: int = 2
    blocks: list[Block] = field(default_factory=list)
    computed: bool = False
    "Whether a cell of it computes something."
    has_output: bool = False
    reasons: list[str] = field(default_factory=list)
    "Why it has nothing to say, as `report.leave_out` was told."
    findings: list[dict[str, Any]] = field(default_factory=list)


def all_sections(notebook: NotebookNode, *, show_code: bool = False) -> list[Section]:
    """Return the sections of an executed notebook, empty ones too, texts in the current language.

    The first heading of the first level is the title of the page and left out here, see `title_of`.
    """
    sections = [Section()]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            _add_prose(sections, from_markdown(_without_title(markdown_of(cell))))
        elif cell.cell_type == "code":
            _add_cell(sections[-1], cell, show_code=show_code)
    for position, section in enumerate(sections):
        section.anchor = f"section-{position}"
        section.findings = [row | {"section": section.anchor} for row in section.findings]
    return [section for section in sections if section.title or section.blocks]


def title_of(notebook: NotebookNode) -> str:
    """Return the notebook's title, its first heading of the first level, in the current language."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in markdown_of(cell).splitlines():
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
    parts = HEADING_TAG.split(html)
    _add(sections[-1], parts[0])
    for level, title, below in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        sections.append(Section(title=Markup(title), level=int(level)))  # noqa: S704  (clean already)
        _add(sections[-1], below)


def _add(section: Section, html: str) -> None:
    if html.strip():
        section.blocks.append(Block("prose", Markup(html.strip())))  # noqa: S704  (clean already)


def _add_cell(section: Section, cell: NotebookNode, *, show_code: bool) -> None:
    if not cell.source.strip():
        return
    section.computed = True
    if show_code:
        section.blocks.append(Block("code", escape(cell.source)))
        section.has_output = True  # the code stands below the heading
    for output in cell.outputs:
        data = output.get("data", {})
        section.findings += data.get(FINDINGS, [])
        if LEFT_OUT in data:
            section.reasons.append(data[LEFT_OUT]["reason"])
    blocks = list(_outputs(cell, section.title))
    section.blocks += blocks
    section.has_output = section.has_output or bool(blocks)


def _outputs(cell: NotebookNode, heading: Markup) -> Iterable[Block]:
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout" and output.text.strip():
            yield Block("prose", Markup("<pre>{}</pre>").format(output.text.rstrip()))
        elif output.output_type in ("display_data", "execute_result"):
            yield from _display(output, heading)


def _display(output: NotebookNode, heading: Markup) -> Iterable[Block]:
    data = output.data
    if NOT_SHOWN.intersection(data):
        return
    if CUT in data:
        yield Block("prose", Markup("<p><em>{}</em></p>").format(_cut(**data[CUT])))
        return
    for kind in ("image/svg+xml", "image/png", "image/jpeg"):
        if kind in data:
            alt = output.metadata.get(kind, {}).get("alt") or _(
                "Figure without a description in: {section}"
            ).format(section=heading.striptags())
            # A bitmap whose words nobody has kept could show what was never looked through.
            bitmap = data.get("image/png", "") if "words" in output.metadata.get("image/png", {}) else ""
            yield Block("figure", image=data_address(kind, data[kind]), alt=alt, bitmap=bitmap)
            return
    if "text/html" in data:
        yield Block("prose", clean(data["text/html"]), data=data.get(TABLE))
    elif "text/markdown" in data:
        yield Block("prose", from_markdown(data["text/markdown"]))
    elif "text/plain" in data:
        yield Block("prose", Markup("<pre>{}</pre>").format(data["text/plain"]))


def _cut(shown: int, total: int) -> str:
    """Say that an output was too long for a page."""
    if not shown:
        return _("An output of {total} characters was omitted: it is too large for a report.").format(
            total=number(total)
        )
    return _("Output truncated: the first {shown} of {total} characters are shown.").format(
        total=number(total), shown=number(shown)
    )
