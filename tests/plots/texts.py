"""What a reader would see of a figure's texts: whether two overlap, and whether one is cut off."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

TOUCH = 1.0  # pixels by which two boxes may touch: bounding boxes have a little air around the letters


def boxes(ax: Axes) -> list[tuple[str, Bbox]]:
    """Draw the figure as it would be saved; return every visible text with its box in pixels."""
    figure = ax.get_figure(root=True)
    canvas = figure.canvas
    if not isinstance(canvas, FigureCanvasAgg):  # drawn once for all questions about it
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    # Text's own method: an annotation's would add the line that ties it to its point.
    return [(text.get_text(), Text.get_window_extent(text, canvas.get_renderer())) for text in texts]


def overlaps(ax: Axes) -> list[tuple[str, str]]:
    """Return the pairs of texts that lie over each other."""
    return [(a, b) for (a, box), (b, other) in combinations(boxes(ax), 2) if _cross(box, other)]


def cut_off(ax: Axes) -> list[str]:
    """Return the texts that the edge of the figure cuts."""
    edge = ax.get_figure(root=True).bbox.padded(TOUCH)
    return [text for text, box in boxes(ax) if not _inside(box, edge)]


def shown(ax: Axes) -> list[str]:
    """Return the visible texts."""
    return [text for text, _box in boxes(ax)]


def _inside(box: Bbox, edge: Bbox) -> bool:
    return box.x0 >= edge.x0 and box.y0 >= edge.y0 and box.x1 <= edge.x1 and box.y1 <= edge.y1


def _cross(a: Bbox, b: Bbox) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > TOUCH and min(a.y1, b.y1) - max(a.y0, b.y0) > TOUCH
