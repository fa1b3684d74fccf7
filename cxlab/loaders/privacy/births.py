"""Dates of birth: a date beside a word that says so; other dates are nobody's."""

# ruff: noqa: E501  (a pattern cut in two reads worse than a long line)
from __future__ import annotations

import re

from .spans import Search, matches

__all__ = ["BIRTHS", "DATE", "IN_WORDS", "SAID"]

_MONTHS = (
    "(?:Jan(?:uar|uary)?|Jän(?:ner)?|Feb(?:ruar|ruary|er)?|März|Maerz|Mär|Mar(?:ch)?|Apr(?:il)?|Mai|May|Jun[ei]?|Jul[iy]?|Aug(?:ust)?|Sep(?:t(?:ember)?)?"
    r"|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)(?!\w)\.?"
)
DATE = (
    r"(?<!\w)(?=[\dJFMASONDjfmasond])(?:\d{1,2}[./-] ?\d{1,2}[./-] ?(?:\d{4}|['’]?\d{2})(?!\d)|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)? ?(?:of |de )?{_MONTHS},? ?(?:\d{{4}}|['’]?\d{{2}})(?!\d)|{_MONTHS} \d{{1,2}}(?:\.|st|nd|rd|th)?,? \d{{4}}(?!\d)"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d(?!\d))"
)
_TENS = "zwanzig|dreißig|dreissig|vierzig|fünfzig|fuenfzig|sechzig|siebzig|achtzig|neunzig"
_ONES = "ein|eins|zwei|drei|vier|fünf|fuenf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwoelf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn"
_DAY_SAID = (
    rf"(?:(?:ers|zwei|drit|vier|fünf|fuenf|sechs|sieb(?:en)?|ach|neun|zehn|elf|zwölf|zwoelf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn)te[nr]?"
    rf"|(?:(?:{_ONES})und)?(?:zwanzig|dreißig|dreissig)ste[nr]?"
    r"|(?:twenty|thirty)[- ]?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|\d{1,2}(?:\.|st|nd|rd|th)?)"
)
_YEAR_SAID = (
    rf"(?:\d{{4}}|['’]?\d{{2}}(?!\d)|(?:neunzehn|zwei|ein)(?:hundert|tausend)(?:und)?(?:(?:(?:{_ONES})?(?:und)?(?:{_TENS}))|{_ONES})?"
    r"|(?:nineteen|twenty|two thousand(?: and)?)[ -]?(?:hundred[ -](?:and[ -])?)?(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)?"
    r"(?:[ -]?(?:oh[ -])?(?:one|two|three|four|five|six|seven|eight|nine))?)"
)
IN_WORDS = rf"(?:the )?{_DAY_SAID} (?:of |day of )?(?:{_MONTHS}|{_DAY_SAID})(?:,? (?:im jahr(?:e)? |in (?:the year )?)?{_YEAR_SAID})?(?!\w)|{_MONTHS} (?:the )?{_DAY_SAID},? {_YEAR_SAID}(?!\w)"
"the ninth of July 1958, zweiten Mai neunzehnhundertachtundachtzig, am 3. Februar"
_SAID = (
    r"(?:geb(?:oren(?:e[rn]?)?|\.)?|geburts(?:datum|tag|daten|jahr)|geb\.?[- ]?(?:datum|dat\.?|tag)|gebdat\.?|born|birth ?date|birthday|birth|date of birth|d\.?o\.?b\.?|d\. ?o\. ?b\.?"
    r"|zur Welt gekommen|birth date)"
)
_BIRTH = re.compile(rf"(?<!\w){_SAID}(?!\w)[^\d\n.!?]{{0,30}}({DATE})", re.IGNORECASE)
_SPOKEN = re.compile(rf"(?<!\w){_SAID}(?!\w)[^\n.!?]{{0,20}}? (?P<date>{IN_WORDS})", re.IGNORECASE)
_ASKED = re.compile(
    rf"(?<!\w)(?:geburtsdatum|geburtstag|date of birth|birthday|birth date|dob)(?!\w)[^\d]{{0,20}}\n[^\n]{{0,40}}?({DATE})",
    re.IGNORECASE,
)
"The question in one line, the date in the next: a chat."
_BORN = re.compile(
    rf"({DATE}),? (?:(?:in|zu) \w{{2,30}} )?(?:geboren|zur Welt|born|(?:is|ist|war|als|as) (?:my|mein|meine|his|her|sein|ihr) (?:date of birth|birthday|geburtsdatum|geburtstag|dob))(?!\w)",
    re.IGNORECASE,
)
_STARRED = re.compile(rf"(?<![\w*])(?:\*|†|b\.|n[ée]e?|geb)[ ]?({DATE})")
_YEAR = re.compile(
    r"(?<!\w)(?:jahrgang|jahrg\.|jg\.?|geburtsjahr|baujahr mensch|year of birth|yob|born (?:in|back in)|geboren (?:im jahr|in|anno)|geb\. (?:im jahr )?)[ :]{1,2}((?:19|20)\d\d|['’]?\d\d(?![\w.,:]\d|\d))(?!\d|[.,]\d)",
    re.IGNORECASE,
)
_IN_A_ROW, _IN_BRACKETS = re.compile(rf"(?<=[\w)], )({DATE})(?=, )"), re.compile(rf"(?<=\w \()({DATE})(?=\))")
"Name, date, street: the date in a row of someone's details, or in brackets behind a name."
_LAST_YEAR = 2015


def _long_ago(date: str) -> bool:
    years = [int(found) for found in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", date)]
    return bool(years) and years[0] <= _LAST_YEAR


_SAID_FIRST = ("geb", "born", "birth", "dob", "d.o", "d.", "zur", "date")
_BIRTHDAY = re.compile(
    r"(?<!\w)(?:geboren|zur Welt|born|date of birth|birthday|geburtsdatum|geburtstag|dob)(?!\w)",
    re.IGNORECASE,
)
_SAYING = ("geb", "born", "birth", "dob", "d.o.b", "d. o", "o.b", "welt")
BIRTHS: tuple[Search, ...] = (
    matches(_BIRTH, "birth", group=1, needs=_SAID_FIRST, digits=3, begins=True),
    matches(_ASKED, "birth", group=1, needs=_SAID_FIRST, digits=3, begins=True),
    matches(_BORN, "birth", group=1, needs=_SAYING, digits=3, near=_BIRTHDAY, reach=90),
    matches(_STARRED, "birth", group=1, needs=("*", "†", "b.", "ne", "né", "geb"), digits=3),
    matches(
        _YEAR,
        "birth",
        group=1,
        needs=("jahrg", "jg", "jahr", "year", "yob", "born", "geb"),
        digits=2,
        begins=True,
    ),
    matches(_IN_A_ROW, "birth", group=1, holds=_long_ago, needs=(", ",), digits=5, run=4),
    matches(_IN_BRACKETS, "birth", group=1, holds=_long_ago, needs=(" (",), digits=5, run=4),
)
SAID: tuple[Search, ...] = (matches(_SPOKEN, "birth", group="date", needs=_SAID_FIRST, begins=True),)
"Dates in words, in texts that may hold no figure."
