"""Names of people: beside a title, a greeting, a closing or a role, from lists, and those that a pot knows.

A text is cut into words once; each word that can open a name is looked at with the few words before and behind it. So the work
grows as the text does, whatever stands in it.
"""

# ruff: noqa: E501, SIM905, D210  (patterns, word lists and sentences read better in long lines)
# ruff: noqa: D401  (rules read like sentences)
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from . import cues
from .known import KnownPeople
from .lexicon import NAME, Can, is_genitive, look_up, phrases
from .name_rules import BESIDE, CAPITAL, initials, last_first, signature, small
from .people import People
from .spans import Finder, Span
from .words import folded

__all__ = ["name_finders", "together"]

_WORD = re.compile(r"([^\W\d_]+(?:['’ʼ‐‑-][^\W\d_]+)*)")
_LETTER = r"(?:[^\W\d_][\u0300-\u036f]*)"
_MARKED_WORD = re.compile(rf"({_LETTER}+(?:['’ʼ‐‑-]{_LETTER}+)*)")
"Where accents stand behind their letters."
_ACCENT = re.compile("[\u0300-\u036f]")
_INITIALS = 4  # more of them before a name are a list
_LONG_NAME = 6  # letters of a rare name that is no slip of the pen
_LONGEST = 40  # letters: what is longer is no name
_ARABIC = re.compile("(?:al|el|ad|as|ar|an|abu|ibn|bin|bint)[-‐][A-Z]")
_SPACE = re.compile(r"[ \t\u00a0\u202f]{1,2}")
_DOTTED = re.compile(r"\.[ \t\u00a0]{0,2}")
_END = re.compile(r"[ \t]*(?:$|[\n,;!?()|/<\[\x00]|\.(?:\s|$)|[-–—:])")
_STOP = re.compile(r"[.!?:\n]|(?:^|\s)[-–—](?:\s|$)|[\"“„»]")


class Word:
    """A word of the text: where it stands, how it is compared, and what it can be."""

    __slots__ = ("can", "end", "gap", "initial", "plain", "start", "text", "upper")

    def __init__(self, start: int, text: str, gap: str) -> None:
        self.start, self.end, self.text, self.gap = start, start + len(text), text, gap
        self.plain, self.can, self.upper, self.initial = _facts(text) if len(text) <= _LONGEST else _NOTHING


_NOTHING = ("", Can.NEVER, False, False)


@lru_cache(maxsize=50_000)
def _facts(text: str) -> tuple[str, int, bool, bool]:
    """Return how a word is compared, what it can be, whether it has a capital, whether it is nothing else."""
    upper = text[0].isupper()
    return folded(text), look_up(text), upper, upper and len(text) == 1


def _cut(text: str) -> Iterator[Word]:
    """Cut a text into words, each with what stands behind it."""
    parts = (_MARKED_WORD if _ACCENT.search(text) else _WORD).split(text)
    start = len(parts[0])
    for word, gap in zip(parts[1::2], parts[2::2], strict=True):
        yield Word(start, word, gap)
        start += len(word) + len(gap)


def name_finders(known: KnownPeople) -> tuple[Finder, ...]:
    """Return the finders of names; `known` holds the names that a pot's own tables give away."""
    people = People.of(known)
    return (lambda text: together([*Scan(text, people).spans(), *people.find(text)]),)


def together(spans: list[Span]) -> Iterator[Span]:
    """Make one of spans that overlap: what the rules tell, and what the pot knows."""
    end = start = -1
    kind = "name"
    for span in sorted(spans):
        if span.start >= end:
            if end > start:
                yield Span(start, end, kind)
            start, end, kind = span
        else:
            end = max(end, span.end)
    if end > start:
        yield Span(start, end, kind)


class Scan:
    """One look over the words of a text."""

    def __init__(self, text: str, people: People) -> None:
        self.text, self.people = text, people
        self.words = list(_cut(text))
        if people:
            self._know()
        self.found: dict[int, int] = {}
        "From the first word of a name to the one behind its last."
        self.reached = 0
        "Words before this one have been looked at as parts of a name."
        self.firms = self._firms()
        capitals = sum(word.upper for word in self.words)
        self.small = capitals == 0
        self.shouted = capitals > 0.7 * len(self.words) and len(self.words) > 4
        plain = {word.plain for word in self.words[:80]}
        self.english = len(plain & _ENGLISH) > len(plain & _GERMAN)

    def spans(self) -> Iterator[Span]:
        lines = "\n" in self.text
        for i, word in enumerate(self.words):
            for rule in BESIDE.get(word.plain, ()):
                rule(self, i, word)
            if word.upper:
                for rule in CAPITAL:
                    rule(self, i, word)
                if word.initial:
                    initials(self, i, word)
                if lines:
                    signature(self, i, word)
            elif self.small:
                small(self, i, word)
            elif "-" in word.text:
                last_first(self, i, word)  # "al-Masri, Youssef"
        self._neighbours()
        self._unknown_before()
        self._again()
        end = 0
        for i in sorted(self.found):
            start, stop = self.words[i].start, self.words[self.found[i] - 1].end
            if start >= end:
                yield Span(start, stop, "name")
                end = stop

    # what stands where -----------------------------------------------------------------------------------------------

    def _know(self) -> None:
        """Take the names of the pot's own people for names."""
        for word in self.words:
            told = word.can & (Can.EVERYDAY | Can.AMBIGUOUS) or not word.plain
            if not told and self.people.has_name(word.text):
                word.can |= NAME | Can.CLEAR

    def _firms(self) -> frozenset[int]:
        """Return the words that belong to the name of a firm or of goods."""
        known, inside = phrases(), set()
        plain = [word.plain for word in self.words]
        if known.keys().isdisjoint(plain):
            return frozenset()
        for i, first in enumerate(plain):
            for phrase in known.get(first, ()):
                if tuple(plain[i : i + len(phrase)]) == phrase:
                    inside |= set(range(i, i + len(phrase)))
        return frozenset(inside)

    def gap(self, i: int) -> str:
        """Return what stands between word i and the next."""
        return self.words[i].gap

    def plain(self, i: int) -> str:
        return self.words[i].plain if 0 <= i < len(self.words) else ""

    def opens(self, i: int) -> bool:
        """Whether word i begins a sentence or a line."""
        return i == 0 or bool(_STOP.search(self.gap(i - 1)))

    def ends(self, i: int) -> bool:
        """Whether something ends behind the word before i."""
        return bool(_END.match(self.text, self.words[i - 1].end))

    # how a name goes on ----------------------------------------------------------------------------------------------

    def take(self, i: int, first: Callable[[Word], bool]) -> int:
        """Return where the name that word i opens ends (i: it opens none). `first` judges its first real word."""
        end, j, named = i, i, 0
        while j < len(self.words) and j < i + 7 and (named or j < i + _INITIALS or not self.words[j].initial):
            word = self.words[j]
            if j > i and not self._joined(j - 1):
                break
            if word.initial and (named or self.gap(j).startswith(".") or self._surname_follows(j)):
                end = j + 1 if named and self.gap(j).startswith(".") else end
            elif word.plain in cues.PARTICLES and not (word.upper and not named and first(word)):
                if not self._particle_goes_on(j):
                    break
            elif not named:
                if not first(word):
                    break
                end, named = j + 1, 1
            elif self._goes_on(word, self.words[end - 1]):
                end, named = j + 1, named + 1
            else:
                break
            j += 1
        return end

    def _joined(self, j: int) -> bool:
        gap = self.words[j].gap
        return (
            gap == " "
            or bool(_SPACE.fullmatch(gap))
            or (
                bool(_DOTTED.fullmatch(gap))
                and (self.words[j].initial or self.words[j].plain in cues.ACADEMIC)
            )
        )

    def _surname_follows(self, j: int) -> bool:
        after = self.words[j + 1] if j + 1 < len(self.words) else None
        return after is not None and bool(after.can & Can.SURNAME) and after.upper

    def _particle_goes_on(self, j: int) -> bool:
        """Whether behind "von", "und" ... a surname follows: "von der Heide", not "von der Hotline"."""
        if self.words[j].plain in ("und", "y", "e") and (j == 0 or self.words[j - 1].plain != "von"):
            return False
        k = j
        while k < min(j + 3, len(self.words)) and self.words[k].plain in cues.PARTICLES:
            k += 1
        if k >= len(self.words):
            return False
        word = self.words[k]
        if (
            "van" in (self.words[j].plain, self.plain(j - 1))
            and word.upper
            and word.can & (Can.AMBIGUOUS | Can.BRAND)
        ):
            return True
        return word.upper and not word.can & _COMMON and word.plain not in cues.DESK

    def _goes_on(self, word: Word, before: Word) -> bool:
        if not word.upper and _ARABIC.match(word.text):
            return True  # "Mohammed al-Rashid"
        if not word.upper or word.can & Can.NEVER or word.plain in cues.TEAM or len(word.text) < 2:
            return not word.upper and self.small and bool(word.can & Can.CLEAR)
        if word.can & Can.CLEAR or (word.can & NAME and not word.can & (Can.EVERYDAY | Can.NOUN)):
            return True
        if before.can & Can.FIRST and not is_genitive(before.text):
            return bool(word.can & Can.AMBIGUOUS) or not word.can & _COMMON
        family = before.can & Can.SURNAME and not before.can & Can.FIRST
        return not word.can & _COMMON and (self.english or not family)

    def add(self, i: int, end: int, *, sure: bool = False) -> bool:
        """Keep a name of the words i to end, unless a word behind it makes a firm of it ("Chase Bank")."""
        if end <= i or (not sure and self._is_firm(i, end)):
            return False
        self.found[i] = max(end, self.found.get(i, 0))
        self.reached = max(self.reached, end)
        return True

    def _is_firm(self, i: int, end: int) -> bool:
        before = i > 0 and self.plain(i - 1) in cues.FIRMS_BEFORE and self.gap(i - 1) in (" ", ". ")
        if (
            before
            or (end > i + 1 and self.words[i].plain in cues.FIRMS_BEFORE)
            or any(self.words[k].plain in cues.FIRMS for k in range(i, end))
        ):
            return True
        gap = self.gap(end - 1)
        couple = end < len(self.words) and self.first_name(self.words[end]) and end not in self.firms
        if (gap.strip() == "&" and not couple) or (
            self.plain(end) == "s" and gap.endswith(("'", "’")) and self.plain(end + 1) in cues.FIRMS
        ):
            return True
        return (
            gap == " " and self.words[end].upper and self.plain(end) in cues.FIRMS
            if end < len(self.words)
            else False
        )

    # what a name can begin with --------------------------------------------------------------------------------------

    def any_capital(self, word: Word) -> bool:
        return word.upper and not word.can & Can.NEVER and len(word.text) > 1

    def likely(self, word: Word) -> bool:
        """A word with a capital beside a cue: a listed name, or nothing that is an everyday word."""
        if not word.upper:
            return self.small and bool(word.can & Can.CLEAR)
        if word.can & Can.NEVER or len(word.text) < 2 or word.plain in _NO_NAMES:
            return False
        if not self.shouted and word.text.isupper() and len(word.text) < 5 and not word.can & Can.CLEAR:
            return False  # HOA, CRM
        if word.can & Can.AMBIGUOUS or word.can & Can.CLEAR:
            return True
        return not word.can & _COMMON and word.plain not in cues.ROLES

    def listed(self, word: Word) -> bool:
        """As `likely`, but the lists must have it."""
        return self.likely(word) and bool(word.can & NAME)

    def first_name(self, word: Word) -> bool:
        return self.likely(word) and bool(word.can & Can.FIRST)

    def small_name(self, word: Word) -> bool:
        """A name in small letters: of the lists, and no everyday word."""
        rare = word.can & Can.RARE and len(word.text) < _LONG_NAME
        return (
            bool(word.can & NAME)
            and not word.can & (Can.EVERYDAY | Can.NEVER)
            and len(word.text) > 2
            and not (rare and not self.small)
        )

    # after the first look --------------------------------------------------------------------------------------------

    def _neighbours(self) -> None:
        """ "Lucy and Ibrahim", "Jack, Daniel und Oma": who stands in a row with a name."""
        for i in sorted(self.found):
            end = self.found[i]
            if self.plain(end) in _BOTH and self.gap(end - 1) == " " and self.gap(end) in (" ", ". "):
                self.add(end + 1, self.take(end + 1, self.first_name))
            if (
                self.plain(end) in ("or", "oder", "nor")
                and self.gap(end - 1) == " "
                and self.plain(i - 1) in cues.TITLES | cues.TOWARDS
            ):
                self.add(end + 1, self.take(end + 1, self.listed))
            if i >= 2 and self.plain(i - 1) in _BOTH and self.gap(i - 2) == " ":
                before = self.words[i - 2]
                if (
                    i - 2 not in self.firms
                    and self.first_name(before)
                    and not (self.opens(i - 2) and before.can & Can.EVERYDAY)
                ):
                    self.add(i - 2, i - 1)

    def _again(self) -> None:
        """A name that was told by its neighbours is one wherever it stands in the text."""
        told = {
            self.words[k].plain
            for i, end in self.found.items()
            for k in range(i, end)
            if self.words[k].upper
            and len(self.words[k].text) > 2
            and not self.words[k].can & (_COMMON | Can.AMBIGUOUS)
        }
        inside = {k for i, end in self.found.items() for k in range(i, end)}
        self._corrected(inside)
        near = {name for name in told if len(name) > 4} if len(told) <= _FEW else set()
        for i, word in enumerate(self.words):
            if not word.upper or i in inside or i in self.firms:
                continue
            if word.plain in told or (
                near
                and len(word.text) > 4
                and not word.can & _COMMON
                and any(_alike(word.plain, name) for name in near)
            ):
                self.add(i, i + 1)

    def _corrected(self, inside: set[int]) -> None:
        """ "Meyerhoff, nicht Meierhof", where the text speaks of a name."""
        if not _OF_NAMES & {word.plain for word in self.words}:
            return
        for end in [end for i, end in self.found.items() if self.plain(end) in _RATHER]:
            if (
                self.gap(end - 1) in (" ", ", ")
                and end + 1 < len(self.words)
                and self.likely(self.words[end + 1])
            ):
                self.add(end + 1, end + 2)
                inside.add(end + 1)

    def _unknown_before(self) -> None:
        """ "Olumide Adebayo-Wirth": a word that is nothing, right before a surname within a sentence."""
        for i in sorted(self.found):
            if i == 0 or self.gap(i - 1) != " " or i - 1 in self.firms:
                continue
            before, named = self.words[i - 1], self.words[i]
            if (
                not before.upper
                or before.can
                or len(before.text) < 3
                or self.shouted
                or not named.can & Can.SURNAME
            ):
                continue
            if (
                before.text.isupper()
                or (self.opens(i - 1) and "-" not in named.text)
                or before.plain in _NO_NAMES | cues.ROLES | cues.TITLES
            ):
                continue
            if self.english or "-" in named.text:
                self.found[i - 1] = self.found.pop(i)


_OF_NAMES = frozenset(
    "name names namen nachname nachnamen vorname vornamen surname spelling spelt spelled schreibt geschrieben".split()
)
_RATHER = frozenset("nicht not statt anstatt instead".split())
_BOTH = frozenset(("und", "and", "u"))
_FEW = 12  # names of a text: with more of them none is looked for in another spelling


def _alike(one: str, other: str) -> bool:
    """Whether two words differ by one letter: Oluwaseun, Oluwasun."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    short, long = sorted((one, other), key=len)
    k = next((k for k, letter in enumerate(short) if letter != long[k]), len(short))
    return short[k:] == long[k + 1 :] or (len(short) == len(long) and short[k + 1 :] == long[k + 1 :])


_NO_NAMES = cues.TEAM | cues.CLOSINGS | cues.LABELS | cues.FIRMS
_COMMON = Can.EVERYDAY | Can.NOUN | Can.BRAND | Can.NEVER
_ENGLISH = frozenset(
    "the and is was were to my your you have has for with that this it not of from he she they on at i me any without us so very our their be are no had did but if an or as by out up just all been there what who when again please in got".split()
)
_GERMAN = frozenset(
    "der die das und ist war waren zu mein meine ich nicht hat haben fuer mit von es sie er auf wir ein eine im mir uns den dem des so kein keine wie aber wenn noch nur auch nach bei aus vom zum zur bis seit bitte danke wird wurde in".split()
)
