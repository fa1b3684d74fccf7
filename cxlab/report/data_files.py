"""What a report leaves as data: ``results.parquet`` and ``findings.parquet``, each row with its run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from ..results import findings_frame
from .records import FIELDS

__all__ = ["write_findings", "write_results"]

FACTS = ("run_id", "template", "pot", "language", "created_at")
"""What each row says of the run that it is from, with its parameters."""


def write_results(path: Path, about: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Write recorded results."""
    numbers = dict.fromkeys(("estimate", "low", "high", "level"), float)
    _write(path, about, pd.DataFrame(rows, columns=list(FIELDS)).astype(numbers))


def write_findings(path: Path, about: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Write findings, the first-ranked first."""
    empty = findings_frame([])
    frame = pd.DataFrame(rows, columns=list(empty.columns))
    _write(path, about, frame.astype(empty.dtypes.to_dict()))


def _write(path: Path, about: dict[str, Any], frame: pd.DataFrame) -> None:
    facts = {name: about[name] for name in FACTS}
    facts["parameters"] = json.dumps(about["parameters"], ensure_ascii=False)
    for position, (name, value) in enumerate(facts.items()):
        frame.insert(position, name, value)
    frame.to_parquet(path, index=False)
