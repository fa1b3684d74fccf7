"""The editor of causes.yml: five whys, each behind the one before, with the findings that speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from cxlab.complaints.root_causes import dotted
from cxlab.lab.editors.causes_file import (
    add_bone,
    add_why,
    change_problem,
    change_why,
    open_causes,
    remove_bone,
    remove_why,
)
from cxlab.lab.editors.changed_keys import filled
from cxlab.lab.editors.file_editor import FileEditor, row
from cxlab.lab.editors.parts import STYLE, WIDE, Field, Form, button, require
from cxlab.lab.editors.people_file import PeopleFile
from cxlab.language import N_, _, ngettext, using

__all__ = ["CausesEditor"]

STATES = {"": N_("open"), "supported": N_("supported"), "refuted": N_("refuted")}
WHY = (
    Field("why", N_("Why"), long=True, needed=True),
    Field("status", N_("Status"), STATES),
    Field("owner", N_("Owner")),
    Field("measure", N_("Action to take"), long=True),
)
EXPECTS = {"": N_("a weakness"), "strength": N_("a strength")}
EVIDENCE = (
    Field("finding", N_("Finding that speaks for it, such as complaints.rise")),
    Field("group", N_("of the group")),
    Field("aspect", N_("of the aspect")),
    Field("expects", N_("which must be"), EXPECTS),
)
PROBLEM = (Field("problem", N_("Problem"), long=True, needed=True), Field("owner", N_("Owner")))

EM_SPACE = "\N{EM SPACE}"
BONE = N_("Bone, such as Process")

Place = tuple[int, tuple[int, ...]]


class CausesEditor(FileEditor):
    """Shows the whys of a ``causes.yml`` as an indented list and writes each change at once; comments stay.

    Parameters
    ----------
    folder
        The folder of the pot.
    problem
        What is to be explained, where there is no file yet.
    findings
        Names of findings of earlier reports, offered as evidence.
    language
        "en" or "de".

    Attributes
    ----------
    chosen
        The list of bones and whys.
    form, evidence, problem
        The fields of the why, of the finding that speaks for it, and of the problem.

    Examples
    --------
    >>> import tempfile
    >>> editor = CausesEditor(tempfile.mkdtemp(), problem="Late bills")
    >>> editor.bone.value = "Process"
    >>> editor.add_bone()
    >>> editor.form.fill({"why": "Meters are read late"})
    >>> editor.save()
    >>> editor.ask_why()
    >>> editor.form.fill({"why": "Visits are cancelled"})
    >>> editor.save()
    >>> [label for label, _place in editor.chosen.options]
    ['Process', '\u20031 Meters are read late', '\u2003\u20031.1 Visits are cancelled']
    """

    def __init__(
        self, folder: str | Path, *, problem: str = "", findings: Sequence[str] = (), language: str = "en"
    ) -> None:
        self.folder, self._first_problem = Path(folder), problem
        self._asked = False
        super().__init__(language=language)
        self.head = widgets.HTML()
        with using(language):
            self.problem, self.form, self.evidence = Form(PROBLEM), Form(WHY), Form(EVIDENCE)
            self.evidence.offer("finding", findings)
            self.bone = widgets.Text(description=_(BONE), style=WIDE)
            self.chosen.description = _("Whys")
            rows = [
                row(button(_("Save problem"), self.save_problem, icon="save")),
                row(self.bone, button(_("Add bone"), self.add_bone, icon="plus")),
                row(
                    button(_("Save"), self.save, icon="save", style="primary"),
                    button(_("Ask why behind it"), self.ask_why, icon="level-down"),
                    button(_("Delete"), self.delete, icon="trash"),
                    *self._buttons(),
                ),
            ]
        parts = [widgets.HTML(STYLE), self.problem, rows[0], rows[1], self.overview, self.chosen, self.head]
        self.children = [*parts, self.form, self.evidence, rows[2], self.status]
        self._begin()

    def save_problem(self) -> None:
        """Write what is to be explained, and who owns it."""
        said = None if self._stands_unsaved() else self._entered(self.problem.read)
        if said is not None:
            self._first_problem = said["problem"]
            self._write(lambda file: change_problem(file, **said), self.chosen.value)

    def add_bone(self) -> None:
        """Write a bone of the name that is given, and choose it."""

        def read() -> str:
            return self.bone.value.strip() or require(BONE)

        name = None if self._stands_unsaved() else self._entered(read)
        if name is None:
            return
        bones = len(self._document.get("bones") or [])
        if self._write(lambda file: add_bone(file, name), (bones, ())):
            self.bone.value = ""

    def ask_why(self) -> None:
        """Empty the fields for a new why behind the chosen one; `save` writes it."""
        with using(self.language):
            if self.chosen.value is None:
                self.status.say(_("Add a bone first; its whys come behind it."), wrong=True)
            elif not self._stands_unsaved():
                self._asked = True
                self._show()
                self.status.say(_("Write the why behind it, then save."))
                self.form.fields["why"].focus()

    def save(self) -> None:
        """Write the fields: as the chosen why, or as a new one of the bone or behind the one asked for."""
        if self.chosen.value is None:
            self.ask_why()  # says what comes first
            return
        bone, place = self.chosen.value
        values = self._entered(self._values)
        if values is None:
            return
        if self._is_new:
            at = (bone, (*place, len(self._held.get("whys") or []) + 1))
            self._write(lambda file: add_why(file, bone, place, values), at)
        elif values:
            self._write(lambda file: change_why(file, bone, place, values), (bone, place))
        else:
            self._say_unchanged()

    def delete(self) -> None:
        """Take the chosen why out, with those behind it; or the bone with all of its whys."""
        if self.chosen.value is None:
            return
        bone, place = self.chosen.value
        with using(self.language):
            said = _("Deleted: “{entry}”. “Take back” brings it back.").format(entry=_named(self._held))
            if behind := len(_below(bone, self._held.get("whys") or [], ())):
                more = ngettext("{n} why behind it went with it.", "{n} whys behind it went with it.", behind)
                said += " " + more.format(n=behind)
        if place:
            self._write(lambda file: remove_why(file, bone, place), (bone, place[:-1]), said)
        else:
            self._write(lambda file: remove_bone(file, bone), None, said)

    @property
    def _is_new(self) -> bool:
        """Whether the fields are those of a why that is not in the file yet."""
        return self._asked or not self.chosen.value[1]

    @property
    def _held(self) -> dict[str, Any]:
        """The bone or the why that is chosen, as the file has it."""
        bone, place = self.chosen.value
        held: dict[str, Any] = self._document["bones"][bone]
        for number in place:
            held = held["whys"][number - 1]
        return held

    def _values(self) -> dict[str, Any]:
        """Return what was entered; of evidence what the fields do not show stays."""
        values: dict[str, Any] = self.form.read() if self._is_new else self.form.read_changed()
        if not self.evidence.is_changed:
            return values
        held = [] if self._is_new else _as_list(self._held.get("evidence"))
        own = filled({**(held[0] if held else {}), **self.evidence.read_changed()})
        if own and "finding" not in own:
            require(EVIDENCE[0].label)
        return {**values, "evidence": [*([own] if own else []), *held[1:]]}

    def _open(self) -> PeopleFile:
        return open_causes(self.folder, problem=self.problem.written["problem"] or self._first_problem)

    def _forms(self) -> list[Form]:
        return [self.form, self.evidence]

    def _list(self, then: Place | None) -> None:
        document = self._document
        if not self.problem.is_changed or self.problem.written == _strings(document, PROBLEM):
            self.problem.show(document)
        rows: list[tuple[str, Place]] = []
        for number, bone in enumerate(document.get("bones") or []):
            rows.append((_named(bone), (number, ())))
            rows += _below(number, bone.get("whys") or [], ())
        self.chosen.options = rows
        places = [place for _label, place in rows]
        self.chosen.value = then if then in places else (places[0] if places else None)

    def _show_choice(self) -> None:
        self._asked = False  # another choice is another why
        super()._show_choice()

    def _show(self) -> None:
        if self.chosen.value is None:
            self.head.value = ""
            return
        held = {} if self._is_new else self._held
        self.form.show(held)
        found = _as_list(held.get("evidence"))
        self.evidence.show(found[0] if found else {})
        self.head.value = str(Markup("<p><strong>{}</strong></p>").format(self._heading()))

    def _heading(self) -> str:
        """Say whose fields these are."""
        _bone, place = self.chosen.value
        name = _named(self._held)
        if not self._is_new:
            return _("Why {place}: {why}").format(place=dotted(place), why=name)
        if place:
            return _("New why behind “{why}”").format(why=name)
        return _("New why of the bone “{bone}”").format(bone=name)


def _named(held: dict[str, Any]) -> str:
    """Return what a bone or a why is called in a line."""
    return str(held.get("name") or held.get("why") or "")[:90]


def _strings(document: dict[str, Any], fields: Sequence[Field]) -> dict[str, str]:
    return {one.key: str(document.get(one.key) or "") for one in fields}


def _below(bone: int, whys: Sequence[dict[str, Any]], place: tuple[int, ...]) -> list[tuple[str, Place]]:
    rows: list[tuple[str, Place]] = []
    for number, why in enumerate(whys, start=1):
        own = (*place, number)
        rows.append((f"{EM_SPACE * len(own)}{dotted(own)} {_named(why)}", (bone, own)))
        rows += _below(bone, why.get("whys") or [], own)
    return rows


def _as_list(given: Any) -> list[dict[str, Any]]:
    """Return evidence as the file may have it: a name, a mapping, or a list of either."""
    several = given if isinstance(given, list) else [given] if given else []
    return [{"finding": one} if isinstance(one, str) else one for one in several]
