"""What a report stands on: the pot, its files with hashes, the rows read and the rows left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..loaders import DataPot

__all__ = ["collect"]


def collect(pot: DataPot) -> dict[str, Any]:
    """Return what is known about the data so far, ready for JSON."""
    return {"pot": str(pot.name), "files": []}
