"""The formats there are. A new one is a module and a line here."""

from __future__ import annotations

from ...errors import UnknownName
from ..files import Raw
from .base import Format
from .eventlog import EventLog
from .freshdesk import Freshdesk
from .labels import take_labels
from .limesurvey import LimeSurvey
from .qualtrics import Qualtrics
from .spss import SPSS
from .surveymonkey import SurveyMonkey
from .xes import XES
from .zendesk import Zendesk

__all__ = ["FORMATS", "GENERIC", "named", "names"]


class Generic(Format):
    """A table from anywhere else: names and contents are all there is to go by."""

    name = "generic"
    table = ""

    def evidence(self, raw: Raw) -> int:
        """Return 0: it is what no other format claims."""
        return 0

    def shape(self, raw: Raw) -> None:
        """Take a second row of labels off the top."""
        take_labels(raw)


GENERIC: Format = Generic()
FORMATS: tuple[Format, ...] = (
    Qualtrics(), SurveyMonkey(), LimeSurvey(), Zendesk(), Freshdesk(), EventLog(), SPSS(), XES(),
)  # fmt: skip
"""Every vendor's format, each recognised by its own `evidence`."""


def names() -> list[str]:
    """Return what `source=` may be."""
    return [*(format_.name for format_ in FORMATS), GENERIC.name]


def named(source: str) -> Format:
    """Return the format of that name.

    Raises
    ------
    UnknownName
        There is none.
    """
    for format_ in (*FORMATS, GENERIC):
        if format_.name == source:
            return format_
    raise UnknownName("source", source, names())
