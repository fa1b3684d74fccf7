"""What earlier reports of a batch recorded, kept beside it: a report replaces the one before."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ..report.scratch import temporary_folder

__all__ = ["ARCHIVE", "archive"]

ARCHIVE = "history"
DATA = ("results.parquet", "findings.parquet", "run.json")


def archive(report: Path, place: Path, run_id: str) -> None:
    """Keep a copy of what a report recorded, under the name of its run; once only.

    Raises
    ------
    OSError
        It cannot be written.
    """
    target = place / run_id
    if target.exists() or not (report / "results.parquet").exists():
        return
    place.mkdir(parents=True, exist_ok=True)
    with temporary_folder(place) as waiting:
        ready = waiting / "run"
        ready.mkdir()
        for name in DATA:
            if (report / name).exists():
                shutil.copyfile(report / name, ready / name)
        os.rename(ready, target)
