"""An executed notebook as one HTML file that needs nothing else: no script, no address, no font."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..language import _, current, date, number

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["page"]

COMMENT = re.compile(r"\s*/\*.*?\*/", re.DOTALL)
PAGES = Path(__file__).parent / "pages"


def page(name: str, **values: Any) -> str:
    """Fill one of the page templates; what is not Markup is escaped."""
    return (
        _environment()
        .get_template(name)
        .render(_=_, number=number, date=date, language=current(), css=_css(), **values)
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _css() -> Markup:
    rules = (PAGES / "page.css").read_text(encoding="utf-8")
    return Markup(COMMENT.sub("", rules))  # noqa: S704  (our own file)
