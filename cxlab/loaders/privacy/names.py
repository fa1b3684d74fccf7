"""Names of people: beside a title, a greeting, a closing or an introduction, from lists, and those of a pot."""

# ruff: noqa: E501  (a pattern or a sentence cut in two reads worse than a long line)
from __future__ import annotations

import re
from collections.abc import Iterator

from .known import Known
from .spans import Finder, Span
from .words import folded, word_list

__all__ = ["name_finders"]

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-žŞşĞğİı"
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĻŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽ"
_NAME = rf"(?:(?:O['’]|Mc|Mac|D['’])?[{_UPPER}][{_LETTER}]*(?:['’](?=s\b))?[{_LETTER}]*(?:-[{_UPPER}][{_LETTER}]+)*)"
_PARTICLE = r"(?:von der|von dem|von den|von|vom|van der|van den|van de|van|zu|zur|de la|de|del|della|di|da|dos|el|al|bin|ben|ten|ter|le|la)"
_INITIAL = rf"[{_UPPER}]\."
_WORD = re.compile(rf"(?<![\w@.-]){_NAME}(?![\w@])")
_ANY_WORD = re.compile(rf"(?<![\w@])[{_LETTER}]+(?:['’-][{_LETTER}]+)*(?![\w@])")
_ACADEMIC = r"(?:(?:Prof\.?|Dr\.?|med\.|jur\.|phil\.|rer\.|nat\.|Dipl\.?-?(?:Ing|Kfm)\.?|Mag\.|Ing\.|h\.c\.|Professor|Doktor|Graf|Freiherr)[ ]*)*"
_FULL = rf"(?:(?:{_INITIAL} ?|{_PARTICLE} ){{0,3}}{_NAME})"

_TITLE = re.compile(
    rf"(?<!\w)(?i:Herrn?|Hr\.|Hrn\.|Frau|Fr\.|Fräulein|Familie|Fam\.|Eheleute|Ehepaar|Mr\.?|Mrs\.?|Ms\.?|Miss|Mister|Dr\.?"
    rf"|Prof\.?)[ \u00a0]{_ACADEMIC}(?P<name>{_FULL}|[{_LETTER}-]{{3,}})"
)
_GREETING = re.compile(
    rf"(?:^|(?<=[\n.!?,;:] )|(?<=\n))(?:Hallo|Hi|Hey|Hello|Dear|Liebe[rs]?|Guten (?:Tag|Morgen|Abend)|Moin|Servus|Good (?:morning|afternoon|evening))"
    rf"(?: (?:lieber?|dear))? (?P<name>{_FULL}(?: {_FULL}){{0,2}})(?=[ ]?[,!.:\n]|$)"
)
_CLOSING = re.compile(
    rf"(?:mit (?:freundlichen|besten|herzlichen|vielen) gr(?:ü|ue)(?:ß|ss)en|mfg|(?:viele|beste|liebe|freundliche|herzliche|schöne) gr(?:ü|ue)(?:ß|ss)e"
    rf"|(?<!\w)(?:lg|vg|bg|gru(?:ß|ss)|hochachtungsvoll|gezeichnet|gez\.)|(?:kind|best|warm|many) regards|regards|best wishes|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|cheers"
    rf"|(?:many )?thanks(?: again)?|thank you|vielen dank|danke|best)[ ]*[,.!]*[ ]*[-–—\n]*[ ]*(?:(?i:ihre?|your?s?) )?"
    rf"(?=(?-i:(?P<name>(?:{_ACADEMIC}){_FULL}(?: {_FULL}){{0,3}}))(?P<end>[ ]*[.!]?[ ]*(?:\n|$|\())?)",
    re.IGNORECASE,
)
_WEAK_CLOSING = re.compile(r"^(?:many )?(?:thanks|thank you|vielen dank|danke|best|cheers)\b", re.IGNORECASE)
_SIGNED = re.compile(
    rf"(?:\n|[.!?] ?[-–—]{{1,2}} ?|\s[-–—]{{1,2}} ?)(?P<name>{_FULL}(?: {_FULL}){{0,2}})\s*$"
)
_INTRODUCED = re.compile(
    rf"(?<!\w)(?:mein name (?:ist|lautet)|name ?(?:ist|:|is)|ich hei(?:ß|ss)e|my name is|my name's|i am called|hier (?:ist|schreibt|spricht)|namens|named|on behalf of|im namen von"
    rf"|ansprechpartner(?:in)?(?: (?:ist|war|hei(?:ß|ss)t|is|was))?:?|kontoinhaber(?:in)?:?|inhaber(?:in)?:|vertragspartner(?:in)?:|account holder:?|attn\.?:?|c/o|z\.? ?hd\.?"
    rf"|(?:lautet|läuft|registriert|angemeldet|gemeldet) auf(?: den namen)?|under the name(?: of)?|in the name of|registered to|auf den namen|signed by"
    rf"|(?:mit|with|to|by|from|von) (?:einer?m? |a |an |your |the |ihrem |ihrer |eurem |eurer |dem |der )?(?:kolleg(?:en|in)|mitarbeiter(?:in)?|berater(?:in)?|agent|advisor|adviser|colleague|representative|rep|technician|engineer|techniker|monteur)"
    rf"|(?:der|ihr|euer|die|ihre|eure|your|the|a|an|ein|eine) (?:nette |freundliche |unfreundliche |friendly |rude |helpful )?(?:kollege|kollegin|mitarbeiter(?:in)?|berater(?:in)?|agent|advisor|adviser|colleague|representative|rep|technician|engineer|techniker|monteur|sachbearbeiter(?:in)?)"
    rf"|sachbearbeiter(?:in)?|techniker(?:in)?|monteur(?:in)?|kollegin|kollege|(?:spoke|talked|speaking|talking|chatted|dealt|dealing) (?:to|with)|gesprochen mit|sprach mit|telefonat mit|chat mit|telefoniert mit)"
    rf"[ ]*,? ?(?:named |namens |called )?(?-i:(?P<name>{_FULL}(?: {_FULL}){{0,2}}))",
    re.IGNORECASE,
)
_SELF = re.compile(
    rf"(?<!\w)(?:ich bin(?: die| der)?|i am|i'm|i’m|this is|wir sind|we are)[ ](?-i:(?P<name>{_FULL}(?: {_FULL}){{1,2}}))",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?<!\w)(?i:meine?[mnr]? (?:ehe)?(?:mann|frau|sohn|tochter|mutter|vater|bruder|schwester|partner(?:in)?|freund(?:in)?|oma|opa)"
    r"|lebensgefährt(?:e|in)|(?:my|our) (?:late )?(?:husband|wife|son|daughter|mother|father|mum|mom|dad|partner|brother|sister|flatmate"
    rf"|neighbou?r|landlord|fiancée?)|(?:thanks|thank you|danke|dank) (?:to|an)),? (?P<name>{_FULL}(?: {_FULL})?)"
)
_FROM_DESK = re.compile(
    rf"(?<!\w)(?P<name>{_FULL}(?: {_FULL})?),? (?i:from|of|at|in|on|aus|vom|von|im|an|am|bei) (?i:the |your |dem |der |ihrem |ihrer |eurem |eurer )?"
    r"(?i:chat|hotline|support|team|kundenservice|kundendienst|call-? ?cent(?:er|re)|service|customer (?:service|care)|help ?desk|live-?chat"
    r"|reception|schalter|telefon|phone|front desk|billing|vertrieb)(?!\w)"
)
_INITIALS = re.compile(
    rf"(?:^|(?<=[.!?\n] )|(?<=\n)|(?<=[a-zäöüß,:] ))(?<![zdu]\. )(?P<name>(?:{_INITIAL} ?){{1,2}}(?:{_PARTICLE} )?{_NAME})"
)
_NOUN = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|schaft|tion|tionen|ität|ismus|ment|tarif|strom|gas|rechnung|nummer|termin|zeit|zeiten|stelle|"
    r"service|dienst|center|zentrum|vertrag|kosten|preis|portal|zähler|leitung|abteilung|büro|wechsel|team|ing|ness|ance)$"
)
_COLLECTIVE = re.compile(
    r"(?:^|-)(?:team|support|(?:kunden)?service|kundendienst|gmbh|ag|kg|ltd|inc|abteilung)$", re.IGNORECASE
)
_SUFFIX = re.compile(r"(?:['’]s|['’])$")


def name_finders(known: Known) -> tuple[Finder, ...]:
    """Return the finders of names; `known` holds the names that a pot's own tables give away."""

    def cued(pattern: re.Pattern[str]) -> Finder:
        return lambda text: (span for found in pattern.finditer(text) for span in _beside_cue(found, known))

    return (
        cued(_TITLE),
        cued(_GREETING),
        cued(_CLOSING),
        cued(_INTRODUCED),
        cued(_SELF),
        cued(_RELATED),
        cued(_FROM_DESK),
        cued(_INITIALS),
        cued(_SIGNED),
        lambda text: _listed(text, known),
        lambda text: _known(text, known),
    )


def _beside_cue(found: re.Match[str], known: Known) -> Iterator[Span]:
    """Take the words after a cue as long as they can be a name."""
    start, text = found.start("name"), found["name"]
    words = [(m.start(), m.end(), m[0]) for m in re.finditer(r"\S+", text)]
    pattern = found.re
    if any(_COLLECTIVE.search(word.rstrip(".,!")) for _first, _last, word in words):
        return  # "Ihr Nordlicht-Team" is nobody
    end, named = 0, 0
    for _first, last, word in words:
        bare = word.rstrip(".,")
        if word[0].islower():
            if pattern is _TITLE and len(words) == 1 and (_is_first(bare, known) or _is_surname(bare, known)):
                end, named = last, 1  # "frau müller": customers write as they like
            continue  # a particle
        if re.fullmatch(_INITIAL, word):
            continue
        if folded(bare) in word_list("no_names") and not (named and _is_first(words[0][2], known)):
            break
        if (
            named == 0
            and _NOUN.search(bare)
            and pattern in (_INTRODUCED, _SELF)
            and not _is_surname(bare, known)
        ):
            break
        end, named = last, named + 1
    if not end or not _plausible(found, text[:end], named, known):
        return
    end += start
    yield Span(start, end, "name")
    if pattern is _TITLE:
        yield from _rest_of_name(found.string, end, text[: end - start], known)


def _plausible(found: re.Match[str], name: str, named: int, known: Known) -> bool:
    first = name.split()[0]
    sure = any(_is_first(word, known) or _is_surname(word, known) for word in name.split())
    if found.re is _SELF:
        return _is_first(first, known) or (named >= 2 and sure)
    if found.re is _SIGNED:
        return sure or bool(re.match(_INITIAL, name))
    if found.re is _CLOSING and _WEAK_CLOSING.match(found[0]):
        return sure or found["end"] is not None
    if found.re is _RELATED:
        return sure or not found.string[found.end() :].lstrip(" ")[:1].isupper()
    if found.re is _INITIALS:
        return not _NOUN.search(first)
    return True


def _rest_of_name(text: str, end: int, name: str, known: Known) -> Iterator[Span]:
    """After a title and a first name comes the surname: "Frau Anna Meier", "Mr John Ackroyd"."""
    following = re.compile(rf" (?P<name>(?:{_PARTICLE} )?{_NAME})").match(text, end)
    if not following:
        return
    word = following["name"].split()[-1]
    if folded(word) in word_list("no_names"):
        return
    complete = _is_surname(name.split()[-1], known) and not _is_first(name.split()[-1], known)
    owned = name.endswith("s") and not _is_first(name.split()[-1], known)  # "Frau Meiers Auskunft"
    if _is_surname(word, known) or not (owned or complete or _NOUN.search(word)):
        yield Span(end + 1, following.end(), "name")


def _listed(text: str, known: Known) -> Iterator[Span]:
    """Find first names and surnames of the lists, and the surname that follows a first name."""
    words = list(_WORD.finditer(text))
    for position, found in enumerate(words):
        after = words[position + 1] if position + 1 < len(words) else None
        next_to = after is not None and re.fullmatch(
            rf" (?:{_PARTICLE} |{_INITIAL} )*", text[found.end() : after.start()]
        )
        owned = folded(found[0]) not in word_list("first_names")  # "Annas Auskunft": no surname follows
        follower = (
            after if next_to and not owned and after is not None and _can_follow(after[0], known) else None
        )
        if _is_first(found[0], known):
            clear = not _is_ambiguous(found[0])
            if follower is not None and (clear or _is_surname(follower[0], known)):
                yield Span(found.start(), follower.end(), "name")
            elif clear:
                yield Span(found.start(), found.end(), "name")
        elif _is_surname(found[0], known) and not _is_ambiguous(found[0]):
            yield Span(found.start(), found.end(), "name")


def _known(text: str, known: Known) -> Iterator[Span]:
    """Find the pot's own names and ids wherever they stand."""
    if not known:
        return
    for found in _ANY_WORD.finditer(text):
        word = found[0]
        if (
            word[0].isupper()
            and known.has_name(word)
            and not _is_ambiguous(word)
            and folded(word) not in word_list("no_names")
        ):
            yield Span(found.start(), found.end(), "name")
    for found in re.finditer(r"(?<!\w)[\w-]*\d[\w-]*(?!\w)", text):
        if known.has_id(found[0]):
            yield Span(found.start(), found.end(), "number")


def _can_follow(word: str, known: Known) -> bool:
    return folded(word) not in word_list("no_names") and (_is_surname(word, known) or not _NOUN.search(word))


def _stems(word: str) -> Iterator[str]:
    """Yield a name as it stands, without a genitive, and the parts of a double name."""
    plain = folded(_SUFFIX.sub("", word))
    yield plain
    if plain.endswith("s") and len(plain) > 3:
        yield plain[:-1]
    if "-" in plain:
        yield from plain.split("-")


def _is_first(word: str, known: Known) -> bool:
    return any(stem in word_list("first_names") or known.has_name(stem) for stem in _stems(word))


def _is_surname(word: str, known: Known) -> bool:
    return any(
        stem in word_list("surnames")
        or (stem in word_list("ambiguous") and len(stem) > 3)
        or known.has_name(stem)
        for stem in _stems(word)
    )


def _is_ambiguous(word: str) -> bool:
    return any(stem in word_list("ambiguous") for stem in list(_stems(word))[:1])
