"""What a report stands on: the pot, its files with hashes, what was left out, package versions."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from ..loaders import DataPot

__all__ = ["PACKAGES", "collect", "versions"]

PACKAGES = (
    "cxlab",
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "duckdb",
    "narwhals",
    "matplotlib",
    "papermill",
)


def collect(pot: DataPot) -> dict[str, Any]:
    """Return the pot's name, its files and what was left out of them, ready for JSON."""
    return {
        "pot": str(pot.name),
        "files": _records(pot.files(), ("table", "file", "sha256", "rows", "excluded")),
        "exclusions": _records(pot.exclusions(), ("table", "column", "effect", "reason", "rows")),
    }


def versions() -> str:
    """Return the versions that the figures depend on, as one line.

    Examples
    --------
    >>> versions().startswith("cxlab ")
    True
    """
    found = [f"{name} {_version(name)}" for name in PACKAGES]
    return ", ".join([*found, f"Python {platform.python_version()}"])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a folder that is not installed
        return "?"


def _records(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    numbers = {"rows", "excluded"}
    return [
        {name: int(row[name] or 0) if name in numbers else str(row[name] or "") for name in columns}
        for row in frame.to_dict("records")
    ]
