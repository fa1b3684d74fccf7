"""Names that stand alone: by what they do, by the lists, by their form."""

# ruff: noqa: E501, SIM905, D210  (patterns, word lists and sentences read better in long lines)
# ruff: noqa: D401, SIM102  (rules read like sentences)
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import cues
from .lexicon import NAME, Can
from .name_parts import END, INITIAL, LINE_END, NOT_PEOPLE, SPACE, small_end, stands_out
from .words import word_list

if TYPE_CHECKING:
    from .name_words import Word
    from .names import Scan

__all__ = ["acts", "initials", "last_first", "listed", "signature", "small"]

_COMMA = re.compile(r", ?")
_ASIDE = (", ", ",", " , ", " ,", " (")
_VIA = frozenset(
    "the your our dem der den die das euer eurem eurer ihrem ihrer ihr a an im am unserem unserer".split()
)
_PLACED = frozenset("from of at on in vom von aus im an am bei auf zur zum beim behind".split())
_MONTHS = frozenset(
    "januar februar maerz april mai juni juli august september oktober november dezember january february march may june july october december".split()
)


def acts(scan: Scan, i: int, word: Word) -> None:
    """ "Will answered my email", "Victoria on the help point", "Marc von Stand 12", "Rich, the store manager"."""
    if i < scan.reached or word.can & Can.NEVER or i in scan.firms or not scan.likely(word):
        return
    end = scan.take(i, scan.likely)
    if end >= len(scan.words) or end <= i:
        return
    placed = scan.plain(i + 1) == "from" or (
        scan.plain(i + 1) in ("at", "on") and _at_desk(scan, i + 1, word)
    )
    month = word.plain in _MONTHS and not (scan.english and scan.opens(i) and placed)
    turned_to = scan.plain(i - 1) in ("to", "by", "thanks", "thank", "with") and placed
    if month or (word.plain in NOT_PEOPLE and not (scan.english and (scan.opens(i) or turned_to))):
        return
    named = bool(word.can & Can.FIRST) or word.can & Can.CLEAR
    if not named and (word.can & Can.BRAND or scan.shouted):
        return
    gap, after = scan.gap(end - 1), scan.words[end]
    if SPACE.fullmatch(gap):
        clear = named and (
            not word.can & Can.AMBIGUOUS or stands_out(scan, word) or (scan.opens(i) and word.can & Can.FIRST)
        )
        acting = (
            after.plain in cues.PERSON_VERBS
            and not after.upper
            and clear
            and _strong_verb(scan, i, word, after)
        )
        from_there = scan.opens(i) and after.plain in ("aus", "vom", "von")
        noun = end == i + 1 and not (word.can & NAME or scan.english or from_there)  # unknown, in German
        told = named and (word.can & Can.CLEAR or scan.plain(i - 1) not in _ARTICLES)
        beside = scan.plain(end) in _NEARBY and told
        if (
            acting
            or (beside and scan.plain(end + 1) in ("", "door", "had", "hat", "hatte", "has", "the"))
            or (not noun and _at_desk(scan, end, word))
        ):
            scan.add(i, end)
    elif gap in _ASIDE and named:
        k = end
        while k < min(end + 4, len(scan.words)) and scan.plain(k) in _VIA | cues.OWN | {
            "store",
            "shop",
            "help",
        }:
            k += 1
        told = k > end or (
            scan.english and k + 1 < len(scan.words) and bool(END.match(scan.text, scan.words[k].end))
        )
        if told and k < len(scan.words) and scan.plain(k) in cues.ROLES:
            scan.add(i, end)


_COPULAS = frozenset(
    "war ist kann konnte is was has had could would and wollte hat knew came went got took who kam bekommt".split()
)


def _strong_verb(scan: Scan, i: int, word: Word, verb: Word) -> bool:
    """An everyday word at the head of a sentence needs a verb that only people do."""
    if verb.plain in _COPULAS:
        return not word.can & (Can.AMBIGUOUS | Can.EVERYDAY) and (
            bool(word.can & Can.CLEAR) or not scan.english or not scan.opens(i)
        )
    return True


def _at_desk(scan: Scan, end: int, word: Word) -> bool:
    if (
        scan.plain(end) not in _PLACED
        or scan.words[end].upper
        or not (word.can & Can.FIRST or not word.can & NAME)
    ):
        return False
    if word.can & Can.EVERYDAY and not word.can & Can.AMBIGUOUS:
        return False
    near = [
        scan.plain(k)
        for k in range(end + 1, min(end + 5, len(scan.words)))
        if scan.words[k].start < scan.words[end].end + 40
    ]
    if scan.plain(end) in ("in", "im", "at", "on") and word.can & Can.AMBIGUOUS and not scan.english:
        return False
    return any(part in cues.DESK for place in near for part in place.split("-"))


_NEARBY = frozenset("next nebenan downstairs upstairs gegenueber across".split())
_ARTICLES = frozenset("der die das dem den des ein eine the a an".split())
_HONOURED = frozenset("ji bhai sahib didi san abi abla bey hanim".split())


def listed(scan: Scan, i: int, word: Word) -> None:
    """A name of the lists that is nothing else, with what follows it; any two words that can only be a name together."""
    if i < scan.reached or i in scan.firms or word.can & Can.NEVER:
        return
    if (
        scan.gap(i) == " "
        and scan.plain(i + 1) in _HONOURED
        and not scan.words[i + 1].upper
        and word.can & Can.FIRST
    ):
        scan.add(i, i + 2)  # "Ashok bhai"
    elif word.can & Can.CLEAR and len(word.text) > 2:
        if scan.text[word.start - 1 : word.start] in ("-", "/", "#") and word.start:
            return
        if i and scan.words[i - 1].can & Can.BRAND and scan.gap(i - 1) == " " and i - 1 not in scan.found:
            return  # "Opel Adam"
        if word.can & Can.RARE and word.text.isupper() and len(word.text) < 6 and not scan.shouted:
            return  # "FICO"
        scan.add(i, scan.take(i, lambda w: True))
    elif (
        word.can & Can.FIRST
        and SPACE.fullmatch(scan.gap(i))
        and i + 1 < len(scan.words)
        and i + 1 not in scan.firms
    ):
        after = scan.words[i + 1]
        if (
            after.upper
            and after.can & Can.SURNAME
            and not after.can & (Can.NOUN | Can.NEVER)
            and not scan.shouted
        ):
            sure = after.can & Can.CLEAR or (not after.can & Can.EVERYDAY and not word.can & Can.EVERYDAY)
            both = word.can & Can.AMBIGUOUS and after.can & Can.AMBIGUOUS and not word.can & Can.EVERYDAY
            placed = (
                word.plain in NOT_PEOPLE
                or word.plain in word_list("cities")
                or word.text.endswith(("'s", "’s"))
            )
            if sure or (both and not placed):
                scan.add(i, scan.take(i, lambda w: True))


def small(scan: Scan, i: int, word: Word) -> None:
    """Who writes no capitals at all writes names without them too."""
    if (
        scan.small
        and i not in scan.firms
        and word.can & Can.CLEAR
        and word.can & Can.FIRST
        and len(word.text) > (5 if word.can & Can.RARE else 2)
        and not word.can & Can.EVERYDAY
    ):
        scan.add(i, small_end(scan, i + 1))


def initials(scan: Scan, i: int, word: Word) -> None:
    """ "K. Jankowska", "i.A. M. Celik", "Irmgard T."."""
    if (
        not word.initial
        or not scan.gap(i).startswith(".")
        or scan.plain(i - 1) in ("z", "u", "i", "d", "o", "s", "v")
    ):
        return
    if i and scan.gap(i - 1) == " " and scan.words[i - 1].upper and scan.words[i - 1].can & Can.CLEAR:
        return
    if not INITIAL.fullmatch(scan.gap(i)) or all(w.initial for w in scan.words[i : i + 4]):
        return  # a list of letters
    end = scan.take(i, lambda w: scan.likely(w) and not w.can & Can.NOUN)
    if end > i + 1:
        scan.add(i, end)


def last_first(scan: Scan, i: int, word: Word) -> None:
    """ "Schröder, Anneliese", "Kurz, S.", "al-Masri, Youssef"."""
    if not word.upper and not word.plain.startswith(("al-", "el-", "von")):
        return
    if i in scan.firms or not _COMMA.fullmatch(scan.gap(i)) or i + 1 >= len(scan.words):
        return
    first, alone = scan.words[i + 1], scan.opens(i) or bool(scan.plain(i - 1) in _LEADS)
    if not alone or word.plain in cues.CLOSINGS | cues.GREETINGS | cues.TEAM or word.can & Can.NEVER:
        return
    if word.can & Can.EVERYDAY and not word.can & Can.AMBIGUOUS:
        return
    initial = first.initial and scan.gap(i + 1).startswith(".")
    if (
        initial
        or (
            first.upper
            and first.can & Can.FIRST
            and first.can & Can.CLEAR
            and word.can & (Can.SURNAME | Can.CLEAR)
        )
        or (first.upper and first.can & Can.CLEAR and not word.can & (NAME | Can.NOUN | Can.EVERYDAY))
    ):
        scan.add(i, i + 2 if initial else max(i + 2, scan.take(i + 1, scan.likely)))


_LEADS = frozenset("auf mit an von fuer fahrgast kunde kundin for to with from passenger gast name".split())


def signature(scan: Scan, i: int, word: Word) -> None:
    """A line of its own that holds nothing but a name: the last line, or one above an address."""
    at_line = i == 0 or "\n" in scan.gap(i - 1)
    if not at_line or not word.upper or "\n" not in scan.text or i in scan.firms:
        return
    end = scan.take(i, scan.listed)
    if (
        end > i
        and (end > i + 1 or i + 1 == len(scan.words))
        and LINE_END.match(scan.text, scan.words[end - 1].end)
    ):
        if any(scan.words[k].can & NAME and not scan.words[k].can & Can.EVERYDAY for k in range(i, end)):
            scan.add(i, end)
