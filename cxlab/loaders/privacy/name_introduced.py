"""Names that somebody introduces, of themselves or of others, or turns to."""

# ruff: noqa: E501, SIM905, D210  (patterns, word lists and sentences read better in long lines)
# ruff: noqa: SIM102  (rules read like sentences)
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import cues
from .lexicon import NAME, NATIONS, Can
from .name_parts import APART, END, NAMES, SPACE, small_end, stands_out

if TYPE_CHECKING:
    from .name_words import Word
    from .names import Scan

__all__ = ["booked", "by_whom", "introduced", "myself", "towards"]

_LABEL = re.compile(r" ?(?::|=|\))[ \t]{0,3}[\"„(]?|\t")
_AGAIN = frozenset("hier here again nochmal wieder calling speaking from aus von writing".split())
_THAT = frozenset("das dies that des eines ihres seines dieses meines".split())
_WHOSE = frozenset("on in of for auf im in fuer der the my your our dem den des meiner meinem ihrer".split())


def _colon(scan: Scan, i: int) -> int:
    """Return the word behind the colon of "Name on the booking: ", 0 where there is none."""
    if scan.plain(i + 1) not in _WHOSE:
        return 0
    for k in range(i + 1, min(i + 5, len(scan.words) - 1)):
        if _LABEL.fullmatch(scan.gap(k)):
            return 0 if scan.plain(k) in _NOT_A_PERSONS else k + 1
        if scan.gap(k) != " ":
            return 0
    return 0


_AT_DOOR = frozenset("klingel klingelschild tuerschild briefkasten".split())
_NOT_A_PERSONS = frozenset(
    "company firma firmen file datei product produkt brand bank lender user domain hotel street strasse business account login table".split()
)


def introduced(scan: Scan, i: int, word: Word) -> None:
    """ "Mein Name ist Hase", "ich heiße ...", "Name: hülya arslan", "Kontakt: B. Berner"."""
    j = i + 1
    if word.plain in ("vorname", "firstname") and i and scan.gap(i - 1) == ", " and scan.opens(i - 1):
        scan.add(i - 1, i)  # "Kaiser, Vorname Ingeborg"
    if word.plain in cues.LABELS and _LABEL.fullmatch(scan.gap(i)):
        sure = word.plain.endswith(("name", "namen")) and word.plain not in ("from", "to")
    elif word.plain in cues.INTRODUCED and SPACE.fullmatch(scan.gap(i)):
        if scan.plain(i - 1) in _THAT | cues.FIRMS_BEFORE:
            return  # "das heißt", "anhand des Namens", "eine Katze namens"
        sure = True
    elif word.plain in _AT_DOOR and SPACE.fullmatch(scan.gap(i)):
        sure = False
    elif word.plain in ("name", "namen") and (colon := _colon(scan, i)):
        j, sure = colon, True
    elif word.plain in (
        "name",
        "names",
        "name's",
        "surname",
        "nachname",
        "vorname",
        "familienname",
        "called",
    ):
        while j < min(i + 4, len(scan.words)) and scan.plain(j) in (
            "ist",
            "is",
            "lautet",
            "war",
            "was",
            "auch",
        ):
            j += 1
        sure = j > i + 1 or word.plain == "name's"
        if not sure and (word.plain == "called" or scan.plain(j) in _WHOSE):
            return  # "Name der Datei"
    else:
        return
    if scan.plain(i - 1) in _NOT_A_PERSONS or (j == i + 1 and "," in scan.gap(i)):
        return
    while j < min(i + 6, len(scan.words)) and scan.plain(j) in cues.TITLES | cues.ACADEMIC | {
        "in",
        "glaube",
        "ich",
        "wohl",
        "frau",
    }:
        j += 1
    if j >= len(scan.words) or len(scan.gap(j - 1)) > 4 or any(mark in scan.gap(j - 1) for mark in "?!"):
        return

    def first(following: Word) -> bool:
        if following.upper:
            return scan.likely(following) or (
                sure
                and scan.any_capital(following)
                and not following.can & Can.NOUN
                and following.plain not in cues.ROLES
            )
        return sure and not following.can & (Can.EVERYDAY | Can.NEVER | Can.NOUN) and len(following.text) > 2

    end = scan.take(j, first)
    while (
        end > j
        and not scan.words[end - 1].upper
        and end < len(scan.words)
        and SPACE.fullmatch(scan.gap(end - 1))
    ):
        if (
            scan.words[end].upper
            or scan.words[end].can & (Can.EVERYDAY | Can.NEVER | Can.NOUN)
            or end > j + 3
        ):
            break
        end += 1
    scan.add(j, end)
    if word.plain in _AT_DOOR and end > j and scan.gap(end - 1) == "/":
        scan.add(end, scan.take(end, scan.likely))


def myself(scan: Scan, i: int, word: Word) -> None:
    """ "Ich bin Chiara", "hier spricht Giovanni Esposito", "hi im deepak", "Saoirse here", "Gerhart Hauptmann mein Name"."""
    before = scan.plain(i - 1)
    about = (
        (word.plain == "bin" and (before == "ich" or scan.opens(i)))
        or (word.plain == "am" and before == "i")
        or word.plain in ("i'm", "it's")
        or (word.plain == "im" and scan.english and (scan.opens(i) or before in cues.GREETINGS))
        or (word.plain in ("is", "ist", "spricht", "schreibt") and before in ("this", "hier", "hello", "es"))
    )
    if about and SPACE.fullmatch(scan.gap(i)):
        _who(scan, i + 1)
    if word.plain in ("hier", "here") and i and scan.gap(i - 1) in APART:
        _before(scan, i - 1, bool(END.match(scan.text, word.end)) or scan.plain(i + 1) in _AGAIN)
    if word.plain in NAMES and i > 2 and {scan.plain(i - 1), scan.plain(i - 2)} & {"mein", "my"}:
        verb = i - 2 if scan.plain(i - 1) in ("mein", "my") else i - 3
        if (
            verb > 0
            and scan.plain(verb) in ("ist", "is", "war", "was", "bleibt")
            and SPACE.fullmatch(scan.gap(verb - 1))
        ):
            _before(scan, verb - 1, True)
    if word.plain == "hier" and i > 2 and scan.plain(i - 2) == "aus" and END.match(scan.text, word.end):
        _before(scan, i - 3, True)
    if (
        word.plain in ("mein", "my")
        and scan.plain(i + 1) in ("name", "vorname")
        and i
        and scan.gap(i - 1) in APART
    ):
        if scan.plain(i + 2) not in ("ist", "is", "lautet", "steht"):
            _before(scan, i - 1, True)


def _who(scan: Scan, j: int) -> None:
    if j >= len(scan.words):
        return
    word = scan.words[j]
    if word.upper and word.plain not in NATIONS:
        end = max(scan.take(j, scan.listed), _unlisted(scan, j))
        several = end > j + 1 and not word.can & Can.NOUN
        alone = bool(END.match(scan.text, scan.words[end - 1].end)) or scan.plain(end) in _AGAIN
        if end > j and (
            several
            or word.can & Can.CLEAR
            or (alone and not word.can & Can.EVERYDAY)
            or (alone and word.can & Can.FIRST)
        ):
            scan.add(j, end)
    elif scan.small_name(word) and (word.can & Can.CLEAR or word.can & Can.FIRST):
        scan.add(j, small_end(scan, j + 1))


def _unlisted(scan: Scan, j: int) -> int:
    """Return the end of two or three words with capitals that nobody else has, and then a stop: "I'm Zhang Wei, ..."."""
    end = scan.take(j, scan.likely)
    both = j + 1 < end <= j + 3 and not any(scan.words[k].can & _ORDINARY for k in range(j, end))
    return end if both and END.match(scan.text, scan.words[end - 1].end) else j


_ORDINARY = Can.EVERYDAY | Can.NOUN | Can.BRAND | Can.NEVER


def _before(scan: Scan, last: int, sure: bool) -> None:
    """Take the name that ends at a word and begins its sentence: "Fiete Harms hier"."""
    if not sure or (last in scan.firms and scan.plain(last) not in ("smith", "brandt")):
        return
    start = last
    while start > 0 and start > last - 3 and SPACE.fullmatch(scan.gap(start - 1)) and not scan.opens(start):
        start -= 1
    told = scan.opens(start) or "," in scan.gap(start - 1)
    for j in range(start, last + 1):
        if scan.words[j].plain in cues.GREETINGS:
            continue
        end = scan.take(
            j, lambda w: scan.likely(w) and (bool(w.can & NAME) or (told and w is scan.words[start]))
        )
        if end == last + 1:
            scan.add(j, end)
            return


def towards(scan: Scan, i: int, word: Word) -> None:
    """ "spoke to Priya", "ask for Bill", "Danke an Sina", "bei Schmitz klingeln", "Thank you, Samira!"."""
    if word.plain not in cues.TOWARDS:
        if not (word.plain == "you" and scan.plain(i - 1) == "thank"):
            return
    if scan.gap(i) not in APART or i + 1 >= len(scan.words) or i + 1 in scan.firms:
        return
    following = scan.words[i + 1]
    if not following.upper or not scan.likely(following) or not following.can & NAME:
        return
    if following.can & Can.AMBIGUOUS and not following.can & Can.CLEAR:
        if not stands_out(scan, following):
            return
    elif not following.can & Can.CLEAR and not following.can & Can.FIRST:
        return
    end = scan.take(i + 1, scan.likely)
    told = scan.english or scan.plain(end) in ("from", "vom", "von", "aus")
    if following.can & (Can.CLEAR | Can.AMBIGUOUS) or told or END.match(scan.text, scan.words[end - 1].end):
        scan.add(i + 1, end)


_DONE = frozenset(
    "angenommen entgegengenommen unterschrieben bearbeitet beraten bedient bestaetigt zugesagt versprochen aufgenommen abgeholt empfangen betreut eingebaut installiert gesprochen"
    " informiert behandelt".split()
)


def by_whom(scan: Scan, i: int, word: Word) -> None:
    """ "angeblich von Löwe angenommen", "hier wohnt kein Löwe": a surname that is a word, by what was done."""
    if i + 1 >= len(scan.words) or scan.gap(i) != " ":
        return
    named = scan.words[i + 1]
    if not named.upper or not named.can & Can.SURNAME or named.can & (Can.NEVER | Can.NOUN | Can.BRAND):
        return
    done = word.plain in ("von", "durch") and scan.plain(i + 2) in _DONE and scan.gap(i + 1) == " "
    lives = word.plain in ("kein", "keine") and scan.plain(i - 1) in ("wohnt", "lebt", "heisst", "gibt")
    if done or lives:
        scan.add(i + 1, i + 2)


_BOOKED = frozenset(
    "reservierung tisch buchung bestellung ticket reservation booking booked table order zimmer termin appointment reserviert gebucht".split()
)


def booked(scan: Scan, i: int, word: Word) -> None:
    """ "Reservierung auf Lechner", "a table under Halloway": whoever it is for, listed or not."""
    if scan.plain(i - 1) not in _BOOKED or scan.gap(i) != " " or i + 1 >= len(scan.words):
        return
    end = scan.take(i + 1, scan.likely)
    if end > i + 1 and END.match(scan.text, scan.words[end - 1].end):
        scan.add(i + 1, end)
