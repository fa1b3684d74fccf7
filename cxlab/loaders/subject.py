"""A table under check, and findings about its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .contracts import Contract
from .finding import Finding, Level
from .potfile import Table
from .prepare import Prepared, examples

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
        level: Level,
        column: str,
        finding: str,
        hit: pd.Series | np.ndarray | None = None,
        remedy: str = "",
    ) -> Finding:
        """Return a finding about the rows where `hit` holds."""
        if hit is None:
            return Finding(level, self.name, column, finding, remedy=remedy)
        mask = np.asarray(hit, dtype=bool)
        rows = examples(self.prepared.file_rows[mask])
        return Finding(level, self.name, column, finding, int(mask.sum()), rows, remedy)
