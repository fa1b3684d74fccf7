"""The widget for coding texts by hand: one text, one key, the next text."""

from __future__ import annotations

import time
from collections.abc import Callable

import ipywidgets as widgets
from markupsafe import Markup

from cxlab.errors import CxError
from cxlab.lab.editors.labelling import COMMANDS, Labelling
from cxlab.lab.editors.parts import STYLE, WIDE, Status, button
from cxlab.language import N_, _, number, percent, told, using

__all__ = ["LabellingWidget"]

TOO_FAST = 0.25
"""Seconds after which a text can have been seen: a key that is held down codes nothing."""
NAMES = {"undo": N_("Take back"), "skip": N_("Later"), "example": N_("Last one as example")}


class LabellingWidget(widgets.VBox):
    """Shows a text and its possible codes; the keys are typed into one field, which keeps the focus.

    Each code is on the disk before the next text is shown. Whatever the keyboard can do, buttons can too.

    Parameters
    ----------
    work
        From `start_labelling`.
    language
        "en" or "de".
    now
        The clock, in seconds.

    Attributes
    ----------
    field
        The field for keys.
    text, progress
        What is shown.

    Examples
    --------
    >>> import tempfile
    >>> from cxlab.lab.editors.labelling import start_labelling
    >>> from cxlab.voice import draft_code_frame
    >>> folder = tempfile.mkdtemp()
    >>> _ = draft_code_frame(folder, ["billing", "app"])
    >>> shown = LabellingWidget(start_labelling(["The bill is wrong"], folder), now=iter(range(9)).__next__)
    >>> shown.field.value = "1"
    >>> shown.work.coded
    1
    """

    def __init__(
        self, work: Labelling, *, language: str = "en", now: Callable[[], float] = time.monotonic
    ) -> None:
        self.work, self.language, self._now = work, language, now
        self._typed, self._shown_at = "", now()
        self.text, self.progress, self.status = widgets.HTML(), widgets.HTML(), Status()
        with using(language):
            self.field = widgets.Text(
                description=_("Keys"), placeholder=_("type a key for each text"), style=WIDE,
                continuous_update=True,
                layout=widgets.Layout(width="100%", max_width="min(480px, 100% - 4px)"),
            )  # fmt: skip
            codes = [
                button(f"{key} {code.title}", lambda key=key: self._clicked(key))  # type: ignore[misc]
                for key, code in zip(work.keys, work.frame.codes, strict=True)
            ]
            others = [
                button(f"{key} {_(NAMES[name])}", lambda key=key: self._clicked(key))  # type: ignore[misc]
                for key, name in COMMANDS.items()
            ]
        for one, code in zip(codes, work.frame.codes, strict=True):
            one.tooltip = code.description or code.title
        self.field.observe(self._typed_on, "value")
        self._codes, self._others = (widgets.Box(row).add_class("cxlab-controls") for row in (codes, others))
        parts = [widgets.HTML(STYLE), self.progress, self.text, self.field, self._codes, self._others]
        super().__init__([*parts, self.status])
        self.add_class("cxlab-explorer")
        self.add_class("cxlab-editor")
        self._show()

    def press(self, key: str) -> None:
        """Do what a key stands for, and show the next text."""
        with using(self.language):
            try:
                done = self.work.press(key)
            except CxError as error:
                self.status.say(told(error), wrong=True)
                return
            said = self._said(key, done)
            self.status.say(said, wrong=not done)
            self._show()

    def _said(self, key: str, done: str) -> str:
        if not done:
            return _("The key “{key}” stands for nothing.").format(key=key)
        if key in COMMANDS:
            return {
                "undo": _("Taken back."),
                "skip": _("This text comes again at the end."),
                "example": _("Written as an example into codes.yml."),
            }[done]
        title = next(code.title for code in self.work.frame.codes if code.code == done)
        return _("Coded: {code}").format(code=title)

    def _clicked(self, key: str) -> None:
        self.press(key)

    def _typed_on(self, change: dict[str, str]) -> None:
        """Take what was added at the end; the field is left as it was typed, so that no key is lost."""
        new, before = change["new"], self._typed
        self._typed = new
        if not new.startswith(before):
            return
        added = new[len(before) :].strip().casefold()
        if not added:
            return
        if len(added) > 1 or self._now() - self._shown_at < TOO_FAST:
            with using(self.language):
                self.status.say(
                    _("Too fast: the text was not coded. Press one key for each text."), wrong=True
                )
            return
        self.press(added)

    def _show(self) -> None:
        work = self.work
        with using(self.language):
            share = percent(work.coded / work.total, 0) if work.total else ""
            done = _("{done} of {all} texts coded ({share})").format(
                done=number(work.coded), all=number(work.total), share=share
            )
            current = work.current
            if current is None:
                current = _("All texts are coded.")
        self.progress.value = str(Markup("<p>{}</p>").format(done))
        line = Markup(
            '<div class="cxlab-said" role="status" aria-live="assertive" tabindex="0"><p>{}</p></div>'
        )
        self.text.value = str(line.format(current))
        self._shown_at = self._now()
