"""The editor of causes.yml: five whys, each behind the one before, with the findings that speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from cxlab.lab.editors.causes_file import (
    add_bone,
    add_why,
    change_problem,
    change_why,
    open_causes,
    remove_bone,
    remove_why,
)
from cxlab.lab.editors.parts import STYLE, WIDE, Field, Form, Status, button
from cxlab.lab.editors.people_file import PeopleFile
from cxlab.language import N_, _, using

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

Place = tuple[int, tuple[int, ...]]


class CausesEditor(widgets.VBox):
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
    >>> editor.form.show({"why": "Meters are read late"})
    >>> editor.ask_why()
    >>> editor.form.show({"why": "Visits are cancelled"})
    >>> editor.ask_why()
    >>> [label for label, _place in editor.chosen.options]
    ['Process', '\u2003Meters are read late', '\u2003\u2003Visits are cancelled']
    """

    def __init__(
        self, folder: str | Path, *, problem: str = "", findings: Sequence[str] = (), language: str = "en"
    ) -> None:
        self.folder, self.language = Path(folder), language
        self.file: PeopleFile | None = None
        self._first_problem = problem
        self.status = Status()
        with using(language):
            self.problem, self.form, self.evidence = Form(PROBLEM), Form(WHY), Form(EVIDENCE)
            self.evidence.fields["finding"] = widgets.Combobox(
                options=tuple(findings), description=_(EVIDENCE[0].label), style=WIDE, ensure_option=False,
                layout=widgets.Layout(width="100%", max_width="720px"),
            )  # fmt: skip
            self.evidence.children = tuple(self.evidence.fields.values())
            self.bone = widgets.Text(description=_("Bone, such as Process"), style=WIDE)
            self.chosen = widgets.Select(
                options=[], description=_("Whys"), style=WIDE, rows=12,
                layout=widgets.Layout(width="100%", max_width="720px"),
            )  # fmt: skip
            rows = [
                [button(_("Save problem"), self.save_problem, icon="save")],
                [self.bone, button(_("Add bone"), self.add_bone, icon="plus")],
                [
                    button(_("Save"), self.save, icon="save", style="primary"),
                    button(_("Ask why behind it"), self.ask_why, icon="level-down"),
                    button(_("Delete"), self.delete, icon="trash"),
                    button(_("Read again"), self.reload, icon="refresh"),
                ],
            ]
        self.chosen.observe(lambda _change: self._show(), "value")
        boxes = [widgets.Box(row).add_class("cxlab-controls") for row in rows]
        parts = [widgets.HTML(STYLE), self.problem, boxes[0], boxes[1], self.chosen, self.form, self.evidence]
        super().__init__([*parts, boxes[2], self.status])
        self.add_class("cxlab-explorer")
        self.reload()

    def reload(self) -> None:
        """Read the file again, as when somebody else has changed it."""

        def read() -> str:
            self.file = open_causes(self.folder, problem=self._first_problem or self._problem_said)
            self._list(None)
            return ""

        self.status.tried(self.language, read)

    def save_problem(self) -> None:
        """Write what is to be explained, and who owns it."""
        said = self.problem.values
        if self.file is None:
            self.reload()
        self._write(lambda file: change_problem(file, **said), None)

    def add_bone(self) -> None:
        """Write a bone of the name that is given."""
        bones = len(self._document.get("bones") or [])
        self._write(lambda file: add_bone(file, self.bone.value), (bones, ()))
        self.bone.value = ""

    def ask_why(self) -> None:
        """Write what is in the fields as a new why behind the chosen one, or as one of the chosen bone."""
        if self.chosen.value is None:
            return
        bone, place = self.chosen.value
        behind = self._why(bone, place).get("whys") or []
        at = (bone, (*place, len(behind) + 1))
        self._write(lambda file: add_why(file, bone, place, self._values), at)

    def save(self) -> None:
        """Write the fields of the chosen why."""
        if self.chosen.value is None:
            return
        bone, place = self.chosen.value
        if not place:
            with using(self.language):
                self.status.say(_("A bone is chosen: “Ask why behind it” writes its first why."))
            return
        self._write(lambda file: change_why(file, bone, place, self._values), (bone, place))

    def delete(self) -> None:
        """Take the chosen why out, with those behind it; or the bone."""
        if self.chosen.value is None:
            return
        bone, place = self.chosen.value
        if place:
            self._write(lambda file: remove_why(file, bone, place), (bone, place[:-1]))
        else:
            self._write(lambda file: remove_bone(file, bone), None)

    @property
    def _values(self) -> dict[str, Any]:
        """What is written in the fields; further findings that were there before stay."""
        found = {key: value for key, value in self.evidence.values.items() if value.strip()}
        held = self._why(*self.chosen.value).get("evidence") if self.chosen.value[1] else None
        kept = _as_list(held)[1:]
        own = [found] if found.get("finding") else []
        if own and held and self._same(own[0], held):
            return self.form.values  # evidence stays as people wrote it
        return {**self.form.values, "evidence": [*own, *kept]}

    @staticmethod
    def _same(own: dict[str, str], held: Any) -> bool:
        first = _as_list(held)[0]
        shown = {field.key: str(first.get(field.key, "")) for field in EVIDENCE}
        return {key: value for key, value in shown.items() if value} == own

    @property
    def _document(self) -> dict[str, Any]:
        return {} if self.file is None else self.file.document.value

    @property
    def _problem_said(self) -> str:
        return self.problem.values["problem"]

    def _why(self, bone: int, place: tuple[int, ...]) -> dict[str, Any]:
        held: dict[str, Any] = self._document["bones"][bone]
        for number in place:
            held = held["whys"][number - 1]
        return held

    def _write(self, change: Any, then: Place | None) -> None:
        if self.file is None:
            return

        def write() -> str:
            self.file = change(self.file)
            self._list(then)
            return _("Written: {path}").format(path=self.file.path if self.file else "")

        self.status.tried(self.language, write)

    def _list(self, then: Place | None) -> None:
        document = self._document
        self.problem.show(document)
        rows: list[tuple[str, Place]] = []
        for number, bone in enumerate(document.get("bones") or []):
            rows.append((str(bone["name"]), (number, ())))
            rows += _below(number, bone.get("whys") or [], ())
        self.chosen.options = rows
        places = [place for _label, place in rows]
        self.chosen.value = then if then in places else (places[0] if places else None)
        self._show()

    def _show(self) -> None:
        if self.chosen.value is None:
            return
        bone, place = self.chosen.value
        held = self._why(bone, place) if place else {}
        self.form.show(held)
        found = _as_list(held.get("evidence"))
        self.evidence.show(found[0] if found else {})


def _below(bone: int, whys: Sequence[dict[str, Any]], place: tuple[int, ...]) -> list[tuple[str, Place]]:
    rows: list[tuple[str, Place]] = []
    for number, why in enumerate(whys, start=1):
        own = (*place, number)
        rows.append(("\N{EM SPACE}" * len(own) + str(why.get("why", ""))[:90], (bone, own)))
        rows += _below(bone, why.get("whys") or [], own)
    return rows


def _as_list(given: Any) -> list[dict[str, Any]]:
    """Return evidence as the file may have it: a name, a mapping, or a list of either."""
    several = given if isinstance(given, list) else [given] if given else []
    return [{"finding": one} if isinstance(one, str) else one for one in several]
