"""A table under check, and findings about its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..pot.potfile import Table
from ..pot.prepare import Prepared, examples
from ..tables.contracts import Contract
from .finding import CheckFinding, Severity, Topic

__all__ = ["Subject"]


@dataclass(frozen=True)
class Subject:
    """A table under check: its name, what pot.yml declares, what was read, and its contract."""

    name: str
    spec: Table
    prepared: Prepared
    contract: Contract

    @property
    def frame(self) -> pd.DataFrame:
        """The table in canonical columns."""
        return self.prepared.frame

    def finding(
        self,
        severity: Severity,
        column: str,
        finding: str,
        hit: pd.Series | np.ndarray | None = None,
        remedy: str = "",
        *,
        topic: Topic = "fault",
    ) -> CheckFinding:
        """Return a finding about the rows where `hit` holds."""
        if hit is None:
            return CheckFinding(severity, self.name, column, finding, remedy=remedy, topic=topic)
        mask = np.asarray(hit, dtype=bool)
        rows = examples(self.prepared.file_rows[mask])
        return CheckFinding(severity, self.name, column, finding, int(mask.sum()), rows, remedy, topic)
