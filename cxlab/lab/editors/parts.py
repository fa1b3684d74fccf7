"""Parts that editors share: fields of an entry, a line that says what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import ipywidgets as widgets
from markupsafe import Markup

from cxlab.errors import BadValue, CxError
from cxlab.lab.editors.days import read_day, shown_day
from cxlab.lab.look import STYLE as LOOK
from cxlab.language import _, told, using
from cxlab.text import Text

__all__ = ["SENTENCE", "STYLE", "WIDE", "Field", "Form", "Status", "button", "require"]

WIDE = {"description_width": "initial"}
SENTENCE = {"width": "100%"}
RULES = """
.cxlab-editor { max-width: 720px; }
.cxlab-editor .widget-inline-hbox { flex-flow: row wrap; max-width: calc(100% - 4px); height: auto; }
.cxlab-editor .widget-inline-hbox > .widget-label { flex: 0 1 auto; height: auto; text-align: left;
  white-space: normal; }
.cxlab-editor .widget-inline-hbox > :not(.widget-label) { min-width: min(100%, 14em); max-width: 100%; }
.cxlab-editor .widget-dropdown, .cxlab-editor .widget-text { width: 100%; }
.cxlab-overview { margin: 0; padding-left: 0; list-style: none; line-height: 1.6; }
"""
STYLE = f"{LOOK}<style>{RULES}</style>"
EXAMPLE = dt.date(2025, 11, 3)


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
    day
        Whether it holds a day: shown and taken as the reader writes it.
    """

    key: str
    label: str
    options: Mapping[str, str] | None = None
    long: bool = False
    needed: bool = False
    day: bool = False


class Form(widgets.VBox):
    """Fields of one entry, in the language that is spoken when they are made, filled and read.

    Attributes
    ----------
    fields
        The widgets by the keys of the file.
    """

    def __init__(self, fields: Sequence[Field]) -> None:
        self._known = tuple(fields)
        self.fields = {one.key: _drawn(one) for one in fields}
        self._shown = self.written
        super().__init__(list(self.fields.values()))

    def offer(self, key: str, names: Sequence[str]) -> None:
        """Offer names for a field, in which others can be written all the same."""
        plain = self.fields[key]
        self.fields[key] = widgets.Combobox(
            options=tuple(names), description=plain.description, style=WIDE, ensure_option=False,
            layout=SENTENCE,
        )  # fmt: skip
        self.children = tuple(self.fields.values())

    @property
    def written(self) -> dict[str, str]:
        """What stands in the fields, letter by letter."""
        return {key: one.value for key, one in self.fields.items()}

    @property
    def is_changed(self) -> bool:
        """Whether something was entered since the form was filled."""
        return self.written != self._shown

    def read(self) -> dict[str, str]:
        """Return what was entered as a file has it.

        Raises
        ------
        BadValue
            A field that must be filled is empty, or one that holds a day does not; fields are named as they
            are on the screen, and the first one gets the focus.
        """
        written = self.written
        self._require([one for one in self._known if one.needed and not written[one.key].strip()])
        return {one.key: self._day(one, written) if one.day else written[one.key] for one in self._known}

    def read_changed(self) -> dict[str, str]:
        """Return only what is not as it was shown, so that all else in the file stays as people wrote it.

        Raises
        ------
        BadValue
            As for `read`.
        """
        said = self.read()
        return {key: said[key] for key, value in self.written.items() if value != self._shown[key]}

    def show(self, values: Mapping[str, Any]) -> None:
        """Fill the fields with an entry of the file; keys that are not there become empty."""
        self.fill({one.key: values.get(one.key, "") for one in self._known})
        self._shown = self.written

    def fill(self, values: Mapping[str, Any]) -> None:
        """Enter values as a file has them, as if they were typed; fields of other keys stay."""
        for field in self._known:
            if field.key in values:
                self._fill(field, values[field.key])

    def _fill(self, field: Field, given: Any) -> None:
        widget = self.fields[field.key]
        if isinstance(widget, widgets.Dropdown):
            known = [value for _label, value in widget.options]
            widget.value = given if given in known else known[0]
        else:
            said = "" if given is None else str(given)
            widget.value = shown_day(said) if field.day else said

    def _require(self, empty: Sequence[Field]) -> None:
        if empty:
            self.fields[empty[0].key].focus()
            require(*(one.label for one in empty))

    def _day(self, field: Field, written: Mapping[str, str]) -> str:
        try:
            return read_day(written[field.key])
        except ValueError:
            self.fields[field.key].focus()
            raise BadValue(
                Text("{field}: “{found}” is not a date; write it as {example} or 2025-11-03",
                     field=_(field.label), found=written[field.key].strip(), example=EXAMPLE)
            ) from None  # fmt: skip


def require(*labels: str) -> NoReturn:
    """Say that fields have to be filled.

    Raises
    ------
    BadValue
        With what they are called.
    """
    raise BadValue(Text("please fill in: {fields}", fields=[_(one) for one in labels]))


class Status(widgets.HTML):
    """A line that a screen reader tells when it changes."""

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Write a sentence; what went wrong interrupts."""
        role, live = ("alert", "assertive") if wrong else ("status", "polite")
        line = Markup('<div class="cxlab-said" role="{}" aria-live="{}"><p>{}</p></div>')
        self.value = str(line.format(role, live, text))

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
    layout = SENTENCE if field.long else {"width": "auto"}
    if field.options is not None:
        options = [(_(name), value) for value, name in field.options.items()]
        return widgets.Dropdown(options=options, description=label, style=WIDE, layout=layout)
    kind = widgets.Textarea if field.long else widgets.Text
    return kind(description=label, style=WIDE, layout=layout)
