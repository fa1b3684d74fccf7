"""One finding of a pot check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...text import Text

__all__ = ["SEVERITY_NAMES", "CheckFinding", "Severity", "Topic", "rows_of"]

Severity = Literal["error", "warning", "info"]
Topic = Literal["fault", "stale", "orphans", "duplicates", "dates"]
SEVERITY_NAMES = {"error": Text("error"), "warning": Text("warning"), "info": Text("info")}


@dataclass(frozen=True)
class CheckFinding:
    """One thing found: how bad, where, what, in how many rows, for example which, and what to do."""

    severity: Severity
    table: str
    column: str
    finding: str
    rows: int = 0
    example_rows: tuple[int, ...] = ()
    remedy: str = ""
    topic: Topic = "fault"
    owner: str = ""

    @property
    def text(self) -> Text:
        """The finding and what to do about it, as one line."""
        return Text.together([self.what, self.remedy], " - ")

    @property
    def what(self) -> Text:
        """Where it is, what it is, and in how many rows."""
        where = f"{self.table}.{self.column}" if self.column else self.table
        line = Text("{where}: {finding}", where=where, finding=self.finding)
        if self.rows:
            line = Text("{line} in {n} row", "{line} in {n} rows", line=line, n=self.rows)
        if self.example_rows:
            shown = {"line": line, "numbers": ", ".join(map(str, self.example_rows))}
            count = len(self.example_rows)
            line = Text("{line} (file row {numbers})", "{line} (file rows {numbers})", n=count, **shown)
        return line


def rows_of(count: int) -> Text:
    """Return "1 row" or "2 rows"."""
    return Text("{n} row", "{n} rows", n=count)
