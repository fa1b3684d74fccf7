"""Names beside titles, roles, greetings and closings."""

# ruff: noqa: E501, SIM905, D210, D301, RET503  (patterns, word lists and sentences read better in long lines)

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import cues
from .lexicon import NAME, Can
from .name_parts import APART, END, INITIAL, LINE_END, SPACE

if TYPE_CHECKING:
    from .name_words import Word
    from .names import Scan

__all__ = ["closing", "greeting", "role", "title"]

_AFTER_TITLE = re.compile(r"\.?[ \t\u00a0\u202f]{1,2}|\.")
_AFTER_ROLE = re.compile(r"[ \u00a0]{1,2}|[,:(\"„“'] ?| [(\"„“'–-] ?|: ?[\"„(]?|, ?[\"„(]")
_CLOSED = re.compile(r"[ \t,.!;:\-–—*~]{0,8}\n{0,3}[ \t\-–—*]{0,4}")
_BEFORE_NAMES = cues.ACADEMIC | cues.TITLES
_SHORT_TITLES = frozenset("mag rev smt sgt cllr fr hr hrn fam frl dr prof mr mrs ms mx ra".split())
_WORDS_TOO = frozenset("mag schwester officer constable rev sri imam rabbi kommissar".split())
_ALWAYS_TITLES = frozenset("mr mrs ms mx hrn dr".split())
_DETERMINED = frozenset(
    "die der eine ein einer einem einen den dem keine kein als jede jeder diese dieser von".split()
)
_TOLD = frozenset(
    "ist is lautet war was heisst heisse waere ist's name namens named called genannt hiess ein eine einem gewisser gewisse gewissen a an the der die den dem herr with".split()
)


def title(scan: Scan, i: int, word: Word) -> None:
    """ "Frau Dr. von Oertzen", "Herrn Rechtsanwalt Böhm", "frau yılmaz"."""
    if word.plain not in cues.TITLES or not _AFTER_TITLE.fullmatch(scan.gap(i)):
        return
    if scan.gap(i).startswith(".") and word.plain not in _SHORT_TITLES:
        return  # "... die Frau. Danach"
    if word.plain in _WORDS_TOO and not (word.upper and (word.plain != "mag" or scan.gap(i).startswith("."))):
        return  # "ich mag den"
    if not scan.shouted and len(word.text) > 1 and word.text.isupper():
        return  # "MS Europa", "HR Portal"
    if word.plain == "hr" and scan.text[max(0, word.start - 3) : word.start].rstrip()[-1:].isdigit():
        return  # "a 2 hr Wait"
    j = i + 1
    words, last = scan.words, min(i + 6, len(scan.words) - 1)
    while j < last and (
        (words[j].plain in _BEFORE_NAMES and _AFTER_TITLE.fullmatch(words[j].gap))
        or (
            words[j].plain in ("in", "a") and words[j - 1].gap == "." and words[j].gap == " "
        )  # "Mag.a", "Dr.in"
    ):
        j += 1
    if j >= len(words) or (i in scan.firms and j in scan.firms) or words[j].plain in _ALWAYS_TITLES:
        return
    own = scan.plain(i - 1) in cues.OWN and word.plain == "frau" and scan.plain(i - 1) != "ihre"
    ending = j - 1 if words[j - 1].plain in ("in", "a") and j - 1 > i else j
    scan.add(
        ending,
        scan.take(
            j,
            scan.likely
            if own
            or word.plain in ("kollege", "sister", "captain", "miss")
            or (word.plain == "fr" and scan.gap(i) == " ")  # "Mo bis Fr Vormittag"
            else _after_title(scan, i, word),
        ),
        sure=True,
    )


def _after_title(scan: Scan, i: int, word: Word) -> Callable[[Word], bool]:
    determined = scan.plain(i - 1) in _DETERMINED | cues.OWN

    def first(following: Word) -> bool:
        if following.upper and not (
            scan.shouted and following.can & Can.EVERYDAY and not following.can & Can.AMBIGUOUS
        ):
            roles = following.plain in cues.ROLES and not following.can & Can.AMBIGUOUS
            return scan.any_capital(following) and following.plain not in cues.TEAM and not roles
        if scan.small_name(following):
            return True
        if following.can & (Can.NEVER | Can.NOUN) or len(following.text) < 3:
            return False
        if not following.can & Can.EVERYDAY:
            return word.plain != "miss" and not determined
        return (
            bool(following.can & Can.AMBIGUOUS)
            and not determined
            and (word.plain in _ALWAYS_TITLES or scan.small)
        )

    return first


def role(scan: Scan, i: int, word: Word) -> None:
    """ "Mein Sohn Jonas", "Ansprechpartnerin ist Leyla Demirci", "der Techniker (Bastian)"."""
    if word.plain not in cues.ROLES or not _AFTER_ROLE.fullmatch(scan.gap(i)):
        return
    j = _behind_colon(scan, i)
    while j < min(i + 5, len(scan.words)) and scan.plain(j) in _TOLD and _AFTER_ROLE.fullmatch(scan.gap(j)):
        j += 1
    if j >= len(scan.words) or i in scan.firms:
        return
    common = word.plain in (
        "gast",
        "guest",
        "kunde",
        "kundin",
        "customer",
        "client",
        "owner",
        "holder",
    ) or "," in scan.gap(j - 1)

    article = scan.plain(j - 1) in _ARTICLES

    def first(following: Word) -> bool:
        was = j > i + 1 and scan.plain(j - 1) in ("war", "was", "waere")
        if (common or was) and not following.can & Can.CLEAR and following.can & Can.AMBIGUOUS:
            return False  # "Der Kunde ist König"
        if article and not following.can & NAME:
            return False  # "ein Kind der Großstadt"
        return scan.likely(following) or (scan.small_name(following) and bool(following.can & Can.CLEAR))

    end = scan.take(j, first)
    if end > j and end < len(scan.words) and scan.plain(end) in _BRANCHES and scan.gap(end - 1) == " ":
        return  # "the manager, Croydon branch"
    scan.add(j, end)


def _behind_colon(scan: Scan, i: int) -> int:
    """Return the word behind a role, or behind the colon of "Ansprechpartner im Lager: "."""
    if scan.plain(i + 1) in (
        "im",
        "in",
        "am",
        "at",
        "for",
        "fuer",
        "heute",
        "today",
        "vor",
        "on",
        "der",
        "des",
    ):
        for k in range(i + 1, min(i + 5, len(scan.words) - 1)):
            if scan.gap(k).strip() == ":":
                return k + 1
            if scan.gap(k) != " ":
                break
    return i + 1


_ARTICLES = frozenset("der die das den dem des the".split())
_BRANCHES = frozenset("branch store office depot station area shop filiale niederlassung zentrale".split())


def greeting(scan: Scan, i: int, word: Word) -> None:
    """ "Hallo Sabine,", "Liebe Anna!", "Sehr geehrter Petersen"."""
    if word.plain not in cues.GREETINGS or scan.gap(i) not in APART:
        return
    opening = scan.opens(i) or scan.plain(i - 1) in ("guten", "good", "sehr", "gruess", "oh")
    if not opening:
        return
    end = scan.take(
        i + 1, lambda w: scan.listed(w) or (not w.upper and scan.small_name(w) and bool(w.can & Can.CLEAR))
    )
    if end > i + 1 and END.match(scan.text, scan.words[end - 1].end):
        scan.add(i + 1, end)


def closing(scan: Scan, i: int, word: Word) -> None:
    """ "LG Sabine", "Mit freundlichen Grüßen\\nH. Böttcher", "Thanks, Jen", "mfg manni"."""
    if word.plain not in cues.CLOSINGS:
        return None
    if ":" in scan.gap(i) and scan.plain(i + 1) in _ARTICLES:
        return None  # "... lässt grüßen: die ..."
    j = i + 1
    while j < min(i + 6, len(scan.words)) and scan.plain(j) in cues.ASIDE and len(scan.gap(j)) < 4:
        j += 1
    if j >= len(scan.words) or not _CLOSED.fullmatch(scan.gap(i)) or not _CLOSED.fullmatch(scan.gap(j - 1)):
        return _signed_below(scan, i)
    weak = (
        word.plain in cues.WEAK_CLOSINGS
        and "\n" not in scan.gap(i)
        and not (j == len(scan.words) - 1 and "," in scan.gap(i))
    )
    if scan.words[j].upper:
        sure = scan.listed if weak else scan.likely
        end = scan.take(
            j, lambda w: sure(w) or (not weak and scan.any_capital(w) and bool(w.can & Can.AMBIGUOUS))
        )
        if end > j and (END.match(scan.text, scan.words[end - 1].end) or not weak):
            scan.add(j, end)
        elif end == j:
            _signed_below(scan, i)
        return None
    end = j
    while end < min(j + 3, len(scan.words)) and not scan.words[end].can & (
        Can.EVERYDAY | (0 if _dotted(scan, end) else Can.NEVER) | Can.NOUN
    ):
        end += 1
        if not SPACE.fullmatch(scan.gap(end - 1)) and not _dotted(scan, end - 1):
            break
    if (
        end > j
        and LINE_END.match(scan.text, scan.words[end - 1].end)
        and scan.plain(end - 1) not in cues.TEAM
    ):
        scan.add(j, end)


def _dotted(scan: Scan, i: int) -> bool:
    """Whether a word is an initial in small letters: "mfg j. petersen"."""
    return len(scan.words[i].text) == 1 and bool(INITIAL.fullmatch(scan.gap(i)))


def _signed_below(scan: Scan, i: int) -> None:
    """ "Mit bestem Gruß aus Rosenheim\\nSepp Obermayr": the line below a closing."""
    line = scan.text.find("\n", scan.words[i].end, scan.words[i].end + 60)
    j = i + 1
    while j < min(i + 10, len(scan.words)) and scan.words[j].start < line:
        j += 1
    if line < 0 or j >= len(scan.words) or scan.words[j].start < line:
        return
    while (
        j < len(scan.words) and scan.plain(j) in cues.ASIDE | cues.ACADEMIC and scan.words[j].plain != "von"
    ):
        j += 1
    if j < len(scan.words):
        end = scan.take(j, scan.likely)
        if end > j and LINE_END.match(scan.text, scan.words[end - 1].end):
            scan.add(j, end)
