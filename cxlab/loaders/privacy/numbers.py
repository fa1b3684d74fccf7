"""Personal data that is told by its form: addresses of the net, numbers of accounts, telephones, customers."""

# ruff: noqa: E501  (a pattern or a sentence cut in two reads worse than a long line)
from __future__ import annotations

import re

from .spans import Finder, matches

__all__ = ["EMAIL", "NET", "NUMBERS"]

_GAP = "[ \u00a0\u202f]"
_SEP = "[ \u00a0\u202f/.-]"
_MONEY = r"(?:[€$£]|EUR\b|USD\b|CHF\b|GBP\b|euros?\b|dollars?\b)"
_UNIT = rf"{_GAP}?(?:{_MONEY}|kwh|mwh|wh\b|kw\b|m³|m3\b|m²|km\b|kg\b|%|ct\b|cent\b|uhr\b|tage?n?\b|stunden\b)"
_DATE = r"(?:\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{4}([./-])\d{1,2}\2\d{1,2})(?!\d)"
_HOURS = rf"(?:[01]\d|2[0-4])[0-5]\d{_GAP}?[-–]{_GAP}?(?:[01]\d|2[0-4])[0-5]\d(?!\d)"
_AT = r"(?:@|\s?[\[(]\s?(?:at|ät|@)\s?[\])]\s?)"
_DOT = r"(?:\.|\s?[\[(]\s?(?:dot|punkt|\.)\s?[\])]\s?)"

_LINK = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/@]+@\S+", re.IGNORECASE)
_TOP = r"(?:xn--[\w-]{2,59}|[^\W\d_]{2,24})(?!\w)"
EMAIL = re.compile(
    rf"(?:mailto:)?[\w.+%-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_DOT}{_TOP}",
    re.IGNORECASE,
)
_IBAN = re.compile(
    rf"\b[A-Z]{{2}}\d{{2}}(?:{_GAP}?-?[A-Z0-9]{{4}})(?:{_GAP}?-?(?=[A-Z0-9]*\d)[A-Z0-9]{{4}}){{1,6}}"
    rf"(?:{_GAP}?-?(?=[A-Z0-9]*\d)[A-Z0-9]{{1,3}})?\b",
    re.IGNORECASE,
)
_CARD = re.compile(
    rf"(?<![\d.,])(?:3\d|4\d|5\d|6\d|2[2-7])\d{{2}}((?:{_GAP}|-)?)\d{{4,6}}(?:\1\d{{4,5}}){{1,2}}(?:\1\d{{1,4}})?(?!\d)"
)
"Groups of 4-4-4-4 or 4-6-5 with the same separator throughout, or none."

_PHONE = re.compile(
    rf"(?<![\w.,/+-])(?!{_DATE})(?!{_HOURS})(?:"
    rf"(?:\+|00)[1-9]\d{{0,2}}(?:{_SEP}{{0,2}}\(0\))?(?:{_SEP}{{0,3}}\(?\d+\)?){{1,7}}"  # +49 (0) 30 1234567
    rf"|\(?0\d{{2,5}}\)?(?:{_GAP}?[/-]{_GAP}?|{_GAP})\d{{2,}}"  # 030 123
    rf"(?:{_GAP}?[-/]?{_GAP}?\d{{2,}}){{0,4}}"  # ... 45 67
    r"|0\d{8,12}"  # 01711234567
    rf"|(?:1{_SEP})?(?:\(\d{{3}}\){_GAP}?|\d{{3}}[-. ])\d{{3}}[-. ]\d{{4}}"  # (415) 555-2671
    r")(?![\d])"
)
_CALL_ME = re.compile(
    r"\b(?:tel(?:efon(?:nummer)?|\.)?|phone|mobil[e]?|handy(?:nummer)?|fax|cell|whatsapp|call me|text me"
    rf"|erreichbar unter|ruf\w* (?:sie )?mich)\b[^\d\n]{{0,15}}(\d(?:{_SEP}?\d){{5,14}})(?!\d)",
    re.IGNORECASE,
)
_IS = r"\s?(?:is|was|lautet|ist|war|:|=|\#)?\s{0,2}\#?\s?"
_CODE = r"(?=[A-Z/-]{0,6}\d)((?:[A-Z0-9]|[-/](?=[A-Z0-9])){4,30})"
_KEYED = re.compile(
    r"\b(?:(?:kunden|vertrags|vertragskonto|konto|rechnungs|auftrags|bestell|policen|versicherungs|zähler"
    r"|mitglieds|ticket|buchungs|vorgangs|schadens?|geräte|serien|kd|vertr)\.?[- ]?(?:nummer|nr\b\.?|id\b)"
    r"|(?:customer|account|contract|policy|invoice|order|booking|membership|member|ticket|reference|meter"
    r"|serial|confirmation|case|claim|loan)(?:[ -]?(?:serial|account))?[ -]?(?:number|no\b\.?|nr\b\.?|id\b|\#)"
    rf"|(?:malo|melo|marktlokation|messlokation)(?:s?-?(?:id|nummer))?){_IS}{_CODE}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?:vertrag|vertragskonto|kunde|kundin|kundenkonto|zähler|police|contract|customer|account|policy|meter)"
    rf"(?: (?:nr\.?|no\.?|nummer|number))?{_IS}(?=[A-Z/-]{{0,6}}\d)((?:[A-Z0-9]|[-/](?=[A-Z0-9])){{6,30}})(?!{_UNIT})",
    re.IGNORECASE,
)
"A contract, customer or meter and right after it a code of at least six characters."
_PREFIXED = re.compile(r"(?<![\w-])(?!DIN|ISO|EN-|VDE)[A-Z]{1,5}[-/]?\d{5,}(?:[-/]\d+)*(?![\w-])")
_SERIAL = re.compile(r"(?<![\w-])(?=(?:\d*[A-Z]){1,5}\d)(?=(?:[A-Z]*\d){6})[A-Z0-9]{8,34}(?![\w-])")
"KD-483920 and 1EMH0012345678: capitals and at least five digits are a code, not a word and not a price."
_GROUPED = re.compile(r"(?<![\w-])[A-Z]{1,4}-\d{2,}(?:-\d{2,})+(?![\w-])")
_SOCIAL = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
_LONG = re.compile(rf"(?<![\d.,])(?<![€$£])(?<![€$£] )\d{{9,}}(?![\d]|[.,]\d|{_UNIT})", re.IGNORECASE)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _could_be_iban(text: str) -> bool:
    return 15 <= sum(map(str.isalnum, text)) <= 34


def _passes_luhn(text: str) -> bool:
    """Check the last digit of a card number, so that a list of years is not taken for one."""
    digits = [int(character) for character in text if character.isdigit()][::-1]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return 13 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


NET: tuple[Finder, ...] = (matches(_LINK, "link"), matches(EMAIL, "email"))
NUMBERS: tuple[Finder, ...] = (
    matches(_IBAN, "iban", holds=_could_be_iban),
    matches(_CARD, "card", holds=_passes_luhn),
    matches(_SOCIAL, "number"),
    matches(_KEYED, "number", group=1, holds=lambda code: _digits(code) >= 4),
    matches(_NAMED, "number", group=1, holds=lambda code: _digits(code) >= 5),
    matches(_PHONE, "phone", holds=lambda found: _digits(found) >= 7),
    matches(_CALL_ME, "phone", group=1),
    matches(_PREFIXED, "number"),
    matches(_SERIAL, "number"),
    matches(_GROUPED, "number", holds=lambda code: _digits(code) >= 5),
    matches(_LONG, "number"),
)
