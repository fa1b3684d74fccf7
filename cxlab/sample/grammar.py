"""Sentences from a small grammar: one per line, `[a|b]` is a choice and `{slot}` a value to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from random import Random

__all__ = ["Sentences", "variants"]

CHOICE = re.compile(r"\[([^\[\]]*)\]")
DEADLINE = re.compile(r"\b(bis|bis zum|zum|ab|by|until|as of) \{date\}")
SPACES = re.compile(r" +")
BEFORE_MARK = re.compile(r" ([.,!?;])")


def variants(line: str) -> list[str]:
    """Return every sentence that a line stands for.

    Examples
    --------
    >>> variants("[Der|Mein] Tarif {product}[ gilt|] noch")[:2]
    ['Der Tarif {product} gilt noch', 'Der Tarif {product} noch']
    >>> variants("Bitte bis {date}")
    ['Bitte bis {future}']
    """
    parts = CHOICE.split(line)
    choices = [part.split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    return [_tidy("".join(chosen)) for chosen in product(*choices)]


class Sentences:
    """A set of sentences to draw from: a line first, then one of its variants."""

    def __init__(self, lines: str | Iterable[str]) -> None:
        texts = lines.splitlines() if isinstance(lines, str) else lines
        self.lines = [variants(line.strip()) for line in texts if line.strip()]

    def __bool__(self) -> bool:
        return bool(self.lines)

    def draw(self, random: Random) -> str:
        """Return one sentence, its slots still open."""
        line = self.lines[int(random.random() * len(self.lines))]
        return line[int(random.random() * len(line))]


def _tidy(sentence: str) -> str:
    """Close the gaps that empty choices leave; a date that something is due by lies ahead."""
    sentence = BEFORE_MARK.sub(r"\1", SPACES.sub(" ", sentence).strip())
    return DEADLINE.sub(r"\1 {future}", sentence)
