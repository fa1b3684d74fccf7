"""Numbers under which one person stands in a register, told by the word before them, and what is typed as a reply."""

# ruff: noqa: E501  (a pattern cut in two reads worse than a long line)
from __future__ import annotations

import re

from .births import IN_WORDS
from .spans import Search, matches

__all__ = ["REGISTERS", "REPLIES"]

_IS = r"(?:(?: is| was| ist| war| lautet| auf)(?!\w)|[ ]?[:=#])?(?: mit der| the| die)?[ ]{0,2}(?:n[or]\.? |\#)?"
_NUMBER = r"(?:[ -]?(?:number|nummer|num\.?|nr\.?|no\.?|id|serial|ref(?:erence)?)(?!\w)\.?)"
_CODE = (
    r"(?P<code>(?=[A-Z0-9 ./-]{0,9}\d)(?-i:[A-Z0-9]{1,17}"
    r"(?:(?:[ ._-]|[ ]?/[ ]?)(?=[A-Z]{0,5}\d|[A-Z]{1,2}(?!\w))[A-Z0-9]{1,12}){0,9}))(?!\w|[.,:]\d)"
)
"Letters and figures in groups; a group of letters alone is short (QQ 12 34 56 C)."
_REGISTERED = (
    rf"(?:(?:gold|silver|silber|platinum|platin|premium|senior(?:en)?|black|student|medicare|medicaid|health|library|store)[ -]?(?:card|karte|member){_NUMBER}?"
    rf"|(?:medicare|medicaid|mpan|mprn|aadhaar|nric|vin|ssn|subscriber|policyholder|z(?:ä|ae)hlpunkt|anlage|postnummer|darlehen|kredit|fahrgestell|gas meter|electricity meter|meter|driving licen[cs]e|driver'?s licen[cs]e|personalausweis|reisepass|pass|passport|alien registration|green card|visa application){_NUMBER}?"
    rf"|(?:policen|polizzen|versicherten|versicherungs|z(?:ä|ae)hler|fahrgestell|darlehens|kredit|ausweis|anlagen|patienten|depot|spar(?:buch|konto)|vertrags|kunden|mitglieds|matrikel)-?(?:nummer|nr\.?)"
    rf"|(?:customer|client|account|member|subscriber|patient|tenant|policy|student|loan|mortgage|meter|chassis|frame){_NUMBER})"
)
_REGISTER = re.compile(rf"(?<!\w){_REGISTERED}(?!\w){_IS}{_CODE}", re.IGNORECASE)
"Medicare card number 2953 44712 1 / 2, MPAN 20 0004 ..., Fahrgestellnummer WVWZZZ..."
_ACCOUNT = re.compile(
    r"(?<!\w)(?:acc(?:oun)?t?|a/c|konto|kto|ktnr)\.?(?:[ ]?(?:no|nr|number|nummer)\.?)?(?: is| ist|:)?[ ](?P<code>\d{2,10}(?:[ -]\d{1,8}){0,4})(?![\w%€$£]|[.,:/]\d|[ ]?(?:€|eur|chf|usd|gbp|dollar|pound|franken))",
    re.IGNORECASE,
)
"Acc 1209 3815"
_LOT = re.compile(
    rf"(?<!\w)(?:lot|batch|charge)(?: ?(?:no|nr|number|nummer)\.?)?[ :]{{1,2}}{_CODE}", re.IGNORECASE
)
"The number of goods."
_SINCE = re.compile(
    r"(?<!\w)(?:member|mitglied|kund(?:e|in)|customer|subscriber|abonnent(?:in)?)s?(?!\w)[^.!?\n\d]{0,25}(?:since |seit )?(?:(?:19|20)\d\d)?, (?P<code>(?-i:[A-Z]{1,4})[ -]?\d[\d -]{5,16}\d)(?!\w|[.,]\d)",
    re.IGNORECASE,
)
"Members since 2009, GM 2009 4471 20"

_ASKS_NUMBER = r"(?:(?:kunden|vertrags|mitglieds|versicherten|policen|konto|z(?:ä|ae)hler|ruf|handy|telefon)-?(?:nummer|nr\.?)|(?:customer|account|member(?:ship)?|policy|phone|mobile|loyalty|contract|reference)(?: number| no\.?| id))"
_SPEAKER = r"[^\n]{0,30}[.?!:]?\s{0,2}\n(?:\[?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\]?[ ])?(?:[^\W\d_]{2,14}: ?)?(?:(?:yes|ja|sure|klar|it'?s|it is|die|das|is|ist|the|natürlich)[ ,]{1,2}){0,3}"
"The rest of the question, the next line, its time, who speaks."
_TYPED_NUMBER = re.compile(rf"(?<!\w){_ASKS_NUMBER}(?!\w){_SPEAKER}{_CODE}", re.IGNORECASE)
_TYPED_BIRTH = re.compile(
    rf"(?<!\w)(?:date of birth|birthday|dob|geburtsdatum|geburtstag)(?!\w){_SPEAKER}(?P<date>{IN_WORDS}(?: (?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)?)",
    re.IGNORECASE,
)
_TYPED_POSTCODE = re.compile(
    rf"(?<!\w)(?:postcode|post code|zip(?: code)?|address|postleitzahl|plz|adresse|anschrift)(?!\w){_SPEAKER}(?P<code>(?-i:[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}})(?:,? (?:number|no\.?|house)? ?\d{{1,4}}[a-z]?)?)(?!\w)",
    re.IGNORECASE,
)
"Can I take your postcode? / Customer: LS6 2AB, number 44"


def _long(code: str) -> bool:
    """Five figures or more, and no date, hours or year among words."""
    plain = re.fullmatch(r"(?:\d{1,2}[./-]){2}\d{2,4}|\d{1,2}[.:]\d{2}", code)
    digits = sum(map(str.isdigit, code))
    return not plain and (digits >= 5 or (digits == 4 and code.isalnum() and len(code) >= 8))


def _longer(code: str) -> bool:
    return sum(map(str.isdigit, code)) >= 6


_NAMED = (
    "gold", "silver", "silber", "platin", "premium", "senior", "black", "student", "medicare", "medicaid", "health", "library", "store", "mpan", "mprn", "aadhaar", "nric", "vin", "ssn",
    "subscriber", "policy", "zähl", "zaehl", "anlage", "postnummer", "darlehen", "kredit", "fahrgestell", "gas", "electricity", "meter", "driv", "ausweis", "pass", "alien", "green",
    "visa", "polic", "poliz", "versicher", "patient", "depot", "spar", "vertrag", "kunden", "mitglied", "matrikel", "customer", "client", "account", "member", "tenant", "loan",
    "mortgage", "chassis", "frame",
)  # fmt: skip
_ASKED = ("kunden", "vertrag", "mitglied", "versicher", "polic", "konto", "zähl", "zaehl", "ruf", "handy", "telefon", "customer", "account", "member", "phone", "mobile", "loyalty", "contract", "reference")  # fmt: skip
REGISTERS: tuple[Search, ...] = (
    matches(_LOT, "harmless", group="code", needs=("lot", "batch", "charge"), digits=3, begins=True),
    matches(_REGISTER, "number", group="code", holds=_long, needs=_NAMED, digits=4, begins=True),
    matches(
        _SINCE,
        "number",
        group="code",
        needs=("member", "mitglied", "kund", "customer", "subscr", "abonn"),
        digits=7,
        begins=True,
    ),
    matches(_TYPED_NUMBER, "number", group="code", holds=_long, needs=_ASKED, digits=5, begins=True),
    matches(
        _TYPED_POSTCODE,
        "address",
        group="code",
        needs=("post", "zip", "address", "plz", "adress", "anschrift"),
        digits=2,
        begins=True,
    ),
    matches(
        _ACCOUNT,
        "number",
        group="code",
        holds=_longer,
        needs=("acc", "a/c", "konto", "kto", "ktnr"),
        digits=6,
        begins=True,
    ),
)
REPLIES: tuple[Search, ...] = (
    matches(_TYPED_BIRTH, "birth", group="date", needs=("date", "birth", "dob", "geburt"), begins=True),
)
"Replies in words, in texts that may hold no figure."
