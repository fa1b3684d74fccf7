"""One comparison beside a figure of the first screen: words, arrow, and the colour of what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

__all__ = ["ARROWS", "Change", "Direction", "change_html"]

ARROWS = {"up": "▲", "down": "▼", "flat": "▶"}
Direction = Literal["better", "worse", "neutral"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One comparison beside the headline, in words: "5.7 below 2024 (not significant)"."""

    text: str
    direction: Direction = "neutral"
    "Whether the change is good: its colour, which the words must not need."
    arrow: Literal["up", "down", "flat", ""] = ""
    "Where the figure went; the words say it too."
    against: str = ""
    "The period of the comparison: a table in which it is the same for all says it in its heading."
    short: str = ""
    "The words without that period."
    unsure: str = ""
    "What `short` leaves out: that it may be chance. Narrow pages say it once for all, below the rows."


def change_html(change: Change, *, tag: Literal["li", "span"] = "li") -> Markup:
    """Return a change with its arrow, in an element whose class is its direction.

    Examples
    --------
    >>> str(change_html(Change(text="5.7 below 2024", direction="worse"), tag="span"))
    '<span class="worse">5.7 below 2024</span>'
    """
    arrow = ARROWS.get(change.arrow, "")
    sign = Markup('<span class="arrow" aria-hidden="true">{}</span> ').format(arrow) if arrow else ""
    one = {
        "li": Markup('<li class="{}">{}{}</li>'),
        "span": Markup('<span class="{}">{}{}</span>'),
    }[tag]
    unsure = Markup(' <span class="unsure">{}</span>').format(change.unsure) if change.unsure else ""
    return one.format(change.direction, sign, Markup("{}{}").format(change.text, unsure))
