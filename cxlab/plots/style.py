"""One look for every figure: colours, fonts, grid, and the Axes they are drawn on."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import matplotlib as mpl
import seaborn as sns
from cycler import cycler
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 8.0  # inches: the text width of a report on screen and on A4
SMALL, NORMAL, LARGE = 8.5, 10.0, 11.5  # font sizes in points

# Okabe and Ito's blue and vermillion, further apart in lightness: a grey print keeps three shades.
POSITIVE, NEUTRAL, NEGATIVE = "#00588f", "#cfd2d6", "#e5752b"
PROMOTER, PASSIVE, DETRACTOR = POSITIVE, NEUTRAL, NEGATIVE  # what the figures of the NPS call them
BANDS = {"detractor": DETRACTOR, "passive": PASSIVE, "promoter": PROMOTER}
LINES = (POSITIVE, NEGATIVE, "#009e73", "#8b4a86")
INK, MUTED, RULE, GRID = "#1f2328", "#5c636b", "#8d949c", "#e4e6e9"

# Only used for characters that DejaVu Sans (which ships with matplotlib) has no glyph for.
_FALLBACK_FONTS = (
    "Noto Sans CJK JP",
    "Malgun Gothic",
    "Microsoft YaHei",
    "Hiragino Sans",
    "Noto Sans Arabic",
)

WORDS = "_cxlab_words"  # where a figure keeps what it shows in words

P = ParamSpec("P")
T = TypeVar("T")


class Figured(Axes):
    """An Axes that a notebook shows as its figure: it belongs to no pyplot window that could be left open."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        figure_of(self).savefig(buffer, format="png", dpi=110)
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the picture, and as HTML with what it shows in words: only there notebooks keep that."""
        encoded = base64.b64encode(self._repr_png_()).decode()
        alt = words_of(figure_of(self))
        picture = f'<img src="data:image/png;base64,{encoded}" alt="{html.escape(alt)}">'
        return {"image/png": encoded, "text/html": picture}, {"image/png": {"alt": alt}}


def words_of(figure: Figure) -> str:
    """Return what a figure shows in words: its title, then the values that it was told (`in_words.tell`)."""
    title = " ".join(figure.get_suptitle().split()).rstrip(".")
    values = " ".join(getattr(figure, WORDS, ()))
    return " ".join(part for part in (f"{title}." if title else "", values) if part)


def settings() -> dict[str, Any]:
    """Return the theme as matplotlib settings.

    Examples
    --------
    >>> settings()["axes.titlelocation"]
    'left'
    """
    installed = set(font_manager.get_font_names())
    look = {**sns.axes_style("ticks"), **sns.plotting_context("notebook")}
    return look | {
        "font.family": ["DejaVu Sans", *(name for name in _FALLBACK_FONTS if name in installed)],
        "font.size": NORMAL,
        "axes.titlesize": LARGE,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "figure.titlesize": LARGE,
        "figure.titleweight": "bold",
        "axes.labelsize": NORMAL,
        "axes.labelcolor": MUTED,
        "xtick.labelsize": NORMAL,
        "ytick.labelsize": NORMAL,
        "xtick.color": RULE,
        "ytick.color": RULE,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.major.size": 0.0,
        "ytick.major.size": 0.0,
        "text.color": INK,
        "axes.edgecolor": RULE,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "lines.linewidth": 1.8,
        "axes.prop_cycle": cycler(color=LINES),
        "figure.dpi": 100,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "text.parse_math": False,  # a segment called "$5 to $10" is a name, not a formula
        "axes.unicode_minus": True,
    }


@contextmanager
def theme() -> Iterator[None]:
    """Give the figures drawn inside a ``with`` block the look of cxlab's, and leave all others as they are.

    cxlab's own figures have it anyway. For a whole session: ``mpl.rcParams.update(plots.settings())``.

    Examples
    --------
    >>> with theme():
    ...     mpl.rcParams["text.parse_math"]
    False
    >>> mpl.rcParams["text.parse_math"]
    True
    """
    look, current = settings(), cast(dict[str, Any], mpl.rcParams)
    before = {name: current[name] for name in look}
    current.update(look)
    try:
        yield
    finally:
        current.update(before)


def themed(draw: Callable[P, T]) -> Callable[P, T]:
    """Run a figure function inside the theme."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        with theme():
            return draw(*args, **kwargs)

    return inside


def canvas(ax: Axes | None, height: float) -> Axes:
    """Return `ax`, or the Axes of a new report-wide figure `height` inches tall."""
    if ax is not None:
        return ax
    return figure(height).add_subplot(axes_class=Figured)


def figure_of(ax: Axes) -> Figure:
    """Return the whole figure an Axes belongs to."""
    made = ax.get_figure(root=True)
    assert isinstance(made, Figure)
    return made


def figure(height: float) -> Figure:
    """Return an empty report-wide figure that pyplot does not know of."""
    made = Figure(figsize=(WIDTH, height), layout="constrained")
    made.get_layout_engine().set(w_pad=0.08, h_pad=0.08)  # type: ignore[union-attr, call-arg]
    return made
