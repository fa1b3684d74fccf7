"""What editors of a file share: read again, write, take back; nothing typed is lost unasked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

import ipywidgets as widgets
from markupsafe import Markup

from cxlab.errors import CxError
from cxlab.lab.editors.commented_yaml import CommentedYaml
from cxlab.lab.editors.parts import SENTENCE, WIDE, Form, Status, button
from cxlab.lab.editors.people_file import PeopleFile
from cxlab.language import _, told, using

__all__ = ["FileEditor", "row"]

Change = Callable[[PeopleFile], PeopleFile]
Entered = TypeVar("Entered")


class FileEditor(widgets.VBox):
    """A widget around one file of people's: a list to choose from, a form, and what is done to the file.

    Parameters
    ----------
    language
        "en" or "de".

    Attributes
    ----------
    file
        The file as it was read or written last; None where it cannot be read.
    chosen
        The list of what the file holds.
    overview
        The same list to be read.
    status
        The line that tells what happened.
    """

    def __init__(self, *, language: str) -> None:
        self.language = language
        self.file: PeopleFile | None = None
        self.status = Status()
        self._past: list[CommentedYaml] = []
        self._listing = False
        # No list of several lines: JupyterLab takes the arrow keys of one, but not of one that drops down.
        self.chosen = widgets.Dropdown(options=[], style=WIDE, layout=SENTENCE)
        self.overview = widgets.HTML()
        self.chosen.observe(self._on_choice, "value")
        super().__init__()
        self.add_class("cxlab-explorer")
        self.add_class("cxlab-editor")

    @abstractmethod
    def _open(self) -> PeopleFile:
        """Read the file."""

    @abstractmethod
    def _list(self, then: Any) -> None:
        """Fill the list from the file and choose this place where it is there, else the first."""

    @abstractmethod
    def _show(self) -> None:
        """Fill the form with what is chosen."""

    @abstractmethod
    def _forms(self) -> list[Form]:
        """Return the forms that belong to what is chosen."""

    @property
    def _document(self) -> dict[str, Any]:
        return {} if self.file is None else self.file.document.value or {}

    @property
    def is_changed(self) -> bool:
        """Whether something was entered that is not in the file."""
        return any(form.is_changed for form in self._forms())

    def reload(self) -> None:
        """Read the file again, as when somebody else has changed it, and say what that did."""

        def read() -> str:
            before, lost = self.file, self.is_changed
            self.file = self._open()
            if before is None or before.found != self.file.found:
                self._past.clear()
            self._listed(self.chosen.value)
            return " ".join(filter(None, [self._told_read(before), _("What was not saved is gone.") * lost]))

        self.status.tried(self.language, read)

    def undo(self) -> None:
        """Take the last change back that was made here."""
        if self._stands_unsaved():
            return

        def back() -> str:
            if self.file is None or not self._past:
                return _("There is nothing to take back.")
            self.file = self.file.save(self._past[-1])
            self._past.pop()
            self._listed(self.chosen.value)
            return _("Taken back: {path} is as it was before.").format(path=self.file.path)

        self.status.tried(self.language, back)

    def _begin(self) -> None:
        """Read the file for the first time; that is worth a word only where it fails."""
        with using(self.language):
            try:
                self.file = self._open()
            except CxError as error:
                self.status.say(told(error), wrong=True)
            self._listed(None)

    def _write(self, change: Change, then: Any, said: str = "") -> bool:
        """Change the file, choose `then`, and say it; what the file refuses leaves the form as it is."""

        def write() -> str:
            if self.file is None:
                self.file = self._open()
            before = self.file.document
            self.file = change(self.file)
            self._past.append(before)
            self._listed(then)
            return said or _("Written: {path}").format(path=self.file.path)

        return self.status.tried(self.language, write)

    def _listed(self, then: Any) -> None:
        self._listing = True
        try:
            self._list(then)
        finally:
            self._listing = False
        self._show_choice()

    def _entered(self, read: Callable[[], Entered]) -> Entered | None:
        """Return what was entered, or None and say what is missing."""
        with using(self.language):
            try:
                return read()
            except CxError as error:
                self.status.say(told(error), wrong=True)
                return None

    def _on_choice(self, change: dict[str, Any]) -> None:
        """Show what is chosen; where something was entered and not saved, stay where it was entered."""
        if not self._listing and not self._stays(change):
            self._show_choice()

    def _stays(self, change: dict[str, Any]) -> bool:
        """Set a list back to what was chosen before where something that was entered there is not saved."""
        if not self._stands_unsaved():
            return False
        self._listing = True
        try:
            change["owner"].value = change["old"]
        finally:
            self._listing = False
        return True

    def _stands_unsaved(self) -> bool:
        """Tell whether something was entered that is not in the file, and say so."""
        if self.is_changed:
            with using(self.language):
                said = _("First save what you have entered; “Read again” throws it away.")
                self.status.say(said, wrong=True)
        return self.is_changed

    def _show_choice(self) -> None:
        with using(self.language):
            self._show()
        self.overview.value = str(_overview(self.chosen))

    def _say_unchanged(self) -> None:
        with using(self.language):
            self.status.say(_("Nothing has been changed."))

    def _told_read(self, before: PeopleFile | None) -> str:
        assert self.file is not None
        if self.file.found is None:
            return _("There is no {path} yet; what you save first makes it.").format(path=self.file.path)
        same = before is not None and before.found == self.file.found
        told_ = _("Read again, unchanged: {path}.") if same else _("Read again, with changes: {path}.")
        return told_.format(path=self.file.path)

    def _buttons(self) -> list[widgets.Button]:
        """Return what every editor can do to its file, behind what it can do besides."""
        return [
            button(_("Take back"), self.undo, icon="undo"),
            button(_("Read again"), self.reload, icon="refresh"),
        ]


def _overview(chosen: widgets.Dropdown) -> Markup:
    """Return what can be chosen as a list, deeper entries further right, the chosen one marked."""
    lines = []
    for label, place in chosen.options:
        line = Markup("<strong>{}</strong>").format(label) if place == chosen.value else label
        lines.append(Markup("<li>{}</li>").format(line))
    return (
        Markup('<ul class="cxlab-overview">{}</ul>').format(Markup("").join(lines)) if lines else Markup("")
    )


def row(*parts: widgets.Widget) -> widgets.Box:
    """Return widgets beside each other, which break into lines where it is narrow."""
    return widgets.Box(parts).add_class("cxlab-controls")
