"""Parts that editors share: fields of an entry, a line that says what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from cxlab.errors import CxError
from cxlab.lab.look import STYLE
from cxlab.language import _, told, using

__all__ = ["STYLE", "WIDE", "Field", "Form", "Status", "button"]

WIDE = {"description_width": "initial"}
LONG = "100%"


@dataclass(frozen=True)
class Field:
    """One key of an entry.

    Attributes
    ----------
    key
        As the file has it.
    label
        What it is called, to be translated.
    options
        Values to choose from with what they are called, to be translated; None: any text.
    long
        Whether it holds a sentence.
    needed
        Whether an entry must have it.
    """

    key: str
    label: str
    options: Mapping[str, str] | None = None
    long: bool = False
    needed: bool = False


class Form(widgets.VBox):
    """Fields of one entry; labels in the language that is spoken when it is made."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = {one.key: _drawn(one) for one in fields}
        super().__init__(list(self.fields.values()))

    @property
    def values(self) -> dict[str, str]:
        """What is written in the fields."""
        return {key: one.value for key, one in self.fields.items()}

    def show(self, values: Mapping[str, Any]) -> None:
        """Fill the fields; keys that are not there become empty."""
        for key, one in self.fields.items():
            given = values.get(key, "")
            if isinstance(one, widgets.Dropdown):
                known = [value for _label, value in one.options]
                one.value = given if given in known else known[0]
            else:
                one.value = "" if given is None else str(given)


class Status(widgets.HTML):
    """A line that a screen reader tells when it changes."""

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Write a sentence; what went wrong interrupts."""
        role = "alert" if wrong else "status"
        line = Markup('<div class="cxlab-said" role="{}" aria-live="polite"><p>{}</p></div>')
        self.value = str(line.format(role, text))

    def tried(self, language: str, do: Callable[[], str]) -> bool:
        """Do something and write what it says; an error of ours is written, not raised."""
        with using(language):
            try:
                self.say(do())
            except CxError as error:
                self.say(told(error), wrong=True)
                return False
            return True


def button(label: str, do: Callable[[], Any], *, icon: str = "", style: str = "") -> widgets.Button:
    """Return a button that does something; it is as wide as its words."""
    made = widgets.Button(
        description=label, icon=icon, button_style=style, layout=widgets.Layout(width="auto")
    )
    made.on_click(lambda _button: do())
    return made


def _drawn(field: Field) -> widgets.Widget:
    label = _(field.label) + (" *" if field.needed else "")
    layout = widgets.Layout(width=LONG if field.long else "auto", max_width="720px")
    if field.options is not None:
        options = [(_(name), value) for value, name in field.options.items()]
        return widgets.Dropdown(options=options, description=label, style=WIDE, layout=layout)
    kind = widgets.Textarea if field.long else widgets.Text
    return kind(description=label, style=WIDE, layout=layout)
