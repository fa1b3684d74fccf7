"""What a report holds, as the formats take it: they are made of this and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...results.findings import subject_of
from ..contents import Contents
from ..sections import Block, Section

__all__ = ["Document", "figures_of", "named_table"]


@dataclass(frozen=True)
class Document:
    """A finished report: its page, and what the page was made of.

    Everything that is said in it stands on the page, among the findings, the results or the values of the
    tables, which are looked through for personal values before anything is published.
    """

    title: str
    html: str
    about: dict[str, Any]
    "What is known of the run: template, pot, created_at, parameters, files, exclusions, answer ..."
    shown: Contents = field(default_factory=Contents)
    findings: list[dict[str, Any]] = field(default_factory=list)
    "As rows, the first-ranked first."
    results: list[dict[str, Any]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    "What a reader must know before any figure."

    @property
    def answer(self) -> dict[str, Any]:
        """What the first screen says of the headline, in words; empty where there is none."""
        return self.about.get("answer") or {}

    def section_of(self, finding: dict[str, Any]) -> Section | None:
        """Return the section that a finding was said in."""
        return next((one for one in self.shown.sections if one.anchor == finding["section"]), None)

    def tables(self) -> Iterator[tuple[Section, dict[str, Any]]]:
        """Yield every table as values, with the section in which it is shown."""
        for section in self.shown.sections:
            yield from ((section, block.data) for block in section.blocks if block.data)

    def first_findings(self) -> list[dict[str, Any]]:
        """Return the findings of the first screen, or those ranked first where it names none."""
        order = {tuple(told): place for place, told in enumerate(self.answer.get("findings", []))}
        if not order:
            return self.findings[:5]
        first = [row for row in self.findings if subject_of(row) in order]
        return sorted(first, key=lambda row: order[subject_of(row)])


def named_table(section: Section, table: dict[str, Any]) -> str:
    """Return what a table is called: by its caption, else by its section."""
    return table["caption"] or str(section.title.striptags())


def figures_of(section: Section) -> list[Block]:
    """Return the figures of a section that can be shown as a bitmap."""
    return [block for block in section.blocks if block.kind == "figure" and block.bitmap]
