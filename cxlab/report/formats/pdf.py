"""The page as a PDF for print: numbered pages, contents with their pages, bookmarks, described figures."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .document import Document

__all__ = ["laid_out", "write_pdf"]

STYLE = Path(__file__).with_name("pdf.css")
SILENT = ("weasyprint", "fontTools")


def write_pdf(document: Document) -> bytes:
    """Return the report as a PDF, tagged for screen readers (PDF/UA)."""
    content: bytes = laid_out(document.html).write_pdf(pdf_variant="pdf/ua-1")
    return content


def laid_out(html: str) -> Any:
    """Return the pages of a report, laid out; nothing is fetched but what the page holds itself."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    for name in SILENT:  # of every rule of the page that only browsers know
        logging.getLogger(name).setLevel(logging.CRITICAL)
    styled = html.replace("</head>", f"<style>\n{_style()}</style>\n</head>", 1)
    return HTML(string=styled, url_fetcher=URLFetcher(allowed_protocols={"data"})).render(
        pdf_variant="pdf/ua-1"
    )


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")
