"""Privacy: redaction of texts, keyed pseudonyms, small groups, and a search for raw values in reports."""

from .groups import k_rule
from .known import Known, known_people
from .redaction import MARKS, find_personal, holds_email, redact
from .spans import Span

__all__ = ["MARKS", "Known", "Span", "find_personal", "holds_email", "k_rule", "known_people", "redact"]
