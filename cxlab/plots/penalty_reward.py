"""What a bad rating costs and what a top rating gains, factor by factor."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import _, signed
from .in_words import tell
from .labels import group_labels, require, shorten
from .layout import caption, entitle, rows_axis, rows_height, sentence, side_columns, value_axis
from .style import INK, NEGATIVE, POSITIVE, canvas, themed

__all__ = ["penalty_reward"]


@themed
def penalty_reward(
    table: pd.DataFrame,
    *,
    names: str = "aspect",
    label: str = "NPS",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw penalty and reward as bars from a middling rating, with their intervals.

    Parameters
    ----------
    table : DataFrame
        `cxlab.drivers.penalty_reward`; rows without figures are left out.
    names : str
        Column with the names of the rows.
    label : str
        What is gained and lost.
    title : str, optional
        What the figure shows.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> table = pd.DataFrame({"aspect": ["bill"], "penalty": [-9.0], "penalty_low": [-12.0],
    ...     "penalty_high": [-6.0], "reward": [2.0], "reward_low": [-1.0], "reward_high": [5.0]})
    >>> [tick.get_text() for tick in penalty_reward(table).get_yticklabels()]
    ['bill']
    """
    sides = [f"{name}{end}" for name in ("penalty", "reward") for end in ("", "_low", "_high")]
    require(table, names, *sides)
    table = table[table["penalty"].notna()]
    labels = [shorten(text) for text in group_labels(table, names)]
    ax = canvas(ax, rows_height(labels))
    entitle(ax, title or _("What bad ratings cost and top ratings gain"))
    if table.empty:
        return sentence(ax, _("No factor can be judged."))
    for name, colour in (("penalty", NEGATIVE), ("reward", POSITIVE)):
        ax.barh(range(len(table)), table[name], height=0.5, color=colour, alpha=0.85)
        ax.hlines(range(len(table)), table[f"{name}_low"], table[f"{name}_high"], color=INK, linewidth=1)
    ax.axvline(0, color=INK, linewidth=0.8)
    rows_axis(ax, labels)
    value_axis(ax, [*np.ravel(table[sides].to_numpy(dtype=float)), 0.0], "difference")
    columns = [(_("bad"), "penalty"), (_("top"), "reward")]
    side_columns(
        ax, range(len(table)), [(head, [signed(x, 0) for x in table[name]]) for head, name in columns]
    )
    caption(
        ax, _("{measure}: bad and top ratings against middling ones, with intervals").format(measure=label)
    )
    told = zip(labels, table["penalty"], table["reward"], strict=True)
    words = (
        _("{name}: bad {penalty}, top {reward}").format(
            name=" ".join(name.split()), penalty=signed(penalty, 0), reward=signed(reward, 0)
        )
        for name, penalty, reward in told
    )
    return tell(ax, "; ".join(words) + ".")
