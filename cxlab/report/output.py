"""How a verb leaves something in a notebook: one cell output, with a plain-text version beside it."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["CUT", "PROVENANCE", "RESULTS", "show"]

RESULTS = "application/vnd.cxlab.results+json"
PROVENANCE = "application/vnd.cxlab.provenance+json"
CUT = "application/vnd.cxlab.cut+json"


def show(bundle: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
    """Display a MIME bundle; outside a notebook print its plain text."""
    if "IPython" in sys.modules:
        from IPython import get_ipython

        if get_ipython() is not None:
            from IPython.display import display

            display(bundle, raw=True, metadata=metadata or {})
            return
    print(bundle["text/plain"])  # noqa: T201  (the only output a plain Python session has)
