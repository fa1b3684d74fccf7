"""How a verb leaves something in a notebook: one cell output, with a plain-text version beside it."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .kernel import LOST
from .notebook_style import styled

__all__ = [
    "ANSWER",
    "ATTACHMENT",
    "BITMAPS",
    "CUT",
    "FINDINGS",
    "HEADING",
    "LEFT_OUT",
    "LOST",
    "PROVENANCE",
    "RESULTS",
    "TABLE",
    "bitmaps_asked",
    "data_address",
    "keeping_bitmaps",
    "show",
]

RESULTS = "application/vnd.cxlab.results+json"
PROVENANCE = "application/vnd.cxlab.provenance+json"
FINDINGS = "application/vnd.cxlab.findings+json"
ANSWER = "application/vnd.cxlab.answer+json"
ATTACHMENT = "application/vnd.cxlab.attachment+json"
LEFT_OUT = "application/vnd.cxlab.left-out+json"
HEADING = "application/vnd.cxlab.heading+json"
CUT = "application/vnd.cxlab.cut+json"
TABLE = "application/vnd.cxlab.table+json"

BITMAPS = "CXLAB_BITMAPS"
"""Set in the environment of a kernel whose figures are to be kept as bitmaps too: slides take no vectors."""

bitmaps_asked: ContextVar[bool] = ContextVar("bitmaps_asked", default=False)
"""Whether the kernels that are started now keep bitmaps."""


@contextmanager
def keeping_bitmaps(asked: bool) -> Iterator[None]:
    """Have kernels that are started meanwhile keep their figures as bitmaps too, where that is asked for."""
    before = bitmaps_asked.set(asked)
    try:
        yield
    finally:
        bitmaps_asked.reset(before)


def data_address(kind: str, content: str | bytes) -> str:
    """Return a picture as an address that holds it: vectors as text, bitmaps as bytes or encoded already.

    A vector figure inside ``<img>`` is a picture: browsers run no script in it.
    """
    if isinstance(content, str) and kind != "image/svg+xml":
        return f"data:{kind};base64,{''.join(content.split())}"
    held = content.encode() if isinstance(content, str) else content
    return f"data:{kind};base64,{base64.b64encode(held).decode()}"


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

            if "text/html" in bundle:
                bundle = bundle | {"text/html": styled(bundle["text/html"])}
            display(
                bundle,
                raw=True,
                metadata=metadata or {},
                **({"display_id": place, "update": again} if place else {}),
            )
            return
    print(bundle["text/plain"])  # noqa: T201  (the only output a plain Python session has)
