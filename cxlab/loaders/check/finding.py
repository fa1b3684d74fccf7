"""One finding of a pot check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["CheckFinding", "Severity", "rows_of"]

Severity = Literal["error", "warning", "info"]


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

    @property
    def text(self) -> str:
        """The finding as one line."""
        where = f"{self.table}.{self.column}" if self.column else self.table
        rows = f" in {rows_of(self.rows)}" if self.rows else ""
        shown = (
            f"file row{'' if len(self.example_rows) == 1 else 's'} {', '.join(map(str, self.example_rows))}"
        )
        example = f" ({shown})" if self.example_rows else ""
        return f"{where}: {self.finding}{rows}{example}" + (f" - {self.remedy}" if self.remedy else "")


def rows_of(count: int) -> str:
    """Return "1 row" or "2 rows"."""
    return f"{count:,} row{'' if count == 1 else 's'}"
