"""How cards, tables and quotes look in the notebook itself: a few rules inside the output that needs them.

A notebook keeps no style sheet, and only the outputs in view are in its page: each brings its own rules,
which reach nothing outside it. Reports drop them and use the page's.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["styled"]

RULES = Path(__file__).parent / "pages" / "notebook"
MARKS = {
    "answer": '<div class="answer"',
    "cards": '<div class="cards"',
    "quotes": '<div class="quotes"',
    "table": "<table",
}
SPACES = re.compile(r"\s+")


def styled(html: str) -> str:
    """Return the HTML of an output with the rules that it needs, if it needs any.

    Examples
    --------
    >>> styled("<p>Plain.</p>")
    '<p>Plain.</p>'
    >>> styled("<table></table>").endswith('<div class="cxlab"><table></table></div>')
    True
    """
    needed = [name for name, mark in MARKS.items() if mark in html]
    if not needed:
        return html
    rules = "".join(_rules(name) for name in needed)
    return f'<style>{rules}</style><div class="cxlab">{html}</div>'


@cache
def _rules(name: str) -> str:
    return SPACES.sub(" ", (RULES / f"{name}.css").read_text(encoding="utf-8"))
