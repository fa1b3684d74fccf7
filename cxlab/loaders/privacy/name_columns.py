"""Columns that hold the names of people, told by what they hold whatever they are called."""

from __future__ import annotations

import re

import pandas as pd

from .words import folded, word_list

__all__ = ["are_names"]

SAMPLE, ENOUGH = 500, 5
MOST, SURNAMES = 0.5, 0.8
"Shares of the different values that are full names, or surnames alone, in a column of names."
_TITLE = re.compile(
    r"^(?:(?:herrn?|hr|hrn|frau|fr|mr|mrs|ms|miss|dr|prof|mme|mlle|monsieur|madame)\.? )+", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*\.?(?:[ '’-]+[^\W\d_][^\W\d_.'’-]*\.?){0,4}")


def are_names(values: pd.Series) -> bool:
    """Tell whether most of the different values are names of people.

    Examples
    --------
    >>> are_names(pd.Series(["Anna Vogel", "Jörg Krüger", "Meier, Petra", "Peter Schmidt", "Maria Weber"]))
    True
    >>> are_names(pd.Series(["Berlin", "Strom Basis", "Telefon", "E-Mail", "Gas Plus"]))
    False
    """
    distinct = pd.Series(values.dropna().unique()[:SAMPLE])
    if len(distinct) < ENOUGH or not all(isinstance(value, str) for value in distinct):
        return False
    words = [_words(value) for value in distinct]
    if sum(
        bool(_TITLE.match(value) and name) for value, name in zip(distinct, words, strict=True)
    ) >= MOST * len(words):
        return True
    first, last, odd = word_list("first_names"), word_list("surnames"), word_list("ambiguous")
    full = sum(
        len(name) > 1
        and any(word in first for word in name)
        and (len(name) < 4 or any(w in last for w in name))
        for name in words
    )
    single = [name[0] for name in words if len(name) == 1]
    alone, sure = sum(w in first | last | odd for w in single), sum(w in (first | last) - odd for w in single)
    named = full + alone >= SURNAMES * len(words) and full + sure >= MOST * len(words)
    return named or full >= MOST * len(words)


def _words(value: str) -> list[str]:
    """Return the parts of what could be a name, none where it holds digits or more than five words."""
    text = _TITLE.sub("", " ".join(value.replace(",", " ").split()))
    return [folded(word.strip(".")) for word in re.split(r"[ -]+", text)] if _NAME.fullmatch(text) else []
