"""What the rules of names share: the gaps between words, what ends a name, and what is nobody."""

# ruff: noqa: E501, SIM905  (patterns, word lists and sentences read better in long lines)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import cues
from .lexicon import Can

if TYPE_CHECKING:
    from .name_words import Word
    from .names import Scan

__all__ = ["APART", "END", "INITIAL", "LINE_END", "NAMES", "NOT_PEOPLE", "SPACE", "small_end", "stands_out"]

SPACE = re.compile(r"[ \t\u00a0\u202f]{1,2}")
END = re.compile(r"[ \t]*(?:$|[\n,;!?()|/<\[\x00]|\.(?:\s|$)|\s?[-–—](?:\s|$)|:)")
LINE_END = re.compile(r"[ \t.!]{0,3}(?:$|[\n|(\x00]|\s[-–—]\s?$)")
APART = (" ", ", ")
"What stands between a word and the name that it turns to."
INITIAL = re.compile(r"\.[ \u00a0]?")
NAMES = frozenset("name surname nachname vorname mädchenname geburtsname familienname".split())


def small_end(scan: Scan, end: int) -> int:
    """Return where a name in small letters ends: at the first everyday word."""
    start = end
    while end < min(start + 3, len(scan.words)) and SPACE.fullmatch(scan.gap(end - 1)):
        word = scan.words[end]
        if word.plain not in cues.PARTICLES and not scan.small_name(word):
            break
        end += 1
    while end > start and scan.plain(end - 1) in cues.PARTICLES:
        end -= 1
    return end


def stands_out(scan: Scan, word: Word) -> bool:
    """In English a capital within a sentence makes a name of "Mark" and "Will", but not of months and places."""
    return scan.english and not scan.shouted and bool(word.can & Can.FIRST) and word.plain not in NOT_PEOPLE


NOT_PEOPLE = frozenset(
    "april may june july august september october january monday friday sunday summer winter spring autumn london paris sydney victoria phoenix jordan"
    " dakota washington franklin virginia georgia florence houston dallas austin charlotte chase bank king lincoln madison paris savannah carolina brooklyn chelsea israel india asia"
    " mercedes meta street park lane hill east west north south church house court post best sky joy hunter gold silver platinum bronze basic plus premium".split()
)
