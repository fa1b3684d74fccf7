"""One tab for each explorer; a tab is made when it is first opened, since to make it reads data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from cxlab.lab.controls import Explorer
from cxlab.lab.explorer import ExplorerWidget
from cxlab.language import _, using
from cxlab.loaders import DataPot

__all__ = ["ExplorerTabs"]


class ExplorerTabs(widgets.Tab):
    """Explorers of one pot, beside each other.

    Parameters
    ----------
    explorers
        Those that fit the pot.
    pot
        The data.
    language
        "en" or "de".

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.lab.explorers.nps import NPS
    >>> tabs = ExplorerTabs([NPS], cx.open_pot("nordlicht"), language="en")
    >>> tabs.explorer("nps").exploration.template
    'nps_analysis'
    """

    def __init__(self, explorers: Sequence[Explorer], pot: DataPot, *, language: str) -> None:
        self._explorers, self._pot, self._language = list(explorers), pot, language
        self._made: dict[int, ExplorerWidget] = {}
        with using(language):
            titles = [_(one.title) for one in explorers]
            waiting = widgets.HTML(f"<p>{_('Reading the data ...')}</p>")
        self._views: list[widgets.Widget] = [waiting for _one in explorers]
        super().__init__(self._views, titles=titles)
        self.add_class("cxlab-tabs")
        self.observe(self._open, "selected_index")
        self.selected_index = 0
        self._open()

    def explorer(self, name: str) -> ExplorerWidget:
        """Open the tab of an explorer and return it."""
        self.selected_index = [one.name for one in self._explorers].index(name)
        return self._made[self.selected_index]

    def _open(self, _change: Any = None) -> None:
        place = self.selected_index
        if place is None or place in self._made:
            return
        made = ExplorerWidget(self._explorers[place], self._pot, language=self._language)
        self._made[place] = made
        self._views[place] = made
        self.children = list(self._views)
