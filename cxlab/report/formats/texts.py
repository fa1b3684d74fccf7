"""The texts of a written file, for the last look before it is published."""

from __future__ import annotations

import html
import re
import zipfile
from io import BytesIO

__all__ = ["texts_in"]

SAID = re.compile(
    r"<(?:\w+:)?(?:t|v|title|subject|keywords)(?: [^>]*)?>([^<]*)</|\b(?:descr|name|title)=\"([^\"]*)\""
)


def texts_in(content: bytes) -> str:
    """Return every text of a workbook or of slides: cells, sheets, paragraphs, notes, descriptions.

    A PDF holds the page itself, which is looked through as it is: of that nothing is returned.

    Examples
    --------
    >>> texts_in(b"%PDF-1.7")
    ''
    """
    if not content.startswith(b"PK"):
        return ""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")]
    # Numbers of cells are left out: what is no text names nobody.
    sheets = re.compile(r"<c [^>]*t=\"n\"[^>]*>.*?</c>")
    said = (found[1] or found[2] for part in parts for found in SAID.finditer(sheets.sub("", part)))
    return " \n ".join(html.unescape(text) for text in said if text)
