"""The widget around any headless twin: controls above, then sentence, figure, table, code, parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import pandas as pd
from markupsafe import Markup

from cxlab.errors import CxError
from cxlab.lab.controls import Choice, Control, Explorer, Months, Number, Several, Switch, months_between
from cxlab.lab.exploration import Exploration
from cxlab.lab.look import STYLE
from cxlab.lab.words import pot_language
from cxlab.language import _, told, using
from cxlab.loaders import DataPot
from cxlab.templates._html import fill

__all__ = ["ExplorerWidget"]

Reading = Callable[[], Any]
Look = tuple[Exploration, Markup, Markup]
MOST_LOOKS = 64
"""Choices whose figure and table are kept, so that to go back takes no time; about 100 kB each."""
ALL = ""
"""Stands in a list for None, which a list takes for "nothing is chosen" and then shows an empty field."""
WIDE = {"description_width": "initial"}


class ExplorerWidget(widgets.VBox):
    """Explores a pot: every choice calls the headless twin and shows what it gives.

    Parameters
    ----------
    explorer
        What is explored, and what may be chosen.
    pot
        The data.
    language
        "en" or "de"; by default the pot's.

    Attributes
    ----------
    exploration : Exploration or None
        What is shown; None where the choice is one that cannot be answered.
    controls : dict of Widget
        The controls, by the argument of the twin that they set.

    Examples
    --------
    >>> import cxlab as cx
    >>> from cxlab.lab.explorers.nps import NPS
    >>> shown = ExplorerWidget(NPS, cx.open_pot("nordlicht"), language="en")
    >>> shown.controls["segment"].value = "segment"
    >>> shown.exploration.template
    'nps_analysis'
    """

    def __init__(self, explorer: Explorer, pot: DataPot, *, language: str | None = None) -> None:
        self.explorer, self.pot = explorer, pot
        self.language = language or pot_language(pot)
        self.exploration: Exploration | None = None
        self.controls: dict[str, widgets.Widget] = {}
        self._read: dict[str, Reading] = {}
        self._looks: dict[str, Look] = {}
        with using(self.language):
            shown = [self._control(one) for one in self._offered()]
            self.sentence, self.figure, self.table = (widgets.HTML() for _place in range(3))
            self._code, self._said = widgets.HTML(), widgets.HTML()
            self._asks = widgets.ToggleButton(description=_("Show code"), icon="code")
            self._file = widgets.Text(
                value=f"{explorer.name}.parameters.yml", description=_("File"), style=WIDE
            )
            self._save = widgets.Button(
                description=_("Save as parameters"), icon="save", layout=widgets.Layout(width="auto")
            )
        self._asks.observe(lambda _change: self._show_code(), "value")
        self._save.on_click(lambda _button: self.save(self._file.value))
        chosen = widgets.Box(shown).add_class("cxlab-controls")
        kept = widgets.Box([self._asks, self._file, self._save]).add_class("cxlab-controls")
        parts = [widgets.HTML(STYLE), chosen, self.sentence, self.figure, self.table, kept]
        super().__init__([*parts, self._said, self._code])
        self.add_class("cxlab-explorer")
        self.update()

    def _offered(self) -> list[Control]:
        """Return what may be chosen; nothing where the data allow no choice: the twin says why."""
        try:
            return self.explorer.controls(self.pot)
        except CxError:
            return []

    def update(self, *_change: Any) -> None:
        """Call the twin with what is chosen, and show what it gives."""
        chosen = {name: read() for name, read in self._read.items()}
        with using(self.language):
            try:
                found, figure, table = self._looked(chosen)
            except CxError as error:
                self.exploration = None
                self.sentence.value = _status(Markup("<p>{}</p>").format(told(error)))
                self.figure.value = self.table.value = self._code.value = ""
                return
            self.exploration = found
            self.sentence.value, self.figure.value = _status(found.sentence), str(figure)
            self.table.value = str(
                Markup('<div class="cxlab cxlab-table" tabindex="0">{}</div>').format(table)
            )
            self._show_code()

    def _looked(self, chosen: dict[str, Any]) -> Look:
        """Return what the twin gives, drawn and written; a choice that was made before is shown at once."""
        key = repr(sorted(chosen.items()))
        if key not in self._looks:
            found = self.explorer.explore(self.pot, **chosen, language=self.language)
            if len(self._looks) >= MOST_LOOKS:
                self._looks.pop(next(iter(self._looks)))
            self._looks[key] = found, found.figure_html(), found.table_html()
        return self._looks[key]

    def save(self, path: str) -> None:
        """Write what is chosen as a file of parameters that `cxlab run` and a plan accept."""
        with using(self.language):
            if self.exploration is None:
                return
            try:
                written = self.exploration.save(path)
            except CxError as error:
                self._said.value = _status(Markup("<p>{}</p>").format(told(error)))
                return
            command = f"cxlab run --parameters {written}"
            text = fill(
                _("Written: {path}. Make the report with: {command}"),
                path=written,
                command=Markup("<code>{}</code>").format(command),
            )
            self._said.value = _status(Markup("<p>{}</p>").format(text))

    def _show_code(self) -> None:
        shown = self._asks.value and self.exploration is not None
        code = self.exploration.code if shown and self.exploration else ""
        self._code.value = (
            str(Markup('<pre class="cxlab-code" tabindex="0">{}</pre>').format(code)) if shown else ""
        )

    def _control(self, control: Control) -> widgets.Widget:
        if isinstance(control, Months):
            return self._months(control)
        if isinstance(control, Several):
            return self._several(control)
        made = _drawn(control)
        self._keep(control.name, made)
        self._read[control.name] = lambda: None if made.value == ALL else made.value
        return made

    def _several(self, control: Several) -> widgets.Widget:
        """Draw a box to tick for each value: of a list of several JupyterLab takes the arrow keys."""
        boxes = []
        for place, (label, value) in enumerate(control.options, start=1):
            box = widgets.Checkbox(value=value in control.chosen, description=label, indent=False)
            self._keep(f"{control.name}_{place}", box)
            boxes.append((value, box))
        self._read[control.name] = lambda: [value for value, box in boxes if box.value]
        shown = [widgets.Label(control.label), *(box for _value, box in boxes)]
        return widgets.Box(shown).add_class("cxlab-controls")

    def _months(self, control: Months) -> widgets.Widget:
        """Draw two lists of months: a slider's handles have no name that a screen reader could read."""
        months = months_between(control.first, control.last)
        begin = widgets.Dropdown(options=months, description=_("First month"), style=WIDE)
        end = widgets.Dropdown(options=months, value=months[-1][1], description=_("Last month"), style=WIDE)
        self._keep(f"{control.name}_from", begin)
        self._keep(f"{control.name}_to", end)

        def read() -> Any:
            if begin.value == months[0][1] and end.value == months[-1][1]:
                return None
            first, last = sorted((begin.value, end.value))
            return first, last + pd.offsets.MonthEnd(0)

        self._read[control.name] = read
        return widgets.Box([begin, end]).add_class("cxlab-controls")

    def _keep(self, name: str, made: widgets.Widget) -> None:
        self.controls[name] = made
        made.observe(self.update, "value")


def _drawn(control: Choice | Switch | Number) -> widgets.Widget:
    """Return the widget of a control."""
    common = {"description": control.label, "style": WIDE}
    if isinstance(control, Choice):
        options = [(label, ALL if value is None else value) for label, value in control.options]
        return widgets.Dropdown(options=options, value=options[0][1], **common)
    if isinstance(control, Switch):
        return widgets.Checkbox(value=control.chosen, indent=False, **common)
    assert isinstance(control, Number)
    return widgets.BoundedFloatText(
        value=control.chosen, min=control.low, max=control.high, step=control.step, **common
    )


def _status(text: Markup) -> str:
    """Return a region whose change a screen reader tells."""
    return str(
        Markup('<div class="cxlab-said" role="status" aria-live="polite" aria-atomic="true">{}</div>').format(
            text
        )
    )
