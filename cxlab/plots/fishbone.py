"""A fishbone: one problem, the fields its causes may lie in, and the whys behind each, with their status."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from ..errors import BadValue
from ..language import _
from ..text import Text
from .labels import require
from .layout import entitle
from .style import DETRACTOR, INK, MUTED, PROMOTER, RULE, SMALL, WIDTH, canvas, themed

LINE, GAP, HEAD, SLANT, INDENT = 0.165, 0.075, 1.35, 0.30, 0.13  # inches
CHARACTER = 0.066  # mean width of a character of the small size, in inches
MARKS = {
    "open": ("o", "white", MUTED),
    "supported": ("o", DETRACTOR, DETRACTOR),
    "refuted": ("x", MUTED, MUTED),
}


@dataclass(frozen=True)
class _Item:
    """One why, ready to be written: its lines, how deep it lies, its status."""

    lines: list[str]
    depth: int
    status: str

    @property
    def height(self) -> float:
        return LINE * len(self.lines) + GAP


@themed
def fishbone(causes: pd.DataFrame, *, problem: str, title: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the whys of a problem as a fishbone, each with its status.

    Parameters
    ----------
    causes : DataFrame
        A row per why, as `RootCauses.table` or `link_findings` give it: `bone`, `place` ("1", "1.2": below
        which why it lies), `why`, `status` ("open", "supported", "refuted"), and, if there is one, `proposed`
        (what the data say), which is written beside a why that people have not decided.
    problem : str
        What is to be explained: the head of the fish.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw; by default a new figure as tall as the whys need.

    Returns
    -------
    Axes

    Raises
    ------
    MissingColumn
        If a column is not in the table.
    BadValue
        If there is no bone.

    Examples
    --------
    >>> causes = pd.DataFrame({"bone": ["Process", "Systems"], "place": ["1", "1"],
    ...                        "status": ["open", "refuted"], "why": ["Bills go out late", "Portal down"]})
    >>> ax = fishbone(causes, problem="Complaints doubled")
    >>> any("Bills go out" in text.get_text() for text in ax.texts)
    True
    """
    require(causes, "bone", "place", "why", "status")
    bones = list(dict.fromkeys(causes["bone"]))
    if not bones:
        raise BadValue(Text("causes: expected one row at least, found none"))
    columns = max((len(bones) + 1) // 2, 1)
    room = (WIDTH - HEAD - 0.25) / columns
    items = {bone: _items(causes[causes["bone"] == bone], room) for bone in bones}
    heights = [
        max((sum(item.height for item in items[bone]) for bone in half), default=0.0) + 0.5
        for half in (bones[::2], bones[1::2])
    ]
    ax = canvas(ax, sum(heights) + 0.75)
    entitle(ax, title or _("What may lie behind it: {problem}").format(problem=problem))
    ax.set(xlim=(0, WIDTH), ylim=(-max(heights[1], 0.45) - 0.3, max(heights[0], 0.45)))
    ax.set_axis_off()
    ax.plot([0.05, WIDTH - HEAD], [0, 0], color=INK, linewidth=2.4, solid_capstyle="round")
    _head(ax, problem)
    for number, bone in enumerate(bones):
        above = number % 2 == 0
        _bone(
            ax, bone, items[bone], (number // 2) * room + 0.05, heights[0 if above else 1], 1 if above else -1
        )
    _legend(ax, causes)
    return ax


def _items(rows: pd.DataFrame, room: float) -> list[_Item]:
    found = []
    for row in rows.to_dict("records"):
        depth = str(row["place"]).count(".")
        text = str(row["why"])
        proposed = row.get("proposed", "open")
        if row["status"] == "open" and proposed in ("supported", "refuted"):
            text += " " + (_("(data: supported)") if proposed == "supported" else _("(data: refuted)"))
        width = max(int((room - SLANT - 0.32 - INDENT * min(depth, 4)) / CHARACTER), 12)
        found.append(_Item(textwrap.wrap(text, width) or [""], depth, str(row["status"])))
    return found


def _bone(ax: Axes, name: str, items: list[_Item], left: float, height: float, side: int) -> None:
    """Draw one bone from its name at the outside down to the spine, with its whys beside it."""
    tip = side * (height - 0.2)
    ax.plot([left + 0.1, left + 0.1 + SLANT], [tip, 0], color=RULE, linewidth=1.6)
    ax.text(
        left + 0.05, tip + side * 0.03, name, fontsize=SMALL + 1, fontweight="bold", color="white",
        va="bottom" if side > 0 else "top", ha="left",
        bbox={"boxstyle": "round,pad=0.25", "facecolor": PROMOTER, "edgecolor": "none"},
    )  # fmt: skip
    total = sum(item.height for item in items)
    y = (tip - 0.16) if side > 0 else -0.14 - max(abs(tip) - 0.3 - total, 0) / 2
    for item in items:
        middle = y - LINE / 2
        edge = left + 0.1 + SLANT * (1 - abs(middle) / max(abs(tip), 1e-9))
        x = edge + 0.14 + INDENT * min(item.depth, 4)
        ax.plot([edge, x], [middle, middle], color=RULE, linewidth=0.8)
        _mark(ax, x, middle, item.status)
        ax.text(
            x + 0.09, y, "\n".join(item.lines), fontsize=SMALL, va="top", ha="left", linespacing=1.15,
            color=MUTED if item.status == "refuted" else INK,
        )  # fmt: skip
        y -= item.height


def _mark(ax: Axes, x: float, y: float, status: str) -> None:
    marker, face, line = MARKS.get(status, MARKS["open"])
    ax.plot([x], [y], marker, markersize=4.8, markerfacecolor=face, markeredgecolor=line, markeredgewidth=1.2)


def _head(ax: Axes, problem: str) -> None:
    lines = textwrap.wrap(problem, int((HEAD - 0.12) / CHARACTER))
    ax.text(
        WIDTH - HEAD / 2, 0, "\n".join(lines), fontsize=SMALL, fontweight="bold", ha="center", va="center",
        bbox={"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": INK, "linewidth": 1.6},
    )  # fmt: skip


def _legend(ax: Axes, causes: pd.DataFrame) -> None:
    """Say what the marks mean, as far as they occur."""
    words = {"open": _("open"), "supported": _("supported"), "refuted": _("refuted")}
    y, x = ax.get_ylim()[0] + 0.08, 0.1
    for status in MARKS:
        if not (causes["status"] == status).any():
            continue
        _mark(ax, x, y, status)
        ax.text(x + 0.1, y, words[status], fontsize=SMALL, color=MUTED, va="center")
        x += 0.35 + CHARACTER * len(words[status]) * 1.1
