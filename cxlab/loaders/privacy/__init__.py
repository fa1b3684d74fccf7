"""Privacy: redaction of texts, keyed pseudonyms, small groups, and a search for raw values in reports."""

from cxlab.results import quotable, suppress, suppress_like

from .keys import pseudonymise
from .known import KnownPeople, known_people
from .leaks import Leak, find_leaks
from .redaction import MARKS, find_personal, holds_email, redact
from .spans import Span

__all__ = [
    "MARKS",
    "KnownPeople",
    "Leak",
    "Span",
    "find_leaks",
    "find_personal",
    "holds_email",
    "known_people",
    "pseudonymise",
    "quotable",
    "redact",
    "suppress",
    "suppress_like",
]
