"""How cards, tables and quotes look in the notebook itself: a few rules inside the output that needs them.

A notebook keeps no style sheet, and only the outputs in view are in its page: each brings its own rules,
which reach nothing outside it. Of a notebook that somebody else has executed JupyterLab drops rules but keeps
what is written on an element, as the look of cards is. Reports drop both and use the page's.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["rules_of", "styled"]

RULES = Path(__file__).parent / "pages" / "notebook"
MARKS = {
    "answer": '<div class="answer"',
    "cards": '<div class="cards"',
    "quotes": '<div class="quotes"',
    "table": "<table",
}
CARD = "display: inline-block; vertical-align: top; border: 1px solid #c3c9d1; border-radius: 6px; "
INLINE = {
    'class="card"': CARD + "padding: 8px 16px; margin: 0 10px 10px 0; min-width: 130px",
    'class="label"': "font-size: 0.9em",
    'class="detail"': "font-size: 0.9em",
    'class="value"': "font-size: 1.6em; font-weight: 600; line-height: 1.3",
    'class="answer"': CARD + "border-top: 4px solid #1f5fa8; padding: 12px 20px; max-width: 960px",
    'class="caption"': "font-weight: 600",
}
SPACES = re.compile(r"\s+")


def styled(html: str) -> str:
    """Return the HTML of an output with the rules that it needs, if it needs any.

    Examples
    --------
    >>> styled("<p>Plain.</p>")
    '<p>Plain.</p>'
    >>> styled("<table></table>").endswith('<div class="cxlab" tabindex="0"><table></table></div>')
    True
    """
    needed = [name for name, mark in MARKS.items() if mark in html]
    if not needed:
        return html
    rules = "".join(rules_of(name) for name in needed if name != "cards")
    for mark, look in INLINE.items():
        html = html.replace(f" {mark}>", f' {mark} style="{look}">')
    scrolls = ' tabindex="0"' if "table" in needed else ""  # by keyboard, where it is wider than the page
    return f'{f"<style>{rules}</style>" if rules else ""}<div class="cxlab"{scrolls}>{html}</div>'


@cache
def rules_of(name: str) -> str:
    """Return the rules for tables, quotes or the answer, in one line."""
    return SPACES.sub(" ", (RULES / f"{name}.css").read_text(encoding="utf-8"))
