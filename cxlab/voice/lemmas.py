"""Words in their basic form, so that "Rechnungen" and "Rechnung" are one."""

from __future__ import annotations

import re
from functools import cache

from .tokens import is_sign
from .words import german_nouns

__all__ = ["lemma"]

_SPELT_OUT = re.compile("ae|oe|ue|ss")
_LETTERS = {"ae": "ä", "oe": "ö", "ue": "ü", "ss": "ß"}


@cache
def lemma(word: str, language: str) -> str:
    """Return the basic form of a word (lower case) in its language, nouns of German with their capital.

    German words written without umlauts ("zaehler") are found as well. Unknown words stay as they are.

    Parameters
    ----------
    word
        In lower case.
    language
        "de", "en", or "" for neither.

    Examples
    --------
    >>> lemma("rechnungen", "de"), lemma("zaehler", "de"), lemma("vertrag", "de"), lemma("bills", "en")
    ('Rechnung', 'Zähler', 'Vertrag', 'bill')
    """
    from simplemma import is_known, lemmatize

    if not language or is_sign(word):
        return word
    if language == "en":
        word = word.removesuffix("'s")
        found = lemmatize(word, lang="en")
        return found.lower() if word.islower() else found
    if _SPELT_OUT.search(word) and not is_known(word, lang="de"):
        for spelt in ("ae|oe|ue", "ae|oe|ue|ss"):
            better = re.sub(spelt, lambda found: _LETTERS[found[0]], word)
            if better != word and is_known(better, lang="de"):
                word = better
                break
    basic = lemmatize(word, lang="de")
    return lemmatize(word.capitalize(), lang="de") if _is_noun(word, basic) else basic


def _is_noun(word: str, basic: str) -> bool:
    """Return whether a German word written small is a noun, though it could be a verb: "vertrag", "wechsel".

    The bare stem of a verb is a noun far more often than an order.
    """
    return word in german_nouns() or (basic in (word + "en", word + "n") and not word.endswith("e"))
