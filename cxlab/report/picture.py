"""A drawn figure as it leaves the notebook: vectors or a bitmap, its values and its words in plain."""

from __future__ import annotations

import html as entities
import re
from io import BytesIO
from typing import Any

from markupsafe import Markup

from ..errors import BadValue
from ..text import Text
from .output import data_address

__all__ = [
    "BITMAP",
    "as_bitmap",
    "as_image",
    "close",
    "figure_of",
    "img",
    "in_words",
    "refuse_letters_as_shapes",
]

LARGEST_SVG = 600_000  # characters; above this (clouds of points) a bitmap is the smaller file
DPI = 192
BITMAP = "image/png"
DRAWN_WORD = re.compile(r"<!--(.*?)-->", re.DOTALL)


def figure_of(axes: Any) -> Any:
    """Return the matplotlib figure that axes, an array of them, a figure or a grid belong to."""
    from matplotlib.figure import FigureBase

    first = axes.flat[0] if hasattr(axes, "flat") else axes
    found = first if isinstance(first, FigureBase) else getattr(first, "figure", None)
    if not isinstance(found, FigureBase):
        raise BadValue(Text("figure: expected Axes or a Figure, found {name}", name=type(axes).__name__))
    return getattr(found, "figure", found)  # the figure of a subfigure


def in_words(drawn: Any, alt: str) -> str:
    """Return what stands for a figure where it cannot be seen: what it shows, then its values."""
    from ..plots.in_words import values_of

    values = values_of(drawn)
    title = " ".join(drawn.get_suptitle().split())
    sentence = alt or (f"{title.rstrip('.')}." if title else "")
    if not sentence:
        raise BadValue(Text("figure: alt must be a sentence that says what the figure shows, found none"))
    return sentence if not values or values in sentence else f"{sentence} {values}"


def _words_in(drawn: Any, svg: str) -> list[str]:
    """Return every text of a drawn figure: titles, axes, ticks, legends, notes, cells of tables.

    What is drawn stands in the vectors, whatever object drew it; what lies outside the frame is an object.
    """
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    words = {text.get_text() for text in drawn.findobj(Text)}
    words |= {entities.unescape(word) for word in DRAWN_WORD.findall(svg)}
    words |= {str(line.get_marker()) for line in drawn.findobj(Line2D)}
    return sorted({word.strip() for word in words if len(word.strip()) > 1})


def refuse_letters_as_shapes(drawn: Any) -> None:
    """Refuse letters drawn as shapes: their words cannot be looked through for personal values."""
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath

    if any(isinstance(patch.get_path(), TextPath) for patch in drawn.findobj(PathPatch)):
        raise BadValue(
            Text("figure: it draws letters as shapes (TextPath); use Axes.text, whose words can be read")
        )


def as_image(drawn: Any) -> tuple[str, str | bytes, list[str]]:
    """Return the kind of the picture, the picture, vectors where they are not too large, and its words."""
    import matplotlib as mpl

    from ..plots import theme

    buffer = BytesIO()
    # Fixed ids and no date: the same data give the same file.
    with mpl.rc_context({"svg.hashsalt": "cxlab", "svg.fonttype": "path"}), theme():
        drawn.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue().decode()
    words = _words_in(drawn, svg)
    if len(svg) <= LARGEST_SVG:
        return "image/svg+xml", svg, words
    return BITMAP, as_bitmap(drawn), words


def as_bitmap(drawn: Any) -> bytes:
    """Return the figure as PNG."""
    buffer = BytesIO()
    drawn.savefig(buffer, format="png", bbox_inches="tight", dpi=DPI)
    return buffer.getvalue()


def img(kind: str, image: str | bytes, alt: str) -> Markup:
    """Return the picture as an ``<img>`` with its sentence."""
    return Markup('<img src="{}" alt="{}">').format(data_address(kind, image), alt)


def close(drawn: Any) -> None:
    """Close the figure, so that a kernel does not show it a second time."""
    import matplotlib.pyplot as plt

    plt.close(drawn)
