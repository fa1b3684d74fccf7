"""Notes and reasons that the rooms below write in English, values and all, in the current language.

Metrics and loaders know no language. What they say is a short list of sentences with a few values in them;
here each is a message with placeholders that a finished sentence is matched against.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from ..language import N_, _, current

__all__ = ["PHRASES", "translated"]

PHRASES = (
    # findings of a pot check
    N_("lies before the company was founded ({day})"),
    N_("lies before the customer signed up"),
    N_("lies after {day}"),
    N_("lies before {day}"),
    N_("{end} lies before {start}"),
    N_("{column} stands in an earlier row already"),
    N_("same customer, day and text as an earlier row"),
    N_("no id"),
    N_("points to no row of {target}"),
    N_("points to several rows of {target}"),
    N_("empty, so not linked to {target}"),
    N_("links to {target} only in another spelling"),
    N_("newest date {day} is {age} days old"),
    N_("to be refreshed every {limit} days"),
    N_("codes without a label: {codes}"),
    N_("codes without a label"),
    N_("outside {low} to {high}: {codes}"),
    N_("not a number"),
    N_("not a whole number"),
    N_("not a date"),
    N_("the column is missing"),
    N_("the table has no rows"),
    N_("no weight: left out of weighted figures"),
    N_("holds e-mail addresses and is not declared as personal"),
    N_("holds no value in any row"),
    N_("{count} different values: most groups will be small, the figures long"),
    N_("all weights are 0 or missing"),
    N_("declared as {low} to {high}, but NPS is defined on 0 to 10 only"),
    N_("no answer above {top} among {count}: was it asked on {points} points?"),
    N_("no answer of 0 among {count}, but {ones} of 1: was it asked from 1 to 10?"),
    N_("day and month cannot be told apart, so this stays text"),
    N_("cannot be read: {reason}"),
    N_("{note}: row left out"),
    N_("{note}: value set to missing"),
    # notes of the metrics
    N_("no valid answers"),
    N_("suppressed: n < {least} or beside such a group"),
    N_("suppressed: n < {least}"),
    N_("no answers in the period {period}: no rate, all is mix"),
    N_("no test: the answers or clusters do not vary"),
    N_("no interval: the answers do not vary"),
    N_("no interval: the gaps do not vary"),
    N_("not split: no segment given"),
    N_("no coefficients: fewer than {least} answers are not reverse or questionable"),
    N_("no interval: all answers belong to one cluster"),
    N_("no interval: all answers belong to one account"),
    N_("no interval: all answers are alike, where {method} has no width"),
    N_("use adjusted_wald"),
    N_("so few answers that the adjusted interval leaves out the observed score"),
    N_("{count} answers without {column} left out"),
    N_("all weights are 0"),
    N_("not reached: too many tickets are still open"),
    N_("no upper limit: too many tickets are still open"),
    N_("other side: {note}"),
    # reasons of the loaders
    N_("excluded"),
    N_("missing"),
    N_("empty row"),
    N_("{found} fields instead of {expected}"),
    N_("{column} is {codes}, declared as missing"),
    N_("{column} is {codes}, taken as missing"),
    N_("{column} is not a number"),
    N_("{column} is not a date in the format {pattern}"),
    N_("{column} is {codes}"),
)


def translated(text: str) -> str:
    """Return a note or reason in the current language; several may be joined by semicolons.

    Examples
    --------
    >>> from cxlab.language import using
    >>> with using("de"):
    ...     translated("suppressed: n < 5; all weights are 0")
    'unterdrückt: n < 5; alle Gewichte sind 0'
    """
    if current() == "en":
        return text
    return "; ".join(_sentence(part) for part in text.split("; "))


def _sentence(text: str) -> str:
    for phrase in PHRASES:
        if found := _pattern(phrase).fullmatch(text):
            return _(phrase).format(
                **{name: _value(name, value) for name, value in found.groupdict().items()}
            )
    return text


def _value(name: str, value: str) -> str:
    if name == "codes":
        return value.replace(" or ", f" {_('or')} ")
    return translated(value) if name == "note" else value


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    parts = [
        re.escape(text) + (f"(?P<{name}>.+?)" if name else "")
        for text, name, _spec, _how in Formatter().parse(phrase)
    ]
    return re.compile("".join(parts), re.DOTALL)
