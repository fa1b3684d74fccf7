"""What pot.yml could say of one table, and how that is written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...language import _
from .yamltext import flow, label_lines, listed, mapping, scalar

__all__ = ["Proposal"]


@dataclass
class Proposal:
    """What pot.yml could say of one table.

    Attributes
    ----------
    source : str
        The format, "generic" for a plain table.
    table : str or None
        The kind of table it feeds; None if its columns are those of no kind.
    columns : dict
        Canonical column -> name in the file.
    spellings : dict
        Canonical column -> all names it has, where it is called otherwise in other files of the table.
    missing, values, exclude, scale, dates : dict
        As in pot.yml, by canonical column.
    personal, segments : list of str
        Columns with personal data, columns to split reports by.
    weight : str or None
        The column with the weights.
    unsure : list of str
        What a person should look at; in words.
    """

    source: str
    table: str | None
    columns: dict[str, str]
    missing: dict[str, list[Any]] = field(default_factory=dict)
    values: dict[str, dict[Any, str | int]] = field(default_factory=dict)
    exclude: dict[str, list[Any]] = field(default_factory=dict)
    scale: dict[str, tuple[int, int]] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    personal: list[str] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)
    weight: str | None = None
    unsure: list[str] = field(default_factory=list)
    spellings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The entry of pot.yml, to paste below `tables:`."""
        name = self.table or "my_table"
        return "\n".join(self.lines(name, file="FILE", kind=None))

    def canonical(self, name: str) -> str:
        """Return what a column of the file is called in the pot."""
        return next((ours for ours, theirs in self.columns.items() if theirs == name), name)

    def lines(
        self, name: str, *, file: str | tuple[str, ...], kind: str | None, sheet: str | None = None
    ) -> list[str]:
        """Return the lines of the table's entry in pot.yml, with comments on what is unsure."""
        files = [f"    file: {scalar(file)}"] if isinstance(file, str) else flow("file", file)
        written = [f"  {name}:", *files]
        if sheet is not None:
            written.append(f"    sheet: {scalar(sheet)}")
        if kind is not None:
            written.append(f"    kind: {kind}")
        if self.source != "generic":
            written.append(f"    source: {self.source}")
        written.append('    owner: ""    # ' + _("who answers for this data?"))
        named = {
            ours: listed(self.spellings[ours]) if ours in self.spellings else scalar(theirs)
            for ours, theirs in self.columns.items()
            if ours != theirs or ours in self.spellings
        }
        if named:
            written.append("    columns:")
            written += [f"      {scalar(ours)}: {names}" for ours, names in named.items()]
        written += mapping("missing", {n: listed(codes) for n, codes in self.missing.items()}, self._why())
        written += mapping(
            "exclude", {n: listed(codes) for n, codes in self.exclude.items()}, _("left out and counted")
        )
        written += mapping("scale", {n: listed(ends) for n, ends in self.scale.items()}, "")
        written += label_lines(self.values)
        if self.dates:
            written.append("    # " + _("day first or month first? choose, and take the # away:"))
            written += [
                "    # " + line[4:]
                for line in mapping("dates", {n: scalar(f) for n, f in self.dates.items()}, "")
            ]
        for key, names in (("personal", self.personal), ("segments", self.segments)):
            written += flow(key, names)
        if self.weight:
            written.append(f"    weight: {scalar(self.weight)}")
        return written

    def _why(self) -> str:
        only = [name for name in self.missing if name in self.scale]
        if len(self.missing) == len(only) == 1:
            low, high = self.scale[only[0]]
            return _("outside {low} to {high}: no answer?").format(low=low, high=high)
        return _("no answer?")
