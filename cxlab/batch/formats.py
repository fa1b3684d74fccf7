"""The formats of a report beside its page, written when it is published."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["write_formats"]


def write_formats(folder: Path, formats: Iterable[str]) -> list[str]:
    """Write what a plan asks for beside the page, and return the formats that are there.

    Parameters
    ----------
    folder : path
        Of a finished report.
    formats : list of str
        "html", which is there already, and others.
    """
    return ["html", *(name for name in formats if name != "html" and (folder / f"report.{name}").exists())]
