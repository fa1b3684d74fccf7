"""A process map: what directly follows what, how often and how long it takes, as a graph in layers."""

from __future__ import annotations

import itertools
from collections.abc import Hashable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from ..language import _, number, percent
from .in_words import MOST, tell
from .labels import columns_wide, is_suppressed, plain, require, shorten
from .layers import Layout, layered
from .layout import entitle, sentence
from .style import INK, MUTED, NEGATIVE, POSITIVE, SMALL, WIDTH, canvas, themed

START, END = "(start)", "(end)"
_LAYER, _DENSE, _MANY = 0.92, 0.7, 12  # inches from layer to layer, and where there are many layers
_MOST_LABELS = 40
_ARROWS, _ARROWS_PER_EVENT = 14, 1.5  # more than that (and than these per event) nobody can follow


@themed
def process_map(
    table: pd.DataFrame,
    *,
    most: int = 30,
    coverage: float = 0.8,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw the directly-follows graph: boxes are events with counts, arrows say how often and how long.

    Parameters
    ----------
    table : DataFrame
        `cxlab.transitions(..., ends=True)`: from, to, n, and median_days or median_hours.
    most : int
        How many of the most frequent events to show.
    coverage : float
        Arrows are drawn, most frequent first, until they cover this share of what followed or are too many
        to be followed, and for every event at least the most frequent one to it and from it.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure as tall as the layers need.

    Returns
    -------
    Axes

    Examples
    --------
    >>> table = pd.DataFrame({"from": ["(start)", "a", "b"], "to": ["a", "b", "(end)"], "n": 5,
    ...     "median_days": [0, 2.0, 0]})
    >>> "a\n5" in [text.get_text() for text in process_map(table).texts]
    True
    """
    require(table, "from", "to", "n")
    shown = _select(table, most, coverage)
    edges = [(a, b, n) for a, b, n in zip(shown["from"], shown["to"], shown["n"], strict=True) if a != b]
    if not edges:
        ax = canvas(ax, 1.6)
        entitle(ax, title or _("Process map"))
        return sentence(ax, _("There are no transitions to show."))
    layout = layered(edges, first=START, last=END)
    dense = layout.layers > _MANY
    ax = canvas(ax, 1.3 + (_DENSE if dense else _LAYER) * layout.layers)
    entitle(ax, title or _("Process map"))
    span = max(layout.width, 3.0)
    ax.set_xlim(-0.55 - (span - layout.width) / 2, layout.width - 0.45 + (span - layout.width) / 2)
    ax.set_ylim(layout.layers - 0.5, -0.6)
    ax.set_axis_off()
    visits = _visits(table)
    _arrows(ax, layout, shown, float(shown["n"].max()))
    again = table[(table["from"] == table["to"]) & table["n"].notna()]
    loops = again.set_index("from")["n"]
    inch = (WIDTH - 0.3) / (span + 0.1)
    for node, (x, y) in layout.place.items():
        n = visits.get(node, 0)
        if node in (START, END):
            _dot(ax, x, y, "▶" if node == START else "■")
        else:
            _box(ax, node, x, y, n, loops.get(node, 0), inch=inch, dense=dense, part=n / visits.max())
    _explain(ax, table, shown)
    return tell(ax, _in_words(shown))


def _in_words(shown: pd.DataFrame) -> str:
    """Return the arrows, most frequent first, with their numbers and times."""
    median = next((name for name in shown if str(name).startswith("median_")), None)
    ends, told = {START: _("Start"), END: _("End")}, []
    for row in shown[shown["n"].notna()].head(MOST).to_dict("records"):
        a, b = (ends.get(row[end], plain(row[end])) for end in ("from", "to"))
        between = row["from"] != START and row["to"] != END
        known = median is not None and between and pd.notna(row[median])
        time = f" ({_time(float(row[median]), str(median).removeprefix('median_'))})" if known else ""
        told.append(f"{a} → {b} {number(int(row['n']))}{time}")
    return f"{'; '.join(told)}." if told else ""


def _select(table: pd.DataFrame, most: int, coverage: float) -> pd.DataFrame:
    """Return the arrows to draw, most frequent first; none that stands for too few customers."""
    if "note" in table:
        table = table[~table["note"].map(is_suppressed).astype(bool)]
    visits = _visits(table)
    names = set(visits.sort_values(ascending=False, kind="stable").index[:most]) | {START, END}
    inside = table[table["from"].isin(names) & table["to"].isin(names)]
    inside = inside.sort_values("n", ascending=False, kind="stable")
    before = inside["n"].cumsum() - inside["n"]
    followed = np.arange(len(inside)) < max(_ARROWS, _ARROWS_PER_EVENT * len(names))
    keep = (before < coverage * inside["n"].sum()) & followed
    other = inside["from"] != inside["to"]
    for side in ("from", "to"):
        keep |= other & ~inside[other].duplicated(side).reindex(inside.index, fill_value=True)
    return inside[keep]


def _visits(table: pd.DataFrame) -> pd.Series:
    """Return how often each event occurs: as the table says; else what comes in.

    Or goes out where the starts are not in the table.
    """
    if known := table.attrs.get("visits"):
        return pd.Series(known, dtype=float)
    into, out = table.groupby("to")["n"].sum(), table.groupby("from")["n"].sum()
    visits = pd.concat([into, out], axis=1).max(axis=1)
    return visits.drop([START, END], errors="ignore")


def _dot(ax: Axes, x: float, y: float, sign: str) -> None:
    """Draw where the ways start or end."""
    ax.plot(x, y, "o", markersize=15, color="white", markeredgecolor=INK, markeredgewidth=1.2, zorder=5)
    ax.text(x, y, sign, ha="center", va="center", fontsize=7, color=INK, zorder=6)


def _box(
    ax: Axes, node: Hashable, x: float, y: float, n: float, loops: float, *, inch: float, dense: bool,
    part: float,
) -> None:  # fmt: skip
    """Draw an event as a box, shaded by its part of the most frequent one's occurrences."""
    half = 0.46
    shade = tuple(1 - 0.35 * part * (1 - np.array(to_rgb(POSITIVE))))
    box = FancyBboxPatch(
        (x - half, y - 0.26), 2 * half, 0.52, boxstyle="round,pad=0,rounding_size=0.06", facecolor=shade,
        edgecolor=POSITIVE, linewidth=1.0, zorder=5, mutation_aspect=1.0,
    )  # fmt: skip
    ax.add_patch(box)
    size = SMALL if inch > 1.15 else SMALL - 1.5
    text = _fitted(node, half * inch, size)
    if dense and "\n" in text:
        size = SMALL - 1.5
        text = _fitted(node, half * inch, size)
    count = number(int(n)) + (f"  ↻ {number(int(loops))}" if loops else "")
    ax.text(
        x, y, f"{text}\n{count}", ha="center", va="center", fontsize=size, color=INK, zorder=6,
        linespacing=1.15 if not dense else 1.05,
    )  # fmt: skip


def _fitted(node: Hashable, half: float, size: float) -> str:
    """Return a name as it fits into a box of twice `half` inches, in at most two lines."""
    return shorten(plain(node), max(int(2 * half * 72 / (size * 0.6)) - 1, 8), 2)


def _arrows(ax: Axes, layout: Layout, shown: pd.DataFrame, largest: float) -> None:
    taken: list[tuple[float, ...]] = [
        (x - 0.47, y - 0.28, x + 0.47, y + 0.28) for x, y in layout.place.values()
    ]
    median = next((name for name in shown.columns if str(name).startswith("median_")), None)
    labelled = 0
    for row in shown[shown["from"] != shown["to"]].to_dict("records"):
        edge = (row["from"], row["to"])
        back = edge in layout.back
        path = _curve(_bent(layout, edge, back))
        strength = (row["n"] / largest) ** 0.5
        colour = NEGATIVE if back else POSITIVE
        arrow = FancyArrowPatch(
            path=path, arrowstyle="-|>", mutation_scale=8 + 7 * strength, linewidth=0.6 + 2.8 * strength,
            color=colour, alpha=0.3 + 0.5 * strength, shrinkA=0, shrinkB=0, capstyle="butt",
            joinstyle="round", zorder=2,
        )  # fmt: skip
        ax.add_patch(arrow)
        if labelled < _MOST_LABELS:
            labelled += _label(ax, path, row, median, colour, taken)


def _bent(layout: Layout, edge: tuple[Hashable, Hashable], back: bool) -> list[tuple[float, float]]:
    """Return the points of an arrow from the rim of one box to that of the other.

    An arrow back between neighbours keeps beside the one it answers.
    """
    points = [np.array(point) for point in layout.route[edge]]
    start, end = points[0].copy(), points[-1].copy()
    rim = 0.28 if edge[0] != START else 0.14
    away = 1 if end[1] > start[1] else -1
    if back and edge[::-1] in layout.route:
        aside = 0.3 if len(points) == 2 else 0.1
        points = [np.add(point, (aside, 0)) for point in points]
        start[0] += aside
        end[0] += aside
    start[1] += away * rim
    end[1] -= away * (0.28 if edge[1] != END else 0.17)
    start[0] += _lean(points[1][0] - points[0][0], edge[0])
    end[0] += _lean(points[-2][0] - points[-1][0], edge[1])
    return [tuple(start), *(tuple(point) for point in points[1:-1]), tuple(end)]


def _lean(aside: float, node: Hashable) -> float:
    """Return how far from a box's middle an arrow starts that goes that far aside."""
    most = 0.08 if node in (START, END) else 0.32
    return float(np.clip(aside * 0.18, -most, most))


def _curve(points: list[tuple[float, float]]) -> Path:
    """Join points by curves that leave and arrive vertically."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        middle = (y0 + y1) / 2
        vertices += [(x0, middle), (x1, middle), (x1, y1)]
        codes += [Path.CURVE4] * 3
    return Path(vertices, codes)


def _label(
    ax: Axes,
    path: Path,
    row: dict[Hashable, object],
    median: str | None,
    colour: str,
    taken: list[tuple[float, ...]],
) -> int:
    """Write count and time on an arrow where there is room; return 1 if there was."""
    text = number(int(row["n"]))  # type: ignore[call-overload]
    value = row[median] if median else None
    if median and pd.notna(value) and START not in row.values() and END not in row.values():  # type: ignore[call-overload]
        text += f" · {_time(float(value), median.removeprefix('median_'))}"  # type: ignore[arg-type]
    line = _points(path)
    low, high = ax.get_xlim()
    half = columns_wide(text) * (SMALL - 1.5) * 0.6 / 72 / (WIDTH - 0.3) * abs(high - low) / 2
    tall = 0.085
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78):
        x, y = line[int(share * (len(line) - 1))]
        spot = (x - half, y - tall, x + half, y + tall)
        clear = all(spot[2] < a or spot[0] > c or spot[3] < b or spot[1] > d for a, b, c, d in taken)
        if clear:
            taken.append(spot)
            ax.text(
                x,
                y,
                text,
                ha="center",
                va="center",
                fontsize=SMALL - 1.5,
                color=INK if colour == POSITIVE else "#a34a10",
                zorder=4,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
            )
            return 1
    return 0


def _points(path: Path) -> np.ndarray:
    """Return points along a path, evenly over its curves.

    matplotlib's own polygon of a path keeps no more than the ends of a straight arrow.
    """
    t = np.linspace(0, 1, 25)[:, None]
    vertices = np.asarray(path.vertices)
    parts = []
    for place in range(0, len(vertices) - 1, 3):
        a, b, c, d = vertices[place : place + 4]
        parts.append((1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d)
    return np.vstack(parts)


def _time(value: float, unit: str) -> str:
    """Write a time shortly, in the unit that suits its size."""
    hours = value * (24 if unit == "days" else 1)
    if hours >= 48:
        return _("{n} d").format(n=number(hours / 24, 0 if hours >= 240 else 1))
    if hours >= 1:
        return _("{n} h").format(n=number(hours, 0 if hours >= 10 else 1))
    return _("{n} min").format(n=number(hours * 60, 0))


def _explain(ax: Axes, table: pd.DataFrame, shown: pd.DataFrame) -> None:
    """Say below the map what the marks mean and what is left out."""
    covered = shown["n"].sum() / max(table["n"].sum(), 1)
    parts = [
        _("Box: event and how often it occurs; ↻ directly repeated; arrow: how "
          "often and, in the median, how long after"),
        _("Orange: back to an earlier step. Shown: {shown} of {all} "
          "arrows, {share} of all transitions").format(
            shown=number(len(shown)), all=number(len(table)), share=percent(covered, 0)),
    ]  # fmt: skip
    ax.annotate(
        "\n".join(parts),
        (0, 0),
        xycoords="axes fraction",
        xytext=(0, -4),
        textcoords="offset points",
        va="top",
        ha="left",
        fontsize=SMALL - 0.5,
        color=MUTED,
        linespacing=1.4,
    )
