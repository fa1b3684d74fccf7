"""Personal data that is told by its form or by the word before it: accounts, cards, telephones, customers' numbers."""

# ruff: noqa: E501  (a pattern or a sentence cut in two reads worse than a long line)
from __future__ import annotations

import re

from .net import EMAIL, NET
from .spans import Search, matches

__all__ = ["ACCOUNTS", "EMAIL", "HARMLESS", "NET", "NUMBERS", "SPOKEN"]

_GAP = "[ \u00a0\u202f]"
_SEP = "[ \u00a0\u202f/.-]"
_MONEY = r"(?:[€$£]|EUR\b|USD\b|CHF\b|GBP\b|euros?\b|dollars?\b)"
_UNIT = rf"{_GAP}?(?:{_MONEY}|kwh|mwh|wh\b|kw\b|m³|m3\b|m²|km\b|kg\b|%|ct\b|cent\b|uhr\b|tage?n?\b|stunden\b|mal\b|x\b|jahre?n?\b|monate?n?\b|times\b|days\b|hours\b|years\b|weeks\b|minute)"
_DATE = r"(?:(?:0?[1-9]|[12]\d|3[01])([./ -])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d{2}|\d{4}([./-])\d{1,2}\2\d{1,2})(?!\d)"
_HOURS = rf"(?:[01]\d|2[0-4])[.:]?[0-5]\d{_GAP}?[-–]{_GAP}?(?:[01]\d|2[0-4])[.:]?[0-5]\d(?!\d)"

_IBAN = re.compile(
    r"\b[A-Z]{2}\d{2}(?:[ \u00a0\u202f.]?-?[A-Z0-9]{4})(?:[ \u00a0\u202f.]?-?(?=[A-Z0-9]{0,3}\d)[A-Z0-9]{4}){1,6}"
    r"(?:[ \u00a0\u202f.]?-?(?=[A-Z0-9]{0,2}\d)[A-Z0-9]{1,3})?\b",
    re.IGNORECASE,
)
_IBAN_APART = re.compile(
    r"\b[A-Z]{2}[ \u00a0]\d{2}[ \u00a0]?[A-Z0-9]{4}(?:[ \u00a0]?(?=[A-Z0-9]{0,3}\d)[A-Z0-9]{4}){1,6}(?:[ \u00a0]?(?=[A-Z]{0,2}\d)[A-Z0-9]{1,3})?\b",
    re.IGNORECASE,
)
"DE 02 1203 ...: its last word is that of the check digits."
_CREDITOR = re.compile(r"\b([A-Z]{2}\d{2}ZZZ[A-Z0-9]{8,28})\b", re.IGNORECASE)
"Who may debit accounts: a company."
_CARD = re.compile(
    rf"(?<![\d.,])(?:3\d|4\d|5\d|6\d|2[2-7])\d{{2}}((?:{_GAP}|-)?)\d{{4,6}}(?:\1\d{{4,5}}){{1,2}}(?:\1\d{{1,4}})?(?!\d)"
)
"Groups of 4-4-4-4 or 4-6-5 with the same separator throughout, or none."

_PHONE = re.compile(
    rf"(?<![\w.,/+-])(?=[(+\d])(?!{_DATE})(?!{_HOURS})(?:"
    rf"(?:\+|00)[1-9]\d{{0,2}}(?:{_SEP}{{0,2}}\(0\))?(?:{_SEP}{{0,3}}\(?\d{{1,14}}\)?){{1,7}}"  # +49 (0) 30 1234567
    rf"|\(?0\d{{2,5}}\)?(?:{_GAP}?[/-]{_GAP}?|{_GAP})\d{{2,14}}"  # 030 123
    rf"(?:{_GAP}?[-/]?{_GAP}?(?:\d{{2,14}}|\d(?={_GAP}\d{{2,6}}(?!\d)))){{0,4}}(?:{_GAP}\d(?![\w.,:]|{_UNIT}))?"  # ... 45 67 8
    r"|0\d{8,12}"  # 01711234567
    rf"|[6-9]\d{{4}}[ -]\d{{5}}|(?:1{_SEP})?(?:\(\d{{3}}\){_GAP}?|\d{{3}}[-. ])\d{{3}}[-. ]\d{{4}}"  # (415) 555-2671
    r")(?![\d])"
)
_SPACED = re.compile(
    rf"(?<![\w.,/+-])(?=[(+0])(?!{_DATE})(?!{_HOURS})(?:\(?0|\+{_GAP}?[1-9])(?:[ \u00a0./()–-]{{0,3}}\d){{6,14}}(?!\d|[.,:]\d|\w)"
)
"02 21 / 9 87 65-43, 0171.392.00.45, 0 1 7 6 5 5 5 1: digits with whatever between them, from a nought on."
_CALL_ME = re.compile(
    r"(?<!\w)(?:tel(?:efon(?:nummer)?|\.)?|phone(?: number)?|mobil(?:e|nummer|funknummer)?|handy(?:nummer|nr\.?)?|rufnummer|fax|cell|whatsapp|call me|text me|ring me|reach me"
    r"|(?:reach|contact|call|ring|text|phone|erreich\w*|ruf\w*|anruf\w*) [^.!?\d\n]{1,30} (?:on|at|under|unter|auf)|r(?:ü|ue)ckruf(?:nr\.?|nummer)?|erreichbar|erreichen|ruf\w* (?:sie )?mich|(?:my|meine) (?:number|nummer|nr\.?))"
    rf"(?!\w)[^\d\n]{{0,25}}(?!{_DATE})(?<![\d.,-])(?P<number>\d(?:[ \u00a0./()–-]{{0,3}}\d){{5,14}})(?!\d|{_UNIT})",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(?<!\w)(?:durchwahl|nebenstelle|extension|ext\.|dw\.?)(?:(?: \w{1,12}){0,2} |: ?)(-?\d{2,6})(?![\w.,:]\d)(?!\d)",
    re.IGNORECASE,
)
_FIGURE = (
    r"(?:null|eins|zwei|zwo|drei|vier|fünf|fuenf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|doppel(?:null)?|zero|oh|one|two|three|four|five|six|seven"
    r"|eight|nine|hundred|double|triple)"
)
_SPELT_OUT = re.compile(
    rf"(?<!\w)(?:plus[ -]{{1,2}})?{_FIGURE}(?:(?:[ ,-]{{1,2}}){_FIGURE}){{2,14}}(?:[ -]{{1,2}}\d{{1,10}}){{0,4}}(?!\w)",
    re.IGNORECASE,
)

_IS = r"\s?(?:(?:is|was|lautet|ist|war|die)(?!\w)|:|=|\#|\()?\s{0,2}(?:die |\#)?\s?"
_NUMBER_WORD = r"(?:nummer|num\.?|nr\.?|no\.?|number|id|kennung|\#|kto\.?)"
_CODE = (
    r"(?=[A-Z_/-]{0,6}[ ]?\d)((?:[A-Z]{1,6}[ _/-]{0,2})?\d[A-Z0-9]{0,24}(?:[-./_][A-Z0-9]{1,20}){0,6}"
    rf"(?:[ ]\d[A-Z0-9]{{0,10}}(?:[-./][A-Z0-9]{{1,10}}){{0,3}}(?!{_UNIT}|[.,:]\d)){{0,5}})(?!\w)"
)
_CUSTOMER = (
    r"(?:(?:kunden|vertrags|vertragskonto|buchungskonto|konto|policen?|versicherungs|versicherten|zähler|zaehler|mitglieds?|mitgl|partner|geschäftspartner|teilnehmer|abonnenten|abo|patienten|bonus|vielflieger|kd|vertr|vers)"
    rf"(?:\.?[- ]?|, ){_NUMBER_WORD}(?!\w)"
    rf"|(?:kunden|bonus|mitglieds|vorteils|treue|club|versicherten)karten?(?:,? \(?|-| ?\(){_NUMBER_WORD}(?!\w)|versicherungsschein(?: ?-?{_NUMBER_WORD})?(?!\w)"
    r"|(?:customer|client|account|acct?|a/c|contract|policy|membership|member|loyalty|subscriber|patient|meter|loan|frequent flyer|user)(?:[ -](?:account|ref(?:erence)?))?"
    rf"(?:[ -]?|, |[ -]card,? \(?){_NUMBER_WORD}(?!\w)|kdnr\.?|(?:malo|melo|marktlokation|messlokation)(?:s?-?(?:id|nummer))?(?!\w))"
)
_KEYED = re.compile(rf"(?<!\w){_CUSTOMER}{_IS}{_CODE}", re.IGNORECASE)
_AFTERWARDS = re.compile(
    rf"(?<![\w.,-]){_CODE} (?:ist|is|lautet|war|was) (?:meine?|my|die|unsere?|our) (?:alte |neue |old |new )?{_CUSTOMER}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<!\w)(?:vertrag|vertragskonto|kunde|kundin|kundenkonto|zähler|police|contract|customer|account|acct?\.?|policy|meter)"
    rf"(?: (?:nr\.?|no\.?|nummer|number))?{_IS}(?=[A-Z/-]{{0,6}}\d)((?:[A-Z0-9]|[-/](?=[A-Z0-9])){{6,30}})(?!{_UNIT})",
    re.IGNORECASE,
)
"A contract, customer or meter and right after it a code of at least six characters."
_TAIL = r"(?P<code>(?=[A-Za-z0-9 ./_-]{0,30}\d)(?-i:[A-Z0-9]{1,12}(?:[ ./_-][A-Z0-9]{1,9}){0,5}|[a-z]{0,4}[ -]?\d[\d ./-]{2,20}\d))(?!\w)"
_PAPERS = (
    r"(?:(?:personal)?ausweis|reisepass|pass|führerschein|aufenthaltstitel|steuer|sozialversicherungs?|sv|ahv|rentenversicherungs?|krankenkassen|versicherten|matrikel|schüler|personalausweis|melde"
    r"|passport|driving licen[cs]e|driver'?s licen[cs]e|licen[cs]e|national insurance|ni|nhs|ssn|social security|pan|aadhaar|student|landline|broadband|consumer|nominee|beneficiary|subscription|club|bürgerkarten|e-?card|library card|railcard|bahncard|ga|halbtax|swisspass)"
)
_PAPER = re.compile(rf"(?<!\w){_PAPERS}[ -]?(?:{_NUMBER_WORD})(?!\w){_IS}{_TAIL}", re.IGNORECASE)
"Papers, registers and lines that are one person's."
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:member(?:ship)?|mitglied(?:schaft)?|kund(?:e|in|en)|customer|client|club|subscriber|abonnent(?:in)?|versichert|insured|policyholder|stammkund(?:e|in)|patient(?:in)?|loyalty|bonus|treue|vielflieger|polizze|police|policy|vertrag|contract|konto|account|karte|card)"
    rf"(?!\w)[^.!?\n\d]{{0,30}}(?:\d{{4}}[^.!?\n\d]{{1,10}})?(?<!\w)(?:no\.?|nr\.?|number|nummer|num\.?|id)(?!\w){_IS}{_TAIL}",
    re.IGNORECASE,
)
"I am a member since 2009, no. FIT 5582 901: the word stands before in the sentence."
_REPLIED = re.compile(
    rf"(?<!\w){_CUSTOMER}[^.!?\n\d]{{0,25}}[?:!.]\s{{0,2}}(?:\n?\s?(?:\w{{2,12}}|ich|me|customer|kunde|kd):\s?)?(?:(?:yes|ja|sure|klar|natürlich|of course|das ist|it'?s|it is|die|ist|moment)[,.:]?\s)?{_TAIL}",
    re.IGNORECASE,
)
"... your loyalty number? Me: LX77 0031 Q"
_OWN_CARD = re.compile(
    r"(?<!\w)(?:(?:kunden|mitglieds|bonus|vorteils|treue|club|versicherten|abo|gast)-?(?:karte|ausweis)|vertragskonto|kundenkonto|(?:loyalty|member(?:ship)?|club|bonus|reward|points?) card|frequent flyer|vielflieger|miles & more|bahncard|halbtax|swisspass|police|policy|contract|vertrag|vn|vnr|polizze|mitgliedschaft|versicherungsschein)"
    rf"(?: (?:nr\.?|no\.?|nummer|number))?{_IS}(?:mit der )?(?!{_DATE})(?P<code>(?=[A-Z /._-]{{0,8}}\d)(?-i:[A-Z]{{1,5}}[ _/-]{{0,2}})?\d[A-Z0-9]{{0,20}}(?:[ ./_-]\d[A-Z0-9]{{0,12}}){{0,6}})(?!\w|[.,:]\d)",
    re.IGNORECASE,
)
"Kundenkarte 2201 8874 0039 1, meine Polizze POL 77.410.233-4"
_CODED = re.compile(r"(?<![\w-])((?:KD|Kd|KdNr|KNr|K-Nr|CUST)\.?[ :-]{0,2}\d{4,12})(?![\w-])")
_NEUTRAL = (
    r"(?:(?:bestell|auftrags|sendungs|tracking|paket|transaktions|überweisungs|rechnungs|beleg|ticket|vorgangs|fall|artikel|modell|serien|angebots|geräte|buchungs|reservierungs|referenz|ersatzteil|teile|produkt|chargen|inventar|lieferschein|gutschein"
    r"|schadens?|personal|pers|mandats|material|typ|zimmer|sitz|tisch)\.?-?[ ]?(?:nummer|nr\.?|no\.?|id|code|kennung)"
    r"|(?:bestellung|auftrag|sendung|paket|päckchen|transaction|transaktion|txn|utr|payment|refund|rechnung|angebot|aktenzeichen|az|vorgang|seriennr|order|invoice|booking|tracking|shipment|parcel|ticket|case|reference|ref|serial|confirmation|item|article|sku|model|part|quote|docket|badge"
    r"|purchase|receipt|flight|flug|reservation|claim|incident|crime ref|complaint|artikel|modell|model|sn|s/n|order number)"
    r"(?: ?(?:nummer|nr|no|number|id|ref|code|reference))?)(?!\w)"
)
_NEUTRAL_CODE = r"(?=[A-Z_/-]{0,6}[ ]?[A-Z0-9_/-]{0,6}\d)((?:SN )?[A-Z0-9][A-Z0-9]{0,30}(?:[-./_][A-Z0-9]{1,30}){0,6}(?: \d[A-Z0-9]{1,10}){0,5})(?!\w)"
_NOT_PERSONAL = re.compile(
    rf"(?<!\w){_NEUTRAL}\.?[ ]?(?:(?:is|was|lautet|ist|war)(?!\w)|:|=)?[ ]{{0,2}}(?:nr\.? |\#)?[ ]?{_NEUTRAL_CODE}",
    re.IGNORECASE,
)
"Orders, parcels, tickets, articles: numbers of things and cases."
_PREFIXED = re.compile(r"(?<![\w-])(?!DIN|ISO|EN-|VDE)[A-Z]{1,5}[-/]?\d{5,20}(?:[-/]\d{1,20}){0,6}(?![\w-])")
_SERIAL = re.compile(r"(?<![\w-])(?=(?:\d{0,34}[A-Z]){1,5}\d)(?=(?:[A-Z]{0,34}\d){6})[A-Z0-9]{8,34}(?![\w-])")
"KD-483920 and 1EMH0012345678: capitals and at least five digits are a code, not a word and not a price."
_GROUPED = re.compile(r"(?<![\w-])[A-Z]{1,4}-\d{2,12}(?:-\d{1,12}){1,6}(?![\w-])")
_SOCIAL = re.compile(
    r"(?<![\w.-])(?:\d{3}-\d{2}-\d{4}|756\.\d{4}\.\d{4}\.\d{2}|(?-i:[A-Z]{5}\d{4}[A-Z]|[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]))(?![\w-])"
)
"Social security of the United States and Switzerland, taxes in India, insurance in Britain."
_LONG = re.compile(
    rf"(?<![\d.,])(?<![€$£])(?<![€$£] )(?<!\d)\d{{9,40}}(?![\d]|[.,]\d|{_UNIT})", re.IGNORECASE
)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _could_be_iban(text: str) -> bool:
    return 15 <= sum(map(str.isalnum, text)) <= 34


def _is_iban(text: str) -> bool:
    """Check what an IBAN must be: its letters and digits, as one number, leave 1 when divided by 97."""
    plain = "".join(filter(str.isalnum, text)).upper()
    if not plain.isascii() or not _could_be_iban(plain):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _passes_luhn(text: str) -> bool:
    """Check the last digit of a card number, so that a list of years is not taken for one."""
    digits = [int(character) for character in text if character.isdigit()][::-1]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return 13 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _could_be_phone(text: str) -> bool:
    """Seven digits or more, not all apart by points as in a version or an address of the net, no list of dates."""
    return 7 <= _digits(text) <= 16 and not re.fullmatch(r"\d{1,3}(?:\.\d{1,2}){2,5}", text)


def _is_code(text: str) -> bool:
    """Whether what follows is a number of somebody: figures, and no more small words than a code has."""
    return (
        _digits(text) >= 4
        and not re.search(r"[a-zäöü]{3}", text)
        and not re.fullmatch(r"(?:19|20)\d\d", text)
    )


_PAPER_WORDS = (
    "ausweis", "pass", "führer", "aufenthalt", "steuer", "sozial", "sv", "ahv", "renten", "kranken", "versicherten", "matrikel", "schüler", "melde", "driv", "licen", "national", "ni", "nhs", "ssn", "social", "pan", "aadhaar", "student",
    "landline", "broadband", "consumer", "nominee", "benef", "subscr", "club", "bürgerk", "card", "library", "ga", "halbtax",
)  # fmt: skip
_CARDS = (
    "police",
    "policy",
    "contract",
    "vertrag",
    "vn",
    "ausweis",
    "frequent",
    "vielfl",
    "miles",
    "bahncard",
    "halbtax",
    "swisspass",
    "karte",
    "konto",
    "card",
    "loyalty",
    "member",
    "club",
    "bonus",
    "reward",
    "point",
    "polizze",
    "mitglied",
    "schein",
    "kunden",
    "vertrags",
    "vorteil",
    "treue",
    "versicher",
    "abo",
    "gast",
)
_BELONGING = (
    "member",
    "mitglied",
    "kund",
    "customer",
    "client",
    "club",
    "subscr",
    "abonn",
    "versichert",
    "insured",
    "policy",
    "stamm",
    "patient",
    "loyal",
    "bonus",
    "treue",
    "vielfl",
    "poli",
    "vertrag",
    "contract",
    "konto",
    "account",
    "karte",
    "card",
)
_LABELS = (
    "kunden", "vertr", "konto", "police", "vers", "zähler", "zaehler", "mitgl", "partner", "teilnehmer", "abo", "patient", "bonus", "vielflieger", "kd", "vorteil", "treue", "club", "customer", "client",
    "acc", "acct", "a/c", "contract", "policy", "member", "loyalty", "subscriber", "meter", "loan", "frequent", "user", "malo", "melo", "lokation",
)  # fmt: skip
_THINGS = ("transak", "transac", "überweis", "päckchen", "txn", "utr", "payment", "refund",
    "bestell", "auftrag", "sendung", "tracking", "paket", "rechnung", "beleg", "ticket", "vorgang", "fall", "artikel", "modell", "serien", "angebot", "gerät", "buchung", "reserv", "ref", "ersatzteil",
    "teile", "produkt", "charge", "inventar", "lieferschein", "gutschein", "schaden", "pers", "mandat", "material", "typ", "zimmer", "sitz", "tisch", "akten", "az", "order", "invoice", "booking", "shipment",
    "parcel", "case", "serial", "confirm", "item", "article", "sku", "model", "part", "quote", "docket", "badge", "purchase", "receipt", "flight", "flug", "claim", "incident", "crime", "complaint", "sn", "s/n",
)  # fmt: skip
_CALLING = ("contact", "anruf", "tel", "phone", "mobil", "handy", "ruf", "fax", "cell", "whatsapp", "call", "text", "ring", "reach", "erreich", "my", "meine")  # fmt: skip
_FIGURES = (
    "plus", "null", "eins", "zwei", "zwo", "drei", "vier", "fünf", "fuenf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "hundert", "doppel", "zero", "oh", "one", "two", "three", "four",
    "five", "six", "seven", "eight", "nine", "hundred", "double", "triple",
)  # fmt: skip
ACCOUNTS: tuple[Search, ...] = (matches(_IBAN, "iban", holds=_is_iban, digits=8, glued=True),)
"Whatever it is called: its check digits are right."
HARMLESS: tuple[Search, ...] = (
    matches(
        _NOT_PERSONAL,
        "harmless",
        group=1,
        holds=lambda code: _digits(code) >= 2,
        needs=_THINGS,
        digits=2,
        begins=True,
    ),
    matches(_CREDITOR, "harmless", needs=("zzz",), digits=2, glued=True),
)
"Numbers that are nobody's: found before the others, so that these leave them alone."
SPOKEN: tuple[Search, ...] = (
    matches(
        _SPELT_OUT,
        "phone",
        holds=lambda text: text.count(" ") + _digits(text) >= 6,
        needs=_FIGURES,
        begins=True,
    ),
)
NUMBERS: tuple[Search, ...] = (
    matches(_IBAN, "iban", holds=_could_be_iban, digits=8, glued=True),
    matches(_IBAN_APART, "iban", holds=_is_iban, digits=10),
    matches(_CARD, "card", holds=_passes_luhn, digits=13),
    matches(_SOCIAL, "number", digits=4),
    matches(
        _KEYED, "number", group=1, holds=lambda code: _digits(code) >= 4, needs=_LABELS, digits=4, begins=True
    ),
    matches(
        _AFTERWARDS,
        "number",
        group=1,
        holds=lambda code: _digits(code) >= 4,
        needs=(" mein", " my ", " die ", " unser", " our "),
        digits=4,
    ),
    matches(
        _NAMED,
        "number",
        group=1,
        holds=lambda code: _digits(code) >= 5,
        needs=("vertrag", "kund", "zähler", "police", "contract", "customer", "acc", "policy", "meter"),
        digits=5,
        begins=True,
    ),
    matches(
        _PAPER,
        "number",
        group="code",
        holds=_is_code,
        needs=_PAPER_WORDS,
        digits=4,
        begins=True,
    ),
    matches(
        _OWN_CARD,
        "number",
        group="code",
        holds=lambda code: _digits(code) >= 5,
        needs=_CARDS,
        digits=5,
        begins=True,
    ),
    matches(_ANNOUNCED, "number", group="code", holds=_is_code, needs=_BELONGING, digits=4, begins=True),
    matches(_REPLIED, "number", group="code", holds=_is_code, needs=_LABELS, digits=4, begins=True),
    matches(_CODED, "number", group=1, needs=("kd", "knr", "k-nr", "cust"), run=4),
    matches(_PHONE, "phone", holds=lambda found: _digits(found) >= 7, digits=7),
    matches(_SPACED, "phone", holds=_could_be_phone, digits=7),
    matches(_CALL_ME, "phone", group="number", needs=_CALLING, digits=6, begins=True),
    matches(
        _EXTENSION, "phone", group=1, needs=("durchwahl", "nebenstelle", "ext", "dw"), digits=2, begins=True
    ),
    matches(_PREFIXED, "number", run=5),
    matches(_SERIAL, "number", digits=6, glued=True),
    matches(_GROUPED, "number", holds=lambda code: _digits(code) >= 5, needs=("-",), digits=5),
    matches(_LONG, "number", run=9),
)
