"""What a report has found that the one before it in the same place had not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["new_findings"]

SAME_REPORT = ("template", "pot", "language")
SUBJECT = ("finding", "metric", "dimension", "group", "direction")
"""What a finding is about, whenever: its period moves with the data."""


def new_findings(folder: Path, about: dict[str, Any], rows: Iterable[dict[str, Any]]) -> list[str] | None:
    """Return what the earlier report in a folder did not find, in words, or None without such a report.

    What is open in both or only now is no news.

    Parameters
    ----------
    folder : path
        Where the report will stand; the earlier one is still there.
    about : dict
        What is known of the run; the earlier report must be of the same template, pot and language.
    rows : list of dict
        The findings, in the order of their rank.
    """
    known = _known(folder, about)
    if known is None:
        return None
    sure = (row for row in rows if row["certainty"] != "open")
    return [
        str(row["sentence"]) for row in sure if tuple(str(row[name] or "") for name in SUBJECT) not in known
    ]


def _known(folder: Path, about: dict[str, Any]) -> set[tuple[str, ...]] | None:
    """Return what the earlier report found, or None where there is none to compare with."""
    import pandas as pd

    try:
        earlier = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        same = all(earlier[name] == about[name] for name in SAME_REPORT)
        if not same or earlier["state"] != "completed":
            return None
        path = folder / "findings.parquet"
        if not path.exists():
            return set()
        frame = pd.read_parquet(path, columns=[*SUBJECT, "certainty"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    frame = frame[frame["certainty"].ne("open")].fillna("").astype(str)
    return set(frame[list(SUBJECT)].itertuples(index=False, name=None))
