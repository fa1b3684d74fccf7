"""The rules that tell names: each looks at one word of a text and at its neighbours."""

# ruff: noqa: E501, SIM905, D210, D301, RET503  (patterns, word lists and sentences read better in long lines)
# ruff: noqa: D401, SIM102  (rules read like sentences)
from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import cues
from .lexicon import NAME, NATIONS, Can
from .words import word_list

if TYPE_CHECKING:
    from .names import Scan, Word

__all__ = ["BESIDE", "CAPITAL", "initials", "last_first", "signature", "small"]

Rule = Callable[["Scan", int, "Word"], None]

_SPACE = re.compile(r"[ \t\u00a0\u202f]{1,2}")
_AFTER_TITLE = re.compile(r"\.?[ \t\u00a0\u202f]{1,2}|\.")
_AFTER_ROLE = re.compile(r"[ \u00a0]{1,2}|[,:(\"„“'] ?| [(\"„“'–-] ?|: ?[\"„(]?|, ?[\"„(]")
_LABEL = re.compile(r" ?(?::|=|\))[ \t]{0,3}[\"„(]?|\t")
_CLOSED = re.compile(r"[ \t,.!;:\-–—*~]{0,8}\n{0,3}[ \t\-–—*]{0,4}")
_END = re.compile(r"[ \t]*(?:$|[\n,;!?()|/<\[\x00]|\.(?:\s|$)|\s?[-–—](?:\s|$)|:)")
_LINE_END = re.compile(r"[ \t.!]{0,3}(?:$|[\n|(\x00]|\s[-–—]\s?$)")
_COMMA = re.compile(r", ?")
_INITIAL = re.compile(r"\.[ \u00a0]?")
_BEFORE_NAMES = cues.ACADEMIC | cues.TITLES
_SHORT_TITLES = frozenset("fr hr hrn fam frl dr prof mr mrs ms mx ra".split())
_ALWAYS_TITLES = frozenset("mr mrs ms mx hrn dr".split())
_DETERMINED = frozenset(
    "die der eine ein einer einem einen den dem keine kein als jede jeder diese dieser von".split()
)
_TOLD = frozenset(
    "ist is lautet war was heisst heisse waere ist's name namens named called genannt hiess ein eine einem gewisser gewisse gewissen a an the der die den dem herr with".split()
)
_AGAIN = frozenset("hier here again nochmal wieder calling speaking from aus von writing".split())
_VIA = frozenset(
    "the your our dem der den die das euer eurem eurer ihrem ihrer ihr a an im am unserem unserer".split()
)
_PLACED = frozenset("from of at on in vom von aus im an am bei auf zur zum beim behind".split())


def title(scan: Scan, i: int, word: Word) -> None:
    """ "Frau Dr. von Oertzen", "Herrn Rechtsanwalt Böhm", "frau yılmaz"."""
    if word.plain not in cues.TITLES or not _AFTER_TITLE.fullmatch(scan.gap(i)):
        return
    if scan.gap(i).startswith(".") and word.plain not in _SHORT_TITLES:
        return  # "... die Frau. Danach"
    if not scan.shouted and len(word.text) > 1 and word.text.isupper():
        return  # "MS Europa", "HR Portal"
    if word.plain == "hr" and scan.text[: word.start].rstrip()[-1:].isdigit():
        return  # "a 2 hr Wait"
    j = i + 1
    words, last = scan.words, min(i + 6, len(scan.words) - 1)
    while j < last and words[j].plain in _BEFORE_NAMES and _AFTER_TITLE.fullmatch(words[j].gap):
        j += 1
    if j >= len(words) or (i in scan.firms and j in scan.firms) or words[j].plain in _ALWAYS_TITLES:
        return
    own = scan.plain(i - 1) in cues.OWN and word.plain == "frau" and scan.plain(i - 1) != "ihre"
    scan.add(
        j,
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
    j = i + 1
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
        if common and not following.can & Can.CLEAR and following.can & Can.AMBIGUOUS:
            return False  # "Der Kunde ist König"
        if article and not following.can & NAME:
            return False  # "ein Kind der Großstadt"
        return scan.likely(following) or (scan.small_name(following) and bool(following.can & Can.CLEAR))

    end = scan.take(j, first)
    if end > j and end < len(scan.words) and scan.plain(end) in _BRANCHES and scan.gap(end - 1) == " ":
        return  # "the manager, Croydon branch"
    scan.add(j, end)


_ARTICLES = frozenset("der die das den dem des the".split())
_BRANCHES = frozenset("branch store office depot station area shop filiale niederlassung zentrale".split())


def greeting(scan: Scan, i: int, word: Word) -> None:
    """ "Hallo Sabine,", "Liebe Anna!", "Sehr geehrter Petersen"."""
    if word.plain not in cues.GREETINGS or not re.fullmatch(r",? ", scan.gap(i)):
        return
    opening = scan.opens(i) or scan.plain(i - 1) in ("guten", "good", "sehr", "gruess", "oh")
    if not opening:
        return
    end = scan.take(
        i + 1, lambda w: scan.listed(w) or (not w.upper and scan.small_name(w) and bool(w.can & Can.CLEAR))
    )
    if end > i + 1 and _END.match(scan.text, scan.words[end - 1].end):
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
        if end > j and (_END.match(scan.text, scan.words[end - 1].end) or not weak):
            scan.add(j, end)
        elif end == j:
            _signed_below(scan, i)
        return None
    end = j
    while end < min(j + 3, len(scan.words)) and not scan.words[end].can & (
        Can.EVERYDAY | (0 if _dotted(scan, end) else Can.NEVER) | Can.NOUN
    ):
        end += 1
        if not _SPACE.fullmatch(scan.gap(end - 1)) and not _dotted(scan, end - 1):
            break
    if (
        end > j
        and _LINE_END.match(scan.text, scan.words[end - 1].end)
        and scan.plain(end - 1) not in cues.TEAM
    ):
        scan.add(j, end)


def _dotted(scan: Scan, i: int) -> bool:
    """Whether a word is an initial in small letters: "mfg j. petersen"."""
    return len(scan.words[i].text) == 1 and bool(_INITIAL.fullmatch(scan.gap(i)))


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
        if end > j and _LINE_END.match(scan.text, scan.words[end - 1].end):
            scan.add(j, end)


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


_NOT_A_PERSONS = frozenset(
    "company firma firmen file datei product produkt brand bank lender user domain hotel street strasse business account login table".split()
)


def introduced(scan: Scan, i: int, word: Word) -> None:
    """ "Mein Name ist Hase", "ich heiße ...", "Name: hülya arslan", "Kontakt: B. Berner"."""
    j = i + 1
    if word.plain in cues.LABELS and _LABEL.fullmatch(scan.gap(i)):
        sure = word.plain.endswith(("name", "namen")) and word.plain not in ("from", "to")
    elif word.plain in cues.INTRODUCED and _SPACE.fullmatch(scan.gap(i)):
        if scan.plain(i - 1) in _THAT:
            return  # "das heißt", "anhand des Namens"
        sure = True
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
        and _SPACE.fullmatch(scan.gap(end - 1))
    ):
        if (
            scan.words[end].upper
            or scan.words[end].can & (Can.EVERYDAY | Can.NEVER | Can.NOUN)
            or end > j + 3
        ):
            break
        end += 1
    scan.add(j, end)


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
    if about and _SPACE.fullmatch(scan.gap(i)):
        _who(scan, i + 1)
    if word.plain in ("hier", "here") and i and re.fullmatch(",? ", scan.gap(i - 1)):
        _before(scan, i - 1, bool(_END.match(scan.text, word.end)) or scan.plain(i + 1) in _AGAIN)
    if word.plain in _NAMES and i > 2 and {scan.plain(i - 1), scan.plain(i - 2)} & {"mein", "my"}:
        verb = i - 2 if scan.plain(i - 1) in ("mein", "my") else i - 3
        if (
            verb > 0
            and scan.plain(verb) in ("ist", "is", "war", "was", "bleibt")
            and _SPACE.fullmatch(scan.gap(verb - 1))
        ):
            _before(scan, verb - 1, True)
    if word.plain == "hier" and i > 2 and scan.plain(i - 2) == "aus" and _END.match(scan.text, word.end):
        _before(scan, i - 3, True)
    if (
        word.plain in ("mein", "my")
        and scan.plain(i + 1) in ("name", "vorname")
        and i
        and re.fullmatch(",? ", scan.gap(i - 1))
    ):
        if scan.plain(i + 2) not in ("ist", "is", "lautet", "steht"):
            _before(scan, i - 1, True)


_NAMES = frozenset("name surname nachname vorname mädchenname geburtsname familienname".split())


def _who(scan: Scan, j: int) -> None:
    if j >= len(scan.words):
        return
    word = scan.words[j]
    if word.upper and word.plain not in NATIONS:
        end = max(scan.take(j, scan.listed), _unlisted(scan, j))
        several = end > j + 1 and not word.can & Can.NOUN
        alone = bool(_END.match(scan.text, scan.words[end - 1].end)) or scan.plain(end) in _AGAIN
        if end > j and (
            several
            or word.can & Can.CLEAR
            or (alone and not word.can & Can.EVERYDAY)
            or (alone and word.can & Can.FIRST)
        ):
            scan.add(j, end)
    elif scan.small_name(word) and (word.can & Can.CLEAR or word.can & Can.FIRST):
        scan.add(j, _small_end(scan, j + 1))


def _unlisted(scan: Scan, j: int) -> int:
    """Return the end of two or three words with capitals that nobody else has, and then a stop: "I'm Zhang Wei, ..."."""
    end = scan.take(j, scan.likely)
    both = j + 1 < end <= j + 3 and not any(scan.words[k].can & _ORDINARY for k in range(j, end))
    return end if both and _END.match(scan.text, scan.words[end - 1].end) else j


_ORDINARY = Can.EVERYDAY | Can.NOUN | Can.BRAND | Can.NEVER


def _small_end(scan: Scan, end: int) -> int:
    """Return where a name in small letters ends: at the first everyday word."""
    start = end
    while end < min(start + 3, len(scan.words)) and _SPACE.fullmatch(scan.gap(end - 1)):
        word = scan.words[end]
        if word.plain not in cues.PARTICLES and not scan.small_name(word):
            break
        end += 1
    while end > start and scan.plain(end - 1) in cues.PARTICLES:
        end -= 1
    return end


def _before(scan: Scan, last: int, sure: bool) -> None:
    """Take the name that ends at a word and begins its sentence: "Fiete Harms hier"."""
    if not sure or (last in scan.firms and scan.plain(last) not in ("smith", "brandt")):
        return
    start = last
    while start > 0 and start > last - 3 and _SPACE.fullmatch(scan.gap(start - 1)) and not scan.opens(start):
        start -= 1
    for j in range(start, last + 1):
        if scan.words[j].plain in cues.GREETINGS:
            continue
        end = scan.take(j, lambda w: scan.likely(w) and (bool(w.can & NAME) or scan.opens(start)))
        if end == last + 1:
            scan.add(j, end)
            return


def towards(scan: Scan, i: int, word: Word) -> None:
    """ "spoke to Priya", "ask for Bill", "Danke an Sina", "bei Schmitz klingeln", "Thank you, Samira!"."""
    if word.plain not in cues.TOWARDS:
        if not (word.plain == "you" and scan.plain(i - 1) == "thank"):
            return
    if not re.fullmatch(r",? ", scan.gap(i)) or i + 1 >= len(scan.words) or i + 1 in scan.firms:
        return
    following = scan.words[i + 1]
    if not following.upper or not scan.likely(following) or not following.can & NAME:
        return
    if following.can & Can.AMBIGUOUS and not following.can & Can.CLEAR:
        if not _stands_out(scan, following):
            return
    elif not following.can & Can.CLEAR and not following.can & Can.FIRST:
        return
    end = scan.take(i + 1, scan.likely)
    told = scan.english or scan.plain(end) in ("from", "vom", "von", "aus")
    if following.can & (Can.CLEAR | Can.AMBIGUOUS) or told or _END.match(scan.text, scan.words[end - 1].end):
        scan.add(i + 1, end)


def _stands_out(scan: Scan, word: Word) -> bool:
    """In English a capital within a sentence makes a name of "Mark" and "Will", but not of months and places."""
    return scan.english and not scan.shouted and bool(word.can & Can.FIRST) and word.plain not in _NOT_PEOPLE


_MONTHS = frozenset(
    "januar februar maerz april mai juni juli august september oktober november dezember january february march may june july october december".split()
)
_NOT_PEOPLE = frozenset(
    "april may june july august september october january monday friday sunday summer winter spring autumn london paris sydney victoria phoenix jordan"
    " dakota washington franklin virginia georgia florence houston dallas austin charlotte chase bank king lincoln madison paris savannah carolina brooklyn chelsea israel india asia"
    " mercedes meta street park lane hill east west north south church house court post best sky joy hunter".split()
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
    if month or (word.plain in _NOT_PEOPLE and not (scan.english and scan.opens(i))):
        return
    named = bool(word.can & Can.FIRST) or word.can & Can.CLEAR
    if not named and (word.can & Can.BRAND or scan.shouted):
        return
    gap, after = scan.gap(end - 1), scan.words[end]
    if _SPACE.fullmatch(gap):
        clear = named and (
            not word.can & Can.AMBIGUOUS
            or _stands_out(scan, word)
            or (scan.opens(i) and word.can & Can.FIRST)
        )
        acting = (
            after.plain in cues.PERSON_VERBS
            and not after.upper
            and clear
            and _strong_verb(scan, i, word, after)
        )
        from_there = scan.opens(i) and after.plain in ("aus", "vom", "von")
        noun = end == i + 1 and not (word.can & NAME or scan.english or from_there)  # unknown, in German
        if acting or (not noun and _at_desk(scan, end, word)):
            scan.add(i, end)
    elif re.fullmatch(r" ?, ?| \(", gap) and named:
        k = end
        while k < min(end + 4, len(scan.words)) and scan.plain(k) in _VIA | cues.OWN | {
            "store",
            "shop",
            "help",
        }:
            k += 1
        if k > end and k < len(scan.words) and scan.plain(k) in cues.ROLES:
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


def listed(scan: Scan, i: int, word: Word) -> None:
    """A name of the lists that is nothing else, with what follows it; any two words that can only be a name together."""
    if i < scan.reached or i in scan.firms or word.can & Can.NEVER:
        return
    if word.can & Can.CLEAR and len(word.text) > 2:
        if scan.text[word.start - 1 : word.start] in ("-", "/", "#") and word.start:
            return
        scan.add(i, scan.take(i, lambda w: True))
    elif (
        word.can & Can.FIRST
        and _SPACE.fullmatch(scan.gap(i))
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
                word.plain in _NOT_PEOPLE
                or word.plain in word_list("cities")
                or word.text.endswith(("'s", "’s"))
            )
            if sure or (both and not placed):
                scan.add(i, scan.take(i, lambda w: True))


def small(scan: Scan, i: int, word: Word) -> None:
    """Who writes no capitals at all writes names without them too."""
    if (
        scan.small
        and word.can & Can.CLEAR
        and word.can & Can.FIRST
        and len(word.text) > 4
        and not word.can & Can.EVERYDAY
    ):
        scan.add(i, _small_end(scan, i + 1))


def initials(scan: Scan, i: int, word: Word) -> None:
    """ "K. Jankowska", "i.A. M. Celik", "Irmgard T."."""
    if (
        not word.initial
        or not scan.gap(i).startswith(".")
        or scan.plain(i - 1) in ("z", "u", "i", "d", "o", "s", "v")
    ):
        return
    if (
        i
        and re.fullmatch(r" ", scan.gap(i - 1))
        and scan.words[i - 1].upper
        and scan.words[i - 1].can & Can.CLEAR
    ):
        return
    if not _INITIAL.fullmatch(scan.gap(i)) or all(w.initial for w in scan.words[i : i + 4]):
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
        and _LINE_END.match(scan.text, scan.words[end - 1].end)
    ):
        if any(scan.words[k].can & NAME and not scan.words[k].can & Can.EVERYDAY for k in range(i, end)):
            scan.add(i, end)


_ABOUT_ME = frozenset("bin am i'm it's im is ist spricht schreibt hier here mein my".split()) | _NAMES
_INTRODUCING = (
    cues.LABELS
    | cues.INTRODUCED
    | {"name", "names", "name's", "surname", "nachname", "vorname", "familienname", "called"}
)
_BESIDE: tuple[tuple[Rule, frozenset[str]], ...] = (
    (title, cues.TITLES),
    (role, cues.ROLES),
    (greeting, cues.GREETINGS),
    (closing, cues.CLOSINGS),
    (introduced, _INTRODUCING),
    (myself, _ABOUT_ME),
    (towards, cues.TOWARDS | {"you"}),
)
BESIDE: dict[str, tuple[Rule, ...]] = {
    word: tuple(rule for rule, words in _BESIDE if word in words)
    for word in frozenset().union(*(words for _rule, words in _BESIDE))
}
"The rules that a word beside a name sets going."
CAPITAL: tuple[Rule, ...] = (acts, listed, last_first)
"The rules that look at every word with a capital."
