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
