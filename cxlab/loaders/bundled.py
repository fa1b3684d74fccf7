"""Where the bundled pots are: `data/` of a checkout, `cxlab/_bundled/data/` of an installed package."""

from __future__ import annotations

from pathlib import Path

__all__ = ["bundled_pots"]


def bundled_pots() -> dict[str, Path]:
    """Return the folder of every bundled pot by its name.

    Examples
    --------
    >>> "sfo_airport_2017" in bundled_pots()
    True
    """
    package = Path(__file__).resolve().parents[1]
    for data in (package / "_bundled" / "data", package.parent / "data"):
        found = {path.parent.name: path.parent for path in sorted(data.glob("*/pot.yml"))}
        if found:
            return found
    return {}
