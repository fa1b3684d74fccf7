"""What a word can be: a name of the lists, an everyday word, or both."""

# ruff: noqa: E501, SIM905  (patterns, word lists and sentences read better in long lines)
from __future__ import annotations

import re
from functools import cache, lru_cache

from .words import folded, word_list

__all__ = ["NATIONS", "Can", "is_genitive", "look_up", "phrases"]

_FOREIGN = re.compile(
    "[ąćčďđęěğıłńňőřśşšťůűŵŷźžżșțăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹİĞŞŁŚŻŹČŠŽĐÇ]"
)
"Letters of no German and hardly any English word: who is written Wójcik is a person (or lives far away)."
_ENDING = re.compile(
    r"[a-z]{2}(?:vic|wicz|owski|ewski|inski|ynski|owska|ewska|inska|czyk|czak|oglu|enko|opoulos|opoulou|shvili|sson)$"
)
_NOUN = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|tion|tionen|itaet|ismus|ment|tarif|strom|gas|rechnung|nummer|termin|zeit|zeiten"
    r"|stelle|service|dienst|center|zentrum|vertrag|kosten|preis|portal|zaehler|leitung|abteilung|buero|wechsel|team|[a-z]{3}ing|ness|ance"
    r"|ence|strasse|platz|allee|weg|schule|haus|karte|geld|bahn|laden|markt|box|app|netz|geraet|wagen|zug|fahrt|reise|kunde"
    r"|kunden|kundin|gmbh|institut|gymnasium|tickets?|terminal|tarife|[a-z]{3}abo|card|shop|werk|hotel|flug|bus)$"
)
_IRISH = re.compile(r"(?:O['’]|Mc)[A-Z][a-z]{3,}")
_INNER = re.compile("[^\\W\\d_A-ZÄÖÜ][A-ZÄÖÜ]")
_INNER_NAME = re.compile("(?:Mc|Mac|De|Di|Le|La|Van|Ó|Ní|Al|El|Abd|Fitz|[^\\W\\d_]+[-'’])")
_FAR = frozenset("istanbul izmir lodz krakow poznan gdansk wroclaw curacao plzen".split())
_NEVER = frozenset(
    "am an auf aus bei beim bin bis das dass dein deine dem den der des die dir doch du durch ein eine einem einen einer er es euch euer"
    " fuer hab habe haben hat hatte hatten hier ich ihm ihn ihr ihre ihrem ihren im in ins ist ja kann kein keine koennen konnte mal man mein"
    " meine meinem meinen meiner mich mir mit nach nein nicht noch nun nur ob oder sein seine sich sie sind so ueber um und uns unser unsere vom"
    " von vor war waren was weil wenn wer wie wir wird wo wurde zu zum zur als alle auch dann diese dieser sagte sagt meinte kam sehr"
    " the and or of to for with from at on by is was were are has had have who that this my your our his her their it its they we you he she"
    " not no yes but if when then there here please thanks who's said told name hallo hello sehr geehrte geehrter liebe lieber dear"
    " i've i'll i'd i'm it's that's what's merci herr herrn frau mr mrs ms dr prof".split()
)
"Words that are no name whatever stands before them."


class Can:
    """What a word can be: bits of a plain int (the members of `enum.Flag` are far too slow for every word of a text)."""

    FIRST, SURNAME = 1, 2
    CLEAR = 4
    "A name and no everyday word, place or firm: taken for a name wherever it stands with a capital."
    EVERYDAY = 8
    AMBIGUOUS = 16
    "A common name although an everyday word: Sommer, Mark, Wolf."
    BRAND, NOUN, NEVER = 32, 64, 128
    RARE = 256
    "A name only by the long lists: in small letters it may be a slip of the pen."


NAME = Can.FIRST | Can.SURNAME
NATIONS = frozenset(
    "german english french spanish polish turkish dutch italian irish american indian chinese british scottish welsh swiss austrian danish swedish norwegian finnish"
    " russian ukrainian greek portuguese canadian australian japanese deutscher deutsche tuerke tuerkin pole polin oesterreicher oesterreicherin schweizer schweizerin".split()
)
"What someone is, whatever else it is the name of."


@lru_cache(maxsize=50_000)
def look_up(word: str) -> int:
    """Return what a word can be, as it stands or with a genitive's s; a double name is what its parts are.

    Examples
    --------
    >>> bool(look_up("Müller-Nowak") & Can.CLEAR), bool(look_up("Sommer") & Can.AMBIGUOUS)
    (True, True)
    """
    plain = folded(word).strip("'")
    if len(set(plain)) == 1 or (_INNER.search(word) and not _INNER_NAME.match(word)):
        return Can.NEVER  # "XXXX", "BestBuy"
    if "-" in plain:
        return _double([part for part in re.split(r"-", word) if part])
    if plain.endswith("'s") and plain in _brands():
        return Can.BRAND
    found = _single(plain.removesuffix("'s"))
    if _IRISH.match(word) and not found & (Can.BRAND | Can.EVERYDAY):
        found |= Can.SURNAME | Can.CLEAR
    if not found & (NAME | Can.EVERYDAY | Can.NEVER | Can.BRAND) and plain.endswith("s") and len(plain) > 4:
        found |= _single(plain[:-1]) & ~Can.BRAND
    if _FOREIGN.search(word) and plain not in _FAR and not found & (Can.EVERYDAY | Can.BRAND):
        found |= Can.SURNAME | Can.CLEAR
    return found


def is_genitive(word: str) -> bool:
    """Whether a name has an s of its case: "Annas", not "Jens".

    Examples
    --------
    >>> is_genitive("Annas"), is_genitive("Jens"), is_genitive("Anna's")
    (True, False, True)
    """
    plain = folded(word)
    return plain.endswith("'s") or (plain.endswith("s") and not _single(plain) & NAME)


def _single(plain: str) -> int:
    found = _table().get(plain, 0)
    if not found & Can.SURNAME and _ENDING.search(plain):
        found |= Can.SURNAME if found & Can.EVERYDAY else Can.SURNAME | Can.CLEAR
    if not found & (NAME | Can.NEVER) and _NOUN.search(plain):
        found |= Can.NOUN
    return found


@cache
def _table() -> dict[str, int]:
    """Return what the lists say of each word."""
    ambiguous, brands, cities = word_list("ambiguous"), _brands(), word_list("cities")
    everyday = word_list("ordinary") | word_list("english") | word_list("no_names")
    first, last = word_list("first_names") | word_list("first_names_more"), word_list("surnames")
    sure_first, sure_last = word_list("first_names_sure"), word_list("surnames_sure")
    more_first = word_list("first_names_rare") | sure_first
    more_last = word_list("surnames_more") | sure_last
    table: dict[str, int] = {}
    for word in ambiguous | everyday | brands | first | last | more_first | more_last:
        common = word in first or word in last or word in sure_first or word in sure_last
        found = Can.BRAND if word in brands else 0
        if word in first or word in more_first or word in ambiguous:
            found |= Can.FIRST
        if word in last or word in more_last or (word in ambiguous and len(word) > 3):
            found |= Can.SURNAME
        if word in everyday:
            found |= Can.EVERYDAY
        if word in ambiguous or (word in everyday and common):
            found |= Can.AMBIGUOUS
        elif common and not found & Can.BRAND and word not in cities:
            found |= Can.CLEAR
            if not (word in first or word in last):
                found |= Can.RARE
        table[word] = found
    return table | dict.fromkeys(_NEVER, Can.NEVER | Can.EVERYDAY)


def _double(parts: list[str]) -> int:
    kinds = [look_up(part) for part in parts[:6]]
    if not kinds or len(parts) > 4:
        return Can.NOUN
    if all(kind & NAME and not kind & Can.NOUN for kind in kinds):
        together = 0
        for kind in kinds:
            together |= kind & NAME
        clear = any(kind & Can.CLEAR for kind in kinds) and not any(
            kind & Can.EVERYDAY for kind in kinds[-1:]
        )
        return together | (Can.CLEAR if clear else Can.AMBIGUOUS)
    last = kinds[-1]
    if last & (Can.EVERYDAY | Can.NOUN | Can.NEVER) or any(kind & Can.NEVER for kind in kinds):
        return Can.NOUN
    return (kinds[0] | last) & (NAME | Can.BRAND)


@cache
def _brands() -> frozenset[str]:
    return frozenset(entry for entry in word_list("brands") if "_" not in entry)


@cache
def phrases() -> dict[str, list[tuple[str, ...]]]:
    """Return the names of firms and goods that have several words, by their first one."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in word_list("brands"):
        words = tuple(re.findall(r"[^\W_]+(?:['.][^\W_]+)*", entry))
        if len(words) > 1:
            found.setdefault(words[0], []).append(words)
    return found
