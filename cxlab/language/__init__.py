"""The language of figures and reports: one gettext catalogue, numbers and dates in English and German.

Source texts are English. ``use("de")`` switches what ``_()`` and the format functions return.
"""

from ..errors import write_with
from .catalogue import LANGUAGES, N_, _, current, markdown, ngettext, use, using
from .formats import date, interval, month, number, p_value, percent, period_name, signed
from .telling import filled, told

write_with(told)

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "current",
    "date",
    "filled",
    "interval",
    "markdown",
    "month",
    "ngettext",
    "number",
    "p_value",
    "percent",
    "period_name",
    "signed",
    "told",
    "use",
    "using",
]
