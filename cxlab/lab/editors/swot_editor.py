"""The editor of swot.yml: what only people know, entered with who says it, when and from where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import ipywidgets as widgets

from cxlab.lab.editors.file_editor import FileEditor, row
from cxlab.lab.editors.parts import STYLE, WIDE, Field, Form, button
from cxlab.lab.editors.people_file import PeopleFile
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
        Field("date", N_("Day, such as 3 Nov 2025"), needed=True, day=True),
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
        Field("due", N_("Due, such as 31 Mar 2026"), day=True),
    ),
    "strategies": (
        Field("strategy", N_("Pairs"), PAIRS),
        Field("shared", N_("Shared aspect or process"), needed=True),
        Field("wording", N_("Wording"), long=True, needed=True),
    ),
}
NAMED_BY = {"entries": "text", "measures": "measure", "strategies": "wording"}


class SwotEditor(FileEditor):
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
    >>> editor.form.fill({"field": "threat", "text": "Dynamic tariffs", "role": "Head of product",
    ...                   "date": "2025-11-03", "source": "Trade fair"})
    >>> editor.save()
    >>> [label for label, _place in editor.chosen.options]
    ['(new)', 'Dynamic tariffs']
    """

    def __init__(self, folder: str | Path, *, language: str = "en") -> None:
        self.folder, self.form = Path(folder), Form(())
        super().__init__(language=language)
        with using(language):
            options = [(_(label), kind) for kind, label in KINDS.items()]
            self.kind = widgets.Dropdown(options=options, description=_("Edit"), style=WIDE)
            self.chosen.description = _("Entry")
            buttons = row(
                button(_("Save"), self.save, icon="save", style="primary"),
                button(_("Delete"), self.delete, icon="trash"),
                *self._buttons(),
            )
        self._place = widgets.Box([self.form])
        self.kind.observe(self._on_kind, "value")
        self.children = [
            widgets.HTML(STYLE),
            self.kind,
            self.overview,
            self.chosen,
            self._place,
            buttons,
            self.status,
        ]
        self._make_form()
        self._begin()

    def save(self) -> None:
        """Write the entry that is shown: a new one behind the others."""
        at = self.chosen.value
        new = at == NEW
        values = self._entered(self.form.read if new else self.form.read_changed)
        if values is None:
            return
        kind = self._kind
        if new:
            self._write(lambda file: add_to_swot(file, kind, values), NEW)
        elif values:
            self._write(lambda file: change_in_swot(file, kind, at, values), at)
        else:
            self._say_unchanged()

    def delete(self) -> None:
        """Take the entry that is shown out."""
        kind, at = self._kind, self.chosen.value
        with using(self.language):
            if at == NEW:
                self.status.say(_("Choose an entry first."), wrong=True)
                return
            said = _("Deleted: “{entry}”. “Take back” brings it back.").format(entry=self._name(at))
        self._write(lambda file: remove_from_swot(file, kind, at), NEW, said)

    @property
    def _kind(self) -> Kind:
        return cast(Kind, self.kind.value)

    @property
    def _entries(self) -> list[dict[str, Any]]:
        return list(self._document.get(self.kind.value) or [])

    def _name(self, at: int) -> str:
        return str(self._entries[at].get(NAMED_BY[self.kind.value], ""))[:90]

    def _open(self) -> PeopleFile:
        return open_swot(self.folder)

    def _forms(self) -> list[Form]:
        return [self.form]

    def _on_kind(self, change: dict[str, Any]) -> None:
        if not self._listing and not self._stays(change):
            self._make_form()
            self._listed(NEW)

    def _make_form(self) -> None:
        with using(self.language):
            self.form = Form(FIELDS[self.kind.value])
        self._place.children = (self.form,)

    def _list(self, then: Any) -> None:
        shown = [(self._name(place), place) for place in range(len(self._entries))]
        self.chosen.options = [(_("(new)"), NEW), *shown]
        self.chosen.value = then if then in range(len(shown)) else NEW

    def _show(self) -> None:
        at = self.chosen.value
        self.form.show({} if at in (None, NEW) else self._entries[at])
