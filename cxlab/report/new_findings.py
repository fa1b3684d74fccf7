"""What a report has found that the one before it in the same place had not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import since

__all__ = ["new_findings"]

SAME_REPORT = ("template", "pot", "language")


def new_findings(folder: Path, about: dict[str, Any], rows: Iterable[dict[str, Any]]) -> list[str] | None:
    """Return what the earlier report in a folder did not find, in words, or None without such a report.

    Parameters
    ----------
    folder : path
        Where the report will stand; the earlier one is still there.
    about : dict
        What is known of the run; the earlier report must be of the same template, pot and language.
    rows : list of dict
        The findings, in the order of their rank.
    """
    try:
        earlier = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        if earlier["state"] != "completed" or any(earlier[name] != about[name] for name in SAME_REPORT):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    fresh, _weak, _gone = since.new_findings(rows, since.recorded_findings(folder))
    return fresh
