"""The page that lists the reports of a batch, whatever became of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from ..report.index import write_index
from ..report.index_entry import IndexEntry, entry_of_folder
from .manifest import Manifest

__all__ = ["entries_of", "write_batch_index"]


def entries_of(folder: Path, manifest: Manifest) -> list[IndexEntry]:
    """Return what an index says of each run of a batch."""
    return [entry_of_folder(folder / run.folder, asdict(run)) for run in manifest.runs]


def write_batch_index(folder: Path, manifest: Manifest) -> Path:
    """Write ``index.html`` into the folder of a batch; a page for each language of its reports."""
    return write_index(entries_of(folder, manifest), folder / "index.html", title=manifest.plan)
