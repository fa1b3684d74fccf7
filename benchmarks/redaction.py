"""Recall and precision of the redaction rules on generated tickets and comments in German and English.

The rules were written first, from general knowledge; this generator shares no list and no pattern with them.
Its people carry rare names as well as common ones, its writers use many spellings of the same number, and a
large part of the texts holds only look-alikes: prices, meter readings, years, tariffs, cities, weekdays.
Seeds below 100 are for looking at single texts and mending rules; the table in docs/redaction.md is of seed 2024 alone.

    python benchmarks/redaction.py [SEED] [--look N]
"""

# ruff: noqa: E501, PERF401, SIM905  (word lists and sentences read better in long lines)
from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import cxlab as cx
from cxlab.loaders.privacy import Span, find_personal, known_people

TEXTS, SEED = 2_000, 2024
DOCS = Path(__file__).parents[1] / "docs" / "redaction.md"

FIRST = (
    "Anna Lukas Friederike Jonas Marlene Torben Zeynep Emre Krystyna Pawel Oluwaseun Thi-Mai Ottokar Walpurga Knut"
    " Svea Hinnerk Mechthild Giancarlo Aleksandra Dariusz Nurcan Jürgen Sabine Heinz-Peter Anna-Lena Gesine Bjarne"
    " Sophie Daniel Tatjana Kasimir Leonore Thomas Claudia Stefanie Uwe Birgit Mohamad Aisha Rosalinde Detlev Veit"
).split()
LAST = (
    "Meier Schmidt Wagner Özdemir Nowakowski Brettschneider Lüttmann Grabowski Hinrichsen Zumkeller Obermayr Vogelsang"
    " Tiedtke Kłos Adebayo Tran Rautenberg Stöver Leutheusser Möllenkamp Pfaffinger Dombrowski Wüstenhagen Janßen"
    " Yavuz Petrović Schulze-Delitzsch Freudenthal Quandt Becker Ostermann Ahrendt Klüver Isenberg Rehbein Sadowski"
).split()
FIRST_EN = (
    "Oliver Charlotte Priya Declan Siobhan Tyrone Latoya Nigel Gwendolyn Rashid Imogen Cedric Brandon Kaitlyn Sanjay"
    " Emily Harriet Duncan Aoife Winston Beatrix Hamish Lakshmi Marcus Daphne Trevor Yolanda Ezekiel Fiona Graham"
).split()
LAST_EN = (
    "Whitcombe Okafor Hargreaves Smith Mukherjee Ackroyd Delgado Fairweather O'Malley Pemberton Blackwood Choudhury"
    " Lindqvist Thistlethwaite Jones Abernathy McAllister Rosenbaum Vandermeer Goldsworthy Patel Ellsworth Kavanagh"
).split()
STREETS = (
    "Bergmannstraße Goethestr. Ahornweg Schillerplatz Königsallee Erlenring Hafendamm Mühlengasse Kastanienallee"
    " Rosa-Luxemburg-Straße Lehmkuhlenweg Brunnenstr. Industriestrasse Gerberstraße Fichtenstieg Klosterstraße"
).split()
STREETS_TWO = (
    "Am Mühlenbach|Auf der Höhe|Lange Straße|Alte Landstraße|Im Wiesengrund|Hamburger Chaussee|Zum Sportplatz"
    "|An der Kirche|Breite Straße|Straße der Jugend|Kleine Gasse"
).split("|")
TOWNS = (
    "Buxtehude|Kiel|Lüneburg|Bad Segeberg|Pasewalk|Frankfurt am Main|Oer-Erkenschwick|Neustadt in Holstein|Passau|Wolgast"
    "|Husum|Schwerin|Wanne-Eickel|Mölln|Rendsburg|Leipzig|Castrop-Rauxel|Traunstein"
).split("|")
STREETS_EN = "Maple Avenue|Church Lane|Victoria Road|Old Mill Street|Kingfisher Close|Sunset Boulevard|Oak Drive|Station Road".split(
    "|"
)
TOWNS_EN = "Leeds LS6 3HN|Bristol BS1 4ST|Portland, OR 97201|Manchester M14 5TQ|Austin, TX 78701|Edinburgh EH1 2NG".split(
    "|"
)
MAILS = "gmx.de web.de t-online.de gmail.com outlook.com posteo.de kanzlei-nord.de btinternet.com yahoo.co.uk".split()

FRAMES_DE = (
    "Guten Tag, meine Abrechnung für {harmless} stimmt nicht. {personal} {close}",
    "{personal} Seit {harmless} warte ich auf eine Antwort.",
    "Ich bin sehr zufrieden, {harmless} lief alles glatt. {personal}",
    "Zum dritten Mal schreibe ich Ihnen! {personal} Außerdem: {harmless}. {close}",
    "{harmless}. {personal}",
    "Die App zeigt {harmless} an, das kann nicht sein. {personal} {close}",
    "Hallo liebes Service-Team,\n{personal}\nBitte prüfen Sie {harmless}.\n{close}",
    "Das geht gar nicht. {harmless}. {close}",
    "Kündigung zum nächstmöglichen Zeitpunkt. {personal} {personal} {close}",
)
FRAMES_EN = (
    "Hello, my bill for {harmless} looks wrong. {personal} {close}",
    "{personal} I have been waiting since {harmless}.",
    "Really pleased overall, {harmless} went smoothly. {personal}",
    "This is the third time I write. {personal} Also, {harmless}. {close}",
    "{harmless}. {personal}",
    "The app shows {harmless}, which cannot be right. {personal} {close}",
    "Please cancel my plan. {personal} {personal} {close}",
    "Not acceptable. {harmless}. {close}",
)
SENTENCES_DE = {
    "name": (
        "Frau {x} an der Hotline war sehr hilfsbereit.", "Der Vertrag läuft auf {x}.", "Mein Mann {x} hat auch schon angerufen.",
        "Mein Name ist {x}.", "Ich habe mit Herrn {x} gesprochen.", "Ihr Kollege {x} hat mir den Rückruf versprochen.",
        "{x} aus dem Chat war leider ratlos.", "Bitte leiten Sie das an Frau {x} weiter.", "Der Techniker, Herr {x}, kam nicht.",
        "Herr Dr. {x} hat das bereits unterschrieben.", "hier schreibt {x}, Kunde seit 2015.",
        "Frau {x}s Auskunft war falsch.",
    ),
    "email": ("Meine Mail: {x}.", "Antworten Sie bitte an {x}, danke.", "Unter {x} bin ich erreichbar.", "Login {x} geht nicht."),
    "phone": ("Rückruf bitte unter {x}.", "Meine Handynummer ist {x}.", "Tel. {x} ab 17 Uhr.", "Erreichbar bin ich unter {x}!", "{x} ist meine Nummer."),
    "iban": ("Bitte auf {x} erstatten.", "Meine IBAN: {x}.", "Neue Bankverbindung {x} ab Mai."),
    "address": ("Ich ziehe um: {x}.", "Neue Anschrift ist {x}.", "Es geht um die Lieferstelle {x}.", "Wir wohnen jetzt {x}.", "Rechnung bitte an {x} senden."),
    "number": ("Kundennummer {x}.", "Meine Vertragsnummer lautet {x}.", "Zähler-Nr. {x}.", "Kd.-Nr.: {x}", "Es geht um den Vertrag {x}.", "Vertragskonto {x} betreffend.", "Zählernummer ist {x}."),
    "birth": ("Geboren am {x}.", "Geburtsdatum: {x}.", "Ich bin am {x} geboren.", "geb. {x}"),
}  # fmt: skip
SENTENCES_EN = {
    "name": (
        "Mrs {x} on the phone was lovely.", "The account is in the name of {x}.", "My name is {x}.", "I spoke to {x} yesterday.",
        "Your colleague {x} promised a call back.", "{x} from the chat had no idea.", "Please pass this on to Mr {x}.",
        "My husband {x} called too.", "Thanks to {x} for sorting it out.", "Dr {x} signed the form already.",
    ),
    "email": ("My email is {x}.", "Please reply to {x}, thanks.", "Login {x} does not work."),
    "phone": ("Call me back on {x}.", "My mobile is {x}.", "You can reach me at {x} after five.", "{x} is my number."),
    "iban": ("Please refund to {x}.", "My IBAN is {x}."),
    "address": ("I am moving to {x}.", "My new address is {x}.", "It concerns the flat at {x}.", "Please send it to {x}."),
    "number": ("My customer number is {x}.", "Account no. {x}.", "Contract number: {x}.", "Meter ID {x}.", "Policy {x} is concerned."),
    "birth": ("I was born on {x}.", "Date of birth: {x}.", "DOB {x}."),
}  # fmt: skip
CLOSE_DE = (
    "Mit freundlichen Grüßen\n{x}",
    "Viele Grüße {x}",
    "MfG {x}",
    "Gruß, {x}",
    "Danke und beste Grüße, {x}",
    "LG {x}",
    "",
    "",
    "",
)
CLOSE_EN = (
    "Kind regards, {x}",
    "Best,\n{x}",
    "Thanks, {x}",
    "Yours sincerely\n{x}",
    "Regards {x}",
    "",
    "",
    "",
)
HARMLESS_DE = (
    "{price} Euro im Monat|{price} € Abschlag|{big} kWh im Jahr|der Zählerstand {big}|{year}|der {day}. {month} {year}|zwischen {year} und 2025"
    "|Tarif Nordwind {small} Plus|Strom Komfort {year}|am {weekday} um {small}:30 Uhr|in Hamburg und Bremen|die Filiale in Köln|{small} Bestellungen"
    "|{big} Bonuspunkte|Wallbox Pro {small}|die Störung im {month}|{small} Minuten Warteschleife|Bestellung von {small} Sensoren|ein Rabatt von {small} %"
    "|der Koch in der Kantine|eine Frau am Schalter|der Winter {year}|der Bäcker am Markt|die Kaffee-Ecke|der Vertrag vom {day}.{small}.{year}|Schwarz auf Weiß"
    "|mein Mann|die Familie|Seite {small} der Rechnung|{big} Euro Guthaben|Stufe {small} von 10|der ICE 1234 nach München|das iPhone {small}|Windows 11"
    "|die Post und die Bank|der Sommer in Stuttgart|Paragraph {small}|im Mai|am Montag|Grüner Strom|Haus und Garten"
).split("|")
HARMLESS_EN = (
    "£{price} a month|${price} a month|{big} kWh a year|the meter reading {big}|{year}|{month_en} {day}, {year}|between {year} and 2025|the Green Saver {small} plan"
    "|Monday at {small}:30|London and Bristol|the store in Austin|{small} orders|{big} bonus points|the HomeHub {small}|the outage in August|{small} minutes on hold"
    "|a discount of {small} %|the cook in the canteen|last winter|May and June|the price cap|page {small} of the bill|step {small} of 10|flight BA 1234 to Paris"
    "|iPhone {small}|Windows 11|the Bank of England|the April invoice|a grant for insulation|Will it ever work|Black Friday|Main Street shops|Table {small}"
).split("|")


def main() -> None:
    """Measure on one seed and print the table; the reported seed is also written to the docs."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    seed = numbers[0] if numbers else SEED
    made = list(generate(seed, TEXTS))
    if "--look" in sys.argv:
        _look(made, numbers[-1])
        return
    table = score(made)
    print(table)
    if seed == SEED:
        second = foreign()
        print(second)
        DOCS.write_text(_page(table, second), encoding="utf-8")


def generate(seed: int, count: int) -> list[tuple[str, list[Span]]]:
    """Return texts with the true spans of personal data in them."""
    lot = random.Random(seed)
    return [_text(lot, german=position % 2 == 0) for position in range(count)]


def score(made: list[tuple[str, list[Span]]]) -> str:
    """Return recall and precision per kind as a Markdown table.

    A true span counts as found when no letter or digit of it is left; a found one as right when at least four
    of five of its letters and digits are personal.
    """
    kinds = ["name", "email", "phone", "iban", "address", "number", "birth", "card", "link"]
    true, hit, found, right = Counter(), Counter(), Counter(), Counter()
    for text, spans in made:
        guessed = find_personal(text)
        covered = {i for span in guessed for i in range(span.start, span.end)}
        personal = {i for span in spans for i in range(span.start, span.end)}
        for span in spans:
            true[span.kind] += 1
            hit[span.kind] += all(i in covered for i in range(span.start, span.end) if text[i].isalnum())
        for span in guessed:
            inside = [i in personal for i in range(span.start, span.end) if text[i].isalnum()]
            found[span.kind] += 1
            right[span.kind] += sum(inside) >= 0.8 * len(inside)
    lines = ["| kind | in the texts | recall | marked | precision |", "|---|---:|---:|---:|---:|"]
    for kind in kinds:
        if true[kind] or found[kind]:
            lines.append(_line(kind, true[kind], hit[kind], found[kind], right[kind]))
    totals = [counter.total() for counter in (true, hit, found, right)]
    return "\n".join([*lines, _line("**all**", *totals)])


def foreign() -> str:
    """Return how many of the writers' own details are masked in the texts of the sample company.

    Its texts come from another generator; what is personal in them is known from the customers table. The
    share is of details that stand in a text, without and with the names and numbers of the pot.
    """
    pot = cx.open_pot("nordlicht")
    known, people = known_people(pot), pot["customers"].set_index("customer_id")
    counts: dict[str, list[int]] = {}
    for table, column in (("tickets", "text"), ("responses", "verbatim"), ("complaints", "text")):
        texts = pot[table][column].dropna()
        for text, customer in zip(texts, pot.customer_ids(table).loc[texts.index], strict=True):
            if customer is None:
                continue
            plain, helped = cx.redact(text), cx.redact(text, known=known)
            for kind in ("last_name", "email", "phone", "street", "iban", "customer_id"):
                value = customer if kind == "customer_id" else people.at[customer, kind]
                whole = re.compile(rf"(?<!\w){re.escape(str(value))}(?!\w)")
                if whole.search(text):
                    tally = counts.setdefault(kind, [0, 0, 0])
                    found = (True, not whole.search(plain), not whole.search(helped))
                    counts[kind] = [a + b for a, b in zip(tally, found, strict=True)]
    lines = ["| detail | in the texts | masked | masked, pot known |", "|---|---:|---:|---:|"]
    lines += [f"| {kind} | {n:,} | {a / n:.3f} | {b / n:.3f} |" for kind, (n, a, b) in counts.items()]
    return "\n".join(lines)


def _line(kind: str, true: int, hit: int, found: int, right: int) -> str:
    recall = f"{hit / true:.3f}" if true else "–"
    precision = f"{right / found:.3f}" if found else "–"
    return f"| {kind} | {true:,} | {recall} | {found:,} | {precision} |"


def _text(lot: random.Random, *, german: bool) -> tuple[str, list[Span]]:
    frame = lot.choice(FRAMES_DE if german else FRAMES_EN)
    text, spans = "", []
    for number, part in enumerate(frame.replace("{", "\x01{").replace("}", "}\x01").split("\x01")):
        if number == 0 or not part.startswith("{"):
            text += part
            continue
        if part == "{harmless}":
            text += _harmless(lot, german=german)
            continue
        sentence, kind = _sentence(lot, german=german, close=part == "{close}")
        before, slot, after = sentence.partition("{x}")
        value = MAKERS[kind](lot, german) if slot else ""
        start = len(text) + len(before)
        text += before + value + after
        if slot:
            spans.append(Span(start, start + len(value), kind))
    return text, spans


def _sentence(lot: random.Random, *, german: bool, close: bool) -> tuple[str, str]:
    if close:
        return lot.choice(CLOSE_DE if german else CLOSE_EN), "name"
    if lot.random() < 0.25:
        return "", "name"
    table = SENTENCES_DE if german else SENTENCES_EN
    kind = lot.choice([*table, "name", "name"])
    return lot.choice(table[kind]), kind


def _harmless(lot: random.Random, *, german: bool) -> str:
    words = lot.choice(HARMLESS_DE if german else HARMLESS_EN)
    return words.format(
        price=f"{lot.randint(20, 400)},{lot.randint(0, 99):02d}" if german else f"{lot.randint(20, 400)}.{lot.randint(0, 99):02d}",
        big=lot.choice([str(lot.randint(1000, 99999)), f"{lot.randint(1, 99)}.{lot.randint(0, 999):03d}" if german else f"{lot.randint(1, 99)},{lot.randint(0, 999):03d}"]),
        year=lot.randint(2012, 2025), small=lot.randint(2, 30), day=lot.randint(1, 28),
        month=lot.choice("Januar März April Mai Juni August Oktober Dezember".split()),
        month_en=lot.choice("January March April May June August October".split()),
        weekday=lot.choice("Montag Mittwoch Freitag Sonntag".split()),
    )  # fmt: skip


def _name(lot: random.Random, german: bool) -> str:
    first, last = (
        (lot.choice(FIRST), lot.choice(LAST)) if german else (lot.choice(FIRST_EN), lot.choice(LAST_EN))
    )
    return lot.choice(
        [f"{first} {last}", f"{first} {last}", last if lot.random() < 0.5 else first, f"{first[0]}. {last}"]
    )


def _email(lot: random.Random, german: bool) -> str:
    first, last = lot.choice(FIRST_EN).lower(), lot.choice(LAST_EN).lower().replace("'", "")
    local = lot.choice(
        [f"{first}.{last}", f"{first[0]}{last}{lot.randint(1, 99)}", f"{last}_{first}", f"{first}+strom"]
    )
    mail = f"{local}@{lot.choice(MAILS)}"
    return (
        mail.replace("@", " (at) ") if lot.random() < 0.05 else mail.upper() if lot.random() < 0.05 else mail
    )


def _phone(lot: random.Random, german: bool) -> str:
    def digits(count: int) -> str:
        return "".join(lot.choices("0123456789", k=count))

    mobile, area, line = (
        lot.choice("0151 0160 0171 0176 0157".split()),
        lot.choice("030 040 0431 04121 0711".split()),
        digits(7),
    )
    if german:
        forms = [f"{mobile}{line}", f"{mobile} {line}", f"{mobile}/{line}", f"{mobile}-{line}", f"+49 {mobile[1:]} {line}", f"+49{mobile[1:]}{line}",
                 f"0049 {area[1:]} {digits(6)}", f"{area}/{digits(6)}", f"({area}) {digits(5)}-{digits(2)}", f"{area} {digits(2)} {digits(2)} {digits(2)}",
                 f"+49 ({area[0]}) {area[1:]} {digits(3)} {digits(4)}", f"{mobile} {digits(3)} {digits(4)}"]  # fmt: skip
    else:
        forms = [
            f"07{digits(3)} {digits(6)}",
            f"+44 20 {digits(4)} {digits(4)}",
            f"020 {digits(4)} {digits(4)}",
            f"(415) 555-{digits(4)}",
            f"+1 212-555-{digits(4)}",
            f"07{digits(9)}",
        ]
    return lot.choice(forms)


def _iban(lot: random.Random, german: bool) -> str:
    plain = lot.choice(["DE", "DE", "AT"]) + "".join(lot.choices("0123456789", k=20))
    plain = plain[:20] if plain.startswith("AT") else plain
    spaced = " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))
    return lot.choice([plain, spaced, plain.lower()])


def _address(lot: random.Random, german: bool) -> str:
    if not german:
        street = f"{lot.randint(1, 240)} {lot.choice(STREETS_EN)}"
        return lot.choice([street, f"{street}, {lot.choice(TOWNS_EN)}"])
    no = f"{lot.randint(1, 180)}{lot.choice(['', '', 'a', ' b'])}"
    one, town = f"{lot.choice(STREETS)} {no}", f"{lot.randint(1000, 99998):05d} {lot.choice(TOWNS)}"
    return lot.choice(
        [one, f"{one}, {town}", f"{lot.choice(STREETS_TWO)} {no}, {town}", f"{one} in {town}", town]
    )


def _number(lot: random.Random, german: bool) -> str:
    n = lot.randint(100_000, 99_999_999)
    return lot.choice(
        [
            f"{n}",
            f"KD-{n}",
            f"{n:09d}",
            f"{lot.randint(10, 99)}-{n}",
            f"1ESY{n:010d}",
            f"V{n}",
            f"{n % 900 + 100}-{n:06d}-{n % 7}",
        ]
    )


def _birth(lot: random.Random, german: bool) -> str:
    day, month, year = lot.randint(1, 28), lot.randint(1, 12), lot.randint(1938, 2005)
    if german:
        name = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()[
            month - 1
        ]
        return lot.choice(
            [
                f"{day:02d}.{month:02d}.{year}",
                f"{day}.{month}.{year % 100:02d}",
                f"{day}. {name} {year}",
                f"{year}-{month:02d}-{day:02d}",
            ]
        )
    name = "January February March April May June July August September October November December".split()[
        month - 1
    ]
    return lot.choice(
        [
            f"{day} {name} {year}",
            f"{name} {day}, {year}",
            f"{month:02d}/{day:02d}/{year}",
            f"{day}th {name} {year}",
        ]
    )


MAKERS: dict[str, Callable[[random.Random, bool], str]] = {
    "name": _name, "email": _email, "phone": _phone, "iban": _iban, "address": _address, "number": _number, "birth": _birth,
}  # fmt: skip


def _look(made: list[tuple[str, list[Span]]], limit: int) -> None:
    """Print texts in which something was missed or marked without need."""
    for text, spans in made:
        guessed = find_personal(text)
        covered = {i for span in guessed for i in range(span.start, span.end)}
        personal = {i for span in spans for i in range(span.start, span.end)}
        missed = [
            text[s.start : s.end]
            for s in spans
            if any(i not in covered for i in range(s.start, s.end) if text[i].isalnum())
        ]
        needless = [
            text[s.start : s.end]
            for s in guessed
            if any(i not in personal for i in range(s.start, s.end) if text[i].isalnum())
        ]
        if (missed or needless) and limit > 0:
            limit -= 1
            print(f"MISSED {missed} NEEDLESS {needless}\n    {text!r}")


def _page(table: str, second: str) -> str:
    return PAGE.format(texts=f"{TEXTS:,}", seed=SEED, table=table, second=second)


PAGE = """# How well redaction works

`cx.redact` replaces personal data in German and English texts by marks. It works by rules: by form (addresses of the
net, numbers), by the words beside (titles, greetings, closings), by lists of names (Faker, MIT licence, and our own), and, with
`known=cx.known_people(pot)`, by the names and numbers in the pot's own tables.

What the tables say was measured on three kinds of text. The first is the one to go by.

## A corpus written by hand

656 comments, tickets, call notes, chat lines and mails in German and English (`tests/loaders/privacy`), invented, and written before
their author had read a rule; 45 % of them hold nothing personal, but look as if they did. Two fifths were set aside: scored, never looked
at while rules were mended. But one author wrote both parts and mended the rules: the lists of firms and names
were written with both parts in memory, and the totals of the part set aside were read many times on the way. So the second table is no clean
test; it still flatters, for names most. Four marks in the corpus were corrected after it was written (two years of birth, a name, a floor). A span counts as found when no letter
or digit of it is left; a mark is wrong as soon as it covers one letter that is not personal. With the rules of before, the blind score was a
recall of 0.617 and a precision of 0.848 on the development part, 0.570 and 0.779 on the part set aside. Now it is:

Development (394 texts)

| kind | in the texts | recall | marked | precision |
|---|---:|---:|---:|---:|
| name | 170 | 0.988 | 170 | 0.988 |
| email | 22 | 1.000 | 22 | 1.000 |
| phone | 31 | 1.000 | 31 | 1.000 |
| iban | 12 | 1.000 | 12 | 1.000 |
| address | 15 | 1.000 | 16 | 1.000 |
| customer | 17 | 1.000 | 17 | 1.000 |
| birth | 13 | 1.000 | 13 | 1.000 |
| plate | 11 | 1.000 | 11 | 1.000 |
| handle | 12 | 1.000 | 12 | 1.000 |
| **all** | 303 | 0.993 | 304 | 0.993 |

Set aside (262 texts)

| kind | in the texts | recall | marked | precision |
|---|---:|---:|---:|---:|
| name | 96 | 0.958 | 100 | 0.920 |
| email | 8 | 1.000 | 8 | 1.000 |
| phone | 13 | 1.000 | 14 | 1.000 |
| iban | 7 | 1.000 | 7 | 1.000 |
| address | 13 | 0.846 | 14 | 1.000 |
| customer | 10 | 1.000 | 9 | 1.000 |
| birth | 10 | 1.000 | 10 | 1.000 |
| plate | 6 | 0.833 | 5 | 1.000 |
| handle | 9 | 0.889 | 8 | 1.000 |
| **all** | 172 | 0.953 | 175 | 0.954 |

On both together the goals (recall 0.95, precision 0.97) are met; on the part set aside alone precision is not: ordinary words are still
taken for names there. The benchmark is `benchmarks/redaction_corpus.py`.

## Speed

Processor seconds of one run on a machine that did much other work; a long text is looked at in overlapping pieces of 3,000 characters, so
the work grows as its length does (`benchmarks/redaction_speed.py`). The goal of 2 s for 1 MB of any text is met only where the table says so.

| what | processor time |
|---|---:|
| 100,000 comments | 30 s |
| `'o'`, 1 MB | 0.2 s |
| `'NO'`, 1 MB | 0.2 s |
| `'a@'`, 1 MB | 2.4 s |
| `'0 1 '`, 1 MB | 2.9 s |
| `'Frau Dr. '`, 1 MB | 5.1 s |
| `'Anna Berta '`, 1 MB | 1.7 s |
| `'A. B. '`, 1 MB | 5.7 s |
| `'DE12 '`, 1 MB | 3.9 s |
| `'AB-12-'`, 1 MB | 3.0 s |
| `'Gruß\n'`, 1 MB | 2.5 s |

## Generated texts

The following is an upper bound: generator and rules had one author, and the table once said 0.998.

Measured on {texts} generated tickets and comments, half German, half English, without any known names. The rules were
written before the generator (`benchmarks/redaction.py`), from general knowledge; the two share no list and no pattern, but an author.
The first version of the rules, before any text was looked at, had a recall of 0.877 and a precision of 0.997 (seed 1; names
0.805). Then texts of seeds below 100 were read and rules mended in general terms, so the table below shows texts of a known
kind, not of an unknown one: it is an upper bound for other writers. It is of seed {seed}, at which no rule was
tuned. A span counts as found when no letter or digit of it is left, and a mark as right when at least four fifths of what it
covers is personal.

{table}

A second look, at the tickets, answers and complaints of the sample company (`data/nordlicht`), which come from another
generator: of the details that the customers table holds of the writer and that stand in the text, how many are masked?
One rule (a team that signs is nobody's name) was added after reading these texts.

{second}

What to expect on other texts: rare first names without a title, greeting or surname beside them are missed, and so are streets
without a house number. Names that are everyday words (Koch, Winter, Mark) are marked only beside such a cue. A text that
describes a person without naming them stays as it is. Redacted text is still customers' data: share it with care.
"""


if __name__ == "__main__":
    main()
