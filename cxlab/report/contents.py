"""What stands on the page of a notebook: its answer, the sections with something to say, the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..language import _
from ..results.findings import subject_of
from .clean import clean
from .output import ANSWER
from .sections import Block, Section, all_sections
from .unbroken import unbroken

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Contents", "contents_of"]

MORE = re.compile(r'<span class="more more-(\d)"></span>')
TABLE = re.compile(r"<table(?: [^>]*)?>.*?</table>", re.DOTALL)
CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)


@dataclass(frozen=True)
class Contents:
    """The parts of a page."""

    answer: Markup = field(default_factory=Markup)
    "The first screen, with links to the sections; empty where the notebook has none."
    sections: list[Section] = field(default_factory=list)
    left_out: list[tuple[Markup, str]] = field(default_factory=list)
    "Title and reason (or nothing) of each section that has nothing to say."

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What was found, each with the anchor of its section."""
        return [row for section in self.sections for row in section.findings]


def contents_of(notebook: NotebookNode, *, show_code: bool = False) -> Contents:
    """Return what a page shows of an executed notebook, texts in the current language."""
    found = all_sections(notebook, show_code=show_code)
    empty = _empty(found)
    kept = [section for section in found if id(section) not in empty]
    for section in kept:
        section.blocks = [_scrollable(block, section) for block in section.blocks]
    left_out = [
        (section.title, " ".join(section.reasons))
        for section in found
        if section.title and (id(section) in empty or section.reasons)
    ]
    return Contents(_answer(notebook, kept), kept, left_out)


def _empty(sections: list[Section]) -> set[int]:
    """Return the sections (by identity) below whose heading nothing is shown, though it was computed."""
    empty: set[int] = set()
    for place, section in enumerate(sections):
        if not section.title or section.has_output:
            continue
        below = _below(sections, place)
        if (section.computed or below) and not any(one.has_output or not one.computed for one in below):
            empty.add(id(section))
    return empty


def _below(sections: list[Section], place: int) -> list[Section]:
    """Return the sections of a lower level that belong to one."""
    below: list[Section] = []
    for section in sections[place + 1 :]:
        if section.level <= sections[place].level:
            break
        below.append(section)
    return below


def _answer(notebook: NotebookNode, sections: Iterable[Section]) -> Markup:
    """Return the answer, each finding with the link to the section that says more of it."""
    told = [
        (output.data[ANSWER], output.data.get("text/html", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("data", {}).get(ANSWER)
    ]
    if not told:
        return Markup("")
    about, html = told[-1]
    where = {subject_of(row): section for section in sections for row in section.findings}
    subjects = [tuple(subject) for subject in about.get("findings", [])]

    def link(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        section = where.get(subjects[place]) if place < len(subjects) else None
        if section is None or not section.title:
            return ""
        more, title = _("Details"), section.title.striptags()
        return Markup('<a class="more" href="#{}" aria-label="{}">{}</a>').format(
            section.anchor, f"{more}: {title}", more
        )

    return unbroken(Markup(MORE.sub(link, clean(html))))  # noqa: S704  (cleaned just here)


def _scrollable(block: Block, section: Section) -> Block:
    """Keep numbers with their units; put a frame around each table to be reached and scrolled."""
    if block.kind != "prose":
        return block
    block = replace(block, html=unbroken(block.html))
    if "<table" not in block.html:
        return block

    def framed(found: re.Match[str]) -> str:
        caption = CAPTION.search(found[0])
        name = Markup(caption[1]).striptags() if caption else section.title.striptags()  # noqa: S704
        label = _("Table: {name}").format(name=name) if name else _("Table")
        return Markup('<div class="scroll" role="group" tabindex="0" aria-label="{}">{}</div>').format(
            label,
            Markup(found[0]),  # noqa: S704  (cleaned already)
        )

    return replace(block, html=Markup(TABLE.sub(framed, block.html)))  # noqa: S704
