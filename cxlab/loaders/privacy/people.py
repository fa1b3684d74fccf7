"""The people that a pot knows, found in a text however they are written."""

# ruff: noqa: D102, D401  (rules read like sentences)
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .known import KnownPeople
from .lexicon import Can, look_up
from .spans import Span
from .words import folded

__all__ = ["People"]

_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*){1,60}(?:['’](?:[^\W\d_][\u0300-\u036f]*){1,30})?")
_CODE = re.compile(r"(?<![\w-])\w[\w-]*")
_GROUP = re.compile(r"\w+")
_JOINT = re.compile(r"[ \u00a0.,]{1,2}|[-‐‑–]|[-‐]\n")
_GROUPS, SHORTEST_ID = 5, 5


@dataclass(frozen=True)
class People:
    """Keys of the names, and the numbers with and without what separates their digits."""

    names: frozenset[str]
    ids: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=4)
    def of(known: KnownPeople) -> People:
        squeezed = {re.sub(r"[\W_]+", "", number) for number in known.ids}
        return People(
            frozenset(_key(name) for name in known.names),
            known.ids | {number for number in squeezed if len(number) >= SHORTEST_ID},
        )

    def __bool__(self) -> bool:
        return bool(self.names or self.ids)

    def has_name(self, word: str) -> bool:
        """Whether a word, one part of a double name, or the word without a genitive's s is a known name."""
        if not self.names:
            return False
        whole = _key(word)
        parts = [whole, *(part for part in whole.split("-") if len(part) > 2)]
        return any(
            form in self.names
            for part in parts
            for form in (part, part.removesuffix("'s").rstrip("'"), part.removesuffix("s"))
        )

    def find(self, text: str) -> Iterator[Span]:
        """Find the known names and numbers wherever they stand."""
        if self.names:
            yield from self._names(text)
        if self.ids and any(map(str.isdigit, text)):
            yield from self._numbers(text)

    def _names(self, text: str) -> Iterator[Span]:
        """A known name that is an everyday word (Koch, Winter) is one only beside another or an initial."""
        words = list(_WORD.finditer(text))
        known = [self.has_name(word[0]) for word in words]
        for i, word in enumerate(words):
            beside = [
                k for k in (i - 1, i + 1) if 0 <= k < len(words) and self._joined(text, words, min(i, k))
            ]
            if not known[i]:
                broken = i + 1 < len(words) and re.fullmatch(
                    "[-‐]\n", text[word.end() : words[i + 1].start()]
                )
                if broken and self.has_name(word[0] + words[i + 1][0]):
                    yield Span(word.start(), words[i + 1].end(), "name")
                continue
            common = Can.EVERYDAY | Can.NEVER | (0 if word[0][0].isupper() else Can.AMBIGUOUS)
            everyday = bool(look_up(word[0]) & common)
            company = any(self._company(words[i][0], words[k][0], known[k]) for k in beside)
            if company or not everyday:
                yield Span(word.start(), word.end(), "name")

    def _company(self, word: str, other: str, known: bool) -> bool:
        """Whether the word beside makes a name of an everyday word."""
        if not word[0].isupper() and look_up(other) & Can.EVERYDAY:
            return False
        initial = len(other) == 1 and other.isupper() and word[0].isupper()
        return initial or (
            known and other[0].isupper() == word[0].isupper() and not look_up(other) & Can.NEVER
        )

    def _joined(self, text: str, words: list[re.Match[str]], i: int) -> bool:
        return bool(_JOINT.fullmatch(text[words[i].end() : words[i + 1].start()]))

    def _numbers(self, text: str) -> Iterator[Span]:
        for found in _CODE.finditer(text):
            if found[0].casefold() in self.ids:
                yield Span(found.start(), found.end(), "number")
        groups = [found for found in _GROUP.finditer(text) if len(found[0]) < 40]
        for i, first in enumerate(groups):
            joined, k = first[0].casefold(), i
            if not any(map(str.isdigit, joined)) and len(joined) > 6:
                continue
            while k + 1 < min(i + _GROUPS, len(groups)) and groups[k + 1].start() - groups[k].end() == 1:
                k += 1
                joined += groups[k][0].casefold()
                if (
                    text[groups[k].start() - 1] in " -./_\u00a0"
                    and joined in self.ids
                    and any(map(str.isdigit, joined))
                ):
                    yield Span(first.start(), groups[k].end(), "number")


@lru_cache(maxsize=50_000)
def _key(name: str) -> str:
    """Return a name as it is looked for: "Müller", "Mueller" and "Muller" are one."""
    return re.sub("[‐‑–]", "-", re.sub("([aou])e", r"\1", folded(name)))
