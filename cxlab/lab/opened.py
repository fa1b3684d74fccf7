"""Open a pot to explore it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxlab.errors import CxError
from cxlab.lab.controls import Explorer
from cxlab.lab.explorers.complaints import COMPLAINTS
from cxlab.lab.explorers.drivers import DRIVERS
from cxlab.lab.explorers.funnel import FUNNEL
from cxlab.lab.explorers.nps import NPS
from cxlab.lab.explorers.pot import POT
from cxlab.lab.explorers.scorecard import SCORECARD
from cxlab.lab.explorers.survival import SURVIVAL
from cxlab.lab.explorers.texts import TEXTS
from cxlab.lab.words import pot_language
from cxlab.loaders import DataPot, open_pot

if TYPE_CHECKING:
    from cxlab.lab.tabs import ExplorerTabs

__all__ = ["EXPLORERS", "open"]

EXPLORERS: tuple[Explorer, ...] = (POT, NPS, DRIVERS, FUNNEL, SURVIVAL, COMPLAINTS, TEXTS, SCORECARD)
"""In the order in which they are offered."""


def open(pot: DataPot | str | Path, *, language: str | None = None) -> ExplorerTabs:  # noqa: A001  (cx.lab.open)
    """Show what a pot holds, and explore it: one tab for each explorer that fits.

    Parameters
    ----------
    pot
        A pot, its folder, or the name of a bundled one.
    language
        "en" or "de"; by default the pot's.

    Examples
    --------
    >>> import cxlab as cx
    >>> shown = cx.lab.open("sfo_airport_2017")
    >>> shown.get_title(0)
    'Data pot'
    """
    from cxlab.lab.tabs import ExplorerTabs

    opened = pot if isinstance(pot, DataPot) else open_pot(pot)
    spoken = language or pot_language(opened)
    fitting = [one for one in EXPLORERS if _fits(one, opened)]
    return ExplorerTabs(fitting, opened, language=spoken)


def _fits(explorer: Explorer, pot: DataPot) -> bool:
    """Tell whether an explorer has what it needs; a table that cannot be read hides no other explorer."""
    try:
        return explorer.fits(pot)
    except CxError:  # the first tab, with its checks, says what is wrong
        return False
