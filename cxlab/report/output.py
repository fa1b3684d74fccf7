"""How a verb leaves something in a notebook: one cell output, with a plain-text version beside it."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["ANSWER", "ATTACHMENT", "CUT", "FINDINGS", "PROVENANCE", "RESULTS", "show"]

RESULTS = "application/vnd.cxlab.results+json"
PROVENANCE = "application/vnd.cxlab.provenance+json"
FINDINGS = "application/vnd.cxlab.findings+json"
ANSWER = "application/vnd.cxlab.answer+json"
ATTACHMENT = "application/vnd.cxlab.attachment+json"
CUT = "application/vnd.cxlab.cut+json"


def show(
    bundle: dict[str, Any],
    metadata: dict[str, Any] | None = None,
    *,
    place: str | None = None,
    again: bool = False,
) -> None:
    """Display a MIME bundle; outside a notebook print its plain text.

    `place` names an output, so that a later call (`again`) can fill it: the answer stands at the top of a
    page and is known at its end.
    """
    if "IPython" in sys.modules:
        from IPython import get_ipython

        if get_ipython() is not None:
            from IPython.display import display

            display(
                bundle,
                raw=True,
                metadata=metadata or {},
                **({"display_id": place, "update": again} if place else {}),
            )
            return
    print(bundle["text/plain"])  # noqa: T201  (the only output a plain Python session has)
