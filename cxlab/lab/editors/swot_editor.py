"""The editor of swot.yml: what only people know, entered with who says it, when and from where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import ipywidgets as widgets

from cxlab.lab.editors.parts import STYLE, WIDE, Field, Form, Status, button
from cxlab.lab.editors.swot_file import Kind, add_to_swot, change_in_swot, open_swot, remove_from_swot
from cxlab.language import N_, _, using

__all__ = ["SwotEditor"]

NEW = -1
KINDS = {"entries": N_("Entries"), "measures": N_("Measures"), "strategies": N_("Strategies")}
PLACES = {"strength": N_("Strength"), "weakness": N_("Weakness"), "opportunity": N_("Opportunity"),
          "threat": N_("Threat")}  # fmt: skip
SCOPES = {"": N_("both"), "product": N_("product"), "service": N_("service")}
WEIGHTS = {"": N_("medium"), "high": N_("high"), "low": N_("low")}
EFFORTS = {"": N_("not stated"), "small": N_("small"), "medium": N_("medium"), "large": N_("large")}
PAIRS = {"SO": N_("strength and opportunity"), "WO": N_("weakness and opportunity"),
         "ST": N_("strength and threat"), "WT": N_("weakness and threat")}  # fmt: skip
FIELDS: dict[str, tuple[Field, ...]] = {
    "entries": (
        Field("field", N_("Field"), PLACES),
        Field("text", N_("What is known"), long=True, needed=True),
        Field("role", N_("Who says it"), needed=True),
        Field("date", N_("Day, such as 2025-11-03"), needed=True),
        Field("source", N_("From where"), needed=True),
        Field("scope", N_("Concerns"), SCOPES),
        Field("aspect", N_("Aspect")),
        Field("process", N_("Process")),
        Field("owner", N_("Owner")),
        Field("weight", N_("Weight"), WEIGHTS),
    ),
    "measures": (
        Field("measure", N_("Action to take"), long=True, needed=True),
        Field("aspect", N_("Aspect")),
        Field("process", N_("Process")),
        Field("group", N_("Group")),
        Field("owner", N_("Owner")),
        Field("effort", N_("Effort"), EFFORTS),
        Field("metric", N_("Metric")),
        Field("target", N_("Target")),
        Field("due", N_("Due, such as 2026-03-31")),
    ),
    "strategies": (
        Field("strategy", N_("Pairs"), PAIRS),
        Field("shared", N_("Shared aspect or process"), needed=True),
        Field("wording", N_("Wording"), long=True, needed=True),
    ),
}
NAMED_BY = {"entries": "text", "measures": "measure", "strategies": "wording"}


class SwotEditor(widgets.VBox):
    """Shows the entries of a ``swot.yml`` and writes each change at once; comments and order stay.

    Parameters
    ----------
    folder
        The folder of the pot.
    language
        "en" or "de".

    Attributes
    ----------
    kind, chosen
        The lists to choose from: what is edited, and which entry.
    form
        The fields of the entry.

    Examples
    --------
    >>> import tempfile
    >>> editor = SwotEditor(tempfile.mkdtemp())
    >>> editor.form.show({"field": "threat", "text": "Dynamic tariffs", "role": "Head of product",
    ...                   "date": "2025-11-03", "source": "Trade fair"})
    >>> editor.save()
    >>> [label for label, _place in editor.chosen.options]
    ['(new)', 'Dynamic tariffs']
    """

    def __init__(self, folder: str | Path, *, language: str = "en") -> None:
        self.folder, self.language = Path(folder), language
        self.status, self.form = Status(), Form(())
        with using(language):
            options = [(_(label), kind) for kind, label in KINDS.items()]
            self.kind = widgets.Dropdown(options=options, description=_("Edit"), style=WIDE)
            self.chosen = widgets.Select(
                options=[(_("(new)"), NEW)], value=NEW, description=_("Entry"), style=WIDE, rows=8,
                layout=widgets.Layout(width="100%", max_width="720px"),
            )  # fmt: skip
            buttons = [
                button(_("Save"), self.save, icon="save", style="primary"),
                button(_("Delete"), self.delete, icon="trash"),
                button(_("Read again"), self.reload, icon="refresh"),
            ]
        self._place = widgets.Box([self.form])
        self.kind.observe(lambda _change: self._kind_chosen(), "value")
        self.chosen.observe(lambda _change: self._show(), "value")
        row = widgets.Box(buttons).add_class("cxlab-controls")
        super().__init__([widgets.HTML(STYLE), self.kind, self.chosen, self._place, row, self.status])
        self.add_class("cxlab-explorer")
        self.file: Any = None
        self._kind_chosen()
        self.reload()

    def reload(self) -> None:
        """Read the file again, as when somebody else has changed it."""

        def read() -> str:
            self.file = open_swot(self.folder)
            self._list()
            return ""

        self.status.tried(self.language, read)

    def save(self) -> None:
        """Write the entry that is shown: a new one behind the others."""

        def write() -> str:
            kind, at, values = self._kind, self.chosen.value, self.form.values
            if at == NEW:
                self.file = add_to_swot(self.file, kind, values)
            else:
                self.file = change_in_swot(self.file, kind, at, values)
            self._list()
            return _("Written: {path}").format(path=self.file.path)

        if self.file is not None:
            self.status.tried(self.language, write)

    def delete(self) -> None:
        """Take the entry that is shown out."""

        def remove() -> str:
            if self.chosen.value == NEW:
                return _("Choose an entry first.")
            self.file = remove_from_swot(self.file, self._kind, self.chosen.value)
            self._list()
            return _("Written: {path}").format(path=self.file.path)

        if self.file is not None:
            self.status.tried(self.language, remove)

    @property
    def _kind(self) -> Kind:
        return cast(Kind, self.kind.value)

    @property
    def _entries(self) -> list[dict[str, Any]]:
        held = (self.file.document.value or {}) if self.file is not None else {}
        return list(held.get(self.kind.value) or [])

    def _kind_chosen(self) -> None:
        with using(self.language):
            self.form = Form(FIELDS[self.kind.value])
        self._place.children = (self.form,)
        self._list()

    def _list(self) -> None:
        named = NAMED_BY[self.kind.value]
        with using(self.language):
            new = _("(new)")
        shown = [(str(entry.get(named, ""))[:90], place) for place, entry in enumerate(self._entries)]
        self.chosen.options = [(new, NEW), *shown]
        self.chosen.value = NEW
        self._show()

    def _show(self) -> None:
        at = self.chosen.value
        entries = self._entries
        self.form.show(entries[at] if at is not None and 0 <= at < len(entries) else {})
