"""The rules that tell names, by the words that set them going: each looks at one word of a text and at its neighbours."""

# ruff: noqa: E501, SIM905  (patterns, word lists and sentences read better in long lines)

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import cues
from .name_alone import acts, initials, last_first, listed, signature, small
from .name_introduced import booked, by_whom, introduced, myself, towards
from .name_parts import NAMES
from .name_titles import closing, greeting, role, title

if TYPE_CHECKING:
    from .name_words import Word
    from .names import Scan

__all__ = ["BESIDE", "Rule", "acts", "initials", "last_first", "listed", "signature", "small"]

Rule = Callable[["Scan", int, "Word"], None]

_ABOUT_ME = frozenset("bin am i'm it's im is ist spricht schreibt hier here mein my".split()) | NAMES

_INTRODUCING = (
    cues.LABELS
    | cues.INTRODUCED
    | {"name", "names", "name's", "surname", "nachname", "vorname", "familienname", "called"}
)

_BESIDE: tuple[tuple[Rule, frozenset[str]], ...] = (
    (title, cues.TITLES),
    (role, cues.ROLES),
    (greeting, cues.GREETINGS),
    (closing, cues.CLOSINGS),
    (introduced, _INTRODUCING),
    (myself, _ABOUT_ME),
    (booked, frozenset(("auf", "under", "unter"))),
    (by_whom, frozenset(("von", "durch", "kein", "keine"))),
    (towards, cues.TOWARDS | {"you"}),
)

BESIDE: dict[str, tuple[Rule, ...]] = {
    word: tuple(rule for rule, words in _BESIDE if word in words)
    for word in frozenset().union(*(words for _rule, words in _BESIDE))
}
"The rules that a word beside a name sets going."
