"""Names told by a form or a phrase around them, whatever they are: passengers, spelt letters, holders, ranks, who signs in the last sentence."""

# ruff: noqa: E501  (a pattern cut in two reads worse than a long line)
from __future__ import annotations

import re

from . import cues
from .lexicon import NAME, Can, look_up
from .spans import Search, matches
from .words import folded

__all__ = ["NAMES_TOLD"]

_CAP = r"[^\W\d_a-zäöüß][^\W\d_]+(?:[-'’][^\W\d_]{2,})?"
_NEW = r"[^\W\d_a-zäöüß](?<!\w.)[^\W\d_]+(?:[-'’][^\W\d_]{2,})?"
_OPENING = r"[^\W\d_a-zäöüß](?:(?<=^.)|(?<=[.!?\n] .)|(?<=\n.))[^\W\d_]+(?:[-'’][^\W\d_]{2,})?"
"A capitalised word that begins where no word goes on; one that begins a sentence. Both look back from behind their first letter."
_LOW = r"[a-zäöüß][^\W\d_]{2,20}"
_PASSENGER = re.compile(
    r"(?<![\w/])(?P<name>[A-Z]{2,24}/[A-Z]{2,24}(?: [A-Z]{2,20})? (?:MR|MRS|MS|MISS|MSTR|CHD|INF|DR))(?!\w)"
)
"MENSAH/ABENA MS: as airlines write them"
_LETTERS = re.compile(
    r"(?<!\w)(?:that'?s|spel(?:t|led|ling)|spelt as|buchstabiere?(?:t|n)?|geschrieben|schreibt sich|also)[ :,]{1,2}(?P<name>[A-Z](?:[ -][A-Z]){3,20})(?!\w)"
)
_HOLDER = re.compile(
    rf"(?<!\w)(?:(?:konto)?inhaber(?:in)?|account ?holder|cust(?:omer)?|kund(?:e|in)|caller|anrufer(?:in)?|namens|hier(?: ist| spricht)?)[ :/]{{1,4}}(?P<name>{_LOW},? {_LOW})(?= ?(?:[,.;:!?\n/(]|$))"
)
"inhaber wilfried deuschle, cust lopez, hector: no capitals"
_LAST_FIRST = re.compile(
    rf"(?<!\w)(?:[Kk]und(?:e|in)|[Pp]atient(?:in)?|[Cc]ustomer|[Aa]nrufer(?:in)?|[Cc]aller|[Mm]ieter(?:in)?|[Gg]ast|[Pp]assenger)[ :]{{1,2}}(?P<name>{_CAP}, {_CAP})(?!\w)"
)
"Kundin Krasniqi, Arbnora"
_RANK = re.compile(
    rf"(?<!\w)(?P<name>(?:Lt|Col|Maj|Capt|Cpl|Cdr|Brig)\.?(?: Col\.?| Gen\.?)?(?: \((?:[Rr]etd|[Rr]et)\.?\))? {_CAP}(?: {_CAP}){{0,2}})(?!\w)"
)
_CALLING = re.compile(
    rf"(?<!\w)[Tt]his is (?P<name>{_CAP}(?: {_CAP}){{1,2}})(?= (?:calling|speaking|here|again|from|writing)(?!\w))"
)
_SHORT_VON = re.compile(rf"(?P<name>{_NEW} v\. ?(?:d\. ?)?{_CAP})(?!\w)")
_AT_DESK = re.compile(
    rf"(?P<name>{_OPENING})(?= (?:and {_CAP} )?(?:from|at|in|on|von|vom|an der|am|im|aus der|aus dem) (?:the |your |our |euer |eurem |eurer )?(?:\w{{2,12}} ){{0,2}}(?:desk|crew|team|counter|dept|department|reception|billing|checkout|till|branch|[Kk]asse|[Rr]ezeption|[Ee]mpfang|[Ss]chalter|[Hh]otline)(?!\w))"
)
_AND_AT_DESK = re.compile(
    rf"{_OPENING} and (?P<name>{_CAP})(?= (?:from|at|in|on) (?:the |your |our )?(?:\w{{2,12}} ){{0,2}}(?:desk|crew|team|counter|dept|department|reception|billing|checkout|till|branch)(?!\w))"
)
"Christian from the moving crew, June and May at the returns desk"
_PLACED = re.compile(
    rf"(?P<name>{_OPENING}(?: {_CAP}){{1,2}})(?= \((?:Empfang|Rezeption|Service|Kasse|Hotline|Verkauf|Werkstatt|reception|front desk|support|billing|sales)\))"
)
"Mai Linh Tran (Empfang)"
_LAST = re.compile(rf"[.!?] (?P<name>{_CAP}(?: {_CAP}){{0,2}})\s*$")
"... keeps getting flipped by your form. Hiroshi Tanabe"
_SIGNED_ROW = re.compile(rf", (?P<name>{_CAP} {_CAP}), [A-Z]{{2,5}}$")
_SPOKEN_TO = re.compile(rf"(?<=\w, )(?P<name>{_CAP}) am (?:Apparat|Telefon)(?!\w)")
_PRONOUNCED = re.compile(
    rf"(?<!\w)(?:pronounced|ausgesprochen|sprich)[ :,]{{1,2}}(?:like |as |wie )?(?P<name>{_CAP})(?!\w)"
)
_OLD = re.compile(
    rf"(?<!\w)(?i:ask|call|asked|called|frag|fragen|ruf) (?i:old|young|big|alten) (?P<name>{_CAP})(?!\w)"
)
_JUNIOR = re.compile(rf"(?P<name>{_NEW})(?=,? (?:Jr|Sr|jun|sen)\.(?: |$))")

_ORDINARY = Can.EVERYDAY | Can.NOUN | Can.BRAND | Can.NEVER


def _kinds(text: str) -> list[int]:
    return [look_up(word) for word in re.findall(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*", text)]


def _is_no_word(text: str) -> bool:
    """Whether no word is one that German or English has for something else, or a firm's."""
    return not any(kind & _ORDINARY for kind in _kinds(text))


def _begins_with_a_name(text: str) -> bool:
    """Whether two words in small letters are a listed name and no word of another use."""
    return _is_no_word(text) and bool(_kinds(text)[0] & NAME)


def _is_no_firm(text: str) -> bool:
    return not any(kind & (Can.BRAND | Can.NEVER) for kind in _kinds(text))


def _is_given(text: str) -> bool:
    """Whether it is a given name, which may be a word too beside what says that it is one."""
    kind = look_up(text)
    return text[0].isupper() and bool(kind & Can.FIRST) and not kind & (Can.BRAND | Can.NEVER)


def _signs(text: str) -> bool:
    """Whether the last sentence is nothing but a name: two words of no other use, or a given name alone."""
    kinds = _kinds(text)
    if len(kinds) == 1:
        return bool(kinds[0] & NAME) and not kinds[0] & (_ORDINARY | Can.AMBIGUOUS)
    closing = folded(text.split()[0]) in cues.CLOSINGS
    return not closing and _is_no_word(text) and not text.isupper() and any(kind & NAME for kind in kinds)


def _of_a_row(text: str) -> bool:
    return _is_no_word(text) and any(kind & NAME for kind in _kinds(text))


_DESKS = ("desk", "crew", "team", "counter", "dept", "department", "reception", "billing", "checkout", "till", "branch", "kasse", "rezeption", "empfang", "schalter", "hotline")  # fmt: skip
_PLACES = ("(empfang)", "(rezeption)", "(service)", "(kasse)", "(hotline)", "(verkauf)", "(werkstatt)", "(reception)", "(front", "(support)", "(billing)", "(sales)")  # fmt: skip
_RANKS = ("lt", "col", "maj", "capt", "cpl", "gen", "cdr", "brig", "wing", "sqn")
NAMES_TOLD: tuple[Search, ...] = (
    matches(_PASSENGER, "name", group="name", needs=("/",)),
    matches(_LETTERS, "name", group="name", needs=("that", "spel", "buchst", "schrieb", "schreibt", "also"), begins=True),
    matches(_HOLDER, "name", group="name", holds=_begins_with_a_name, needs=("inhaber", "holder", "account", "cust", "kund", "caller", "anrufer", "namens", "hier"), begins=True),
    matches(_LAST_FIRST, "name", group="name", holds=_is_no_word, needs=("kund", "patient", "customer", "anrufer", "caller", "mieter", "gast", "passenger"), begins=True),
    matches(_RANK, "name", group="name", holds=_is_no_firm, needs=_RANKS, begins=True),
    matches(_CALLING, "name", group="name", holds=_is_no_firm, needs=("this",), begins=True),
    matches(_SHORT_VON, "name", group="name", holds=_is_no_firm, needs=("v.",)),
    matches(_AND_AT_DESK, "name", group="name", holds=_is_given, needs=_DESKS),
    matches(_AT_DESK, "name", group="name", holds=_is_given, needs=_DESKS),
    matches(_PLACED, "name", group="name", holds=_is_no_firm, needs=_PLACES),
    matches(_SPOKEN_TO, "name", group="name", holds=_is_no_firm, needs=("apparat", "telefon")),
    matches(_PRONOUNCED, "name", group="name", holds=_is_no_firm, needs=("pronounced", "ausgesproch", "sprich"), begins=True),
    matches(_OLD, "name", group="name", holds=_is_given, needs=("ask", "call", "frag", "ruf"), begins=True),
    matches(_JUNIOR, "name", group="name", holds=_is_given, needs=("jr.", "sr.", "jun.", "sen.")),
    matches(_SIGNED_ROW, "name", group="name", holds=_of_a_row, needs=(",",)),
    matches(_LAST, "name", group="name", holds=_signs, needs=(".", "!", "?")),
)  # fmt: skip
